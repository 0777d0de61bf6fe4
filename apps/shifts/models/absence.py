"""When a person does not work."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.shifts.states import AbsenceKind, AbsenceState
from apps.shifts.transitions import ABSENCE
from apps.workflow.audited import Audited, known_state


class Absence(ABSENCE.methods(), Audited):
    """Whole days of the person's site, `ends_before` not included. A cancelled one holds no more."""

    subject_kind = "absence"

    employee = models.ForeignKey("shifts.Employee", on_delete=models.PROTECT, related_name="absences", verbose_name=_("employee"))
    kind = models.CharField(_("kind"), max_length=10, choices=AbsenceKind.choices)
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("to, not included"))
    note = models.CharField(_("note"), max_length=250, blank=True)
    state = StateField(_("state"), max_length=10, choices=AbsenceState.choices, default=AbsenceState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__gt=F("starts_on")), name="absence_period",
                violation_error_message=_("The period must end after it starts."),
            ),
            known_state("absence_state_known", AbsenceState.values),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["employee", "starts_on"], name="absence_of_employee"),
            models.Index(fields=["tenant", "ends_before"], name="absence_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.starts_on:%Y-%m-%d}"
