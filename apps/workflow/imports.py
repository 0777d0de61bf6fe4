"""Taking in tables of rows: read within bounds, checked row by row, once only, in chunks, with a report.

The apps say what a row is; this says how many are taken, which are refused and why, by line number.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

import orjson
from django.utils.translation import gettext_lazy as _

from apps.journal.hashing import canonical
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import Invalid, Reason, Refusal, Refused
from apps.tenants.scope import scope
from apps.workflow.differing import differences
from apps.workflow.ledger import already_done, count_again, fingerprint_of, keep_many, note_again
from apps.workflow.models import IdempotencyRecord
from apps.workflow.unit import unit_of_work

MAX_BYTES, MAX_ROWS, MAX_COLUMNS, MAX_CELL = 48 * 2**20, 1_000_000, 60, 4_000
# Put behind the table: whether it is read back as a row tells a whole table from one cut off within quotation marks.
END_MARK = "\x1eend"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
CHUNK = 1000
# How BAS and 1C write the currencies of documents: a name, or the number of ISO 4217.
_CURRENCY_NAMES = {"грн": "UAH", "гривня": "UAH", "980": "UAH", "дол": "USD", "840": "USD", "євро": "EUR", "евро": "EUR", "978": "EUR"}
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
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)  # of a refused row, as they were read


def parse_day(text: str) -> dt.date | None:
    """The day of a cell, written as 2026-03-31 or 31.03.2026, with an hour behind it as 1C writes it or without; None for anything else."""
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y %H:%M:%S"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def currency_named(text: str) -> str:
    """The letters of a currency as BAS and 1C name it; other text in capitals, to be checked."""
    return _CURRENCY_NAMES.get(text.strip().casefold().rstrip("."), text.upper())


def no_day(text: str, name: str) -> Reason:
    """That the cell of the column has no day."""
    return Reason("date", _("“%(text)s” is not a date such as 2026-03-31."), name, {"text": text[:30]})


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

    Reads UTF-8, windows-1251, or UTF-16 with its mark, separated by comma, semicolon, tab or bar. The table is gone through once
    before the first row is given. Raises Invalid when the file is too large, not text, cut off, or lacks a required column.
    """
    if len(data) > MAX_BYTES:
        raise _bad("too_large", _("The file is larger than %(most)s MiB."), most=MAX_BYTES // 2**20)
    if not data.strip():
        raise _bad("empty", _("The file is empty."))
    encoding = _encoding(data)
    with _text(data, encoding) as lines:
        delimiter = _delimiter(lines.read(4096))
    places = _places(next(_cells(data, encoding, delimiter), (1, []))[1], columns, required)
    for _line, _row in _cells(data, encoding, delimiter):
        pass
    return _by_name(_cells(data, encoding, delimiter), places)


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
                    raise _bad("too_many", _("The table has too many rows or columns (line %(line)s)."), line=reader.line_num)
                if any(cells) and cells != [END_MARK]:
                    yield reader.line_num, cells
        except csv.Error as error:
            raise _bad("broken_csv", _("The table is broken at line %(line)s: %(error)s"), line=reader.line_num, error=str(error)) from None
        if cells != [END_MARK]:
            raise _bad("cut_off", _("The table breaks off within quotation marks (line %(line)s)."), line=reader.line_num - 2)


def _bad(code: str, message: Any, **params: Any) -> Invalid:
    return Invalid(Reason(code, message, "file", params))


def _encoding(data: bytes) -> str:
    """The encoding in which all of the file can be read."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\x00" in data:
        raise _bad("not_text", _("This is not a text table. Save it as CSV in UTF-8."))
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
    raise _bad("encoding", _("The encoding of the file cannot be told. Save it as CSV in UTF-8."))


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
            raise _bad("column_twice", _("The table has two columns for %(name)s: %(twice)s."), name=name, twice=twice)
        if found:
            places[name] = found[0]
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
            fresh, again = _fresh(importer, chunk, report, seen_keys)
            if fresh:
                _store(importer, fresh, report, actor, at, dry_run)
            if not dry_run:
                _note(again, actor, at)
    return report


@dataclass
class _Again:
    """Ledger rows of a chunk whose keys were used before: those with the same cells, and those with others and what differs."""

    same: list[int] = field(default_factory=list)
    other: list[tuple[int, int, list[dict[str, Any]]]] = field(default_factory=list)


def _note(again: _Again, actor: Actor, at: dt.datetime) -> None:
    if again.same:
        count_again(again.same, actor=actor, at=at)
    note_again(again.other, actor=actor, at=at)


def _fresh(
    importer: Importer[T], chunk: Sequence[Row], report: ImportReport, seen: set[str]
) -> tuple[list[tuple[Row, str, T]], _Again]:
    keys = [importer.key_of(row) for row in chunk]
    done = already_done(door=importer.door, keys=[key for key in keys if key])
    fresh, again = [], _Again()
    for row, key in zip(chunk, keys, strict=True):
        if key and key in seen:
            report.refused.append(Problem(row.line, key, (Reason("twice", _("The file has this code or number twice.")),), row.cells))
            continue
        try:
            _readable(row, key)
            seen.add(key)
            if key in done:
                _known(report, row, done[key], again)
            else:
                fresh.append((row, key, importer.parse(row)))
        except Refusal as refusal:
            report.refused.append(Problem(row.line, _CONTROL.sub("?", key), refusal.reasons, row.cells))
    return fresh, again


def _readable(row: Row, key: str) -> None:
    if not key:
        raise Invalid(Reason("key_missing", _("The row has no code or number.")))
    if any(_CONTROL.search(text) for text in row.cells.values()):
        raise Invalid(Reason("control_characters", _("The row has characters that no text has.")))


def _known(report: ImportReport, row: Row, record: IdempotencyRecord, again: _Again) -> None:
    cells = dict(row.cells)
    if record.fingerprint == fingerprint_of(cells):
        report.known += 1
        again.same.append(record.pk)
        return
    report.differing.append(Problem(row.line, record.key, (_differs(record, cells),)))
    again.other.append((record.pk, record.status, differences(record.body_text, canonical(cells))))


def _differs(record: IdempotencyRecord, cells: Mapping[str, str]) -> Reason:
    before = orjson.loads(record.body_text)
    fields = ", ".join(sorted(name for name, text in cells.items() if before.get(name, "") != text))
    return Reason("differs", _("This was taken in before with other data in: %(fields)s. Nothing was changed."), "", {"fields": fields})


def import_one(importer: Importer[T], row: Row, *, actor: Actor, at: dt.datetime) -> tuple[str, int]:
    """Takes a single row in, in the open unit, by the same checks; the kind and the key of what it made, or of what it made before
    under its code or number. Raises Invalid or Refused with every reason."""
    key = importer.key_of(row)
    _readable(row, key)
    record = already_done(door=importer.door, keys=[key]).get(key)
    if record is not None:
        if record.fingerprint != fingerprint_of(dict(row.cells)) or record.object_id is None:
            raise Refused(_differs(record, row.cells))
        return record.object_kind, record.object_id
    item = importer.parse(row)
    if against := importer.check([item]).get(0):
        raise Refused(against)
    made = importer.store([item], actor, at)[0]
    keep_many([(key, dict(row.cells), importer.kind, made)], actor=actor, at=at, door=importer.door)
    return importer.kind, made


def _store(
    importer: Importer[T], fresh: Sequence[tuple[Row, str, T]], report: ImportReport, actor: Actor, at: dt.datetime, dry_run: bool
) -> None:
    against = importer.check([item for _row, _key, item in fresh])
    refused = [Problem(fresh[i][0].line, fresh[i][1], tuple(reasons), fresh[i][0].cells) for i, reasons in against.items() if reasons]
    good = [entry for i, entry in enumerate(fresh) if not against.get(i)]
    warnings = [
        Problem(row.line, key, tuple(said)) for row, key, item in good if (said := importer.warn(item))
    ]
    failed = [] if dry_run else _write(importer, good, actor, at)
    lines = {problem.line for problem in failed}
    report.taken += len(good) - len(failed)
    report.refused += refused + failed
    report.warnings += [problem for problem in warnings if problem.line not in lines]


def _write(importer: Importer[T], good: Sequence[tuple[Row, str, T]], actor: Actor, at: dt.datetime) -> list[Problem]:
    """Writes rows, all in one transaction. Where the database refuses one (a code that it takes for another's), halves are tried,
    down to the row itself, so that a bad row stops no other. Gives the rows that were refused."""

    def work() -> None:
        with unit_of_work(actor=actor, at=at):
            ids = importer.store([item for _row, _key, item in good], actor, at)
            records = [(key, dict(row.cells), importer.kind, pk) for (row, key, _item), pk in zip(good, ids, strict=True)]
            keep_many(records, actor=actor, at=at, door=importer.door)

    if not good:
        return []
    try:
        retrying(work)
    except (Invalid, Refused) as refusal:
        if len(good) == 1:
            return [Problem(good[0][0].line, good[0][1], refusal.reasons, good[0][0].cells)]
        middle = len(good) // 2
        return [problem for half in (good[:middle], good[middle:]) for problem in _write(importer, half, actor, at)]
    return []
