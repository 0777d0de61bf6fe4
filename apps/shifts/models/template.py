"""Shifts that come again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.shifts.models.people import COUNT
from apps.shifts.models.site import CODE
from apps.shifts.states import KeptState
from apps.shifts.transitions import TEMPLATE
from apps.workflow.audited import Audited, known_state


class ShiftTemplate(TEMPLATE.methods(), Audited):
    """`begins` and `ends` by the clock on the site's wall; `ends` not after `begins` is on the next day. `weekdays`: ISO numbers,
    1 for Monday, as a string such as "12345". What else a shift made of it has is as in Shift."""

    subject_kind = "shift_template"

    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    site = models.ForeignKey("shifts.Site", on_delete=models.PROTECT, related_name="templates", verbose_name=_("site"))
    role = models.CharField(_("role"), max_length=60)
    line = models.CharField(_("line"), max_length=60, blank=True)
    begins = models.TimeField(_("begins"))
    ends = models.TimeField(_("ends"))
    break_minutes = models.PositiveSmallIntegerField(_("unpaid break, minutes"), default=0)
    skill = models.ForeignKey("shifts.Skill", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("needed skill"))
    needed_count = models.PositiveSmallIntegerField(_("people needed"), default=1, validators=COUNT)
    weekdays = models.CharField(_("weekdays"), max_length=7, default="12345")
    contract = models.ForeignKey("contracts.Contract", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contract"))
    state = StateField(_("state"), max_length=8, choices=KeptState.choices, default=KeptState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("shift template")
        verbose_name_plural = _("shift templates")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"], name="shift_template_code_once", violation_error_message=_("Another template has this code."),
            ),
            models.CheckConstraint(
                condition=Q(needed_count__gt=0), name="shift_template_needs_people",
                violation_error_message=_("At least one person is needed."),
            ),
            known_state("shift_template_state_known", KeptState.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code
