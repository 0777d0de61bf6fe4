"""What raised and what lowered a client's debt, document by document: for the statement that both sides compare and sign.

Each source is one query, read in the order of its dates; what was before the period is summed by the database. The rules of dates
are those of `owed`. With a contract only its documents count, and money by what it pays of them, since payments name no contract.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, CharField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from apps.analytics.sources.moments import end_of, zone
from apps.analytics.sources.owed import ISSUED, STANDING
from apps.invoices.models import Invoice, WriteOff
from apps.payments.models import Allocation, Payment

PAGE = 2000


@dataclass(frozen=True, order=True)
class Movement:
    """One line of the statement. `minor` is signed: what raises the debt is positive. `rank` orders the lines of a day."""

    currency: str
    on: dt.date
    rank: int
    key: int
    kind: str
    document: str
    contract: str
    minor: int


@dataclass(frozen=True)
class Source:
    """Rows of one kind: the sign, the field of the date (an instant where `instant`) and of the amount, what names the document
    and its contract."""

    kind: str
    sign: int
    rows: QuerySet
    on: str
    amount: str
    currency: str
    document: str
    contract: str = ""
    instant: bool = False


@dataclass(frozen=True)
class Asked:
    """Whose statement: a client, or one contract of it; over days, both included."""

    client_id: int
    since: dt.date
    until: dt.date
    contract_id: int | None = None


def opening(asked: Asked) -> dict[str, int]:
    """The debt by currency as the first day begins, in signed minor units."""
    found: dict[str, int] = defaultdict(int)
    in_zone = zone()
    for source in _sources(asked):
        before = source.rows.filter(**{f"{source.on}__lt": _edge(source, asked.since, in_zone)})
        for currency, minor in before.order_by().values_list(source.currency).annotate(minor=Sum(source.amount)):
            found[currency] += source.sign * (minor or 0)
    return {currency: minor for currency, minor in found.items() if minor}


def movements(asked: Asked) -> Iterator[Movement]:
    """The lines of the period, by currency and day."""
    in_zone = zone()
    yield from heapq.merge(*(_read(source, rank, asked, in_zone) for rank, source in enumerate(_sources(asked))))


def _read(source: Source, rank: int, asked: Asked, in_zone: ZoneInfo) -> Iterator[Movement]:
    first, last = _edge(source, asked.since, in_zone), _edge(source, asked.until + dt.timedelta(days=1), in_zone)
    rows = source.rows.filter(**{f"{source.on}__gte": first, f"{source.on}__lt": last}).exclude(**{source.amount: 0})
    for currency in sorted(set(rows.order_by().values_list(source.currency, flat=True).distinct())):
        yield from _of_currency(source, rows.filter(**{source.currency: currency}), rank, in_zone)


def _of_currency(source: Source, rows: QuerySet, rank: int, in_zone: ZoneInfo) -> Iterator[Movement]:
    """In pages by date and key, so that a client with a hundred thousand documents is no burden."""
    names = ("pk", source.on, source.amount, source.currency, source.document, source.contract or source.document)
    rows, after = rows.order_by(source.on, "pk"), None
    while True:
        behind = rows if after is None else rows.filter(Q(**{f"{source.on}__gt": after[1]}) | Q(**{source.on: after[1], "pk__gt": after[0]}))
        page = list(behind.values_list(*names)[:PAGE])
        for pk, on, minor, currency, document, contract in page:
            day = on.astimezone(in_zone).date() if source.instant else on
            yield Movement(currency, day, rank, pk, source.kind, document or "", (contract or "") if source.contract else "", source.sign * minor)
        if len(page) < PAGE:
            return
        after = page[-1]


def _edge(source: Source, day: dt.date, in_zone: ZoneInfo) -> dt.date | dt.datetime:
    """Where the day begins, as the source writes its dates."""
    return end_of(day - dt.timedelta(days=1), in_zone) if source.instant else day


def _sources(asked: Asked) -> list[Source]:
    of = {"client": asked.client_id} if asked.contract_id is None else {"client": asked.client_id, "contract": asked.contract_id}
    by = {f"invoice__{name}": value for name, value in of.items()}
    invoices = _named(Invoice.objects.filter(kind="invoice", state__in=ISSUED, **of))
    notes = _named(Invoice.objects.filter(kind="credit_note", state__in=ISSUED, **{f"credits__{name}": value for name, value in of.items()}))
    given_up = WriteOff.objects.filter(state="applied", **by)
    found = [
        Source("invoice", 1, invoices, "issue_on", "total_minor", "currency", "number", "named"),
        Source("paid_before", -1, _paid_before(invoices), "issue_on", "before", "currency", "number", "named"),
        Source("credit_note", -1, notes, "issue_on", "total_minor", "currency", "number", "named"),
        Source("write_off", -1, given_up, "updated_at", "amount_minor", "currency", "invoice__number", "invoice__contract__number", instant=True),
    ]  # fmt: skip
    standing = Allocation.objects.filter(amount_minor__gt=0, reversed_by__isnull=True)
    paid = standing.annotate(on=Greatest("payment__received_on", "invoice__issue_on"), payer=_reference("payment__"))
    if asked.contract_id is not None:
        return [*found, Source("payment", -1, paid.filter(**by), "on", "amount_minor", "payment__currency", "payer", "invoice__number")]
    payments = Payment.objects.filter(client=asked.client_id, state__in=STANDING).annotate(named=_reference(""))
    others = paid.filter(**by).exclude(payment__client=asked.client_id)
    for_others = paid.filter(payment__client=asked.client_id).exclude(invoice__client=asked.client_id)
    return [
        *found,
        Source("payment", -1, payments.filter(direction="in"), "received_on", "amount_minor", "currency", "named"),
        Source("paid_by_other", -1, others, "on", "amount_minor", "payment__currency", "payer", "invoice__number"),
        Source("paid_for_other", 1, for_others, "on", "amount_minor", "payment__currency", "payer", "invoice__number"),
        Source("money_back", 1, payments.filter(direction="out"), "received_on", "amount_minor", "currency", "named"),
    ]


def _named(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    return rows.annotate(named=Coalesce("contract__number", "contract_reference", output_field=CharField()))


def _reference(path: str) -> Coalesce:
    """What the payment is called: its own reference, else the bank's."""
    return Coalesce(f"{path}reference", Value(""), output_field=CharField())


def _paid_before(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Invoices that were taken over with a part of them paid: that part no payment here brought."""
    brought = Allocation.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice").annotate(minor=Sum("amount_minor")).values("minor")
    taken = invoices.filter(series="import", allocated_minor__gt=0)
    return taken.annotate(before=F("allocated_minor") - Coalesce(Subquery(brought), 0, output_field=BigIntegerField()))
