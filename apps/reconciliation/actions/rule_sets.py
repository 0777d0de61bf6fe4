"""Rule sets are never edited: a change is the next version. It begins as a draft and is switched on behind a gate."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.reconciliation.engine import RuleError
from apps.reconciliation.engine import RuleSet as EngineRules
from apps.reconciliation.errors import no_backtest, too_imprecise
from apps.reconciliation.models import BackTest, RuleSet
from apps.reconciliation.states import RuleSetState
from apps.reconciliation.transitions import ACTIVATE, CREATE_ACTIVE_RULE_SET, CREATE_RULE_SET, RETIRE
from apps.tenants.actors import system_actor
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from apps.workflow.runner import Batch, creating, performing

# With fewer decisions than these a back-test says too little to keep a rule set out.
LEAST_DECISIONS = 30


def create_rule_set(name: str, rules: Any, *, actor: Actor, at: dt.datetime) -> RuleSet:
    """Saves rules as the next version, a draft. Raises Invalid naming the rule and the parameter."""
    return _create(name, rules, RuleSetState.DRAFT, actor=actor, at=at)


def _create(name: str, rules: Any, state: RuleSetState, *, actor: Actor, at: dt.datetime) -> RuleSet:
    try:
        checked = EngineRules.from_json(json.dumps(rules))
    except RuleError as error:
        raise Invalid(Reason("rules", _("The rules cannot be used: %(error)s"), "rules", {"error": str(error)})) from None
    declared = CREATE_ACTIVE_RULE_SET if state == RuleSetState.ACTIVE else CREATE_RULE_SET
    with creating(declared, RuleSet, actor=actor, at=at) as batch:
        last = RuleSet.objects.order_by("-number").values_list("number", flat=True).first() or 0
        batch.add(RuleSet(number=last + 1, name=name, rules=json.loads(checked.to_json()), state=state))
        batch.record(lambda row: {"number": row.number, "name": row.name, "rules": row.rules})
    return batch.rows[0]


def activate_rule_set(
    rule_set_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> RuleSet:
    """Lets new runs use the version. draft -> active.

    Refused without a back-test that was done, and where of at least `LEAST_DECISIONS` past decisions it would have settled
    too many otherwise than people did: the company says how precise rules must be (`rule_precision_bps`).
    """
    with performing(ACTIVATE, RuleSet, rule_set_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        pass_gate(batch)
    return batch.row if batch.rows else batch.refused[0][0]


def retire_rule_set(
    rule_set_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> RuleSet:
    """Takes the version out of use; the newest other active one is used then, or, where there is none, Oblik's own rules as the
    next version. draft, active -> retired."""
    with performing(RETIRE, RuleSet, rule_set_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(lambda row: {"number": row.number})
    return batch.row


def pass_gate(batch: Batch[RuleSet]) -> None:
    """Refuses the rows in hand whose back-test is missing or not precise enough; records the others with its figures."""
    demanded = Tenant.objects.values_list("rule_precision_bps", flat=True).get(pk=batch.actor.tenant_id)
    figures: dict[int, dict[str, Any]] = {}
    for row in list(batch.rows):
        test = BackTest.objects.filter(rule_set=row, ended_at__isnull=False, error="").order_by("-pk").first()
        if test is None:
            batch.refuse(row, no_backtest())
            continue
        precision = test.precision_bps
        if test.decision_count >= LEAST_DECISIONS and precision is not None and precision < demanded:
            batch.refuse(row, too_imprecise(hits=test.hit_count, false_hits=test.false_count, demanded_bps=demanded, precision_bps=precision))
            continue
        figures[row.pk] = {
            "number": row.number, "decisions": test.decision_count, "hits": test.hit_count, "false_hits": test.false_count,
            "precision_bps": precision, "demanded_bps": demanded,
        }  # fmt: skip
    batch.record(lambda row: figures[row.pk])


def current_rule_set(tenant_id: int, *, at: dt.datetime) -> RuleSet:
    """The newest version that is active; a company that has none gets Oblik's own rules as the next version."""
    with scope(tenant_id):
        found = RuleSet.objects.filter(state=RuleSetState.ACTIVE).order_by("-number").first()
    if found is not None:
        return found
    actor = system_actor(tenant_id, "default rules")
    rules = json.loads(EngineRules("1").to_json())
    return _create("Oblik", rules, RuleSetState.ACTIVE, actor=actor, at=at)


def engine_rules(rule_set: RuleSet) -> EngineRules:
    """The stored rules as the engine reads them."""
    return EngineRules.from_json(json.dumps(rule_set.rules))
