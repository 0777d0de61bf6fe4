"""One change, for ever."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.journal import types
from apps.tenants.owned import TenantOwned


class JournalHead(models.Model):
    """Where a tenant's journal stands. Locked last in every act, so sequence order is commit order."""

    tenant = models.OneToOneField("tenants.Tenant", on_delete=models.PROTECT, primary_key=True, related_name="+")
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("journal head")
        verbose_name_plural = _("journal heads")


class JournalEntry(TenantOwned):
    """An append-only entry; a database trigger refuses UPDATE and DELETE.

    `payload_text` is canonical JSON exactly as hashed (keys sorted, UTF-8); it is text and no JSON column,
    because MySQL reorders keys. `hash` is SHA-256 over the entry and `previous_hash`, hex.
    """

    sequence = models.BigIntegerField(_("number"))
    type = models.CharField(_("type"), max_length=60)
    schema_version = models.PositiveSmallIntegerField(default=1)
    subject_kind = models.CharField(_("kind"), max_length=40)
    subject_id = models.BigIntegerField(_("record"))
    from_state = models.CharField(_("from state"), max_length=30, blank=True)
    to_state = models.CharField(_("to state"), max_length=30, blank=True)
    payload_text = models.TextField(_("content"))
    actor_user_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(_("who"), max_length=160)
    door = models.CharField(_("door"), max_length=20)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    at = models.DateTimeField(_("when"))
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-sequence"]
        constraints = [models.UniqueConstraint(fields=["tenant", "sequence"], name="journal_sequence_once")]
        indexes = [
            models.Index(fields=["tenant", "subject_kind", "subject_id", "sequence"], name="journal_subject"),
            models.Index(fields=["tenant", "type", "sequence"], name="journal_type"),
        ]

    def __str__(self) -> str:
        known = types.find(self.type)
        return f"№ {self.sequence} · {known.label if known else self.type}"

    @property
    def payload(self) -> dict[str, Any]:
        """The content as captured at the time of the change."""
        return orjson.loads(self.payload_text)
