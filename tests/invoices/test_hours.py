"""Approved hours become invoice lines that a client can check, each shift once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apps.contracts.actions.draft import TermDraft
from apps.invoices.actions import ask_billing, bill_hours, delete_invoice, issue_invoice, submit_invoice, try_hours, void_invoice
from apps.invoices.billing_runs import execute
from apps.invoices.hours import hours_of
from apps.invoices.models import BilledHours, Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.shifts import actions as acts
from apps.shifts.actions.hours import submitting
from apps.shifts.models import Shift
from apps.shifts.transitions import SUBMIT_HOURS
from apps.tenants.scope import scope
from apps.workflow.sets import performing_many
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as agreed
from tests.factories import shifts as made
from tests.factories.hours import MONDAY, worked_shift

pytestmark = pytest.mark.django_db
APRIL = dt.date(2026, 4, 1)
GUARD = TermDraft("hours", "Guard", Decimal("250.00"), "none")


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def place(acme):
    return made.site(acme, "WH", name="Warehouse")


def by(company, **more):
    return {"actor": make.system(company), "at": AT} | more


def contract(company, *terms, number="T-1", kind="time_and_materials"):
    payer = make.client(company, f"C-{number}", language="en")
    return agreed.active(company, payer, number, terms=list(terms) or [GUARD], kind=kind)


def worked(company, agreement, place, times="08:00 16:00", *, day=MONDAY, person=None, **fields):
    who = person or made.employee(company, place)
    return worked_shift(company, who, times, day=day, state="approved", place=place, contract_id=agreement.pk, **fields)


def lines(invoice):
    return list(invoice.lines.order_by("position").values_list("description", "quantity", "unit", "unit_price", "net_minor"))


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def test_a_line_for_each_week_site_and_role(acme, place):
    agreement = contract(acme, GUARD, TermDraft("hours", "Technician", Decimal("400.00"), "none"))
    olena = made.employee(acme, place, "Olena")
    worked(acme, agreement, place, person=olena)  # 8 h
    worked(acme, agreement, place, "08:00 12:20", day=MONDAY + dt.timedelta(days=2), person=olena)  # 4 h 20 min
    worked(acme, agreement, place, "08:00 10:00", role="Technician")  # 2 h
    worked(acme, agreement, place, day=MONDAY - dt.timedelta(days=7))  # 8 h, the week before
    worked(acme, agreement, place, day=dt.date(2026, 3, 30), role="Guard")  # the week after, still in March
    invoice = bill_hours(agreement.pk, dt.date(2026, 3, 23), APRIL, **by(acme))
    assert lines(invoice) == [
        ("Guard, Warehouse, 23.03.2026 – 25.03.2026: 2 shifts, 1 person", Decimal("12.3333"), "h", Decimal(250), 308_333),
        ("Technician, Warehouse, 23.03.2026: 1 shift, 1 person", Decimal(2), "h", Decimal(400), 80_000),
        ("Guard, Warehouse, 30.03.2026: 1 shift, 1 person", Decimal(8), "h", Decimal(250), 200_000),
    ]
    assert (invoice.net_minor, invoice.contract_id, invoice.state) == (588_333, agreement.pk, "draft")
    assert BilledHours.objects.count() == 4 and set(Shift.objects.values_list("state", flat=True)) == {"approved"}


def test_billed_twice_is_billed_once_and_a_deleted_draft_sets_the_hours_free(acme, place):
    agreement = contract(acme)
    worked(acme, agreement, place)
    first = bill_hours(agreement.pk, None, APRIL, **by(acme))
    assert bill_hours(agreement.pk, None, APRIL, **by(acme)) is None
    delete_invoice(first.pk, **by(acme))
    assert not BilledHours.objects.exists()
    assert bill_hours(agreement.pk, None, APRIL, **by(acme)).net_minor == 200_000


def test_issue_bills_the_shift_for_good(acme, place):
    agreement = contract(acme)
    row = worked(acme, agreement, place)
    invoice = bill_hours(agreement.pk, None, APRIL, **by(acme))
    submit_invoice(invoice.pk, **by(acme))
    accountant = make.member(acme, "accountant")
    number = issue_invoice(invoice.pk, **by(acme, actor=accountant)).number
    assert Shift.objects.get(pk=row.pk).state == "billed"
    told = JournalEntry.objects.get(type="shift.billed")
    assert told.payload["invoice"] == number and told.actor_user_id == accountant.user_id
    with pytest.raises(Refused) as refusal:
        void_invoice(invoice.pk, **by(acme, reason="wrong"))
    assert codes(refusal) == ["bills_hours"] and Invoice.objects.get(pk=invoice.pk).state == "issued"


def test_a_failed_issue_bills_no_shift(acme, place):
    agreement = contract(acme)
    row = worked(acme, agreement, place)
    invoice = bill_hours(agreement.pk, None, APRIL, **by(acme))
    with pytest.raises(Refused):
        issue_invoice(invoice.pk, **by(acme))  # a draft
    assert Shift.objects.get(pk=row.pk).state == "approved"


def test_what_is_not_approved_or_was_not_worked_is_not_billed(acme, place):
    agreement = contract(acme)
    worked_shift(acme, made.employee(acme, place), state="closed", place=place, contract_id=agreement.pk)
    worked(acme, agreement, place, "08:00 08:00", line="Gate")
    assert bill_hours(agreement.pk, None, APRIL, **by(acme)) is None
    assert not BilledHours.objects.exists() and not Invoice.objects.exists()


def test_the_rate_is_that_of_the_role_else_the_only_one_else_it_is_asked_for(acme, place):
    one = contract(acme, TermDraft("hours", "Any work", Decimal("100.00"), "none"))
    worked(acme, one, place)
    assert lines(bill_hours(one.pk, None, APRIL, **by(acme)))[0][0].startswith("Any work (Guard), Warehouse")
    two = contract(acme, TermDraft("hours", "Day", Decimal("100.00"), "none"), TermDraft("hours", "Night", Decimal("150.00"), "none"), number="T-2")
    none = contract(acme, agreed.monthly(), number="T-3")
    for agreement, line, code in ((two, "B", "rate_unclear"), (none, "C", "no_rate")):
        worked(acme, agreement, place, line=line)
        entries = JournalEntry.objects.count()
        with pytest.raises(Refused) as refusal:
            bill_hours(agreement.pk, None, APRIL, **by(acme))
        assert codes(refusal) == [code]
        assert (Invoice.objects.count(), JournalEntry.objects.count()) == (1, entries)


def test_other_contracts_and_other_people_are_refused(acme, place):
    fixed = contract(acme, GUARD, number="F-1", kind="fixed_price")
    with pytest.raises(Invalid) as refusal:
        bill_hours(fixed.pk, None, APRIL, **by(acme))
    assert codes(refusal) == ["not_by_hours"]
    with pytest.raises(NotPermitted):
        bill_hours(fixed.pk, None, APRIL, **by(acme, actor=make.member(acme, "dispatcher")))
    with pytest.raises(NotVisible):
        bill_hours(fixed.pk, None, APRIL, **by(make.tenant("other")))


def test_hours_that_are_not_what_was_approved_are_not_billed(acme, place):
    agreement = contract(acme)
    row = worked(acme, agreement, place)
    Shift.objects.filter(pk=row.pk).update(role="Chief")  # past every act
    with pytest.raises(Refused) as refusal:
        bill_hours(agreement.pk, None, APRIL, **by(acme))
    assert codes(refusal) == ["changed_since_approval"]


def test_a_run_bills_whole_months_and_a_bad_contract_stops_nobody(acme, place):
    good, bad = contract(acme), contract(acme, agreed.monthly(), number="T-3")
    worked(acme, good, place)
    worked(acme, bad, place, line="B")

    def run(day, **more):
        return execute(acme.pk, ask_billing(day, **by(acme), **more).pk)

    assert with_hours(run(dt.date(2026, 3, 31), is_trial=True)) == []
    trial = run(APRIL, is_trial=True)
    assert trial.problems[0][:2] == [bad.pk, "T-3"] and "no hourly rate" in trial.problems[0][2][0]
    assert not BilledHours.objects.exists()
    real = run(APRIL)
    invoice = BilledHours.objects.get().invoice
    assert (invoice.net_minor, invoice.issue_on, real.failed_count) == (200_000, APRIL, 1)
    assert real.invoice_count == Invoice.objects.count()
    assert BilledHours.objects.get().run_id == real.pk
    run(APRIL)
    assert BilledHours.objects.count() == 1


def with_hours(run):
    return [problem for problem in run.problems if "hour" in problem[2][0]]


def test_a_trial_writes_nothing(acme, place):
    agreement = contract(acme)
    worked(acme, agreement, place)
    entries = JournalEntry.objects.count()
    assert try_hours(agreement.pk, None, APRIL, **by(acme)).net_minor == 200_000
    assert (Invoice.objects.count(), BilledHours.objects.count(), JournalEntry.objects.count()) == (0, 0, entries)


def test_a_billed_shift_takes_nothing_more(acme, place):
    agreement = contract(acme)
    row = worked(acme, agreement, place)
    acts.bill_shifts([row.pk], invoice="INV-X", **by(acme))
    with pytest.raises(Refused):
        acts.reopen_shift(row.pk, reason="no", **by(acme))
    assert bill_hours(agreement.pk, None, APRIL, **by(acme)) is None


@given(st.integers(0, 10**8))
def test_hours_are_rounded_half_up_once(seconds):
    found = hours_of(seconds)
    assert found.as_tuple().exponent == -4
    assert abs(found * 3600 - seconds) <= Decimal("0.18")  # half of a ten-thousandth of an hour
    assert hours_of(9) == Decimal("0.0025") and hours_of(162) == Decimal("0.0450") and hours_of(3) == Decimal("0.0008")



def queries_of(work):
    with CaptureQueriesContext(connection) as caught:
        work()
    return len(caught)


def test_issuing_asks_as_many_queries_for_many_shifts_as_for_one(acme, place):
    found = []
    for number, count in enumerate((1, 1, 4)):  # the first one makes the series of numbers, too
        agreement = contract(acme, number=f"T-{number}")
        for day in range(count):
            worked(acme, agreement, place, day=MONDAY + dt.timedelta(days=day - 7 * number))
        invoice = submit_invoice(bill_hours(agreement.pk, None, APRIL + dt.timedelta(days=9), **by(acme)).pk, **by(acme))
        found.append(queries_of(lambda pk=invoice.pk: issue_invoice(pk, **by(acme))))
        assert set(Shift.objects.filter(contract=agreement).values_list("state", flat=True)) == {"billed"}
    assert found[1] == found[2]


def test_hours_given_as_a_set_ask_as_many_queries_for_many_as_for_one(acme, place):
    found = []
    for number, count in enumerate((1, 4)):
        rows = [worked_shift(acme, made.employee(acme, place), "08:00 16:00", day=MONDAY + dt.timedelta(days=day - 7 * number), place=place, state="closed") for day in range(count)]
        shifts = Shift.objects.filter(pk__in=[row.pk for row in rows])
        found.append(queries_of(lambda shifts=shifts: performing_many(SUBMIT_HOURS, shifts, submitting, reason="", **by(acme))))
        assert set(shifts.values_list("state", flat=True)) == {"approved"}
    assert found[0] == found[1]
