"""Clocking: facts that are only added to, the same from a flaky phone in whatever order."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.shifts import actions as acts
from apps.shifts.hours import astray, holding, sheets
from apps.shifts.models import Clocking, Shift
from apps.tenants.models import User
from apps.tenants.scope import scope
from apps.workflow.unit import unit_of_work
from tests import factories as make
from tests.factories import AT
from tests.factories import shifts as made
from tests.factories.hours import MONDAY, clocked, published, wall, worked_shift

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


def self_of(company, person):
    """The person signing in, with the role of an employee and nothing else."""
    actor = make.member(company, "employee")
    acts.update_employee(person.pk, **by(company), user_id=actor.user_id)
    return actor


def seconds(row: Shift) -> list[int]:
    return [line.worked.worked_seconds for line in sheets([row])[row.pk]]


def test_coming_in_starts_the_published_shift_and_going_does_not_end_it(company, person):
    row = published(made.shift(company, person.site, people=[person]))
    first, last = clocked(company, person, "08:00 16:00")
    row = Shift.objects.get(pk=row.pk)
    assert (first.shift_id, last.shift_id, row.state) == (row.pk, row.pk, "in_progress")
    assert seconds(row) == [8 * 3600]
    told = JournalEntry.objects.order_by("sequence").values_list("type", flat=True)
    assert list(told)[-3:] == ["clocking.recorded", "shift.started", "clocking.recorded"]


def test_a_shift_that_is_not_published_is_not_started(company, person):
    row = made.shift(company, person.site, people=[person])
    assert clocked(company, person, "08:00")[0].shift_id == row.pk
    assert Shift.objects.get(pk=row.pk).state == "planned"


def test_an_employee_clocks_for_themself_and_for_nobody_else(company, person):
    actor, other = self_of(company, person), made.employee(company, person.site)
    published(made.shift(company, person.site, people=[person]))
    row = acts.clock(person.pk, "in", wall(MONDAY, "08:00"), actor=actor, at=wall(MONDAY, "08:00"))
    assert (row.employee_id, row.source, Shift.objects.get().state) == (person.pk, "admin", "in_progress")
    with pytest.raises((NotPermitted, NotVisible)):
        acts.clock(other.pk, "in", AT, actor=actor, at=AT)
    auditor = make.member(company, "auditor")
    with pytest.raises(NotPermitted):
        acts.clock(other.pk, "in", AT, actor=auditor, at=AT)
    assert Clocking.objects.count() == 1


def test_the_same_clocking_sent_again_is_the_same(company, person):
    published(made.shift(company, person.site, people=[person]))
    first = clocked(company, person, "08:00")[0]
    entries = JournalEntry.objects.count()
    again = acts.clock(person.pk, "in", wall(MONDAY, "08:00") + dt.timedelta(milliseconds=400), **by(company))
    assert (again.pk, JournalEntry.objects.count()) == (first.pk, entries)


def test_a_time_ahead_of_now_or_long_ago_is_refused(company, person):
    actor = self_of(company, person)
    for when, code in ((AT + dt.timedelta(minutes=6), "in_future"), (AT - dt.timedelta(days=8), "too_late")):
        with pytest.raises(Invalid) as refusal:
            acts.clock(person.pk, "in", when, actor=actor, at=AT)
        assert [reason.code for reason in refusal.value.reasons] == [code]
    assert acts.clock(person.pk, "in", AT + dt.timedelta(minutes=4), actor=actor, at=AT).pk
    planner = make.member(company, "dispatcher")
    assert acts.clock(person.pk, "in", AT - dt.timedelta(days=8), actor=planner, at=AT).pk  # who may correct may enter it late


def test_without_a_shift_it_is_kept_and_can_be_given_one(company, person):
    lost = clocked(company, person, "08:00")[0]
    assert (lost.shift_id, list(astray(Clocking.objects.all()))) == (None, [lost])
    row = published(made.shift(company, person.site, people=[person]))
    mended = acts.correct_clocking(lost.pk, reason="put on the shift afterwards", **by(company))
    assert (mended.shift_id, mended.at, Shift.objects.get(pk=row.pk).state) == (row.pk, lost.at, "in_progress")
    assert not astray(Clocking.objects.all()).exists()


def test_of_two_shifts_the_one_whose_begin_or_end_is_nearer(company):
    person = made.employee(company, made.site(company), rest_min_minutes=0)
    early = published(made.shift(company, person.site, begins="06:00", ends="12:00", people=[person]))
    late = published(made.shift(company, person.site, begins="14:00", ends="20:00", people=[person]))
    pairs = clocked(company, person, "06:05 12:10 13:55 20:30", kinds=("in", "out", "in", "out"))
    assert [row.shift_id for row in pairs] == [early.pk, early.pk, late.pk, late.pk]


def test_a_correction_is_another_record_and_the_first_stays(company, person):
    row = worked_shift(company, person)
    first = Clocking.objects.get(kind="in")
    before = {field.attname: getattr(first, field.attname) for field in Clocking._meta.concrete_fields}
    later = acts.correct_clocking(first.pk, when=wall(MONDAY, "08:30"), reason="the reader stood still", **by(company))
    assert seconds(row) == [int(7.5 * 3600)]
    assert {name: getattr(Clocking.objects.get(pk=first.pk), name) for name in before} == before
    with pytest.raises(Refused):
        acts.correct_clocking(first.pk, when=wall(MONDAY, "09:00"), reason="again", **by(company))
    acts.correct_clocking(later.pk, when=wall(MONDAY, "08:15"), reason="it was earlier", **by(company))
    assert seconds(row) == [int(7.75 * 3600)]
    acts.correct_clocking(Clocking.objects.get(kind="out").pk, is_void=True, reason="somebody else's card", **by(company))
    assert [problem.code for problem in sheets([row])[row.pk][0].worked.problems] == ["missing_out"]


def test_a_correction_needs_a_reason_and_the_right_to_it(company, person):
    worked_shift(company, person)
    first, actor = Clocking.objects.get(kind="in"), self_of(company, person)
    with pytest.raises(Invalid):
        acts.correct_clocking(first.pk, is_void=True, reason=" ", **by(company))
    for denied, error in ((actor, NotVisible), (make.member(company, "auditor"), NotPermitted)):
        with pytest.raises(error):
            acts.correct_clocking(first.pk, is_void=True, reason="mine", actor=denied, at=AT)
    assert Clocking.objects.count() == 2


def test_the_table_takes_no_change(company, person):
    row = clocked(company, person, "08:00")[0]
    for change in (lambda: Clocking.objects.filter(pk=row.pk).update(kind="out"), lambda: Clocking.objects.filter(pk=row.pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Clocking.objects.get().kind == "in"


def test_after_the_hours_are_approved_a_late_clocking_is_kept_apart(company, person):
    row = worked_shift(company, person, state="approved")
    late = acts.clock(person.pk, "break_start", wall(MONDAY, "12:00"), **by(company))
    assert (late.shift_id, Shift.objects.get(pk=row.pk).approved_digest) == (None, row.approved_digest)
    with pytest.raises(Refused) as refusal:
        acts.correct_clocking(Clocking.objects.get(kind="in").pk, is_void=True, reason="no", **by(company))
    assert refusal.value.reasons[0].code == "hours_settled"


def test_what_was_clocked_for_a_shift_that_is_cancelled_can_be_mended(company, person):
    row = published(made.shift(company, person.site, people=[person]))
    (went,) = clocked(company, person, "16:00", kinds=("out",))
    acts.cancel_shift(row.pk, **by(company, reason="the client called it off"))
    assert list(astray(Clocking.objects.all())) == [went]
    mended = acts.correct_clocking(went.pk, is_void=True, reason="nobody worked", **by(company))
    assert (mended.shift_id, list(astray(Clocking.objects.all()))) == (None, [])


class _Undone(Exception):
    pass


TIMES = [("in", "08:00"), ("break_start", "12:00"), ("break_end", "12:30"), ("out", "16:30")]


@given(st.permutations(TIMES * 2))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_late_doubled_and_out_of_order_it_comes_to_the_same(company, person, sent):
    """A phone that had no signal sends what it kept, some of it twice, in whatever order."""
    with pytest.raises(_Undone), unit_of_work(**by(company)):
        row = published(made.shift(company, person.site, people=[person]))
        for kind, time in sent:
            acts.clock(person.pk, kind, wall(MONDAY, time), **by(company))
        row = Shift.objects.get(pk=row.pk)
        (line,) = sheets([row])[row.pk]
        assert (row.state, line.clocked, holding(Clocking.objects.all()).count()) == ("in_progress", 4, 4)
        assert (line.worked.worked_seconds, line.worked.break_seconds, line.worked.problems) == (8 * 3600, 1800, ())
        raise _Undone


def test_another_companys_person_is_not_there(company, person):
    other = make.tenant("other")
    with pytest.raises(NotVisible):
        acts.clock(person.pk, "in", AT, actor=make.system(other), at=AT)
    assert User.objects.exists() and not Clocking.objects.exists()
