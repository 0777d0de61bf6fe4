"""Billing: what is due, once, and never stopped by one bad contract."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.clients.actions import hold_client
from apps.contracts import actions as acts
from apps.contracts.models import Contract
from apps.contracts.sweep import sweep
from apps.invoices.actions import (
    ask_billing,
    bill_contract,
    delete_invoice,
    issue_invoice,
    submit_invoice,
    try_contract,
    void_invoice,
)
from apps.invoices.billing import accounts_of, due_of
from apps.invoices.billing_runs import STALLED_AFTER, ask_daily, execute, unfinished
from apps.invoices.models import BilledPeriod, BillingRun, Invoice
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.kernel.errors import Invalid, NotPermitted, Refusal
from apps.tenants.scope import scope
from apps.workflow.completeness import differences
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as made
from tests.factories.contracts import monthly

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def client(acme):
    return make.client(acme, "C1")


def how(company):
    return {"actor": make.system(company), "at": AT}


def bill(company, on, **more):
    run = ask_billing(on, **how(company), **more)
    return execute(company.pk, run.pk)


def billed():
    return list(BilledPeriod.objects.order_by("term", "starts_on").values_list("starts_on", "ends_before", "amount_minor"))


def test_in_advance_on_the_first_day_and_in_arrears_on_the_day_after_the_last(acme, client):
    made.active(acme, client, "D-1", [monthly()])
    made.active(acme, client, "D-2", [monthly(timing="arrears")])
    bill(acme, D(2026, 2, 1))
    assert billed() == [
        (D(2026, 1, 1), D(2026, 2, 1), 1000_00), (D(2026, 2, 1), D(2026, 3, 1), 1000_00), (D(2026, 1, 1), D(2026, 2, 1), 1000_00),
    ]  # fmt: skip
    invoice = Invoice.objects.get(contract__number="D-1")
    assert (invoice.state, invoice.total_minor, invoice.contract_reference, invoice.issue_on) == ("draft", 2000_00, "D-1", D(2026, 2, 1))
    assert [line.description for line in invoice.lines.all()] == ["Support, 01.01.2026 – 31.01.2026", "Support, 01.02.2026 – 28.02.2026"]


def test_once_on_its_day_a_milestone_when_reached_hours_not_here(acme, client):
    terms = [
        monthly("5", kind="once", every_months=0, timing="", due_on=D(2026, 3, 1)), monthly("6", kind="milestone", every_months=0, timing=""),
        monthly("7", kind="hours", every_months=0, timing=""),
    ]  # fmt: skip
    contract = made.active(acme, client, "D-1", terms)
    assert bill(acme, D(2026, 2, 28)).invoice_count == 0
    assert bill(acme, D(2026, 3, 1)).totals == [["UAH", 500]]
    acts.reach_milestone(contract.pk, contract.terms.get(kind="milestone").pk, **how(acme))
    assert bill(acme, D(2026, 3, 31)).totals == [["UAH", 600]]
    assert bill(acme, D(2026, 4, 30)).invoice_count == 0


def test_running_twice_bills_nothing_twice(acme, client):
    made.active(acme, client, "D-1")
    first, second = bill(acme, D(2026, 3, 1)), bill(acme, D(2026, 3, 1))
    assert (first.invoice_count, second.invoice_count, Invoice.objects.count()) == (1, 0, 1)


def test_a_trial_says_what_would_be_and_leaves_nothing(acme, client):
    made.active(acme, client, "D-1")
    entries = JournalEntry.objects.count()
    trial = bill(acme, D(2026, 4, 1), is_trial=True)
    assert (trial.invoice_count, trial.totals) == (1, [["UAH", 4000_00]])
    assert (Invoice.objects.count(), BilledPeriod.objects.count(), JournalEntry.objects.count()) == (0, 0, entries)
    assert bill(acme, D(2026, 4, 1)).totals == trial.totals


def test_a_trial_of_a_day_to_come_renews_what_will_renew_and_leaves_nothing(acme, client):
    made.active(acme, client, "D-1", ends_before=D(2026, 3, 1), renewal="automatic", renewal_months=1)
    made.active(acme, client, "D-2", ends_before=D(2026, 3, 1), renewal="manual", renewal_months=1)
    bill(acme, D(2026, 2, 28))
    before = list(Contract.objects.order_by("pk").values_list("version", "ends_before")), JournalEntry.objects.count()
    trial = bill(acme, D(2026, 4, 1), is_trial=True)
    assert (trial.invoice_count, trial.totals, trial.problems) == (1, [["UAH", 2000_00]], [])
    assert (list(Contract.objects.order_by("pk").values_list("version", "ends_before")), JournalEntry.objects.count()) == before
    sweep(acme.pk, dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC))
    assert bill(acme, D(2026, 4, 1)).totals == trial.totals


def test_bad_contracts_are_named_with_their_reasons_and_stop_nobody(acme, client):
    made.active(acme, client, "D-1", [monthly(tax_code="nonsense")])
    suspended = made.active(acme, client, "D-2")
    acts.suspend_contract(suspended.pk, reason="quarrel", **how(acme))
    held = make.client(acme, "C2")
    made.active(acme, held, "D-3")
    hold_client(held.pk, reason="owes", **how(acme))
    made.active(acme, client, "D-4")
    for trial in (True, False):
        run = bill(acme, D(2026, 3, 1), is_trial=trial)
        assert (run.invoice_count, run.failed_count, run.finished_at is not None) == (1, 3, True)
        assert [(number, sentences) for _pk, number, sentences in run.problems] == [
            ("D-1", ["There is no tax code “nonsense”."]),
            ("D-2", ["The contract is suspended: no new invoices."]),
            ("D-3", ["The client is on hold or archived: no new invoices."]),
        ]
    assert [invoice.contract.number for invoice in Invoice.objects.all()] == ["D-4"]
    acts.resume_contract(suspended.pk, **how(acme))
    assert bill(acme, D(2026, 3, 1)).invoice_count == 1


def test_an_error_of_the_program_stops_nobody_either(acme, client, monkeypatch):
    for number in ("D-1", "D-2"):
        made.active(acme, client, number)
    from apps.invoices.actions import bill as module

    original = module._lines
    monkeypatch.setattr(module, "_lines", lambda contract, due: 1 / 0 if contract.number == "D-1" else original(contract, due))
    run = bill(acme, D(2026, 3, 1))
    assert (run.invoice_count, [problem[1] for problem in run.problems]) == (1, ["D-1"])


def test_a_worker_whose_time_is_up_leaves_the_rest_to_another(acme, client, monkeypatch):
    from celery.exceptions import SoftTimeLimitExceeded

    from apps.invoices import billing_runs as module

    for number in range(3):
        made.active(acme, client, f"D-{number}")
    second = Contract.objects.get(number="D-1").pk

    def bill_or_stop(pk, *args, **how):
        if pk == second:
            raise SoftTimeLimitExceeded
        return bill_contract(pk, *args, **how)

    with monkeypatch.context() as patched:
        patched.setattr(module, "bill_contract", bill_or_stop)
        run = bill(acme, D(2026, 3, 1))
    assert (run.finished_at, run.beat_at, run.failed_count, Invoice.objects.count()) == (None, None, 0, 1)
    done = execute(acme.pk, run.pk)
    assert (done.invoice_count, done.failed_count, Invoice.objects.count()) == (3, 0, 3)


def test_a_terminated_contract_is_billed_to_its_last_day_by_days(acme, client):
    contract = made.active(acme, client, "D-1", [monthly("310.00", timing="arrears")])
    acts.terminate_contract(contract.pk, D(2026, 3, 11), reason="over", **how(acme))
    bill(acme, D(2026, 4, 1))
    assert billed()[-1] == (D(2026, 3, 1), D(2026, 3, 11), 100_00)
    assert bill(acme, D(2026, 5, 1)).invoice_count == 0


def test_a_renewed_contract_is_billed_without_gap(acme, client):
    contract = made.active(
        acme, client, "D-1", [monthly("280.00")], starts_on=D(2026, 1, 15), ends_before=D(2026, 3, 1), renewal="manual", renewal_months=12
    )
    bill(acme, D(2026, 3, 1))
    acts.renew_contract(contract.pk, **how(acme))
    bill(acme, D(2026, 3, 15))
    stretches = billed()
    assert [(first, last) for first, last, _minor in stretches] == [
        (D(2026, 1, 15), D(2026, 2, 15)), (D(2026, 2, 15), D(2026, 3, 1)), (D(2026, 3, 1), D(2026, 3, 15)), (D(2026, 3, 15), D(2026, 4, 15)),
    ]  # fmt: skip
    assert stretches[1][2] + stretches[2][2] == 280_00


def test_a_deleted_draft_and_a_void_invoice_give_their_periods_back(acme, client):
    made.active(acme, client, "D-1")
    bill(acme, D(2026, 1, 1))
    delete_invoice(Invoice.objects.get().pk, **how(acme))
    assert billed() == []
    bill(acme, D(2026, 1, 1))
    invoice = Invoice.objects.get()
    submit_invoice(invoice.pk, **how(acme))
    issue_invoice(invoice.pk, **how(acme))
    assert bill(acme, D(2026, 1, 1)).invoice_count == 0
    void_invoice(invoice.pk, reason="wrong", **how(acme))
    assert bill(acme, D(2026, 1, 1)).invoice_count == 1
    assert list(differences(acme.pk)) == []


def test_an_amended_price_is_billed_from_the_next_period_that_is_not_billed(acme, client):
    contract = made.active(acme, client, "D-1")
    bill(acme, D(2026, 2, 1))
    term = contract.terms.get()
    proposed = made.amendment(acme, contract, change_terms={term.pk: {"amount": Decimal("1200")}})
    acts.submit_amendment(proposed.pk, **how(acme))
    bill(acme, D(2026, 3, 1))
    assert [minor for _a, _b, minor in billed()] == [1000_00, 1000_00, 1200_00]


def test_who_may_bill_and_how_far_ahead(acme, client):
    contract = made.active(acme, client, "D-1")
    manager = make.member(acme, "manager")
    for act in (bill_contract, try_contract):
        with pytest.raises(NotPermitted):
            act(contract.pk, D(2026, 3, 1), actor=manager, at=AT)
    with pytest.raises(NotPermitted):
        ask_billing(D(2026, 3, 1), actor=manager, at=AT)
    with pytest.raises(Invalid):
        ask_billing(D(2036, 3, 1), **how(acme))
    assert (BillingRun.objects.count(), Invoice.objects.count()) == (0, 0)


def test_a_right_that_is_revoked_stops_the_run(acme, client):
    from apps.tenants.models import Membership

    made.active(acme, client, "D-1")
    clerk = make.member(acme, "accountant")
    run = ask_billing(D(2026, 3, 1), actor=clerk, at=AT)
    Membership.objects.filter(pk=clerk.membership_id).update(is_active=False)
    run = execute(acme.pk, run.pk)
    assert (run.error != "", run.invoice_count, Invoice.objects.count()) == (True, 0, 0)


def test_a_day_is_asked_for_once_and_a_dead_workers_run_is_taken_over(acme, client):
    made.active(acme, client, "D-1")
    empty = make.tenant("empty")
    for _time in range(2):
        ask_daily(AT)
    run = BillingRun.objects.get()
    assert (run.key, unfinished(clock.now())) == ("2026-03-31", [(acme.pk, run.pk)])
    with scope(empty.pk):
        assert BillingRun.objects.count() == 0
    BillingRun.objects.update(worker="dead", beat_at=clock.now())
    assert execute(acme.pk, run.pk).finished_at is None
    BillingRun.objects.update(beat_at=clock.now() - STALLED_AFTER * 2)
    assert execute(acme.pk, run.pk).invoice_count == 1
    assert unfinished(clock.now()) == []


def test_the_command_prints_what_came_of_it(acme, client):
    made.active(acme, client, "D-1")
    made.active(acme, client, "D-2", [monthly(tax_code="nonsense")])
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("invoices", "bill", "--tenant", "acme", "--on", "2026-03-01", "--dry-run", stdout=out)
    assert out.getvalue().splitlines() == [
        "2026-03-01: 1 invoices would be drafted (3000.00 UAH), 1 contracts fail",
        "  D-2: There is no tax code “nonsense”.",
    ]


def test_another_companys_contracts_are_not_billed(acme, client):
    other = make.tenant("other")
    with scope(other.pk):
        made.active(other, make.client(other), "D-9")
    assert bill(acme, D(2026, 3, 1)).invoice_count == 0


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.integers(0, 60), st.sampled_from([1, 2, 3, 6, 12]), st.sampled_from(["advance", "arrears"]), st.booleans(), st.integers(1, 10**7),
    st.lists(st.integers(0, 900), min_size=1, max_size=5), st.one_of(st.none(), st.integers(1, 900)),
)  # fmt: skip
def test_runs_on_any_days_bill_each_day_once(acme, offset, months, timing, aligned, amount, days, length):
    """Whenever the runs happen, in any order: the stretches never overlap, leave no gap, and add up by period."""
    number = f"D-{Contract.objects.count()}"
    starts_on = D(2026, 1, 1) + dt.timedelta(days=offset)
    ends = starts_on + dt.timedelta(days=length) if length else None
    term = monthly(Decimal(amount) / 100, every_months=months, timing=timing, aligned=aligned)
    contract = made.active(acme, make.client(acme), number, [term], starts_on=starts_on, ends_before=ends)
    for day in days:
        bill_contract(contract.pk, starts_on + dt.timedelta(days=day), **how(acme))
    last = starts_on + dt.timedelta(days=max(days))
    found = list(BilledPeriod.objects.filter(term__contract=contract).order_by("starts_on").values_list("starts_on", "ends_before", "amount_minor"))
    expected = starts_on
    for begin, end, minor in found:
        assert begin == expected and minor >= 0
        expected = end
    assert expected <= (ends or D(9000, 1, 1))
    assert due_of(contract, accounts_of([contract.pk])[contract.pk], last) == []
    fresh = made.draft(acme, make.client(acme), f"{number}-at-once", [term], starts_on=starts_on, ends_before=ends)
    at_once = due_of(fresh, accounts_of([fresh.pk])[fresh.pk], last)
    assert [(item.starts_on, item.ends_before, item.amount_minor) for item in at_once] == found


def test_a_refusal_of_the_draft_leaves_the_period_due(acme, client):
    contract = made.active(acme, client, "D-1")
    hold_client(client.pk, reason="owes", **how(acme))
    with pytest.raises(Refusal):
        bill_contract(contract.pk, D(2026, 2, 1), **how(acme))
    assert (billed(), Invoice.objects.count()) == ([], 0)
