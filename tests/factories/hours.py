"""Clocked, closed and approved shifts to test with."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from apps.approvals import actions as policies
from apps.shifts import actions as acts
from apps.shifts.models import Clocking, Employee, Shift
from apps.tenants.models import Tenant
from tests.factories import AT, approvals, member, system
from tests.factories.shifts import MONDAY, shift, site

PEOPLE = ("in", "break_start", "break_end", "out")


def wall(day: dt.date, time: str, zone: str = "Europe/Kyiv") -> dt.datetime:
    """The instant at which the clock of the zone shows the time."""
    return dt.datetime.combine(day, dt.time.fromisoformat(time), ZoneInfo(zone)).astimezone(dt.UTC)


def published(row: Shift) -> Shift:
    """The planned shift, published."""
    return acts.publish_shift(row.pk, actor=system(Tenant.objects.get(pk=row.tenant_id)), at=AT, allow_gaps=True)


def clocked(company: Tenant, person: Employee, times: str, *, day: dt.date = MONDAY, kinds: Any = PEOPLE, **how: Any) -> list[Clocking]:
    """Clockings of the person by the clock in Kyiv: "08:00 12:00 12:30 16:00" is in, break, back, out; two times are in and out."""
    given = times.split()
    names = ("in", "out") if len(given) == 2 and kinds is PEOPLE else kinds
    values = {"actor": system(company), "at": AT} | how
    return [acts.clock(person.pk, kind, wall(day, time), **values) for kind, time in zip(names, given, strict=False)]


def worked_shift(company: Tenant, person: Employee, times: str = "08:00 16:00", *, day: dt.date = MONDAY, state: str = "in_progress", **fields: Any) -> Shift:
    """A shift of one person who clocked, in the state: in_progress, closed or approved."""
    place = fields.pop("place", None) or person.site
    how: dict[str, Any] = {"actor": system(company), "at": AT}
    made = published(shift(company, place, day, people=[person], **fields))
    clocked(company, person, times, day=day)
    if state != "in_progress":
        acts.close_shift(made.pk, **how)
    if state == "approved":
        acts.submit_hours(made.pk, **how)
    return Shift.objects.get(pk=made.pk)


@contextlib.contextmanager
def policy_for_all(company: Tenant, *steps: Any) -> Iterator[None]:
    """Hours need the owner's approval inside the block; what was submitted there keeps its request."""
    member(company, "dispatcher")  # four eyes
    made = approvals.policy(company, *(steps or (approvals.BY_OWNER,)), applies_to="shift_sheet", name="Hours")
    try:
        yield
    finally:
        policies.retire_policy(made.pk, actor=system(company), at=AT)


__all__ = ["AT", "MONDAY", "clocked", "policy_for_all", "published", "shift", "site", "wall", "worked_shift"]
