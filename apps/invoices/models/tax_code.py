"""Rates of tax and their categories, valid between dates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.invoices.states import TaxCategory
from apps.invoices.transitions import END_TAX_CODE, RESUME_TAX_CODE
from apps.workflow.audited import Audited


class TaxCode(Audited):
    """`rate_bps` is hundredths of a per cent: 2000 is 20 %. `ends_before` null: still valid."""

    subject_kind = "tax_code"
    changes = (END_TAX_CODE, RESUME_TAX_CODE)

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    rate_bps = models.PositiveIntegerField(_("rate, hundredths of a per cent"))
    category = models.CharField(_("category"), max_length=2, choices=TaxCategory.choices)
    starts_on = models.DateField(_("valid from"))
    ends_before = models.DateField(_("valid to, not included"), null=True, blank=True)

    class Meta:
        verbose_name = _("tax code")
        verbose_name_plural = _("tax codes")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"], name="tax_code_once", violation_error_message=_("Another tax code has this code.")
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="tax_code_period",
                violation_error_message=_("The period must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(rate_bps__lte=10000), name="tax_code_rate",
                violation_error_message=_("A rate is between 0 and 100 per cent."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
