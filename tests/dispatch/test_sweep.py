"""Promises at risk and broken are told once each, to who is to hear of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.dispatch import actions as acts
from apps.dispatch import tasks
from apps.dispatch.consumers import NAME
from apps.dispatch.models import WorkOrder
from apps.dispatch.sweep import sweep, to_tell
from apps.journal import consumers
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.tenants.scope import scope
from apps.workflow import notices
from tests import factories as make
from tests.factories import AT
from tests.factories import dispatch as made
from tests.factories import shifts as roster
from tests.factories.dispatch import HOUR, how

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def queue(acme):
    """Urgent: answered in 30 minutes, at risk after 24; resolved in 4 hours, at risk after 192 minutes."""
    return made.queue(acme, plan_id=made.round_the_clock(acme).pk)


def told(order):
    entries = JournalEntry.objects.filter(subject_kind="work_order", subject_id=order.pk, type__startswith="sla.").order_by("sequence")
    return [(entry.type, entry.payload["clock"], int((entry.at - AT).total_seconds() // 60)) for entry in entries]


def test_each_promise_is_told_at_risk_once_and_broken_once(acme, queue):
    order = made.order(acme, queue, priority="urgent")
    for minute in range(0, 300, 6):
        sweep(acme.pk, AT + minute * MINUTE)
    assert told(order) == [
        ("sla.at_risk", "response", 24), ("sla.breached", "response", 30), ("sla.at_risk", "resolution", 192), ("sla.breached", "resolution", 240),
    ]  # fmt: skip
    row = WorkOrder.objects.get()
    assert (row.response_level, row.resolution_level, row.wake_at) == ("breached", "breached", None)
    assert row.version == order.version + 4 == row.history.count()


def test_who_was_late_to_look_tells_what_is_broken_and_no_risk_before_it(acme, queue):
    order = made.order(acme, queue, priority="urgent")
    assert not to_tell(acme.pk, AT)
    found = sweep(acme.pk, AT + 9 * HOUR)
    assert (found.breached, found.at_risk) == ({"response": 1, "resolution": 1}, {"response": 0, "resolution": 0})
    assert [entry[:2] for entry in told(order)] == [("sla.breached", "response"), ("sla.breached", "resolution")]
    assert not to_tell(acme.pk, AT + 99 * HOUR)


def test_what_was_kept_is_never_told_broken_and_what_was_not_is_told_after_the_end(acme, queue):
    kept, late = made.order(acme, queue, priority="urgent"), made.order(acme, queue, priority="urgent")
    person = roster.employee(acme, roster.site(acme))
    for order, minute in ((kept, 20), (late, 40)):
        acts.assign_order(order.pk, person.pk, **how(acme, AT + minute * MINUTE, reason="why"))
        acts.start_order(order.pk, **how(acme, AT + minute * MINUTE))
        acts.complete_order(order.pk, **how(acme, AT + minute * MINUTE))
    sweep(acme.pk, AT + 99 * HOUR)
    assert (told(kept), [entry[:2] for entry in told(late)]) == ([], [("sla.breached", "response")])


def test_nothing_is_told_while_the_clock_stands_and_it_goes_on_after(acme, queue):
    order = made.order(acme, queue, priority="urgent")
    acts.hold_order(order.pk, **how(acme, AT + 20 * MINUTE, reason="why"))
    sweep(acme.pk, AT + 5 * HOUR)
    assert told(order) == []
    acts.resume_order(order.pk, **how(acme, AT + 5 * HOUR))
    sweep(acme.pk, AT + 5 * HOUR + 3 * MINUTE)
    assert told(order) == []
    sweep(acme.pk, AT + 5 * HOUR + 4 * MINUTE)
    assert told(order) == [("sla.at_risk", "response", 304)]


def test_another_priority_is_another_promise_that_is_told_anew(acme, queue):
    order = made.order(acme, queue, priority="urgent")
    sweep(acme.pk, AT + 30 * MINUTE)
    acts.update_order(order.pk, priority="normal", **how(acme, AT + 31 * MINUTE))
    assert WorkOrder.objects.get().response_level == "in_time"
    sweep(acme.pk, AT + 239 * MINUTE)
    sweep(acme.pk, AT + 240 * MINUTE)
    assert [entry[:2] for entry in told(order)] == [("sla.breached", "response"), ("sla.at_risk", "response"), ("sla.breached", "response")]


def test_mails_go_to_the_person_and_the_role_of_the_queue_and_to_nobody_else(acme):
    boss, manager, other = make.member(acme, "dispatcher"), make.member(acme, "manager"), make.member(acme, "accountant")
    queue = made.queue(acme, plan_id=made.round_the_clock(acme).pk, escalate_to_id=boss.user_id, escalate_role="manager")
    order = made.order(acme, queue, priority="urgent", title="No light")
    for minute in (24, 30):
        sweep(acme.pk, AT + minute * MINUTE)
        consumers.consume(acme.pk, NAME, now=AT + minute * MINUTE)
        consumers.consume(acme.pk, NAME, now=AT + minute * MINUTE)
        for tenant_id, person_id in notices.due(AT + minute * MINUTE):
            notices.send(tenant_id, person_id, at=AT + minute * MINUTE)
    assert sorted((item.to[0], item.subject) for item in mail.outbox) == sorted(
        (who.label, f"Acme: {what}: work order {order.number}") for who in (boss, manager) for what in ("At risk", "Missed")
    )
    assert other.label not in {item.to[0] for item in mail.outbox}
    assert "No light" in mail.outbox[0].body and f"/admin/dispatch/workorder/{order.pk}/change/" in mail.outbox[0].body


def test_a_risk_that_is_over_is_told_to_nobody(acme):
    boss = make.member(acme, "dispatcher")
    order = made.order(acme, made.queue(acme, plan_id=made.round_the_clock(acme).pk, escalate_to_id=boss.user_id), priority="urgent")
    sweep(acme.pk, AT + 24 * MINUTE)
    consumers.consume(acme.pk, NAME, now=AT + 24 * MINUTE)
    acts.cancel_order(order.pk, **how(acme, AT + 25 * MINUTE, reason="why"))
    for tenant_id, person_id in notices.due(AT + 26 * MINUTE):
        notices.send(tenant_id, person_id, at=AT + 26 * MINUTE)
    assert mail.outbox == []


def test_the_clock_wakes_a_worker_only_where_something_is_to_be_done(acme, queue, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks.sweep_company, "delay", lambda tenant_id: woken.append(("sweep", tenant_id)))
    monkeypatch.setattr(tasks.dispatch_company, "delay", lambda tenant_id: woken.append(("dispatch", tenant_id)))
    make.tenant("idle")
    order = made.order(acme, queue, priority="urgent", queued=False)
    monkeypatch.setattr(clock, "now", lambda: AT + 23 * MINUTE)
    tasks.wake()
    assert woken == []
    acts.enqueue_order(order.pk, **how(acme))
    monkeypatch.setattr(clock, "now", lambda: AT + 24 * MINUTE)
    tasks.wake()
    assert woken == [("sweep", acme.pk), ("dispatch", acme.pk)]
    tasks.sweep_company(acme.pk)
    assert [entry[:2] for entry in told(order)] == [("sla.at_risk", "response")]
    roster_place = roster.site(acme)
    made.at_work(acme, roster_place, roster.employee(acme, roster_place))
    tasks.dispatch_company(acme.pk)
    assert WorkOrder.objects.get().state == "assigned"


def test_a_sweep_reads_no_order_whose_time_has_not_come(acme, queue):
    def asked(count):
        for _number in range(count):
            made.order(acme, queue, priority="low")
        with CaptureQueriesContext(connection) as caught:
            sweep(acme.pk, AT)
        return len(caught)

    assert asked(1) == asked(5) == 4
