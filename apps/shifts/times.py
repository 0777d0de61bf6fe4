"""Times on the wall of a site, and the instants that they are."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

_DAY = 24 * 60


def instant(day: dt.date, wall: dt.time, zone: str) -> dt.datetime:
    """The instant, in UTC, at which the site's clock shows the time on the day.

    An hour that comes twice is taken the first time; an hour that the clocks leave out is what it would have been before they
    were put forward, so that 02:30 is shown as 03:30.
    """
    return dt.datetime.combine(day, wall, ZoneInfo(zone)).astimezone(dt.UTC)


def span(day: dt.date, begins: dt.time, ends: dt.time, *, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """From and to, in UTC, of what begins on the day by the site's clock; an end that is not after the begin is on the next
    day. The length is the real one: eight hours on the wall are seven in the night in which the clocks are put forward."""
    last = day if ends > begins else day + dt.timedelta(days=1)
    return instant(day, begins, zone), instant(last, ends, zone)


def wall_minutes(begins: dt.time, ends: dt.time) -> int:
    """Minutes from one time on the wall to the other, of the next day where it is not after it."""
    found = (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
    return found if found > 0 else found + _DAY


def day_bounds(day: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """The instants, in UTC, between which the site has the day; half-open, 23 to 25 hours long."""
    return instant(day, dt.time(0), zone), instant(day + dt.timedelta(days=1), dt.time(0), zone)


def paid_minutes(starts_at: dt.datetime, ends_at: dt.datetime, break_minutes: int) -> int:
    """Whole minutes of a shift less the break that is not paid."""
    return max(0, int((ends_at - starts_at).total_seconds()) // 60 - break_minutes)
