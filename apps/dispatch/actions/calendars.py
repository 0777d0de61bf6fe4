"""Business calendars: made, changed, archived."""

from __future__ import annotations

import datetime as dt
from typing import Any

from apps.dispatch.hours import OFFICE, checked_week, place_problems
from apps.dispatch.models import BusinessCalendar
from apps.dispatch.payloads import CALENDAR, calendar_body, name_body
from apps.dispatch.transitions import ARCHIVE_CALENDAR, CREATE_CALENDAR, UPDATE_CALENDAR
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.workflow.days_off import checked_days
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing


def create_calendar(*, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> BusinessCalendar:
    """A new calendar. `values`: fields of payloads.CALENDAR; without `week` it is Monday to Friday, 9 to 18.

    Raises NotPermitted, Invalid with every problem and its place, Refused for a name that is taken.
    """
    with creating(CREATE_CALENDAR, BusinessCalendar, actor=actor, at=at, reason=reason) as batch:
        calendar = BusinessCalendar()
        assign_calendar(calendar, {"week": OFFICE} | values)
        batch.add(calendar)
        batch.record(calendar_body)
    return calendar


def update_calendar(
    calendar_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **values: Any
) -> BusinessCalendar:
    """Changes the fields that are given. Due times that stand are left: they are computed anew when an order's clock is.

    Locks the calendar. Raises NotVisible, NotPermitted, Stale, Invalid, Refused.
    """
    with performing(UPDATE_CALENDAR, BusinessCalendar, calendar_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        assign_calendar(batch.row, values)
        batch.record(calendar_body)
    return batch.row


def archive_calendar(calendar_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> BusinessCalendar:
    """active -> archived: no new plan takes it. Refused while a plan in use counts by it."""
    with performing(ARCHIVE_CALENDAR, BusinessCalendar, calendar_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(name_body)
    return batch.row


def assign_calendar(calendar: BusinessCalendar, values: dict[str, Any]) -> None:
    """Sets the fields and checks them. Raises Bug for a field that is not to be set, Invalid with every problem."""
    problems: list[Reason] = []
    checks = {"week": checked_week, "days_off": checked_days}
    set_fields(calendar, {name: checks[name](value, problems) if name in checks else value for name, value in values.items()}, CALENDAR)
    problems += field_problems(calendar, leave_out=("week", "days_off"))
    problems += place_problems(calendar.time_zone, calendar.holiday_country, calendar.holiday_subdivision)
    if problems:
        raise Invalid(problems)
