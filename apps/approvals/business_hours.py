"""Terms in working hours of the company: Monday to Friday, one span a day, on the company's clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from apps.kernel import working_hours
from apps.kernel.working_hours import WorkingHours, public_holidays

__all__ = ["Workday", "add_hours", "hours_between", "public_holidays"]
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

    @property
    def hours(self) -> WorkingHours:
        span = ((_seconds(self.opens), _seconds(self.closes)),)
        weekly = tuple(span if day in self.weekdays else () for day in range(7))
        return WorkingHours(self.zone, weekly, self.country, days_off=self.days_off)

    def is_worked(self, day: dt.date) -> bool:
        """Whether work is done on the day."""
        return self.hours.is_worked(day)


def add_hours(at: dt.datetime, hours: float, workday: Workday) -> dt.datetime:
    """The instant, in UTC, at which so many working hours have passed since `at`: `working_hours.due`."""
    return working_hours.due(at, dt.timedelta(hours=hours), workday.hours)


def hours_between(start: dt.datetime, end: dt.datetime, workday: Workday) -> float:
    """How many working hours lie between two instants; 0 when `end` is not later."""
    return working_hours.elapsed(start, end, workday.hours) / dt.timedelta(hours=1)


def _seconds(time: dt.time) -> int:
    return time.hour * 3600 + time.minute * 60 + time.second
