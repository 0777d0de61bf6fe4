"""One event for one endpoint, and every attempt to bring it there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.integrations.models.endpoint import WebhookEndpoint
from apps.integrations.states import UNDELIVERED, DeliveryKind, DeliveryState
from apps.tenants.owned import TenantOwned


class WebhookDelivery(TenantOwned):
    """`sequence`: the journal entry that is sent, null of a sample, whose body stands in `sample_text`. `message_id` is the same in
    every attempt and replay, and for every endpoint. `due_at`: when it is tried next, null once it has ended. `give_up_at`: no
    attempt is begun later. `attempts` count from the last replay."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("endpoint"))
    sequence = models.BigIntegerField(_("journal entry"), null=True)
    type = models.CharField(_("event"), max_length=60)
    message_id = models.CharField(_("message"), max_length=64)
    kind = models.CharField(_("kind"), max_length=10, choices=DeliveryKind.choices, default=DeliveryKind.EVENT)
    sample_text = models.TextField(blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    replays = models.PositiveIntegerField(_("sent again"), default=0)
    created_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("next attempt"), null=True)
    give_up_at = models.DateTimeField(_("given up at the latest"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    last_status = models.PositiveSmallIntegerField(_("status"), null=True)
    last_error = models.CharField(_("error"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "endpoint", "sequence"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=UNDELIVERED, due_at__isnull=False, ended_at__isnull=True)
                | (Q(state__in=(DeliveryState.DELIVERED, DeliveryState.DEAD)) & Q(due_at__isnull=True, ended_at__isnull=False)),
                name="webhook_delivery_waits_or_ended",
                violation_error_message=_("A delivery either waits for its next attempt or has ended."),
            ),
            models.CheckConstraint(
                condition=Q(kind=DeliveryKind.EVENT, sequence__isnull=False, sample_text="") | (Q(kind=DeliveryKind.SAMPLE, sequence__isnull=True) & ~Q(sample_text="")),
                name="webhook_delivery_of_an_entry",
                violation_error_message=_("A delivery is of a journal entry, or a sample with a body of its own."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "sequence"], name="webhook_delivery_sequence"),
            models.Index(fields=["endpoint", "due_at", "id"], name="webhook_delivery_due"),
            models.Index(fields=["tenant", "state", "id"], name="webhook_delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.type} · {self.message_id}"


class DeliveryAttempt(TenantOwned):
    """One request: when it began, how long it took, and what came back. Append-only."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.PROTECT, related_name="attempted")
    at = models.DateTimeField(_("when"))
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True, default="")
    answer_text = models.CharField(_("answer"), max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")
        ordering = ["pk"]
