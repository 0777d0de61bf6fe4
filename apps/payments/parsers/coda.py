"""CODA, the statement of Belgian banks: lines of 128 characters.

Source: Febelfin, Coded statement of account (CODA), versions 1 and 2.6. Lines: 0 head of the file, 1 old balance, 2.1 to 2.3 a movement,
3.1 to 3.3 information, 4 free text, 8 new balance, 9 count of lines and turnovers. A movement with detail number 0000 moves money; one
with another is a part of the movement before it. Where the parts add up to it they stand in its place, else it stays one entry. What
differs from the line 9 is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import End, Entry, Event, Header, Notice
from apps.payments.parsers.values import Controls, day, digits, line, lines_of, text_of, whole

VERSIONS = "12"


def read(stream: IO[bytes]) -> Iterator[Event]:
    """The events of every statement. Raises UnreadableFile with the line."""
    reader: _Statement | None = None
    seen = False
    for number, text in lines_of(text_of(whole(stream), "latin-1")):
        if not text.strip(" \x1a"):
            continue
        text, where = text.ljust(128), line(number)
        if text[0] == "0":
            if reader:
                raise UnreadableFile(_("A statement begins within another."), where=where)
            if text[127] not in VERSIONS:
                raise UnreadableFile(_("This is CODA of version %(version)s, which is not read."), where=where, version=text[127])
            reader = _Statement(duplicate=text[16] == "D")
        elif reader is None:
            raise UnreadableFile(_("An entry stands before any statement."), where=where)
        elif text[0] == "9":
            yield from reader.close(text, where)
            reader, seen = None, True
        else:
            reader.take(text, where)
    if reader or not seen:
        raise UnreadableFile(_("The file breaks off before its end."))


class _Statement:
    def __init__(self, *, duplicate: bool) -> None:
        self.head: Header | None = None
        self.closing: int | None = None
        self.lines = 0
        self.moves: list[list[Entry]] = []  # each movement with its parts behind it
        self.last: Entry | None = None
        self.debit = self.credit = 0
        self.notices = [Notice(_("The bank marks this file as a duplicate."))] if duplicate else []

    def take(self, text: str, where: str) -> None:
        """Takes a line between the head and the end of the file."""
        kind = text[:2] if text[0] in "23" else text[0]
        self.lines += kind not in ("4",)
        if kind == "1":
            self._old_balance(text, where)
        elif kind == "21":
            self._movement(text, where)
        elif kind in ("22", "23"):
            self._details(kind, text, where)
        elif kind == "8":
            self._new_balance(text, where)
        elif kind not in ("31", "32", "33", "4"):
            raise UnreadableFile(_("The line “%(text)s” is none of the format."), where=where, text=text[:40].strip())

    def _head(self, where: str) -> Header:
        if self.head is None:
            raise UnreadableFile(_("An entry stands before any statement."), where=where)
        return self.head

    def _old_balance(self, text: str, where: str) -> None:
        if self.head is not None:
            raise UnreadableFile(_("A statement begins within another."), where=where)
        number, currency = _account(text[1], text[5:42])
        self.head = Header("coda", number, currency, sequence=text[125:128].strip())
        self.head.opening_minor = _signed(text[42], text[43:58], currency, where)
        self.head.starts_on = day(text[58:64], "%d%m%y", where) if text[58:64].strip("0 ") else None

    def _new_balance(self, text: str, where: str) -> None:
        head = self._head(where)
        number, currency = _account("2", text[4:41])
        if currency and currency != head.currency or self.closing is not None:
            raise UnreadableFile(_("The entry is of another account than its statement."), where=where)
        self.closing = _signed(text[41], text[42:57], head.currency, where)
        head.ends_on = day(text[57:63], "%d%m%y", where) if text[57:63].strip("0 ") else head.starts_on

    def _movement(self, text: str, where: str) -> None:
        head = self._head(where)
        if self.closing is not None:
            raise UnreadableFile(_("Something stands behind the end of the file."), where=where)
        minor = _signed(text[31], text[32:47], head.currency, where)
        booked = day(text[115:121], "%d%m%y", where)
        valued = day(text[47:53], "%d%m%y", where) if text[47:53].strip("0 ") else None
        # a structured communication begins with the three digits of its kind
        said = text[62:115] if text[61] == "0" else text[65:115]
        self.last = Entry(
            0, booked, valued, minor, head.currency, reference=text[10:31].strip(), code=text[53:61], remittance=said.strip(), raw=text.rstrip()
        )
        if text[6:10] == "0000":
            self.moves.append([self.last])
            self.debit, self.credit = self.debit - min(minor, 0), self.credit + max(minor, 0)
        elif not self.moves or self.moves[-1][0].raw[2:6] != text[2:6]:
            raise UnreadableFile(_("A part stands without the movement that it is of."), where=where)
        else:
            self.moves[-1].append(self.last)

    def _details(self, kind: str, text: str, where: str) -> None:
        last = self.last
        if last is None or last.raw[2:10] != text[2:10]:
            raise UnreadableFile(_("A part stands without the movement that it is of."), where=where)
        if kind == "22":
            said = text[10:63]
            reference = text[63:98].strip()
            last.end_to_end_id = "" if reference in ("NOTPROVIDED", "NONREF") else reference
        else:
            last.counterparty_iban = text[10:44].replace(" ", "")
            last.counterparty_name = text[47:82].strip()
            said = text[82:125]
        last.remittance = f"{last.remittance} {said.strip()}".strip()
        last.raw = f"{last.raw}\n{text.rstrip()}"

    def close(self, text: str, where: str) -> Iterator[Event]:
        """The statement, once count and turnovers of the line 9 are those of its lines."""
        head = self._head(where)
        if text[127] not in "12":  # whether another statement follows
            raise UnreadableFile(_("The file breaks off before its end."), where=where)
        controls = Controls(where)
        controls.same(_("count of lines"), digits(text[16:22], "JPY", where, decimals=0), self.lines)
        controls.same(_("sum of debits"), digits(text[22:37], head.currency, where, decimals=3), self.debit)
        controls.same(_("sum of credits"), digits(text[37:52], head.currency, where, decimals=3), self.credit)
        head.closing_minor = self.closing
        yield head
        yield from self.notices
        position = 0
        for move in self.moves:
            for entry in _parts(move):
                position += 1
                entry.position = position
                yield entry
        yield End(head.opening_minor, self.closing, head.starts_on, head.ends_on)


def _parts(move: list[Entry]) -> list[Entry]:
    """The parts of a movement where they add up to it, down to the deepest level that does; else the movement."""
    whole_move, parts = move[0], move[1:]
    return parts if parts and sum(part.amount_minor for part in parts) == whole_move.amount_minor else [whole_move]


def _signed(sign: str, text: str, currency: str, where: str) -> int:
    if sign not in "01":
        raise UnreadableFile(_("An entry does not say whether it is a credit or a debit."), where=where)
    minor = digits(text, currency, where, decimals=3)
    return -minor if sign == "1" else minor


def _account(structure: str, text: str) -> tuple[str, str]:
    """Number and currency of the account by the structure that the line names: 0 a Belgian number, 1 a foreign one, 2 and 3 IBANs."""
    if structure == "0":
        return text[:12].strip(), text[13:16].strip()
    return text[:34].replace(" ", ""), text[34:37].strip()
