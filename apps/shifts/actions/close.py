"""Start, close in sequence, reopen. Closing serves a row and a set."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.shifts.actions.clock import void_changed
from apps.shifts.actions.withdrawing import withdraw_requests
from apps.shifts.closing import take_numbers
from apps.shifts.hours import Line, earlier_open, exceptions, sheets
from apps.shifts.models import Closing, Shift, Site, WorkedTime
from apps.shifts.payloads import closing_body
from apps.shifts.transitions import CLOSE, REOPEN, START
from apps.workflow import storage
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch, performing
from apps.workflow.sets import performing_many
from apps.workflow.unit import unit_of_work


def start_shift(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Shift:
    """published -> in_progress, by hand; the first who clocks in starts it by that."""
    with performing(START, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        starting(batch)
    return batch.row


def close_shift(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Shift:
    """in_progress -> closed, with the next close number of its site; the hours of everybody on it are written down.

    Refused, with every reason: clockings that do not tell the hours, and an earlier shift of its site and line that is not
    closed. Locks: the shift, the site's close numbers, the journal head.
    """
    with performing(CLOSE, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        closing(batch)
    return batch.row


def close_shifts(
    queryset: models.QuerySet[Shift], *, actor: Actor, at: dt.datetime, reason: str = "", params: Mapping[str, Any] | None = None,
    ids: Sequence[int] | None = None, after: int = 0, on_chunk: Callable[[SetOutcome], None] | None = None,
) -> SetOutcome:  # fmt: skip
    """close over a set, each line in the order of its shifts: see performing_many."""
    return performing_many(CLOSE, queryset, closing, actor=actor, at=at, reason=reason, params=params, ids=ids, after=after, on_chunk=on_chunk)


def reopen_shift(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Shift:
    """closed -> in_progress, to mend the hours. The closing stays on record, and the next one has another number; hours that
    wait for approval are not approved."""
    with unit_of_work(actor=actor, at=at):
        with performing(REOPEN, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
            reopening(batch)
        void_changed(batch.row, actor=actor, at=at)
        return Shift.objects.get(pk=shift_id)


def starting(batch: Batch[Shift]) -> None:
    """The state changes, and requests about the shifts fall: who works them is settled."""
    withdraw_requests([row.pk for row in batch.rows], actor=batch.actor, at=batch.at, reason=gettext("The shift has begun."))
    batch.record(lambda row: {"on": row.on.isoformat()})


def reopening(batch: Batch[Shift]) -> None:
    """The close does not hold any more; its number and hours stay with the closing."""
    for row in batch.rows:
        row.closed_at = None
    batch.record(lambda row: {"on": row.on.isoformat(), "close_number": row.close_number})


def closing(batch: Batch[Shift]) -> None:
    """Closes the rows in the order of their lines, and refuses those that cannot be."""
    told, made = sheets(batch.rows), []
    zones = dict(Site.objects.filter(pk__in={row.site_id for row in batch.rows}).values_list("pk", "time_zone"))
    waiting = {row.pk: row for row in earlier_open(batch.rows)}
    for row in sorted(batch.rows, key=lambda item: (item.starts_at, item.pk)):
        reasons = exceptions(told[row.pk], zones[row.site_id])
        reasons += [_behind(other) for other in waiting.values() if _is_before(other, row)][:1]
        if reasons:
            batch.refuse(row, *reasons)
        else:
            waiting.pop(row.pk, None)
            made.append(row)
    by_site: dict[int, list[Shift]] = defaultdict(list)
    for row in made:
        by_site[row.site_id].append(row)
    for site_id, rows in sorted(by_site.items()):
        for row, number in zip(rows, take_numbers(site_id, len(rows)), strict=True):
            row.close_number, row.closed_at = number, batch.at
    _write(made, told, batch)
    batch.record(lambda row: closing_body(row, told[row.pk]))


def _write(rows: Sequence[Shift], told: Mapping[int, Sequence[Line]], batch: Batch[Shift]) -> None:
    closings = [Closing(site_id=row.site_id, number=row.close_number, shift=row, closed_at=batch.at, closed_by=batch.actor.label[:160]) for row in rows]
    storage.insert(closings)
    storage.insert(
        [
            WorkedTime(
                closing=item, employee=line.employee, starts_at=line.worked.starts_at, ends_at=line.worked.ends_at,
                worked_seconds=line.worked.worked_seconds, break_seconds=line.worked.break_seconds,
            )
            for item in closings
            for line in told[item.shift_id]
        ]
    )  # fmt: skip


def _is_before(other: Shift, row: Shift) -> bool:
    return (other.site_id, other.line) == (row.site_id, row.line) and other.starts_at < row.starts_at


def _behind(other: Shift) -> Reason:
    words = {"day": _Day(other.on), "role": other.role, "line": other.line, "state": other.get_state_display()}
    return Reason("earlier_open", _("An earlier shift of the line “%(line)s” is not closed: %(role)s on %(day)s (%(state)s)."), "", words)


class _Day:
    """A day that is written when it is read, in the reader's language."""

    def __init__(self, day: dt.date) -> None:
        self.day = day

    def __str__(self) -> str:
        return date_format(self.day)
