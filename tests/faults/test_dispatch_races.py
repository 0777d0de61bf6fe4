"""Dispatchers at one queue at the same moment: no order is given twice, and nobody gets more than their shift holds."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from apps.dispatch.actions import assign_order, dispatch_order, dispatch_queue
from apps.dispatch.models import WorkOrder
from apps.journal.models import JournalEntry
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.shifts.models import Employee
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import dispatch as made
from tests.factories import shifts as roster
from tests.faults import crew
from tests.journal.test_journal import assert_chain_holds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb]


def test_twelve_dispatchers_give_each_order_once_and_nobody_too_much():
    company = make.tenant()
    with scope(company.pk):
        place, payer, queue = roster.site(company), make.client(company), made.queue(company)
        for _shift in range(2):
            made.at_work(company, place, *(roster.employee(company, place) for _number in range(4)), ends=dt.timedelta(hours=2))
        ids = [made.order(company, queue, client_id=payer.pk, estimated_minutes=50).pk for _number in range(30)]
        someone = Employee.objects.order_by("pk").values_list("pk", flat=True)[0]

    def attempt(number):
        how = {"actor": make.system(company), "at": AT}
        with scope(company.pk):
            try:
                if number % 3 == 0:
                    retrying(lambda: dispatch_order(ids[number], **how), attempts=12)
                elif number == 4:
                    retrying(lambda: assign_order(ids[0], someone, reason="why", **how), attempts=12)
                else:
                    dispatch_queue(**how)
            except Refusal as refusal:
                assert refusal.code == "refused", refusal
            return True

    assert crew.at_once(12, attempt) == [True] * 12
    with scope(company.pk):
        given = list(WorkOrder.objects.filter(state="assigned").values_list("pk", "employee_id", "assignment"))
        told = Counter(JournalEntry.objects.filter(type__in=["work_order.dispatched", "work_order.assigned"]).values_list("subject_id", flat=True))
        load = Counter(employee for _pk, employee, why in given if why["by"] == "dispatch")
        # Two hours hold two orders of fifty minutes; who was chosen by hand may have one more.
        assert max(load.values()) <= 2
        # An order that a person was chosen for by hand may be given before, and goes over then.
        assert all(count == 1 for pk, count in told.items() if pk != ids[0])
        assert {pk for pk, _employee, _why in given} == set(told)
        for pk, _employee, _why in given:
            row = WorkOrder.objects.get(pk=pk)
            assert row.version == row.history.count() == 2 + told[pk]
        # What the rest would have given is left for the next run, which fills every shift.
        dispatch_queue(actor=make.system(company), at=AT)
        assert WorkOrder.objects.filter(state="assigned").count() >= 16
        assert_chain_holds(company.pk)
