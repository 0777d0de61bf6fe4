"""Months of the books: a month that was closed once has a row."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.invoices.states import PeriodState
from apps.invoices.transitions import PERIOD
from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state


class AccountingPeriod(PERIOD.methods(), Audited):
    """A month from `starts_on` (its first day) to `ends_before` (the first day of the next). While it is closed nothing dated in it
    changes; `closed_at` and `closed_by` are of the last closing."""

    subject_kind = "period"

    starts_on = models.DateField(_("month"))
    ends_before = models.DateField(_("to, not included"))
    state = StateField(_("state"), max_length=10, choices=PeriodState.choices, default=PeriodState.CLOSED, protected=True)
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.CharField(_("closed by"), max_length=160)

    class Meta:
        verbose_name = _("accounting period")
        verbose_name_plural = _("accounting periods")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "starts_on"], name="period_month_once",
                violation_error_message=_("Somebody else closed this month meanwhile."),
            ),
            models.CheckConstraint(
                condition=Q(ends_before__gt=F("starts_on")), name="period_ends_after_start",
                violation_error_message=_("The period must end after it starts."),
            ),
            known_state("period_state_known", PeriodState.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return date_format(self.starts_on, "F Y")
