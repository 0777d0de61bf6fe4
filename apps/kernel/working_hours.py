"""Working time: a pure function of instants, a weekly timetable on the clock of a zone, holidays and days off.

A company's own working day, a business calendar of service levels and terms of approvals are all asked here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 86_400
Span = tuple[dt.datetime, dt.datetime]
# A timetable that is closed for longer than this is never open: who asks for its next hour is told so.
_MOST_CLOSED = 3 * 366


@dataclass(frozen=True)
class WorkingHours:
    """`weekly`: for each weekday, Monday first, the spans that are worked, as seconds of the day on the clock of `zone`
    (IANA), half-open, ascending, not overlapping; 86,400 is the end of the day. Nothing is worked on the public holidays of
    `country` (ISO 3166-1 alpha-2; empty: none), of its `subdivision` (ISO 3166-2) too, nor on `days_off`."""

    zone: str
    weekly: tuple[tuple[tuple[int, int], ...], ...]
    country: str = ""
    subdivision: str = ""
    days_off: frozenset[dt.date] = frozenset()

    def is_worked(self, day: dt.date) -> bool:
        """Whether any work is done on the day."""
        if not self.weekly[day.weekday()] or day in self.days_off:
            return False
        return not self.country or day not in public_holidays(self.country, day.year, self.subdivision)


def holiday_countries() -> dict[str, list[str]]:
    """The countries (ISO 3166-1 alpha-2) whose public holidays are known, with their subdivisions (ISO 3166-2)."""
    import holidays  # takes 10 MiB, which most processes never need

    return {str(country): [str(part) for part in parts] for country, parts in sorted(holidays.list_supported_countries(include_aliases=False).items())}


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int, subdivision: str = "") -> frozenset[dt.date]:
    """The public holidays of a country in a year, by law: of all its regions, and of the subdivision. A country that the
    library does not know has none; a subdivision that it does not know has those of the country."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        return frozenset()
    part = subdivision if subdivision in known[country] else None
    return frozenset(holidays.country_holidays(country, subdiv=part, years=year))


def elapsed(start: dt.datetime, end: dt.datetime, hours: WorkingHours, *, pauses: Iterable[Span] = ()) -> dt.timedelta:
    """The working time between two instants without what lies in the pauses; zero when `end` is not later."""
    passed = dt.timedelta()
    if end <= start:
        return passed
    for begin, stop in worked(start, hours, pauses, until=end):
        passed += stop - begin
    return passed


def due(start: dt.datetime, target: dt.timedelta, hours: WorkingHours, *, pauses: Iterable[Span] = ()) -> dt.datetime:
    """The first instant, in UTC, at which that much working time has passed since `start`, outside of the pauses.

    Hours are real ones: a day that a clock change makes longer or shorter counts with its real length. A term that would end
    exactly when work stops ends then, and not the next morning. Raises ValueError where the timetable is never open.
    """
    left = target
    for begin, stop in worked(start, hours, pauses):
        if left <= stop - begin:
            return begin + left
        left -= stop - begin
    raise ValueError("These working hours are never open.")


def worked(start: dt.datetime, hours: WorkingHours, pauses: Iterable[Span] = (), *, until: dt.datetime | None = None) -> Iterator[Span]:
    """The spans of working time from `start` on, in UTC, without the pauses, ascending; cut off at `until`, or all: they end
    only where nothing is worked for years."""
    still = _merged(pauses)
    for opens, closes in _openings(start, hours, until):
        closes = closes if until is None else min(closes, until)
        begin = max(opens, start.astimezone(dt.UTC))
        for paused, resumed in still:
            if resumed <= begin:
                continue
            if paused >= closes:
                break
            if paused > begin:
                yield begin, paused
            begin = max(begin, resumed)
        if begin < closes:
            yield begin, closes


def _merged(pauses: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for paused, resumed in sorted(pauses):
        if found and paused <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], resumed))
        elif resumed > paused:
            found.append((paused, resumed))
    return found


def _openings(start: dt.datetime, hours: WorkingHours, until: dt.datetime | None) -> Iterator[Span]:
    """What is worked and has not ended at the instant, day by day."""
    day = start.astimezone(ZoneInfo(hours.zone)).date()
    closed = 0
    while closed < _MOST_CLOSED and day.year < dt.MAXYEAR:
        closed += 1
        for opens, closes in _spans_of(hours, day):
            closed = 0
            if until is not None and opens >= until:
                return
            if closes > start:
                yield opens, closes
        day += dt.timedelta(days=1)


@lru_cache(maxsize=20_000)
def _spans_of(hours: WorkingHours, day: dt.date) -> Sequence[Span]:
    if not hours.is_worked(day):
        return ()
    spans = ((instant_of(hours.zone, day, begin), instant_of(hours.zone, day, end)) for begin, end in hours.weekly[day.weekday()])
    return tuple((opens, closes) for opens, closes in spans if closes > opens)


def instant_of(zone: str, day: dt.date, seconds: int) -> dt.datetime:
    """The first instant, in UTC, at which the clock of the zone shows that time of the day or a later one: of an hour that comes
    twice the first, of an hour that is left out the moment of the change."""
    clock = ZoneInfo(zone)
    wall = dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=seconds)
    at = wall.replace(tzinfo=clock).astimezone(dt.UTC)
    if at.astimezone(clock).replace(tzinfo=None) == wall:
        return at
    before, after = wall.replace(tzinfo=clock, fold=1).astimezone(dt.UTC), at
    while after - before > dt.timedelta(seconds=1):
        middle = before + dt.timedelta(seconds=(after - before) // dt.timedelta(seconds=2))
        if middle.astimezone(clock).replace(tzinfo=None) >= wall:
            after = middle
        else:
            before = middle
    return after
