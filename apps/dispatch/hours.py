"""A weekly timetable as people write it, as the row keeps it, and as the clock reads it.

Kept: for each weekday, Monday first, a list of ["09:00", "13:00"]: half-open, ascending, not touching; "24:00" ends a day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.kernel.clock import time_zones
from apps.kernel.errors import Reason
from apps.kernel.working_hours import WorkingHours, holiday_countries

if TYPE_CHECKING:
    from apps.dispatch.models import BusinessCalendar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Week = list[list[list[str]]]
OFFICE: Week = [[["09:00", "18:00"]]] * 5 + [[], []]
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_SPAN = re.compile(r"\s*(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})\s*")


def seconds_of(text: str) -> int:
    """Seconds of the day: "09:30" is 34,200 and "24:00" 86,400. Raises ValueError for what is no time."""
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    hour, minute = text.split(":")
    return int(hour) * 3600 + int(minute) * 60


def text_of(seconds: int) -> str:
    """The time of the day as it is kept."""
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def spans_of(text: str) -> list[list[str]]:
    """The spans of "09:00-13:00, 14:00-18:00"; nothing for an empty text. Raises ValueError."""
    found = []
    for part in filter(str.strip, re.split(r"[,;\n]", text)):
        match = _SPAN.fullmatch(part)
        if not match:
            raise ValueError(part.strip())
        found.append([match[1], match[2]])
    return found


def text_of_spans(spans: Iterable[Sequence[str]]) -> str:
    """The spans of a day as a person writes them."""
    return ", ".join(f"{begin}–{end}" for begin, end in spans)


def checked_week(given: Sequence[Iterable[Sequence[str]]], problems: list[Reason]) -> Week:
    """The week as it is kept: ascending, spans that touch joined. What is wrong is added to `problems`, under its weekday."""
    week: Week = []
    for name, spans in zip(WEEKDAYS, given, strict=True):
        found: list[list[int]] = []
        try:
            for begin, end in sorted((seconds_of(begin), seconds_of(end)) for begin, end in spans):
                if end <= begin:
                    problems.append(Reason("span", _("Work must end later on the day than it begins; 24:00 is the end of the day."), name))
                elif found and begin < found[-1][1]:
                    problems.append(Reason("overlap", _("Two spans of the day overlap."), name))
                elif found and begin == found[-1][1]:
                    found[-1][1] = end
                else:
                    found.append([begin, end])
        except ValueError as error:
            problems.append(Reason("time", _("“%(text)s” is no time such as 09:00."), name, {"text": str(error)}))
        week.append([[text_of(begin), text_of(end)] for begin, end in found])
    if not any(week) and not problems:
        problems.append(Reason("never_open", _("Say at least one span: a calendar that is never open has no due times."), WEEKDAYS[0]))
    return week


def place_problems(zone: str, country: str, subdivision: str) -> list[Reason]:
    """What is wrong with a time zone and with whose public holidays are days off."""
    found = []
    if zone not in time_zones():
        found.append(Reason("time_zone", _("Give a time zone such as Europe/Kyiv."), "time_zone"))
    known = holiday_countries() if country or subdivision else {}
    if country and country not in known:
        found.append(Reason("holiday_country", _("The public holidays of this country are not known."), "holiday_country"))
    elif subdivision and subdivision not in known.get(country, ()):
        choices = ", ".join(known.get(country, ())) or "—"
        found.append(
            Reason("holiday_subdivision", _("Public holidays are known of these parts of the country: %(parts)s."), "holiday_subdivision", {"parts": choices})
        )
    return found


def working_hours(calendar: BusinessCalendar) -> WorkingHours:
    """The calendar as the clock reads it."""
    weekly = tuple(tuple((seconds_of(begin), seconds_of(end)) for begin, end in day) for day in calendar.week)
    days = frozenset(map(dt.date.fromisoformat, calendar.days_off))
    return WorkingHours(calendar.time_zone, weekly, calendar.holiday_country, calendar.holiday_subdivision, days)


