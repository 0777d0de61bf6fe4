"""Calendars, plans, queues and work orders to test with, in every state, by acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from apps.dispatch import actions as acts
from apps.dispatch.models import BusinessCalendar, SlaPlan, WorkOrder, WorkQueue
from apps.shifts.models import Employee, Shift, Site
from apps.tenants.models import Tenant
from tests.factories import AT, client, system
from tests.factories import shifts as roster

ALWAYS = [[["00:00", "24:00"]]] * 7
HOUR = dt.timedelta(hours=1)


def how(company: Tenant, at: dt.datetime = AT, **more: Any) -> dict[str, Any]:
    return {"actor": system(company), "at": at, **more}


def calendar(company: Tenant, name: str = "Office", **values: Any) -> BusinessCalendar:
    """Monday to Friday from 9 to 18 in Kyiv."""
    return acts.create_calendar(**how(company), **{"name": name} | values)


def plan(company: Tenant, name: str = "Standard", of: BusinessCalendar | None = None, **values: Any) -> SlaPlan:
    """Urgent: answered in 30 minutes and resolved in 4 hours; normal: 4 hours and 3 days of eight hours."""
    return acts.create_plan((of or calendar(company, f"Calendar of {name}")).pk, **how(company), **{"name": name} | values)


def round_the_clock(company: Tenant, name: str = "Round the clock", **values: Any) -> SlaPlan:
    """Every hour counts."""
    return plan(company, name, calendar(company, f"Calendar of {name}", week=ALWAYS), **values)


def queue(company: Tenant, name: str = "Repairs", **values: Any) -> WorkQueue:
    return acts.create_queue(**how(company), **{"name": name} | values)


def order(company: Tenant, of: WorkQueue, *, at: dt.datetime = AT, queued: bool = True, **values: Any) -> WorkOrder:
    """An order that waits in the queue, of a client of its own unless one is given."""
    client_id = values.pop("client_id", None) or client(company).pk
    made = acts.create_order(client_id, of.pk, **how(company, at), **{"title": "Mend it"} | values)
    return acts.enqueue_order(made.pk, **how(company, at)) if queued else made


def at_work(company: Tenant, place: Site, *people: Employee, at: dt.datetime = AT, begins: dt.timedelta = -HOUR, ends: dt.timedelta = 4 * HOUR, **values: Any) -> Shift:
    """A published shift of the people around the instant."""
    fields = {"site_id": place.pk, "role": "Fitter", "starts_at": at + begins, "ends_at": at + ends, "needed_count": max(1, len(people))}
    made = roster.acts.create_shift(**roster.how(company), **fields | values)
    if people:
        roster.acts.assign_shift(made.pk, [person.pk for person in people], **roster.how(company))
    return roster.acts.publish_shift(made.pk, **roster.how(company), allow_gaps=True)
