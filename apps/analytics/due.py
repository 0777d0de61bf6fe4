"""When a schedule's report is due, and over which days it is made."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from apps.analytics.kinds import Kind
from apps.analytics.models import ReportSchedule
from apps.analytics.states import Cadence


def last_due(schedule: ReportSchedule, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The latest moment, not behind `now`, at which the report was due, on the company's clock. A time of day that a change of the
    clocks leaves out is the one after it."""
    day = now.astimezone(zone).date()
    while True:
        if _falls_on(schedule, day):
            moment = dt.datetime.combine(day, schedule.at_time, zone).astimezone(dt.UTC)
            if moment <= now:
                return moment
        day -= dt.timedelta(days=1)


def _falls_on(schedule: ReportSchedule, day: dt.date) -> bool:
    if schedule.cadence == Cadence.WEEKLY:
        return day.weekday() == schedule.weekday
    if schedule.cadence == Cadence.MONTHLY:
        return day.day == min(schedule.month_day, calendar.monthrange(day.year, day.month)[1])
    return True


def params_of(schedule: ReportSchedule, kind: Kind, due_at: dt.datetime, *, zone: ZoneInfo) -> dict[str, object]:
    """What is asked: as of the day before, or over the day, week (Monday to Sunday) or month that ended before."""
    day = due_at.astimezone(zone).date()
    until = day - dt.timedelta(days=1)
    if schedule.cadence == Cadence.WEEKLY:
        until = day - dt.timedelta(days=day.weekday() + 1)
    elif schedule.cadence == Cadence.MONTHLY:
        until = day.replace(day=1) - dt.timedelta(days=1)
    since = {Cadence.DAILY: until, Cadence.WEEKLY: until - dt.timedelta(days=6), Cadence.MONTHLY: until.replace(day=1)}[Cadence(schedule.cadence)]
    found = {"as_of": day - dt.timedelta(days=1), "since": since, "until": until, "client": schedule.client_id}
    return {name: value for name, value in found.items() if name in kind.asks and value is not None}
