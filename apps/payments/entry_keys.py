"""When two entries of two files are the same entry.

Banks number entries or do not, and statements overlap. An entry is known by its facts and by its ordinal among
equal entries of the account's day: the second coffee of the day is another coffee, and a file that repeats the
day brings neither again. A batch that was taken apart is known by its parts and whole: a file that knows less of it brings nothing
again, and neither does one that knows more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from django.db.models import F

from apps.payments.models import BankAccount, Statement, StatementLine
from apps.payments.parsers import Entry
from apps.payments.reading import ReadStatement
from apps.payments.states import StatementState

# How the columns of a line cut what a bank may write at length; facts are compared as they are stored.
REFERENCE, NAME, IBAN, TAX_ID = 70, 200, 40, 35
_MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class EntryKey:
    """By what an entry is known, 32 bytes; `batch`: of a part of a batch the key of the batch whole, b"" of all others."""

    own: bytes
    batch: bytes = b""


def batches_with_keys(
    item: ReadStatement, account: BankAccount, spool: IO[bytes]
) -> Iterator[tuple[list[Entry], list[EntryKey]]]:
    """The entries by batches, each with its key. Needs the account locked."""
    ordinals = _ordinals_before(item, account)

    def key_of(entry: Entry) -> bytes:
        facts = facts_of(
            entry.booked_on, entry.amount_minor, entry.currency or account.currency, entry.reference, entry.end_to_end_id,
            entry.counterparty_iban, entry.counterparty_name, entry.remittance,
        )  # fmt: skip
        digest = hashlib.sha256(facts.encode("utf-8", "surrogatepass")).digest()
        ordinals[digest] += 1
        return hashlib.sha256(digest + str(ordinals[digest]).encode()).digest()

    whole = b""
    for entries in item.entries(spool):
        keys = []
        for entry in entries:
            if entry.whole is None:
                whole = b""
            elif entry.part == 1:
                whole = key_of(entry.whole)
            keys.append(EntryKey(key_of(entry), whole))
        yield entries, keys


def facts_of(
    booked_on: dt.date, amount_minor: int, currency: str, reference: str, end_to_end_id: str, iban: str, name: str, remittance: str
) -> str:
    """What makes an entry that entry, whatever file and format it comes in."""
    return "\0".join(
        (
            booked_on.isoformat(), str(amount_minor), currency, reference[:REFERENCE], end_to_end_id[:REFERENCE], iban[:IBAN],
            name[:NAME], " ".join(remittance.split()),
        )
    )  # fmt: skip


def known_keys(account: BankAccount, keys: Sequence[EntryKey]) -> tuple[set[bytes], set[bytes]]:
    """The own keys of those entries that the account has in force: as they are, of parts as the batch whole, of a batch as its parts.
    And the keys of the lines in force that they repeat: one for all parts of a batch that is there whole, each part for a batch that is
    not."""
    asked = {key.hex() for found in keys for key in (found.own, found.batch) if key}
    in_force = StatementLine.objects.filter(account=account, live_key__isnull=False)
    lines = set(in_force.filter(live_key__in=asked).values_list("live_key", flat=True))
    parts = list(in_force.filter(batch_key__in=[key.own.hex() for key in keys if not key.batch]).values_list("live_key", "batch_key"))
    there = lines | {batch for _own, batch in parts}
    had = {key.own for key in keys if key.own.hex() in there or (key.batch and key.batch.hex() in there)}
    return had, {bytes.fromhex(key) for key in (*lines, *(own for own, _batch in parts)) if key}


def _ordinals_before(item: ReadStatement, account: BankAccount) -> Counter[bytes]:
    """How often each fact stands in the statements that this one continues within the day.

    A statement that opens with the balance at which another closed lies behind it, so an equal entry is a
    further one and no repetition (pages of a day, intraday reports). A statement without net movement tells
    nothing; neither does one whose own entries were known before it.
    """
    counts: Counter[bytes] = Counter()
    opening, seen = item.opening_minor, set()
    while opening is not None and item.first_on is not None and len(seen) < _MOST_STEPS:
        before = (
            Statement.objects.filter(account=account, closing_minor=opening, ends_on__gte=item.first_on, new_count=F("entry_count"))
            .exclude(state=StatementState.QUARANTINED).exclude(opening_minor=F("closing_minor")).exclude(pk__in=seen)
            .order_by("-pk").first()
        )  # fmt: skip
        if before is None:
            break
        seen.add(before.pk)
        counts.update(_facts_of_lines(before, item.first_on))
        opening = before.opening_minor
    return counts


def _facts_of_lines(statement: Statement, since: dt.date) -> Iterator[bytes]:
    names = (
        "booked_on", "amount_minor", "currency", "reference", "end_to_end_id", "counterparty_iban", "counterparty_name", "remittance",
    )  # fmt: skip
    rows = StatementLine.objects.filter(statement=statement, booked_on__gte=since, live_key__isnull=False).values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        yield hashlib.sha256(facts_of(*row).encode("utf-8", "surrogatepass")).digest()
