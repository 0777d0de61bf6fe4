"""The choice of invoices that money pays, with an amount beside each: for payments here, for statement lines above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.invoices.models import Invoice
from apps.invoices.queries import first_open
from apps.invoices.states import OPEN
from apps.kernel.actor import Actor
from apps.kernel.amounts import minor_of
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money, from_minor
from apps.tenants.permission import permitted

MOST = 50
MOST_CHOSEN = 200
_FIELD = re.compile(r"amount_([1-9][0-9]{0,17})")


@dataclass
class Choice:
    """An open invoice, what is typed beside it, and what is wrong with that. `address`, `due`, `label` and `give_up` are what the page
    says of it, in words: a page has fifty of them, and a template takes three times as long to find the same."""

    invoice: Invoice
    text: str = ""
    error: str = ""
    address: str = ""
    due: str = ""
    label: str = ""
    give_up: str = ""

    @property
    def name(self) -> str:
        return f"amount_{self.invoice.pk}"

    @property
    def open(self) -> str:
        return format_money(self.invoice.open_minor, self.invoice.currency)


def _choices(rows: Iterable[Invoice], written: Mapping[int, str]) -> list[Choice]:
    address, days = reverse("admin:invoices_invoice_change", args=[0]), cache(lambda day: date_format(day, "SHORT_DATE_FORMAT"))
    label, give_up = _("Amount for %(invoice)s"), _("Give up the rest of %(invoice)s")
    return [
        Choice(row, written.get(row.pk, ""), "", address.replace("/0/", f"/{row.pk}/"), days(row.due_on), label % {"invoice": row}, give_up % {"invoice": row})
        for row in rows
    ]


class Choosing:
    """What a person has typed, and the invoices to choose from: those in `offered`, or those that the search finds.

    `left_minor`: what the money has left. The button "find" looks other invoices up, "fill" puts the money on the
    oldest first; both show the page again and change nothing. At most MOST invoices are offered. `typed`: amounts that stand there
    already, instead of what a person has typed.
    """

    def __init__(
        self, request: HttpRequest, offered: QuerySet[Invoice], *, actor: Actor, currency: str, left_minor: int, typed: Mapping[str, str] | None = None
    ) -> None:
        self.currency, self.left_minor = currency, left_minor
        self.term = request.POST.get("find_text", "").strip()[:100]
        self.reason = request.POST.get("reason", "").strip()
        self.errors: list[str] = []
        written = {int(found[1]): text.strip() for name, text in (request.POST if typed is None else typed).items() if (found := _FIELD.fullmatch(name)) and text.strip()}
        self.pressed = "" if typed is not None or request.method != "POST" else next((name for name in ("find", "fill") if name in request.POST), "confirm")
        seen = permitted(Invoice.objects.all(), actor, "view_invoice").select_related("client")
        payable = seen.filter(open_minor__gt=0, currency=currency)
        chosen = list(seen.filter(pk__in=list(written)[:MOST_CHOSEN]))  # whether they can be paid the act says
        if len(chosen) < len(written):
            self.errors.append(_("There is no such record."))
        if self.term:
            others = payable.filter(pk__in=first_open(payable, self.term, most=MOST + 1 + len(chosen)), state__in=OPEN)
        else:
            others = payable.filter(pk__in=offered.values("pk"), state__in=OPEN)
        others = others.exclude(pk__in=[row.pk for row in chosen]).order_by("due_on", "pk")[: MOST + 1]
        self.more = len(others) > MOST
        rows = sorted([*chosen, *others[:MOST]], key=lambda row: (row.due_on, row.pk))
        self.choices = _choices(rows, written)
        if self.pressed == "fill":
            self._fill()

    def _fill(self) -> None:
        left = self.left_minor
        for choice in self.choices:
            minor = min(left, choice.invoice.open_minor)
            choice.text = f"{from_minor(minor, self.currency):f}" if minor else ""
            left -= minor

    def amounts(self) -> dict[int, int]:
        """Minor units by invoice id. What is wrong stands in `errors` and beside the amounts."""
        found = {}
        for choice in self.choices:
            if not choice.text:
                continue
            try:
                found[choice.invoice.pk] = minor_of(choice.text, self.currency)
            except Refusal as refusal:
                choice.error = str(refusal)
        if any(choice.error for choice in self.choices):
            self.errors.append(_("Mend the amounts that are marked."))
        return found

    def refused(self, refusal: Refusal) -> None:
        """Puts the reasons of a refusal on the page."""
        self.errors += [str(reason) for reason in refusal.reasons] or [str(refusal.title)]

    def first_client(self, amounts: dict[int, int]) -> int | None:
        """The client of the oldest of the chosen invoices."""
        return next((choice.invoice.client_id for choice in self.choices if choice.invoice.pk in amounts), None)

    def context(self) -> dict[str, Any]:
        """What the page shows."""
        return {"choosing": self, "left": format_money(self.left_minor, self.currency), "most": MOST}
