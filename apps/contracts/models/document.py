"""A document of a contract: a file that is stored by its digest and never changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class ContractDocument(TenantOwned):
    """`sha256` of the content, hex: the file lies under it. `content_type` is told by the content, never by the sender.
    Rows are append-only by trigger; a file is written before its row, so no row is without its file."""

    contract = models.ForeignKey("contracts.Contract", on_delete=models.PROTECT, related_name="documents", verbose_name=_("contract"))
    name = models.CharField(_("name"), max_length=160)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size, bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_by = models.CharField(_("uploaded by"), max_length=160)
    uploaded_by_id = models.BigIntegerField(null=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "contract", "sha256"], name="contract_document_once",
                violation_error_message=_("This file is attached to the contract already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
