"""Many who plan at once: nobody is on two shifts at a time, and what is published keeps the rules, whoever came first."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.kernel.db import retrying
from apps.kernel.errors import Refused
from apps.shifts import actions as acts
from apps.shifts.models import Assignment, Shift, ShiftRequest
from apps.shifts.roster import breaks_of
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import shifts as made
from tests.factories.shifts import MONDAY, how
from tests.faults import crew

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb]
DAY = dt.timedelta(days=1)


def attempted(company, acts_):
    """Runs them all at the same moment; True for each that succeeded, the codes of the refusal for the others."""

    def attempt(number):
        with scope(company.pk):
            try:
                retrying(acts_[number], attempts=12)
            except Refused as refusal:
                return sorted({reason.code for reason in refusal.reasons})
            return True

    return crew.at_once(len(acts_), attempt)


def test_of_twenty_who_want_the_same_person_at_overlapping_times_one_gets_them():
    company = make.tenant()
    with scope(company.pk):
        place = made.site(company)
        olha = made.employee(company, place)
        shifts = [made.shift(company, place, MONDAY, f"08:{number:02}", "16:00") for number in range(20)]
        for shift in shifts[::2]:
            acts.publish_shift(shift.pk, allow_gaps=True, **how(company))
        done = attempted(company, [lambda shift=shift: acts.assign_shift(shift.pk, [olha.pk], **how(company)) for shift in shifts])
        assert (done.count(True), done.count(["double_booked"])) == (1, 19)
        assert Assignment.objects.filter(employee=olha).count() == 1


def test_publishing_and_assigning_at_once_leaves_no_rule_broken():
    company = make.tenant()
    with scope(company.pk):
        place = made.site(company)
        for number in range(4):
            olha, day = made.employee(company, place), MONDAY + 7 * number * DAY
            night = made.shift(company, place, day, "22:00", "06:00", people=[olha])
            morning = made.shift(company, place, day + DAY, "08:00", "16:00")
            acts.publish_shift(morning.pk, allow_gaps=True, **how(company))
            done = attempted(
                company,
                [
                    lambda night=night: acts.publish_shift(night.pk, **how(company)),
                    lambda morning=morning, olha=olha: acts.assign_shift(morning.pk, [olha.pk], **how(company)),
                ],
            )
            assert sorted(map(str, done)) == sorted(["True", "['rest']"])
            assert breaks_of(list(Shift.objects.filter(pk__in=[night.pk, morning.pk], state="published"))) == []


def test_of_twelve_who_take_the_last_place_on_an_open_shift_one_gets_it():
    company = make.tenant()
    with scope(company.pk):
        place = made.site(company)
        people = [made.employee(company, place) for _number in range(12)]
        shift = made.shift(company, place, MONDAY + 28 * DAY)
        acts.open_shift(shift.pk, **how(company))
        acts.publish_shift(shift.pk, **how(company))
        done = attempted(company, [lambda person=person: acts.ask_shift_request("take", shift.pk, person.pk, **how(company)) for person in people])
        assert (done.count(True), done.count(["not_open"])) == (1, 11)
        assert Assignment.objects.filter(shift=shift).count() == 1
        assert ShiftRequest.objects.count() == 1


def test_two_who_swap_one_shift_with_two_others_at_once_leave_everybody_on_one():
    company = make.tenant()
    with scope(company.pk):
        place = made.site(company)
        olha, ivan, petro = (made.employee(company, place) for _number in range(3))
        shifts = [made.shift(company, place, MONDAY + (28 + number) * DAY, people=[person]) for number, person in enumerate((olha, ivan, petro))]
        for shift in shifts:
            acts.publish_shift(shift.pk, **how(company))
        first, second = (
            acts.ask_shift_request("swap", mine.pk, person.pk, colleague_id=olha.pk, other_shift_id=shifts[0].pk, **how(company))
            for mine, person in ((shifts[1], ivan), (shifts[2], petro))
        )
        done = attempted(company, [lambda pk=request.pk: acts.accept_shift_request(pk, **how(company)) for request in (first, second)])
        # Who came first has moved Olha, and the other's request fell with her place.
        assert (done.count(True), len(done)) == (1, 2)
        assert sorted(Assignment.objects.values_list("shift", flat=True)) == [shift.pk for shift in shifts]
        assert sorted(Assignment.objects.values_list("employee", flat=True)) == sorted(person.pk for person in (olha, ivan, petro))
        assert sorted(ShiftRequest.objects.values_list("state", flat=True)) == ["approved", "withdrawn"]
