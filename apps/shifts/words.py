"""Shifts in words, by the clock of their site."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.shifts.models import Shift


def walls(row: Shift) -> tuple[dt.datetime, dt.datetime]:
    """When it begins and ends, as the clock of its site shows it."""
    zone = ZoneInfo(row.site.time_zone)
    return row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)


def when_text(row: Shift) -> str:
    """Day and times by the clock of the site."""
    begins, ends = walls(row)
    return f"{date_format(begins.date(), 'SHORT_DATE_FORMAT')} {begins:%H:%M}–{ends:%H:%M}"


def coverage_text(count: int, needed: int) -> str:
    """How many of those that are needed are there."""
    return _("%(count)s of %(needed)s") % {"count": count, "needed": needed}


def hours_text(minutes: int) -> str:
    """Minutes as hours: "40", "37:30"."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}" if rest else str(hours)
