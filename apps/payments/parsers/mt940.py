"""SWIFT MT940 and MT942 in the dialects that banks really send.

Source of the meanings: SWIFT user handbook, category 9. A mark RC (reversal of a credit) is a debit, RD
(reversal of a debit) a credit. The library mt-940 counts RC as a credit and fails on several dialects, so
this reader is our own and is checked against balances.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from apps.kernel.errors import Refusal
from apps.kernel.money import to_minor
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import End, Entry, Event, Header, Notice

_TAG = re.compile(r"^:(\d{2}[A-Z]?):")
_LINE = re.compile(
    r"^(?P<value>[0-9]{6})\s*(?P<entry>[0-9]{4})?\s*(?P<mark>R[CD]|E[CD]|[CD])(?P<funds>[A-Z])?\s*(?P<amount>[0-9][0-9.]*(?:,[0-9]*)?)"
    r"\s*(?P<kind>[A-Z][A-Z0-9]{3})?(?P<rest>.*)$",
    re.S,
)
_BALANCE = re.compile(r"^(?P<mark>[CD])(?P<date>[0-9]{6})(?P<currency>[A-Z]{3})\s*(?P<amount>[0-9.,]+)\s*$")
_AMOUNT = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)?(?:,[0-9]*)?|[0-9]+\.[0-9]{1,2}")
_SUBFIELD = re.compile(r"\?(\d{2})")
_KEYWORDS = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)\+")
_SLASHED = re.compile(r"/(EREF|REMI|NAME|IBAN|BENM|ORDP|CNTP|CSID|MARF|PREF|TRTP|BIC|ISDT|RTRN|ADDR|TRCD|ID|PURP|ULTD|ULTC)/")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b")
MAX_FIELD, MAX_NOTICES = 20_000, 1_000


def read(lines: Iterable[str]) -> Iterator[Event]:
    """The events of every statement. Lines come without their ends. Raises UnreadableFile."""
    reader = _Reader()
    for number, tag, value in _fields(lines):
        yield from reader.take(number, tag, value)
    yield from reader.close()
    if not reader.seen:
        raise UnreadableFile(_("The file holds no MT940 statement (no field :20:, :60F: or :61:)."))


def _fields(lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """(line number, tag, value with its continuation lines)."""
    tag, start, parts = "", 0, []  # type: ignore[var-annotated]
    for number, line in enumerate(lines, 1):
        line = line.rstrip()
        found = _TAG.match(line)
        if found:
            if tag:
                yield start, tag, "\n".join(parts)
            tag, start, parts = found[1], number, [line[found.end() :]]
        elif line in ("-", "-}", "") or line.startswith(("{", "-}")):
            # ends of blocks; a blank line inside a field means nothing
            continue
        elif tag:
            parts.append(line)
            if sum(map(len, parts[-1:])) > MAX_FIELD or len(parts) > 500:
                raise UnreadableFile(_("A field is longer than any bank writes."), where=_where(start))
    if tag:
        yield start, tag, "\n".join(parts)


class _Reader:
    def __init__(self) -> None:
        self.header: Header | None = None
        self.pending: Entry | None = None
        self.announced = self.seen = False
        self.opening: int | None = None
        self.closing: int | None = None
        self.ends_on: dt.date | None = None
        self.position = 0
        self.notices: list[Notice] = []

    def take(self, number: int, tag: str, value: str) -> Iterator[Event]:
        if tag == "20" and self.header is not None:
            yield from self.close()
        if self.header is None:
            if tag not in ("20", "25", "25P", "28", "28C", "60F", "60M", "61", "62F", "62M"):
                return
            self._open()
        head = self.header
        assert head is not None
        if tag == "20":
            head.statement_id = value.split("\n")[0].strip()[:70]
        elif tag in ("25", "25P"):
            self._account(value)
        elif tag in ("28", "28C"):
            head.sequence = value.strip()[:20]
        elif tag == "34F" and not head.currency:
            head.currency = value[:3]
        elif tag in ("60F", "60M"):
            self._opening(number, value)
        elif tag == "61":
            yield from self._flush()
            self._line(number, value)
        elif tag == "86":
            if self.pending is not None:
                _details(self.pending, value)
                yield from self._flush()
        elif tag in ("62F", "62M"):
            yield from self._flush()
            self._closing(number, value)
        yield from self._said()

    def close(self) -> Iterator[Event]:
        if self.header is None:
            return
        yield from self._flush()
        yield from self._announce()
        yield from self._said()
        yield End(self.opening, self.closing, self.header.starts_on, self.ends_on)
        self.header = None

    def _open(self) -> None:
        self.header = Header("mt940", "", "")
        self.announced, self.seen = False, True
        self.opening = self.closing = None
        self.ends_on, self.position = None, 0

    def _account(self, value: str) -> None:
        assert self.header is not None
        text = value.split("\n")[0].strip()
        found = re.match(r"^(.*?)\s+([A-Z]{3})$", text)
        if found:
            text, self.header.currency = found[1], found[2]
        self.header.account = text.replace(" ", "").strip('"')[:40]

    def _opening(self, number: int, value: str) -> None:
        assert self.header is not None
        day, currency, minor = self._balance(number, value)
        if self.opening is None:
            self.opening = self.header.opening_minor = minor
            self.header.currency, self.header.starts_on = currency, day
            # some banks write the currency behind the account number
            if len(self.header.account) > 8:
                self.header.account = self.header.account.removesuffix(currency)
        else:
            if len(self.notices) > MAX_NOTICES:
                raise UnreadableFile(_("One statement has more opening balances than a bank writes."), where=_where(number))
            text = _("A second opening balance in one statement was passed over (line %(line)s).")
            self.notices.append(Notice(text % {"line": number}))

    def _closing(self, number: int, value: str) -> None:
        assert self.header is not None
        day, currency, self.closing = self._balance(number, value)
        self.header.currency = self.header.currency or currency
        self.ends_on = day

    def _balance(self, number: int, value: str) -> tuple[dt.date, str, int]:
        found = _BALANCE.match(value.split("\n")[0].strip())
        if not found:
            raise UnreadableFile(_("The balance “%(text)s” cannot be read."), where=_where(number), text=value[:40])
        minor = _minor(found["amount"], found["currency"], number)
        day = self._day(found["date"], number)
        return day, found["currency"], minor if found["mark"] == "C" else -minor

    def _line(self, number: int, value: str) -> None:
        assert self.header is not None
        found = _LINE.match(value) or _LINE.match(value.replace("\n", ""))
        if not found:
            raise UnreadableFile(_("The entry “%(text)s” cannot be read."), where=_where(number), text=value[:60])
        minor = _minor(found["amount"], self.header.currency, number)
        mark = found["mark"]
        if mark in ("EC", "ED"):
            self.notices.append(Notice(_("Left out: an expected entry that is not booked (line %(line)s).") % {"line": number}))
            return
        value_on = self._day(found["value"], number)
        booked_on = self._entry_day(found["entry"], value_on, number)
        self.position += 1
        first, _nl, supplement = found["rest"].partition("\n")
        customer, _slashes, bank = first.partition("//")
        customer = "" if customer.strip() in ("NONREF", "NOTPROVIDED", "") else customer.strip()
        self.pending = Entry(
            self.position, booked_on, value_on, minor if mark in ("C", "RD") else -minor, self.header.currency,
            reference=(bank.strip() or customer)[:70], end_to_end_id=customer[:70], code=(found["kind"] or "")[:20],
            is_reversal=mark.startswith("R"), remittance=supplement.replace("\n", " ").strip(), raw=f":61:{value}",
        )  # fmt: skip

    def _flush(self) -> Iterator[Event]:
        if self.pending is not None:
            yield from self._announce()
            yield from self._said()
            yield self.pending
            self.pending = None

    def _announce(self) -> Iterator[Event]:
        if not self.announced and self.header is not None:
            self.announced = True
            yield self.header

    def _said(self) -> Iterator[Event]:
        if self.announced:
            yield from self.notices
            self.notices = []

    def _day(self, text: str, number: int) -> dt.date:
        year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:6])
        if int(text[:2]) >= 80:
            year -= 100
        try:
            return dt.date(year, month, day)
        except ValueError:
            if not (1 <= month <= 12 and 29 <= day <= 31):
                raise UnreadableFile(_("“%(date)s” is not a date."), where=_where(number), date=text) from None
        last = dt.date(year, month, calendar.monthrange(year, month)[1])
        self.notices.append(
            Notice(
                _("The date %(date)s is not in the calendar; %(last)s was taken (line %(line)s).")
                % {"date": f"{day:02}.{month:02}.{year}", "last": last.isoformat(), "line": number}
            )
        )
        return last

    def _entry_day(self, text: str | None, value_on: dt.date, number: int) -> dt.date:
        """The entry date MMDD in the year that brings it nearest to the value date."""
        if not text:
            return value_on
        month, day = int(text[:2]), int(text[2:])
        days = []
        for year in (value_on.year - 1, value_on.year, value_on.year + 1):
            try:
                days.append(dt.date(year, month, day))
            except ValueError:
                continue
        if not days:
            if 1 <= month <= 12 and 29 <= day <= 31:
                return self._day(f"{value_on.year % 100:02}{text}", number)
            return value_on
        return min(days, key=lambda found: abs((found - value_on).days))


def _details(entry: Entry, value: str) -> None:
    """Field 86: the German ?NN sub-fields, slash-coded words, or plain text."""
    entry.raw = f"{entry.raw}\n:86:{value}"[:20_000]
    joined = value.replace("\n", "")
    if _SUBFIELD.search(joined):
        _subfields(entry, joined)
    elif _SLASHED.search(joined):
        _slashed(entry, joined)
    else:
        entry.remittance = " ".join(value.split())[:2000]
    if not entry.counterparty_iban:
        found = _IBAN.search(joined)
        entry.counterparty_iban = found[0] if found else ""


def _subfields(entry: Entry, text: str) -> None:
    pieces = _SUBFIELD.split(text)
    found: dict[str, str] = {}
    for code, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        found[code] = found.get(code, "") + piece
    purpose = "".join(found.get(f"{code:02}", "") for code in (*range(20, 30), *range(60, 64)))
    words = _KEYWORDS.split(purpose)
    named = dict(zip(words[1::2], words[2::2], strict=True))
    entry.remittance = (named.get("SVWZ") or purpose or found.get("00", "")).strip()[:2000]
    entry.end_to_end_id = named.get("EREF", entry.end_to_end_id).strip()[:70]
    entry.counterparty_name = f"{found.get('32', '')}{found.get('33', '')}".strip()[:200]
    entry.counterparty_iban = (named.get("IBAN") or found.get("38") or found.get("31") or "").replace(" ", "")[:40]


def _slashed(entry: Entry, text: str) -> None:
    pieces = _SLASHED.split(text)
    found = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    entry.remittance = found.get("REMI", "").removeprefix("USTD//").strip("/ ")[:2000] or text[:2000]
    entry.end_to_end_id = (found.get("EREF", "") or entry.end_to_end_id).strip("/ ")[:70]
    entry.counterparty_name = found.get("NAME", "").strip("/ ")[:200]
    entry.counterparty_iban = found.get("IBAN", "").strip("/ ").replace(" ", "")[:40]


def _minor(text: str, currency: str, number: int) -> int:
    """Minor units. The decimal mark is a comma and points group; a point before one or two last digits is a decimal mark that should be
    a comma."""
    if not _AMOUNT.fullmatch(text) or not text.strip(",."):
        raise UnreadableFile(_("“%(amount)s” is not an amount."), where=_where(number), amount=text[:40])
    plain = text if re.fullmatch(r"[0-9]+\.[0-9]{1,2}", text) else text.replace(".", "").replace(",", ".").rstrip(".")
    try:
        return to_minor(plain, currency)
    except Refusal as refusal:
        raise UnreadableFile(str(refusal), where=_where(number)) from None


def _where(number: int) -> str:
    return _("line %(line)s") % {"line": number}
