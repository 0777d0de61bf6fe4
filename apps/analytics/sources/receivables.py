"""Receivables by age: open money of each client as of a day, by how long it is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.analytics.kinds import Built, Cells, Column, Kind
from apps.analytics.sources.owed import NAMES, Owed, by_documents, owed
from apps.clients.models import Client

WORDS = {
    "not_due": _("Not due"), "1_30": _("1–30 days"), "31_60": _("31–60 days"), "61_90": _("61–90 days"), "over_90": _("Over 90 days"),
    "total": _("Open, total"), "advance": _("Paid in advance"), "balance": _("Balance"), "totals": _("The total equals that of the documents up to the day"),
    "buckets": _("The ages add up to the total"), "clients": _("Clients"),
}  # fmt: skip


def build(asked: dict[str, Any]) -> Built:
    """The rows, the largest debts first within a currency. `asked`: as_of, a day; client, a key or None."""
    as_of, client = asked["as_of"], asked.get("client")
    found = sorted(owed(as_of, client_id=client), key=lambda item: (item.currency, -item.total, item.client_id or 0))
    built = Built(_rows(found))
    sums: dict[str, Owed] = {}
    for item in found:
        total = sums.setdefault(item.currency, Owed(None, item.currency))
        total.buckets = [a + b for a, b in zip(total.buckets, item.buckets, strict=True)]
        total.advance += item.advance
    documents = by_documents(as_of, client_id=client)
    for currency in sorted({*sums, *(code for code, minor in documents.items() if minor)}):
        of = sums.get(currency, Owed(None, currency))
        bars = [list(pair) for pair in zip(NAMES, of.buckets, strict=True)]
        built.head["bars"].append([currency, bars])
        built.head["totals"].append([currency, [*bars, ["total", of.total], ["advance", of.advance], ["balance", of.balance]]])
        built.control("totals", currency, expected=documents.get(currency, 0), found=of.total)
        built.control("buckets", currency, expected=sum(item.total for item in found if item.currency == currency), found=of.total)
    built.head["facts"].append(["clients", len({item.client_id for item in found})])
    return built


def _rows(found: list[Owed]) -> Iterator[Cells]:
    names: dict[int, tuple[str, str]] = {}
    keys = sorted({item.client_id for item in found if item.client_id is not None})
    for start in range(0, len(keys), 1000):
        part = Client.objects.filter(pk__in=keys[start : start + 1000]).values_list("pk", "code", "legal_name")
        names |= {pk: (code, name) for pk, code, name in part}
    for item in found:
        code, name = names.get(item.client_id or 0, ("", ""))
        yield [code, name, item.currency, *item.buckets, item.total, item.advance, item.balance]


def words(code: str) -> str:
    """A code of this report in the reader's language."""
    return _g("Unknown payer") if code == "" else str(WORDS.get(code, code))


KIND = Kind(
    "receivables", _("Receivables by age"),
    _("Who owes what as of a day, and for how long it is overdue, by client and currency."),
    (
        Column("client", _("Code")), Column("name", _("Client")), Column("currency", _("Currency")),
        *(Column(name, WORDS[name], "money", sparse=True) for name in NAMES), Column("total", WORDS["total"], "money"),
        Column("advance", WORDS["advance"], "money", sparse=True), Column("balance", WORDS["balance"], "money"),
    ),
    asks=("as_of", "client"), needs=("as_of",), build=build, words=words,
)  # fmt: skip
