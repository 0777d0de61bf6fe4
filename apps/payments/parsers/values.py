"""Amounts and dates of the fields of a file, exact or refused with their place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from apps.kernel.errors import Refusal
from apps.kernel.money import to_minor
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import UNSEEN, plausible

# Formats that are held whole while they are read: this bounds the memory.
MAX_BYTES, MAX_LINES, MAX_LINE = 12 * 2**20, 300_000, 20_000
_END_OF_LINE = re.compile(r"\r\n?|\n")


def line(number: int) -> str:
    """The place of a refusal: "line 12"."""
    return _("line %(line)s") % {"line": number}


def amount(text: str, currency: str, where: str) -> int:
    """Signed minor units of plain digits with a point. Raises UnreadableFile."""
    try:
        return to_minor(text.strip(), currency or "UAH")
    except Refusal as refusal:
        raise UnreadableFile(str(refusal), where=where) from None


def digits(text: str, currency: str, where: str, *, decimals: int) -> int:
    """Minor units of a field of digits whose last `decimals` are behind the point."""
    if not (text.isascii() and text.isdigit()):
        raise UnreadableFile(_("“%(amount)s” is not an amount."), where=where, amount=text[:40])
    return amount(f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text, currency, where)


def day(text: str, form: str, where: str) -> dt.date:
    """A date in that format of strptime. Raises UnreadableFile."""
    try:
        found = dt.datetime.strptime(text, form).date()
    except ValueError:
        found = dt.date.min
    if not plausible(found):
        raise UnreadableFile(_("“%(date)s” is not a date."), where=where, date=text[:40])
    return found


def whole(stream: IO[bytes], most: int = MAX_BYTES) -> bytes:
    """The bytes of a stream that stands at its start, at most so many. Raises UnreadableFile."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise UnreadableFile(_("The file is larger than %(most)s MiB."), most=most // 2**20)
    return data


def text_of(data: bytes, encoding: str) -> str:
    """UTF-8 if all of it is, else the encoding of the format's banks."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(encoding, errors="replace")


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, however they end, without what no text has. Raises UnreadableFile for one without an end."""
    start, number = 0, 0
    while start < len(text):
        number += 1
        found = _END_OF_LINE.search(text, start)
        end = found.start() if found else len(text)
        if end - start > MAX_LINE or number > MAX_LINES:
            raise UnreadableFile(_("The file has more than a statement can have."), where=line(number))
        yield number, text[start:end].translate(UNSEEN)
        start = found.end() if found else len(text)


@dataclass
class Controls:
    """Counts and sums that a file states of itself; what differs is a file that was changed or cut off."""

    where: str

    def same(self, name: str, stated: int, found: int) -> None:
        """Raises UnreadableFile where the file states another figure than it has."""
        if stated != found:
            raise UnreadableFile(
                _("The file states %(stated)s as its %(name)s and has %(found)s: it was cut off or changed."), where=self.where,
                hint=_("Ask for the original file."), name=name, stated=stated, found=found,
            )  # fmt: skip
