"""The clock is read at the door and passed in as `at`; nothing below a door calls these."""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone


def now() -> dt.datetime:
    """The present instant, aware, in UTC, to the microsecond."""
    return timezone.now()


def today(zone: str) -> dt.date:
    """The calendar day in the named IANA zone at this instant."""
    return local_date(now(), zone)


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA database that this machine has. Read from the disk once a process: it takes some milliseconds."""
    return frozenset(available_timezones())


def local_date(at: dt.datetime, zone: str) -> dt.date:
    """The calendar day on which the instant falls in the named IANA zone."""
    return at.astimezone(ZoneInfo(zone)).date()
