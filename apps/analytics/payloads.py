"""What the journal keeps of reports and their schedules, version 1, and how each type is told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.analytics.models import Report, ReportSchedule

TOLD = {
    "report_schedule.created": _("Report schedule made"),
    "report_schedule.updated": _("Report schedule changed"),
    "report_schedule.archived": _("Report schedule archived"),
}
SCHEDULE = ("kind", "client_id", "cadence", "weekday", "month_day", "at_time", "told_role")


def schedule_body(row: ReportSchedule) -> dict[str, Any]:
    """What a person enters of a schedule."""
    return {name: getattr(row, name) for name in SCHEDULE} | {"at_time": row.at_time.isoformat("minutes")}


def report_body(row: Report) -> dict[str, Any]:
    """What was made of what, and the digest that proves it."""
    return {
        "report": row.kind, "params": row.params, "digest": row.digest, "rows": row.row_count, "holds": row.holds,
        "stands_at": row.journal_sequence, "schedule_id": row.schedule_id,
    }  # fmt: skip
