"""What an invoice said at a time. Lines have no history of their own: those of today, or those that an entry of the journal
holds, are shown where they have the digest that the version of the invoice holds, so what is shown is proved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.invoices.content import content_of, digest_of
from apps.invoices.models import Invoice, InvoiceLine, InvoiceTaxTotal
from apps.workflow import past
from apps.workflow.past import Item, Kept
from apps.workflow.wording import Words, label_of

_LINE = ("description", "quantity", "unit", "unit_price", "discount_bps", "tax_code_id", "net_minor", "tax_minor", "gross_minor")
_TOTAL = ("category", "rate_bps", "base_minor", "tax_minor")


def content(version: Any, at: dt.datetime | None) -> dict[str, Any] | None:
    """Lines and tax totals of a version as the journal keeps them; None where nothing kept them."""
    pk = version.pk if at is None else version.id
    live = content_of(InvoiceLine.objects.filter(invoice_id=pk), InvoiceTaxTotal.objects.filter(invoice_id=pk))
    if at is None or digest_of(live) == version.content_digest:
        return live
    if version.content_digest:
        for body in past.contents("invoice", pk, types=("invoice.created", "invoice.imported", "invoice.updated"), at=at):
            kept = {name: body[name] for name in ("lines", "tax_totals") if name in body}
            if len(kept) == 2 and digest_of(kept) == version.content_digest:
                return kept
    return None


def _reader(model: Any, part: str, names: tuple[str, ...], place: Callable[[dict[str, Any]], Any]) -> past.Reader:
    fields = [next(item for item in model._meta.concrete_fields if item.attname == name) for name in names]

    def read(version: Any, at: dt.datetime | None) -> Kept:
        found = content(version, at)
        if found is None:
            return past.unknown()
        rows = [model(**{name: _typed(name, item[name]) for name in names}) for item in found[part]]
        words = Words(rows, currency=version.currency)
        items = [
            Item(place(kept), place(kept), [words.text(row, item) for item in fields]) for row, kept in zip(rows, found[part], strict=True)
        ]
        return Kept([label_of(item) for item in fields], items)

    return read


def _typed(name: str, value: Any) -> Any:
    return Decimal(value) if name in ("quantity", "unit_price") else value


def register() -> None:
    """Declares them. Called from ready()."""
    past.register(past.Children(Invoice, _("Lines"), _reader(InvoiceLine, "lines", _LINE, lambda kept: kept["position"])))
    past.register(
        past.Children(Invoice, _("Tax by rate"), _reader(InvoiceTaxTotal, "tax_totals", _TOTAL, lambda kept: (kept["category"], kept["rate_bps"])))
    )
