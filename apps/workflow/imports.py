"""Taking in tables of rows: read within bounds, checked row by row, once only, in chunks, with a report.

The apps say what a row is; this says how many are taken, which are refused and why, by line number.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import Invalid, Reason, Refusal
from apps.tenants.scope import scope
from apps.workflow.ledger import already_done, fingerprint_of, keep_many
from apps.workflow.unit import unit_of_work

MAX_BYTES, MAX_ROWS, MAX_COLUMNS, MAX_CELL = 128 * 2**20, 1_000_000, 60, 4_000
CHUNK = 1000
T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One row of the table: its line in the file and its cells by column name."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    """Why a row was not taken, or what a person should know of one that was."""

    line: int
    key: str
    reasons: tuple[Reason, ...]


@dataclass
class ImportReport:
    """What came of an import. `differing`: rows whose key was taken before with other data; nothing was changed."""

    dry_run: bool = False
    seen: int = 0
    taken: int = 0
    known: int = 0
    refused: list[Problem] = field(default_factory=list)
    differing: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, with the reasons in the reader's language."""
        return {
            "dry_run": self.dry_run, "seen": self.seen, "taken": self.taken, "known": self.known,
            "refused": [_plain(item) for item in self.refused],
            "differing": [_plain(item) for item in self.differing],
            "warnings": [_plain(item) for item in self.warnings],
        }  # fmt: skip


def _plain(item: Problem) -> dict[str, Any]:
    return {
        "line": item.line,
        "key": item.key,
        "reasons": [{"code": reason.code, "field": reason.field, "text": str(reason)} for reason in item.reasons],
    }


def read_table(data: bytes, columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> Iterator[Row]:
    """Rows of a CSV by column name. `columns`: each name's headings, compared without case.

    Reads UTF-8 or windows-1251, separated by comma, semicolon or tab. Raises Invalid when the file is too
    large, not text, or lacks a required column.
    """
    if len(data) > MAX_BYTES:
        raise _bad("too_large", _("The file is larger than %(most)s MiB."), most=MAX_BYTES // 2**20)
    text = _decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    csv.field_size_limit(MAX_CELL)
    try:
        head = next(reader, [])
        places = _places(head, columns, required)
        for count, cells in enumerate(reader, 1):
            if count > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise _bad("too_many", _("The table has too many rows or columns (line %(line)s)."), line=reader.line_num)
            if any(cells):
                found = {name: cells[i].strip() if i < len(cells) else "" for name, i in places.items()}
                yield Row(reader.line_num, found)
    except csv.Error as error:
        raise _bad("broken_csv", _("The table is broken at line %(line)s: %(error)s"), line=reader.line_num, error=str(error)) from None


def _bad(code: str, message: Any, **params: Any) -> Invalid:
    return Invalid(Reason(code, message, "file", params))


def _decode(data: bytes) -> str:
    if b"\x00" in data[:4096]:
        raise _bad("not_text", _("This is not a text table. Save it as CSV in UTF-8."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError:
        raise _bad("encoding", _("The encoding of the file cannot be told. Save it as CSV in UTF-8.")) from None
    return text


def _delimiter(text: str) -> str:
    head = text[:4096].split("\n", 1)[0]
    return max(",;\t|", key=head.count)


def _places(head: Sequence[str], columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> dict[str, int]:
    names = [re.sub(r"\s+", " ", cell.strip().casefold()) for cell in head]
    places = {}
    for name, headings in columns.items():
        index = next((names.index(h.casefold()) for h in (name, *headings) if h.casefold() in names), None)
        if index is not None:
            places[name] = index
    missing = [name for name in required if name not in places]
    if missing:
        raise _bad(
            "columns_missing", _("The table lacks the columns %(missing)s; it has %(found)s."), missing=", ".join(missing),
            found=", ".join(name[:30] for name in names[:20]) or "—",
        )  # fmt: skip
    return places


@dataclass(frozen=True)
class Importer(Generic[T]):
    """How an app takes its rows in. `parse` checks a row alone (raises Refusal); `check` looks a chunk up in the
    database and gives the reasons against each index; `store` writes a chunk in the open unit and gives ids."""

    door: str
    kind: str
    key_of: Callable[[Row], str]
    parse: Callable[[Row], T]
    check: Callable[[Sequence[T]], dict[int, list[Reason]]]
    store: Callable[[Sequence[T], Actor, dt.datetime], list[int]]
    warn: Callable[[T], list[Reason]] = lambda _item: []


def take_in(importer: Importer[T], rows: Iterator[Row], *, actor: Actor, at: dt.datetime, dry_run: bool = False) -> ImportReport:
    """Takes rows in, in chunks of 1,000, each its own transaction with its ledger rows.

    Idempotent by (tenant, door, key of the row): a row taken before is known, or differs if its cells are
    others. A refused row is reported and stops nothing. A dry run checks everything and writes nothing.
    """
    report = ImportReport(dry_run=dry_run)
    seen_keys: set[str] = set()
    with scope(actor.tenant_id):
        while chunk := list(islice(rows, CHUNK)):
            report.seen += len(chunk)
            fresh = _fresh(importer, chunk, report, seen_keys)
            if fresh:
                retrying(lambda fresh=fresh: _store(importer, fresh, report, actor, at, dry_run))  # type: ignore[misc]
    return report


def _fresh(importer: Importer[T], chunk: Sequence[Row], report: ImportReport, seen: set[str]) -> list[tuple[Row, str, T]]:
    keys = [importer.key_of(row) for row in chunk]
    done = already_done(door=importer.door, keys=[key for key in keys if key])
    fresh = []
    for row, key in zip(chunk, keys, strict=True):
        if not key:
            report.refused.append(Problem(row.line, key, (Reason("key_missing", _("The row has no code or number.")),)))
            continue
        if key in seen:
            report.refused.append(Problem(row.line, key, (Reason("twice", _("The file has this code or number twice.")),)))
            continue
        seen.add(key)
        if key in done:
            _known(report, row, key, done[key])
            continue
        try:
            fresh.append((row, key, importer.parse(row)))
        except Refusal as refusal:
            report.refused.append(Problem(row.line, key, refusal.reasons))
    return fresh


def _known(report: ImportReport, row: Row, key: str, record: Any) -> None:
    if record.fingerprint == fingerprint_of(dict(row.cells)):
        report.known += 1
        return
    import orjson

    before = orjson.loads(record.body_text)
    fields = sorted(name for name, text in row.cells.items() if before.get(name, "") != text)
    reason = Reason(
        "differs", _("This was taken in before with other data in: %(fields)s. Nothing was changed."), "", {"fields": ", ".join(fields)}
    )
    report.differing.append(Problem(row.line, key, (reason,)))


def _store(
    importer: Importer[T], fresh: Sequence[tuple[Row, str, T]], report: ImportReport, actor: Actor, at: dt.datetime, dry_run: bool
) -> None:
    against = importer.check([item for _row, _key, item in fresh])
    refused = [Problem(fresh[i][0].line, fresh[i][1], tuple(reasons)) for i, reasons in against.items() if reasons]
    good = [entry for i, entry in enumerate(fresh) if not against.get(i)]
    warnings = [
        Problem(row.line, key, tuple(said)) for row, key, item in good if (said := importer.warn(item))
    ]
    if good and not dry_run:
        with unit_of_work(actor=actor, at=at):
            ids = importer.store([item for _row, _key, item in good], actor, at)
            records = [(key, dict(row.cells), importer.kind, pk) for (row, key, _item), pk in zip(good, ids, strict=True)]
            keep_many(records, actor=actor, at=at, door=importer.door)
    report.taken += len(good)
    report.refused += refused
    report.warnings += warnings
