"""Workbooks of Excel (XLSX) as rows of texts: only what a table of movements needs, within bounds of cells rather than of bytes.

Source: ECMA-376, parts 18.3 (worksheets), 18.4 (shared strings), 18.8 (number formats). Formulas are not computed; the value that the program stored
with them is taken. A number is read to the fifteen digits that Excel keeps.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from decimal import Context
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.values import line

MAX_PART, MAX_ROWS, MAX_COLUMNS, MAX_CELLS, MAX_CELL, MAX_SHEETS = 48 * 2**20, 50_000, 100, 600_000, 20_000, 20
MAX_TAGS_PENDING = 200_000
Rows = Iterator[tuple[int, list[str]]]
# A cell is a binary number of which fifteen digits are meant.
_AS_EXCEL = Context(prec=15)
_DAY_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_EPOCH, _EPOCH_1904 = dt.datetime.fromisoformat("1899-12-30"), dt.datetime.fromisoformat("1904-01-01")  # of no zone, as the cells


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is a workbook."""
    return "xl/workbook.xml" in archive.namelist()


def sheets_of(archive: zipfile.ZipFile) -> list[Rows]:
    """The rows of every visible sheet with their numbers, in the order of the book. Raises UnreadableFile."""
    book = _Book(archive)
    return [book.rows(path) for path in book.paths]


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
                _("The file contains a document type definition, which bank statements do not have."),
                hint=_("It may be an attack; ask the sender for the original file."),
            )
        self.tail = chunk[-16:]
        self.left -= len(chunk)
        self.tags += chunk.count(b"<")
        if self.left < 0 or self.tags > MAX_TAGS_PENDING:
            raise UnreadableFile(_("The table is larger than a statement can be."))
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
        raise UnreadableFile(_("The XML is broken or cut off: %(error)s"), where=line(error.lineno or 0), error=str(error.msg)[:200]) from None


class _Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.epoch = _EPOCH
        self.cells = 0
        self.paths = self._paths()
        self.strings = self._strings()
        self.day_styles = self._day_styles()

    def _paths(self) -> list[str]:
        targets = {
            item.get("Id"): item.get("Target", "").removeprefix("/").removeprefix("xl/")
            for item in _elements(self.archive, "xl/_rels/workbook.xml.rels", "Relationship")
        }
        paths = []
        for item in _elements(self.archive, "xl/workbook.xml", "workbookPr", "sheet"):
            if item.tag.endswith("workbookPr"):
                self.epoch = _EPOCH_1904 if item.get("date1904") in ("1", "true") else _EPOCH
            elif item.get("state") in (None, "visible"):
                reference = next((value for key, value in item.attrib.items() if key.endswith("}id")), "")
                paths.append("xl/" + targets.get(reference, ""))
        if len(paths) > MAX_SHEETS:
            raise UnreadableFile(_("The table is larger than a statement can be."))
        return paths

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.archive.namelist():
            return []
        found = []
        for item in _elements(self.archive, "xl/sharedStrings.xml", "si"):
            found.append("".join(part.text or "" for part in item.iter("{*}t"))[:MAX_CELL])
            if len(found) > MAX_CELLS:
                raise UnreadableFile(_("The table is larger than a statement can be."))
        return found

    def _day_styles(self) -> set[int]:
        """Which cell styles write a number as a day."""
        if "xl/styles.xml" not in self.archive.namelist():
            return set()
        own: set[int] = set()
        styles: list[int] = []
        for item in _elements(self.archive, "xl/styles.xml", "numFmt", "cellXfs"):
            if item.tag.endswith("numFmt"):
                code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", item.get("formatCode", ""))
                if re.search(r"[dy]", code, re.I) and (item.get("numFmtId") or "").isdigit():
                    own.add(int(item.get("numFmtId")))
            else:
                styles = [int(style.get("numFmtId") or 0) for style in item.iterchildren("{*}xf")]
        return {at for at, form in enumerate(styles) if form in _DAY_FORMATS or form in own}

    def rows(self, path: str) -> Rows:
        """The rows of a sheet that are not empty."""
        number = 0
        for item in _elements(self.archive, path, "row"):
            stated = item.get("r") or ""
            number = int(stated) if stated.isdigit() and len(stated) < 8 else number + 1
            cells: list[str] = []
            for cell in item.iterchildren("{*}c"):
                self.cells += 1
                at = _column(cell.get("r") or "", len(cells), line(number))
                if self.cells > MAX_CELLS or number > MAX_ROWS:
                    raise UnreadableFile(_("The table is larger than a statement can be."), where=line(number))
                cells += [""] * (at + 1 - len(cells))
                cells[at] = self._value(cell, line(number))
            if any(text.strip() for text in cells):
                yield number, cells

    def _value(self, cell: Any, where: str) -> str:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return "".join(part.text or "" for part in cell.iter("{*}t"))[:MAX_CELL]
        text = next((part.text or "" for part in cell.iterchildren("{*}v")), "")[:MAX_CELL]
        if kind == "s":
            if not text.isdigit() or int(text[:9]) >= len(self.strings):
                raise UnreadableFile(_("A cell points to a text that the workbook does not have."), where=where)
            return self.strings[int(text)]
        if kind == "e":
            raise UnreadableFile(_("A cell holds the error %(error)s of a formula."), where=where, error=text[:20])
        if kind != "n" or not text:
            return text
        style = cell.get("s") or "0"
        return self._number(text, style.isdigit() and int(style) in self.day_styles, where)

    def _number(self, text: str, is_day: bool, where: str) -> str:
        try:
            number = _AS_EXCEL.create_decimal(text)
            if not number.is_finite() or abs(number.adjusted()) > 18:
                raise ValueError
            if is_day:
                moment = self.epoch + dt.timedelta(seconds=int((number * 86400).to_integral_value()))
                return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.time() != dt.time() else "%Y-%m-%d")
            return f"{number.normalize():f}"
        except (ValueError, OverflowError, ArithmeticError):
            raise UnreadableFile(_("“%(amount)s” is not an amount."), where=where, amount=text[:40]) from None


def _column(reference: str, after: int, where: str) -> int:
    """The column of a reference such as AB12, counted from 0; the next one where there is no reference."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        at = after
    else:
        at = 0
        for letter in letters[0]:
            at = at * 26 + ord(letter) - 64
        at -= 1
    if at >= MAX_COLUMNS:
        raise UnreadableFile(_("The table is larger than a statement can be."), where=where)
    return at
