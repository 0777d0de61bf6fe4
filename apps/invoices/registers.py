"""Registers of invoices and credit notes for an audit pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.invoices.models import Invoice
from apps.invoices.states import InvoiceKind
from apps.journal.packing import Year, by_key, register_table
from apps.kernel.money import decimal_text

_COLUMNS = [
    "number", "kind", "series", "issue_date", "due_date", "tax_point", "client_code", "client", "client_edrpou", "contract", "currency", "exchange_rate",
    "net", "tax", "total", "allocated", "open", "state", "id",
]  # fmt: skip


def _issued(*kinds: str) -> Callable[[Year], Iterator[list[Any]]]:
    def rows(year: Year) -> Iterator[list[Any]]:
        found = Invoice.objects.filter(kind__in=kinds, number__isnull=False, issue_on__gte=year.starts_on, issue_on__lt=year.ends_before)
        for row in by_key(found.select_related("client", "contract")):
            sums = (row.net_minor, row.tax_minor, row.total_minor, row.allocated_minor, row.open_minor)
            yield [
                row.number, row.kind, row.series, row.issue_on, row.due_on, row.tax_point_on, row.client.code, row.client.legal_name, row.client.edrpou,
                row.contract.number if row.contract else row.contract_reference, row.currency, f"{row.exchange_rate:f}",
                *(decimal_text(minor, row.currency) for minor in sums), row.state, row.pk,
            ]  # fmt: skip

    return rows


def register() -> None:
    """Declares them. Called from ready()."""
    invoices = _issued(InvoiceKind.INVOICE, InvoiceKind.PROFORMA)
    register_table("invoices", explained=_("invoices with a number, by issue date in the year"), columns=_COLUMNS, rows=invoices)
    register_table("credit_notes", explained=_("credit notes with a number, by issue date in the year"), columns=_COLUMNS, rows=_issued(InvoiceKind.CREDIT_NOTE))
