"""A piece of work for a client, and how its promises stand."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.dispatch.states import HELD_BY_A_PERSON, Level, OrderState, Priority
from apps.dispatch.transitions import ORDER
from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state

MOST_MINUTES = 10_000
_NO_CLOCKS = Q(response_due_at__isnull=True, resolution_due_at__isnull=True, wake_at__isnull=True)


class WorkOrder(ORDER.methods(), Audited):
    """`number`: gapless by company and year. `plan`: what was promised when it was made. Both clocks run from `received_at`.

    `employee` and `shift`: who has it in hand, and on which shift (none where a person was chosen who is on none);
    `assignment`: why them, as assignment.py tells it. `responded_at`: when work on it began first, which answers the client.
    `holds`: the times for which it was on hold, ISO instants [from, to); `held_at` and `held_from`: since when it is, and the
    state to which it goes back. `..._due_at`: when the promise is broken, and `..._risk_at`: when four fifths of it are used up;
    null where nothing is promised and while the clock stands. `..._level`: what was told of it. `wake_at`: when something is to be
    told next; null for nothing.
    """

    subject_kind = "work_order"
    client_path = "client_id"

    number = models.CharField(_("number"), max_length=30, editable=False)
    queue = models.ForeignKey("dispatch.WorkQueue", on_delete=models.PROTECT, related_name="orders", verbose_name=_("work queue"))
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    contract = models.ForeignKey(
        "contracts.Contract", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contract")
    )
    site = models.ForeignKey("shifts.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    skill = models.ForeignKey("shifts.Skill", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("required skill"))
    plan = models.ForeignKey(
        "dispatch.SlaPlan", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("service level plan")
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=5000, blank=True)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    estimated_minutes = models.PositiveIntegerField(
        _("estimated minutes"), default=60, validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)]
    )
    received_at = models.DateTimeField(_("received"), editable=False)
    employee = models.ForeignKey(
        "shifts.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("assigned to")
    )
    shift = models.ForeignKey("shifts.Shift", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("shift"))
    assigned_at = models.DateTimeField(_("assigned at"), null=True, blank=True, editable=False)
    assignment = models.JSONField(_("why"), default=dict, blank=True, editable=False)
    started_at = models.DateTimeField(_("work began"), null=True, blank=True, editable=False)
    responded_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    held_at = models.DateTimeField(_("on hold since"), null=True, blank=True, editable=False)
    held_from = models.CharField(max_length=12, blank=True, default="", editable=False)
    hold_reason = models.CharField(_("why on hold"), max_length=500, blank=True, default="", editable=False)
    holds = models.JSONField(_("times on hold"), default=list, blank=True, editable=False)
    response_due_at = models.DateTimeField(_("answer due"), null=True, blank=True, editable=False)
    response_risk_at = models.DateTimeField(null=True, blank=True, editable=False)
    response_level = models.CharField(_("answer"), max_length=10, choices=Level.choices, default=Level.IN_TIME, editable=False)
    resolution_due_at = models.DateTimeField(_("resolution due"), null=True, blank=True, editable=False)
    resolution_risk_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolution_level = models.CharField(_("resolution"), max_length=10, choices=Level.choices, default=Level.IN_TIME, editable=False)
    wake_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("done or cancelled at"), null=True, blank=True, editable=False)
    state = StateField(_("state"), max_length=12, choices=OrderState.choices, default=OrderState.NEW, protected=True)

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "number"], name="work_order_number_once", violation_error_message=_("Another work order has this number."),
            ),
            models.CheckConstraint(
                condition=Q(estimated_minutes__gt=0), name="work_order_takes_time", violation_error_message=_("Work takes a minute or more."),
            ),
            models.CheckConstraint(
                condition=(Q(state__in=HELD_BY_A_PERSON) & Q(employee__isnull=False)) | (Q(state__in=["new", "queued"]) & Q(employee__isnull=True))
                | ~Q(state__in=["new", "queued", *HELD_BY_A_PERSON]),
                name="work_order_has_its_person",
                violation_error_message=_("An order that is assigned has a person, and one that waits has none."),
            ),
            models.CheckConstraint(
                condition=(Q(state="on_hold", held_at__isnull=False) & ~Q(held_from="")) | (~Q(state="on_hold") & Q(held_at__isnull=True, held_from="")),
                name="work_order_held_since",
                violation_error_message=_("An order on hold, and no other, knows since when and from which state."),
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["done", "cancelled"]) & Q(ended_at__isnull=False)) | (~Q(state__in=["done", "cancelled"]) & Q(ended_at__isnull=True)),
                name="work_order_ended_at",
                violation_error_message=_("An order that is done or cancelled, and no other, has the time of its end."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_progress", "done"]) | Q(responded_at__isnull=False), name="work_order_answered",
                violation_error_message=_("Work that was begun was answered."),
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=False) | _NO_CLOCKS, name="work_order_without_plan_has_no_clock",
                violation_error_message=_("Without a plan nothing is due."),
            ),
            models.CheckConstraint(
                condition=Q(priority__in=Priority.values), name="work_order_priority_known", violation_error_message=_("There is no such priority."),
            ),
            known_state("work_order_state_known", OrderState.values),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "wake_at"], name="work_order_wake"),
            models.Index(fields=["tenant", "state", "resolution_due_at"], name="work_order_state_due"),
            models.Index(fields=["tenant", "client", "state"], name="work_order_client"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due_at(self) -> dt.datetime | None:
        """The promise that would be broken first, of those whose clock runs."""
        response = None if self.responded_at else self.response_due_at
        return min((at for at in (response, self.resolution_due_at) if at is not None), default=None)
