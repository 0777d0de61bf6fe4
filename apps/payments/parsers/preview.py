"""A look at a table before it is imported: its first rows, and what a profile reads of it, with every problem by row and column."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from apps.kernel import workbooks
from apps.payments.parsers import csv_file
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.inspect import Totals
from apps.payments.parsers.model import End, Entry, Header, Notice
from apps.payments.parsers.profiles import CsvProfile
from apps.payments.parsers.table import read_rows

SHOWN_ROWS, SHOWN_ENTRIES = 15, 15
# So much of a CSV is enough to see its first rows.
HEAD = 512 * 2**10
Rows = list[tuple[int, list[str]]]


@dataclass
class Preview:
    """What would be read. `entries` are the first; `problems` are all of them."""

    statements: list[Totals] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    problems: list[UnreadableFile] = field(default_factory=list)

    @property
    def entry_count(self) -> int:
        return sum(item.entry_count for item in self.statements)


def first_rows(data: bytes, kind: str, profile: CsvProfile, *, most: int) -> Rows:
    """The first rows that are not empty with their lines, as the profile says to read them; of a workbook those of the first sheet that
    has any. Raises UnreadableFile."""
    if kind == "csv":
        if len(data) > HEAD and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and profile.encoding != "utf-16":
            data = data[:HEAD].rpartition(b"\n")[0] or data
        return list(islice(csv_file.rows_of(data, profile), most))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = (list(islice(workbooks.below(sheet, profile.skip_rows), most)) for sheet in workbooks.sheets_of(archive))
        return next((rows for rows in sheets if rows), [])


def preview(data: bytes, kind: str, profile: CsvProfile) -> Preview:
    """What the profile reads of the table; what is wrong with all of it is a problem without a column."""
    found = Preview()
    try:
        for event in _events(data, kind, profile, found.problems):
            if isinstance(event, Header):
                found.statements.append(Totals(event))
            elif isinstance(event, Entry):
                found.statements[-1].add(event)
                if len(found.entries) < SHOWN_ENTRIES:
                    found.entries.append(event)
            elif isinstance(event, Notice):
                found.statements[-1].warnings.append(event.text)
            elif isinstance(event, End):
                found.statements[-1].opening_minor, found.statements[-1].closing_minor = event.opening_minor, event.closing_minor
    except UnreadableFile as error:
        found.problems.append(error)
    return found


def _events(data: bytes, kind: str, profile: CsvProfile, problems: list[UnreadableFile]) -> Iterator[Header | Entry | Notice | End]:
    if kind == "csv":
        yield from read_rows(csv_file.rows_of(data, profile), profile=profile, problems=problems)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet in workbooks.sheets_of(archive):
            rows = list(workbooks.below(sheet, profile.skip_rows))
            if rows:
                yield from read_rows(rows, profile=profile, kind=kind, problems=problems)
