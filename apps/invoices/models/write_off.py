"""What is given up of an invoice."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.invoices.states import WriteOffState
from apps.invoices.transitions import WRITE_OFFS
from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state


class WriteOff(WRITE_OFFS.methods(), Audited):
    """All that is open of an invoice when it is asked for: `amount_minor`, in the invoice's currency. `approved_digest`: of
    what was approved (SHA-256, hex); empty where no policy applied. `live_key` is the invoice's key while it is requested,
    else null: one live request an invoice."""

    subject_kind = "write_off"

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT, related_name="write_offs", verbose_name=_("invoice"))
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=500)
    approved_digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True, default="", editable=False)
    live_key = models.BigIntegerField(null=True, editable=False)
    state = StateField(_("state"), max_length=10, choices=WriteOffState.choices, default=WriteOffState.REQUESTED, protected=True)

    class Meta:
        verbose_name = _("write-off")
        verbose_name_plural = _("write-offs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "live_key"], name="write_off_live_once",
                violation_error_message=_("A write-off of this invoice is waiting already."),
            ),
            known_state("write_off_state_known", WriteOffState.values),
            models.CheckConstraint(
                condition=Q(state="requested", live_key__isnull=False) | (~Q(state="requested") & Q(live_key__isnull=True)),
                name="write_off_live_key_follows_state",
                violation_error_message=_("A write-off is live while it is requested."),
            ),
            models.CheckConstraint(
                condition=Q(approved_digest="") | Q(state="applied"), name="write_off_digest_when_applied",
                violation_error_message=_("What was approved is on record once the write-off is applied, and not before."),
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & ~Q(reason=""), name="write_off_of_something",
                violation_error_message=_("A write-off has an amount and says why."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "state", "-id"], name="write_off_state")]

    def __str__(self) -> str:
        return str(self.invoice)
