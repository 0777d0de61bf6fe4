"""What an hour of a person costs the company: kept apart from the person, since few may see it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.workflow.audited import Audited


class HourCost(Audited):
    """`hour_cost_minor`: in minor units of the company's currency, with everything the company pays on top. Written with the person
    locked, by `set_hour_cost`."""

    subject_kind = "hour_cost"
    history_by = "employee"

    employee = models.ForeignKey("shifts.Employee", on_delete=models.PROTECT, related_name="+", verbose_name=_("employee"))
    hour_cost_minor = models.BigIntegerField(_("cost of an hour"))

    class Meta:
        verbose_name = _("cost of an hour")
        verbose_name_plural = _("costs of an hour")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "employee"], name="hour_cost_once", violation_error_message=_("The cost of an hour of this person is known already."),
            ),
            models.CheckConstraint(
                condition=Q(hour_cost_minor__gt=0), name="hour_cost_positive", violation_error_message=_("An hour costs more than nothing."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.employee)
