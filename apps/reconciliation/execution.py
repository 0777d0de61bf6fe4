"""The work of a run: claimed by one worker, done in chunks, each its own transaction.

A worker may die at any line. Its successor reads the same inputs, lets the engine (which is deterministic)
say the same again, and goes on behind the last chunk that was committed; nothing is settled twice.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import socket
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import orjson
import structlog
from django.db import connection, models
from django.db.models import Q

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.ahead import read_ahead
from apps.kernel.db import held, locked, one_view
from apps.kernel.errors import Busy, Refusal
from apps.reconciliation import parts
from apps.reconciliation.actions.rule_sets import engine_rules
from apps.reconciliation.actions.runs import begin_run, check_run, complete_run, fail_run
from apps.reconciliation.engine import Engine, ResultDigest, input_digest
from apps.reconciliation.inputs import PAGE, Inputs, pages, read_inputs
from apps.reconciliation.models import Run, RunLine, RunPart, RunProgress
from apps.reconciliation.states import RunState
from apps.reconciliation.writing import Decided, LostClaim, decided, settle_chunk
from apps.tenants.actors import system_actor
from apps.tenants.prepared import Prepared
from apps.tenants.scope import current_tenant_id, scope, unscoped
from apps.workflow.bulk import FIRST_PAUSE, MOST_ATTEMPTS, words_of
from apps.workflow.unit import unit_of_work

CHUNK = 1000
_STORED = Prepared(
    lambda keys: RunLine.objects.filter(pk__in=keys)
    .values_list("pk", "line_key", "outcome", "rule", "score", "pairs", "alternatives", "unallocated_minor", "reasons")
)  # fmt: skip
# A worker that gave no sign of life for so long is taken for dead. A chunk takes a second or two.
STALLED_AFTER = dt.timedelta(seconds=60)
BEAT, MOST_SILENT = dt.timedelta(seconds=15), dt.timedelta(minutes=15)
logger = structlog.get_logger(__name__)


def execute(tenant_id: int, run_id: int, *, wake: parts.Wake | None = None) -> Run:
    """Does what is left of a run, to its checked end. Safe to call twice, at once, and after a kill.

    Returns the run as it stands; does nothing if another worker is at it or it has ended. `wake` is called with tenant and part
    when a part is complete, so that other workers write it; what nobody takes is written here.
    """
    actor = system_actor(tenant_id, "reconciliation")
    with scope(tenant_id):
        worker = _claim(run_id)
        if worker is None:
            return Run.objects.get(pk=run_id)
        try:
            with _collecting_seldom(), _beating(run_id, worker):
                _work(run_id, worker, actor, wake)
        except LostClaim:
            return Run.objects.get(pk=run_id)
        except Busy as busy:
            _put_off(run_id, RunProgress.objects.filter(run_id=run_id, worker=worker), busy, actor)
        except Refusal as refusal:
            fail_run(run_id, actor=actor, at=clock.now(), reason=str(refusal))
        except Exception as error:
            _put_off(run_id, RunProgress.objects.filter(run_id=run_id, worker=worker), error, actor)
        return Run.objects.get(pk=run_id)


def _put_off(run_id: int, mine: models.QuerySet[Any], error: Exception, actor: Actor) -> None:
    """After an error that is no answer: another worker tries again after a pause, a bounded number of times, and then the
    run fails. The pause is kept as the last sign of life. The log has the error whole under the number that is shown. A
    completed run, which cannot fail any more, waits for its check with the problem shown."""
    number = uuid.uuid4().hex[:8]
    logger.exception("run_failed", run=run_id, error_id=number)
    progress = mine.first()
    if progress is None:
        return
    attempts, words = progress.attempts + 1, words_of(error, number)
    again_at = clock.now() + FIRST_PAUSE * 2 ** min(attempts - 1, MOST_ATTEMPTS)
    mine.update(attempts=attempts, problem=words, beat_at=again_at - STALLED_AFTER)
    if attempts >= MOST_ATTEMPTS and Run.objects.get(pk=run_id).state in (RunState.QUEUED, RunState.RUNNING):
        fail_run(run_id, actor=actor, at=clock.now(), reason=words)


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """A run holds its inputs to its end and makes no cycles of them: walking hundreds of thousands of them
    again and again took a sixth of its time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def unfinished(now: dt.datetime) -> list[tuple[int, int]]:
    """(tenant, run) of runs that wait or whose worker is taken for dead: for the sweeper."""
    waiting = Q(run__state__in=[RunState.QUEUED, RunState.RUNNING, RunState.COMPLETED])
    silent = Q(beat_at__isnull=True, run__created_at__lt=now - dt.timedelta(seconds=10)) | Q(beat_at__lt=now - STALLED_AFTER)
    found = unscoped(RunProgress, reason="the sweeper wakes workers for every tenant").filter(waiting & silent)
    return list(found.values_list("tenant_id", "run_id"))


def _work(run_id: int, worker: str, actor: Actor, wake: parts.Wake | None) -> None:
    run = Run.objects.select_related("account", "rule_set").get(pk=run_id)
    if run.state in (RunState.QUEUED, RunState.RUNNING):
        if not RunProgress.objects.get(run_id=run_id).decided:
            _decide(run, worker, actor, wake)
        for part_id in parts.free_parts(run_id, STALLED_AFTER):
            parts.write_part(part_id, worker, actor=actor, stalled=STALLED_AFTER)
        if not parts.all_written(run_id):
            release(run_id)  # who writes the last part completes the run, or the sweeper wakes somebody who does
            return
        if not RunProgress.objects.filter(run_id=run_id, worker=worker).update(beat_at=clock.now()):
            raise LostClaim
        tally, digest = _results(run)
        complete_run(run_id, actor=actor, at=clock.now(), counts=tally, result_digest=digest, inputs_changed=RunProgress.objects.get(run_id=run_id).inputs_changed)
    if Run.objects.get(pk=run_id).state == RunState.COMPLETED:
        check_run(run_id, actor=actor, at=clock.now())


def _decide(run: Run, worker: str, actor: Actor, wake: parts.Wake | None) -> None:
    """Lets the engine decide all lines in their order; what has one part is written at once, else it is kept for the parts."""
    with one_view() if RunPart.objects.filter(run=run).exists() else contextlib.nullcontext():  # parts may be written meanwhile
        inputs = read_inputs(run)
        done = parts.kept_keys(run)
    rules = engine_rules(run.rule_set)
    digest = input_digest(rules, inputs.clients, inputs.invoices, inputs.lines, own_accounts=inputs.own_accounts)
    _begin(run, digest, inputs, worker, actor)
    engine = Engine(rules, inputs.clients, inputs.invoices, inputs.own_accounts)
    found = decided(engine, inputs, without=done)

    def hold() -> RunProgress:
        return _hold(run.pk, worker)

    if RunPart.objects.filter(run=run).exists():
        parts.keep(run, found, hold, actor=actor, chunk=CHUNK, wake=wake)
    else:
        _settle_all(run, found, hold, actor)


def unwritten_parts(now: dt.datetime) -> list[tuple[int, int]]:
    """(tenant, part) of parts that wait or whose worker is taken for dead: for the sweeper, which throws away too what was kept of
    runs that ended without it."""
    parts.clear()
    return parts.unwritten(now, STALLED_AFTER)


def execute_part(tenant_id: int, part_id: int) -> int | None:
    """Writes a part of a run. Safe to call twice, at once, and after a kill. The run, if every part of it is written now, so that it
    can be completed."""
    actor = system_actor(tenant_id, "reconciliation")
    with scope(tenant_id):
        part, token = RunPart.objects.get(pk=part_id), _token()
        mine = RunPart.objects.filter(pk=part_id, worker=token)
        try:
            with _collecting_seldom():
                if not parts.write_part(part_id, token, actor=actor, stalled=STALLED_AFTER):
                    return None
        except LostClaim:
            return None
        except Exception as error:
            _put_off(part.run_id, mine, error, actor)
            return None
        return part.run_id if parts.all_written(part.run_id) else None


@contextlib.contextmanager
def _beating(run_id: int, worker: str) -> Iterator[None]:
    """Gives signs of life from a thread: what comes before the first chunk and behind the last takes longer than a worker may be
    silent where lines or invoices are many. At most MOST_SILENT without progress."""
    over, tenant_id = threading.Event(), current_tenant_id()

    def beat() -> None:
        turns, position = 0, -1
        while not over.wait(BEAT.total_seconds()) and turns < MOST_SILENT / BEAT:
            with scope(tenant_id):
                progress = RunProgress.objects.filter(run_id=run_id, worker=worker)
                now_at = progress.values_list("position", flat=True).first()
                turns, position = (turns + 1, position) if now_at == position else (0, now_at or 0)
                progress.update(beat_at=clock.now())
            connection.close()

    thread = threading.Thread(target=beat, name=f"run-{run_id}-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)


def _claim(run_id: int) -> str | None:
    """This worker's token, or None if a live worker has the run or it has ended."""
    now = clock.now()
    token = _token()
    free = Q(beat_at__isnull=True) | Q(beat_at__lt=now - STALLED_AFTER)
    open_states = [RunState.QUEUED, RunState.RUNNING, RunState.COMPLETED]
    if not Run.objects.filter(pk=run_id, state__in=open_states).exists():
        return None
    taken = RunProgress.objects.filter(free, run_id=run_id).update(worker=token, beat_at=now)
    return token if taken else None


def _token() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"[-80:]


def release(run_id: int) -> None:
    """Lets another worker take the run at once: for a worker that is told to stop. Needs a bound tenant."""
    RunProgress.objects.filter(run_id=run_id).update(beat_at=None)


def _begin(run: Run, digest: str, inputs: Inputs, worker: str, actor: Actor) -> None:
    """Fixes the inputs and the parts, or notes that the inputs have changed since the run began."""
    if run.state == RunState.QUEUED:
        count = parts.how_many(len(inputs.lines))
        with unit_of_work(actor=actor, at=clock.now()):
            begin_run(run.pk, actor=actor, at=clock.now(), input_digest=digest, line_count=len(inputs.lines))
            _hold(run.pk, worker, total=len(inputs.lines))
            if count > 1:
                parts.plan(run, inputs.lines, count)
    elif run.input_digest != digest:
        RunProgress.objects.filter(run=run).update(inputs_changed=True)


def _settle_all(run: Run, found: Iterator[Decided], hold: Callable[[], RunProgress], actor: Actor) -> None:
    while chunk := list(islice(found, CHUNK)):
        settle_chunk(run, chunk, hold, actor=actor)


def _hold(run_id: int, worker: str, *, total: int | None = None) -> RunProgress:
    """Locks the progress, and the run against its end. Raises LostClaim if the run is another's or was cancelled."""
    progress = locked(RunProgress.objects.filter(run_id=run_id)).get()
    states = held(Run.objects.filter(pk=run_id).values_list("state"))
    if progress.worker != worker or states != [(RunState.RUNNING,)]:
        raise LostClaim
    if total is not None:
        progress.total = total
        progress.save(update_fields=["total"])
    return progress


def _results(run: Run) -> tuple[dict[str, int], str]:
    """The run's results as they are stored: how many lines came to what, and the digest over all of them in the order of the engine's keys.
    The keys are sorted here, since databases sort texts each in their own way; the rows come in blocks."""
    order = sorted((key, pk) for pk, key in pages(RunLine.objects.filter(run=run), "line_key"))
    blocks = [[pk for _key, pk in order[start : start + PAGE]] for start in range(0, len(order), PAGE)]
    digest, tally = ResultDigest(), Counter[str]()

    def stored(keys: Sequence[int]) -> list[Sequence[Any]]:
        rows = {row[0]: row for row in _STORED.bare(keys=keys)}
        return [rows[pk] for pk in keys]

    def look(rows: Sequence[Sequence[Any]]) -> None:
        tally.update(row[2] for row in rows)
        digest.add(map(_told, rows))

    read_ahead([lambda keys=block: stored(keys) for block in blocks], look)
    return dict(tally), digest.hex()


def _told(row: Sequence[Any]) -> list[Any]:
    _pk, key, outcome, rule, score, pairs, alternatives, unallocated, reasons = row
    told = [reason if len(reason) > 2 else [*reason, 0] for reason in orjson.loads(reasons)]
    return [key, outcome, rule, score, orjson.loads(pairs), orjson.loads(alternatives), unallocated, told]
