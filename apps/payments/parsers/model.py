"""What every format is read into."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# What no text has: control characters (a terminal would obey them), and marks that turn the direction of writing.
UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 30), 31, 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def plausible(day: dt.date) -> bool:
    """Whether a bank may have meant that day: a year of four digits, and not centuries ahead."""
    return 1000 <= day.year < 2200


@dataclass(slots=True)
class Header:
    """The head of one statement. Amounts are signed minor units of `currency`; None where the file says nothing. `profile`: the name of
    the mapping profile that a table was read by."""

    format: str
    account: str
    currency: str
    statement_id: str = ""
    sequence: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    opening_minor: int | None = None
    closing_minor: int | None = None
    profile: str = ""


@dataclass(slots=True)
class Entry:
    """One booked entry. `amount_minor` is signed: positive is money in. `reference` is the bank's own.

    `position` counts from 1 within the statement. `raw` is the entry as it stands in the file. Of a batch that was taken apart each part
    is an entry: `whole` is the batch as it stands in the file, `part` counts from 1.
    """

    position: int
    booked_on: dt.date
    value_on: dt.date | None
    amount_minor: int
    currency: str
    reference: str = ""
    end_to_end_id: str = ""
    counterparty_name: str = ""
    counterparty_iban: str = ""
    counterparty_tax_id: str = ""
    remittance: str = ""
    code: str = ""
    is_reversal: bool = False
    raw: str = ""
    whole: Entry | None = None
    part: int = 0


@dataclass(slots=True)
class Notice:
    """Something that a person should know: a pending entry left out, a date that is not in the calendar."""

    text: str


@dataclass(slots=True)
class End:
    """The end of a statement, with what the file says only there. The balances here are the final word."""

    opening_minor: int | None
    closing_minor: int | None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None


Event = Header | Entry | Notice | End
