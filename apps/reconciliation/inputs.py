"""What a run matches: read once, in a fixed order, as the engine's plain records.

Keys are those of the outer world (client code, invoice number, bank reference), never row ids, so that
digests are the same on every database.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Q, Sum

from apps.clients.models import Client, ClientIban
from apps.invoices.models import Invoice
from apps.invoices.periods import month_after, months_closed_now
from apps.invoices.states import OPEN
from apps.kernel.ahead import read_ahead
from apps.payments.models import BankAccount, Statement, StatementLine
from apps.reconciliation.engine import ClientFacts, Line, OpenInvoice, OwnAccount, canonical_order
from apps.reconciliation.models import Match, MatchItem, Run
from apps.tenants.prepared import Prepared

PAGE = 5000
# What is read of an invoice, in this order.
INVOICE = (
    "pk", "number", "client_id", "currency", "total_minor", "open_minor", "issue_on", "due_on", "contract_reference", "payment_reference",
    "tax_minor", "state",
)  # fmt: skip


def _payable(where: Q) -> models.QuerySet[Any, Any]:
    return Invoice.objects.filter(where).exclude(kind__in=["proforma", "credit_note"]).order_by("pk").values_list(*INVOICE)


# What is read of a line, in this order.
_LINE = (
    "pk", "statement_id", "entry_key", "booked_on", "amount_minor", "currency", "counterparty_name", "counterparty_iban",
    "counterparty_tax_id", "remittance", "reference", "end_to_end_id",
)  # fmt: skip


def _lines(where: Q) -> models.QuerySet[Any, Any]:
    return StatementLine.objects.filter(where).order_by("pk").values_list(*_LINE)


class ByKeys:
    """Rows by ascending keys, a page at a time. Where most keys between the first and the last of a page are wanted, all rows between are
    asked for, which costs the database half as much, and those that nobody wants are dropped. First value: pk."""

    def __init__(self, rows: Callable[[Q], models.QuerySet[Any, Any]]) -> None:
        self._by_keys = Prepared(lambda keys: rows(Q(pk__in=keys)))
        self._between = Prepared(lambda first, last: rows(Q(pk__gte=first, pk__lte=last)))

    def page(self, keys: Sequence[int]) -> Sequence[tuple]:
        """The rows of one page."""
        first, last = keys[0], keys[-1]
        if last - first >= 2 * len(keys):
            return self._by_keys.rows(keys=keys)
        found = self._between.rows(first=first, last=last)
        if len(keys) == last - first + 1:
            return found
        wanted = set(keys)
        return [row for row in found if row[0] in wanted]

    def read(self, keys: Sequence[int], take: Callable[[Sequence[tuple]], None]) -> None:
        """All of them, page by page."""
        read_ahead([lambda page=keys[start : start + PAGE]: self.page(page) for start in range(0, len(keys), PAGE)], take)


_PAYABLE, _LINES = ByKeys(_payable), ByKeys(_lines)
CLOSED_STATES = ("paid", "void", "credited", "written_off")
# Invoices that were closed so long before the period are still known by their numbers, to be told when a text names them.
CLOSED_FOR = dt.timedelta(days=400)


@dataclass
class Inputs:
    """The engine's records, and the way back from them to rows: `line_ids` beside `lines`, which a run has in the order in which they
    are decided, `invoice_ids` beside `invoices`, which a run has by key, and `client_ids` by key. Of a run of a million lines they are
    most of the memory, so what repeats in them is one object."""

    lines: list[Line] = field(default_factory=list)
    invoices: list[OpenInvoice] = field(default_factory=list)
    clients: list[ClientFacts] = field(default_factory=list)
    own_accounts: list[OwnAccount] = field(default_factory=list)
    line_ids: array[int] = field(default_factory=lambda: array("q"))
    invoice_ids: array[int] = field(default_factory=lambda: array("q"))
    client_ids: dict[str, int] = field(default_factory=dict)


def read_inputs(run: Run) -> Inputs:
    """Reads everything that the run may use. For a run that was interrupted, lines that it has settled are
    there again and invoices stand at what was open when it began. Needs a bound tenant. Holds no locks."""
    inputs = Inputs()
    account = run.account
    read_clients(inputs, _third_payers(run))
    _read_invoices(inputs, run, account.currency)
    _read_lines(inputs, run)
    _in_order(inputs)
    inputs.own_accounts = [OwnAccount(iban) for iban in BankAccount.objects.order_by("iban").values_list("iban", flat=True)]
    return inputs


def pages(queryset: models.QuerySet, *names: str) -> Iterator[tuple]:
    """Rows as tuples by keyset pages: mysqlclient would buffer the whole result otherwise. First name: pk."""
    last = 0
    while True:
        page = list(queryset.filter(pk__gt=last).order_by("pk").values_list("pk", *names)[:PAGE])
        if not page:
            return
        yield from page
        last = page[-1][0]


@lru_cache(20_000)
def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def line_key(reference: str, entry_key: str) -> str:
    """The engine's key of a line: the bank's reference and the entry's fingerprint."""
    return f"{reference}|{entry_key[:24]}"


def _third_payers(run: Run) -> dict[int, set[str]]:
    """By client the accounts from which people, before this run was asked for, decided that its invoices were paid."""
    found: dict[int, set[str]] = defaultdict(set)
    of_people = Match.objects.filter(state="accepted", updated_at__lte=run.created_at).exclude(decided_by__startswith="system:")
    chosen = MatchItem.objects.filter(match__in=of_people.exclude(line__counterparty_iban=""), alternative=F("match__chosen_alternative"))
    for _pk, client_id, iban in pages(chosen, "invoice__client_id", "match__line__counterparty_iban"):
        found[client_id].add(iban)
    return found


def read_clients(inputs: Inputs, third_payers: dict[int, set[str]]) -> None:
    """Every client with what it can be known by as a payer."""
    ibans: dict[int, list[str]] = defaultdict(list)
    for _pk, client_id, iban in pages(ClientIban.objects.all(), "client_id", "iban"):
        ibans[client_id].append(iban)
    for pk, code, legal, short, edrpou, vat in pages(
        Client.objects.all(), "code", "legal_name", "short_name", "edrpou", "vat_number"
    ):
        inputs.client_ids[code] = pk
        own = ibans.get(pk, ())
        inputs.clients.append(client_facts(code, (legal, short), (edrpou, vat), ibans=own, paid_from=third_payers.get(pk, set()) - set(own)))
    inputs.clients.sort(key=lambda item: item.key)


def client_facts(
    key: str, names: Iterable[str], tax_ids: Iterable[str], *, ibans: Iterable[str] = (), paid_from: Iterable[str] = ()
) -> ClientFacts:
    """What the engine is told of a client. Empty names and tax ids are left out."""
    return ClientFacts(
        key=key, ibans=tuple(sorted(ibans)), tax_ids=tuple(sorted(filter(None, tax_ids))), names=tuple(sorted({*filter(None, names)})),
        paid_from=tuple(sorted(paid_from)),
    )  # fmt: skip


def _read_invoices(inputs: Inputs, run: Run, currency: str) -> None:
    settled = dict(
        MatchItem.objects.filter(match__run=run, match__state="accepted", alternative=F("match__chosen_alternative"))
        .values_list("invoice_id")
        .annotate(total=Sum("amount_minor"))
    )
    codes = {pk: code for code, pk in inputs.client_ids.items()}
    found, keys, alike = [], array("q"), Alike()

    def take(rows: Sequence[tuple]) -> None:
        for row in rows:
            pk, client_id, open_minor, state = row[0], row[2], row[5], row[-1]
            was_open = state in OPEN or pk in settled
            found.append(open_invoice(row, codes[client_id], open_minor=open_minor + settled.get(pk, 0), was_open=was_open, alike=alike))
            keys.append(pk)

    read_invoice_rows(Invoice.objects.filter(state__in=OPEN, currency=currency), take)
    missing = sorted(settled.keys() - set(keys)) if settled else []
    for start in range(0, len(missing), 1000):
        read_invoice_rows(Invoice.objects.filter(pk__in=missing[start : start + 1000]), take)
    read_invoice_rows(_others(run, currency), take)
    numbers = [one.number for one in found]
    last = None
    for place in sorted(range(len(found)), key=numbers.__getitem__):
        if numbers[place] != last:  # what changed its state between two queries was read by both: the first stands
            inputs.invoices.append(found[place])
            inputs.invoice_ids.append(keys[place])
        last = numbers[place]


def _others(run: Run, currency: str) -> models.QuerySet:
    """Invoices that pay nothing here but may be named: closed ones of late, and those open in another currency."""
    closed = Q(state__in=CLOSED_STATES, issue_on__gte=run.starts_on - CLOSED_FOR)
    foreign = Q(state__in=OPEN) & ~Q(currency=currency)
    return Invoice.objects.filter(closed | foreign)


def read_invoice_rows(queryset: models.QuerySet, take: Callable[[Sequence[tuple]], None]) -> None:
    """What the engine is told of invoices that can be paid, by pages of ascending keys, each row in the order of INVOICE. The keys are read first,
    out of an index alone: asked for whole rows behind a key, a server that has not counted a table since it grew sorts what is left of it for each page."""
    _PAYABLE.read(sorted(queryset.order_by().values_list("pk", flat=True)), take)


class Alike(dict[str, str]):
    """Of equal texts the first: `alike[text]`."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text


def open_invoice(row: Sequence[Any], client_key: str, *, open_minor: int, was_open: bool, alike: Alike | None = None) -> OpenInvoice:
    """A row in the order of INVOICE as the engine takes it. `open_minor`: what could be paid of it when it is looked at. `alike`: of
    who reads many."""
    alike = Alike() if alike is None else alike
    _pk, number, _client, currency, total, _open, issue_on, due_on, contract, reference, tax, state = row
    return OpenInvoice(
        number, number, client_key, alike[currency], total if open_minor == total else open_minor, total, _iso(issue_on), _iso(due_on),
        alike[contract or ""], reference or "", max(tax, 0), "" if was_open else alike[state],
    )  # fmt: skip


def _wanted(run: Run) -> list[int]:
    """Keys of the account's open lines in the period, but for closed months, and of those that this run has settled already. Keys alone come out of
    an index; asked for with the rows, the database sorts what is left of them for each page anew."""
    of_period = Q(booked_on__gte=run.starts_on, booked_on__lt=run.ends_before)
    for month in months_closed_now():
        of_period &= ~Q(booked_on__gte=month, booked_on__lt=month_after(month))
    still_open = StatementLine.objects.filter(of_period, account_id=run.account_id, reconciled_state="open")
    return sorted({*still_open.values_list("pk", flat=True), *run.lines.values_list("line_id", flat=True)})


def _read_lines(inputs: Inputs, run: Run) -> None:
    waiting = set(Statement.objects.filter(account_id=run.account_id, state="quarantined").values_list("pk", flat=True))
    read_line_rows(inputs, _wanted(run), without=waiting)


def read_line_rows(inputs: Inputs, keys: Sequence[int], *, without: AbstractSet[int] = frozenset()) -> None:
    """Reads statement lines by ascending keys, but for those of some statements."""
    alike = Alike()

    def take(rows: Sequence[tuple]) -> None:
        for pk, statement, entry_key, booked_on, amount, currency, name, iban, tax_id, text, reference, end_to_end in rows:
            if statement in without:
                continue
            key = line_key(reference, entry_key)
            inputs.line_ids.append(pk)
            inputs.lines.append(
                Line(key, _iso(booked_on), amount, alike[currency], alike[name], alike[iban], alike[tax_id], text, reference, alike[end_to_end])
            )

    _LINES.read(keys, take)


def _in_order(inputs: Inputs) -> None:
    """Puts the lines in the order in which they are decided."""
    lines, keys = inputs.lines, inputs.line_ids
    order = sorted(range(len(lines)), key=lambda place: canonical_order(lines[place]))
    inputs.lines = [lines[place] for place in order]
    inputs.line_ids = array("q", [keys[place] for place in order])
