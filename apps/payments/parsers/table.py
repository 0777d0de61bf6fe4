"""A table of movements: rows of cells, read by a mapping profile that is found by the headers or named by the user."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.kernel.amounts import decimal_mark, minor_of, plain
from apps.kernel.errors import Refusal
from apps.payments.parsers.bank_profiles import PROFILES
from apps.payments.parsers.errors import NoProfile, UnreadableFile
from apps.payments.parsers.model import UNSEEN, End, Entry, Event, Header, Notice, plausible
from apps.payments.parsers.profiles import ROLES, CsvProfile, folded
from apps.payments.parsers.running import from_running

PREAMBLE = 40
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
    currency: str = ""  # as the header of the amounts says: "Amount (EUR)"
    kind: str = "csv"

def read_rows(
    rows: Iterable[tuple[int, list[str]]], *, profile: CsvProfile | None = None, profiles: Sequence[CsvProfile] = PROFILES, kind: str = "csv",
    problems: list[UnreadableFile] | None = None,
) -> Iterator[Event]:  # fmt: skip
    """The events of rows with their line numbers: one statement for each table, account and currency in it. Raises UnreadableFile.

    `profiles` are tried in their order where none is given. `kind` stands before the profile's name in the format. With a list of `problems`
    a row that cannot be read is left out, and what is wrong with each of its cells is put there: for a look, never for an import.
    """
    if profile is not None and not profile.header:
        yield from _statement(_Table(profile, _numbered(profile), 0, kind=kind), list(rows), [], problems)
        return
    candidates = (profile,) if profile else profiles
    heads: list[list[str]] = []
    seen: list[list[str]] = []
    table: _Table | None = None
    found = False
    body: list[tuple[int, list[str]]] = []
    for number, row in rows:
        match = match_of(row, candidates) if table is None or len(body) == 0 or _is_header(row, table) else None
        if match and (table is None or _is_header(row, table)):
            if table is not None:
                yield from _statement(table, body, heads, problems)
                heads = [cells for _n, cells in body[-3:]] or heads
            table, body, found = _Table(match[0], match[1], number, match[2], kind), [], True
            continue
        if table is None:
            heads.append(row)
            seen.append(row)
            if len(heads) > PREAMBLE:
                break
        else:
            body.append((number, row))
    if not found or table is None:
        raise _no_profile(seen, candidates)
    yield from _statement(table, body, heads, problems)


def _numbered(profile: CsvProfile) -> dict[str, int]:
    """Columns by number, counted from 0; those that the profile does not name are absent."""
    return {role: int(getattr(profile, role)[0]) - 1 for role in ROLES if getattr(profile, role)}


def _no_profile(seen: Sequence[Sequence[str]], candidates: Sequence[CsvProfile]) -> NoProfile:
    widest = max(seen, key=len, default=[])
    return NoProfile(
        _("No mapping profile fits the columns: %(columns)s."),
        hint=_("Profiles: %(names)s. A profile of your own says which column is what.")
        % {"names": ", ".join(item.name for item in candidates)},
        columns=", ".join(cell.strip()[:30] for cell in widest[:20]) or "—",
    )

_HEADER_CURRENCY = re.compile(r"(.+?) ?(?:\(([a-z]{3})\)|\b(eur|usd|uah|gbp|czk|pln|huf|chf|sgd|ron|bgn|sek|nok|dkk|cad|aud|jpy))")
_MONEY_ROLES = ("amount", "debit", "credit", "balance")


def match_of(row: Sequence[str], candidates: Sequence[CsvProfile]) -> tuple[CsvProfile, dict[str, int], str] | None:
    """The first profile whose date and amount columns are in the row, its columns, and the currency that the headers name."""
    heads = [folded(cell) for cell in row]
    bare, currencies = list(heads), [""] * len(heads)
    for index, head in enumerate(heads):
        if found := _HEADER_CURRENCY.fullmatch(head):
            bare[index], currencies[index] = found[1].strip(), (found[2] or found[3]).upper()
    for profile in candidates:
        if any(name not in heads for name in profile.required):
            continue
        columns: dict[str, int] = {}
        for role in ROLES:
            index = _place(getattr(profile, role), heads)
            if index is None and role in _MONEY_ROLES:
                index = _place(getattr(profile, role), bare)
            if index is not None:
                columns[role] = index
        if "date" in columns and ("amount" in columns or {"debit", "credit"} <= set(columns)):
            named = next((currencies[columns[role]] for role in _MONEY_ROLES if role in columns and currencies[columns[role]]), "")
            more = [index for index, head in enumerate(heads) if head in profile.more_text]
            return profile, columns | {f"more_text{at}": index for at, index in enumerate(more)}, named
    return None


def _place(wanted: Sequence[str], heads: Sequence[str]) -> int | None:
    return next((heads.index(name) for name in wanted if name in heads), None)


def _is_header(row: Sequence[str], table: _Table) -> bool:
    index = table.columns["date"]
    return index < len(row) and folded(row[index]) in table.profile.date


def _statement(
    table: _Table, body: Sequence[tuple[int, list[str]]], heads: Sequence[Sequence[str]], problems: list[UnreadableFile] | None
) -> Iterator[Event]:
    reader = _Reader(table, heads, body)
    for number, row in body:
        try:
            reader.take(number, row)
        except UnreadableFile as error:
            if problems is None:
                raise
            problems += reader.problems_of(number, row) or [error]
    yield from reader.events()


class _Reader:
    """Reads the rows of one table. A table is held whole, because balances and dates are judged over all rows."""

    def __init__(self, table: _Table, heads: Sequence[Sequence[str]], body: Sequence[tuple[int, list[str]]]) -> None:
        self.table, self.profile = table, table.profile
        self.entries: list[Entry] = []
        self.balances: list[int | None] = []
        self.notices: list[Notice] = []
        self.accounts: list[str] = []
        self.account = ""
        self.currency = table.currency
        self.opening: int | None = None
        self.closing: int | None = None
        self.formats = list(self.profile.dates)
        money = [self._cell(row, role) for _number, row in body for role in ("amount", "debit", "credit", "fee", "balance")]
        self.mark = self.profile.decimal or decimal_mark(text for text in money if text)
        self.signed = any(plain(self._cell(row, "amount")).startswith("-") for _number, row in body)
        for cells in heads:
            self._preamble(cells)

    def take(self, number: int, row: list[str]) -> None:
        text = self._text(row)
        day_text = self._cell(row, "date")
        if not day_text or not re.search(r"\d", day_text):
            if day_text and (self._cell(row, "amount") or self._cell(row, "debit") or self._cell(row, "credit")):
                self._leave_out(number, day_text)
            else:
                self._preamble(row)
            return
        currency = (self._cell(row, "currency") or self.table.currency or self.profile.default_currency)[:3].upper()
        account = re.sub(r"\s", "", self._cell(row, "account").split("\n")[-1])[:40]
        self.account = self.account or account
        self.currency = self.currency or currency
        minor = self._amount(number, row, currency or self.currency)
        if minor is None:
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
            self._leave_out(number, status)
            return
        self._entry(number, row, day_text, minor, currency or self.currency, text)
        self.accounts.append(account)

    def problems_of(self, number: int, row: list[str]) -> list[UnreadableFile]:
        """What is wrong with each cell of a row."""
        found = []
        currency = (self._cell(row, "currency") or self.currency or self.profile.default_currency)[:3].upper()
        for role in ("date", "value_date", *_MONEY_ROLES, "fee"):
            try:
                if text := self._cell(row, role):
                    self._date(number, text, role) if role.endswith("date") else self._number(text, currency, number, role)
            except UnreadableFile as error:
                found.append(error)
        return found

    def _leave_out(self, number: int, status: str) -> None:
        text = _("Left out: line %(line)s is not booked (status “%(status)s”).") % {"line": number, "status": status[:30]}
        self.notices.append(Notice(text))

    def _text(self, row: list[str]) -> str:
        more = [self._cell(row, role) for role in self.table.columns if role.startswith("more_text")]
        return " ".join(filter(None, (self._cell(row, "text"), *more)))

    def events(self) -> Iterator[Event]:
        both = {"%d/%m/%Y", "%m/%d/%Y"} <= set(self.formats) or {"%d/%m/%y", "%m/%d/%y"} <= set(self.formats)
        if both and self.entries:
            self.notices.append(Notice(_("Every date can be read in two ways; the day was taken to stand first.")))
        only = self.account if len(set(filter(None, self.accounts))) < 2 else ""
        keys = [(account or only, entry.currency) for account, entry in zip(self.accounts, self.entries, strict=True)]
        groups: dict[tuple[str, str], list[int]] = {}
        for index, key in enumerate(keys):
            groups.setdefault(key, []).append(index)
        if not groups:
            groups[(self.account, self.currency or self.profile.default_currency)] = []
        for group, chosen in groups.items():
            yield from self._of_account(group, chosen, alone=len(groups) == 1)

    def _of_account(self, group: tuple[str, str], chosen: list[int], *, alone: bool) -> Iterator[Event]:
        """A statement of the rows of one account and currency."""
        account, currency = group
        entries = [self.entries[index] for index in chosen]
        for position, entry in enumerate(entries, 1):
            entry.position = position
        if self.opening is None and self.closing is None:
            opening, closing = self._running([self.balances[index] for index in chosen], entries)
        else:
            opening, closing = (self.opening, self.closing) if alone else (None, None)
        days = [entry.booked_on for entry in entries]
        head = Header(
            f"{self.table.kind}:{self.profile.name}"[:30], account, currency, "", "", min(days, default=None), max(days, default=None), opening, closing,
            self.profile.name,
        )  # fmt: skip
        yield head
        yield from self.notices
        self.notices = []
        yield from entries
        yield End(opening, closing, head.starts_on, head.ends_on)

    def _entry(self, number: int, row: list[str], day_text: str, minor: int, currency: str, text: str) -> None:
        booked = self._date(number, day_text, "date")
        value_text = self._cell(row, "value_date")
        balance = self._cell(row, "balance")
        left = self._number(balance, currency, number, "balance") if balance else None
        self.entries.append(
            Entry(
                len(self.entries) + 1, booked, self._date(number, value_text, "value_date") if value_text else None, minor, currency,
                reference=self._cell(row, "reference")[:70], counterparty_name=self._cell(row, "party")[:200],
                counterparty_iban=self._cell(row, "iban").replace(" ", "")[:40], counterparty_tax_id=self._cell(row, "tax_id")[:35],
                remittance=text[:2000], raw=";".join(row).translate(UNSEEN)[:20_000],
            )
        )  # fmt: skip
        self.balances.append(left)

    def _amount(self, number: int, row: list[str], currency: str) -> int | None:
        """The signed amount; None for a row that is passed over, with a notice of why."""
        amount = self._cell(row, "amount")
        if amount and "amount" in self.table.columns:
            minor = self._directed(number, row, self._number(amount, currency, number, "amount"))
        else:
            if not self._cell(row, "debit") and not self._cell(row, "credit"):
                self.notices.append(Notice(_("Line %(line)s has no amount and was left out.") % {"line": number}))
                return None
            out, into = (self._number(cell, currency, number, role) if (cell := self._cell(row, role)) else 0 for role in ("debit", "credit"))
            minor = into - abs(out)
        if minor is not None and (fee := self._cell(row, "fee")):
            minor -= self._number(fee, currency, number, "fee")
        return -minor if minor is not None and self.profile.invert else minor

    def _directed(self, number: int, row: list[str], minor: int) -> int | None:
        """The amount with the sign that its direction says. Where amounts have no sign and a row no direction, nobody can tell."""
        if "direction" not in self.table.columns:
            return minor
        direction = folded(self._cell(row, "direction"))
        if direction in map(folded, self.profile.debit_words):
            return -abs(minor)
        if direction in map(folded, self.profile.credit_words):
            return abs(minor)
        if not self.signed:
            self.notices.append(Notice(_("Line %(line)s does not say whether money came or went, and was left out.") % {"line": number}))
            return None
        return minor

    def _number(self, text: str, currency: str, number: int, role: str) -> int:
        try:
            return minor_of(text, currency, self.mark, sure=bool(self.profile.decimal))
        except Refusal as refusal:
            raise UnreadableFile(str(refusal), where=_line(number), column=self._column(role)) from None

    def _column(self, role: str) -> int | None:
        return None if role not in self.table.columns else self.table.columns[role] + 1

    def _cell(self, row: list[str], role: str) -> str:
        index = self.table.columns.get(role)
        text = row[index].translate(UNSEEN).strip() if index is not None and index < len(row) else ""
        return "" if text in _EMPTY else text

    def _date(self, number: int, text: str, role: str) -> dt.date:
        """The date by a format that has fitted every row so far; the first of them wins.

        Where day and month have been taken in the wrong order and a row shows it, the rows before change too.
        """
        whole = text.strip()[:20]
        day = whole.split(" ")[0].split("T")[0].strip(",").rstrip(".")
        fitting = {}
        for form in self.formats:
            try:
                found = dt.datetime.strptime(whole if " " in form else day, form).date()
            except ValueError:
                continue
            if plausible(found):
                fitting[form] = found
        if not fitting:
            raise UnreadableFile(_("“%(date)s” is not a date."), where=_line(number), column=self._column(role), date=text[:40])
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
            self.opening = self._number(number, self.currency, self.table.line, "")
        elif _CLOSING.search(text):
            self.closing = self._number(number, self.currency, self.table.line, "")

    def _running(self, balances: Sequence[int | None], entries: Sequence[Entry]) -> tuple[int | None, int | None]:
        """Opening and closing from a column of running balances, if it is filled and goes on from row to row."""
        opening, closing, whole = from_running(balances, entries)
        if not whole:
            self.notices.append(Notice(_("The running balances do not go on from row to row, so they prove nothing.")))
        return opening, closing


def _line(number: int) -> str:
    return _("line %(line)s") % {"line": number}
