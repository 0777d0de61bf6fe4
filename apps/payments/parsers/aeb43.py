"""AEB43 (Norma 43), the fixed-width statement of Spanish banks.

Source: the CSB's Cuaderno 43. Lines: 11 head of an account, 22 an entry, 23 its texts, 24 its other currency, 33 the end of the
account with counts and sums, 88 the end of the file with the count of lines. Counts and sums that differ are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.iso_numeric import currency_of
from apps.payments.parsers.model import End, Entry, Event, Header
from apps.payments.parsers.values import Controls, day, digits, line, lines_of, text_of, whole


def read(stream: IO[bytes]) -> Iterator[Event]:
    """The events of every account. Raises UnreadableFile with the line."""
    account: _Account | None = None
    count, ended = 0, False
    for number, text in lines_of(text_of(whole(stream), "latin-1")):
        if not text.strip(" \x1a"):
            continue
        text, kind, where = text.ljust(80), text[:2], line(number)
        if ended:
            raise UnreadableFile(_("Something stands behind the end of the file."), where=where)
        if kind == "88":
            Controls(where).same(_("count of lines"), _count(text[20:26], where), count)
            ended = True
            continue
        count += 1
        if kind == "11":
            if account:
                raise UnreadableFile(_("A statement begins within another."), where=where)
            account = _Account(text, where)
        elif account is None:
            raise UnreadableFile(_("An entry stands before any statement."), where=where)
        elif kind == "22":
            account.entry(text, where)
        elif kind == "23":
            account.text(text, where)
        elif kind == "33":
            yield from account.close(text, where)
            account = None
        elif kind != "24":
            raise UnreadableFile(_("The line “%(text)s” is none of the format."), where=where, text=text[:40].strip())
    if account or not ended:
        raise UnreadableFile(_("The file breaks off before its end."))


def _count(text: str, where: str) -> int:
    return digits(text, "JPY", where, decimals=0)


class _Account:
    def __init__(self, text: str, where: str) -> None:
        self.number = text[2:20]
        self.currency = currency_of(text[47:50], where)
        self.starts_on, self.ends_on = (day(text[at : at + 6], "%y%m%d", where) for at in (20, 26))
        self.opening = self._signed(text[32], text[33:47], where)
        self.entries: list[Entry] = []

    def _signed(self, sign: str, text: str, where: str) -> int:
        if sign not in "12":
            raise UnreadableFile(_("An entry does not say whether it is a credit or a debit."), where=where)
        minor = digits(text, self.currency, where, decimals=2)
        return minor if sign == "2" else -minor

    def entry(self, text: str, where: str) -> None:
        """Takes a line 22."""
        references = [part.strip() for part in (text[52:64], text[64:80]) if part.strip("0 ")]
        document = text[42:52].strip("0 ")
        self.entries.append(
            Entry(
                len(self.entries) + 1, day(text[10:16], "%y%m%d", where), day(text[16:22], "%y%m%d", where),
                self._signed(text[27], text[28:42], where), self.currency, reference=" ".join(filter(None, (document, *references)))[:70],
                code=f"{text[22:24]}/{text[24:27]}", raw=text.rstrip(),
            )
        )  # fmt: skip

    def text(self, text: str, where: str) -> None:
        """Takes a line 23, which speaks of the entry before it."""
        if not self.entries:
            raise UnreadableFile(_("An entry stands before any statement."), where=where)
        last = self.entries[-1]
        said = [part.strip() for part in (text[4:42], text[42:80]) if part.strip()]
        last.remittance = " ".join(filter(None, (last.remittance, *said)))[:2000]
        last.raw = f"{last.raw}\n{text.rstrip()}"[:20_000]

    def close(self, text: str, where: str) -> Iterator[Event]:
        """The account's statement, once counts and sums of the line 33 are those of its entries."""
        debits, credits = ([entry.amount_minor for entry in self.entries if (entry.amount_minor < 0) is out] for out in (True, False))
        controls = Controls(where)
        if text[2:20] != self.number:
            raise UnreadableFile(_("The entry is of another account than its statement."), where=where)
        controls.same(_("count of debits"), _count(text[20:25], where), sum(entry.raw[27] == "1" for entry in self.entries))
        controls.same(_("sum of debits"), digits(text[25:39], self.currency, where, decimals=2), -sum(debits))
        controls.same(_("count of credits"), _count(text[39:44], where), sum(entry.raw[27] == "2" for entry in self.entries))
        controls.same(_("sum of credits"), digits(text[44:58], self.currency, where, decimals=2), sum(credits))
        closing = self._signed(text[58], text[59:73], where)
        yield Header("aeb43", iban_of(self.number), self.currency, "", "", self.starts_on, self.ends_on, self.opening, closing)
        yield from self.entries
        yield End(self.opening, closing, self.starts_on, self.ends_on)


def iban_of(number: str) -> str:
    """The IBAN of bank, branch and account (18 digits), whose check digits follow from them; the number itself if it is none."""
    from stdnum import iban
    from stdnum.es import ccc

    if not number.isdigit() or len(number) != 18:
        return number
    whole_number = number[:8] + ccc.calc_check_digits(number[:8] + "00" + number[8:]) + number[8:]
    return f"ES{iban.calc_check_digits('ES00' + whole_number)}{whole_number}"
