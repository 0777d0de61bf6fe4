"""What is promised: how soon somebody answers, and how soon it is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.dispatch.models.calendar import NO_EDGES
from apps.dispatch.states import Kept, Priority
from apps.dispatch.transitions import PLAN
from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state

MOST_MINUTES = 100_000
_MINUTES = [MinValueValidator(1), MaxValueValidator(MOST_MINUTES)]


@dataclass(frozen=True)
class Targets:
    """Working time from the moment that an order was received."""

    response: dt.timedelta
    resolution: dt.timedelta


def _ordered(priority: str) -> models.CheckConstraint:
    response, resolution = f"{priority}_response", f"{priority}_resolution"
    return models.CheckConstraint(
        condition=Q(**{f"{response}__gt": 0, f"{resolution}__gte": F(response)}), name=f"sla_plan_{priority}",
        violation_error_message=_("An answer takes a minute or more, and nothing is resolved before it is answered."),
    )  # fmt: skip


class SlaPlan(PLAN.methods(), Audited):
    """Targets by priority, in minutes of the calendar. An order takes its plan when it is made; a target that is changed
    counts for what is computed from then on."""

    subject_kind = "sla_plan"

    name = models.CharField(_("name"), max_length=100, validators=[NO_EDGES])
    calendar = models.ForeignKey("dispatch.BusinessCalendar", on_delete=models.PROTECT, related_name="plans", verbose_name=_("business calendar"))
    urgent_response = models.PositiveIntegerField(_("urgent: response, minutes"), default=30, validators=_MINUTES)
    urgent_resolution = models.PositiveIntegerField(_("urgent: resolution, minutes"), default=240, validators=_MINUTES)
    high_response = models.PositiveIntegerField(_("high: response, minutes"), default=60, validators=_MINUTES)
    high_resolution = models.PositiveIntegerField(_("high: resolution, minutes"), default=480, validators=_MINUTES)
    normal_response = models.PositiveIntegerField(_("normal: response, minutes"), default=240, validators=_MINUTES)
    normal_resolution = models.PositiveIntegerField(_("normal: resolution, minutes"), default=1440, validators=_MINUTES)
    low_response = models.PositiveIntegerField(_("low: response, minutes"), default=480, validators=_MINUTES)
    low_resolution = models.PositiveIntegerField(_("low: resolution, minutes"), default=2880, validators=_MINUTES)
    state = StateField(_("state"), max_length=10, choices=Kept.choices, default=Kept.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("service level plan")
        verbose_name_plural = _("service level plans")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], name="sla_plan_name_once", violation_error_message=_("Another plan has this name."),
            ),
            known_state("sla_plan_state_known", Kept.values),
            *(_ordered(priority) for priority in Priority.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def targets(self, priority: str) -> Targets:
        """What the plan promises for the priority."""
        response, resolution = getattr(self, f"{priority}_response"), getattr(self, f"{priority}_resolution")
        return Targets(dt.timedelta(minutes=response), dt.timedelta(minutes=resolution))


class ContractSla(Audited):
    """The plan that a contract promises; without a row the queue's counts. A row of its own, since contracts know nothing of
    dispatch: calls never go up. There is no date from: an order takes its plan when it is made, and history says since when
    a contract has which."""

    subject_kind = "contract_sla"

    contract = models.ForeignKey("contracts.Contract", on_delete=models.PROTECT, related_name="+", verbose_name=_("contract"))
    plan = models.ForeignKey("dispatch.SlaPlan", on_delete=models.PROTECT, related_name="contracts", verbose_name=_("service level plan"))

    class Meta:
        verbose_name = _("service level of a contract")
        verbose_name_plural = _("service levels of contracts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "contract"], name="contract_sla_once", violation_error_message=_("The contract has a plan already: change that."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.contract} · {self.plan}"
