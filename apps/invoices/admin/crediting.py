"""The page on which a credit note is made of an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.invoices.crediting import LineCredit, Rest, rests_of
from apps.invoices.models import Invoice
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money
from apps.workflow.admin import decimal_text


@dataclass
class Row:
    """A line of the invoice, what is left of it, and what is typed beside it."""

    rest: Rest
    currency: str
    quantity: str = ""
    amount: str = ""
    error: str = ""

    @property
    def left(self) -> str:
        return format_money(self.rest.net_minor, self.currency)

    @property
    def left_quantity(self) -> str:
        return decimal_text(self.rest.quantity)


class Crediting:
    """What a person has typed: "full" takes all that is left, "chosen" what stands beside the lines."""

    def __init__(self, request: HttpRequest, invoice: Invoice) -> None:
        given = request.POST
        self.full = given.get("scope", "full") == "full"
        self.reason = given.get("reason", "").strip()
        self.errors: list[str] = []
        self.rows = [
            Row(rest, invoice.currency, given.get(f"quantity_{position}", "").strip(), given.get(f"amount_{position}", "").strip())
            for position, rest in rests_of(invoice).items()
        ]

    def lines(self) -> dict[int, LineCredit] | None:
        """What the act is to be given. What cannot be read stands in `errors` and beside its line."""
        if self.full:
            return None
        found = {}
        for row in self.rows:
            if not row.quantity and not row.amount:
                continue
            try:
                found[row.rest.line.position] = LineCredit(_number(row.quantity), _number(row.amount))
            except InvalidOperation:
                row.error = _("Write a number such as 1250.50.")
        if any(row.error for row in self.rows):
            self.errors.append(_("Mend the amounts that are marked."))
        elif not found:
            self.errors.append(_("Write beside a line what is credited of it."))
        return found

    def refused(self, refusal: Refusal) -> None:
        """Puts the reasons of a refusal on the page, beside the lines that they are about."""
        rows = {f"lines.{row.rest.line.position}": row for row in self.rows}
        for reason in refusal.reasons:
            row = rows.get(".".join(reason.field.split(".")[:2]))
            if row is not None:
                row.error = str(reason)
            else:
                self.errors.append(str(reason))
        if not self.errors:
            self.errors.append(_("Mend the amounts that are marked.") if refusal.reasons else str(refusal.title))

    def context(self) -> dict[str, Any]:
        """What the page shows."""
        return {"crediting": self, "rows": self.rows}


def _number(text: str) -> Decimal | None:
    """A number as people type it, with a comma or a point and blanks between; None for nothing."""
    plain = text.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if len(plain) > 30:
        raise InvalidOperation
    return Decimal(plain) if plain else None
