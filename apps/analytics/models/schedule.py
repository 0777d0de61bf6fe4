"""When a report is made by itself, and who is told."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from apps.analytics.states import TOLD_ROLES, Cadence, ScheduleState
from apps.analytics.transitions import SCHEDULE
from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state


class ReportSchedule(SCHEDULE.methods(), Audited):
    """`kind` and `client` say what is made; days follow from the moment: as of the day before, over the day, week or month that
    ended. `weekday` 0 is Monday; `month_day` 29 to 31 is the last day of a shorter month. `at_time` is on the company's clock.
    `told_role`: who gets a mail with the link; empty: everybody who may see reports."""

    subject_kind = "report_schedule"

    kind = models.CharField(_("report"), max_length=30)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("client"))
    cadence = models.CharField(_("how often"), max_length=8, choices=Cadence.choices, default=Cadence.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=list(WEEKDAYS.items()), default=0)
    month_day = models.PositiveSmallIntegerField(_("day of the month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(31)])
    at_time = models.TimeField(_("time of day"), default=dt.time(7))
    told_role = models.CharField(_("mail the link to"), max_length=20, blank=True, default="", choices=TOLD_ROLES)
    state = StateField(_("state"), max_length=10, choices=ScheduleState.choices, default=ScheduleState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("report schedule")
        verbose_name_plural = _("report schedules")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "state", "-id"], name="report_schedule_state")]
        constraints = [
            known_state("report_schedule_state_known", ScheduleState.values),
            known_state("report_schedule_cadence_known", Cadence.values, "cadence"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, month_day__gte=1, month_day__lte=31), name="report_schedule_days",
                violation_error_message=_("A week has seven days, and a month at most 31."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        from apps.analytics.kinds import label_of

        return " · ".join(filter(None, [label_of(self.kind), str(self.client or ""), self.get_cadence_display()]))
