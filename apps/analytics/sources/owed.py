"""What clients owe and what they paid in advance, as of a day, by what is known now.

A document counts from its date. Money counts from the day on which it was received, and pays an invoice from the later of that
day and the invoice's date; a credit note counts from its date, a write-off from the day on which it was applied. A void invoice and
a payment that failed or was reversed count on no day. So what was open on a day in the past is what is open now and whatever came
off it later.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When

from apps.analytics.sources.moments import end_of, zone
from apps.invoices.models import Invoice, WriteOff
from apps.invoices.queries import BUCKETS
from apps.invoices.states import NUMBERED, OPEN
from apps.payments.models import Allocation, Payment

ISSUED = tuple(state for state in NUMBERED if state != "void")
# The states in which a payment's money is here, or went where it was sent.
STANDING = ("received", "partially_allocated", "allocated", "disputed", "refunded")
NAMES = tuple(name for _days, name in BUCKETS)


@dataclass
class Owed:
    """Of one client and currency, in minor units: open money by bucket, and what the client paid that
    pays no invoice yet (`advance`). `client_id` None: nobody knows whose money it is."""

    client_id: int | None
    currency: str
    buckets: list[int] = field(default_factory=lambda: [0] * len(BUCKETS))
    advance: int = 0

    @property
    def total(self) -> int:
        return sum(self.buckets)

    @property
    def balance(self) -> int:
        """What the client owes when all is set off; negative: what is owed to the client."""
        return self.total - self.advance


def owed(as_of: dt.date, *, client_id: int | None = None) -> list[Owed]:
    """Open money and advances by client and currency; those without either are left out. Seven queries, whatever the size."""
    found: dict[tuple[int | None, str], Owed] = {}

    def of(client: int | None, currency: str) -> Owed:
        return found.setdefault((client, currency), Owed(client, currency))

    for client, currency, bucket, minor in _open_money(as_of, client_id):
        of(client, currency).buckets[bucket] += minor
    for client, currency, minor in _advances(as_of, client_id):
        of(client, currency).advance += minor
    return [item for item in found.values() if item.advance or any(item.buckets)]


def _open_money(as_of: dt.date, client_id: int | None) -> Iterator[tuple[int, str, int, int]]:
    """What is open now, and what came off later: of invoices that were there."""
    now = _invoices(as_of, client_id).filter(state__in=OPEN, open_minor__gt=0)
    yield from _grouped(now, as_of, "", "open_minor")
    later = Allocation.objects.filter(payment__received_on__gt=as_of, **_there(as_of, client_id, "invoice__"))
    yield from _grouped(later, as_of, "invoice__", "amount_minor")
    credits = Invoice.objects.filter(kind="credit_note", state__in=ISSUED, issue_on__gt=as_of, **_there(as_of, client_id, "credits__"))
    yield from _grouped(credits, as_of, "credits__", "total_minor")
    given_up = WriteOff.objects.filter(state="applied", updated_at__gte=end_of(as_of, zone()), **_there(as_of, client_id, "invoice__"))
    yield from _grouped(given_up, as_of, "invoice__", "amount_minor")


def _advances(as_of: dt.date, client_id: int | None) -> Iterator[tuple[int | None, str, int]]:
    """Money that is here and pays no invoice of then, less what went back."""
    here = Payment.objects.filter(direction="in", state__in=STANDING, received_on__lte=as_of)
    back = Payment.objects.filter(direction="out", state__in=STANDING, received_on__lte=as_of, client__isnull=False)
    ahead = Allocation.objects.filter(
        payment__state__in=STANDING, payment__received_on__lte=as_of, invoice__issue_on__gt=as_of
    )
    if client_id is not None:
        here, back, ahead = here.filter(client=client_id), back.filter(client=client_id), ahead.filter(payment__client=client_id)
    left = here.filter(Q(open_minor__gt=0) | Q(refunded_minor__gt=0))
    yield from left.order_by().values_list("client_id", "currency").annotate(minor=Sum(F("open_minor") + F("refunded_minor")))
    for client, currency, minor in back.order_by().values_list("client_id", "currency").annotate(minor=Sum("amount_minor")):
        yield client, currency, -minor
    yield from ahead.order_by().values_list("payment__client_id", "payment__currency").annotate(minor=Sum("amount_minor"))


def by_documents(as_of: dt.date, *, client_id: int | None = None) -> dict[str, int]:
    """The same total by currency another way, from the documents up to the day: issued, less credited, given up, paid, and paid
    before the books were taken over. It is what a report's total is held against."""
    found: dict[str, int] = defaultdict(int)
    there = _there(as_of, client_id, "invoice__")
    parts: list[tuple[int, QuerySet, str, str]] = [
        (1, _invoices(as_of, client_id), "currency", "total_minor"),
        (-1, _invoices(as_of, client_id), "currency", "allocated_minor"),
        (1, Allocation.objects.filter(**there), "invoice__currency", "amount_minor"),
        (-1, Allocation.objects.filter(payment__received_on__lte=as_of, **there), "invoice__currency", "amount_minor"),
        (-1, Invoice.objects.filter(kind="credit_note", state__in=ISSUED, issue_on__lte=as_of, **_there(as_of, client_id, "credits__")), "currency", "total_minor"),
        (-1, WriteOff.objects.filter(state="applied", updated_at__lt=end_of(as_of, zone()), **there), "currency", "amount_minor"),
    ]  # fmt: skip
    for sign, rows, currency, amount in parts:
        for code, minor in rows.order_by().values_list(currency).annotate(minor=Sum(amount)):
            found[code] += sign * (minor or 0)
    return dict(found)


def _there(as_of: dt.date, client_id: int | None, path: str) -> dict[str, object]:
    """Invoices that were issued by the day and stand; `path` leads to them."""
    where: dict[str, object] = {f"{path}kind": "invoice", f"{path}state__in": ISSUED, f"{path}issue_on__lte": as_of}
    return where if client_id is None else where | {f"{path}client": client_id}


def _invoices(as_of: dt.date, client_id: int | None) -> QuerySet[Invoice]:
    return Invoice.objects.filter(**_there(as_of, client_id, ""))


def _grouped(rows: QuerySet, as_of: dt.date, path: str, amount: str) -> Iterator[tuple[int, str, int, int]]:
    """Sums by client, currency and bucket of the invoices that `path` leads to."""
    due = f"{path}due_on__gte"
    cases = [When(**{due: as_of}, then=Value(0))]
    cases += [When(**{due: as_of - dt.timedelta(days=days)}, then=Value(index)) for index, (days, _name) in enumerate(BUCKETS[1:-1], 1)]
    bucket = Case(*cases, default=Value(len(BUCKETS) - 1), output_field=IntegerField())
    grouped = rows.order_by().annotate(bucket=bucket).values_list(f"{path}client_id", f"{path}currency", "bucket")
    yield from grouped.annotate(minor=Sum(amount))
