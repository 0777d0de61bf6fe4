"""Which shifts and people a door offers: what is found by a term, who is free."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.shifts.models import Absence, Assignment, Employee, EmployeeSkill, Shift, Site
from apps.shifts.states import AbsenceState, KeptState, ShiftState
from apps.tenants.permission import permitted

MOST_PEOPLE = 500


def seen_shifts(found: QuerySet[Shift], actor: Actor) -> QuerySet[Shift]:
    """Of shifts that the actor may see those that are meant for them: what is only planned is for who keeps the roster, so
    that nobody goes by a plan that may still change."""
    return found if keeps_roster(actor) else found.exclude(state=ShiftState.PLANNED)


def keeps_roster(actor: Actor) -> bool:
    """Whether the actor is one of those who plan, or who look over their shoulder."""
    return actor.may("shifts.view_shifttemplate")


def search(found: QuerySet[Shift], term: str) -> QuerySet[Shift]:
    """Shifts of the day that the term names, as 2026-03-23 or 23.03.2026, or of the sites whose code or name begins with it."""
    term = term.strip()
    day = _day(term)
    if day is not None:
        return found.filter(on=day)
    return found.filter(site__in=Site.objects.filter(Q(code__istartswith=term) | Q(name__istartswith=term)))


def _day(term: str) -> dt.date | None:
    for shape, order in ((r"(\d{4})-(\d\d?)-(\d\d?)", (1, 2, 3)), (r"(\d\d?)\.(\d\d?)\.(\d{4})", (3, 2, 1))):
        match = re.fullmatch(shape, term)
        if match:
            try:
                return dt.date(*(int(match[place]) for place in order))
            except ValueError:
                return None
    return None


def people_on(shift: Shift) -> QuerySet[Employee]:
    """Who is on the shift, by name."""
    return Employee.objects.filter(assignments__shift=shift).order_by("name", "pk")


def free_people(shift: Shift) -> QuerySet[Employee]:
    """Who works here on the day of the shift and is on no other in that time: those of its site first, then by name."""
    busy = Assignment.objects.filter(employee_id=OuterRef("pk"), ends_at__gt=shift.starts_at, starts_at__lt=shift.ends_at)
    hired = Q(hired_on__lte=shift.on) & (Q(left_before__isnull=True) | Q(left_before__gt=shift.on))
    near = Case(When(site_id=shift.site_id, then=Value(0)), default=Value(1))
    return Employee.objects.filter(hired, ~Exists(busy), state=KeptState.ACTIVE).order_by(near, "name", "pk")


@dataclass(frozen=True)
class Candidate:
    """Somebody who is free in the time of a shift, and what is to be known before they are put on it."""

    pk: int
    name: str
    place: str
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join((self.name, *((self.place,) if self.place else ()), *self.notes))


def candidates(shift: Shift, actor: Actor) -> list[Candidate]:
    """The free people for a shift, those without a note first. Up to four queries. An absence is told to who may see them."""
    people = list(permitted(free_people(shift), actor, "view_employee").select_related("site")[:MOST_PEOPLE])
    keys = [person.pk for person in people]
    away, holders = set(), set(keys)
    if actor.may("shifts.view_absence"):
        days = {"starts_on__lte": shift.on, "ends_before__gt": shift.on, "state": AbsenceState.ACTIVE}
        away = set(Absence.objects.filter(employee_id__in=keys, **days).values_list("employee_id", flat=True))
    if shift.skill_id is not None:
        held = Q(ends_before__isnull=True) | Q(ends_before__gt=shift.on)
        holders = set(EmployeeSkill.objects.filter(held, employee_id__in=keys, skill_id=shift.skill_id, starts_on__lte=shift.on).values_list("employee_id", flat=True))
    found = []
    for person in people:
        notes = [*([_("absent")] if person.pk in away else ()), *([_("lacks the skill")] if person.pk not in holders else ())]
        found.append(Candidate(person.pk, person.name, "" if person.site_id == shift.site_id else person.site.name, tuple(map(str, notes))))
    return sorted(found, key=lambda item: bool(item.notes))
