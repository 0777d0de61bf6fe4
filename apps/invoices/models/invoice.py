"""An invoice, a credit note or a proforma."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.invoices.states import NUMBERED, UNNUMBERED, InvoiceKind, InvoiceState
from apps.invoices.transitions import INVOICE
from apps.kernel.state import StateField
from apps.workflow.audited import Audited, known_state


class Invoice(INVOICE.methods(), Audited):
    """Amounts are minor units of `currency`, and never negative: a credit note's too. `open_minor` is total less
    `allocated_minor` (money alone), `credited_minor` (issued credit notes) and `written_off_minor`; a credit note has
    nothing open, and `credits` is the invoice that it corrects (EN 16931, BT-25). `exchange_rate`: units of the company's currency for one unit of `currency` on the tax point.
    `content_digest` is that of lines and tax totals (`content.py`); empty: written before there was one. `approved_digest`:
    that of the content that was approved (`approval.py`); empty where no policy applied. Both SHA-256, hex."""

    subject_kind = "invoice"
    client_path = "client_id"
    client_rows = Q(number__isnull=False)  # what was issued; a draft is no word to a client yet

    kind = models.CharField(_("kind"), max_length=12, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE)
    series = models.CharField(
        _("series"), max_length=20, default="INV", validators=[RegexValidator(r"^[\w/.-]+$", _("Letters, digits and - . / only."))]
    )
    number = models.CharField(_("number"), max_length=40, null=True, blank=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="invoices", verbose_name=_("client"))
    contract = models.ForeignKey(
        "contracts.Contract", on_delete=models.PROTECT, null=True, blank=True, related_name="invoices", verbose_name=_("contract")
    )
    contract_reference = models.CharField(_("contract, as written"), max_length=60, blank=True)
    credits = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="credit_notes", verbose_name=_("corrects the invoice")
    )
    issue_on = models.DateField(_("issue date"))
    due_on = models.DateField(_("due date"))
    tax_point_on = models.DateField(_("tax point"))
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as UAH."))]
    )
    exchange_rate = models.DecimalField(_("exchange rate"), max_digits=18, decimal_places=8, default=1)
    payment_reference = models.CharField(_("payment reference"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    net_minor = models.BigIntegerField(_("net"), default=0)
    tax_minor = models.BigIntegerField(_("tax"), default=0)
    total_minor = models.BigIntegerField(_("total"), default=0)
    allocated_minor = models.BigIntegerField(_("allocated"), default=0)
    credited_minor = models.BigIntegerField(_("credited"), default=0, editable=False)
    written_off_minor = models.BigIntegerField(_("written off"), default=0, editable=False)
    open_minor = models.BigIntegerField(_("open"), default=0)
    content_digest = models.CharField(_("digest of the lines"), max_length=64, blank=True, editable=False)
    approved_digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True, default="", editable=False)
    state = StateField(_("state"), max_length=15, choices=InvoiceState.choices, default=InvoiceState.DRAFT, protected=True)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-id"]
        permissions = [("update_invoice", "Can update invoice"), ("submit_invoice", "Can submit invoice"), ("withdraw_invoice", "Can withdraw invoice"), ("approve_invoice", "Can approve invoice")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "number"], name="invoice_number_once",
                violation_error_message=_("Another invoice has this number."),
            ),
            models.CheckConstraint(
                condition=Q(open_minor=F("total_minor") - F("allocated_minor") - F("credited_minor") - F("written_off_minor"))
                | Q(state="void", open_minor=0) | Q(kind="credit_note"),
                name="invoice_open_is_the_rest",
                violation_error_message=_("The open amount must be the total less what is allocated, credited and written off."),
            ),
            models.CheckConstraint(
                condition=Q(kind="credit_note", credits__isnull=False, open_minor=0, allocated_minor=0, credited_minor=0, written_off_minor=0)
                | (~Q(kind="credit_note") & Q(credits__isnull=True)),
                name="invoice_credit_note_is_not_owed",
                violation_error_message=_("A credit note, and no other, corrects an invoice; nothing is open or allocated on it."),
            ),
            models.CheckConstraint(
                condition=Q(credited_minor__gte=0, written_off_minor__gte=0), name="invoice_credited_not_negative",
                violation_error_message=_("What is credited or written off is never less than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(open_minor__gte=0), name="invoice_open_not_negative",
                violation_error_message=_("More would be allocated than the invoice has open."),
            ),
            models.CheckConstraint(
                condition=Q(allocated_minor__gte=0), name="invoice_allocated_not_negative",
                violation_error_message=_("More would be taken off than is allocated."),
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("tax_minor")), name="invoice_total_is_net_and_tax",
                violation_error_message=_("The total must be net plus tax."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=NUMBERED, number__isnull=False) | Q(state__in=UNNUMBERED, number__isnull=True),
                name="invoice_number_from_issue_on",
                violation_error_message=_("An issued invoice has a number, and no other has one."),
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(open_minor=0), name="invoice_paid_is_nothing_open",
                violation_error_message=_("A paid invoice has nothing open."),
            ),
            known_state("invoice_state_known", InvoiceState.values),
            models.CheckConstraint(
                condition=Q(state__in=[*UNNUMBERED, "void"], allocated_minor=0, credited_minor=0, written_off_minor=0)
                | Q(state="issued", allocated_minor=0, written_off_minor=0)
                | Q(state="partially_paid", allocated_minor__gt=0, open_minor__gt=0, written_off_minor=0)
                | Q(state="paid", allocated_minor__gt=0, written_off_minor=0)
                | Q(state="credited", open_minor=0, credited_minor__gt=0, written_off_minor=0)
                | Q(state="written_off", open_minor=0, written_off_minor__gt=0),
                name="invoice_sums_follow_state",
                violation_error_message=_("What is allocated, credited or written off of the invoice does not fit its state."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issue_on")), name="invoice_due_not_before_issue",
                violation_error_message=_("The due date is before the issue date."),
            ),
            models.CheckConstraint(
                condition=Q(exchange_rate__gt=0), name="invoice_exchange_rate_positive",
                violation_error_message=_("The exchange rate must be more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(approved_digest="") | ~Q(state__in=["draft", "in_approval"]), name="invoice_digest_from_approval_on",
                violation_error_message=_("What was approved is on record from the approval on, and not before."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "state", "due_on"], name="invoice_state_due"),
            models.Index(fields=["tenant", "issue_on"], name="invoice_issue_on"),
            models.Index(fields=["tenant", "state", "open_minor", "currency", "due_on"], name="invoice_state_open"),
            models.Index(fields=["tenant", "payment_reference"], name="invoice_reference"),
        ]

    @property
    def approval_kind(self) -> str:
        """The kind under which it comes before its approvers."""
        return "credit_note" if self.kind == InvoiceKind.CREDIT_NOTE else "invoice"

    def __str__(self) -> str:
        return self.number or f"{_('draft')} {self.pk}"
