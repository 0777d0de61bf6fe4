"""Workbooks of Excel (XLSX) as rows of texts: what a table needs, within bounds of cells rather than of bytes.

Source: ECMA-376, parts 18.3 (worksheets), 18.4 (shared strings), 18.8 (number formats). Formulas are not computed; the value that the program stored
with them is taken. A number is read to the fifteen digits that Excel keeps, with a decimal point; a day as 2026-03-31, an hour as 08:00.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Context
from typing import IO, Any

from django.utils.translation import gettext as _
from lxml import etree

from apps.kernel.errors import UnreadableFile

MAX_PART, MAX_CELL, MAX_SHEETS, MAX_TAGS_PENDING = 48 * 2**20, 20_000, 20, 200_000
SHEET_ROWS = 2**20  # what a sheet has at all
Rows = Iterator[tuple[int, list[str]]]
# A cell is a binary number of which fifteen digits are meant.
_AS_EXCEL = Context(prec=15)
_DAYS, _TIMES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}, {18, 19, 20, 21, 45, 46, 47}
_EPOCH, _EPOCH_1904 = dt.datetime.fromisoformat("1899-12-30"), dt.datetime.fromisoformat("1904-01-01")  # of no zone, as the cells
_DAY, _TIME, _SPAN = -1, -2, -3
# A part that has no such element near its begin is an empty sheet.
_FILLED, _NEAR = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]"), 256 * 2**10


@dataclass(frozen=True)
class Bounds:
    """How much of a sheet is read. `errors`: whether a cell that holds the error of a formula is read as its text, such as #N/A.
    `longest`: how many characters a cell may have; what is more is left out where that is 0."""

    rows: int = 50_000
    columns: int = 100
    cells: int = 600_000
    errors: bool = False
    longest: int = 0


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, by its name and the part that holds it."""

    name: str
    path: str
    is_hidden: bool


def open_archive(stream: IO[bytes]) -> zipfile.ZipFile:
    """The archive, its parts listed. Raises UnreadableFile."""
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile(_("The archive is broken or cut off.")) from None


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is a workbook."""
    return "xl/workbook.xml" in archive.namelist()


def sheets_of(archive: zipfile.ZipFile) -> list[Rows]:
    """The rows of every visible sheet with their numbers, in the order of the book. Raises UnreadableFile."""
    book = Book(archive)
    return [book.rows(sheet) for sheet in book.sheets if not sheet.is_hidden]


def below(rows: Iterable[tuple[int, list[str]]], skip: int) -> Rows:
    """The rows without the first so many of the sheet, empty ones counted."""
    return ((number, cells) for number, cells in rows if number > skip)


class _Source:
    """A part of the archive, with no more bytes than a sheet has, and none of a document type definition."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        try:
            self.stream = archive.open(name)
        except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
            raise UnreadableFile(_("The archive is broken or cut off.")) from None
        self.left, self.tail, self.tags = MAX_PART, b"", 0

    def read(self, size: int = -1) -> bytes:
        try:
            chunk = self.stream.read(min(size, 65536) if size and size > 0 else 65536)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError):
            raise UnreadableFile(_("The archive is broken or cut off.")) from None
        window = self.tail + chunk
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window or window.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnreadableFile(
                _("The workbook contains a document type definition, which no workbook has."),
                hint=_("It may be an attack; ask the sender for the original file."),
            )
        self.tail = chunk[-16:]
        self.left -= len(chunk)
        self.tags += chunk.count(b"<")
        if self.left < 0 or self.tags > MAX_TAGS_PENDING:
            raise UnreadableFile(_("A sheet of the workbook is larger than what is read: %(most)s MiB."), hint=_as_csv(), most=MAX_PART // 2**20)
        return chunk


def _elements(archive: zipfile.ZipFile, name: str, *tags: str) -> Iterator[Any]:
    """The elements of those names as they end, each freed behind its use. Raises UnreadableFile."""
    if name not in archive.namelist():
        raise UnreadableFile(_("The workbook lacks its part %(name)s."), name=name[:60])
    source = _Source(archive, name)
    try:
        wanted = ["{*}" + tag for tag in tags]
        for _event, element in etree.iterparse(
            source, events=("end",), tag=wanted, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True,
        ):  # fmt: skip
            yield element
            source.tags = 0
            element.clear(keep_tail=False)
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(_("The XML is broken or cut off: %(error)s"), where=_("line %(line)s") % {"line": error.lineno or 0}, error=str(error.msg)[:200]) from None


def _as_csv() -> str:
    return _("Save the table as CSV.")


class Book:
    """A workbook that is open: its sheets, and their rows as they are asked for. Raises UnreadableFile."""

    def __init__(self, archive: zipfile.ZipFile, bounds: Bounds = Bounds()) -> None:  # noqa: B008 (frozen)
        self.archive, self.bounds = archive, bounds
        self.epoch = _EPOCH
        self.sheets = self._sheets()
        self.strings = self._strings()
        self.styles = self._styles()

    def _sheets(self) -> list[Sheet]:
        targets = {
            item.get("Id"): item.get("Target", "").removeprefix("/").removeprefix("xl/")
            for item in _elements(self.archive, "xl/_rels/workbook.xml.rels", "Relationship")
        }
        sheets = []
        for item in _elements(self.archive, "xl/workbook.xml", "workbookPr", "sheet"):
            if item.tag.endswith("workbookPr"):
                self.epoch = _EPOCH_1904 if item.get("date1904") in ("1", "true") else _EPOCH
            else:
                reference = next((value for key, value in item.attrib.items() if key.endswith("}id")), "")
                name = "".join(char for char in item.get("name", "") if char.isprintable())[:60]
                sheets.append(Sheet(name, "xl/" + targets.get(reference, ""), item.get("state") not in (None, "visible")))
        if len(sheets) > MAX_SHEETS:
            raise UnreadableFile(_("The workbook has more than %(most)s sheets."), hint=_as_csv(), most=MAX_SHEETS)
        return sheets

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.archive.namelist():
            return []
        found = []
        for item in _elements(self.archive, "xl/sharedStrings.xml", "si"):
            found.append(_plain(item))
            if len(found) > self.bounds.cells:
                raise self._too_large("")
        return found

    def _styles(self) -> list[int]:
        """What each cell style makes of a number: a day, an hour, a span of hours; how many digits it writes at least; 0 for the number as it is."""
        if "xl/styles.xml" not in self.archive.namelist():
            return []
        own: dict[int, int] = {}
        styles: list[int] = []
        for item in _elements(self.archive, "xl/styles.xml", "numFmt", "cellXfs"):
            if item.tag.endswith("numFmt"):
                if (item.get("numFmtId") or "").isdigit():
                    own[int(item.get("numFmtId"))] = _meaning(item.get("formatCode", ""))
            else:
                styles = [int(style.get("numFmtId") or 0) for style in item.iterchildren("{*}xf")]
        builtin = dict.fromkeys(_DAYS, _DAY) | dict.fromkeys(_TIMES, _TIME) | {46: _SPAN}
        return [own.get(form, builtin.get(form, 0)) for form in styles]

    def is_filled(self, sheet: Sheet) -> bool:
        """Whether a sheet has a cell with something in it, as far as its begin tells."""
        if sheet.path not in self.archive.namelist():
            return False
        source, found = _Source(self.archive, sheet.path), b""
        while len(found) < _NEAR and (chunk := source.read()):
            found += chunk
            source.tags = 0
        return _FILLED.search(found) is not None

    def rows(self, sheet: Sheet) -> Rows:
        """The rows of a sheet that are not empty, under the numbers that the program shows."""
        number, seen = 0, 0
        for item in _elements(self.archive, sheet.path, "row"):
            stated = item.get("r") or ""
            number = max(int(stated) if stated.isdigit() and len(stated) < 8 else 0, number + 1)
            cells: list[str] = []
            after = 0
            for cell in item.iterchildren("{*}c"):
                seen += 1
                at = _column(cell.get("r") or "", after)
                after = at + 1
                where = _("cell %(cell)s") % {"cell": f"{_letters(at)}{number}"}
                text = self._value(cell, where)
                if seen > self.bounds.cells or text and (number > self.bounds.rows or at >= self.bounds.columns):
                    raise self._too_large(where)
                if self.bounds.longest and len(text) > self.bounds.longest:
                    raise UnreadableFile(_("A cell has at most %(most)s characters."), where=where, most=self.bounds.longest)
                if text:
                    cells += [""] * (at + 1 - len(cells))
                    cells[at] = text
            if number > SHEET_ROWS:
                raise self._too_large("")
            if any(text.strip() for text in cells):
                yield number, cells

    def _too_large(self, where: str) -> UnreadableFile:
        return UnreadableFile(
            _("The sheet is larger than what is read: %(rows)s rows, %(columns)s columns, %(cells)s cells."), where=where, hint=_as_csv(),
            rows=self.bounds.rows, columns=self.bounds.columns, cells=self.bounds.cells,
        )  # fmt: skip

    def _value(self, cell: Any, where: str) -> str:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return _plain(cell)
        text = next((part.text or "" for part in cell.iterchildren("{*}v")), "")[:MAX_CELL]
        if kind == "s":
            if not text.isdigit() or int(text[:9]) >= len(self.strings):
                raise UnreadableFile(_("A cell points to a text that the workbook does not have."), where=where)
            return self.strings[int(text)]
        if kind == "e" and not self.bounds.errors:
            raise UnreadableFile(_("A cell holds the error %(error)s of a formula."), where=where, error=text[:20])
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        if kind == "d":
            return _written_day(text)
        if kind == "n" and not text and cell.find("{*}f") is not None:
            raise UnreadableFile(
                _("The formula of a cell was never computed, so there is no value to read."), where=where,
                hint=_("Open the file in Excel or LibreOffice, save it, and take that one."),
            )  # fmt: skip
        if kind != "n" or not text:
            return text
        style = cell.get("s") or "0"
        return self._number(text, self.styles[int(style)] if style.isdigit() and int(style[:6]) < len(self.styles) else 0, where)

    def _number(self, text: str, meaning: int, where: str) -> str:
        try:
            number = _AS_EXCEL.create_decimal(text)
            if not number.is_finite() or not -19 < number.adjusted() < 15:
                raise ValueError
            if meaning == _SPAN or meaning == _TIME and 0 <= number < 1:
                hours, seconds = divmod(int((number * 86400).to_integral_value()), 3600)
                return f"{hours:02}:{seconds // 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
            if meaning < 0:
                return _moment(self.epoch + dt.timedelta(seconds=int((number * 86400).to_integral_value())))
            plain = f"{number.normalize():f}"
            return plain.zfill(meaning) if meaning and plain.isdigit() else plain
        except (ValueError, OverflowError, ArithmeticError):
            raise UnreadableFile(
                _("“%(text)s” is not a number that Excel keeps whole: it has fifteen digits at most."), where=where,
                hint=_("Give the cell the format Text and write it again."), text=text[:40],
            ) from None  # fmt: skip


def _plain(item: Any) -> str:
    """The text of an element without what tells how it is spoken, which Excel keeps beside it."""
    return "".join(part.text or "" for part in item.iter("{*}t") if not part.getparent().tag.endswith("}rPh"))[:MAX_CELL]


def _meaning(code: str) -> int:
    """What a number format of one's own makes of a number; see `Book._styles`."""
    code = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code).split(";")[0]
    if re.search(r"\[(h+|m+|s+)\]", code, re.I):
        return _SPAN
    code = re.sub(r"\[[^\]]*\]", "", code)
    if re.fullmatch("0{2,20}", code):
        return len(code)
    if re.search(r"[dy]|mmm", code, re.I):
        return _DAY
    return _TIME if re.search(r"[hs]", code, re.I) and code != "General" else 0


def _moment(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.time() != dt.time() else "%Y-%m-%d")


def _written_day(text: str) -> str:
    """A day or moment that a cell holds in words of ISO 8601; other text as it is."""
    try:
        return _moment(dt.datetime.fromisoformat(text.removesuffix("Z")))
    except ValueError:
        return text


def _letters(at: int) -> str:
    """The letters over a column that is counted from 0."""
    found = ""
    at += 1
    while at > 0:
        at, rest = divmod(at - 1, 26)
        found = chr(65 + rest) + found
    return found


def _column(reference: str, after: int) -> int:
    """The column of a reference such as AB12, counted from 0; the next one where there is no reference."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        return after
    at = 0
    for letter in letters[0]:
        at = at * 26 + ord(letter) - 64
    return at - 1
