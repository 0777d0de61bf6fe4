"""What a roster must keep, over plain values: no database, no clock. `roster.py` reads the values, acts refuse by the answer.

A person is on one shift at a time, rests between two, works no more in a week than is agreed, holds the skill that is needed,
is not absent, and is employed on the day. A shift that lacks people is a gap: told, and refused unless it is offered as open.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import localize
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.kernel.clock import local_date
from apps.kernel.errors import Reason, Text
from apps.shifts.times import instant

OVERLAP, REST, WEEK, SKILL, ABSENT, EMPLOYED, GAP = "double_booked", "rest", "week", "skill", "absent", "not_employed", "gap"

_WORDS: Mapping[str, Text] = {
    OVERLAP: _("%(name)s is on two shifts at once: %(shift)s; %(other)s."),
    REST: _("%(name)s has %(rest)s of rest before %(shift)s, of the %(least)s that are due."),
    WEEK: _("%(name)s has %(planned)s in the week from %(monday)s, of %(most)s at most."),
    SKILL: _("%(name)s does not hold the skill “%(skill)s” on the day of %(shift)s."),
    ABSENT: _("%(name)s is absent during %(shift)s."),
    EMPLOYED: _("%(name)s does not work here on the day of %(shift)s."),
    GAP: _("%(needed)s are needed and %(count)s are there: %(shift)s."),
}


@dataclass(frozen=True)
class Slot:
    """A shift: instants, its day and the zone of its site. `break_minutes` are not paid. `needed`: how many people."""

    shift_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    on: dt.date
    zone: str
    site: str = ""
    role: str = ""
    break_minutes: int = 0
    skill_id: int | None = None
    skill: str = ""
    needed: int = 1
    is_open: bool = False
    line: str = ""

    def __str__(self) -> str:
        """Where, what and when, by the clock of the site, in the reader's language."""
        return f"{self.site}, {self.role}, {self.when}"

    @property
    def when(self) -> str:
        """From and to by the clock of the site; the day of the end only where it is another."""
        last = self.ends_at.astimezone(ZoneInfo(self.zone))
        return f"{wall(self.starts_at, self.zone)} – {localize(last.time()) if last.date() == self.on else localize(last)}"

    @property
    def paid_seconds(self) -> int:
        """Its length less the break that is not paid."""
        return max(0, int((self.ends_at - self.starts_at).total_seconds()) - self.break_minutes * 60)


@dataclass(frozen=True)
class Person:
    """`zone`: of the site that they belong to, by which their weeks and days of absence are counted. `skills`: key, from, to (not
    included, None for good). `absences`: from, to (not included)."""

    employee_id: int
    name: str
    zone: str
    rest_min_minutes: int
    week_max_minutes: int
    hired_on: dt.date
    left_before: dt.date | None = None
    active: bool = True
    skills: tuple[tuple[int, dt.date, dt.date | None], ...] = ()
    absences: tuple[tuple[dt.date, dt.date], ...] = ()
    site_id: int = 0
    team_id: int | None = None

    def employed_on(self, day: dt.date) -> bool:
        return self.active and self.hired_on <= day and (self.left_before is None or day < self.left_before)

    def holds(self, skill_id: int | None, day: dt.date) -> bool:
        """Whether they hold the skill on the day; what needs none is held by everybody."""
        return skill_id is None or any(
            key == skill_id and begins <= day and (ends is None or day < ends) for key, begins, ends in self.skills
        )

    def absent_during(self, slot: Slot) -> bool:
        """Whether any instant of the shift falls on a day of absence."""
        first, last = local_date(slot.starts_at, self.zone), local_date(slot.ends_at - dt.timedelta(microseconds=1), self.zone)
        return any(begins <= last and first < ends for begins, ends in self.absences)


@dataclass(frozen=True)
class Piece:
    """A person on a shift."""

    slot: Slot
    employee_id: int


@dataclass(frozen=True)
class Break:
    """A rule that is broken: by whom, on which shifts, when. `str()` says it in the reader's language."""

    code: str
    shift_ids: tuple[int, ...]
    starts_at: dt.datetime
    ends_at: dt.datetime
    employee_id: int | None = None
    name: str = ""
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def reason(self) -> Reason:
        return Reason(self.code, _WORDS[self.code], "employees", {"name": self.name} | {key: told() for key, told in self.told.items()})

    def __str__(self) -> str:
        return str(self.reason)


def check(people: Mapping[int, Person], pieces: Iterable[Piece], *, about: Collection[int] | None = None) -> list[Break]:
    """Every rule that the pieces break, by person and time. `about`: keys of shifts; of the others only what they break together
    with one of these. Of people who are not given nothing is checked."""
    own: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        own[piece.employee_id].append(piece)
    found: list[Break] = []
    for pk, items in own.items():
        if pk not in people:
            continue
        slots = sorted((item.slot for item in items), key=lambda slot: (slot.starts_at, slot.ends_at, slot.shift_id))
        for rule in (_alone, _overlaps, _rests, _weeks):
            found += rule(people[pk], slots)
    if about is not None:
        found = [item for item in found if set(item.shift_ids) & set(about)]
    return sorted(found, key=lambda item: (item.name, item.employee_id or 0, item.starts_at, item.code, item.shift_ids))


def gaps(slots: Iterable[Slot], counts: Mapping[int, int]) -> list[Break]:
    """The shifts that lack people and are not offered as open. `counts`: people by shift."""
    return [
        Break(GAP, (slot.shift_id,), slot.starts_at, slot.ends_at, told=_told(shift=slot, needed=slot.needed, count=counts.get(slot.shift_id, 0)))
        for slot in sorted(slots, key=lambda item: (item.starts_at, item.shift_id))
        if not slot.is_open and counts.get(slot.shift_id, 0) < slot.needed
    ]


def _alone(person: Person, slots: Sequence[Slot]) -> Iterator[Break]:
    """What a shift breaks by itself."""
    for slot in slots:
        if not person.employed_on(slot.on):
            yield _break(EMPLOYED, person, slot, shift=slot)
        if not person.holds(slot.skill_id, slot.on):
            yield _break(SKILL, person, slot, shift=slot, skill=slot.skill)
        if person.absent_during(slot):
            yield _break(ABSENT, person, slot, shift=slot)


def _overlaps(person: Person, slots: Sequence[Slot]) -> Iterator[Break]:
    """Every two shifts that share an instant."""
    for index, slot in enumerate(slots):
        for other in slots[index + 1 :]:
            if other.starts_at >= slot.ends_at:
                break
            yield _break(OVERLAP, person, slot, other, shift=slot, other=other)


def _rests(person: Person, slots: Sequence[Slot]) -> Iterator[Break]:
    """Every shift that begins too early after the last one before it that is over by then."""
    least = dt.timedelta(minutes=person.rest_min_minutes)
    for index, slot in enumerate(slots):
        over = [other for other in slots[:index] if other.ends_at <= slot.starts_at]
        if not over:
            continue
        last = max(over, key=lambda other: (other.ends_at, other.shift_id))
        rest = slot.starts_at - last.ends_at
        if rest < least:
            yield _break(REST, person, last, slot, shift=slot, rest=_length(rest), least=_length(least))


def _weeks(person: Person, slots: Sequence[Slot]) -> Iterator[Break]:
    """Every week with more work than is agreed."""
    worked: dict[dt.date, Fraction] = defaultdict(Fraction)
    touched: dict[dt.date, list[Slot]] = defaultdict(list)
    for slot in slots:
        for monday, seconds in by_week(slot, person.zone):
            worked[monday] += seconds
            touched[monday].append(slot)
    most = person.week_max_minutes * 60
    for monday in sorted(worked):
        if worked[monday] > most:
            begins, ends = week_bounds(monday, person.zone)
            ids = tuple(slot.shift_id for slot in touched[monday])
            told = _told(planned=_length(worked[monday]), most=_length(most), monday=monday)
            yield Break(WEEK, ids, begins, ends, person.employee_id, person.name, told)


def by_week(slot: Slot, zone: str) -> list[tuple[dt.date, Fraction]]:
    """The paid seconds of the shift by the week that they fall in, each named by its Monday. A shift over the end of a week is
    split at that instant, and its break in the same proportion."""
    length = int((slot.ends_at - slot.starts_at).total_seconds())
    monday = monday_of(local_date(slot.starts_at, zone))
    found: list[tuple[dt.date, Fraction]] = []
    while True:
        begins, ends = week_bounds(monday, zone)
        part = min(slot.ends_at, ends) - max(slot.starts_at, begins)
        if part <= dt.timedelta(0):
            return found
        found.append((monday, Fraction(slot.paid_seconds * int(part.total_seconds()), length)))
        monday += dt.timedelta(days=7)


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


@lru_cache(4096)
def week_bounds(monday: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """The instants, in UTC, between which the zone has the week."""
    return instant(monday, dt.time(0), zone), instant(monday + dt.timedelta(days=7), dt.time(0), zone)


def wall(at: dt.datetime, zone: str) -> str:
    """The instant by the clock of the zone, in the reader's language."""
    return str(localize(at.astimezone(ZoneInfo(zone))))


def duration(minutes: int) -> str:
    """Minutes as hours and minutes, in the reader's language."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def _length(span: dt.timedelta | Fraction | int) -> Callable[[], str]:
    seconds = span.total_seconds() if isinstance(span, dt.timedelta) else span
    return lambda: duration(int(seconds) // 60)


def _break(code: str, person: Person, *slots: Slot, **told: Any) -> Break:
    ids = tuple(slot.shift_id for slot in slots)
    begins, ends = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    return Break(code, ids, begins, ends, person.employee_id, person.name, _told(**told))


def _told(**told: Any) -> dict[str, Callable[[], str]]:
    """What a sentence names, put in words when it is read."""
    return {name: value if callable(value) else (lambda value=value: _plain(value)) for name, value in told.items()}


def _plain(value: Any) -> str:
    return str(localize(value)) if isinstance(value, dt.date) else str(value)
