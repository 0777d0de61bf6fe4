"""Where orders wait, and the series of their numbers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.dispatch.models.calendar import NO_EDGES
from apps.dispatch.states import Kept
from apps.dispatch.transitions import QUEUE
from apps.kernel.state import StateField
from apps.tenants.owned import TenantOwned
from apps.tenants.roles import BACK_OFFICE, Role
from apps.workflow.audited import Audited, known_state

ESCALATED_TO = [(role, Role(role).label) for role in BACK_OFFICE]


class WorkQueue(QUEUE.methods(), Audited):
    """`plan`: what is promised where no contract promises another; empty: nothing. `site`: where its orders are worked, unless
    one names another. `escalate_to` and whoever has the role `escalate_role` hear of promises that are at risk or broken.
    `takes_requests`: what clients ask for over the API comes here."""

    subject_kind = "work_queue"

    name = models.CharField(_("name"), max_length=100, validators=[NO_EDGES])
    plan = models.ForeignKey(
        "dispatch.SlaPlan", on_delete=models.PROTECT, null=True, blank=True, related_name="queues", verbose_name=_("service level plan")
    )
    site = models.ForeignKey("shifts.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    escalate_to = models.ForeignKey(
        "tenants.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("escalated to")
    )
    escalate_role = models.CharField(_("and to the role"), max_length=20, blank=True, default="", choices=ESCALATED_TO)
    takes_requests = models.BooleanField(_("takes requests of clients"), default=False)
    state = StateField(_("state"), max_length=10, choices=Kept.choices, default=Kept.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("work queue")
        verbose_name_plural = _("work queues")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], name="work_queue_name_once", violation_error_message=_("Another queue has this name."),
            ),
            known_state("work_queue_state_known", Kept.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class OrderSeries(TenantOwned):
    """The next number of work orders in a year. Locked in the act that makes an order, until its commit: no gaps, no doubles."""

    series = models.CharField(_("series"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    next_value = models.PositiveIntegerField(_("next number"), default=1)

    class Meta:
        verbose_name = _("number series of work orders")
        verbose_name_plural = _("number series of work orders")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "series", "year"], name="order_series_once"),
            models.CheckConstraint(
                condition=models.Q(next_value__gte=1), name="order_series_positive", violation_error_message=_("Numbers begin with one."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.series}-{self.year}"
