"""What an invoice says line by line, and the digest by which a change of it past the acts is found.

The digest stands on the invoice, so in its history and in every entry of the journal about it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from apps.invoices.models import InvoiceLine, InvoiceTaxTotal
from apps.journal.hashing import canonical


def content_of(lines: Iterable[InvoiceLine], totals: Iterable[InvoiceTaxTotal]) -> dict[str, Any]:
    """Lines by position and tax totals by rate, as the journal keeps them. Sums are minor units."""
    return {
        "lines": [
            {
                "position": line.position, "description": line.description, "quantity": f"{line.quantity:.4f}", "unit": line.unit,
                "unit_price": f"{line.unit_price:.4f}", "discount_bps": line.discount_bps, "tax_code_id": line.tax_code_id,
                "net_minor": line.net_minor, "tax_minor": line.tax_minor, "gross_minor": line.gross_minor,
                **({"credits_id": line.credits_id} if line.credits_id else {}),
            }
            for line in sorted(lines, key=lambda line: line.position)
        ],
        "tax_totals": [
            {"category": total.category, "rate_bps": total.rate_bps, "base_minor": total.base_minor, "tax_minor": total.tax_minor}
            for total in sorted(totals, key=lambda total: (total.category, total.rate_bps))
        ],
    }  # fmt: skip


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content, hex."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def digests(invoice_ids: Sequence[int]) -> dict[int, str]:
    """The digests of invoices by key, of their lines and tax totals as they stand. Two queries. Needs a bound tenant."""
    lines: dict[int, list[InvoiceLine]] = defaultdict(list)
    totals: dict[int, list[InvoiceTaxTotal]] = defaultdict(list)
    for line in InvoiceLine.objects.filter(invoice__in=invoice_ids):
        lines[line.invoice_id].append(line)
    for total in InvoiceTaxTotal.objects.filter(invoice__in=invoice_ids):
        totals[total.invoice_id].append(total)
    return {pk: digest_of(content_of(lines[pk], totals[pk])) for pk in invoice_ids}
