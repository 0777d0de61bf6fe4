"""Tax codes in the admin, and per cents in forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminDecimalFieldWidget

from apps.invoices import actions
from apps.invoices.models import TaxCode
from apps.workflow.admin import ActButton, ActModelAdmin, percent


def percent_field(label: Any) -> forms.DecimalField:
    """Per cent in a form, hundredths of it in the books."""
    return forms.DecimalField(
        label=label, min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False, initial=0, widget=UnfoldAdminDecimalFieldWidget
    )


def bps(value: Decimal | None) -> int:
    """Hundredths of a per cent of a form's per cent, which has two decimals at most."""
    return int((value or Decimal(0)) * 100)


class TaxCodeForm(forms.ModelForm):
    rate = percent_field(_("Rate, %"))

    class Meta:
        model = TaxCode
        fields = ("code", "name", "category", "starts_on", "ends_before")


@admin.register(TaxCode)
class TaxCodeAdmin(ActModelAdmin):
    form = TaxCodeForm
    list_display = ("code", "name", "show_rate", "category", "starts_on", "ends_before")
    search_fields = ("code", "name")
    ordering = ("code",)
    create_act, create_permission = staticmethod(actions.create_tax_code), "create_tax_code"
    show_rate = percent("rate_bps", _("Rate"))
    buttons = {
        "end": ActButton(actions.end_tax_code, {"ends_before": forms.DateField(label=_("First day on which it is not valid"), widget=UnfoldAdminDateWidget)}, danger=True),
        "resume": ActButton(actions.resume_tax_code),
    }

    def advice(self, request: HttpRequest, row: TaxCode) -> str:
        if row.ends_before is None:
            return _g("A code whose rate is gone is ended from a day on. What is invoiced by it stays; lines with a tax point from that day on are refused.")
        return _g("No line with a tax point from %(day)s on takes this code.") % {"day": date_format(row.ends_before, "SHORT_DATE_FORMAT")}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("code", "name", "rate" if obj is None else "show_rate", "category", "starts_on", "ends_before")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("show_rate",)

    def act_values(self, request: HttpRequest, form: forms.ModelForm, formsets: Any) -> dict[str, Any]:
        return {("rate_bps" if name == "rate" else name): (bps(value) if name == "rate" else value) for name, value in form.cleaned_data.items()}
