"""Statements as CSV, read by a mapping profile that is found by the headers or named by the user."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from apps.payments.parsers.bank_profiles import PROFILES
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.model import Event
from apps.payments.parsers.own import own_fitting
from apps.payments.parsers.profiles import CsvProfile
from apps.payments.parsers.table import PREAMBLE, match_of, read_rows

# A table is held whole, so these bound the memory: about 1.5 KiB a row.
MAX_BYTES, MAX_ROWS, MAX_COLUMNS, MAX_CELL = 12 * 2**20, 50_000, 100, 20_000
# Put behind the table: whether it is read back as a row tells a whole table from one cut off within quotation marks.
END_MARK = "\x1eend"
_END_OF_LINE = re.compile(r"\r\n?|\n")

def decode(data: bytes, encoding: str = "") -> str:
    """Text of a CSV: in the encoding that is named; else UTF-8 with or without a mark, UTF-16 with one, else an 8-bit one by its look.

    Raises UnreadableFile.
    """
    if encoding:
        return _strict(data, "utf-8-sig" if encoding == "utf-8" else encoding)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _strict(data, "cp1251" if looks_cyrillic(data[:200_000]) else "cp1252")
    if text and sum(char.isalpha() or char.isspace() or char.isdigit() or char in ";,.:\"'-/()№" for char in text) < 0.8 * len(text):
        raise UnreadableFile(_("The encoding of the file cannot be told; save it as UTF-8."))
    return text


def looks_cyrillic(data: bytes) -> bool:
    """Runs of three and more letters of the windows-1251 Cyrillic block, rather than single accents."""
    return len(re.findall(rb"[\xc0-\xff\xa5\xa8\xaa\xaf\xb2\xb3\xb4\xb8\xba\xbf]{3,}", data)) > 2


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            _("The encoding of the file cannot be told; save it as UTF-8."), where=_("byte %(byte)s") % {"byte": error.start}
        ) from None

def read(data: bytes, *, profile: CsvProfile | None = None, own: Sequence[CsvProfile] = ()) -> Iterator[Event]:
    """The events of the file, of at most MAX_BYTES: one statement for each table, account and currency in it. Without a profile it is
    found by the headers, among those of the banks, the company's `own`, and the general one. Raises UnreadableFile."""
    if profile is None and _is_central_european(data):
        data = data.decode("cp1250").encode()
    profile = profile or own_fitting(lambda way: rows_of(data, way), own)
    yield from read_rows(rows_of(data, profile), profile=profile)


def rows_of(data: bytes, profile: CsvProfile | None = None) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with their lines, as the profile says or as the file looks. Raises UnreadableFile."""
    text = decode(data, profile.encoding if profile else "")
    yield from _rows(text, profile.delimiter if profile else "", profile.skip_rows if profile else 0)


def _is_central_european(data: bytes) -> bool:
    """Whether a file in an 8-bit encoding has headers that a profile knows when they are read as windows-1250."""
    head = data[:4000]
    try:
        head.decode("utf-8-sig")
        return False
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4 and len(data) > len(head):
            return False
    try:
        rows = [row for _number, row in _rows(data.decode("cp1250")[:4000], "", 0)][:PREAMBLE]
    except (UnicodeDecodeError, UnreadableFile):
        return False
    special = [profile for profile in PROFILES if any(not name.isascii() for name in profile.required)]
    return any(match_of(row, special) for row in rows if any(not cell.isascii() for cell in row))

def _rows(text: str, delimiter: str, skip: int) -> Iterator[tuple[int, list[str]]]:
    sample = "\n".join(text[:8000].splitlines()[:PREAMBLE])
    delimiter = delimiter or max(";,\t|", key=lambda mark: (sum(line.count(mark) > 1 for line in sample.split("\n")), sample.count(mark)))
    csv.field_size_limit(MAX_CELL)
    last = [END_MARK]
    reader = csv.reader(_lines(text), delimiter=delimiter)
    row: list[str] = []
    try:
        for count, row in enumerate(reader, 1):
            if row == last:
                continue
            if count > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise UnreadableFile(_("The table is larger than a statement can be."), where=_line(reader.line_num))
            if count > skip and any(cell.strip() for cell in row):
                yield reader.line_num, row
        if row != last:
            raise UnreadableFile(_("The table breaks off within quotation marks."), where=_line(reader.line_num - 1))
    except csv.Error as error:
        raise UnreadableFile(_("The CSV is broken: %(error)s"), where=_line(reader.line_num), error=str(error)) from None


def _lines(text: str) -> Iterator[str]:
    """The lines however they end, and the mark; one by one, as a text buffer takes four bytes for each letter."""
    start = 0
    while start < len(text):
        found = _END_OF_LINE.search(text, start)
        yield text[start : found.start() if found else len(text)] + "\n"
        start = found.end() if found else len(text)
    yield END_MARK + "\n"


def _line(number: int) -> str:
    return _("line %(line)s") % {"line": number}
