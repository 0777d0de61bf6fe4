"""A signed statement of what the journal held."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class Seal(TenantOwned):
    """Over the entries from `first` to `last`: `root` is SHA-256 over their hashes in order and the previous
    seal's root, hex; `signature` is Ed25519 over the canonical seal, hex; `key_id` names the public key."""

    first = models.BigIntegerField(_("from"))
    last = models.BigIntegerField(_("to"))
    last_hash = models.CharField(max_length=64)
    previous_root = models.CharField(max_length=64)
    root = models.CharField(_("root"), max_length=64)
    signature = models.CharField(max_length=128)
    key_id = models.CharField(_("key"), max_length=16)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["-last"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "first"], name="journal_seal_first_once"),
            models.UniqueConstraint(fields=["tenant", "last"], name="journal_seal_last_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"
