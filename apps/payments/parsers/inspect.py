"""What a file says, without a database: for the command and for a look before an import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from apps.kernel.money import decimal_text
from apps.payments.parsers.detect import open_file
from apps.payments.parsers.model import End, Entry, Header, Notice


@dataclass
class Totals:
    """Counts and sums of one statement. Sums are minor units; `debit_minor` is positive."""

    header: Header
    entry_count: int = 0
    credit_minor: int = 0
    debit_minor: int = 0
    opening_minor: int | None = None
    closing_minor: int | None = None
    warnings: list[str] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Counts an entry in, a batch once, as it stands in the file."""
        if entry.part > 1:
            return
        self.entry_count += 1
        entry = entry.whole or entry
        if entry.amount_minor >= 0:
            self.credit_minor += entry.amount_minor
        else:
            self.debit_minor -= entry.amount_minor

    @property
    def balances(self) -> bool | None:
        """Opening plus entries is closing; None where a balance is missing."""
        if self.opening_minor is None or self.closing_minor is None:
            return None
        return self.opening_minor + self.credit_minor - self.debit_minor == self.closing_minor


def totals_of(path: str | Path, *, profile: str = "") -> tuple[str, list[Totals]]:
    """The format and the totals of every statement. Raises UnreadableFile."""
    found: list[Totals] = []
    form = ""
    for event in open_file(path, profile=profile):
        if isinstance(event, Header):
            form = form or event.format
            found.append(Totals(event))
        elif isinstance(event, Entry):
            found[-1].add(event)
        elif isinstance(event, End):
            found[-1].opening_minor, found[-1].closing_minor = event.opening_minor, event.closing_minor
        elif isinstance(event, Notice):
            found[-1].warnings.append(event.text)
    return form, found


def write_json(path: str | Path, out: IO[str], *, profile: str = "") -> None:
    """The whole file as one JSON document, entries written as they are read in a second pass.

    The first pass reads everything, so that a file which breaks off later is refused before a byte is out.
    """
    form, totals = totals_of(path, profile=profile)
    warnings = [text for item in totals for text in item.warnings]
    out.write('{"format": ' + json.dumps(form) + ', "statements": [')
    events = open_file(path, profile=profile)
    for index, item in enumerate(totals):
        out.write(", " if index else "")
        _write_statement(item, _entries_of_next(events), out)
    out.write('], "warnings": ' + json.dumps(warnings, ensure_ascii=False) + "}\n")


def _write_statement(item: Totals, entries: Iterator[Entry], out: IO[str]) -> None:
    head = item.header
    body: dict[str, Any] = {
        "account": head.account,
        "currency": head.currency,
        "statement_id": head.statement_id,
        "sequence": head.sequence,
        "opening": _amount(item.opening_minor, head.currency),
        "closing": _amount(item.closing_minor, head.currency),
        "balances": item.balances,
        "entry_count": item.entry_count,
        "credit_sum": _amount(item.credit_minor, head.currency),
        "debit_sum": _amount(item.debit_minor, head.currency),
    }
    out.write(json.dumps(body, ensure_ascii=False)[:-1] + ', "entries": [')
    for index, entry in enumerate(entries):
        out.write(", " if index else "")
        out.write(json.dumps(_entry(entry), ensure_ascii=False))
    out.write("]}")


def _entries_of_next(events: Iterator[Any]) -> Iterator[Entry]:
    """The entries up to the end of the statement that comes next."""
    for event in events:
        if isinstance(event, Entry):
            yield event
        elif isinstance(event, End):
            return


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "booked_on": entry.booked_on.isoformat(),
        "value_on": entry.value_on.isoformat() if entry.value_on else None,
        "amount": decimal_text(entry.amount_minor, entry.currency),
        "currency": entry.currency,
        "reference": entry.reference,
        "end_to_end_id": entry.end_to_end_id,
        "counterparty": {
            "name": entry.counterparty_name,
            "iban": entry.counterparty_iban,
            "tax_id": entry.counterparty_tax_id,
        },
        "remittance": entry.remittance,
        "batch": {"amount": decimal_text(entry.whole.amount_minor, entry.currency), "reference": entry.whole.reference} if entry.whole else None,
    }


def _amount(minor: int | None, currency: str) -> str | None:
    return None if minor is None else decimal_text(minor, currency)
