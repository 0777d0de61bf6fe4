"""Back-tests of rule sets: asked for, done by a worker, kept with their figures."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import structlog
from django.db.models import Q

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.errors import not_visible
from apps.reconciliation.actions.rule_sets import engine_rules
from apps.reconciliation.backtest import try_on_decisions
from apps.reconciliation.models import BackTest, RuleSet
from apps.tenants.actors import system_actor
from apps.tenants.permission import permitted, require
from apps.tenants.scope import scope
from apps.workflow.bulk import words_of
from apps.workflow.noted_work import free, waits
from apps.workflow.unit import unit_of_work

# A worker that has given no figures for so long is taken for dead.
STALLED_AFTER = dt.timedelta(minutes=10)
logger = structlog.get_logger(__name__)


def backtest_rule_set(rule_set_id: int, *, actor: Actor, at: dt.datetime) -> BackTest:
    """Notes that the rules are to be tried on past decisions, for a worker; one that waits or is at work is given back instead.

    Raises NotPermitted, NotVisible.
    """
    require(actor, "reconciliation.backtest_rule_set")
    with unit_of_work(actor=actor, at=at) as unit:
        rule_set = permitted(RuleSet.objects.filter(pk=rule_set_id), actor, "view_ruleset").first()
        if rule_set is None:
            raise not_visible()
        waiting = BackTest.objects.filter(rule_set=rule_set, ended_at=None).order_by("pk").first()
        if waiting is not None:
            return waiting
        test = BackTest.objects.create(
            tenant_id=actor.tenant_id, rule_set=rule_set, requested_by=actor.label[:160], created_at=at, updated_at=at
        )
        unit.drafts.append(Draft("rule_set.backtest_asked", "rule_set", rule_set.pk, {"number": rule_set.number, "backtest": test.pk}))
    return test


def make_backtest(tenant_id: int, test_id: int, *, now: Callable[[], dt.datetime]) -> BackTest:
    """Does a back-test that waits, or whose worker is taken for dead; nothing where another has it. What goes wrong ends it, in
    words. Safe to call twice: figures are written once, with their journal entry."""
    with scope(tenant_id):
        if not _claim(test_id, now()):
            return BackTest.objects.get(pk=test_id)
        test = BackTest.objects.select_related("rule_set").get(pk=test_id)
        try:
            judged, digest = try_on_decisions(engine_rules(test.rule_set))
        except Exception as error:
            number = uuid.uuid4().hex[:8]
            logger.exception("backtest_failed", backtest=test_id, error_id=number)
            BackTest.objects.filter(pk=test_id, ended_at=None).update(ended_at=now(), updated_at=now(), error=words_of(error, number))
            return BackTest.objects.get(pk=test_id)
        counts = {f"{name}_count": judged.counts[name] for name in ("hit", "false", "conflict", "offered", "missed")}
        decisions = sum(judged.counts[name] for name in ("hit", "false", "offered", "missed"))
        with unit_of_work(actor=system_actor(tenant_id, "reconciliation"), at=now()) as unit:
            waiting = BackTest.objects.filter(pk=test_id, ended_at=None)
            if waiting.update(ended_at=now(), updated_at=now(), decision_count=decisions, figures=judged.figures(), input_digest=digest, **counts):
                body = {"number": test.rule_set.number, "backtest": test_id, "decisions": decisions, "input_digest": digest, **counts}
                unit.drafts.append(Draft("rule_set.backtested", "rule_set", test.rule_set_id, body))
        return BackTest.objects.get(pk=test_id)


def unfinished_backtests(now: dt.datetime) -> Q:
    """Which back-tests wait for a worker: not begun, or begun by one that is taken for dead."""
    return waits(now, STALLED_AFTER)


def _claim(test_id: int, at: dt.datetime) -> bool:
    return bool(BackTest.objects.filter(free(at, STALLED_AFTER), pk=test_id).update(started_at=at, updated_at=at))
