"""A business event that a partner's system told, and what became of it."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.integrations.reasons import told
from apps.integrations.states import Outcome
from apps.tenants.owned import TenantOwned


class InboundEvent(TenantOwned):
    """`source` and `event_id` are the sender's; `key_hash` is SHA-256 over both (collations fold case, a hash does not) and stands
    once in a company. `body_text`: the whole event, canonical JSON; `fingerprint` its SHA-256. `caller` and `membership_id`: whose
    rights it is handled with, the rights of that moment. `attempts`: how often a handler began; `due_at`: when the next one may,
    null once it has ended. `reasons`: why it was rejected or given up, a code, a pointer and the sentence in each language."""

    subject_kind = "inbound_event"

    source = models.CharField(_("source"), max_length=60)
    event_id = models.CharField(_("event's id"), max_length=120)
    key_hash = models.CharField(max_length=64)
    type = models.CharField(_("event"), max_length=60)
    schema_version = models.PositiveSmallIntegerField(_("version"))
    occurred_at = models.DateTimeField(_("happened at"))
    body_text = models.TextField(_("event as sent"))
    fingerprint = models.CharField(max_length=64)
    caller = models.CharField(_("who"), max_length=160)
    membership_id = models.BigIntegerField(null=True, editable=False)
    request_id = models.CharField(max_length=64, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("received at"))
    due_at = models.DateTimeField(_("next attempt"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome.choices, blank=True, default="")
    ended_at = models.DateTimeField(_("ended at"), null=True)
    object_kind = models.CharField(_("kind"), max_length=40, blank=True, default="")
    object_id = models.BigIntegerField(_("record"), null=True)
    reasons = models.JSONField(_("why not"), default=list, blank=True)

    class Meta:
        verbose_name = _("business event")
        verbose_name_plural = _("business events")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key_hash"], name="inbound_event_once", violation_error_message=_("This event of this source is here already."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", due_at__isnull=False, ended_at__isnull=True) | (~Q(outcome="") & Q(due_at__isnull=True, ended_at__isnull=False)),
                name="inbound_event_waits_or_ended", violation_error_message=_("An event either waits for its handler or has ended."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="processed", object_id__isnull=False) | (~Q(outcome="processed") & Q(object_id__isnull=True)),
                name="inbound_event_has_its_record", violation_error_message=_("An event that was processed, and no other, says which record it concerns."),
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="inbound_event_outcome_known",
                violation_error_message=_("An event cannot end like that."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "due_at", "id"], name="inbound_event_due"),
            models.Index(fields=["tenant", "outcome", "-id"], name="inbound_event_outcome"),
            models.Index(fields=["tenant", "object_kind", "object_id"], name="inbound_event_object"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.source}/{self.event_id}"

    @property
    def state(self) -> str:
        """`received`, `processed`, `rejected` or `dead`."""
        return self.outcome or "received"

    @property
    def told_reasons(self) -> list[dict[str, str]]:
        """Why not, in the reader's language: code, detail and, where a field is named, its pointer."""
        return told(self.reasons)

    @property
    def event(self) -> dict[str, Any]:
        """The event as it was sent."""
        return orjson.loads(self.body_text)
