"""BAI2, the cash management balance report of American banks.

Source: Cash Management Balance Reporting Specifications, version 2 (BAI, 2005; ANSI X9.121). Records: 01 file, 02 group, 03 account, 16 entry,
88 continues the one before it, 49, 98 and 99 the ends, with sums over all amounts as they stand and counts of records: what differs is
refused. Amounts are minor units without a sign; types 100 to 399 and 920 to 959 are credits, 400 to 699 and 960 to 999 debits. 010 is the opening
and 015 the closing ledger balance.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from apps.kernel.money import decimal_text
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import End, Entry, Event, Header, Notice
from apps.payments.parsers.values import Controls, day, line, lines_of, text_of, whole

_CODE = re.compile(r"(01|02|03|16|49|88|98|99),")
# Some files have lost their line ends: a record may then begin behind the mark that ends the one before it.
_JOINED = re.compile(r"/[ \t]+(?=(?:01|02|03|16|49|88|98|99),)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
DEFAULT_CURRENCY = "USD"


def read(stream: IO[bytes]) -> Iterator[Event]:
    """The events, a statement for each account record. Raises UnreadableFile with the line."""
    reader = _File()
    for number, code, text in _records(text_of(whole(stream), "latin-1")):
        yield from reader.take(code, text, line(number))
    if not reader.ended:
        raise UnreadableFile(_("The file breaks off before its end."))


def _records(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, code, what stands behind it); lines that begin with no code belong to the record before them."""
    pending: tuple[int, str, str] | None = None
    for number, content in lines_of(text):
        for part in _JOINED.sub("/\n", content).split("\n"):
            found = _CODE.match(part.lstrip())
            if found:
                if pending:
                    yield pending
                pending = number, found[1], part.lstrip()[3:].rstrip()
            elif part.strip():
                if pending is None:
                    raise UnreadableFile(_("The line “%(text)s” is none of the format."), where=line(number), text=part[:40])
                pending = pending[0], pending[1], f"{pending[2]} {part.strip()}"
    if pending:
        yield pending


def _fields(text: str) -> list[str]:
    return [field.strip() for field in text.removesuffix("/").split(",")]


class _File:
    def __init__(self) -> None:
        self.ended = False
        self.records = self.group_records = self.account_records = 0
        self.groups = self.accounts = 0
        self.file_sum = self.group_sum = self.account_sum = 0
        self.as_of: dt.date | None = None
        self.group_currency = ""
        self.level = 0  # 1 in the file, 2 in a group, 3 in an account
        self.last = ""
        self.account: _Account | None = None

    def take(self, code: str, text: str, where: str) -> Iterator[Event]:
        if self.ended:
            raise UnreadableFile(_("Something stands behind the end of the file."), where=where)
        self.records += 1
        self.group_records += 1
        self.account_records += 1
        if code == "88":
            self._continue(text, where)
            return
        if self.account:
            self.account_sum += self.account.settle()
        if {"01": 0, "02": 1, "03": 2, "16": 3, "49": 3, "98": 2, "99": 1}[code] != self.level:
            raise UnreadableFile(_("A record of type %(code)s stands where none may stand."), where=where, code=code)
        fields = _fields(text)
        self.last = code
        if code == "01":
            self.level = 1
        elif code == "02":
            self._group(fields, where)
        elif code == "03":
            self.level, self.account_records, self.account_sum = 3, 1, 0
            self.accounts += 1
            self.account = _Account(fields, self.group_currency, self.as_of, where)
        elif code == "16":
            assert self.account is not None
            self.account.begin(text, where)
        else:
            yield from self._end(code, fields, where)

    def _continue(self, text: str, where: str) -> None:
        if self.account is not None and self.last in ("03", "16"):
            self.account.more(text)
        elif self.last not in ("01", "02"):
            raise UnreadableFile(_("A record of type %(code)s stands where none may stand."), where=where, code="88")

    def _group(self, fields: list[str], where: str) -> None:
        self.level, self.group_records, self.group_sum, self.accounts = 2, 1, 0, 0
        self.groups += 1
        fields += [""] * 7
        self.as_of = day(fields[3], "%y%m%d", where)
        self.group_currency = fields[5].upper()[:3]

    def _end(self, code: str, fields: list[str], where: str) -> Iterator[Event]:
        controls, numbers = Controls(where), [_number(field, where) for field in fields]
        numbers += [0] * 3
        if code == "49":
            controls.same(_("control total"), numbers[0], self.account_sum)
            controls.same(_("count of records"), numbers[1], self.account_records)
            self.group_sum, self.level = self.group_sum + self.account_sum, 2
            assert self.account is not None
            account, self.account = self.account, None
            yield from account.events()
        elif code == "98":
            controls.same(_("control total"), numbers[0], self.group_sum)
            controls.same(_("count of accounts"), numbers[1], self.accounts)
            controls.same(_("count of records"), numbers[2], self.group_records)
            self.file_sum, self.level = self.file_sum + self.group_sum, 1
        else:
            controls.same(_("control total"), numbers[0], self.file_sum)
            controls.same(_("count of groups"), numbers[1], self.groups)
            controls.same(_("count of records"), numbers[2], self.records)
            self.ended = True


class _Account:
    def __init__(self, fields: list[str], currency: str, as_of: dt.date | None, where: str) -> None:
        self.number = fields[0].replace(" ", "")[:40]
        self.currency = (fields[1].upper()[:3] if len(fields) > 1 else "") or currency or DEFAULT_CURRENCY
        self.as_of, self.where = as_of, where
        self.pending: tuple[str, list[str], str] | None = ("03", fields[2:], where)
        self.summary: dict[str, int] = {}
        self.entries: list[Entry] = []

    def begin(self, text: str, where: str) -> None:
        """Takes an entry, which records 88 may continue."""
        self.pending = ("16", [text], where)

    def more(self, text: str) -> None:
        """Takes a record 88."""
        if self.pending:
            self.pending[1].extend(_fields(text) if self.pending[0] == "03" else [text])

    def settle(self) -> int:
        """Reads the record that is whole now. The sum of its amounts."""
        if self.pending is None:
            return 0
        (code, parts, where), self.pending = self.pending, None
        return self._summaries(parts, where) if code == "03" else self._entry(parts, where)

    def _summaries(self, fields: list[str], where: str) -> int:
        total, at = 0, 0
        while at < len(fields):
            kind, minor = fields[at], fields[at + 1] if at + 1 < len(fields) else ""
            at += 3
            at = _behind_funds(fields, at, where)
            if not kind:
                continue
            if minor:
                number = _number(minor, where)
                total += number
                self.summary.setdefault(kind, number)
        return total

    def _entry(self, parts: list[str], where: str) -> int:
        first = parts[0].removesuffix("/").split(",")
        if len(first) < 2:
            raise UnreadableFile(_("An entry has no amount."), where=where)
        kind, minor = first[0].strip(), _number(first[1].strip() or "", where)
        valued = _value_date(first, where)
        at = _behind_funds(first, 2, where)
        rest = [*first[at:], "", "", ""]
        text = ",".join(first[at + 2 :]) if len(first) > at + 2 else ""
        text = " ".join(filter(None, [text.strip(), *(part.removesuffix("/").strip() for part in parts[1:])]))
        sign = _sign(kind, where)
        if sign and self.as_of:
            self.entries.append(
                Entry(
                    len(self.entries) + 1, self.as_of, valued, sign * minor, self.currency, reference=rest[0].strip()[:70],
                    end_to_end_id=rest[1].strip()[:70], code=kind, remittance=re.sub(r"\s+", " ", text)[:2000], raw="\n".join(parts)[:20_000],
                )
            )  # fmt: skip
        return minor

    def events(self) -> Iterator[Event]:
        opening, closing = self.summary.get("010"), self.summary.get("015")
        yield Header("bai2", self.number, self.currency, "", "", self.as_of, self.as_of, opening, closing)
        for kind, into in (("100", True), ("400", False)):
            found = sum(abs(entry.amount_minor) for entry in self.entries if (entry.amount_minor > 0) is into)
            stated = self.summary.get(kind)
            if stated is not None and stated != found:
                yield Notice(
                    _("The bank states %(stated)s of type %(kind)s, and the entries of the file add up to %(found)s: not all are in it.")
                    % {"stated": decimal_text(stated, self.currency), "kind": kind, "found": decimal_text(found, self.currency)}
                )
        yield from self.entries
        yield End(opening, closing, self.as_of, self.as_of)


def _number(text: str, where: str) -> int:
    if not text:
        return 0
    if not _NUMBER.fullmatch(text):
        raise UnreadableFile(_("“%(amount)s” is not an amount."), where=where, amount=text[:40])
    return int(text)


def _behind_funds(fields: list[str], at: int, where: str) -> int:
    """Where the fields go on behind a funds type and what belongs to it."""
    kind = fields[at].strip() if at < len(fields) else ""
    if kind == "S":
        return at + 4
    if kind == "V":
        return at + 3
    if kind == "D":
        count = fields[at + 1].strip() if at + 1 < len(fields) else ""
        if not count.isdigit() or len(count) > 2:
            raise UnreadableFile(_("The line “%(text)s” is none of the format."), where=where, text=",".join(fields)[:40])
        return at + 2 + 2 * int(count)
    if kind not in ("", "0", "1", "2", "Z"):
        raise UnreadableFile(_("“%(value)s” is no funds type of BAI2."), where=where, value=kind[:10])
    return at + 1


def _value_date(fields: list[str], where: str) -> dt.date | None:
    kind = fields[2].strip() if len(fields) > 2 else ""
    text = fields[3].strip() if kind == "V" and len(fields) > 3 else ""
    return day(text, "%y%m%d", where) if text else None


def _sign(kind: str, where: str) -> int:
    """1 for a credit, -1 for a debit, 0 for what moves no money. Raises UnreadableFile for a type that says neither."""
    if kind == "890":
        return 0
    number = int(kind) if re.fullmatch(r"[0-9]{3}", kind) else 0
    if 100 <= number < 400 or 920 <= number < 960:
        return 1
    if 400 <= number < 700 or number >= 960:
        return -1
    raise UnreadableFile(_("An entry does not say whether it is a credit or a debit."), where=where)
