"""Money from or to a client, and what it pays."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.payments.states import FALLEN, UNALLOCATED, Direction, PaymentMethod, PaymentState
from apps.payments.transitions import PAYMENT
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited, known_state


class Payment(PAYMENT.methods(), Audited):
    """Amounts are minor units, positive. `open_minor` is what is neither allocated nor refunded. `line_key` is the statement
    line while the payment stands, null when reversed: a line has at most one standing payment. `payout_of`: the refund that
    this outgoing payment pays out; `payout_key` is it while the payment stands: a refund has one standing pay-out."""

    subject_kind = "payment"
    client_path = "client_id"

    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="payments", null=True, blank=True, verbose_name=_("client")
    )
    account = models.ForeignKey(
        "payments.BankAccount", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("bank account")
    )
    statement_line = models.ForeignKey(
        "payments.StatementLine", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("statement line")
    )
    line_key = models.BigIntegerField(null=True, editable=False)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices, default=Direction.IN)
    method = models.CharField(_("method"), max_length=6, choices=PaymentMethod.choices, default=PaymentMethod.BANK)
    reference = models.CharField(_("reference"), max_length=70, blank=True)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as UAH."))]
    )
    allocated_minor = models.BigIntegerField(_("allocated"), default=0)
    refunded_minor = models.BigIntegerField(_("refunded"), default=0)
    open_minor = models.BigIntegerField(_("not allocated"), default=0)
    payout_of = models.ForeignKey(
        "payments.Refund", on_delete=models.PROTECT, related_name="payouts", null=True, blank=True, verbose_name=_("pays out the refund")
    )
    payout_key = models.BigIntegerField(null=True, editable=False)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    state_before_dispute = models.CharField(max_length=20, blank=True, editable=False)
    state = StateField(_("state"), max_length=20, choices=PaymentState.choices, default=PaymentState.PENDING, protected=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "line_key"], name="payment_line_once",
                violation_error_message=_("This statement line has a payment already."),
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="payment_amount_positive",
                violation_error_message=_("The amount must be more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(open_minor=F("amount_minor") - F("allocated_minor") - F("refunded_minor")),
                name="payment_open_is_what_is_left",
                violation_error_message=_("What is not allocated must be the amount less what is allocated and what was refunded."),
            ),
            models.CheckConstraint(
                condition=Q(state="refunded", refunded_minor__gt=0, open_minor=0) | (~Q(state="refunded") & Q(refunded_minor=0)),
                name="payment_refunded_is_the_rest",
                violation_error_message=_("A refunded payment gave back all that was not allocated, and no other gave back anything."),
            ),
            models.UniqueConstraint(
                fields=["tenant", "payout_key"], name="payment_payout_once",
                violation_error_message=_("This refund has a pay-out that stands."),
            ),
            models.CheckConstraint(
                condition=Q(payout_of__isnull=True, payout_key__isnull=True)
                | Q(payout_of__isnull=False, direction="out", payout_key__isnull=True, state__in=FALLEN)
                | (Q(payout_of__isnull=False, direction="out", payout_key__isnull=False, payout_key=F("payout_of")) & ~Q(state__in=FALLEN)),
                name="payment_payout_key_is_its_refund",
                violation_error_message=_("A pay-out goes out, and holds its refund while it stands."),
            ),
            models.CheckConstraint(
                condition=Q(open_minor__gte=0) & Q(allocated_minor__gte=0), name="payment_not_over_allocated",
                violation_error_message=_("More would be allocated than the payment has."),
            ),
            models.CheckConstraint(
                condition=~Q(state="allocated") | Q(open_minor=0), name="payment_allocated_is_nothing_open",
                violation_error_message=_("An allocated payment has nothing left."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=UNALLOCATED) | Q(allocated_minor=0), name="payment_unallocated_states",
                violation_error_message=_("In this state none of the payment's money is allocated."),
            ),
            models.CheckConstraint(
                condition=~Q(state="partially_allocated") | Q(allocated_minor__gt=0, open_minor__gt=0), name="payment_partly_is_partly",
                violation_error_message=_("A partially allocated payment has something allocated and something left."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "authorised", "failed"]) | Q(received_on__isnull=False),
                name="payment_received_has_a_day",
                violation_error_message=_("A received payment has the day on which it was received."),
            ),
            models.CheckConstraint(
                condition=Q(state="disputed", state_before_dispute__in=["received", "allocated"])
                | (~Q(state="disputed") & Q(state_before_dispute="")),
                name="payment_dispute_knows_state_before",
                violation_error_message=_("A disputed payment knows the state before, and no other does."),
            ),
            known_state("payment_state_known", PaymentState.values),
            models.CheckConstraint(
                condition=Q(line_key__isnull=True)
                | (Q(statement_line__isnull=False, line_key=F("statement_line")) & ~Q(state__in=["failed", "reversed"])),
                name="payment_line_key_is_its_line",
                violation_error_message=_("Only a standing payment holds its own statement line."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "state", "-id"], name="payment_state"),
            models.Index(fields=["tenant", "reference"], name="payment_reference"),
        ]

    def __str__(self) -> str:
        return self.reference or f"{_('Payment')} {self.pk}"


class Allocation(TenantOwned):
    """Minor units of a payment that pay an invoice; append-only. A negative one takes back the one it reverses.

    `settles`: it stands for the settlement of a statement line, so it is taken back with the settlement only; what a person
    does later with the money that the settlement left is not."""

    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="allocations", verbose_name=_("payment"))
    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT, related_name="allocations", verbose_name=_("invoice"))
    amount_minor = models.BigIntegerField(_("amount"))
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by", verbose_name=_("takes back"))
    settles = models.BooleanField(_("settles a statement line"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    actor_label = models.CharField(_("who"), max_length=160, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, reverses__isnull=True) | Q(amount_minor__lt=0, reverses__isnull=False),
                name="allocation_sign", violation_error_message=_("Only a reversing allocation is negative."),
            )
        ]  # fmt: skip
