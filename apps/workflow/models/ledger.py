"""The idempotency ledger: one for every door."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class IdempotencyRecord(TenantOwned):
    """One command that took effect. Written in the transaction of the effect, so it is there if and only if
    the effect is. `key_hash` is SHA-256 of door and key (collations would fold case and cut blanks);
    `fingerprint` is SHA-256 of the canonical body; `outcome` what the door answered, to answer it again."""

    door = models.CharField(_("door"), max_length=20)
    key = models.CharField(_("key"), max_length=255)
    key_hash = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), default=200)
    outcome_text = models.TextField(_("outcome"), default="{}")
    body_text = models.TextField(_("request"), default="{}")
    object_kind = models.CharField(_("kind"), max_length=40, blank=True)
    object_id = models.BigIntegerField(_("record"), null=True)
    actor_label = models.CharField(_("who"), max_length=160, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("idempotency record")
        verbose_name_plural = _("idempotency ledger")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key_hash"], name="idempotency_key_once")]
        indexes = [
            models.Index(fields=["tenant", "object_kind", "object_id"], name="idempotency_object"),
            models.Index(fields=["tenant", "created_at"], name="idempotency_created"),
        ]

    def __str__(self) -> str:
        return f"{self.door}: {self.key}"
