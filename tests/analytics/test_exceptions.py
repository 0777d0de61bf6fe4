"""What waits and why, how rules perform, and the report of a run: the figures of reconciliation, checked against its tables."""

from __future__ import annotations

import pytest

from apps.analytics.actions.reports import rows_of
from apps.payments.models import BankAccount
from apps.reconciliation.actions import accept_match, reject_match, start_run, undo_match
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Match, Run, RunReport
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, camt
from tests.factories.reports import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    """A line that is settled, one with twins, one unknown, money out; and one that no run has looked at."""
    company = make.tenant("acme")
    with scope(company.pk):
        payer = make.client(company, edrpou="37631700")
        paid = make.issued(company, payer, "100.00")
        for _twin in range(2):
            make.issued(company, payer, "50.00")
        entries = [("100.00", f"Payment of {paid.number}"), ("50.00", "Services. Payer 37631700"), ("7.00", "unknown"), ("-30.00", "rent")]
        make.statement(company, camt(entries, opening="1000.00"), "1.xml")
        run = start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT)
        execute(company.pk, run.pk)
        make.statement(company, camt([("9.00", "new")], opening="1127.00"), "2.xml")
        yield company


def test_what_waits_is_told_by_reason_and_adds_up(acme):
    made = report(acme, "unmatched")
    found = {cells[1]: (cells[3], cells[4], cells[5]) for cells in rows_of(made)}
    assert made.holds
    assert found["not_run"] == (1, 900, 0)
    assert found["nothing_found"] == (1, 700, 0)
    assert sum(count for count, _came, _went in found.values()) == 4
    reject_match(Match.objects.get(state="proposed").pk, actor=make.system(acme), at=AT)
    again = report(acme, "unmatched")
    assert again.holds and {cells[1]: cells[3] for cells in rows_of(again)}["rejected"] == 1


def test_a_rule_is_known_by_what_became_of_its_answers(acme):
    accepted = accept_match(Match.objects.get(state="proposed").pk, actor=make.member(acme, "accountant"), at=AT)
    period = {"since": Match.objects.first().created_at.date().isoformat()}
    period["until"] = period["since"][:4] + "-12-31"
    made = report(acme, "rules", **period)
    rows = {cells[0]: cells[2:] for cells in rows_of(made)}
    assert made.holds
    assert rows["exact_reference"] == [1, 0, 1, 1, 0, 0, 10_000]
    assert rows["ambiguous_twins"] == [1, 0, 1, 0, 0, 0, 5_000]
    undo_match(accepted.pk, actor=make.system(acme), at=AT, reason="wrong")
    assert {cells[0]: cells[2:] for cells in rows_of(report(acme, "rules", **period))}["ambiguous_twins"] == [1, 0, 0, 0, 0, 1, 0]


def test_the_report_of_a_run_is_the_one_that_was_stored(acme):
    run = Run.objects.get()
    made = report(acme, "reconciliation", run=run.pk)
    assert made.holds and dict(made.head["facts"])["digest"] == RunReport.objects.get().digest
    assert sum(cells[3] for cells in rows_of(made)) == run.line_count
    waiting = start_run(BankAccount.objects.get().pk, actor=make.system(acme), at=AT)
    assert "not checked" in report(acme, "reconciliation", run=waiting.pk).error
