"""Work orders: numbers, promises, clocks that stand while an order is on hold, and what is refused."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from apps.dispatch import actions as acts
from apps.dispatch.clock import used
from apps.dispatch.models import WorkOrder
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as contract
from tests.factories import dispatch as made
from tests.factories import shifts as roster
from tests.factories.dispatch import HOUR, how

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")  # AT is 12:00 there, on a Tuesday


def kyiv(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 4, day, hour, minute, tzinfo=KYIV)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def repairs(acme):
    """Normal: answered in four hours, resolved in 24 hours of work."""
    return made.queue(acme, plan_id=made.plan(acme).pk)


def codes(refusal):
    return {(reason.code, reason.field) for reason in refusal.value.reasons}


def test_numbers_have_no_gap_by_year_and_a_refused_order_takes_none(acme, repairs):
    first = made.order(acme, repairs)
    with pytest.raises(Invalid):
        made.order(acme, repairs, title="", client_id=first.client_id)
    second, last = made.order(acme, repairs), made.order(acme, repairs, at=dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC))
    # Half past midnight in Kyiv, so the year is the new one there.
    assert [row.number for row in (first, second, last)] == ["WO-2026-000001", "WO-2026-000002", "WO-2027-000001"]


def test_what_is_due_is_computed_by_the_plan_of_the_queue(acme, repairs):
    order = made.order(acme, repairs)
    assert (order.response_due_at, order.resolution_due_at) == (AT + 4 * HOUR, kyiv(2, 18))
    assert order.response_risk_at == order.wake_at == AT + dt.timedelta(minutes=192)


def test_the_contract_promises_another_plan_and_an_order_without_any_has_nothing_due(acme, repairs):
    gold = made.round_the_clock(acme, "Gold")
    payer = make.client(acme)
    agreed = contract.active(acme, payer, "C-1")
    acts.create_contract_sla(agreed.pk, gold.pk, **how(acme))
    order = made.order(acme, repairs, client_id=payer.pk, contract_id=agreed.pk, priority="urgent")
    assert (order.plan_id, order.response_due_at, order.resolution_due_at) == (gold.pk, AT + HOUR / 2, AT + 4 * HOUR)
    free = made.order(acme, made.queue(acme, "No promise"))
    assert (free.plan_id, free.response_due_at, free.resolution_due_at, free.wake_at) == (None, None, None, None)


def test_another_priority_is_another_promise_from_when_the_order_was_received(acme, repairs):
    order = made.order(acme, repairs)
    changed = acts.update_order(order.pk, priority="urgent", **how(acme, AT + HOUR))
    assert (changed.response_due_at, changed.resolution_due_at) == (AT + HOUR / 2, AT + 4 * HOUR)
    assert JournalEntry.objects.filter(type="work_order.updated").get().payload["changed"] == {"priority": ["normal", "urgent"]}
    same = acts.update_order(order.pk, title="Mend it well", **how(acme, AT + 2 * HOUR))
    assert same.response_due_at == AT + HOUR / 2


def test_both_clocks_stand_on_hold_and_move_by_its_working_time(acme, repairs):
    order = made.order(acme, repairs)
    held = acts.hold_order(order.pk, **how(acme, AT + HOUR, reason="waits for a part"))
    assert (held.response_due_at, held.resolution_due_at, held.wake_at, held.hold_reason) == (None, None, None, "waits for a part")
    resumed = acts.resume_order(order.pk, **how(acme, kyiv(1, 10).astimezone(dt.UTC)))
    # On hold from 13 to 18 and from 9 to 10: six hours of work.
    assert (resumed.state, resumed.response_due_at, resumed.resolution_due_at) == ("queued", kyiv(1, 13), kyiv(3, 15))
    assert resumed.holds == [[(AT + HOUR).isoformat(), kyiv(1, 10).astimezone(dt.UTC).isoformat()]]


def test_what_had_passed_before_the_hold_stays_as_it_is(acme, repairs):
    order = made.order(acme, repairs)
    held = acts.hold_order(order.pk, **how(acme, AT + 5 * HOUR, reason="why"))
    assert (held.response_due_at, held.resolution_due_at) == (AT + 4 * HOUR, None)
    # The breach lies in the past and was not told: the sweep is to look.
    assert held.wake_at == held.response_risk_at
    resumed = acts.resume_order(order.pk, **how(acme, AT + 30 * HOUR))
    assert resumed.response_due_at == AT + 4 * HOUR


@pytest.mark.parametrize("state", ["queued", "assigned", "in_progress"])
def test_an_order_goes_back_to_where_it_was_held(acme, repairs, state):
    person = roster.employee(acme, roster.site(acme))
    order = made.order(acme, repairs)
    if state != "queued":
        acts.assign_order(order.pk, person.pk, **how(acme, reason="knows the house"))
    if state == "in_progress":
        acts.start_order(order.pk, **how(acme))
    acts.hold_order(order.pk, **how(acme, reason="why"))
    resumed = acts.resume_order(order.pk, **how(acme, AT + HOUR))
    assert (resumed.state, resumed.held_from, resumed.held_at) == (state, "", None)
    assert (resumed.employee_id == person.pk) == (state != "queued")


def test_the_first_start_answers_and_a_second_one_does_not(acme, repairs):
    person = roster.employee(acme, roster.site(acme))
    order = made.order(acme, repairs)
    acts.assign_order(order.pk, person.pk, **how(acme, reason="why"))
    started = acts.start_order(order.pk, **how(acme, AT + HOUR))
    assert (started.responded_at, started.wake_at) == (AT + HOUR, started.resolution_risk_at)
    assert used(started, "response", AT + 9 * HOUR) == "in_time"
    back = acts.unassign_order(order.pk, **how(acme, AT + 2 * HOUR, reason="fell ill"))
    assert (back.state, back.employee_id, back.assignment, back.responded_at) == ("queued", None, {}, AT + HOUR)
    acts.assign_order(order.pk, person.pk, **how(acme, AT + 3 * HOUR, reason="is well"))
    assert acts.start_order(order.pk, **how(acme, AT + 4 * HOUR)).responded_at == AT + HOUR
    done = acts.complete_order(order.pk, **how(acme, AT + 5 * HOUR))
    assert (done.state, done.ended_at, done.wake_at) == ("done", AT + 5 * HOUR, None)


def test_a_promise_that_was_broken_before_the_end_is_still_to_be_told(acme, repairs):
    order = made.order(acme, repairs, priority="urgent")
    cancelled = acts.cancel_order(order.pk, **how(acme, AT + 2 * HOUR, reason="sold"))
    assert (cancelled.wake_at, used(cancelled, "response", AT + 9 * HOUR), used(cancelled, "resolution", AT + 9 * HOUR)) == (AT + HOUR / 2, "breached", "in_time")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"title": " "}, {("blank", "title")}),
        ({"priority": "soon"}, {("invalid_choice", "priority")}),
        ({"estimated_minutes": 0}, {("min_value", "estimated_minutes")}),
        ({"skill_id": 999, "site_id": 999, "contract_id": 999}, {("no_skill", "skill"), ("no_site", "site"), ("no_contract", "contract")}),
    ],
)
def test_an_order_that_is_wrong_is_refused_with_every_reason(acme, repairs, values, expected):
    payer = make.client(acme)
    entries = JournalEntry.objects.count()
    with pytest.raises(Invalid) as refusal:
        made.order(acme, repairs, client_id=payer.pk, **values)
    assert codes(refusal) == expected
    assert (WorkOrder.objects.count(), JournalEntry.objects.count()) == (0, entries)


def test_another_clients_contract_and_site_are_no_choice(acme, repairs):
    mine, other = make.client(acme), make.client(acme)
    theirs = contract.active(acme, other, "C-1")
    place = roster.site(acme, client_id=other.pk)
    with pytest.raises(Invalid) as refusal:
        made.order(acme, repairs, client_id=mine.pk, contract_id=theirs.pk, site_id=place.pk)
    assert codes(refusal) == {("no_contract", "contract"), ("no_site", "site")}


def test_site_and_skill_are_not_changed_under_whoever_has_the_order(acme, repairs):
    order, skill = made.order(acme, repairs), roster.skill(acme)
    acts.assign_order(order.pk, roster.employee(acme, roster.site(acme)).pk, **how(acme, reason="why"))
    with pytest.raises(Invalid) as refusal:
        acts.update_order(order.pk, skill_id=skill.pk, **how(acme))
    assert codes(refusal) == {("in_hand", "skill")}


def test_a_queue_is_archived_when_nothing_of_it_is_open_and_takes_no_order_then(acme, repairs):
    order = made.order(acme, repairs)
    with pytest.raises(Refused) as refusal:
        acts.archive_queue(repairs.pk, **how(acme))
    assert codes(refusal) == {("orders_open", "")}
    acts.cancel_order(order.pk, **how(acme, reason="why"))
    acts.archive_queue(repairs.pk, **how(acme))
    with pytest.raises(Invalid) as refusal:
        made.order(acme, repairs)
    assert codes(refusal) == {("no_queue", "queue")}


def test_a_clients_person_asks_for_their_own_company_and_decides_nothing_of_the_house(acme, repairs):
    mine, other = make.client(acme), make.client(acme)
    person = {"actor": make.member(acme, "client", client_id=mine.pk), "at": AT}
    with pytest.raises(Invalid) as refusal:
        acts.create_order(mine.pk, title="No light", **person)
    assert codes(refusal) == {("no_requests", "")}
    desk = made.queue(acme, "Requests", takes_requests=True)
    asked = acts.create_order(mine.pk, repairs.pk, title="No light", priority="high", **person)
    assert (asked.queue_id, asked.state, asked.client_id) == (desk.pk, "new", mine.pk)
    with pytest.raises(Invalid) as refusal:
        acts.create_order(mine.pk, title="No light", estimated_minutes=5, skill_id=1, **person)
    assert codes(refusal) == {("not_yours", "estimated_minutes"), ("not_yours", "skill")}
    with pytest.raises(Invalid) as refusal:
        acts.create_order(other.pk, title="No light", **person)
    assert codes(refusal) == {("no_client", "client")}
    with pytest.raises(NotPermitted):
        acts.enqueue_order(asked.pk, **person)
    theirs = made.order(acme, repairs, client_id=other.pk)
    with pytest.raises(NotVisible):
        acts.cancel_order(theirs.pk, reason="why", **person)
    assert WorkOrder.objects.count() == 2
