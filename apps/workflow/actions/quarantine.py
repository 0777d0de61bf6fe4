"""Rows of tables that were refused: kept, mended and taken in through the same checks, or discarded."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import Invalid, Reason, Refusal, Refused
from apps.tenants.permission import require
from apps.tenants.scope import scope
from apps.workflow.imports import ImportReport, import_one
from apps.workflow.models import QuarantinedRow
from apps.workflow.quarantine import MOST_OF_FILE, MOST_WAITING, kept_errors, source_of
from apps.workflow.reading import MAX_CELL, Row, read_table
from apps.workflow.runner import creating, performing
from apps.workflow.transitions import DISCARD_ROW, KEEP_ROW, MEND_ROW, TAKE_ROW, RowState
from apps.workflow.unit import attempt, unit_of_work

CHUNK = 500
ROW_COLUMN = "quarantined_row"


class _StillRefused(Refused):
    """The row was refused again: nothing of it is taken, and what was mended is kept."""


@dataclass
class Mended:
    """What came of many rows that were tried again. `known`: rows whose waiting had ended before. `refused`: ids of those that wait on."""

    taken: int = 0
    known: int = 0
    refused: list[int] = field(default_factory=list)


def import_table(
    data: bytes, file_name: str, *, door: str, actor: Actor, at: dt.datetime
) -> tuple[ImportReport, int]:  # fmt: skip
    """Takes in what is right of a table and keeps the refused rows in quarantine; the report, and how many rows of it wait now.

    The rows are kept behind the import. Where it dies between, the same file brings them when it is imported again. Idempotent by
    the codes of the rows, and by (company, door, file, line). Of a file at most 2,000 rows are kept and of a company 20,000; the
    report has all. In chunks of 500, each its own transaction. Raises NotPermitted, and Invalid for a file that is no such table.
    """
    require(actor, "workflow.manage_quarantined_rows")
    report = source_of(door).act(data, actor=actor, at=at)
    digest = hashlib.sha256(data).hexdigest()
    with scope(actor.tenant_id):
        of_file = QuarantinedRow.objects.filter(door=door, file_sha256=digest)
        had = set(of_file.values_list("line", flat=True))
        room = min(MOST_OF_FILE - len(had), MOST_WAITING - QuarantinedRow.objects.filter(state=RowState.WAITING).count())
        fresh = [problem for problem in report.refused if problem.line not in had][: max(room, 0)]
        for start in range(0, len(fresh), CHUNK):
            rows = [
                QuarantinedRow(
                    door=door, file_sha256=digest, file_name=file_name[-200:], line=problem.line, key=problem.key[:120],
                    cells=dict(problem.cells), errors=kept_errors(problem.reasons),
                )
                for problem in fresh[start : start + CHUNK]
            ]  # fmt: skip
            retrying(lambda rows=rows: _keep(rows, actor, at))  # type: ignore[misc]
        return report, of_file.filter(state=RowState.WAITING).count()


def _keep(rows: Sequence[QuarantinedRow], actor: Actor, at: dt.datetime) -> None:
    with creating(KEEP_ROW, QuarantinedRow, actor=actor, at=at) as batch:
        batch.add(*rows)
        batch.record(row_body)


def row_body(row: QuarantinedRow) -> dict[str, Any]:
    """What the journal keeps of a row: which it is, a digest of its cells, and why it was refused. The cells are in its history."""
    cells = "\n".join(f"{name}\t{text}" for name, text in sorted(row.cells.items()))
    return {
        "door": row.door, "file_sha256": row.file_sha256, "line": row.line, "key": row.key, "cells_sha256": hashlib.sha256(cells.encode()).hexdigest(),
        "errors": [item["code"] for item in row.errors], "object_kind": row.object_kind, "object_id": row.object_id,
    }  # fmt: skip


def retry_row(
    row_id: int, *, actor: Actor, at: dt.datetime, cells: Mapping[str, str] | None = None, expected_version: int | None = None, reason: str = ""
) -> QuarantinedRow:  # fmt: skip
    """Takes the row in, with `cells` (all of them) in place of its own where they are given. waiting -> taken, or it waits on.

    Through the checks and the act of its import, in one transaction with the end of its waiting: it is taken once, by the state of
    the row and by the ledger key of its code or number. Refused again it keeps the new cells with the new reasons, in the same
    transaction, and is returned waiting. Locks: the row, then what the import locks. Raises NotVisible, NotPermitted, Stale, Invalid for columns that the table
    has not, Refused where it waits no more.
    """
    with unit_of_work(actor=actor, at=at):
        try:
            with attempt(), performing(TAKE_ROW, QuarantinedRow, row_id, actor=actor, at=at, expected_version=expected_version, reason=reason) as batch:
                row = batch.row
                source = source_of(row.door)
                require(actor, source.permission)
                if cells is not None:
                    row.cells = _checked(cells, row)
                try:
                    row.object_kind, row.object_id = import_one(source.importer(actor, at), Row(row.line, row.cells), actor=actor, at=at)
                except (Invalid, Refused) as refusal:
                    raise _StillRefused(refusal.reasons) from refusal
                row.key, row.errors = _key_of(row), []
                batch.record(row_body)
            return row
        except _StillRefused as refusal:
            return _mend(row_id, refusal, actor=actor, at=at, cells=cells, expected_version=expected_version)


def _mend(
    row_id: int, refusal: Refusal, *, actor: Actor, at: dt.datetime, cells: Mapping[str, str] | None, expected_version: int | None
) -> QuarantinedRow:  # fmt: skip
    errors = kept_errors(refusal.reasons)
    row = QuarantinedRow.objects.get(pk=row_id)
    if row.errors == errors and (cells is None or row.cells == _checked(cells, row)):
        return row  # nothing is other than it was
    with performing(MEND_ROW, QuarantinedRow, row_id, actor=actor, at=at, expected_version=expected_version) as batch:
        row = batch.row
        if cells is not None:
            row.cells = _checked(cells, row)
        row.key, row.errors = _key_of(row), errors
        batch.record(row_body)
    return row


def _key_of(row: QuarantinedRow) -> str:
    name = next(iter(source_of(row.door).columns))
    return str(row.cells.get(name, row.key))[:120]


def _checked(cells: Mapping[str, str], row: QuarantinedRow) -> dict[str, str]:
    """The cells, of columns that the table has; columns that the file had not are there only where they have text."""
    columns = source_of(row.door).columns
    for name, text in cells.items():
        if name not in columns:
            raise Invalid(Reason("no_such_column", _("The table has no column “%(name)s”."), params={"name": name[:60]}))
        if len(text) > MAX_CELL:
            raise Invalid(Reason("too_long", _("A cell has at most %(most)s characters."), name, {"most": MAX_CELL}))
    return {**row.cells, **{name: text.strip() for name, text in cells.items() if text.strip() or name in row.cells}}


def retry_rows(ids: Iterable[int], *, actor: Actor, at: dt.datetime) -> Mended:
    """Tries rows again as they are, each by itself and in a transaction of its own. Raises NotPermitted."""
    return _each([(pk, None) for pk in ids], actor, at)


def mend_from_table(data: bytes, *, actor: Actor, at: dt.datetime, door: str) -> Mended:
    """Tries rows again with the cells of a table, mended in a spreadsheet: the table that `waiting_table` gives, whose column
    `quarantined_row` says which row each is. Each by itself. Raises Invalid for a file that is no such table."""
    columns = source_of(door).columns
    with scope(actor.tenant_id):
        rows = list(read_table(data, {ROW_COLUMN: (), **columns}, (ROW_COLUMN,)))
        if len(rows) > MOST_OF_FILE:
            raise Invalid(Reason("too_many", _("At most %(most)s rows at a time."), "file", {"most": MOST_OF_FILE}))
        asked: list[tuple[int, dict[str, str] | None]] = []
        known = dict(QuarantinedRow.objects.filter(pk__in=[_number(row) for row in rows]).values_list("pk", "door"))
        for row in rows:
            if known.get(_number(row)) != door:
                raise Invalid(Reason("no_such_row", _("Line %(line)s names no row that waits here."), "file", {"line": row.line}))
            asked.append((_number(row), {name: _unquoted(text) for name, text in row.cells.items() if name != ROW_COLUMN}))
    return _each(asked, actor, at)


def _number(row: Row) -> int:
    text = row.cells[ROW_COLUMN]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _unquoted(text: str) -> str:
    """A cell as it was before `tables.harmless` kept a spreadsheet from running it."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _each(asked: Sequence[tuple[int, Mapping[str, str] | None]], actor: Actor, at: dt.datetime) -> Mended:
    require(actor, "workflow.manage_quarantined_rows")
    found = Mended()
    for pk, cells in asked:
        try:
            row = retrying(lambda pk=pk, cells=cells: retry_row(pk, actor=actor, at=at, cells=cells))  # type: ignore[misc]
        except Refused:  # somebody has ended its waiting meanwhile
            found.known += 1
            continue
        if row.state == RowState.TAKEN:
            found.taken += 1
        else:
            found.refused.append(row.pk)
    return found


def discard_row(row_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> QuarantinedRow:
    """The row is not wanted. waiting -> discarded. Needs a reason."""
    with performing(DISCARD_ROW, QuarantinedRow, row_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        require(actor, source_of(batch.row.door).permission)
        batch.record(row_body)
    return batch.row
