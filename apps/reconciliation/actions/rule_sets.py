"""Rule sets are never edited: a change is the next version."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.reconciliation.engine import RuleError
from apps.reconciliation.engine import RuleSet as EngineRules
from apps.reconciliation.models import RuleSet
from apps.reconciliation.transitions import CREATE_RULE_SET
from apps.tenants.actors import system_actor
from apps.workflow.runner import creating


def create_rule_set(name: str, rules: Any, *, actor: Actor, at: dt.datetime) -> RuleSet:
    """Saves rules as the next version; new runs use it. Raises Invalid naming the rule and the parameter."""
    try:
        checked = EngineRules.from_json(json.dumps(rules))
    except RuleError as error:
        raise Invalid(Reason("rules", _("The rules cannot be used: %(error)s"), "rules", {"error": str(error)})) from None
    with creating(CREATE_RULE_SET, RuleSet, actor=actor, at=at) as batch:
        last = RuleSet.objects.order_by("-number").values_list("number", flat=True).first() or 0
        batch.add(RuleSet(number=last + 1, name=name, rules=json.loads(checked.to_json())))
        batch.record(lambda row: {"number": row.number, "name": row.name, "rules": row.rules})
    return batch.rows[0]


def current_rule_set(tenant_id: int, *, at: dt.datetime) -> RuleSet:
    """The newest version; a tenant that has none yet gets Oblik's own rules as version 1."""
    from apps.tenants.scope import scope

    with scope(tenant_id):
        found = RuleSet.objects.order_by("-number").first()
    if found is not None:
        return found
    actor = system_actor(tenant_id, "default rules")
    rules = json.loads(EngineRules("1").to_json())
    return create_rule_set("Oblik", rules, actor=actor, at=at)


def engine_rules(rule_set: RuleSet) -> EngineRules:
    """The stored rules as the engine reads them."""
    return EngineRules.from_json(json.dumps(rule_set.rules))
