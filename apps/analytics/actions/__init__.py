"""The acts of this app."""

from apps.analytics.actions.reports import ask_report, make_report, unfinished_reports
from apps.analytics.actions.schedules import archive_schedule, ask_due_reports, create_schedule, update_schedule

__all__ = ["archive_schedule", "ask_due_reports", "ask_report", "create_schedule", "make_report", "unfinished_reports", "update_schedule"]
