"""Reads of what was clocked and worked, which doors and acts share."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.shifts.models import Assignment, Clocking, Employee, Shift, WorkedTime
from apps.shifts.states import SETTLED, UNCLOSED, ClockingKind, ShiftState
from apps.shifts.worked import PROBLEMS, Event, Worked, worked

# So long before and after a shift a clocking still belongs to it.
MARGIN = dt.timedelta(hours=4)


@dataclass(frozen=True)
class Line:
    """A person of a sheet of hours. `is_on`: assigned to the shift. `clocked`: how many clockings of theirs hold."""

    employee: Employee
    is_on: bool
    clocked: int
    worked: Worked


def find_employee(actor: Actor) -> Employee | None:
    """The person that the actor is, or None."""
    if actor.user_id is None or actor.client_id is not None:
        return None
    return Employee.objects.filter(user_id=actor.user_id, state="active").select_related("site").first()


def holding(clockings: QuerySet[Clocking]) -> QuerySet[Clocking]:
    """Those that hold: not void, and not corrected by another."""
    return clockings.filter(~Exists(Clocking.objects.filter(corrects=OuterRef("pk"))), is_void=False)


def astray(clockings: QuerySet[Clocking]) -> QuerySet[Clocking]:
    """Those that hold and belong to no shift, or to one that was cancelled: a planner corrects them."""
    return holding(clockings).filter(Q(shift=None) | Q(shift__state=ShiftState.CANCELLED))


def shift_for(employee_id: int, kind: str, when: dt.datetime) -> Shift | None:
    """The shift of the person that a clocking belongs to: one that the time is in, or within MARGIN of, and of several the one
    whose begin (for in) or end (for out) is nearest. None where there is none, or only such whose hours are settled."""
    near = Assignment.objects.filter(employee_id=employee_id, starts_at__lte=when + MARGIN, ends_at__gte=when - MARGIN)
    found = [item for item in near.select_related("shift") if item.shift.state not in SETTLED]
    best = min(found, key=lambda item: (_distance(item, kind, when), item.starts_at, item.pk), default=None)
    return best.shift if best else None


def _distance(item: Assignment, kind: str, when: dt.datetime) -> dt.timedelta:
    if kind == ClockingKind.IN:
        return abs(when - item.starts_at)
    if kind == ClockingKind.OUT:
        return abs(when - item.ends_at)
    return max(item.starts_at - when, when - item.ends_at, dt.timedelta(0))


def sheets(shifts: Iterable[Shift]) -> dict[int, list[Line]]:
    """What the clockings of each shift say, a line for everybody who is on it or clocked for it, by staff number. Three queries."""
    ids = [shift.pk for shift in shifts]
    on = set(Assignment.objects.filter(shift_id__in=ids).values_list("shift_id", "employee_id"))
    events: dict[tuple[int, int], list[Event]] = defaultdict(list)
    for shift_id, employee_id, kind, when in holding(Clocking.objects.filter(shift_id__in=ids)).values_list("shift_id", "employee_id", "kind", "at"):
        events[shift_id, employee_id].append(Event(kind, when))
    pairs = on | events.keys()
    people = Employee.objects.in_bulk({employee_id for _shift, employee_id in pairs})
    found: dict[int, list[Line]] = {pk: [] for pk in ids}
    for shift_id, employee_id in sorted(pairs, key=lambda pair: (people[pair[1]].code, pair[1])):
        said = events.get((shift_id, employee_id), [])
        found[shift_id].append(Line(people[employee_id], (shift_id, employee_id) in on, len(said), worked(said)))
    return found


def exceptions(lines: Sequence[Line], zone: str) -> list[Reason]:
    """What keeps the hours from being told, in words; times by the clock of the site."""
    found = []
    for line in lines:
        name = {"name": line.employee.name}
        if not line.is_on:
            found.append(Reason("not_on_shift", _("%(name)s clocked for this shift and is not on it: put them on it, or correct the clockings."), "", name))
        if not line.clocked:
            found.append(Reason("not_clocked", _("%(name)s is on the shift and has not clocked: clock for them, or take them off."), "", name))
        for problem in line.worked.problems:
            wall = problem.at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
            found.append(Reason(problem.code, _("%(name)s: %(what)s"), "", name | {"what": _Said(PROBLEMS[problem.code], wall)}))
    return found


class _Said:
    """A sentence with its time, put into the reader's language when it is read."""

    def __init__(self, text: Any, wall: str) -> None:
        self.text, self.wall = text, wall

    def __str__(self) -> str:
        return str(self.text) % {"time": self.wall}


def worked_of(shift: Shift) -> list[WorkedTime]:
    """The hours that stand of a closed shift."""
    return hours_standing([shift])[shift.pk]


def hours_standing(shifts: Sequence[Shift]) -> dict[int, list[WorkedTime]]:
    """The hours that stand of each shift: those of its last closing, by staff number. One query."""
    found: dict[int, list[WorkedTime]] = {shift.pk: [] for shift in shifts}
    numbers = {shift.pk: shift.close_number for shift in shifts}
    rows = WorkedTime.objects.filter(closing__shift_id__in=list(found)).select_related("employee", "closing")
    for row in rows.order_by("employee__code", "pk"):
        if row.closing.number == numbers[row.closing.shift_id]:
            found[row.closing.shift_id].append(row)
    return found


def says_the_same(lines: Sequence[Line], rows: Sequence[WorkedTime]) -> bool:
    """Whether the clockings say now what stood when the shift was closed."""
    now = {(line.employee.pk, line.worked.starts_at, line.worked.ends_at, line.worked.worked_seconds, line.worked.break_seconds) for line in lines}
    return now == {(row.employee_id, row.starts_at, row.ends_at, row.worked_seconds, row.break_seconds) for row in rows} and not any(
        line.worked.problems for line in lines
    )


def earlier_open(shifts: Sequence[Shift]) -> list[Shift]:
    """The shifts that are not closed yet, of the sites and lines of these and not later than the last of them; in order."""
    if not shifts:
        return []
    last = max(shift.starts_at for shift in shifts)
    lines = {shift.line for shift in shifts}
    found = Shift.objects.filter(site_id__in={shift.site_id for shift in shifts}, line__in=lines, starts_at__lt=last, state__in=UNCLOSED)
    return list(found.order_by("starts_at", "pk"))
