"""Shifts and the people on them. A shift is locked before its assignments and before the people, who are locked by their keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.clock import local_date
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, Refused
from apps.shifts.actions.kept import assign_fields, missing, refuse_any
from apps.shifts.actions.withdrawing import withdraw_requests
from apps.shifts.models import Assignment, Employee, Shift
from apps.shifts.payloads import SHIFT as NAMES
from apps.shifts.payloads import assignment_body, changed, shift_body, values
from apps.shifts.roster import breaks_of
from apps.shifts.rules import EMPLOYED, OVERLAP
from apps.shifts.states import Source
from apps.shifts.transitions import ASSIGN, CREATE, UNASSIGN, UPDATE
from apps.tenants.permission import permitted
from apps.workflow import storage
from apps.workflow.runner import creating, performing

LONGEST = dt.timedelta(hours=48)


def create_shift(*, actor: Actor, at: dt.datetime, reason: str = "", **fields: Any) -> Shift:
    """Plans a shift. `fields`: of payloads.SHIFT; the line is the role where none is given. Raises NotPermitted, Invalid."""
    with creating(CREATE, Shift, actor=actor, at=at, reason=reason) as batch:
        row = Shift()
        assign_fields(row, fields, NAMES)
        check(row, actor=actor)
        batch.add(row)
        batch.record(shift_body)
    return row


def update_shift(
    shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **fields: Any
) -> Shift:
    """Changes what is given of payloads.SHIFT; times only while it is planned. Locks the shift, then its people. Raises
    Refused where somebody on it would be on two shifts at once, or where a published one would break a rule of the roster."""
    with performing(UPDATE, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        row = batch.row
        before = values(row, NAMES)
        assign_fields(row, fields, NAMES)
        check(row, actor=actor)
        told = changed(before, values(row, NAMES))
        if row.state != "planned" and {"starts_at", "ends_at", "site_id"} & told.keys():
            raise Refused(Reason("published", _("Take the shift back from the published roster to change its times or its site.")))
        if {"starts_at", "ends_at"} & told.keys():
            _move(row, reason)
        if "needed_count" in told and _count(row) > row.needed_count:
            raise Invalid(Reason("full", _("More people than that are on the shift; take them off first."), "needed_count"))
        if row.state != "planned" and {"skill_id", "break_minutes"} & told.keys():
            lock_people_on([row])
            refuse_breaks([row])
        if row.state != "planned" and {"skill_id", "break_minutes", "role", "line"} & told.keys():
            withdraw_requests([row.pk], actor=actor, at=at, reason=reason)
        batch.record(lambda _row: {"changed": told})
    return row


def assign_shift(
    shift_id: int, employee_ids: Sequence[int], *, actor: Actor, at: dt.datetime, source: str = Source.PLAN, reason: str = "",
    expected_version: int | None = None,
) -> Shift:  # fmt: skip
    """Puts people on the shift. Locks the shift, then the people by their keys.

    Refused, with every reason: who is on it already, who has another shift in that time, who works here no more, more people
    than are needed. What else breaks a rule of the roster is told before it is published, and refused then.
    """
    with performing(ASSIGN, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        shift = batch.row
        people = lock_people(employee_ids, actor=actor)
        refused = [*_too_many(shift, len(people)), *(problem for person in people for problem in clashes(shift, person))]
        if shift.state != "planned":
            found = breaks_of([shift], joining=[(shift, person.pk) for person in people], only=[person.pk for person in people])
            refused += [item.reason for item in found if item.code not in (OVERLAP, EMPLOYED)]
        if refused:
            raise Refused(refused)
        shift.is_open = shift.is_open and _count(shift) + len(people) < shift.needed_count
        rows = [Assignment(shift=shift, employee=person, starts_at=shift.starts_at, ends_at=shift.ends_at, source=source) for person in people]
        storage.insert(rows, reason=reason)
        batch.record(lambda row: assignment_body(row, rows))
    return shift


def unassign_shift(
    shift_id: int, employee_ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> Shift:
    """Takes people off the shift. Locks the shift. Refused for who is not on it."""
    with performing(UNASSIGN, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        shift, wanted = batch.row, set(employee_ids)
        rows = list(Assignment.objects.filter(shift=shift, employee_id__in=wanted).order_by("pk"))
        if not rows or len(rows) != len(wanted):
            raise Refused(Reason("not_on_shift", _("This person is not on the shift."), "employees"))
        storage.delete(rows, reason=reason)
        withdraw_requests([shift.pk], actor=actor, at=at, reason=reason, employee_ids=wanted)
        batch.record(lambda row: assignment_body(row, rows))
    return shift


def lock_people(employee_ids: Iterable[int], *, actor: Actor) -> list[Employee]:
    """The people, locked in the order of their keys. Raises Invalid for who is not there, or nobody."""
    wanted = sorted(set(employee_ids))
    found = list(locked(permitted(Employee.objects.filter(pk__in=wanted), actor, "view_employee").order_by("pk")))
    if not wanted or len(found) != len(wanted):
        raise Invalid(Reason("no_employee", _("There is no such employee."), "employees"))
    return found


def clashes(shift: Shift, person: Employee) -> list[Reason]:
    """Why the person, locked, cannot be on the shift at all: gone, on it already, or elsewhere in that time."""
    name = {"name": person.name}
    if person.state != "active" or not person.is_employed_on(shift.on):
        return [Reason("not_employed", _("%(name)s does not work here on that day."), "employees", name)]
    others = Assignment.objects.filter(employee=person, ends_at__gt=shift.starts_at, starts_at__lt=shift.ends_at).select_related("shift__site")
    found = []
    for other in others:
        if other.shift_id == shift.pk:
            found.append(Reason("on_shift", _("%(name)s is on the shift already."), "employees", name))
            continue
        words = name | {"site": other.shift.site.name, "from": _time(other.starts_at), "to": _time(other.ends_at)}
        found.append(Reason("double_booked", _("%(name)s has a shift at %(site)s from %(from)s to %(to)s."), "employees", words))
    return found


def lock_people_on(shifts: Sequence[Shift]) -> dict[int, list[int]]:
    """Locks who is on the shifts, which are locked, by their keys. Gives the keys by shift."""
    found: dict[int, list[int]] = {shift.pk: [] for shift in shifts}
    for shift_id, employee_id in Assignment.objects.filter(shift_id__in=found).order_by("employee_id").values_list("shift_id", "employee_id"):
        found[shift_id].append(employee_id)
    list(locked(Employee.objects.filter(pk__in={pk for ids in found.values() for pk in ids}).order_by("pk")))
    return found


def refuse_breaks(shifts: Sequence[Shift], **changes: Any) -> None:
    """Raises Refused with every rule that the shifts, locked with their people, would break; `changes`: as of `breaks_of`."""
    found = breaks_of(shifts, **changes)
    if found:
        raise Refused([item.reason for item in found])


def _count(shift: Shift) -> int:
    return Assignment.objects.filter(shift=shift).count()


def _time(at: dt.datetime) -> str:
    return str(localize(timezone.localtime(at)))


def _too_many(shift: Shift, more: int) -> list[Reason]:
    count = _count(shift)
    if count + more <= shift.needed_count:
        return []
    return [Reason("full", _("%(needed)s are needed on the shift and %(count)s are on it."), "employees", {"needed": shift.needed_count, "count": count})]


def check(row: Shift, *, actor: Actor) -> None:
    """Sets the day and the line, and refuses what cannot be. Raises Invalid with every problem."""
    found = missing(row, ("site_id", "skill_id", "contract_id"), actor=actor)
    row.line = row.line or row.role
    refuse_any([*found, *against_times(row)])
    row.on = local_date(row.starts_at, row.site.time_zone)


def against_times(row: Shift) -> list[Reason]:
    """Why a shift cannot have these times and this break."""
    if row.ends_at <= row.starts_at:
        return [Reason("period", _("A shift ends after it begins."), "ends_at")]
    if row.ends_at - row.starts_at > LONGEST:
        return [Reason("too_long", _("A shift is at most 48 hours long."), "ends_at")]
    if row.break_minutes * 60 >= row.length_seconds:
        return [Reason("break", _("The break is shorter than the shift."), "break_minutes")]
    return []


def _move(shift: Shift, reason: str) -> None:
    """The people on the shift move with it. Raises Refused, with everybody who is elsewhere then."""
    rows = list(Assignment.objects.filter(shift=shift).order_by("employee_id"))
    people = {person.pk: person for person in locked(Employee.objects.filter(pk__in=[row.employee_id for row in rows]).order_by("pk"))}
    refused = [problem for row in rows for problem in clashes(shift, people[row.employee_id]) if problem.code != "on_shift"]
    if refused:
        raise Refused(refused)
    before = [storage.values_of(row) for row in rows]
    for row in rows:
        row.starts_at, row.ends_at = shift.starts_at, shift.ends_at
    storage.update(rows, before, reason=reason)
