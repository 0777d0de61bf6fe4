from apps.analytics.models.report import Report, ReportRow
from apps.analytics.models.schedule import ReportSchedule

__all__ = ["Report", "ReportRow", "ReportSchedule"]
