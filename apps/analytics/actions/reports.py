"""A report: asked for, made by a worker in one view of the database, stored with its digest and told in the journal."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import IO, Any

import orjson
import structlog
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.analytics.kinds import Built, Kind, get_kind
from apps.analytics.models import Report, ReportRow, ReportSchedule
from apps.analytics.parameters import as_asked, checked
from apps.analytics.payloads import report_body
from apps.analytics.snapshot import consistent_view
from apps.journal.hashing import canonical
from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.errors import NotPermitted, Reason, Refusal
from apps.telemetry.masking import mask_text
from apps.tenants.actors import actor_again
from apps.tenants.permission import require
from apps.tenants.scope import scope
from apps.workflow import storage
from apps.workflow.noted_work import free, waits
from apps.workflow.unit import unit_of_work

logger = structlog.get_logger(__name__)
# A worker that gave no sign of life for so long is taken for dead; it gives one when it begins.
STALLED_AFTER = dt.timedelta(minutes=30)
CHUNK = 1000
MOST_ATTEMPTS = 3
Clock = Callable[[], dt.datetime]


def ask_report(
    kind_code: str, params: Mapping[str, Any], *, actor: Actor, at: dt.datetime, schedule: ReportSchedule | None = None, due_at: dt.datetime | None = None
) -> Report:
    """Notes that a report is wanted, for a worker to make. The caller's door wakes one after commit.

    Raises NotPermitted, Invalid with every problem of the parameters, NotVisible for a record that the actor may not see.
    """
    require(actor, "analytics.make_report")
    kind = get_kind(kind_code)
    if actor.client_id is not None and not kind.own:
        raise NotPermitted(Reason("not_permitted", _("Your role does not allow this.")))
    with unit_of_work(actor=actor, at=at):
        kept = checked(kind, params, actor=actor)
        row = Report(
            kind=kind.code, params=kept, client_id=kept.get("client"), schedule=schedule, due_at=due_at, membership_id=actor.membership_id,
            requested_by=actor.label, request_id=actor.request_id, created_at=at, updated_at=at,
        )  # fmt: skip
        storage.insert([row])
    return row


def make_report(tenant_id: int, report_id: int, *, now: Clock) -> Report:
    """Makes a report that waits, or whose worker is taken for dead; nothing where another worker has it or it is done. Who asked
    must still be allowed to. What is refused ends it, in words; another error is tried again, and ends it at the third time."""
    with scope(tenant_id):
        if not _claim(report_id, now()):
            return Report.objects.get(pk=report_id)
        report = Report.objects.get(pk=report_id)
        try:
            _make(report, _asker(report, now()), now)
        except Refusal as refusal:
            _fail(report_id, str(refusal), now())
        except Exception as error:
            number = uuid.uuid4().hex[:8]
            logger.exception("report_failed", report=report_id, error_id=number)
            if report.attempts >= MOST_ATTEMPTS:
                _fail(report_id, mask_text(f"{number} {type(error).__name__}: {error}"), now())
            else:
                Report.objects.filter(pk=report_id, ended_at=None).update(started_at=None)
        return Report.objects.get(pk=report_id)


def unfinished_reports(now: dt.datetime) -> Q:
    """Which reports wait for a worker: not begun, or begun by one that is taken for dead."""
    return waits(now, STALLED_AFTER)


def _claim(report_id: int, at: dt.datetime) -> bool:
    waiting = Report.objects.filter(free(at, STALLED_AFTER), pk=report_id)
    attempts = waiting.values_list("attempts", flat=True).first()
    return attempts is not None and bool(waiting.filter(attempts=attempts).update(started_at=at, updated_at=at, attempts=attempts + 1))


def _asker(report: Report, at: dt.datetime) -> Actor:
    """Who asked, person, key or schedule, with the rights of now: a right revoked meanwhile stops the making."""
    actor = actor_again(report.tenant_id, report.requested_by, membership_id=report.membership_id, at=at, request_id=report.request_id)
    if actor is None or not actor.may("analytics.make_report"):
        raise NotPermitted(Reason("not_permitted", _("Your role does not allow this.")))
    return actor


def _make(report: Report, actor: Actor, now: Clock) -> None:
    kind = get_kind(report.kind)
    params = checked(kind, report.params, actor=actor)
    with tempfile.TemporaryFile("w+b") as spooled:
        with consistent_view(report.tenant_id) as sequence:
            built = kind.build(as_asked(params))
            report.row_count = _spool(built, spooled)
        _seal(report, kind, built, sequence, spooled)
        _store(report, actor, now(), spooled)


def _spool(built: Built, out: IO[bytes]) -> int:
    """Writes the rows to disk, a line each, so that memory does not grow with them. How many."""
    count = 0
    for cells in built.rows:
        out.write(orjson.dumps(cells) + b"\n")
        count += 1
    return count


def _seal(report: Report, kind: Kind, built: Built, sequence: int, rows: IO[bytes]) -> None:
    report.head_text, report.journal_sequence = canonical(built.head), sequence
    report.holds = all(control["holds"] for control in built.head["controls"])
    digest = hashlib.sha256(canonical({"kind": kind.code, "params": report.params}).encode() + b"\n" + report.head_text.encode() + b"\n")
    rows.seek(0)
    for line in rows:
        digest.update(line)
    report.digest = digest.hexdigest()


def _store(report: Report, actor: Actor, at: dt.datetime, rows: IO[bytes]) -> None:
    """Rows, the finished report and its journal entry in one transaction. A second worker that comes too late changes nothing."""
    with unit_of_work(actor=actor, at=at) as unit:
        done = {name: getattr(report, name) for name in ("head_text", "journal_sequence", "row_count", "holds", "digest")}
        if not Report.objects.filter(pk=report.pk, ended_at=None).update(**done, ended_at=at, updated_at=at, error=""):
            return
        rows.seek(0)
        numbered = enumerate(rows, 1)
        while part := list(islice(numbered, CHUNK)):
            storage.pour(ReportRow, ("report", "position", "cells"), [(report.pk, position, orjson.loads(line)) for position, line in part])
        unit.drafts.append(Draft("report.materialized", "report", report.pk, report_body(report)))


def rows_of(report: Report, *, after: int = 0, most: int | None = None) -> Iterator[list[Any]]:
    """The stored rows behind a position, in pages by position."""
    while True:
        size = CHUNK if most is None else min(CHUNK, most)
        page = list(ReportRow.objects.filter(report=report, position__gt=after).order_by("position").values_list("position", "cells")[:size])
        yield from (cells for _position, cells in page)
        most = None if most is None else most - len(page)
        if len(page) < size or most == 0:
            return
        after = page[-1][0]


def holds_digest(report: Report) -> bool:
    """Whether the stored report is the one that the digest was made of."""
    digest = hashlib.sha256(canonical({"kind": report.kind, "params": report.params}).encode() + b"\n" + report.head_text.encode() + b"\n")
    for cells in rows_of(report):
        digest.update(orjson.dumps(cells) + b"\n")
    return digest.hexdigest() == report.digest


def _fail(report_id: int, error: str, at: dt.datetime) -> None:
    Report.objects.filter(pk=report_id, ended_at=None).update(ended_at=at, updated_at=at, error=error[:500] or "?")
