"""Killed while closing shifts, giving orders out or billing hours: whoever comes after finds all of it or nothing, and ends it."""

from __future__ import annotations

import datetime as dt
import signal
from collections import Counter
from decimal import Decimal

import pytest

from apps.contracts.actions.draft import TermDraft
from apps.dispatch.models import WorkOrder
from apps.invoices.actions import ask_billing
from apps.invoices.billing_runs import STALLED_AFTER, execute
from apps.invoices.models import BilledHours, BillingRun, Invoice
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.shifts.models import Closing, Shift
from apps.tenants.scope import scope
from apps.workflow.completeness import differences
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as agreed
from tests.factories import dispatch as orders
from tests.factories import shifts as roster
from tests.factories.hours import worked_shift
from tests.faults import crew
from tests.journal.test_journal import assert_chain_holds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]


def killed(*job, env, dies_in):
    """Runs a clerk that dies inside its so many-th transaction."""
    process = crew.start(*job, env=env | {"CLERK_DIES_IN": str(dies_in)})
    _said, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, errors


@pytest.mark.mariadb
def test_close_numbers_have_no_gap_although_clerks_are_killed(process_env):
    company = make.tenant()
    with scope(company.pk):
        place = roster.site(company)
        ids = [worked_shift(company, roster.employee(company, place), line=f"Line {number}").pk for number in range(24)]
        said = crew.work([["close", company.pk, *ids[n::4]] for n in range(4)], env=process_env, die_in={0: 2, 2: 4})
        found = dict(Closing.objects.values_list("shift_id", "number"))
        assert sorted(found.values()) == list(range(1, 25))
        assert {int(pk): int(number) for pk, number in map(str.split, said)} == found and len(said) == 24
        assert Shift.objects.filter(state="closed").count() == 24
        assert_chain_holds(company.pk)


def test_orders_are_given_once_although_the_dispatcher_was_killed(process_env):
    company = make.tenant()
    with scope(company.pk):
        place, payer, queue = roster.site(company), make.client(company), orders.queue(company)
        orders.at_work(company, place, *(roster.employee(company, place) for _number in range(3)))
        for _number in range(6):
            orders.order(company, queue, client_id=payer.pk, estimated_minutes=50)
        entries = JournalEntry.objects.count()
        killed("hand_out", company.pk, AT.isoformat(), env=process_env, dies_in=1)
        assert set(WorkOrder.objects.values_list("state", flat=True)) == {"queued"}
        assert JournalEntry.objects.count() == entries
        process = crew.start("hand_out", company.pk, AT.isoformat(), env=process_env)
        said, errors = process.communicate(timeout=60)
        assert said.split() == ["done"], errors
        assert not WorkOrder.objects.exclude(state="assigned").exists()
        told = Counter(JournalEntry.objects.filter(type="work_order.dispatched").values_list("subject_id", flat=True))
        assert set(told.values()) == {1} and len(told) == 6
        assert list(differences(company.pk)) == []
        assert_chain_holds(company.pk)


def test_hours_are_billed_once_although_the_billing_was_killed(process_env):
    company = make.tenant()
    with scope(company.pk):
        place = roster.site(company)
        for number in range(3):
            terms = [TermDraft("hours", "Guard", Decimal("250.00"), "none")]
            agreement = agreed.active(company, make.client(company, f"C-{number}"), f"T-{number}", terms=terms, kind="time_and_materials")
            for _shift in range(2):
                worked_shift(company, roster.employee(company, place), state="approved", place=place, contract_id=agreement.pk, line=f"{number}-{_shift}")
        run = ask_billing(dt.date(2026, 4, 30), actor=make.system(company), at=AT)
        killed("bill", company.pk, run.pk, env=process_env, dies_in=2)
        assert Invoice.objects.count() == BilledHours.objects.values("invoice").distinct().count() < 3
        BillingRun.objects.update(beat_at=clock.now() - STALLED_AFTER * 2)
        done = execute(company.pk, run.pk)
        assert (done.invoice_count, done.failed_count) == (3, 0)
        assert done.totals == [["UAH", 6 * 8 * 250_00]]
        assert BilledHours.objects.count() == BilledHours.objects.values("shift").distinct().count() == 6
        assert list(differences(company.pk)) == []
        assert_chain_holds(company.pk)
