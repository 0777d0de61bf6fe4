"""Tables that are given out: CSV that programs read and in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# A cell that starts with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The table in UTF-8 with a byte order mark, so that spreadsheets read Cyrillic."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([*map(harmless, row)])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: Any) -> Any:
    """Text that a spreadsheet would run as a formula, quoted; numbers and plain text as they are."""
    if not isinstance(cell, str):
        return cell
    cell = "".join(char for char in cell if char >= " " or char in "\t\n")
    number = cell.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not number else cell
