"""Runs over an account with one line, and matches of a line of 50.00 with an invoice of 60.00."""

from __future__ import annotations

from typing import Any

from apps.payments.actions import mark_lines
from apps.reconciliation import actions as acts
from apps.reconciliation.actions.decide import _accept, _reject, _undo, match_payload
from apps.reconciliation.actions.rule_sets import pass_gate
from apps.reconciliation.models import Match, MatchItem, RuleSet
from apps.reconciliation.report import build, materialise
from apps.reconciliation.transitions import CREATE_MATCH
from apps.tenants.models import Tenant
from apps.workflow import storage
from apps.workflow.runner import Batch, creating
from apps.workflow.unit import unit_of_work
from tests import factories as make
from tests.factories import AT
from tests.scenarios.transitions import WHY, Case, by_key, setting
from tests.scenarios.transitions.payments import a_line

BEGUN = {"input_digest": "1" * 64, "line_count": 0}
DONE = {"counts": {}, "result_digest": "2" * 64, "inputs_changed": False}


def a_run(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), "at": AT}
    row = acts.start_run(a_line(company, "10.00", f"{state}{number}").account_id, **how)
    if state in ("queued", "cancelled"):
        return row if state == "queued" else acts.cancel_run(row.pk, **how)
    row = acts.begin_run(row.pk, **BEGUN, **how)
    if state in ("running", "failed"):
        return row if state == "running" else acts.fail_run(row.pk, reason="why", **how)
    # A line that the run says it has and has not makes its controls fail.
    counts = {"unmatched": 1} if state == "suspect" else {}
    row = acts.complete_run(row.pk, **(DONE | {"counts": counts}), **how)
    return row if state == "completed" else acts.check_run(row.pk, **how)


def a_rule_set(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), "at": AT}
    row = acts.create_rule_set(f"{state}{number}", {"version": "x", "rules": []}, **how)
    test = acts.backtest_rule_set(row.pk, **how)
    acts.make_backtest(company.pk, test.pk, now=lambda: AT)
    if state == "active":
        return acts.activate_rule_set(row.pk, **how)
    return acts.retire_rule_set(row.pk, reason="why", **how) if state == "retired" else RuleSet.objects.get(pk=row.pk)


def a_match(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), **WHY}
    owed = make.issued(company, make.client(company, f"M-{state}-{number}"), "60.00")
    line = a_line(company, "50.00", f"{state}{number}")
    match = Match(line=line, live_key=line.pk, rule="exact_reference", score=90, amount_minor=5_000, currency="UAH")
    with unit_of_work(actor=how["actor"], at=AT):
        with creating(CREATE_MATCH, Match, actor=how["actor"], at=AT) as batch:
            batch.add(match)
            storage.insert([MatchItem(match=match, invoice=owed, amount_minor=5_000)])
            batch.record(match_payload)
        mark_lines([line.pk], "proposed", actor=how["actor"], at=AT)
    if state == "rejected":
        return acts.reject_match(match.pk, **how)
    if state in ("accepted", "undone"):
        match = acts.accept_match(match.pk, **how)
    return acts.undo_match(match.pk, **how) if state == "undone" else match


def checked(batch: Batch[Any]) -> None:
    bodies = {}
    for row in batch.rows:
        report = build(row)
        stored = materialise(report, row, actor=batch.actor, at=batch.at)
        row.finished_at = batch.at
        batch.to(row, "checked" if report.holds else "suspect")
        bodies[row.pk] = {"report_digest": stored.digest, "controls": [control.as_dict() for control in report.controls]}
    batch.record(lambda row: bodies[row.pk])


MAKERS = {"reconciliation.RuleSet": a_rule_set, "reconciliation.Run": a_run, "reconciliation.Match": a_match}
CASES = {
    "rule_set.activate": by_key(acts.activate_rule_set, pass_gate),
    "rule_set.retire": by_key(acts.retire_rule_set, setting(lambda row: {"number": row.number})),
    "run.begin": Case(
        lambda row, actor: acts.begin_run(row.pk, actor=actor, at=AT, **BEGUN),
        setting(lambda row: {"input_digest": row.input_digest, "lines": row.line_count}, started_at=AT, **BEGUN),
        reason="",
    ),
    "run.complete": Case(
        lambda row, actor: acts.complete_run(row.pk, actor=actor, at=AT, **DONE),
        setting(lambda row: {"counts": {}, "result_digest": row.result_digest}, result_digest=DONE["result_digest"]),
        reason="",
    ),
    "run.check": Case(lambda row, actor: acts.check_run(row.pk, actor=actor, at=AT), checked, reason=""),
    "run.fail": by_key(acts.fail_run, setting(lambda row: {"error": row.error}, error="why", finished_at=AT)),
    "run.cancel": by_key(acts.cancel_run, setting(lambda row: {"position": 0}, finished_at=AT)),
    "match.accept": by_key(acts.accept_match, _accept),
    "match.reject": by_key(acts.reject_match, _reject),
    "match.undo": by_key(acts.undo_match, _undo),
}
