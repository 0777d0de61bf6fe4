"""The roster as the table that `import_shifts` takes."""

from __future__ import annotations

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from apps.shifts.actions.take_in import COLUMNS
from apps.shifts.models import Shift
from apps.shifts.roster import LIVE, like
from apps.shifts.times import span
from apps.workflow.tables import csv_bytes


def roster_csv(shifts: QuerySet[Shift]) -> bytes:
    """The shifts as CSV in UTF-8; see `export_rows`."""
    return csv_bytes(list(COLUMNS), export_rows(shifts))


def export_rows(shifts: QuerySet[Shift]) -> list[list[Any]]:
    """The shifts as rows of the table that an import takes, in the order of site and time; cancelled ones are left out. Three
    queries."""
    rows = shifts.filter(state__in=LIVE).select_related("site", "skill").prefetch_related("assignments__employee").order_by("site__code", "starts_at", "pk")
    numbers: Counter[tuple[Any, ...]] = Counter()
    found = []
    for row in rows:
        numbers[like(row)] += 1
        begins, ends = _written(row)
        codes = ";".join(sorted(item.employee.code for item in row.assignments.all()))
        number = numbers[like(row)]
        found.append([
            row.site.code, row.on.isoformat(), begins, ends, row.role, row.line, row.skill.code if row.skill else "", row.needed_count, codes,
            row.break_minutes, number if number > 1 else "",
        ])  # fmt: skip
    return found


def _written(row: Shift) -> tuple[str, str]:
    """The times on the wall, or the instants where those do not say them: an hour that comes twice, more than a day, seconds."""
    zone = ZoneInfo(row.site.time_zone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    begin, end = starts.time().replace(second=0, microsecond=0, fold=0), ends.time().replace(second=0, microsecond=0, fold=0)
    if span(row.on, begin, end, zone=row.site.time_zone) == (row.starts_at, row.ends_at):
        return f"{begin:%H:%M}", f"{end:%H:%M}"
    return starts.isoformat(), ends.isoformat()
