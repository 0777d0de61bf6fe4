"""What is invoiced, and the tax by rate."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class InvoiceLine(TenantOwned):
    """`net_minor` = quantity x unit price less discount, rounded half up. The tax of a line is its share of the
    document's tax for that rate (EN 16931: tax is computed per rate and document), so lines add up to it. `credits`: of a
    credit note's line the one that it corrects."""

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("position"))
    description = models.CharField(_("description"), max_length=300)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=20, default="pcs")
    unit_price = models.DecimalField(_("unit price"), max_digits=16, decimal_places=4)
    discount_bps = models.PositiveIntegerField(_("discount, hundredths of a per cent"), default=0)
    tax_code = models.ForeignKey("invoices.TaxCode", on_delete=models.PROTECT, related_name="+", verbose_name=_("tax code"))
    credits = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="credit_lines", verbose_name=_("corrects the line")
    )
    net_minor = models.BigIntegerField(_("net"))
    tax_minor = models.BigIntegerField(_("tax"))
    gross_minor = models.BigIntegerField(_("gross"))

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "invoice", "position"], name="invoice_line_position_once"),
            models.CheckConstraint(
                condition=Q(gross_minor=models.F("net_minor") + models.F("tax_minor")), name="invoice_line_gross",
                violation_error_message=_("The gross amount must be net plus tax."),
            ),
            models.CheckConstraint(
                condition=Q(discount_bps__lte=10000), name="invoice_line_discount",
                violation_error_message=_("A discount is between 0 and 100 per cent."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.description


class InvoiceTaxTotal(TenantOwned):
    """The base and the tax of one category and rate of a document (EN 16931, BG-23)."""

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.CASCADE, related_name="tax_totals")
    category = models.CharField(_("category"), max_length=2)
    rate_bps = models.PositiveIntegerField(_("rate, hundredths of a per cent"))
    base_minor = models.BigIntegerField(_("taxable amount"))
    tax_minor = models.BigIntegerField(_("tax"))

    class Meta:
        verbose_name = _("tax total")
        verbose_name_plural = _("tax totals")
        ordering = ["-rate_bps", "category"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "invoice", "category", "rate_bps"], name="invoice_tax_total_once")
        ]
