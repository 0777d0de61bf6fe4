"""Orders given to the people on shift: who may have what, why they, and what another dispatcher finds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.dispatch import actions as acts
from apps.dispatch.actions import assign
from apps.dispatch.engine import decide
from apps.dispatch.models import WorkOrder
from apps.dispatch.queries import on_shift, waiting
from apps.dispatch.sweep import hand_out
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.shifts.models import Shift
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import dispatch as made
from tests.factories import shifts as roster
from tests.factories.dispatch import HOUR, how

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def place(acme):
    return roster.site(acme)


@pytest.fixture
def repairs(acme):
    return made.queue(acme)


def codes(refusal):
    return {reason.code for reason in refusal.value.reasons}


def given(acme):
    """Employee by order, as the rows have it."""
    return dict(WorkOrder.objects.filter(state="assigned").values_list("pk", "employee_id"))


def test_the_skilled_one_at_the_site_gets_the_order_and_why_is_kept(acme, place, repairs):
    wiring = roster.skill(acme)
    fitter, other, elsewhere = roster.employee(acme, place, skills=[wiring]), roster.employee(acme, place), roster.employee(acme, roster.site(acme), skills=[wiring])
    shift = made.at_work(acme, place, fitter, other)
    made.at_work(acme, elsewhere.site, elsewhere)
    order = made.order(acme, repairs, skill_id=wiring.pk, site_id=place.pk)
    found = acts.dispatch_queue(**how(acme))
    row = WorkOrder.objects.get(pk=order.pk)
    assert (found.outcome.done, row.state, row.employee_id, row.shift_id, row.assigned_at) == (1, "assigned", fitter.pk, shift.pk, AT)
    assert row.assignment == {"by": "dispatch", "load": 0, "left": 240, "others": {"site": 1, "skill": 1}, "next": []}
    assert JournalEntry.objects.get(type="work_order.dispatched").payload["assignment"] == row.assignment


def test_who_is_off_absent_gone_or_on_a_shift_that_is_not_published_gets_nothing(acme, place, repairs):
    late, absent, planned, cancelled = (roster.employee(acme, place) for _number in range(4))
    made.at_work(acme, place, late, begins=HOUR, ends=5 * HOUR)
    made.at_work(acme, place, absent)
    roster.acts.record_absence(absent.pk, AT.date(), AT.date() + dt.timedelta(days=1), kind="sick", **how(acme))
    Shift._base_manager.filter(pk=made.at_work(acme, place, planned).pk).update(state="planned")
    Shift._base_manager.filter(pk=made.at_work(acme, place, cancelled).pk).update(state="cancelled")
    order = made.order(acme, repairs)
    found = acts.dispatch_queue(**how(acme))
    assert (on_shift(AT), found.outcome.done, [item.order.key for item in found.left], given(acme)) == ([], 0, [order.pk], {})
    with pytest.raises(Refused) as refusal:
        acts.dispatch_order(order.pk, **how(acme))
    assert codes(refusal) == {"nobody"}


def test_who_is_on_a_break_or_has_gone_gets_nothing_until_they_are_back(acme, place, repairs):
    person = roster.employee(acme, place)
    made.at_work(acme, place, person)
    made.order(acme, repairs)

    def clocked(kind, minutes):
        when = AT + dt.timedelta(minutes=minutes)
        roster.acts.clock(person.pk, kind, when, **how(acme, when))
        return [item.employee for item in on_shift(when)]

    assert [clocked(kind, minutes) for kind, minutes in (("in", 0), ("break_start", 10), ("break_end", 20))] == [[person.pk], [], [person.pk]]
    assert [item.employee for item in on_shift(AT + dt.timedelta(minutes=15))] == []
    assert clocked("out", 30) == []
    assert acts.dispatch_queue(**how(acme, AT + HOUR)).outcome.done == 0


def test_a_skill_that_ends_today_does_not_count(acme, place, repairs):
    wiring = roster.skill(acme)
    person = roster.employee(acme, place)
    made.at_work(acme, place, person)
    made.order(acme, repairs, skill_id=wiring.pk)
    roster.acts.update_employee(person.pk, skills=[roster.SkillDraft(wiring.pk, dt.date(2025, 1, 1), AT.date())], **how(acme))
    assert acts.dispatch_queue(**how(acme)).left[0].why == {"skill": 1}
    roster.acts.update_employee(person.pk, skills=[roster.SkillDraft(wiring.pk, dt.date(2025, 1, 1), AT.date() + dt.timedelta(days=1))], **how(acme))
    assert acts.dispatch_queue(**how(acme)).outcome.done == 1


def test_a_shift_takes_what_fits_into_it_and_time_that_was_worked_is_free_again(acme, place, repairs):
    person = roster.employee(acme, place)
    made.at_work(acme, place, person)
    first, second, third = (made.order(acme, repairs, estimated_minutes=120) for _number in range(3))
    assert acts.dispatch_queue(**how(acme)).outcome.done == 2
    assert set(given(acme)) == {first.pk, second.pk}
    acts.start_order(first.pk, **how(acme))
    # An hour later three are left of the shift, and one of the first order, two of the second.
    assert acts.dispatch_queue(**how(acme, AT + HOUR)).left[0].why == {"full": 1}
    acts.hold_order(second.pk, **how(acme, AT + HOUR, reason="waits for a part"))
    assert acts.dispatch_queue(**how(acme, AT + HOUR)).outcome.done == 1
    assert WorkOrder.objects.get(pk=third.pk).assignment["load"] == 60


def test_a_break_that_is_to_come_is_no_time_for_work(acme, place, repairs):
    person = roster.employee(acme, place)
    made.at_work(acme, place, person, break_minutes=60)
    made.order(acme, repairs, estimated_minutes=200)
    assert acts.dispatch_queue(**how(acme)).left[0].why == {"ends": 1}


def test_what_nobody_began_before_the_shift_ended_goes_to_the_next_one(acme, place, repairs):
    early, late = roster.employee(acme, place), roster.employee(acme, place)
    made.at_work(acme, place, early, ends=HOUR)
    shift = made.at_work(acme, place, late, begins=HOUR, ends=5 * HOUR)
    begun, idle = made.order(acme, repairs, estimated_minutes=30), made.order(acme, repairs, estimated_minutes=30)
    by_hand = made.order(acme, repairs)
    acts.assign_order(by_hand.pk, roster.employee(acme, place).pk, reason="why", **how(acme))
    assert acts.dispatch_queue(**how(acme)).outcome.done == 2
    acts.start_order(begun.pk, **how(acme))
    assert acts.release_orders(**how(acme, AT + HOUR / 2)).done == 0
    found = hand_out(acme.pk, AT + HOUR)
    row = WorkOrder.objects.get(pk=idle.pk)
    assert (found.outcome.done, row.state, row.employee_id, row.shift_id) == (1, "assigned", late.pk, shift.pk)
    assert JournalEntry.objects.get(type="work_order.unassigned").reason == "Its shift ended before work began."
    assert (WorkOrder.objects.get(pk=begun.pk).state, WorkOrder.objects.get(pk=by_hand.pk).version) == ("in_progress", by_hand.version + 1)


def test_one_queue_at_a_time_and_its_site_counts_for_orders_without_one(acme, place, repairs):
    person = roster.employee(acme, place)
    made.at_work(acme, place, person)
    away = made.queue(acme, "Away", site_id=roster.site(acme).pk)
    here, there = made.order(acme, repairs), made.order(acme, away)
    assert acts.dispatch_queue(away.pk, **how(acme)).left[0].why == {"site": 1}
    acts.dispatch_queue(repairs.pk, **how(acme))
    assert given(acme) == {here.pk: person.pk}
    assert WorkOrder.objects.get(pk=there.pk).state == "queued"


def test_what_was_changed_taken_or_filled_between_deciding_and_writing_is_left(acme, place, repairs):
    person, other = (roster.employee(acme, place, code=code) for code in ("A", "B"))
    shift = made.at_work(acme, place, person, other)
    changed, cancelled, filled, kept = (made.order(acme, repairs, estimated_minutes=100, priority=priority) for priority in ("urgent", "high", "normal", "low"))
    plan = {choice.order.key: choice for choice in decide(waiting(), on_shift(AT)).choices}
    assert [plan[row.pk].person.employee for row in (changed, cancelled, filled, kept)] == [person.pk, other.pk, person.pk, other.pk]
    acts.update_order(changed.pk, estimated_minutes=101, **how(acme))
    acts.cancel_order(cancelled.pk, reason="why", **how(acme))
    for _number in range(2):
        acts.assign_order(made.order(acme, repairs, estimated_minutes=100).pk, person.pk, reason="why", **how(acme))
    outcome = assign.performing_many(assign.DISPATCH, WorkOrder.objects.all(), assign.giving(plan), ids=sorted(plan), lock_before=assign._lock_shifts(plan), **how(acme))
    assert (outcome.done, outcome.refused) == (1, {"changed": 1, "wrong_state": 1, "full": 1})
    assert WorkOrder.objects.get(pk=kept.pk).shift_id == shift.pk


def test_a_person_overrides_load_and_shift_with_a_reason_but_not_the_skill(acme, place, repairs):
    wiring = roster.skill(acme)
    off, busy, able = roster.employee(acme, place), roster.employee(acme, place), roster.employee(acme, place, skills=[wiring])
    made.at_work(acme, place, busy, able)
    order, long = made.order(acme, repairs), made.order(acme, repairs, estimated_minutes=500)
    with pytest.raises(Invalid) as refusal:
        acts.assign_order(order.pk, off.pk, reason=" ", **how(acme))
    assert codes(refusal) == {"reason_needed"}
    row = acts.assign_order(order.pk, off.pk, reason="knows the house", **how(acme))
    assert row.assignment == {"by": "person", "load": 0, "left": 0, "overrides": ["no_shift"], "reason": "knows the house"}
    assert acts.assign_order(long.pk, busy.pk, reason="why", **how(acme)).assignment["overrides"] == ["ends"]
    with pytest.raises(Refused) as refusal:
        acts.assign_order(long.pk, busy.pk, reason="why", **how(acme))
    assert codes(refusal) == {"has_it"}
    skilled = made.order(acme, repairs, skill_id=wiring.pk)
    with pytest.raises(Refused) as refusal:
        acts.assign_order(skilled.pk, busy.pk, reason="why", **how(acme))
    assert codes(refusal) == {"no_skill_held"}
    assert acts.assign_order(skilled.pk, able.pk, reason="why", **how(acme)).assignment["overrides"] == []


def test_who_may_only_look_dispatches_nothing(acme, place, repairs):
    made.at_work(acme, place, roster.employee(acme, place))
    made.order(acme, repairs)
    entries = JournalEntry.objects.count()
    for actor in (make.member(acme, "auditor"), make.member(acme, "employee")):
        entries = JournalEntry.objects.count()
        with pytest.raises(NotPermitted):
            acts.dispatch_queue(actor=actor, at=AT)
    assert (given(acme), JournalEntry.objects.count()) == ({}, entries)


def test_as_many_queries_for_many_orders_as_for_two(acme, place, repairs):
    def run(count):
        made.at_work(acme, place, *(roster.employee(acme, place) for _number in range(count)))
        payer = make.client(acme)
        for _number in range(count):
            made.order(acme, repairs, client_id=payer.pk)
        with CaptureQueriesContext(connection) as caught:
            assert acts.dispatch_queue(**how(acme)).outcome.done == count
        return len(caught)

    assert run(2) == run(12)
