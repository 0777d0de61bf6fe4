"""The demo: what a newcomer finds, made by the acts; seeding again adds nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from apps.dispatch.models import WorkOrder
from apps.journal.models import JournalEntry
from apps.reconciliation import demo
from apps.shifts.models import Shift, WorkedTime
from apps.tenants.models import Tenant
from apps.tenants.scope import scope

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("now", ["2026-11-25T20:00", "2026-03-30T00:30", "2026-10-25T12:00"])  # a Monday night, the end of summer time
def test_every_state_of_the_roster_and_of_orders_is_there_once(settings, tmp_path, now):
    settings.VAR_DIR = tmp_path
    at = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    demo.seed(at)
    for company in Tenant.objects.all():
        with scope(company.pk):
            states = Counter(Shift.objects.values_list("state", flat=True))
            assert states == {"planned": 20, "published": 20, "in_progress": 1, "closed": 9, "approved": 10}
            assert WorkedTime.objects.count() == 29
            assert Counter(WorkOrder.objects.values_list("state", flat=True)) == {"new": 1, "queued": 4, "on_hold": 1, "done": 1}
    before = JournalEntry._base_manager.count()
    demo.seed(at)
    assert JournalEntry._base_manager.count() == before
