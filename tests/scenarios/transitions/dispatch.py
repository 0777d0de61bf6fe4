"""Calendars, plans and queues, in use and archived; orders of a plan whose promises were broken days ago, in every state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from apps.dispatch import actions as acts
from apps.dispatch.actions import assign, watch, work
from apps.dispatch.engine import decide
from apps.dispatch.models import SlaPlan, WorkQueue
from apps.dispatch.payloads import calendar_body, name_body, plan_body, queue_body
from apps.dispatch.queries import on_shift, waiting
from apps.shifts.models import Employee
from apps.tenants.models import Tenant
from apps.workflow.runner import Batch
from tests.factories import AT, system
from tests.factories import dispatch as make
from tests.factories import shifts as roster
from tests.scenarios.transitions import WHY, Case, by_key, each, setting

LONG_AGO, YESTERDAY = AT - dt.timedelta(days=20), AT - dt.timedelta(days=1)


def a_calendar(company: Tenant, state: str, number: int) -> Any:
    made = make.calendar(company, f"Calendar {state} {number}")
    return acts.archive_calendar(made.pk, actor=system(company), **WHY) if state == "archived" else made


def a_plan(company: Tenant, state: str, number: int) -> Any:
    made = make.plan(company, f"Plan {state} {number}")
    return acts.archive_plan(made.pk, actor=system(company), **WHY) if state == "archived" else made


def a_queue(company: Tenant, state: str, number: int) -> Any:
    made = make.queue(company, f"Queue {state} {number}")
    return acts.archive_queue(made.pk, actor=system(company), **WHY) if state == "archived" else made


def _the_queue(company: Tenant) -> WorkQueue:
    found = WorkQueue.objects.filter(name="Repairs").first()
    if found is not None:
        return found
    plan = SlaPlan.objects.filter(name="Round the clock").first() or make.round_the_clock(company)
    return make.queue(company, plan_id=plan.pk)


def an_order(company: Tenant, state: str, number: int) -> Any:
    """Received long ago; what became of it was done yesterday."""
    if not Employee.objects.filter(name="Idle").exists():
        roster.employee(company, roster.site(company), "Idle")
    made = make.order(company, _the_queue(company), at=LONG_AGO, queued=state != "new")
    how: dict[str, Any] = {"actor": system(company), "at": YESTERDAY, "reason": "why"}
    if state in ("new", "queued"):
        return made
    if state in ("on_hold", "cancelled"):
        return (acts.hold_order if state == "on_hold" else acts.cancel_order)(made.pk, **how)
    made = acts.assign_order(made.pk, roster.employee(company, roster.site(company)).pk, **how)
    if state in ("in_progress", "done"):
        made = acts.start_order(made.pk, **how)
    return acts.complete_order(made.pk, **how) if state == "done" else made


def an_order_somebody_can_have(company: Tenant, number: int) -> Any:
    if not on_shift(AT):
        place = roster.site(company)
        make.at_work(company, place, roster.employee(company, place))
    return an_order(company, "queued", number)


def recorded(payload: Any) -> Any:
    return each(lambda row, batch: None, payload)


def dispatching(batch: Batch[Any]) -> None:
    assign.giving({choice.order.key: choice for choice in decide(waiting(), on_shift(batch.at)).choices})(batch)


def somebody() -> Employee:
    """A person who has no order."""
    return Employee.objects.get(name="Idle")


def assigning(batch: Batch[Any]) -> None:
    batch.params = {"person": somebody(), "shift": None}
    assign._assigning(batch)


def renamed(row: Any, batch: Batch[Any]) -> None:
    row.title = "Other words"


MAKERS = {
    "dispatch.BusinessCalendar": a_calendar, "dispatch.SlaPlan": a_plan, "dispatch.WorkQueue": a_queue, "dispatch.WorkOrder": an_order,
}  # fmt: skip
CASES = {
    "business_calendar.update": Case(
        lambda row, actor: acts.update_calendar(row.pk, actor=actor, time_zone="Europe/Warsaw", **WHY), setting(calendar_body, time_zone="Europe/Warsaw")
    ),
    "business_calendar.archive": by_key(acts.archive_calendar, recorded(name_body)),
    "sla_plan.update": Case(lambda row, actor: acts.update_plan(row.pk, actor=actor, low_response=7, **WHY), setting(plan_body, low_response=7)),
    "sla_plan.archive": by_key(acts.archive_plan, recorded(name_body)),
    "work_queue.update": Case(
        lambda row, actor: acts.update_queue(row.pk, actor=actor, takes_requests=True, **WHY), setting(queue_body, takes_requests=True)
    ),
    "work_queue.archive": by_key(acts.archive_queue, recorded(name_body)),
    "work_order.update": Case(
        lambda row, actor: acts.update_order(row.pk, actor=actor, title="Other words", **WHY),
        each(renamed, lambda row: {"number": row.number, "changed": {"title": ["Mend it", "Other words"]}}),
    ),
    "work_order.enqueue": by_key(acts.enqueue_order, work.plainly),
    "work_order.dispatch": by_key(acts.dispatch_order, dispatching, make=an_order_somebody_can_have),
    "work_order.assign": Case(lambda row, actor: acts.assign_order(row.pk, somebody().pk, actor=actor, **WHY), assigning),
    "work_order.unassign": by_key(acts.unassign_order, work.unassigning),
    "work_order.start": by_key(acts.start_order, work.starting),
    "work_order.hold": by_key(acts.hold_order, work.holding),
    "work_order.resume": by_key(acts.resume_order, work.resuming),
    "work_order.complete": by_key(acts.complete_order, work.ending),
    "work_order.cancel": by_key(acts.cancel_order, work.ending),
    "work_order.note_risk": Case(lambda row, actor: watch.note_risk(row.pk, "resolution", actor=actor, **WHY), watch.noting),
    "work_order.note_breach": Case(lambda row, actor: watch.note_breach(row.pk, "resolution", actor=actor, **WHY), watch.noting),
}
