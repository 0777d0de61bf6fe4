"""QIF: records of bank, cash and card accounts, each ended by `^`.

Source: Intuit's description of the format. Amounts are signed. A split (`S`, `$`) says of what kind the parts are, not who paid:
it stays one entry, and its parts must add up to it. The file names no currency, and not always the account.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from apps.kernel.amounts import decimal_mark, minor_of
from apps.kernel.errors import Refusal
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import End, Entry, Event, Header, Notice, plausible
from apps.payments.parsers.values import line, lines_of, text_of, whole

_MONEY = ("bank", "cash", "ccard", "oth a", "oth l")
_FORMS = ("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%y/%m/%d")
_KNOWN = "DTUPMNLCASE$%AF"
Record = list[tuple[int, str, str]]


def read(stream: IO[bytes]) -> Iterator[Event]:
    """The events, a statement for each account section. Raises UnreadableFile with the line."""
    sections = list(_sections(text_of(whole(stream), "cp1252")))
    if not sections:
        raise UnreadableFile(_("The QIF file holds no section of a bank, cash or card account."))
    texts = [value for _account, records in sections for record in records for _at, mark, value in record if mark in "T$"]
    mark = decimal_mark(texts)
    dates = [(at, value) for _account, records in sections for record in records for at, letter, value in record if letter == "D"]
    form, two_ways = _form(dates)
    for account, records in sections:
        entries = [_entry(record, number, mark, form) for number, record in enumerate(records, 1)]
        days = [entry.booked_on for entry in entries]
        yield Header("qif", account, "", starts_on=min(days, default=None), ends_on=max(days, default=None))
        if two_ways:
            yield Notice(_("Every date can be read in two ways; the day was taken to stand first."))
            two_ways = False
        yield from entries
        yield End(None, None, min(days, default=None), max(days, default=None))


def _sections(text: str) -> Iterator[tuple[str, list[Record]]]:
    kind, account, records, record = "", "", [], []  # type: ignore[var-annotated]
    begun = False
    for at, content in lines_of(text):
        if not content.strip():
            continue
        if content.startswith("!"):
            if record:
                raise UnreadableFile(_("A record is not ended by “^”."), where=line(at))
            if begun:
                yield account, records
                records, begun = [], False
            kind = content[1:].strip().casefold()
            if kind.startswith("type:"):
                kind = kind[5:].strip()
                if kind.startswith("invst"):
                    raise UnreadableFile(_("A section of securities is not read."), where=line(at), hint=_("Export the account of money."))
                begun = kind in _MONEY
        elif content.startswith("^"):
            if kind == "account":
                account = next((value[:40] for _at, letter, value in record if letter == "N"), "")
            elif begun:
                records.append(record)
            record = []
        else:
            if begun and content[0] not in _KNOWN:
                raise UnreadableFile(_("The line “%(text)s” is none of the format."), where=line(at), text=content[:40])
            record.append((at, content[0], content[1:].strip()))
    if record:
        raise UnreadableFile(_("A record is not ended by “^”."), where=line(record[-1][0]))
    if begun:
        yield account, records


def _form(dates: list[tuple[int, str]]) -> tuple[str, bool]:
    """The format that fits all dates, and whether day and month could be told from them. Raises UnreadableFile."""
    fitting = list(_FORMS)
    for at, text in dates:
        fitting = [form for form in fitting if _day(text, form) is not None]
        if not fitting:
            raise UnreadableFile(_("“%(date)s” is not a date."), where=line(at), date=text[:40])
    return fitting[0], bool(dates) and {"%d/%m/%Y", "%m/%d/%Y"} <= set(fitting)


def _day(text: str, form: str) -> dt.date | None:
    """A date such as 8/12/13, 8/12'04 or 2013-08-12 in that order of its parts."""
    parts = re.fullmatch(r"\s*(\d{1,4})[/.-]\s*(\d{1,2})([/.'-])\s*(\d{1,4})\s*", text)
    if not parts:
        return None
    first, second, last = parts[1], parts[2], parts[4]
    if form.startswith(("%Y", "%y")):
        year, month, of_month = (first, second, last) if (len(first) == 4) is (form[:2] == "%Y") else ("", "", "")
    else:
        year = last
        month, of_month = (second, first) if form.startswith("%d") else (first, second)
    if len(year) not in (2, 4) or len(of_month) > 2:
        return None
    whole_year = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 80 else 1900)
    try:
        found = dt.date(whole_year, int(month), int(of_month))
    except ValueError:
        return None
    return found if plausible(found) else None


def _entry(record: Record, position: int, mark: str, form: str) -> Entry:
    got: dict[str, str] = {}
    for _at, letter, value in record:
        got.setdefault(letter, value)
    where = line(record[0][0]) if record else ""
    if "T" not in got:
        raise UnreadableFile(_("An entry has no amount."), where=where)
    if "D" not in got:
        raise UnreadableFile(_("An entry has neither a booking date nor a value date."), where=where)
    minor = _minor(got["T"], mark, where)
    parts = [_minor(value, mark, line(at)) for at, letter, value in record if letter == "$"]
    if parts and sum(parts) != minor:
        raise UnreadableFile(_("The parts of the entry do not add up to it."), where=where)
    booked = _day(got["D"], form)
    assert booked is not None  # every date of the file fits the format
    number = got.get("N", "")
    return Entry(
        position, booked, None, minor, "", reference=number[:70], counterparty_name=got.get("P", "")[:200],
        remittance=" ".join(filter(None, (got.get("P"), got.get("M"))))[:2000], raw="\n".join(letter + value for _at, letter, value in record)[:20_000],
    )  # fmt: skip


def _minor(text: str, mark: str, where: str) -> int:
    try:
        return minor_of(text, "", mark)
    except Refusal as refusal:
        raise UnreadableFile(str(refusal), where=where) from None
