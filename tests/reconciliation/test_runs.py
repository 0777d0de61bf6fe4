"""Runs over real rows: right, once, the same on every database, and reversible."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from apps.clients.actions import import_clients
from apps.invoices.actions import import_invoices
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Refused
from apps.payments.models import Allocation, BankAccount, Payment, StatementLine
from apps.reconciliation import execution, inputs, writing
from apps.reconciliation.actions import (
    accept_match,
    accept_matches,
    cancel_run,
    match_by_hand,
    reject_match,
    start_run,
    undo_match,
)
from apps.reconciliation.engine import canonical_order
from apps.reconciliation.execution import execute
from apps.reconciliation.exports import report_csv, report_xlsx
from apps.reconciliation.models import Match, Run, RunLine, RunProgress
from apps.reconciliation.report import build, stored_report
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, camt

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parents[1] / "data" / "reconciliation_cases"
# The digests of the stored results, the same on SQLite and MariaDB.
DIGESTS = {"case1": "1f91572041cd7d4b61bf259353f679fa48f66b6e5eeef903f3ca97be740ab036"}


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def run_of(company):
    """A run over the only account, done."""
    run = start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT)
    return execute(company.pk, run.pk)


def load(company, case):
    """Clients, invoices and statement of a case with known truth."""
    folder = CASES / case
    import_clients((folder / "clients.csv").read_bytes(), actor=make.system(company), at=AT)
    import_invoices((folder / "invoices.csv").read_bytes(), actor=make.system(company), at=AT)
    make.statement(company, (folder / "statement.xml").read_bytes())
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        return {row["line"]: row for row in csv.DictReader(file)}


def pairs_of(text):
    return sorted((part.split("=")[0], int(Decimal(part.split("=")[1]) * 100)) for part in text.split())


def test_what_a_run_reads_knows_the_row_of_each_record(acme):
    load(acme, "case1")
    found = inputs.read_inputs(start_run(BankAccount.objects.get().pk, actor=make.system(acme), at=AT))
    assert found.lines == sorted(found.lines, key=canonical_order)
    rows = StatementLine.objects.in_bulk(list(found.line_ids))
    assert [(line.reference, line.amount_minor, line.remittance) for line in found.lines] == [
        (rows[pk].reference, rows[pk].amount_minor, rows[pk].remittance) for pk in found.line_ids
    ]
    assert len(rows) == len(found.lines) == StatementLine.objects.count()
    numbers = [one.key for one in found.invoices]
    assert numbers == sorted(numbers)
    assert dict(zip(numbers, found.invoice_ids, strict=True)) == dict(Invoice.objects.values_list("number", "pk"))


def test_rows_by_keys_are_those_asked_for_however_many_stand_between(acme, monkeypatch):
    load(acme, "case1")
    everyone = list(StatementLine.objects.order_by("pk").values_list("pk", flat=True))
    monkeypatch.setattr(inputs, "PAGE", 40)
    for name, wanted, spans in [("all", everyone, True), ("every third is not", [pk for pk in everyone if pk % 3], True), ("few", everyone[::7], False), ("none", [], None)]:
        found = []
        with CaptureQueriesContext(connection) as caught:
            inputs.ByKeys(lambda where: StatementLine.objects.filter(where).order_by("pk").values_list("pk", "reference")).read(wanted, found.extend)
        assert [row[0] for row in found] == wanted, name
        assert {">=" in item["sql"] for item in caught.captured_queries} == (set() if spans is None else {spans}), name


def test_an_invoice_that_two_queries_bring_is_taken_once_as_the_first_has_it(acme, monkeypatch):
    """Without parts nothing is locked and no view is kept: between two queries an invoice may be paid by somebody."""
    load(acme, "case1")
    run = start_run(BankAccount.objects.get().pk, actor=make.system(acme), at=AT)
    plain = inputs.read_inputs(run)
    monkeypatch.setattr(inputs, "_others", lambda _run, _currency: Invoice.objects.annotate(since=Value("paid")))
    real = inputs.read_invoice_rows

    def since(queryset, take):
        paid = "since" in queryset.query.annotations
        real(queryset, lambda rows: take([(*row[:-1], "paid") for row in rows] if paid else rows))

    monkeypatch.setattr(inputs, "read_invoice_rows", since)
    twice = inputs.read_inputs(run)
    assert plain.invoices
    assert (twice.invoices, twice.invoice_ids) == (plain.invoices, plain.invoice_ids)


def test_a_case_with_known_truth_is_settled_rightly(acme):
    truth = load(acme, "case1")
    run = run_of(acme)
    assert run.state == "checked"
    settled = 0
    for row in RunLine.objects.filter(run=run).select_related("line"):
        told = truth[row.line.reference]
        if row.outcome == "accepted":
            assert (told["want"], sorted(map(tuple, row.pairs))) == ("auto", pairs_of(told["invoices"]))
            settled += 1
        else:
            assert told["want"] != "auto"
    assert settled == sum(row["want"] == "auto" for row in truth.values())
    assert run.result_digest == DIGESTS["case1"]
    assert all(control.holds for control in build(run).controls)


def test_a_run_that_died_is_finished_by_another_worker_and_nothing_is_done_twice(acme, monkeypatch):
    load(acme, "case1")
    run = start_run(BankAccount.objects.get().pk, actor=make.system(acme), at=AT)
    real, calls = writing.write_chunk, []

    def dying(*args, **kwargs):
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(execution, "CHUNK", 150)
    monkeypatch.setattr(writing, "write_chunk", dying)
    with pytest.raises(KeyboardInterrupt):
        execute(acme.pk, run.pk)
    assert RunLine.objects.count() == 450
    monkeypatch.setattr(writing, "write_chunk", real)
    assert execute(acme.pk, run.pk).state == "running"  # its worker is not taken for dead yet
    execution.release(run.pk)
    done = execute(acme.pk, run.pk)
    assert (done.state, done.inputs_changed, done.result_digest) == ("checked", False, DIGESTS["case1"])
    assert Payment.objects.count() == Match.objects.filter(state="accepted").count() == done.accepted_count


def small(company):
    """A client that owes 100.00 and 200.00, and three lines: one named, one by two equal invoices, a fee."""
    payer = make.client(company, edrpou="37631700")
    owed = [make.issued(company, payer, "100.00"), make.issued(company, payer, "200.00"), make.issued(company, payer, "200.00")]
    entries = [("100.00", f"Payment of {owed[0].number}"), ("200.00", "Services. Payer 37631700"), ("-5.00", "Комісія банку")]
    make.statement(company, camt(entries))
    return payer, owed


def test_what_is_plain_is_settled_and_what_is_not_is_left_to_a_person(acme):
    _payer, owed = small(acme)
    run = run_of(acme)
    assert (run.accepted_count, run.proposed_count, run.ignored_count, run.unmatched_count) == (1, 1, 1, 0)
    assert Invoice.objects.get(pk=owed[0].pk).state == "paid"
    proposal = Match.objects.get(state="proposed")
    assert "several open for exactly" in proposal.why
    accepted = accept_match(proposal.pk, actor=make.member(acme, "accountant"), at=AT, alternative=1)
    assert accepted.state == "accepted"
    assert sorted(Invoice.objects.values_list("state", flat=True)) == ["issued", "paid", "paid"]
    assert all(control.holds for control in build(run).controls)


def test_a_set_act_does_not_choose_among_equals(acme):
    small(acme)
    run_of(acme)
    outcome = accept_matches(Match.objects.filter(state="proposed"), actor=make.system(acme), at=AT)
    assert (outcome.done, outcome.refused) == (0, {"ambiguous": 1})


def test_a_settlement_is_taken_back_by_new_records_and_the_next_run_does_it_again(acme):
    _payer, owed = small(acme)
    run_of(acme)
    match = Match.objects.get(state="accepted")
    undo_match(match.pk, actor=make.member(acme, "accountant"), at=AT, reason="wrong period")
    assert Invoice.objects.get(pk=owed[0].pk).state == "issued"
    assert sum(Allocation.objects.values_list("amount_minor", flat=True)) == 0
    again = run_of(acme)
    assert (again.line_count, again.accepted_count) == (1, 1)
    assert Invoice.objects.get(pk=owed[0].pk).state == "paid"


def test_a_rejected_line_can_be_matched_by_hand(acme):
    _payer, owed = small(acme)
    run_of(acme)
    proposal = Match.objects.get(state="proposed")
    reject_match(proposal.pk, actor=make.system(acme), at=AT)
    made = match_by_hand(proposal.line_id, [(owed[2].pk, 20000)], actor=make.member(acme, "accountant"), at=AT)
    assert (made.state, made.rule, made.why) == ("accepted", "by_hand", "Matched by hand.")
    assert Invoice.objects.get(pk=owed[2].pk).state == "paid"
    with pytest.raises(Refused):
        match_by_hand(proposal.line_id, [(owed[1].pk, 20000)], actor=make.system(acme), at=AT)


def test_an_invoice_paid_meanwhile_is_told_and_not_over_allocated(acme, monkeypatch):
    _payer, owed = small(acme)
    run = start_run(BankAccount.objects.get().pk, actor=make.system(acme), at=AT)
    real = execution.read_inputs

    def overtaken(found):
        inputs = real(found)
        from apps.invoices.actions import void_invoice

        void_invoice(owed[0].pk, actor=make.system(acme), at=AT, reason="withdrawn")
        return inputs

    monkeypatch.setattr(execution, "read_inputs", overtaken)
    done = execute(acme.pk, run.pk)
    assert (done.state, done.accepted_count) == ("checked", 0)
    assert RunLine.objects.get(rule="changed_meanwhile").outcome == "unmatched"
    assert StatementLine.objects.filter(reconciled_state="matched").count() == 0


def test_a_cancelled_run_does_nothing_more(acme):
    small(acme)
    run = start_run(BankAccount.objects.get().pk, actor=make.system(acme), at=AT)
    cancel_run(run.pk, actor=make.system(acme), at=AT)
    assert execute(acme.pk, run.pk).state == "cancelled"
    assert Payment.objects.count() == 0


def test_the_report_is_kept_and_written_as_files(acme):
    small(acme)
    run = run_of(acme)
    assert stored_report(run).holds
    assert JournalEntry.objects.filter(type="report.materialized", subject_id=run.pk).count() == 1
    lines = report_csv(run).decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert report_xlsx(run).startswith(b"PK")


def test_what_a_payer_writes_is_no_formula(acme):
    make.statement(acme, camt([("1.00", "=HYPERLINK(\"x\")")]))
    run = run_of(acme)
    assert "'=HYPERLINK" in report_csv(run).decode()


def test_another_companys_run_is_not_touched(acme):
    other = make.tenant("other")
    small(acme)
    run = run_of(acme)
    with scope(other.pk), pytest.raises(Run.DoesNotExist):
        execute(other.pk, run.pk)


def test_a_run_that_meets_an_error_of_ours_is_tried_a_few_times_and_then_fails(acme, monkeypatch):
    small(acme)
    run = start_run(BankAccount.objects.get().pk, actor=make.system(acme), at=AT)
    now = AT

    def broken(found):
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(execution, "read_inputs", broken)
    monkeypatch.setattr(execution.clock, "now", lambda: now)
    for attempt in range(1, execution.MOST_ATTEMPTS):
        assert execute(acme.pk, run.pk).state == "queued"
        assert RunProgress.objects.get().attempts == attempt
        assert execute(acme.pk, run.pk).state == "queued"  # nobody tries before its time
        assert RunProgress.objects.get().attempts == attempt
        now = RunProgress.objects.get().beat_at + execution.STALLED_AFTER + execution.dt.timedelta(seconds=1)
        assert execution.unfinished(now) == [(acme.pk, run.pk)]
    failed = execute(acme.pk, run.pk)
    assert failed.state == "failed"
    assert "ZeroDivisionError: a defect" in failed.error
    assert execution.unfinished(now + execution.dt.timedelta(days=1)) == []
    assert JournalEntry.objects.filter(type="run.failed").count() == 1
