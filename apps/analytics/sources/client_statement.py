"""The statement of a client (акт звірки): what was owed, each document and payment, what is owed; by currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.analytics.kinds import Built, Cells, Column, Kind
from apps.analytics.sources.movements import Asked, Movement, movements, opening
from apps.analytics.sources.owed import owed
from apps.clients.models import Client
from apps.contracts.models import Contract

WORDS = {
    "opening": _("Opening balance"), "invoice": _("Invoice"), "paid_before": _("Paid before the books were taken over"), "credit_note": _("Credit note"),
    "write_off": _("Written off"), "payment": _("Payment"), "paid_by_other": _("Paid by a third party"), "paid_for_other": _("Paid for a third party"),
    "money_back": _("Money sent back"), "turnover": _("Turnover of the period"), "closing": _("Closing balance"),
    "adds_up": _("The closing balance equals the sum of all documents and payments up to that day"),
    "as_receivables": _("The closing balance equals open invoices less advances of that day"),
    "client": _("Client"), "contract": _("Contract"), "code": _("Code"), "edrpou": _("EDRPOU or RNTRC"), "documents": _("Documents and payments"),
    "debit": _("Debit amount"), "credit": _("Credit amount"),
}  # fmt: skip


def build(asked: dict[str, Any]) -> Built:
    """The lines by currency: the opening balance, the movements with the balance after each, turnover, the closing balance.
    `asked`: client, since and until (days, both included), contract or None."""
    built = Built(iter(()))
    client = Client.objects.get(pk=asked["client"])
    built.head["facts"] = [["client", client.legal_name], ["code", client.code], ["edrpou", client.edrpou]]
    if asked.get("contract"):
        built.head["facts"].append(["contract", Contract.objects.values_list("number", flat=True).get(pk=asked["contract"])])
    built.rows = _rows(built, Asked(client.pk, asked["since"], asked["until"], asked.get("contract")), client.currency)
    return built


def _rows(built: Built, asked: Asked, usual: str) -> Iterator[Cells]:
    """Currency by currency. Where nothing is owed and nothing moved it is one empty section: that can be signed too."""
    left, told = opening(asked), False
    for currency, items in groupby(movements(asked), key=lambda item: item.currency):
        for code in sorted(code for code in left if code < currency):
            yield from _section(built, asked, code, left.pop(code), ())
        yield from _section(built, asked, currency, left.pop(currency, 0), items)
        told = True
    for code in sorted(left) or ([] if told else [usual]):
        yield from _section(built, asked, code, left.get(code, 0), ())
    said = {currency: dict(totals)["closing"] for currency, totals in built.head["totals"]}
    after = opening(replace(asked, since=asked.until + dt.timedelta(days=1)))
    for code in sorted({*after, *said}):
        built.control("adds_up", code, expected=after.get(code, 0), found=said.get(code, 0))
    if asked.contract_id is None:
        closing = {item.currency: item.balance for item in owed(asked.until, client_id=asked.client_id)}
        for code in sorted({*closing, *said}):
            built.control("as_receivables", code, expected=closing.get(code, 0), found=said.get(code, 0))


def _section(built: Built, asked: Asked, currency: str, opened: int, items: Iterable[Movement]) -> Iterator[Cells]:
    section = _Section(currency, opened)
    yield section.opening(asked.since.isoformat())
    for item in items:
        yield section.line(item)
    yield from section.end(built, asked.until.isoformat())


class _Section:
    """The lines of one currency, with running sums in minor units."""

    def __init__(self, currency: str, opened: int) -> None:
        self.currency, self.opened = currency, opened
        self.debit = self.credit = 0

    @property
    def balance(self) -> int:
        return self.opened + self.debit - self.credit

    def opening(self, on: str) -> Cells:
        return self._cells(on, "opening", "", "", max(self.opened, 0), max(-self.opened, 0))

    def line(self, item: Movement) -> Cells:
        debit, credit = max(item.minor, 0), max(-item.minor, 0)
        self.debit, self.credit = self.debit + debit, self.credit + credit
        return self._cells(item.on.isoformat(), item.kind, item.document, item.contract, debit, credit)

    def end(self, built: Built, on: str) -> Iterator[Cells]:
        yield self._cells("", "turnover", "", "", self.debit, self.credit)
        yield self._cells(on, "closing", "", "", max(self.balance, 0), max(-self.balance, 0))
        totals = [["opening", self.opened], ["debit", self.debit], ["credit", self.credit], ["closing", self.balance]]
        built.head["totals"].append([self.currency, totals])

    def _cells(self, on: str, kind: str, document: str, contract: str, debit: int, credit: int) -> Cells:
        return [on, kind, document, contract, self.currency, debit, credit, self.balance]


def words(code: str) -> str:
    """A code of this report in the reader's language."""
    return str(WORDS.get(code, code))


KIND = Kind(
    "statement", _("Statement of a client"),
    _("Opening balance, each document and payment, closing balance: to be compared and signed by both."),
    (
        Column("on", _("Date"), "date"), Column("what", _("What"), "word"), Column("document", _("Document")), Column("contract", _("Contract")),
        Column("currency", _("Currency")), Column("debit", WORDS["debit"], "money", sparse=True), Column("credit", WORDS["credit"], "money", sparse=True),
        Column("balance", _("Balance"), "money"),
    ),
    asks=("client", "since", "until", "contract"), needs=("client", "since", "until"), build=build, words=words, own=True,
    emphasised=("opening", "turnover", "closing"),
)  # fmt: skip
