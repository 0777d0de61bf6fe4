"""What a decision on hours is about: the sheet of a closed shift, canonical and JSON-able."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from apps.shifts.hours import Line, hours_standing, says_the_same, sheets
from apps.shifts.models import Shift, WorkedTime

_HEAD = ("site_id", "on", "starts_at", "ends_at", "role", "line", "contract_id", "close_number", "closed_at")


def sheet_content(shift: Shift) -> dict[str, Any]:
    """The shift, the hours of each person as they were closed, and whether the clockings still say so: a reopened shift, and one
    with a clocking that came or was corrected after the close, is another content. Reads hours and clockings."""
    return sheet_contents([shift])[shift.pk]


def sheet_contents(shifts: Sequence[Shift]) -> dict[int, dict[str, Any]]:
    """The same of many, by key, in as many queries."""
    told, stand = sheets(shifts), hours_standing(shifts)
    return {shift.pk: content_of(shift, told[shift.pk], stand[shift.pk]) for shift in shifts}


def content_of(shift: Shift, lines: Sequence[Line], rows: Sequence[WorkedTime]) -> dict[str, Any]:
    """The same of what is in hand: what the clockings say now, and the hours that stand. No query."""
    return {name: _plain(getattr(shift, name)) for name in _HEAD} | {
        "stands": says_the_same(lines, rows),
        "people": [
            {
                "employee_id": row.employee_id, "starts_at": _plain(row.starts_at), "ends_at": _plain(row.ends_at),
                "worked_seconds": row.worked_seconds, "break_seconds": row.break_seconds,
            }
            for row in sorted(rows, key=lambda item: item.employee_id)
        ],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """Days and instants as text; instants in UTC, to the second."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, dt.date) else value
