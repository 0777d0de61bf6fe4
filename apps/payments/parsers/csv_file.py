"""Statements as CSV, read by a mapping profile that is found by the headers or named by the user."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.kernel.errors import Refusal
from apps.kernel.money import to_minor
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import End, Entry, Event, Header, Notice
from apps.payments.parsers.profiles import PROFILES, CsvProfile, folded

MAX_BYTES, MAX_ROWS, MAX_COLUMNS, MAX_CELL, PREAMBLE = 32 * 2**20, 500_000, 100, 20_000, 40
_EMPTY = {"", "—", "–", "-"}
_IBAN = re.compile(r"\b([A-Z]{2}\d{2}[A-Z0-9]{11,30})\b")
_OPENING = re.compile(r"balance at (start|beginning)|opening balance|залишок на початок|вхідний залишок", re.I)
_NO_MOVEMENT = {"turnover", "обороти", "обороти за період"}
_CLOSING = re.compile(r"balance at end|closing balance|залишок на кінець|вихідний залишок", re.I)


@dataclass
class _Table:
    """A header row and what follows it, up to the next header row."""

    profile: CsvProfile
    columns: dict[str, int]
    line: int


def decode(data: bytes) -> str:
    """Text of a CSV: UTF-8 with or without a mark, UTF-16 with one, else windows-1251. Raises UnreadableFile."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _strict(data, "cp1251")
    if text and sum(char.isalpha() or char.isspace() or char.isdigit() or char in ";,.:\"'-/()№" for char in text) < 0.8 * len(text):
        raise UnreadableFile(_("The encoding of the file cannot be told; save it as UTF-8."))
    return text


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            _("The encoding of the file cannot be told; save it as UTF-8."), where=_("byte %(byte)s") % {"byte": error.start}
        ) from None


def read(data: bytes, *, profile: CsvProfile | None = None) -> Iterator[Event]:
    """The events of the file, of at most MAX_BYTES: one statement for each table and account in it. Raises UnreadableFile."""
    rows = _rows(decode(data))
    candidates = (profile,) if profile else PROFILES
    heads: list[list[str]] = []
    seen: list[list[str]] = []
    table: _Table | None = None
    found = False
    body: list[tuple[int, list[str]]] = []
    for number, row in rows:
        match = _match(row, candidates) if table is None or len(body) == 0 or _is_header(row, table) else None
        if match and (table is None or _is_header(row, table)):
            if table is not None:
                yield from _statement(table, body, heads)
                heads = [cells for _n, cells in body[-3:]] or heads
            table, body, found = _Table(match[0], match[1], number), [], True
            continue
        if table is None:
            heads.append(row)
            seen.append(row)
            if len(heads) > PREAMBLE:
                break
        else:
            body.append((number, row))
    if not found or table is None:
        raise _no_profile(seen, profile)
    yield from _statement(table, body, heads)


def _no_profile(seen: Sequence[Sequence[str]], profile: CsvProfile | None) -> UnreadableFile:
    widest = max(seen, key=len, default=[])
    return UnreadableFile(
        _("No mapping profile fits the columns: %(columns)s."),
        hint=_("Profiles: %(names)s.") % {"names": profile.name if profile else ", ".join(p.name for p in PROFILES)},
        columns=", ".join(cell.strip()[:30] for cell in widest[:20]) or "—",
    )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    sample = "\n".join(text[:8000].splitlines()[:PREAMBLE])
    delimiter = max(";,\t|", key=lambda mark: (sum(line.count(mark) > 1 for line in sample.split("\n")), sample.count(mark)))
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=delimiter)
    try:
        for count, row in enumerate(reader, 1):
            if count > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise UnreadableFile(_("The table is larger than a statement can be."), where=_line(reader.line_num))
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise UnreadableFile(_("The CSV is broken: %(error)s"), where=_line(reader.line_num), error=str(error)) from None


_ROLES = (
    "date", "value_date", "amount", "debit", "credit", "direction", "currency", "account", "reference", "party", "iban",
    "tax_id", "text", "balance", "status",
)  # fmt: skip


def _match(row: Sequence[str], candidates: Sequence[CsvProfile]) -> tuple[CsvProfile, dict[str, int]] | None:
    """The first profile whose date and amount columns are in the row."""
    names = [folded(cell) for cell in row]
    for profile in candidates:
        if any(name not in names for name in profile.required):
            continue
        columns: dict[str, int] = {}
        for role in _ROLES:
            wanted = getattr(profile, role)
            index = next((names.index(name) for name in wanted if name in names), None)
            if index is not None:
                columns[role] = index
        if "date" in columns and ("amount" in columns or {"debit", "credit"} <= set(columns)):
            return profile, columns
    return None


def _is_header(row: Sequence[str], table: _Table) -> bool:
    index = table.columns["date"]
    return index < len(row) and folded(row[index]) in table.profile.date


def _statement(table: _Table, body: Sequence[tuple[int, list[str]]], heads: Sequence[Sequence[str]]) -> Iterator[Event]:
    reader = _Reader(table, heads)
    for number, row in body:
        reader.take(number, row)
    yield from reader.events()


class _Reader:
    """Reads the rows of one table. A table is held whole, because balances and dates are judged over all rows."""

    def __init__(self, table: _Table, heads: Sequence[Sequence[str]]) -> None:
        self.table, self.profile = table, table.profile
        self.entries: list[Entry] = []
        self.balances: list[int | None] = []
        self.notices: list[Notice] = []
        self.account = self.currency = ""
        self.opening: int | None = None
        self.closing: int | None = None
        self.formats = list(self.profile.dates)
        for cells in heads:
            self._preamble(cells)

    def take(self, number: int, row: list[str]) -> None:
        text = self._cell(row, "text")
        day_text = self._cell(row, "date")
        if not day_text or not re.search(r"\d", day_text):
            self._preamble(row)
            return
        currency = (self._cell(row, "currency") or self.profile.default_currency)[:3].upper()
        self.account = self.account or self._cell(row, "account").replace(" ", "")[:40]
        self.currency = self.currency or currency
        minor = self._amount(number, row, currency or self.currency)
        if minor is None:
            self.notices.append(Notice(_("Line %(line)s has no amount and was left out.") % {"line": number}))
            return
        if self.profile.carried_forward and text.startswith(self.profile.carried_forward):
            self.opening = minor
            return
        if _OPENING.fullmatch(text):
            self.opening = minor
            return
        if _CLOSING.fullmatch(text):
            self.closing = minor
            return
        if text.casefold() in _NO_MOVEMENT:
            return
        status = self._cell(row, "status").casefold()
        if self.profile.booked_statuses and status and status not in self.profile.booked_statuses:
            self.notices.append(
                Notice(_("Left out: line %(line)s is not booked (status “%(status)s”).") % {"line": number, "status": status[:30]})
            )
            return
        self._entry(number, row, day_text, minor, currency or self.currency, text)

    def events(self) -> Iterator[Event]:
        if {"%d/%m/%Y", "%m/%d/%Y"} <= set(self.formats) or {"%d/%m/%y", "%m/%d/%y"} <= set(self.formats):
            self.notices.append(Notice(_("Every date can be read in two ways; the day was taken to stand first.")))
        currencies = list(dict.fromkeys(entry.currency for entry in self.entries)) or [self.currency or self.profile.default_currency]
        for currency in currencies:
            chosen = [index for index, entry in enumerate(self.entries) if entry.currency == currency]
            yield from self._of_currency(currency, chosen, alone=len(currencies) == 1)

    def _of_currency(self, currency: str, chosen: list[int], *, alone: bool) -> Iterator[Event]:
        """A statement of the rows of one currency: an account has one currency."""
        entries = [self.entries[index] for index in chosen]
        for position, entry in enumerate(entries, 1):
            entry.position = position
        if self.opening is None and self.closing is None:
            opening, closing = self._running([self.balances[index] for index in chosen], entries)
        else:
            opening, closing = (self.opening, self.closing) if alone else (None, None)
        days = [entry.booked_on for entry in entries]
        head = Header(
            f"csv:{self.profile.name}", self.account, currency, "", "", min(days, default=None), max(days, default=None), opening,
            closing,
        )  # fmt: skip
        yield head
        yield from self.notices
        self.notices = []
        yield from entries
        yield End(opening, closing, head.starts_on, head.ends_on)

    def _entry(self, number: int, row: list[str], day_text: str, minor: int, currency: str, text: str) -> None:
        booked = self._date(number, day_text)
        value_text = self._cell(row, "value_date")
        balance = self._cell(row, "balance")
        self.entries.append(
            Entry(
                len(self.entries) + 1, booked, self._date(number, value_text) if value_text else None, minor, currency,
                reference=self._cell(row, "reference")[:70], counterparty_name=self._cell(row, "party")[:200],
                counterparty_iban=self._cell(row, "iban").replace(" ", "")[:40], counterparty_tax_id=self._cell(row, "tax_id")[:35],
                remittance=text[:2000], raw=";".join(row)[:20_000],
            )
        )  # fmt: skip
        self.balances.append(_number(balance, currency, number) if balance else None)

    def _amount(self, number: int, row: list[str], currency: str) -> int | None:
        amount = self._cell(row, "amount")
        if amount and "amount" in self.table.columns:
            minor = _number(amount, currency, number)
            direction = folded(self._cell(row, "direction"))
            if direction in self.profile.debit_words:
                minor = -abs(minor)
            elif direction in self.profile.credit_words:
                minor = abs(minor)
            return -minor if self.profile.invert else minor
        debit, credit = self._cell(row, "debit"), self._cell(row, "credit")
        if not debit and not credit:
            return None
        out, into = (_number(cell, currency, number) if cell else 0 for cell in (debit, credit))
        return into - abs(out)

    def _cell(self, row: list[str], role: str) -> str:
        index = self.table.columns.get(role)
        text = row[index].strip() if index is not None and index < len(row) else ""
        return "" if text in _EMPTY else text

    def _date(self, number: int, text: str) -> dt.date:
        """The date by a format that has fitted every row so far; the first of them wins.

        Where day and month have been taken in the wrong order and a row shows it, the rows before change too.
        """
        day = text.split(" ")[0].split("T")[0].strip(",")
        fitting = {}
        for form in self.formats:
            try:
                fitting[form] = dt.datetime.strptime(day, form).date()
            except ValueError:
                continue
        if not fitting:
            raise UnreadableFile(_("“%(date)s” is not a date."), where=_line(number), date=text[:40])
        first = next(iter(fitting))
        if self.formats[0] != first and self.entries:
            self._swap_days(number, text)
        self.formats = list(fitting)
        return fitting[first]

    def _swap_days(self, number: int, text: str) -> None:
        try:
            for entry in self.entries:
                entry.booked_on = entry.booked_on.replace(month=entry.booked_on.day, day=entry.booked_on.month)
        except ValueError:
            raise UnreadableFile(_("“%(date)s” is not a date."), where=_line(number), date=text[:40]) from None

    def _preamble(self, cells: Sequence[str]) -> None:
        """Account, currency and balances that stand above or below the rows."""
        text = " ".join(cells)
        iban = _IBAN.search(text)
        if iban and not self.account:
            self.account = iban[1]
        currency = re.search(r"\(([A-Z]{3})\)|: ([A-Z]{3})\b", text)
        if currency and not self.currency:
            self.currency = currency[1] or currency[2]
        number = next((cell for cell in reversed(cells) if re.fullmatch(r"[+-]?[\d\s\u00a0.,]*\d", cell.strip() or "-")), "")
        if not number:
            return
        if _OPENING.search(text):
            self.opening = _number(number, self.currency, 0)
        elif _CLOSING.search(text):
            self.closing = _number(number, self.currency, 0)

    def _running(self, balances: Sequence[int | None], entries: Sequence[Entry]) -> tuple[int | None, int | None]:
        """Opening and closing from a column of running balances, if it is filled and goes on from row to row."""
        filled = [balance for balance in balances if balance is not None]
        if not entries or len(filled) != len(entries):
            return None, None
        amounts = [entry.amount_minor for entry in entries]
        for order in (1, -1):
            moves, stands = amounts[::order], filled[::order]
            if all(stands[i - 1] + moves[i] == stands[i] for i in range(1, len(stands))):
                return stands[0] - moves[0], stands[-1]
        self.notices.append(Notice(_("The running balances do not go on from row to row, so they prove nothing.")))
        return None, None


def _number(text: str, currency: str, number: int) -> int:
    """Minor units of a number with any decimal mark; a mark followed by three digits only groups them."""
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", text).lstrip("+")
    plain = re.sub(r"[^\d.,()\-]", "", plain)
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1]
    if "," in plain and "." in plain:
        plain = plain.replace("." if plain.rfind(",") > plain.rfind(".") else ",", "")
    elif plain.count(",") > 1 or plain.count(".") > 1:
        plain = plain.replace(",", "").replace(".", "")
    try:
        return to_minor(plain.replace(",", "."), currency or "UAH")
    except Refusal as refusal:
        raise UnreadableFile(str(refusal), where=_line(number)) from None


def _line(number: int) -> str:
    return _("line %(line)s") % {"line": number}
