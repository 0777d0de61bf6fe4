"""A file read whole before anything is written: figures in memory, entries in a spool on disk.

So a file that breaks off is refused with nothing stored, no lock is held while a large file is read, and
memory stays flat whatever the size of the file.
"""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import IO

from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Invalid, Reason
from apps.payments.parsers import End, Entry, Header, Notice, UnreadableFile
from apps.payments.parsers.detect import open_stream
from apps.payments.parsers.profiles import CsvProfile

BATCH = 1000
# Sums must fit the database's signed 64-bit columns, with room to add a statement to another.
MOST_MINOR = 2**61
_values = attrgetter(*(item.name for item in fields(Entry)))


@dataclass
class ReadStatement:
    """One statement as read. Amounts are minor units; `debit_minor` is positive. Its entries are in the spool
    from `offset` on, in so many batches."""

    header: Header
    offset: int
    entry_count: int = 0
    credit_minor: int = 0
    debit_minor: int = 0
    opening_minor: int | None = None
    closing_minor: int | None = None
    currencies: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    batches: int = 0
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    first_on: dt.date | None = None

    def count(self, entry: Entry) -> None:
        """Takes an entry into the figures."""
        self.entry_count += 1
        self.currencies.add(entry.currency)
        if entry.amount_minor >= 0:
            self.credit_minor += entry.amount_minor
        else:
            self.debit_minor -= entry.amount_minor
        self.first_on = min(self.first_on or entry.booked_on, entry.booked_on)
        self.ends_on = max(self.ends_on or entry.booked_on, entry.booked_on)

    def close(self, end: End) -> None:
        """Takes what the file says at the statement's end; the balances there are the final word."""
        self.opening_minor, self.closing_minor = end.opening_minor, end.closing_minor
        self.starts_on, self.ends_on = end.starts_on or self.first_on, end.ends_on or self.ends_on

    def entries(self, spool: IO[bytes]) -> Iterator[list[Entry]]:
        """The entries by batches of at most BATCH, in the order of the file."""
        spool.seek(self.offset)
        for _number in range(self.batches):
            rows = pickle.load(spool)  # noqa: S301 - written by this process a moment ago
            yield [Entry(*row) for row in rows]


def read_file(stream: IO[bytes], spool: IO[bytes], *, profile: str = "", own: Sequence[CsvProfile] = ()) -> list[ReadStatement]:
    """Reads every statement of a seekable stream that stands at its start. `own`: the company's mapping profiles. Raises Invalid with the
    place in the file."""
    found: list[ReadStatement] = []
    batch: list[Entry] = []
    try:
        for event in open_stream(stream, profile=profile, own=own):
            if isinstance(event, Header):
                found.append(ReadStatement(event, spool.tell()))
            elif isinstance(event, Entry):
                found[-1].count(event)
                batch.append(event)
                if len(batch) == BATCH:
                    _put(batch, found[-1], spool)
            elif isinstance(event, Notice):
                found[-1].warnings.append(event.text)
            elif isinstance(event, End):
                _put(batch, found[-1], spool)
                found[-1].close(event)
    except UnreadableFile as error:
        raise Invalid(Reason("unreadable", str(error), "file")) from None
    _check(found)
    return found


def _put(batch: list[Entry], item: ReadStatement, spool: IO[bytes]) -> None:
    if batch:  # as tuples: half the time that objects take
        pickle.dump([_values(entry) for entry in batch], spool, protocol=pickle.HIGHEST_PROTOCOL)
        item.batches += 1
        batch.clear()


def _check(found: list[ReadStatement]) -> None:
    if not found:
        raise Invalid(Reason("no_statement", _("The file holds no statement."), "file"))
    amounts = [minor for item in found for minor in (item.credit_minor, item.debit_minor, item.opening_minor, item.closing_minor)]
    if any(abs(minor or 0) > MOST_MINOR for minor in amounts):
        raise Invalid(Reason("too_large", _("The amounts of the file add up to more than a bank account can hold."), "file"))
