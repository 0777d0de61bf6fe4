"""The state machine of a schedule, on one screen."""

from django.utils.translation import gettext_lazy as _

from apps.analytics.states import ScheduleState
from apps.kernel.transitions import Creation, Machine, Transition

CREATE_SCHEDULE = Creation("report_schedule", "create_report_schedule", "report_schedule.created", _("New report schedule"))
UPDATE_SCHEDULE = Transition(
    "update", "report_schedule", "update_report_schedule", "report_schedule.updated", _("Edit"), sources=(ScheduleState.ACTIVE,)
)
ARCHIVE_SCHEDULE = Transition(
    "archive", "report_schedule", "archive_report_schedule", "report_schedule.archived", _("Archive"), sources=(ScheduleState.ACTIVE,),
    targets=(ScheduleState.ARCHIVED,),
)  # fmt: skip
SCHEDULE = Machine("report_schedule", UPDATE_SCHEDULE, ARCHIVE_SCHEDULE, label=_("Report schedule"))
