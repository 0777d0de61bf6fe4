"""The roster as the rules look at it: people, their shifts, and what is broken. Acts and doors share these reads."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from apps.shifts import rules
from apps.shifts.models import Absence, Assignment, Employee, EmployeeSkill, Shift
from apps.shifts.rules import Break, Person, Piece, Slot
from apps.shifts.states import CLOSED, ShiftState

# Whoever is on these works: what else they are given must keep the rules together with them.
STANDING = (ShiftState.PUBLISHED, ShiftState.IN_PROGRESS, *CLOSED)
LIVE = (ShiftState.PLANNED, *STANDING)
# A week, or the longest rest, on either side of a shift; and a day, since weeks begin when the person's site has Monday.
AROUND = dt.timedelta(days=8)


def slot_of(shift: Shift) -> Slot:
    """The shift as the rules look at it. Reads its site and its skill where they are not loaded."""
    return Slot(
        shift.pk, shift.starts_at, shift.ends_at, shift.on, shift.site.time_zone, site=shift.site.name, role=shift.role,
        break_minutes=shift.break_minutes, skill_id=shift.skill_id, skill=shift.skill.name if shift.skill else "",
        needed=shift.needed_count, is_open=shift.is_open, line=shift.line,
    )  # fmt: skip


def read_people(employee_ids: Collection[int]) -> dict[int, Person]:
    """The people by key, with skills and absences. Three queries."""
    skills, absences = defaultdict(list), defaultdict(list)
    for row in EmployeeSkill.objects.filter(employee_id__in=employee_ids).order_by("pk"):
        skills[row.employee_id].append((row.skill_id, row.starts_on, row.ends_before))
    for away in Absence.objects.filter(employee_id__in=employee_ids, state="active").order_by("starts_on"):
        absences[away.employee_id].append((away.starts_on, away.ends_before))
    people = Employee.objects.filter(pk__in=employee_ids).select_related("site")
    return {
        row.pk: Person(
            row.pk, row.name, row.site.time_zone, row.rest_min_minutes, row.week_max_minutes, row.hired_on, left_before=row.left_before,
            active=row.state == "active", skills=tuple(skills[row.pk]), absences=tuple(absences[row.pk]), site_id=row.site_id, team_id=row.team_id,
        )
        for row in people
    }  # fmt: skip


def read_pieces(
    employee_ids: Collection[int], begins: dt.datetime, ends: dt.datetime, *, states: Sequence[str] = STANDING
) -> list[Piece]:  # fmt: skip
    """What the people work within the time and so near to it that rest and weeks depend on it. One query."""
    rows = Assignment.objects.filter(
        employee_id__in=employee_ids, ends_at__gt=begins - AROUND, starts_at__lt=ends + AROUND, shift__state__in=states
    )
    return pieces_of(rows)


def pieces_of(rows: QuerySet[Assignment]) -> list[Piece]:
    """The assignments as the rules look at them. One query."""
    slots: dict[int, Slot] = {}
    found = []
    for row in rows.select_related("shift__site", "shift__skill"):
        slot = slots.setdefault(row.shift_id, slot_of(row.shift))
        found.append(Piece(slot, row.employee_id))
    return found


def breaks_of(
    shifts: Sequence[Shift], *, joining: Iterable[tuple[Shift, int]] = (), leaving: Iterable[tuple[Shift, int]] = (),
    only: Collection[int] | None = None, states: Sequence[str] = STANDING,
) -> list[Break]:  # fmt: skip
    """What these shifts break as they are in hand, beside what else stands for their people. `joining`: people who would come to
    the shifts, by key; `leaving`: who would go. `only`: of these people alone. Five queries; reads, locks nothing."""
    slots = {shift.pk: slot_of(shift) for shift in shifts}
    pairs = set(Assignment.objects.filter(shift_id__in=slots).values_list("shift_id", "employee_id"))
    pairs |= {(shift.pk, pk) for shift, pk in joining}
    pairs -= {(shift.pk, pk) for shift, pk in leaving}
    ids = {pk for _shift, pk in pairs if only is None or pk in only}
    if not ids:
        return []
    begins, ends = min(slot.starts_at for slot in slots.values()), max(slot.ends_at for slot in slots.values())
    beside = [piece for piece in read_pieces(ids, begins, ends, states=states) if piece.slot.shift_id not in slots]
    own = [Piece(slots[shift], pk) for shift, pk in sorted(pairs) if pk in ids]
    return rules.check(read_people(ids), [*own, *beside], about=set(slots))


def gaps_of(shifts: Sequence[Shift]) -> list[Break]:
    """The shifts that lack people and are not offered as open. One query."""
    return rules.gaps(map(slot_of, shifts), counts_of([shift.pk for shift in shifts]))


def counts_of(shift_ids: Collection[int]) -> Counter[int]:
    """How many people are on each shift. One query."""
    return Counter(Assignment.objects.filter(shift_id__in=shift_ids).values_list("shift_id", flat=True))


def with_places(shifts: Sequence[Shift]) -> Sequence[Shift]:
    """The same shifts with their sites and skills loaded, in two queries at most."""
    prefetch_related_objects(list(shifts), "site", "skill")
    return shifts


def shifts_between(begins: dt.date, before: dt.date, **where: Any) -> QuerySet[Shift]:
    """The shifts that start on these days of their sites, `before` not included, in the order of their keys."""
    return Shift.objects.filter(on__gte=begins, on__lt=before, **where).order_by("pk")


def like(row: Shift) -> tuple[Any, ...]:
    """What two shifts have in common that only a number tells apart."""
    return row.site_id, row.starts_at, row.ends_at, row.role, row.line, row.skill_id
