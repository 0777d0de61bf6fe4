"""Shifts made of templates and of a week that was: once each, and what is left out is told."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted
from apps.shifts import actions as acts
from apps.shifts.models import Assignment, Shift
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import shifts as made
from tests.factories.shifts import MONDAY, how

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WEEK = (MONDAY, MONDAY + 7 * DAY)
NEXT = MONDAY + 7 * DAY


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def depot(acme):
    return made.site(acme, "DEPOT")


def codes(done):
    return [reason.code for reason in done.left_out]


def test_templates_become_shifts_on_their_weekdays_once_each(acme, depot):
    made.template(acme, depot, weekdays="135", needed_count=2, break_minutes=60)
    made.template(acme, depot, weekdays="7", begins=dt.time(22), ends=dt.time(6))
    acts.archive_shift_template(made.template(acme, depot).pk, **how(acme))
    made.template(acme, made.site(acme))
    done = acts.roll_out_templates(depot.pk, *WEEK, **how(acme))
    assert (done.made, done.known, done.left_out) == (4, 0, ())
    assert [(row.on - MONDAY).days for row in Shift.objects.order_by("on")] == [0, 2, 4, 6]
    # Sunday, 29 March 2026: the clocks went forward the night before, so that from 22:00 to 06:00 are eight hours again.
    assert [row.length_seconds / 3600 for row in Shift.objects.order_by("on")] == [12, 12, 12, 8]
    entries = JournalEntry.objects.count()
    again = acts.roll_out_templates(depot.pk, MONDAY, MONDAY + 8 * DAY, **how(acme))
    assert (again.made, again.known) == (1, 4)
    assert JournalEntry.objects.count() == entries + 1


def test_a_shift_of_a_template_that_was_cancelled_does_not_come_again(acme, depot):
    made.template(acme, depot, weekdays="1")
    acts.roll_out_templates(depot.pk, *WEEK, **how(acme))
    acts.cancel_shift(Shift.objects.get().pk, **how(acme))
    assert acts.roll_out_templates(depot.pk, *WEEK, **how(acme)).made == 0


def test_what_cannot_be_made_is_told_and_the_rest_is_made(acme, depot):
    aid = made.skill(acme)
    made.template(acme, depot, weekdays="1", skill_id=aid.pk)
    made.template(acme, depot, weekdays="67", begins=dt.time(3), ends=dt.time(4, 15))
    made.template(acme, depot, weekdays="67", begins=dt.time(3, 30), ends=dt.time(4, 15))
    acts.archive_skill(aid.pk, **how(acme))
    done = acts.roll_out_templates(depot.pk, *WEEK, **how(acme))
    # On that Sunday 03:00 to 04:15 are fifteen minutes, and 03:30 to 04:15 are none.
    assert (done.made, sorted(codes(done))) == (3, ["archived", "clocks"])
    assert Shift.objects.filter(on=MONDAY + 6 * DAY).get().length_seconds == 15 * 60
    assert any("is archived" in str(reason) for reason in done.left_out)


def test_at_most_a_thousand_shifts_are_made_at_once(acme, depot):
    made.template(acme, depot, weekdays="1234567")
    with pytest.raises(Invalid) as found:
        acts.roll_out_templates(depot.pk, MONDAY, MONDAY + 1001 * DAY, **how(acme))
    assert [reason.code for reason in found.value.reasons] == ["too_many"]
    assert not Shift.objects.exists()


def test_a_week_is_copied_with_the_people_whom_no_rule_keeps_from_it(acme, depot):
    olha, ivan = made.employee(acme, depot, "Olha"), made.employee(acme, depot, "Ivan")
    made.shift(acme, depot, MONDAY, people=[olha, ivan])
    made.shift(acme, depot, MONDAY + DAY, "22:00", "06:00", people=[olha])
    acts.cancel_shift(made.shift(acme, depot, MONDAY + 2 * DAY).pk, **how(acme))
    acts.record_absence(ivan.pk, NEXT, NEXT + DAY, kind="leave", **how(acme))
    done = acts.copy_roster(depot.pk, *WEEK, to=NEXT, **how(acme))
    assert (done.made, done.people, done.known, codes(done)) == (2, 2, 0, ["absent"])
    assert [(row.on - NEXT).days for row in Shift.objects.filter(on__gte=NEXT).order_by("on")] == [0, 1]
    assert set(Assignment.objects.filter(shift__on__gte=NEXT).values_list("employee", flat=True)) == {olha.pk}
    assert JournalEntry.objects.filter(type="shift.created").order_by("-sequence").first().payload["employees"] == [olha.pk]
    again = acts.copy_roster(depot.pk, *WEEK, to=NEXT, **how(acme))
    assert (again.made, again.people, again.known) == (0, 0, 2)


def test_a_copy_keeps_the_time_on_the_wall_across_the_change_of_the_clocks(acme, depot):
    made.shift(acme, depot, MONDAY, "08:00", "16:00")
    acts.copy_roster(depot.pk, MONDAY, MONDAY + DAY, to=NEXT, **how(acme))
    before, after = Shift.objects.order_by("on")
    assert (before.starts_at.hour, after.starts_at.hour) == (6, 5)


def test_of_a_template_the_copy_is_its_shift_of_the_day_unless_it_has_one(acme, depot):
    made.template(acme, depot, weekdays="1")
    acts.roll_out_templates(depot.pk, *WEEK, **how(acme))
    acts.copy_roster(depot.pk, *WEEK, to=NEXT, **how(acme))
    assert acts.roll_out_templates(depot.pk, NEXT, NEXT + 7 * DAY, **how(acme)).known == 1
    acts.cancel_shift(Shift.objects.get(on=NEXT).pk, **how(acme))
    assert acts.copy_roster(depot.pk, *WEEK, to=NEXT, **how(acme)).made == 1
    assert Shift.objects.filter(on=NEXT, template=None).count() == 1


def test_days_that_overlap_are_not_copied_and_an_employee_plans_nothing(acme, depot):
    made.shift(acme, depot, MONDAY)
    with pytest.raises(Invalid):
        acts.copy_roster(depot.pk, *WEEK, to=MONDAY + DAY, **how(acme))
    worker = make.member(acme, "employee")
    with pytest.raises(NotPermitted):
        acts.copy_roster(depot.pk, *WEEK, to=NEXT, actor=worker, at=AT)
    with pytest.raises(NotPermitted):
        acts.roll_out_templates(depot.pk, *WEEK, actor=worker, at=AT)
    assert Shift.objects.count() == 1
