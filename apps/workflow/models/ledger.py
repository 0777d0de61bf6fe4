"""The idempotency ledger: one for every door."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned

KEPT_REPLAYS = 20


class SentAgain(models.IntegerChoices):
    """Whether a key was used again; another body outweighs the same one."""

    NEVER = 0, _("never")
    SAME = 1, _("with the same request")
    OTHER = 2, _("with another request")


class IdempotencyRecord(TenantOwned):
    """One command that took effect. Written in the transaction of the effect, so it is there if and only if
    the effect is. `key_hash` is SHA-256 of door, caller and key (collations would fold case and cut blanks);
    `fingerprint` is SHA-256 of the canonical body; `outcome` what the door answered, to answer it again. `key` is the key as it was
    sent; whose it is shows in `actor_label`. What is written about later uses of the key (`replay_count`, `sent_again`, `replayed_at`) is written
    behind the transaction that saw them."""

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
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created at"))
    replay_count = models.PositiveIntegerField(_("sent again"), default=0)
    sent_again = models.PositiveSmallIntegerField(_("sent again"), choices=SentAgain.choices, default=SentAgain.NEVER)
    replayed_at = models.DateTimeField(_("last sent again at"), null=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key_hash"], name="idempotency_key_once")]
        indexes = [
            models.Index(fields=["tenant", "object_kind", "object_id"], name="idempotency_object"),
            models.Index(fields=["tenant", "id"], name="idempotency_newest"),
            models.Index(fields=["tenant", "key"], name="idempotency_key"),
            models.Index(fields=["tenant", "request_id"], name="idempotency_request"),
            models.Index(fields=["tenant", "actor_label"], name="idempotency_actor"),
            models.Index(fields=["tenant", "door", "id"], name="idempotency_door"),
            models.Index(fields=["tenant", "sent_again", "id"], name="idempotency_again"),
        ]

    def __str__(self) -> str:
        return self.key


class IdempotencyReplay(TenantOwned):
    """One later use of a key. Of each key the last 20 are kept: the `number`th stands at the place number modulo 20, where an
    older one gives way to it. `differences`: what differs from the first request, as items of `workflow.differing`; [] for the same
    request. `status` is that of the answer."""

    record = models.ForeignKey(IdempotencyRecord, on_delete=models.PROTECT, related_name="replays", verbose_name=_("idempotency key"))
    number = models.PositiveIntegerField(_("number"))
    place = models.PositiveSmallIntegerField()
    status = models.PositiveSmallIntegerField(_("status"))
    differences = models.JSONField(_("what differs"), default=list)
    actor_label = models.CharField(_("who"), max_length=160, blank=True)
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    happened_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("use of a key again")
        verbose_name_plural = _("uses of keys again")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["tenant", "record", "place"], name="idempotency_replay_place")]
        indexes = [models.Index(fields=["tenant", "request_id"], name="idempotency_replay_request")]

    def __str__(self) -> str:
        return f"{self.record_id} · {self.number}"
