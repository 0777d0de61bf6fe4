"""The closed states of an invoice, its kinds, and the tax categories of EN 16931."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvoiceState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Issued")
    PARTIALLY_PAID = "partially_paid", _("Partially paid")
    PAID = "paid", _("Paid")
    VOID = "void", _("Void")
    CREDITED = "credited", _("Credited")
    WRITTEN_OFF = "written_off", _("Written off")


UNNUMBERED = ("draft", "in_approval", "approved")
NUMBERED = ("issued", "partially_paid", "paid", "void", "credited", "written_off")
OPEN = ("issued", "partially_paid")


class WriteOffState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    APPLIED = "applied", _("Applied")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PeriodState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    PROFORMA = "proforma", _("Proforma")


class TaxCategory(models.TextChoices):
    """UNCL 5305, as EN 16931 uses it."""

    STANDARD = "S", _("Standard rate")
    ZERO = "Z", _("Zero rate")
    EXEMPT = "E", _("Exempt")
    REVERSE_CHARGE = "AE", _("Reverse charge")
    EXPORT = "G", _("Export")
    OUTSIDE = "O", _("Outside the scope of tax")
