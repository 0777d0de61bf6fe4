"""What can be exported, and how it is written: sources come from the app of the API, which stands above and says what a record is."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Protocol

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Bug, Reason, Refused, Text
from apps.workflow.models.export import Export, ExportFormat
from apps.workflow.tables import harmless

# Rows of a sheet, less its headings.
MOST_ROWS_OF_A_SHEET = 1_048_575
MEDIA_TYPES = {
    ExportFormat.CSV.value: "text/csv; charset=utf-8", ExportFormat.JSONL.value: "application/jsonl; charset=utf-8",
    ExportFormat.XLSX.value: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A field of a record: its name, what people call it, and whether it is "money", "day" or neither."""

    name: str
    heading: Text
    type: str = ""


@dataclass(frozen=True)
class Source:
    """The records that an export is of, as its asker may see them: how many, their columns, and pages of (key, record)."""

    count: Callable[[], int]
    columns: Sequence[Column]
    pages: Callable[[], Iterator[list[Mapping[str, Any]]]]


class Opener(Protocol):
    """Reads what was asked for with the rights of an actor. Raises Invalid for names and values that are none, NotPermitted."""

    def __call__(self, wanted: Export, *, actor: Actor, at: dt.datetime) -> Source: ...


_registered: list[tuple[Opener, Callable[[str], str]]] = []


def register(opener: Opener, label_of: Callable[[str], str]) -> None:
    """Declares how sources are opened, and what people call the records of a noun. Called from the ready() of the app that knows them."""
    _registered[:] = [(opener, label_of)]


def label_of(noun: str) -> str:
    """What people call the records of a noun."""
    return _registered[0][1](noun) if _registered else noun


def opened(wanted: Export, *, actor: Actor, at: dt.datetime) -> Source:
    """The source of an export. Needs a bound tenant. Raises Invalid, NotPermitted."""
    if not _registered:
        raise Bug("No app has declared what can be exported.")
    return _registered[0][0](wanted, actor=actor, at=at)


def write(source: Source, form: str, out: IO[bytes], *, tick: Callable[[int], None]) -> int:
    """Writes the table into the file page by page, with `tick` after each; how many rows. Texts that a spreadsheet would run are made
    harmless. Raises Refused for more rows than a sheet has."""
    return {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx}[form](source, out, tick)


def _csv(source: Source, out: IO[bytes], tick: Callable[[int], None]) -> int:
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([harmless(str(column.heading)) for column in source.columns])

    def put(record: Mapping[str, Any]) -> None:
        writer.writerow([harmless(_plain(record.get(column.name))) for column in source.columns])

    count = _each(source, put, tick)
    text.detach()
    return count


def _jsonl(source: Source, out: IO[bytes], tick: Callable[[int], None]) -> int:
    return _each(source, lambda record: out.write(json.dumps(record, ensure_ascii=False).encode() + b"\n"), tick)


def _xlsx(source: Source, out: IO[bytes], tick: Callable[[int], None]) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([harmless(str(column.heading)) for column in source.columns])
    rows = 0

    def put(record: Mapping[str, Any]) -> None:
        nonlocal rows
        rows += 1
        if rows > MOST_ROWS_OF_A_SHEET:
            said = _("A sheet has at most %(most)s rows: narrow the filters, or take CSV or JSON Lines.")
            raise Refused(Reason("too_many_rows", said, params={"most": MOST_ROWS_OF_A_SHEET}))
        sheet.append([_typed(column, record.get(column.name)) for column in source.columns])

    try:
        count = _each(source, put, tick)
        book.save(out)
    except BaseException:
        sheet.close()
        sheet._writer.cleanup()  # the sheet lies in a temporary file until it is saved
        raise
    return count


def _each(source: Source, put: Callable[[Mapping[str, Any]], Any], tick: Callable[[int], None]) -> int:
    count = 0
    for page in source.pages():
        for record in page:
            put(record)
        count += len(page)
        tick(count)
    return count


def _plain(value: Any) -> Any:
    """A value as text of one cell: what holds parts, as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def _typed(column: Column, value: Any) -> Any:
    """A value as a spreadsheet counts with it."""
    if isinstance(value, str) and value and column.type == "money":
        return Decimal(value)
    if isinstance(value, str) and value and column.type == "day":
        return dt.date.fromisoformat(value)
    return value if isinstance(value, (bool, int)) else harmless(_plain(value))
