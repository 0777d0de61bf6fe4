"""A stored report as a file: CSV for programs, XLSX for people, PDF to be signed. Texts that a spreadsheet would run are made harmless."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.analytics.actions.reports import rows_of
from apps.analytics.kinds import get_kind
from apps.analytics.models import Report
from apps.analytics.paper import MOST_ROWS, pdf_of
from apps.analytics.wording import asked_lines, cell_value, controls
from apps.kernel.errors import Reason, Refused
from apps.kernel.money import decimal_text
from apps.workflow.tables import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """How a report is given out: its media type and what writes it into a file."""

    name: str
    media_type: str
    write: Callable[[Report, IO[bytes]], None]


def written(report: Report, name: str) -> IO[bytes]:
    """The report in the format, in a temporary file at its beginning: memory does not grow with the rows.

    Raises Refused where the report is not ready, and for a PDF of too many rows.
    """
    if not report.is_ready:
        raise Refused(Reason("not_ready", gettext_lazy("The report is not ready. Wait until it is made, or ask for it again if it failed.")))
    if name == "pdf" and report.row_count > MOST_ROWS:
        raise Refused(Reason("too_many_rows", gettext_lazy("More than %(most)s rows are too many for paper; take the XLSX."), params={"most": MOST_ROWS}))
    out = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - the caller reads it
    FORMATS[name].write(report, out)
    out.seek(0)
    return out


def file_name(report: Report, name: str) -> str:
    """The same for the same report: kind, its days, its number."""
    days = [value for key, value in report.params.items() if key in ("as_of", "since", "until")]
    return "-".join([report.kind, *days, str(report.pk)]) + f".{name}"


def _csv(report: Report, out: IO[bytes]) -> None:
    kind = get_kind(report.kind)
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([str(column.label) for column in kind.columns])
    place = kind.place("currency")
    for cells in rows_of(report):
        currency = cells[place] if place is not None else ""
        writer.writerow([
            decimal_text(cells[index], currency) if column.type == "money" else harmless(kind.words(cells[index]) if column.type == "word" else cells[index])
            for index, column in enumerate(kind.columns)
        ])  # fmt: skip
    text.detach()


def _xlsx(report: Report, out: IO[bytes]) -> None:
    from openpyxl import Workbook

    kind = get_kind(report.kind)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Report"))
    for index, column in enumerate(kind.columns):
        width = {"money": 16, "date": 12, "word": 28}.get(column.type, 24 if column.name in ("name", "document") else 14)
        sheet.column_dimensions[chr(ord("A") + index)].width = width
    sheet.freeze_panes = "A2"
    sheet.append(_bold(sheet, [str(column.label) for column in kind.columns]))
    place = kind.place("what")
    for cells in rows_of(report):
        row = [harmless(cell_value(kind, cells, index)) for index in range(len(kind.columns))]
        sheet.append(_bold(sheet, row) if place is not None and cells[place] in kind.emphasised else row)
    about = book.create_sheet(_("About"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 60, 40
    for line in _about(report):
        about.append([harmless(cell) for cell in line])
    book.save(out)


def _bold(sheet: Any, row: list[Any]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    found = []
    for value in row:
        cell = WriteOnlyCell(sheet, value=value)
        cell.font = Font(bold=True)
        found.append(cell)
    return found


def _about(report: Report) -> Iterator[list[Any]]:
    yield [report.label, f"№ {report.pk}"]
    yield from ([label, value] for label, value in asked_lines(report))
    yield [_("Stands at journal entry"), report.journal_sequence]
    yield [_("Digest"), report.digest]
    yield []
    yield [_("Control"), _("Holds"), _("Expected"), _("Found")]
    for item in controls(report):
        yield [item["title"], _("yes") if item["holds"] else _("NO"), item["expected"], item["found"]]


def _pdf(report: Report, out: IO[bytes]) -> None:
    out.write(pdf_of(report))


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", _csv), "xlsx": Format("xlsx", XLSX, _xlsx), "pdf": Format("pdf", "application/pdf", _pdf),
}  # fmt: skip
