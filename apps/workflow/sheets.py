"""The first sheet of a workbook (XLSX) as the rows of a table, and in words what other files of spreadsheets are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel import workbooks
from apps.kernel.errors import Invalid, Reason, UnreadableFile
from apps.kernel.workbooks import Bounds, Sheet

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAMED = 5


@dataclass(frozen=True)
class Reading:
    """A file that is open: its rows from the begin as often as they are asked for, each with its number."""

    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    notes: tuple[Reason, ...] = ()


def bad_file(code: str, message: Any, **params: Any) -> Invalid:
    """That the file is not what is read."""
    return Invalid(Reason(code, message, "file", params))


def is_workbook(data: bytes) -> bool:
    """Whether a file is of a spreadsheet program rather than text; it may be one that is not read."""
    return data.startswith((_ZIP, _OLE))


def read_sheet(data: bytes, bounds: Bounds) -> Reading:
    """The first sheet that is not hidden; the others are named in notes. Raises Invalid for anything but an XLSX with rows there."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise bad_file("locked", _("The workbook is locked with a password. Save it without one."))
        raise bad_file("old_workbook", _("This is a workbook of the old format XLS. Save it as XLSX, or as CSV in UTF-8."))
    try:
        archive = workbooks.open_archive(io.BytesIO(data))
        _must_be_xlsx(archive)
        book = workbooks.Book(archive, bounds)
        shown = [sheet for sheet in book.sheets if not sheet.is_hidden]
        if not shown:
            raise bad_file("no_sheet", _("The workbook has no sheet that is not hidden."))
        first = shown[0]
        notes = _notes(book, first)
        if next(book.rows(first), None) is None:
            raise bad_file("empty_sheet", _("The first sheet, “%(sheet)s”, is empty. Move the table there."), sheet=first.name)
    except UnreadableFile as error:
        raise _said(error) from None
    return Reading(lambda: _rows(book, first), notes)


def _rows(book: workbooks.Book, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from book.rows(sheet)
    except UnreadableFile as error:
        raise _said(error) from None


def _said(error: UnreadableFile) -> Invalid:
    return bad_file("broken_workbook", _("The workbook cannot be read: %(problem)s"), problem=str(error))


def _must_be_xlsx(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if any(item.flag_bits & 1 for item in archive.infolist()):
        raise bad_file("locked", _("The workbook is locked with a password. Save it without one."))
    if workbooks.is_workbook(archive):
        return
    if "xl/workbook.bin" in names:
        raise bad_file("binary_workbook", _("This is a binary workbook (XLSB). Save it as XLSX, or as CSV in UTF-8."))
    if "content.xml" in names:
        raise bad_file("open_document", _("This is a table of OpenDocument (ODS). Save it as XLSX, or as CSV in UTF-8."))
    if "word/document.xml" in names:
        raise bad_file("not_a_table", _("This is a text document (DOCX). Copy its table to a workbook and save that as XLSX."))
    raise bad_file("archive", _("This is an archive without a workbook. Unpack it and choose the table itself."))


def _notes(book: workbooks.Book, first: Sheet) -> tuple[Reason, ...]:
    others = [sheet for sheet in book.sheets if sheet is not first and book.is_filled(sheet)]
    notes = []
    if shown := [sheet.name for sheet in others if not sheet.is_hidden]:
        notes.append(Reason("other_sheets", _("Only the first sheet, “%(sheet)s”, is read; not read: %(others)s."), "file", {"sheet": first.name, "others": _named(shown)}))
    if hidden := [sheet.name for sheet in others if sheet.is_hidden]:
        notes.append(Reason("hidden_sheets", _("The workbook has hidden sheets, which are not read: %(others)s."), "file", {"others": _named(hidden)}))
    return tuple(notes)


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names[:NAMED]) + (f" (+{len(names) - NAMED})" if len(names) > NAMED else "")
