"""Reads of dispatch that doors and acts share."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from apps.clients.models import Client
from apps.clients.queries import search as search_clients
from apps.dispatch.engine import OnShift, Waiting
from apps.dispatch.models import WorkOrder
from apps.dispatch.states import HELD_BY_A_PERSON, RANK, OrderState
from apps.shifts.hours import holding
from apps.shifts.models import Absence, Assignment, Clocking, EmployeeSkill
from apps.shifts.states import ClockingKind

AT_WORK = ("published", "in_progress")


def search(queryset: QuerySet[WorkOrder], term: str) -> QuerySet[WorkOrder]:
    """Orders by the start of a number, or by the client as clients are searched."""
    term = term.strip()
    if term.upper().startswith("WO"):
        return queryset.filter(number__startswith=term.upper())
    clients = search_clients(Client.objects.all(), term).values_list("pk", flat=True)[:500]
    return queryset.filter(Q(client_id__in=list(clients)) | Q(number__endswith=f"-{term}"))


def waiting(queue_id: int | None = None) -> list[Waiting]:
    """The orders in the queue (of one queue, or of all), as the engine takes them. An order without a site is worked where its
    queue is, if that has one."""
    rows = WorkOrder.objects.filter(state=OrderState.QUEUED)
    if queue_id is not None:
        rows = rows.filter(queue_id=queue_id)
    names = ("pk", "priority", "response_due_at", "resolution_due_at", "responded_at", "received_at", "estimated_minutes", "skill_id", "site_id", "queue__site_id")
    return [_waiting(*values) for values in rows.values_list(*names)]


def _waiting(pk: int, priority: str, response: Any, resolution: Any, responded: Any, received: Any, minutes: int, skill: Any, site: Any, queue_site: Any) -> Waiting:
    due = min((at for at in (None if responded else response, resolution) if at is not None), default=None)
    return Waiting(pk, RANK[priority], due, received, minutes, skill, site or queue_site)


def waiting_of(order: WorkOrder) -> Waiting:
    """One order as the engine takes it; its queue is loaded."""
    return Waiting(order.pk, RANK[order.priority], order.due_at, order.received_at, order.estimated_minutes, order.skill_id, order.site_id or order.queue.site_id)


def on_shift(at: dt.datetime, *, shift_ids: Sequence[int] | None = None) -> list[OnShift]:
    """Everybody who is at work at the instant: on a shift that is published or in progress, employed, not absent on its day, not
    clocked as on a break or gone, with the skills of that day and what they have in hand. `shift_ids`: of these shifts only. Five
    queries, whatever the number. Who was not clocked at all counts as there: not every company clocks."""
    rows = Assignment.objects.filter(starts_at__lte=at, ends_at__gt=at, shift__state__in=AT_WORK, employee__state="active")
    rows = rows.filter(shift_id__in=shift_ids) if shift_ids is not None else rows.filter(shift__on__gte=at.date() - dt.timedelta(days=3))
    names = ("employee_id", "shift_id", "employee__code", "employee__left_before", "shift__site_id", "shift__on", "shift__starts_at", "shift__ends_at", "shift__break_minutes")
    found = [row for row in rows.order_by("employee_id", "shift_id").values_list(*names) if row[3] is None or row[3] > row[5]]
    people = sorted({row[0] for row in found})
    shifts = {row[1] for row in found}
    absent, away, skills, load = _absent(people), _away(shifts, at), _skills(people), load_of(shifts, at)
    made: dict[int, OnShift] = {}
    for employee, shift, code, _left, site, day, starts, ends, pause in found:
        if employee in made or (employee, shift) in away or any(begin <= day < end for begin, end in absent[employee]):
            continue
        held = frozenset(skill for skill, begin, end in skills[employee] if begin <= day and (end is None or day < end))
        made[employee] = OnShift(employee, shift, code, site, held, minutes_left(at, starts, ends, pause=pause), load.get((employee, shift), 0))
    return list(made.values())


def stranded(at: dt.datetime) -> QuerySet[WorkOrder]:
    """Orders that somebody was to do on a shift which has ended, or is not on the published roster any more, and never began."""
    return WorkOrder.objects.filter(state=OrderState.ASSIGNED, shift__isnull=False).filter(Q(shift__ends_at__lte=at) | ~Q(shift__state__in=AT_WORK))


def minutes_left(at: dt.datetime, starts: dt.datetime, ends: dt.datetime, *, pause: int) -> int:
    """Whole minutes of a shift that are left for work. Its break counts as still to come until half of the shift has passed."""
    left = int((ends - max(at, starts)).total_seconds() // 60)
    return max(0, left - pause if at < starts + (ends - starts) / 2 else left)


def load_of(shift_ids: Iterable[int], at: dt.datetime) -> dict[tuple[int, int], int]:
    """Minutes that people have in hand, by (employee, shift): the estimates of their orders, less what was worked since they
    began. Orders on hold take nobody's time."""
    rows = WorkOrder.objects.filter(shift_id__in=sorted(shift_ids), state__in=HELD_BY_A_PERSON)
    found: dict[tuple[int, int], int] = defaultdict(int)
    for employee, shift, minutes, started in rows.values_list("employee_id", "shift_id", "estimated_minutes", "started_at"):
        done = int((at - started).total_seconds() // 60) if started is not None else 0
        found[employee, shift] += max(0, minutes - max(0, done))  # type: ignore[index]
    return found


def _away(shift_ids: Iterable[int], at: dt.datetime) -> set[tuple[int, int]]:
    """Who, by (employee, shift), was last clocked as beginning a break or as going."""
    last: dict[tuple[int, int], str] = {}
    rows = holding(Clocking.objects.filter(shift_id__in=sorted(shift_ids), at__lte=at)).order_by("at", "pk")
    for employee, shift, kind in rows.values_list("employee_id", "shift_id", "kind"):
        last[employee, shift] = kind  # type: ignore[index]
    return {key for key, kind in last.items() if kind in (ClockingKind.BREAK_START, ClockingKind.OUT)}


def _absent(people: Sequence[int]) -> dict[int, list[tuple[dt.date, dt.date]]]:
    found: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for employee, begin, end in Absence.objects.filter(employee_id__in=people, state="active").values_list("employee_id", "starts_on", "ends_before"):
        found[employee].append((begin, end))
    return found


def _skills(people: Sequence[int]) -> dict[int, list[tuple[int, dt.date, dt.date | None]]]:
    found: dict[int, list[tuple[int, dt.date, dt.date | None]]] = defaultdict(list)
    for employee, skill, begin, end in EmployeeSkill.objects.filter(employee_id__in=people).values_list("employee_id", "skill_id", "starts_on", "ends_before"):
        found[employee].append((skill, begin, end))
    return found


def holds_skill(employee_id: int, skill_id: int, day: dt.date) -> bool:
    """Whether the person holds the skill on the day."""
    rows = EmployeeSkill.objects.filter(employee_id=employee_id, skill_id=skill_id, starts_on__lte=day)
    return rows.filter(Q(ends_before=None) | Q(ends_before__gt=day)).exists()


def local_day(at: dt.datetime, zone: str) -> dt.date:
    """The day on the clock of the zone."""
    return at.astimezone(ZoneInfo(zone)).date()
