"""The roster as a sheet: posts of a site or people down, days across. Read in a few queries whatever its size.

A shift stands on the day on which it starts at its site, in hours of the site's clock, also where it ends on the next one.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from apps.kernel.actor import Actor
from apps.shifts.finding import seen_shifts
from apps.shifts.marks import Mark, Marks, Work, marks_of, read_work
from apps.shifts.models import Absence, Assignment, Employee, Shift, Site
from apps.shifts.states import AbsenceState, KeptState, ShiftState
from apps.shifts.times import paid_minutes
from apps.shifts.words import coverage_text, hours_text
from apps.tenants.permission import permitted

MOST_PEOPLE = 40  # on one page of a sheet by person


@dataclass(frozen=True)
class Window:
    """Days from `first` to `before`, not included: a week from Monday or a calendar month."""

    first: dt.date
    before: dt.date
    span: str

    @property
    def days(self) -> list[dt.date]:
        return [self.first + dt.timedelta(days=number) for number in range((self.before - self.first).days)]

    @property
    def earlier(self) -> dt.date:
        """A day of the window before this one."""
        return self.first - dt.timedelta(days=1)


def window(day: dt.date, span: str) -> Window:
    """The week or the month of the day."""
    if span == "month":
        first = day.replace(day=1)
        return Window(first, first + dt.timedelta(days=calendar.monthrange(day.year, day.month)[1]), span)
    first = day - dt.timedelta(days=day.weekday())
    return Window(first, first + dt.timedelta(days=7), "week")


@dataclass(frozen=True)
class Person:
    """Somebody on a shift, or who could be. `marks`: the rules that it breaks."""

    pk: int
    name: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Card:
    """A shift as the sheet shows it. `hours`: by the clock of its site; `over`: days after which it ends.
    `marks`: on a sheet by person the rules that this person breaks; by post they stand at its people."""

    pk: int
    hours: str
    over: int
    role: str
    line: str
    needed: int
    state: str
    minutes: int
    site_id: int
    place: str = ""
    people: tuple[Person, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def count(self) -> int:
        """People on it."""
        return len(self.people)

    @property
    def is_short(self) -> bool:
        return self.count < self.needed

    @property
    def coverage(self) -> str:
        return coverage_text(self.count, self.needed)

    @property
    def what(self) -> str:
        """The role, the site where it is not said beside, and the state where it is not the usual one."""
        return " · ".join(filter(None, (self.role, self.place, self.state_text)))

    @property
    def title(self) -> str:
        """Everything about it that a small cell has no room for."""
        names = ", ".join(person.name for person in self.people)
        return " · ".join(filter(None, (self.what, self.coverage, names, *(mark.told for mark in self.all_marks))))

    @property
    def mark_words(self) -> str:
        """The rules that are broken on it, each once, in a few words."""
        return ", ".join(dict.fromkeys(mark.short for mark in self.all_marks))

    @property
    def all_marks(self) -> Sequence[Mark]:
        return [*self.marks, *(mark for person in self.people for mark in person.marks)]

    @property
    def state_text(self) -> str:
        """The state in words, where it is not the usual one of a roster that people go by."""
        return "" if self.state == ShiftState.PUBLISHED else str(ShiftState(self.state).label)


@dataclass(frozen=True)
class Cell:
    on: dt.date
    cards: tuple[Card, ...] = ()
    absence: str = ""

    @property
    def iso(self) -> str:
        return self.on.isoformat()


@dataclass(frozen=True)
class Row:
    """`key`: the line, or the person's key. `minutes`: planned in the window, breaks not counted, of a person; `most`: what
    they may work in it, where it is a week."""

    key: str
    title: str
    cells: Sequence[Cell]
    note: str = ""
    minutes: int = 0
    most: int | None = None

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.minutes > self.most

    @property
    def hours(self) -> str:
        """Hours that are planned, and how many may be."""
        planned = hours_text(self.minutes)
        if self.most is None:
            return _("%(hours)s h") % {"hours": planned}
        return _("%(hours)s of %(most)s h") % {"hours": planned, "most": hours_text(self.most)}


@dataclass(frozen=True)
class Day:
    """A column's head. `count` of `needed`: people on the shifts of the day at the site, no shift counted beyond its need."""

    on: dt.date
    count: int = 0
    needed: int = 0

    @property
    def name(self) -> str:
        return str(WEEKDAYS_ABBR[self.on.weekday()])

    @property
    def number(self) -> str:
        return f"{self.on.day}.{self.on.month:02}"

    @property
    def is_weekend(self) -> bool:
        return self.on.weekday() > 4

    @property
    def coverage(self) -> str:
        return coverage_text(self.count, self.needed)


@dataclass(frozen=True)
class Sheet:
    days: Sequence[Day]
    rows: Sequence[Row]
    people: Sequence[Row] = ()
    open_cards: Sequence[tuple[dt.date, Sequence[Card]]] = ()
    more: bool = False


def sheet_of_posts(site: Site, period: Window, actor: Actor, *, sites: Sites, team_id: int | None = None) -> Sheet:
    """Lines of the site down, and beside it the people of the site (of the team) with their hours of the period. `sites`: every
    site of the company by key."""
    shifts, names = _shifts_of(site, period, actor), _people_on(site, period, actor)
    staff = list(_staff(site, period, actor, team_id))
    work = read_work({person.pk for person in staff} | {pk for on_it in names.values() for pk, _name in on_it}, period.first, period.before, actor=actor)
    marks = marks_of(work, {row[0] for row in shifts}, sites, actor=actor)
    cards = [(row[1], _site_card(row, site, names, marks)) for row in shifts]
    by_line: dict[str, dict[dt.date, list[Card]]] = defaultdict(lambda: defaultdict(list))
    for on, card in cards:
        by_line[card.line][on].append(card)
    rows = [Row(line, line, [Cell(on, tuple(days.get(on, ()))) for on in period.days]) for line, days in sorted(by_line.items())]
    planned = _planned(work, period, sites)
    return Sheet(_days(period, cards), rows, [replace(_row_of(person, period, planned), cells=()) for person in staff])


def sheet_of_people(
    site: Site | None, period: Window, actor: Actor, *, sites: Sites, team_id: int | None = None, page: int = 1
) -> Sheet:  # fmt: skip
    """People down: of the site with those who help out there, or of all sites, MOST_PEOPLE on a page; each with all of their
    shifts, at whatever site. `open_cards`: shifts of the site that lack people, by day."""
    names = _people_on(site, period, actor) if site is not None else {}
    cards = [(row[1], _site_card(row, site, names, {})) for row in _shifts_of(site, period, actor)] if site is not None else []
    helpers = {pk for on_it in names.values() for pk, _name in on_it}
    begin = (page - 1) * MOST_PEOPLE
    found = list(_staff(site, period, actor, team_id, also=helpers)[begin : begin + MOST_PEOPLE + 1])
    people = found[:MOST_PEOPLE]
    work = read_work([person.pk for person in people], period.first, period.before, actor=actor)
    marks = marks_of(work, {item.shift_id for item in work if period.first <= item.on < period.before}, sites, actor=actor)
    planned, absent = _planned(work, period, sites, near=site, marks=marks), _absences(people, period, actor)
    rows = [_row_of(person, period, planned, absent) for person in people]
    lacking: dict[dt.date, list[Card]] = defaultdict(list)
    for on, card in cards:
        if card.is_short:
            lacking[on].append(card)
    return Sheet(_days(period, cards), rows, open_cards=[(on, lacking[on]) for on in period.days] if lacking else (), more=len(found) > MOST_PEOPLE)


def _shifts_of(site: Site, period: Window, actor: Actor) -> list[Any]:
    """The shifts of the site as plain values, by start: key, day, start, end, role, line, need, state, break. One query."""
    found = permitted(Shift.objects.filter(site=site, on__gte=period.first, on__lt=period.before).exclude(state=ShiftState.CANCELLED), actor, "view_shift")
    columns = ("pk", "on", "starts_at", "ends_at", "role", "line", "needed_count", "state", "break_minutes")
    return list(seen_shifts(found, actor).order_by("starts_at", "pk").values_list(*columns))


def _people_on(site: Site, period: Window, actor: Actor) -> dict[int, list[tuple[int, str]]]:
    """Who is on the shifts of the site, keys and names by shift, by name. One query."""
    within = {"shift__site": site, "shift__on__gte": period.first, "shift__on__lt": period.before}
    seen = permitted(Assignment.objects.filter(**within), actor, "view_assignment").order_by("employee__name", "pk")
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for shift_id, employee_id, name in seen.values_list("shift_id", "employee_id", "employee__name"):
        found[shift_id].append((employee_id, name))
    return found


def _site_card(row: Any, site: Site, names: Mapping[int, Sequence[tuple[int, str]]], marks: Marks) -> Card:
    pk, _on, starts_at, ends_at, role, line, needed, state, rest = row
    people = tuple(Person(person, name, tuple(marks.get((pk, person), ()))) for person, name in names.get(pk, ()))
    hours, over = _hours(starts_at, ends_at, ZoneInfo(site.time_zone))
    return Card(pk, hours, over, role, line, needed, state, paid_minutes(starts_at, ends_at, rest), site.pk, people=people)


def _hours(starts_at: dt.datetime, ends_at: dt.datetime, zone: ZoneInfo) -> tuple[str, int]:
    """From and to on the wall, and days after which it ends."""
    begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return f"{begins.hour:02}:{begins.minute:02}–{ends.hour:02}:{ends.minute:02}", (ends.date() - begins.date()).days


def _staff(site: Site | None, period: Window, actor: Actor, team_id: int | None, *, also: Iterable[int] = ()) -> QuerySet[Employee]:
    """Who works here at some time of the period, by name."""
    where = Q() if site is None else Q(site=site) | Q(pk__in=list(also))
    if team_id is not None:
        where &= Q(team_id=team_id)
    employed = Q(hired_on__lt=period.before) & (Q(left_before__isnull=True) | Q(left_before__gt=period.first))
    return permitted(Employee.objects.filter(where & employed, state=KeptState.ACTIVE), actor, "view_employee").order_by("name", "pk")


Sites = Mapping[int, Site]
Planned = dict[int, list[tuple[dt.date, Card]]]


def _planned(work: Sequence[Work], period: Window, sites: Sites, *, near: Site | None = None, marks: Marks | None = None) -> Planned:
    """The work of the period by person, at all sites; what is not `near` with the name of its site, and each with its marks."""
    zones = {pk: ZoneInfo(site.time_zone) for pk, site in sites.items()}
    planned: Planned = defaultdict(list)
    for item in work:
        if not period.first <= item.on < period.before:
            continue
        hours, over = _hours(item.starts_at, item.ends_at, zones[item.site_id])
        place = "" if near is not None and item.site_id == near.pk else sites[item.site_id].name
        broken = tuple(marks.get((item.shift_id, item.employee_id), ())) if marks else ()
        minutes = paid_minutes(item.starts_at, item.ends_at, item.break_minutes)
        card = Card(item.shift_id, hours, over, item.role, item.line, item.needed, item.state, minutes, item.site_id, place, (), broken)
        planned[item.employee_id].append((item.on, card))
    return planned


def _absences(people: Sequence[Employee], period: Window, actor: Actor) -> dict[int, dict[dt.date, str]]:
    """Days on which people are absent, with the kind: of those whose absences the actor may see. At most one query."""
    if not actor.may("shifts.view_absence"):
        return {}
    within = {"starts_on__lt": period.before, "ends_before__gt": period.first, "state": AbsenceState.ACTIVE}
    found: dict[int, dict[dt.date, str]] = defaultdict(dict)
    for row in permitted(Absence.objects.filter(employee_id__in=[person.pk for person in people], **within), actor, "view_absence"):
        for on in period.days:
            if row.starts_on <= on < row.ends_before:
                found[row.employee_id][on] = str(row.get_kind_display())
    return found


def _row_of(person: Employee, period: Window, planned: Planned, absent: Mapping[int, Mapping[dt.date, str]] | None = None) -> Row:
    by_day: dict[dt.date, list[Card]] = defaultdict(list)
    for on, card in planned.get(person.pk, ()):
        by_day[on].append(card)
    away: Mapping[dt.date, Any] = (absent or {}).get(person.pk, {})
    cells = [Cell(on, tuple(by_day.get(on, ())), away.get(on, "")) for on in period.days]
    minutes = sum(card.minutes for cards in by_day.values() for card in cards)
    return Row(str(person.pk), person.name, cells, person.code, minutes, person.week_max_minutes if period.span == "week" else None)


def _days(period: Window, cards: Sequence[tuple[dt.date, Card]]) -> list[Day]:
    count: dict[dt.date, int] = defaultdict(int)
    needed: dict[dt.date, int] = defaultdict(int)
    for on, card in cards:
        count[on] += min(card.count, card.needed)
        needed[on] += card.needed
    return [Day(on, count[on], needed[on]) for on in period.days]
