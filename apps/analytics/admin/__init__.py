"""Reports in the admin: presentation only."""

from apps.analytics.admin.reports import ReportAdmin
from apps.analytics.admin.schedules import ReportScheduleAdmin

__all__ = ["ReportAdmin", "ReportScheduleAdmin"]
