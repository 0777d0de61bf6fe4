"""What the journal keeps of an invoice, version 1."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.invoices.models import AccountingPeriod, Invoice, WriteOff
from apps.kernel.money import decimal_text

# How the journal tells what happened, by type.
TOLD = {
    "period.closed": _("Month closed"),
    "period.reopened": _("Month opened again"),
    "invoice.created": _("Invoice drafted"),
    "invoice.imported": _("Invoice taken in"),
    "tax_code.created": _("Tax code added"),
    "tax_code.ended": _("Tax code ended"),
    "tax_code.resumed": _("Tax code resumed"),
    "invoice.updated": _("Invoice changed"),
    "invoice.deleted": _("Draft deleted"),
    "invoice.submitted": _("Invoice submitted"),
    "invoice.withdrawn": _("Invoice withdrawn"),
    "invoice.approved": _("Invoice approved"),
    "invoice.rejected": _("Invoice sent back"),
    "invoice.reopened": _("Invoice reopened"),
    "invoice.issued": _("Invoice issued"),
    "invoice.voided": _("Invoice made void"),
    "invoice.allocated": _("Money put on the invoice"),
    "invoice.deallocated": _("Money taken off the invoice"),
    "invoice.shared": _("Invoice shared"),
    "invoice.unshared": _("Sharing of the invoice ended"),
    "invoice.credit_drafted": _("Credit note drafted"),
    "invoice.credited": _("Credit note put on the invoice"),
    "invoice.written_off": _("Rest of the invoice written off"),
    "write_off.requested": _("Write-off asked for"),
    "write_off.approved": _("Write-off applied"),
    "write_off.rejected": _("Write-off sent back"),
    "write_off.withdrawn": _("Write-off withdrawn"),
}


def invoice_body(invoice: Invoice) -> dict[str, Any]:
    """The document's head and its totals as decimal strings."""
    return {
        "kind": invoice.kind,
        "number": invoice.number,
        "series": invoice.series,
        "client_id": invoice.client_id,
        "contract_id": invoice.contract_id,
        "contract_reference": invoice.contract_reference,
        "issue_on": invoice.issue_on,
        "due_on": invoice.due_on,
        "currency": invoice.currency,
        "net": decimal_text(invoice.net_minor, invoice.currency),
        "tax": decimal_text(invoice.tax_minor, invoice.currency),
        "total": decimal_text(invoice.total_minor, invoice.currency),
        "content_digest": invoice.content_digest,
        **({"credits_id": invoice.credits_id} if invoice.credits_id else {}),
    }


def allocation_body(invoice: Invoice) -> dict[str, Any]:
    """What is allocated and open after money was put on or taken off."""
    return {
        "number": invoice.number,
        "currency": invoice.currency,
        "allocated": decimal_text(invoice.allocated_minor, invoice.currency),
        "open": decimal_text(invoice.open_minor, invoice.currency),
    }


def owed_body(invoice: Invoice) -> dict[str, Any]:
    """What is owed after something was credited or written off."""
    return allocation_body(invoice) | {
        "credited": decimal_text(invoice.credited_minor, invoice.currency),
        "written_off": decimal_text(invoice.written_off_minor, invoice.currency),
    }


def write_off_body(row: WriteOff) -> dict[str, Any]:
    """What is to be given up, of which invoice."""
    return {
        "invoice_id": row.invoice_id,
        "number": row.invoice.number,
        "currency": row.currency,
        "amount": decimal_text(row.amount_minor, row.currency),
    }


def period_body(row: AccountingPeriod) -> dict[str, Any]:
    """Which month."""
    return {"month": row.starts_on.strftime("%Y-%m")}
