"""Which shifts and people a door offers: what is found by a term, who is free."""

from __future__ import annotations

import datetime as dt
import re

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from apps.kernel.actor import Actor
from apps.shifts.models import Assignment, Employee, Shift, Site
from apps.shifts.states import KeptState, ShiftState

MOST_PEOPLE = 500


def seen_shifts(found: QuerySet[Shift], actor: Actor) -> QuerySet[Shift]:
    """Of shifts that the actor may see those that are meant for them: what is only planned is for who keeps the roster, so
    that nobody goes by a plan that may still change."""
    return found if actor.may("shifts.view_shifttemplate") else found.exclude(state=ShiftState.PLANNED)


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
    """Who works here on the day of the shift and is on no other in that time: those of its site first, then by name; at most
    MOST_PEOPLE."""
    busy = Assignment.objects.filter(employee_id=OuterRef("pk"), ends_at__gt=shift.starts_at, starts_at__lt=shift.ends_at)
    hired = Q(hired_on__lte=shift.on) & (Q(left_before__isnull=True) | Q(left_before__gt=shift.on))
    near = Case(When(site_id=shift.site_id, then=Value(0)), default=Value(1))
    return Employee.objects.filter(hired, ~Exists(busy), state=KeptState.ACTIVE).order_by(near, "name", "pk")[:MOST_PEOPLE]
