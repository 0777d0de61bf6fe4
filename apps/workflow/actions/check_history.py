"""The comparison of rows with their history: asked for, done, and what it found kept until it is mended."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from itertools import islice

import structlog
from django.db.models import Q

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.telemetry.masking import mask_text
from apps.tenants.permission import require
from apps.tenants.scope import scope
from apps.workflow.completeness import Difference, count_rows, differences
from apps.workflow.models import HistoryCheck, HistoryDifference
from apps.workflow.noted_work import free, waits
from apps.workflow.unit import unit_of_work

logger = structlog.get_logger(__name__)
MOST = 1000
# A worker that has compared nothing for so long is taken for dead.
STALLED_AFTER = dt.timedelta(minutes=10)
Clock = Callable[[], dt.datetime]


def ask_history_check(*, actor: Actor, at: dt.datetime) -> HistoryCheck:
    """Notes that a check is wanted, for a worker to do; one that waits or is at work is given back instead.

    Raises NotPermitted.
    """
    require(actor, "workflow.check_history")
    with unit_of_work(actor=actor, at=at):
        waiting = HistoryCheck.objects.filter(ended_at=None).order_by("pk").first()
        return waiting or _noted(actor, at)


def check_history(*, actor: Actor, at: dt.datetime, now: Clock | None = None) -> list[Difference]:
    """Compares every business row of the actor's company with its history; the differences, at most MOST.

    What is found is kept (HistoryDifference), what is found no more is closed, and the journal keeps that it was done, so a
    check that did not happen shows too. `now`: the clock, for its progress; left out, it stands still. Locks: the journal
    head, at the end.
    """
    with unit_of_work(actor=actor, at=at):
        check = _noted(actor, at)
    return run_history_check(check.pk, actor=actor, now=now or (lambda: at))


def run_history_check(check_id: int, *, actor: Actor, now: Clock) -> list[Difference]:
    """Does a check that waits, or whose worker is taken for dead; nothing where another worker has it. An error ends it as
    failed, with its words. Safe to call twice."""
    with scope(actor.tenant_id):
        if not _claim(check_id, now()):
            return []
        HistoryCheck.objects.filter(pk=check_id).update(row_count=count_rows(actor.tenant_id))
        try:
            found = list(islice(differences(actor.tenant_id, told=_progress(check_id, now)), MOST + 1))
        except Exception as error:
            number = uuid.uuid4().hex[:8]
            logger.exception("history_check_failed", check=check_id, error_id=number)
            told = mask_text(f"{number} {type(error).__name__}: {error}")[:500]
            HistoryCheck.objects.filter(pk=check_id).update(ended_at=now(), updated_at=now(), error=told)
            raise
    _finish(check_id, found[:MOST], is_cut=len(found) > MOST, actor=actor, at=now())
    for item in found[:MOST]:
        logger.error("history_differs", tenant=actor.tenant_id, row=str(item))
    return found[:MOST]


def unfinished_checks(now: dt.datetime) -> Q:
    """Which checks wait for a worker: not begun, or begun by one that is taken for dead."""
    return waits(now, STALLED_AFTER)


def _noted(actor: Actor, at: dt.datetime) -> HistoryCheck:
    return HistoryCheck.objects.create(tenant_id=actor.tenant_id, requested_by=actor.label, created_at=at, updated_at=at)


def _claim(check_id: int, at: dt.datetime) -> bool:
    waiting = HistoryCheck.objects.filter(free(at, STALLED_AFTER), pk=check_id)
    return bool(waiting.update(started_at=at, updated_at=at, compared_count=0))


def _progress(check_id: int, now: Clock) -> Callable[[int], None]:
    total = 0

    def told(compared: int) -> None:
        nonlocal total
        total += compared
        HistoryCheck.objects.filter(pk=check_id).update(compared_count=total, updated_at=now())

    return told


def _finish(check_id: int, found: list[Difference], *, is_cut: bool, actor: Actor, at: dt.datetime) -> None:
    with unit_of_work(actor=actor, at=at) as unit:
        check = HistoryCheck.objects.get(pk=check_id)
        known = {item.open_key: item for item in HistoryDifference.objects.filter(resolved_at=None)}
        seen = set()
        for item in found:
            key = ":".join([item.model, str(item.pk), item.what, *(item.columns if item.what == "stray" else ())])[:120]
            seen.add(key)
            old = known.get(key)
            if old is None:
                known[key] = HistoryDifference.objects.create(
                    tenant_id=actor.tenant_id, model_label=item.model, row_id=item.pk, what=item.what, columns=_columns(item), first_check=check,
                    last_check=check, first_seen_at=at, last_seen_at=at, open_key=key,
                )  # fmt: skip
            else:
                HistoryDifference.objects.filter(pk=old.pk).update(last_check=check, last_seen_at=at, columns=_columns(item))
        if not is_cut:  # of what is behind the last that was kept nothing is known
            ended = [item.pk for key, item in known.items() if key not in seen]
            HistoryDifference.objects.filter(pk__in=ended).update(resolved_at=at, open_key=None)
        HistoryCheck.objects.filter(pk=check_id).update(
            ended_at=at, updated_at=at, compared_count=check.row_count, difference_count=len(found), is_cut=is_cut, error=""
        )
        body = {"rows": check.row_count, "differences": len(found), "first": [str(item) for item in found[:20]]}
        unit.drafts.append(Draft("history.checked", "tenant", actor.tenant_id, body))


def _columns(item: Difference) -> str:
    return ",".join(item.columns)[:1000]
