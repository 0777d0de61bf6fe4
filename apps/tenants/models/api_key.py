"""A machine's way in. Only a hash is kept; the secret is shown once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiKey(models.Model):
    """A key of one company's partner system. `prefix` finds the row, `secret_hash` (SHA-256 of a 256-bit
    random secret, hex) proves it. Its roles are its own; usually just "integration". One with a `membership` is the way in of
    a client's user: it acts as that person, and ends with the membership.

    Narrower than its roles: `read_only`, `permissions` ("invoices.view_invoice"; none: all of its roles), `networks` (CIDR; none:
    from everywhere). `require_if_match`: a change of a record without If-Match is refused. `requests_per_minute` stands instead of the installation's limit. `contract_version`: the dated version of
    the API that it speaks where a request names none. While it is rotated its old secret is valid too, until `old_secret_ends_at`."""

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("prefix"), max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64, editable=False)
    roles = models.JSONField(_("roles"), default=list)
    membership = models.ForeignKey(
        "tenants.Membership", on_delete=models.PROTECT, related_name="api_keys", null=True, blank=True, verbose_name=_("user of a client")
    )
    created_by = models.ForeignKey("tenants.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    last_used_from = models.CharField(_("last used from"), max_length=45, blank=True, editable=False)
    contract_version = models.CharField(_("version of the contract"), max_length=10, blank=True, editable=False)
    read_only = models.BooleanField(_("may only read"), default=False)
    permissions = models.JSONField(_("only these rights"), default=list, blank=True)
    networks = models.JSONField(_("only from these networks"), default=list, blank=True)
    require_if_match = models.BooleanField(_("must say which version it changes"), default=False)
    requests_per_minute = models.PositiveIntegerField(_("requests a minute"), null=True, blank=True)
    old_secret_hash = models.CharField(max_length=64, blank=True, editable=False)
    old_secret_ends_at = models.DateTimeField(_("old secret valid until"), null=True, blank=True, editable=False)

    subject_kind = "api_key"

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "name"], name="api_key_tenant_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
