"""Taking in tables of rows: checked row by row, once only, in chunks, with a report.

The apps say what a row is; this says how many are taken, which are refused and why, by line number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
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
from apps.workflow.reading import Row, Table
from apps.workflow.unit import unit_of_work

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# What a cell of a spreadsheet, or of a CSV that one wrote, holds in place of a value.
_BROKEN_FORMULA = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA)")
CHUNK = 1000
# How BAS and 1C write the currencies of documents: a name, or the number of ISO 4217.
_CURRENCY_NAMES = {"грн": "UAH", "гривня": "UAH", "980": "UAH", "дол": "USD", "840": "USD", "євро": "EUR", "евро": "EUR", "978": "EUR"}
T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """Why a row was not taken, or what a person should know of one that was."""

    line: int
    key: str
    reasons: tuple[Reason, ...]
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)  # of a refused row, as they were read


def parse_day(text: str) -> dt.date | None:
    """The day of a cell, written as 2026-03-31 or 31.03.2026, with an hour behind it as 1C and workbooks have it or without; None for
    anything else."""
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"):
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
    """What came of an import. `differing`: rows whose key was taken before with other data; nothing was changed. `notes`: what a
    person should know of the file, such as the sheets that were not read."""

    dry_run: bool = False
    seen: int = 0
    taken: int = 0
    known: int = 0
    refused: list[Problem] = field(default_factory=list)
    differing: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    notes: tuple[Reason, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, with the reasons in the reader's language."""
        return {
            "dry_run": self.dry_run, "seen": self.seen, "taken": self.taken, "known": self.known,
            "refused": [_plain(item) for item in self.refused],
            "differing": [_plain(item) for item in self.differing],
            "warnings": [_plain(item) for item in self.warnings],
            "notes": [str(note) for note in self.notes],
        }  # fmt: skip


def _plain(item: Problem) -> dict[str, Any]:
    return {
        "line": item.line,
        "key": item.key,
        "reasons": [{"code": reason.code, "field": reason.field, "text": str(reason)} for reason in item.reasons],
    }


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


def take_in(importer: Importer[T], table: Table, *, actor: Actor, at: dt.datetime, dry_run: bool = False) -> ImportReport:
    """Takes rows in, in chunks of 1,000, each its own transaction with its ledger rows.

    Idempotent by (tenant, door, key of the row): a row taken before is known, or differs if its cells are
    others. A refused row is reported and stops nothing. A dry run checks everything and writes nothing.
    """
    report, rows = ImportReport(dry_run=dry_run, notes=table.notes), iter(table)
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
    broken = [
        Reason("broken_formula", _("“%(text)s” is the error of a formula: write the value itself."), name, {"text": text[:20]})
        for name, text in row.cells.items() if _BROKEN_FORMULA.fullmatch(text)
    ]  # fmt: skip
    if broken:
        raise Invalid(broken)


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
