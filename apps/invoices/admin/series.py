"""Number series in the admin: where each stands. Numbers are given at issue, and nobody sets them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.invoices.models import NumberSeries
from apps.invoices.numbering import with_last
from apps.invoices.states import InvoiceKind
from apps.workflow.admin.shown import ShownAdmin
from apps.workflow.numbering import WIDTH

_SHOWN = ("show_series", "show_year", "show_kind", "show_form", "show_next", "show_last", "show_used")


@admin.register(NumberSeries)
class NumberSeriesAdmin(ShownAdmin):
    list_display = _SHOWN
    list_display_links = ("show_series",)
    ordering = ("-year", "series")
    fields = readonly_fields = _SHOWN
    empty_advice = _("A series begins with the first document that is issued in it in a year.")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return with_last(super().get_queryset(request))

    @admin.display(description=_("Series"), ordering="series")
    def show_series(self, row: NumberSeries) -> str:
        return row.series

    @admin.display(description=_("Fiscal year"), ordering="year")
    def show_year(self, row: NumberSeries) -> str:
        return str(row.year)

    @admin.display(description=_("Documents"))
    def show_kind(self, row: Any) -> str:
        return str(InvoiceKind(row.last_kind).label) if row.last_kind else "—"

    @admin.display(description=_("Form of a number"))
    def show_form(self, row: NumberSeries) -> str:
        return format_html('<span class="oblik-mono">{}-{}-{}</span>', row.series, row.year, "#" * WIDTH)

    @admin.display(description=_("Next number"))
    def show_next(self, row: NumberSeries) -> str:
        return format_html('<span class="oblik-mono">{}</span>', row.next_number)

    @admin.display(description=_("Last number"))
    def show_last(self, row: Any) -> str:
        if not row.last_id:
            return "—"
        return format_html('<a class="oblik-mono" href="{}">{}</a>', reverse("admin:invoices_invoice_change", args=[row.last_id]), row.last_number)

    @admin.display(description=_("Last used"))
    def show_used(self, row: Any) -> str:
        return date_format(row.last_issue_on, "SHORT_DATE_FORMAT") if row.last_issue_on else "—"
