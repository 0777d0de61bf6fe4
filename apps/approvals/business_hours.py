"""Terms in working hours: a pure function of the clock, a time zone, the working day and the days off.

Public holidays are those of the library `holidays`: by law of a country, the same in all its regions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

_WEEKDAYS = frozenset(range(5))


@dataclass(frozen=True)
class Workday:
    """Work is done from `opens` to `closes` on the clock of `zone` (IANA), on `weekdays` (0 is Monday), but neither on the
    public holidays of `country` (ISO 3166-1 alpha-2; empty: none) nor on `days_off`."""

    zone: str = "Europe/Kyiv"
    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(18)
    weekdays: frozenset[int] = _WEEKDAYS
    country: str = ""
    days_off: frozenset[dt.date] = frozenset()

    def is_worked(self, day: dt.date) -> bool:
        """Whether work is done on the day."""
        if day.weekday() not in self.weekdays or day in self.days_off:
            return False
        return not self.country or day not in public_holidays(self.country, day.year)


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """The public holidays of a country in a year. A country that the library does not know has none."""
    import holidays  # takes 10 MiB, which most processes never need

    known = country in holidays.list_supported_countries(include_aliases=False)
    return frozenset(holidays.country_holidays(country, years=year)) if known else frozenset()


def add_hours(at: dt.datetime, hours: float, workday: Workday) -> dt.datetime:
    """The instant, in UTC, at which so many working hours have passed since `at`.

    Hours are real ones: a working day that a clock change makes longer or shorter counts with its real length. A term
    that would end exactly when work stops ends then, and not the next morning.
    """
    left = dt.timedelta(hours=hours)
    for opens, closes in _days_from(at, workday):
        start = max(opens, at.astimezone(dt.UTC))
        if left <= closes - start:
            return start + left
        left -= closes - start
    raise AssertionError("the days never end")


def hours_between(start: dt.datetime, end: dt.datetime, workday: Workday) -> float:
    """How many working hours lie between two instants; 0 when `end` is not later."""
    passed = dt.timedelta()
    for opens, closes in _days_from(start, workday):
        if opens >= end:
            break
        passed += max(dt.timedelta(), min(closes, end) - max(opens, start))
    return passed / dt.timedelta(hours=1)


def _days_from(at: dt.datetime, workday: Workday) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The working days that have not ended at the instant, in UTC, one after the other."""
    zone = ZoneInfo(workday.zone)
    day = at.astimezone(zone).date()
    while True:
        if workday.is_worked(day):
            opens = dt.datetime.combine(day, workday.opens, zone).astimezone(dt.UTC)
            closes = dt.datetime.combine(day, workday.closes, zone).astimezone(dt.UTC)
            if closes > at and closes > opens:
                yield opens, closes
        day += dt.timedelta(days=1)
