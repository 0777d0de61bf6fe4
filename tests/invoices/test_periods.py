"""A closed month: nothing dated in it changes, whoever asks and through whatever act; it is opened again with a reason."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from apps.invoices import actions as acts
from apps.invoices.models import AccountingPeriod, Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.payments import actions as pay
from apps.payments.models import Allocation, BankAccount, Statement, StatementLine
from apps.reconciliation import actions as recon
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Match
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, camt
from tests.factories.payments import received

pytestmark = pytest.mark.django_db
MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
LATER = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
CLOSED = "closed, so nothing dated"


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def how(company, at=LATER):
    return {"actor": make.system(company), "at": at}


def close(company, month=MARCH):
    return acts.close_month(month, actor=make.member(company, "accountant"), at=LATER)


def settled(company):
    """An invoice of March, paid by a line of March."""
    owed = make.issued(company, make.client(company), "100.00")
    make.statement(company, camt([("100.00", f"Payment of {owed.number}"), ("5.00", "unknown")]))
    execute(company.pk, recon.start_run(BankAccount.objects.get().pk, **how(company, AT)).pk)
    return owed, Match.objects.get(state="accepted")


def untouched(company, act):
    """The act is refused in words, and nothing is left of it."""
    before = JournalEntry.objects.count()
    with pytest.raises(Refused, match=CLOSED):
        act()
    assert JournalEntry.objects.count() == before


def test_a_month_is_closed_once_and_opened_again_with_a_reason_by_an_owner(acme):
    period = close(acme)
    assert (str(period.state), period.ends_before) == ("closed", APRIL)
    with pytest.raises(Refused):
        close(acme)
    with pytest.raises(NotPermitted):
        acts.reopen_period(period.pk, actor=make.member(acme, "accountant"), at=LATER, reason="a late invoice")
    owner = make.member(acme, "owner")
    with pytest.raises(Invalid):
        acts.reopen_period(period.pk, actor=owner, at=LATER, reason=" ")
    acts.reopen_period(period.pk, actor=owner, at=LATER, reason="a late invoice")
    assert close(acme).pk == period.pk
    assert list(JournalEntry.objects.filter(subject_kind="period").values_list("type", flat=True).order_by("sequence")) == [
        "period.closed", "period.reopened", "period.closed",
    ]  # fmt: skip


@pytest.mark.parametrize(("month", "at"), [(dt.date(2026, 3, 2), LATER), (dt.date(2026, 5, 1), LATER), (MARCH, AT)])
def test_what_is_no_month_or_not_over_is_not_closed(acme, month, at):
    with pytest.raises(Invalid):
        acts.close_month(month, actor=make.member(acme, "owner"), at=at)
    assert not AccountingPeriod.objects.exists()


def test_no_invoice_of_the_month_is_issued_made_void_or_taken_in(acme):
    payer = make.client(acme, "C1")
    standing = make.issued(acme, payer, "100.00")
    ready = make.draft(acme, payer)
    acts.submit_invoice(ready.pk, **how(acme, AT))
    close(acme)
    untouched(acme, lambda: acts.issue_invoice(ready.pk, **how(acme)))
    untouched(acme, lambda: acts.void_invoice(standing.pk, reason="wrong", **how(acme)))
    table = "number,client_code,issue_date,due_date,currency,total,open\nX-1,C1,2026-03-05,2026-03-20,UAH,10.00,10.00\n"
    report = acts.import_invoices(table.encode(), **how(acme))
    assert (report.taken, CLOSED in str(report.as_dict()["refused"])) == (0, True)
    assert not Invoice.objects.filter(number="X-1").exists()


def test_a_set_issues_what_is_of_another_month_and_counts_the_rest(acme):
    payer = make.client(acme)
    days = {"issue_on": APRIL, "due_on": APRIL, "tax_point_on": APRIL}
    rows = [make.draft(acme, payer), make.draft(acme, payer, **days)]
    for row in rows:
        acts.submit_invoice(row.pk, **how(acme, AT))
    close(acme)
    outcome = acts.issue_invoices(Invoice.objects.filter(pk__in=[row.pk for row in rows]), **how(acme))
    assert (outcome.done, outcome.refused) == (1, {"period_closed": 1})


def test_no_settlement_of_the_month_is_made_or_undone(acme):
    _owed, match = settled(acme)
    proposed = StatementLine.objects.get(reconciled_state="open")
    other = make.issued(acme, make.client(acme, "C2"), "5.00")
    close(acme)
    untouched(acme, lambda: recon.undo_match(match.pk, reason="wrong", **how(acme)))
    untouched(acme, lambda: recon.match_by_hand(proposed.pk, [(other.pk, 500)], **how(acme)))
    outcome = recon.undo_matches(Match.objects.filter(state="accepted"), reason="wrong", **how(acme))
    assert (outcome.done, outcome.refused) == (0, {"period_closed": 1})


def test_a_run_leaves_lines_of_a_closed_month_alone(acme):
    settled(acme)
    make.statement(acme, camt([("7.00", "more")], opening="105.00", account="26001"))
    close(acme)
    run = execute(acme.pk, recon.start_run(BankAccount.objects.get(iban="26001").pk, **how(acme)).pk)
    assert (run.state, run.line_count) == ("checked", 0)


def test_no_statement_brings_lines_of_the_month_but_one_that_brings_nothing_new_is_read(acme):
    data = camt([("100.00", "a"), ("5.00", "b")])
    make.statement(acme, data)
    close(acme)
    more = camt([("100.00", "a"), ("5.00", "b"), ("1.00", "c")])
    untouched(acme, lambda: pay.import_statement(io.BytesIO(more), "more.xml", **how(acme)))
    assert Statement.objects.count() == 1
    same = pay.import_statement(io.BytesIO(data + b"\n"), "again.xml", **how(acme))
    assert (same.new, same.had) == (0, 2)


def test_a_statement_in_quarantine_is_not_released_into_the_month(acme):
    waiting = make.statement(acme, camt([("100.00", "a")], closing="1.00")).statements[0]
    assert waiting.state == "quarantined"
    close(acme)
    untouched(acme, lambda: pay.release_statement(waiting.pk, reason="the bank erred", **how(acme)))


def test_money_belongs_to_the_later_of_its_day_and_the_invoices_issue(acme):
    payer = make.client(acme)
    march = make.issued(acme, payer, "100.00")
    april = make.issued(acme, payer, "100.00", issue_on=APRIL, due_on=APRIL, tax_point_on=APRIL)
    payment = received(acme, 20_000, payer)
    pay.allocate_payment(payment.pk, {march.pk: 1_000}, **how(acme, AT))
    close(acme)
    allocation = Allocation.objects.get()
    untouched(acme, lambda: pay.allocate_payment(payment.pk, {march.pk: 1_000}, **how(acme)))
    untouched(acme, lambda: pay.deallocate(allocation.pk, reason="wrong", **how(acme)))
    untouched(acme, lambda: pay.release_all(payment.pk, reason="wrong", **how(acme)))
    pay.allocate_payment(payment.pk, {april.pk: 1_000}, **how(acme))


def test_money_is_not_recorded_or_reversed_on_days_of_the_month(acme):
    payer = make.client(acme)
    payment = received(acme, 20_000, payer)
    close(acme)
    untouched(acme, lambda: pay.record_payment(100, "UAH", received_on=dt.date(2026, 3, 9), client_id=payer.pk, method="cash", **how(acme)))
    untouched(acme, lambda: pay.reverse_payment(payment.pk, reason="wrong", **how(acme)))
    pay.record_payment(100, "UAH", received_on=APRIL, client_id=payer.pk, method="cash", **how(acme))


def test_another_company_closes_only_its_own_month(acme):
    close(acme)
    other = make.tenant("other")
    with scope(other.pk):
        assert make.issued(other, make.client(other), "10.00").state == "issued"
