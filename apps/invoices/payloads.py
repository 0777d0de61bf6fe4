"""What the journal keeps of an invoice, version 1."""

from __future__ import annotations

from typing import Any

from apps.invoices.models import Invoice
from apps.kernel.money import decimal_text


def invoice_body(invoice: Invoice) -> dict[str, Any]:
    """The document's head and its totals as decimal strings."""
    return {
        "kind": invoice.kind,
        "number": invoice.number,
        "series": invoice.series,
        "client_id": invoice.client_id,
        "contract_reference": invoice.contract_reference,
        "issue_on": invoice.issue_on,
        "due_on": invoice.due_on,
        "currency": invoice.currency,
        "net": decimal_text(invoice.net_minor, invoice.currency),
        "tax": decimal_text(invoice.tax_minor, invoice.currency),
        "total": decimal_text(invoice.total_minor, invoice.currency),
    }


def allocation_body(invoice: Invoice) -> dict[str, Any]:
    """What is allocated and open after money was put on or taken off."""
    return {
        "number": invoice.number,
        "currency": invoice.currency,
        "allocated": decimal_text(invoice.allocated_minor, invoice.currency),
        "open": decimal_text(invoice.open_minor, invoice.currency),
    }
