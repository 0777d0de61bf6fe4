"""Closing in sequence: numbers of a site without gaps, hours written down, nothing closed before what is earlier."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from apps.journal.models import JournalEntry
from apps.kernel.db import retrying
from apps.kernel.errors import NotPermitted, Refusal, Refused
from apps.shifts import actions as acts
from apps.shifts.models import Clocking, Closing, Shift, WorkedTime
from apps.tenants.scope import scope
from apps.workflow.unit import unit_of_work
from tests import factories as make
from tests.factories import AT
from tests.factories import shifts as made
from tests.factories.hours import MONDAY, clocked, published, wall, worked_shift
from tests.faults import crew

TUESDAY = MONDAY + dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    tenant = make.tenant()
    with scope(tenant.pk):
        yield tenant


@pytest.fixture
def person(company):
    return made.employee(company, made.site(company), "Olena")


def by(company, **more):
    return {"actor": make.system(company), "at": AT} | more


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_a_close_has_the_sites_next_number_and_the_hours_of_everybody(company, person):
    second = made.employee(company, person.site, "Petro")
    row = published(made.shift(company, person.site, people=[person, second]))
    clocked(company, person, "08:00 12:00 12:30 16:00")
    clocked(company, second, "07:55 16:10")
    closed = acts.close_shift(row.pk, **by(company))
    assert (closed.state, closed.close_number, closed.closed_at) == ("closed", 1, AT)
    hours = list(WorkedTime.objects.order_by("employee__name").values_list("employee__name", "worked_seconds", "break_seconds"))
    # 8:00 less half an hour; 7:55 to 16:10.
    assert hours == [("Olena", 27_000, 1_800), ("Petro", 29_700, 0)]
    told = JournalEntry.objects.get(type="shift.closed").payload
    assert told["close_number"] == 1 and sum(item["worked_seconds"] for item in told["worked"]) == 56_700


def test_what_does_not_tell_the_hours_refuses_the_close_all_at_once(company, person):
    second, stranger = made.employee(company, person.site, "Petro"), made.employee(company, person.site, "Ivan")
    row = published(made.shift(company, person.site, people=[person, second, stranger]))
    clocked(company, person, "08:00 09:00", kinds=("in", "in"))
    clocked(company, stranger, "08:00 16:00")
    acts.unassign_shift(row.pk, [stranger.pk], **by(company))
    with pytest.raises(Refused) as refusal:
        acts.close_shift(row.pk, **by(company))
    assert sorted(codes(refusal)) == ["double_in", "missing_out", "not_clocked", "not_on_shift"]
    said = [str(reason) for reason in refusal.value.reasons]
    assert "Olena: came in at 09:00, but had come in already" in said
    assert not Closing.objects.exists() and Shift.objects.get().state == "in_progress"
    twice = Clocking.objects.get(employee=person, at=wall(MONDAY, "09:00"))
    acts.correct_clocking(twice.pk, kind="out", when=wall(MONDAY, "16:00"), reason="pressed the wrong button", **by(company))
    acts.assign_shift(row.pk, [stranger.pk], **by(company))
    acts.unassign_shift(row.pk, [second.pk], reason="did not come", **by(company))
    assert acts.close_shift(row.pk, **by(company)).close_number == 1


def test_not_before_an_earlier_one_of_its_line(company, person):
    second = made.employee(company, person.site, "Petro")
    early = worked_shift(company, person)
    late = worked_shift(company, second, day=TUESDAY)
    with pytest.raises(Refused) as refusal:
        acts.close_shift(late.pk, **by(company))
    assert codes(refusal) == ["earlier_open"] and "Guard" in str(refusal.value)
    other = worked_shift(company, made.employee(company, person.site), day=TUESDAY, line="Gate")
    elsewhere = worked_shift(company, made.employee(company, made.site(company)), day=TUESDAY)
    assert [acts.close_shift(row.pk, **by(company)).close_number for row in (other, elsewhere, early, late)] == [1, 1, 2, 3]


def test_what_is_cancelled_keeps_nobody_waiting(company, person):
    gone = made.shift(company, person.site)
    row = worked_shift(company, person, day=TUESDAY)
    with pytest.raises(Refused):
        acts.close_shift(row.pk, **by(company))
    acts.cancel_shift(gone.pk, **by(company))
    assert acts.close_shift(row.pk, **by(company)).state == "closed"


def test_a_reopened_shift_takes_a_new_number_and_the_first_stays_on_record(company, person):
    row = worked_shift(company, person, state="closed")
    acts.reopen_shift(row.pk, reason="left later", **by(company))
    out = Clocking.objects.get(kind="out")
    acts.correct_clocking(out.pk, when=wall(MONDAY, "17:00"), reason="left later", **by(company))
    again = acts.close_shift(row.pk, **by(company))
    assert again.close_number == 2
    assert list(WorkedTime.objects.order_by("closing__number").values_list("closing__number", "worked_seconds")) == [(1, 28_800), (2, 32_400)]


def test_a_day_is_closed_as_a_set_in_the_order_of_each_line(company, person):
    late = worked_shift(company, made.employee(company, person.site), day=TUESDAY)  # made first, closed second
    early = worked_shift(company, person)
    bad = published(made.shift(company, person.site, line="Gate", people=[made.employee(company, person.site, "Ivan")]))
    acts.start_shift(bad.pk, **by(company))
    outcome = acts.close_shifts(Shift.objects.all(), **by(company))
    assert (outcome.done, outcome.refused) == (2, {"not_clocked": 1})
    assert [Shift.objects.get(pk=row.pk).close_number for row in (early, late)] == [1, 2]


def test_a_rollback_gives_the_number_back(company, person):
    row = worked_shift(company, person)
    with pytest.raises(ZeroDivisionError), unit_of_work(**by(company)):
        acts.close_shift(row.pk, **by(company))
        raise ZeroDivisionError
    assert acts.close_shift(row.pk, **by(company)).close_number == 1
    assert Closing.objects.count() == 1


def test_who_only_looks_closes_nothing(company, person):
    row = worked_shift(company, person)
    entries = JournalEntry.objects.count()
    for role in ("auditor", "employee"):
        with pytest.raises(NotPermitted):
            acts.close_shift(row.pk, actor=make.member(company, role), at=AT)
    assert not Closing.objects.exists() and JournalEntry.objects.count() - entries == 2  # the two people who were added


def test_closings_take_no_change(company, person):
    worked_shift(company, person, state="closed")
    for model in (Closing, WorkedTime):
        for change in (lambda model=model: model.objects.all().delete(), lambda model=model: model.objects.update(tenant_id=company.pk + 1)):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    assert WorkedTime.objects.get().worked_seconds == 28_800


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
@pytest.mark.faults
def test_eight_clerks_leave_no_gap_though_some_are_refused_and_some_roll_back():
    """48 shifts of one site, each of its own line; every third attempt fails after it took its number."""
    company = make.tenant()
    with scope(company.pk):
        place = made.site(company)
        ids = [worked_shift(company, made.employee(company, place), line=f"Line {number}").pk for number in range(48)]

    def work(number: int) -> None:
        with scope(company.pk):
            for index, pk in enumerate(ids[number::8] + ids[number::8]):

                def attempt(pk=pk, index=index):
                    with unit_of_work(**by(company)):
                        acts.close_shift(pk, **by(company))
                        if index < 6 and index % 3 == 0:
                            raise ZeroDivisionError

                try:
                    retrying(attempt, attempts=12)
                except (ZeroDivisionError, Refusal):
                    continue

    crew.at_once(8, work)
    with scope(company.pk):
        assert sorted(Closing.objects.values_list("number", flat=True)) == list(range(1, 49))
        assert sorted(Shift.objects.values_list("close_number", flat=True)) == list(range(1, 49))


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
@pytest.mark.faults
def test_one_clocking_sent_ten_times_at_once_is_one():
    company = make.tenant()
    with scope(company.pk):
        person = made.employee(company, made.site(company))
        published(made.shift(company, person.site, people=[person]))

    def work(_number: int) -> int:
        with scope(company.pk):
            return retrying(lambda: acts.clock(person.pk, "in", wall(MONDAY, "08:00"), **by(company)).pk, attempts=12)

    found = crew.at_once(10, work)
    with scope(company.pk):
        assert len(set(found)) == Clocking.objects.count() == 1
        assert JournalEntry.objects.filter(type="shift.started").count() == 1
