"""What of a payment is to go back, to whom, and who agreed."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.payments.states import PaymentMethod, RefundState
from apps.payments.transitions import REFUNDS
from apps.workflow.audited import Audited, known_state


class Refund(REFUNDS.methods(), Audited):
    """`amount_minor`: all that the payment had open when the refund was asked for, in minor units of `currency`.

    `content_digest` is that of what was asked for, `approved_digest` that of what was approved (SHA-256, hex): the same, and
    only where `needs_approval`. `live_key` is the payment while the refund waits or is approved: a payment has one.
    """

    subject_kind = "payment_refund"

    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="refunds", verbose_name=_("payment"))
    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("client")
    )
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as UAH."))]
    )
    method = models.CharField(_("how"), max_length=6, choices=PaymentMethod.choices, default=PaymentMethod.BANK)
    iban = models.CharField(_("to IBAN"), max_length=34, blank=True)
    payee = models.CharField(_("payee"), max_length=140, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    needs_approval = models.BooleanField(_("needs approval"), default=True)
    content_digest = models.CharField(max_length=64, editable=False)
    approved_digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True, default="", editable=False)
    live_key = models.BigIntegerField(null=True, editable=False)
    state = StateField(_("state"), max_length=15, choices=RefundState.choices, default=RefundState.IN_APPROVAL, protected=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "live_key"], name="refund_of_a_payment_once",
                violation_error_message=_("This payment has a refund already."),
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="refund_amount_positive", violation_error_message=_("The amount must be more than zero.")
            ),
            models.CheckConstraint(
                condition=(Q(method="bank") & ~Q(iban="")) | (~Q(method="bank") & Q(iban="")), name="refund_by_bank_has_iban",
                violation_error_message=_("A refund by bank names the IBAN that it goes to, and no other does."),
            ),
            models.CheckConstraint(
                condition=Q(state="approved", needs_approval=True, approved_digest=F("content_digest"))
                | Q(state="approved", needs_approval=False, approved_digest="")
                | (~Q(state="approved") & Q(needs_approval=True, approved_digest="")),
                name="refund_approved_as_asked",
                violation_error_message=_("A refund is approved as it was asked for, or no policy asked for approval."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["in_approval", "approved"], live_key__isnull=False, live_key=F("payment"))
                | (~Q(state__in=["in_approval", "approved"]) & Q(live_key__isnull=True)),
                name="refund_live_key_is_its_payment",
                violation_error_message=_("A refund holds its payment until it is rejected or withdrawn."),
            ),
            known_state("refund_state_known", RefundState.values),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "state", "-id"], name="refund_state"),
        ]

    def __str__(self) -> str:
        return f"{_('Refund')} {self.pk}"
