"""Statement files that could not be read, kept until somebody has tried them again or discarded them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.payments.states import FileState
from apps.payments.transitions import UNREAD_FILE
from apps.workflow.audited import Audited, known_state


class UnreadFile(UNREAD_FILE.methods(), Audited):
    """One file that was refused whole. Its bytes lie in private storage under `file_sha256` while it waits; `live_sha256` is that
    digest while it waits and null behind, so that a file waits once and can come again. `profile` and `account` are what it was
    tried with last, `errors` why it was refused then: [{"code", "field", "text": {language: sentence}}]. `statement` is the first that
    came of it."""

    subject_kind = "unread_file"

    file_name = models.CharField(_("file"), max_length=200)
    file_sha256 = models.CharField(_("file's SHA-256"), max_length=64)
    live_sha256 = models.CharField(max_length=64, null=True, editable=False)
    size = models.PositiveIntegerField(_("bytes"))
    profile = models.TextField(_("mapping profile"), blank=True)
    account = models.ForeignKey("payments.BankAccount", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("bank account"))
    errors = models.JSONField(_("why refused"), default=list)
    statement = models.ForeignKey("payments.Statement", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("statement"))
    state = StateField(_("state"), max_length=10, choices=FileState.choices, default=FileState.WAITING, protected=True)

    class Meta:
        verbose_name = _("unread statement file")
        verbose_name_plural = _("unread statement files")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "live_sha256"], name="unread_file_waits_once", violation_error_message=_("This file is in quarantine already."),
            ),
            known_state("unread_file_state_known", FileState.values),
            models.CheckConstraint(
                condition=Q(state="waiting", live_sha256__isnull=False) | (~Q(state="waiting") & Q(live_sha256__isnull=True)), name="unread_file_live_waits",
                violation_error_message=_("Only a file that waits is held."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "state"], name="unread_file_state")]

    def __str__(self) -> str:
        return self.file_name
