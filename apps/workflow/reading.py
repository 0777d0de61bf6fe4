"""Tables of rows as they are read: a CSV or the first sheet of a workbook, within bounds, by column name."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Reason
from apps.kernel.workbooks import Bounds
from apps.workflow.sheets import Reading, bad_file, is_workbook, read_sheet

MAX_BYTES, MAX_ROWS, MAX_COLUMNS, MAX_CELL = 48 * 2**20, 1_000_000, 60, 4_000
BOUNDS = Bounds(rows=100_000, columns=MAX_COLUMNS, cells=1_000_000, errors=True, longest=MAX_CELL)
# Put behind the table: whether it is read back as a row tells a whole table from one cut off within quotation marks.
END_MARK = "\x1eend"


@dataclass(frozen=True)
class Row:
    """One row of the table: its line in the file, or its number in the sheet, and its cells by column name."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The rows of a file, to be gone through once, and what a person should know of the file."""

    rows: Iterator[Row]
    notes: tuple[Reason, ...] = ()

    def __iter__(self) -> Iterator[Row]:
        return self.rows


def read_table(data: bytes, columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> Table:
    """Rows of a CSV, or of the first sheet of a workbook, by column name. `columns`: each name's headings, compared without case.

    A CSV is UTF-8, windows-1251, or UTF-16 with its mark, separated by comma, semicolon, tab or bar. The table is gone through once
    before the first row is given. Raises Invalid when the file is too large, no table, cut off, or lacks a required column.
    """
    reading = _opened(data)
    places = _places(next(reading.rows(), (1, []))[1], columns, required)
    for _line, _row in reading.rows():
        pass
    return Table(_by_name(reading.rows(), places), reading.notes)


def has_more_rows(data: bytes, most: int) -> bool:
    """Whether a file has more lines than that, or a workbook more rows on its first sheet. Raises Invalid for a broken workbook."""
    if not is_workbook(data):
        return data.count(b"\n") > most
    return next(islice(read_sheet(data, BOUNDS).rows(), most, None), None) is not None


def _opened(data: bytes) -> Reading:
    if len(data) > MAX_BYTES:
        raise bad_file("too_large", _("The file is larger than %(most)s MiB."), most=MAX_BYTES // 2**20)
    if not data.strip():
        raise bad_file("empty", _("The file is empty."))
    if is_workbook(data):
        return read_sheet(data, BOUNDS)
    encoding = _encoding(data)
    with _text(data, encoding) as lines:
        delimiter = _delimiter(lines.read(4096))
    return Reading(lambda: _cells(data, encoding, delimiter))


def _by_name(rows: Iterator[tuple[int, list[str]]], places: Mapping[str, int]) -> Iterator[Row]:
    next(rows)
    for line, cells in rows:
        yield Row(line, {name: cells[i].strip() if i < len(cells) else "" for name, i in places.items()})


def _text(data: bytes, encoding: str, behind: bytes = b"") -> io.TextIOWrapper:
    """The text as it is read, piece by piece: a large table is not held as text beside its bytes."""
    return io.TextIOWrapper(io.BytesIO(data + behind if behind else data), encoding=encoding, newline=None)


def _cells(data: bytes, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with the line on which each ends; the first is the header."""
    csv.field_size_limit(MAX_CELL)
    with _text(data, encoding) as lines:
        reader = csv.reader(itertools.chain(lines, ("\n", END_MARK + "\n")), delimiter=delimiter)
        cells: list[str] = []
        try:
            for count, cells in enumerate(reader):
                if count > MAX_ROWS or len(cells) > MAX_COLUMNS:
                    raise bad_file("too_many", _("The table has too many rows or columns (line %(line)s)."), line=reader.line_num)
                if any(cells) and cells != [END_MARK]:
                    yield reader.line_num, cells
        except csv.Error as error:
            raise bad_file("broken_csv", _("The table is broken at line %(line)s: %(error)s"), line=reader.line_num, error=str(error)) from None
        if cells != [END_MARK]:
            raise bad_file("cut_off", _("The table breaks off within quotation marks (line %(line)s)."), line=reader.line_num - 2)


def _encoding(data: bytes) -> str:
    """The encoding in which all of the file can be read."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\x00" in data:
        raise bad_file("not_text", _("This is neither a text table nor a workbook. Save it as XLSX, or as CSV in UTF-8."))
    else:
        candidates = ["utf-8-sig", "cp1251"]
    for encoding in candidates:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for start in range(0, len(data), 2**20):
                decoder.decode(data[start : start + 2**20])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise bad_file("encoding", _("The encoding of the file cannot be told. Save it as CSV in UTF-8."))


def _delimiter(text: str) -> str:
    head = text.lstrip().split("\n", 1)[0]
    return max(",;\t|", key=head.count)


def _places(head: Sequence[str], columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> dict[str, int]:
    names = [re.sub(r"\s+", " ", cell.strip().casefold()) for cell in head]
    places = {}
    for name, headings in columns.items():
        known = {heading.casefold() for heading in (name, *headings)}
        found = [index for index, head_name in enumerate(names) if head_name in known]
        if len(found) > 1:
            twice = ", ".join(names[index][:30] for index in found)
            raise bad_file("column_twice", _("The table has two columns for %(name)s: %(twice)s."), name=name, twice=twice)
        if found:
            places[name] = found[0]
    missing = [name for name in required if name not in places]
    if missing:
        raise bad_file(
            "columns_missing", _("The table lacks the columns %(missing)s; it has %(found)s."), missing=", ".join(missing),
            found=", ".join(name[:30] for name in names[:20]) or "—",
        )  # fmt: skip
    return places
