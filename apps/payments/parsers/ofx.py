"""OFX 1.x (SGML) and 2.x (XML), and QFX: bank, card and cash entries of an investment account.

Source: OFX 1.0.2 to 2.1.1, chapter 11. Tags of leaves need no end in 1.x, so one reader of tags reads both. `TRNAMT` is
signed. `LEDGERBAL` is the balance at a moment that may lie behind the entries: it is the closing one where it does not.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import UNSEEN, End, Entry, Event, Header, Notice
from apps.payments.parsers.values import MAX_LINE, amount, day, line, text_of, whole

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z0-9._]{1,40})\s*/?>(?P<text>[^<]*)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_AMOUNT = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]*)?|[+-]?[.,][0-9]+")
_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_ACCOUNTS = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")


def read(stream: IO[bytes]) -> Iterator[Event]:
    """The events of every statement. Raises UnreadableFile with the line."""
    data = whole(stream)
    encoding = "cp1251" if re.search(rb"CHARSET:\s*1251", data[:2000]) else "cp1252"
    text = text_of(data, encoding)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableFile(
            _("The file contains a document type definition, which bank statements do not have."),
            hint=_("It may be an attack; ask the sender for the original file."),
        )
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    if "</OFX>" not in text.upper():
        raise UnreadableFile(_("The file breaks off before its end."))
    reader = _Reader()
    for number, ends, name, value in _tags(text):
        yield from reader.take(number, name, value, ends=ends)
    if not reader.seen:
        raise UnreadableFile(_("The OFX file holds no statement of an account (no STMTRS element)."), hint=reader.said)


def _tags(text: str) -> Iterator[tuple[int, bool, str, str]]:
    """(line, whether it is an end, name in capitals, text behind it)."""
    number, at = 1, 0
    for found in _TAG.finditer(text):
        number += text.count("\n", at, found.start())
        at = found.start()
        value = found["text"].strip()
        if len(value) > MAX_LINE:
            raise UnreadableFile(_("A field is longer than any bank writes."), where=line(number))
        yield number, bool(found["end"]), found["name"].upper(), html.unescape(value).translate(UNSEEN) if value else ""


class _Reader:
    """Follows the aggregates that matter; the first value of a leaf in each of them is taken."""

    def __init__(self) -> None:
        self.seen, self.said = False, ""
        self.header: Header | None = None
        self.inside: list[str] = []
        self.entry: dict[str, str] | None = None
        self.entry_line = 0
        self.entries: list[Entry] = []
        self.status: dict[str, str] = {}
        self.closing: dict[str, str] = {}
        self.dates: dict[str, str] = {}

    def take(self, number: int, name: str, value: str, *, ends: bool) -> Iterator[Event]:
        if ends:
            yield from self._end(number, name)
        elif value:
            self._leaf(number, name, value)
        else:
            self._begin(number, name)

    def _begin(self, number: int, name: str) -> None:
        if name in _STATEMENTS:
            if self.header is not None:
                raise UnreadableFile(_("A statement begins within another."), where=line(number))
            self.seen, self.header = True, Header("ofx", "", "")
            self.entries, self.closing, self.dates = [], {}, {}
        elif name == "STMTTRN":
            if self.entry is not None:
                raise UnreadableFile(_("An entry begins within another."), where=line(number))
            self.entry, self.entry_line = {}, number
        elif name == "STATUS":
            self.status = {}
        elif name in (*_ACCOUNTS, "LEDGERBAL", "AVAILBAL", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "PAYEE"):
            self.inside.append(name)

    def _leaf(self, number: int, name: str, value: str) -> None:
        within = self.inside[-1] if self.inside else ""
        if name in ("CODE", "SEVERITY", "MESSAGE"):
            self.status[name] = value
        elif self.entry is not None:
            self.entry.setdefault(f"{within}/{name}" if within else name, value)
        elif self.header is None:
            return
        elif within in _ACCOUNTS and name == "ACCTID":
            self.header.account = self.header.account or value.replace(" ", "")[:40]
        elif within == "LEDGERBAL":
            self.closing.setdefault(name, f"{number}:{value}")
        elif not within and name == "CURDEF":
            self.header.currency = value.upper()[:3]
        elif not within and name in ("DTSTART", "DTEND"):
            self.dates[name] = max(self.dates.get(name, value), value) if name == "DTEND" else min(self.dates.get(name, value), value)

    def _end(self, number: int, name: str) -> Iterator[Event]:
        if self.inside and name == self.inside[-1]:
            self.inside.pop()
        elif name == "STATUS":
            self._refuse_error(number)
        elif name == "STMTTRN" and self.entry is not None:
            self._entry()
            self.entry = None
        elif name in _STATEMENTS and self.header is not None:
            if self.entry is not None or self.inside:
                raise UnreadableFile(_("The file breaks off before its end."), where=line(number))
            yield from self._statement(number)

    def _refuse_error(self, number: int) -> None:
        code, severity = self.status.get("CODE", ""), self.status.get("SEVERITY", "").upper()
        if severity == "ERROR":
            self.said = _("The bank says: %(message)s (code %(code)s).") % {"message": self.status.get("MESSAGE", "—")[:200], "code": code[:10]}

    def _entry(self) -> None:
        got, where = self.entry or {}, line(self.entry_line)
        head = self.header
        if head is None:  # a transfer that was ordered, outside of a statement
            return
        if "TRNAMT" not in got:
            raise UnreadableFile(_("An entry has no amount."), where=where)
        if "DTPOSTED" not in got:
            raise UnreadableFile(_("An entry has neither a booking date nor a value date."), where=where)
        head.currency = head.currency or got.get("CURRENCY/CURSYM", "").upper()[:3]
        currency = got.get("CURRENCY/CURSYM", head.currency).upper()[:3]
        if not _AMOUNT.fullmatch(got["TRNAMT"]):
            raise UnreadableFile(_("“%(amount)s” is not an amount."), where=where, amount=got["TRNAMT"][:40])
        valued = got.get("DTAVAIL") or got.get("VALUEDATE")
        text = [got.get("NAME", ""), got.get("MEMO", "")]
        self.entries.append(
            Entry(
                len(self.entries) + 1, _day(got["DTPOSTED"], where), _day(valued, where) if valued else None,
                amount(got["TRNAMT"].replace(",", "."), currency, where), currency, reference=got.get("FITID", "")[:70],
                end_to_end_id=got.get("REFNUM", "")[:70], counterparty_name=(got.get("PAYEE/NAME") or got.get("NAME", ""))[:200],
                counterparty_iban=got.get("BANKACCTTO/ACCTID", "").replace(" ", "")[:40], code=got.get("TRNTYPE", "")[:20],
                remittance=" ".join(dict.fromkeys(filter(None, text)))[:2000],
                raw=" ".join(f"{name}={value}" for name, value in got.items())[:20_000],
            )
        )  # fmt: skip

    def _statement(self, number: int) -> Iterator[Event]:
        head = self.header
        assert head is not None
        self.header = None
        where = line(number)
        head.starts_on, head.ends_on = (_day(self.dates[name], where) if self.dates.get(name) else None for name in ("DTSTART", "DTEND"))
        late = None
        if stated := self.closing.get("BALAMT"):
            at, _colon, text = stated.partition(":")
            minor = amount(text.replace(",", "."), head.currency, line(int(at)))
            as_of = self.closing.get("DTASOF", "").partition(":")[2]
            if as_of and head.ends_on and _day(as_of, line(int(at))) > head.ends_on:
                late = minor
            else:
                head.closing_minor = minor
        yield head
        if late is not None:
            yield Notice(_("The balance of the file is of a later day than its entries, and was not taken as the closing one."))
        yield from self.entries
        yield End(None, head.closing_minor, head.starts_on, head.ends_on)


def _day(text: str, where: str) -> dt.date:
    """The day as the bank writes it, whatever the hour and zone behind it."""
    return day(text[:8], "%Y%m%d", where)
