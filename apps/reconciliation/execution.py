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
import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import structlog
from django.db import models
from django.db.models import Q

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import locked, retrying
from apps.kernel.errors import Busy, Refusal
from apps.payments.actions import Settlement, mark_lines, settle_lines
from apps.reconciliation.actions.decide import record_results
from apps.reconciliation.actions.rule_sets import engine_rules
from apps.reconciliation.actions.runs import begin_run, check_run, complete_run, fail_run
from apps.reconciliation.engine import Engine, input_digest, result_digest
from apps.reconciliation.engine.facts import Reason as EngineReason
from apps.reconciliation.engine.facts import Result
from apps.reconciliation.inputs import Inputs, pages, read_inputs
from apps.reconciliation.models import Match, Run, RunLine, RunProgress
from apps.reconciliation.states import MatchState, Outcome, RunState
from apps.tenants.actors import system_actor
from apps.tenants.scope import scope, unscoped
from apps.workflow import storage
from apps.workflow.bulk import FIRST_PAUSE, MOST_ATTEMPTS, words_of
from apps.workflow.unit import unit_of_work

CHUNK = 1000
_RUN_LINE = (
    "run", "line", "line_key", "outcome", "rule", "score", "amount_minor", "unallocated_minor", "pairs", "alternatives", "reasons",
)  # fmt: skip
# A worker that gave no sign of life for so long is taken for dead. A chunk takes a second or two.
STALLED_AFTER = dt.timedelta(seconds=60)
logger = structlog.get_logger(__name__)


class LostClaim(Exception):
    """Another worker has taken the run over, or it was cancelled; this one stops and touches nothing more."""


def execute(tenant_id: int, run_id: int) -> Run:
    """Does what is left of a run, to its checked end. Safe to call twice, at once, and after a kill.

    Returns the run as it stands; does nothing if another worker is at it or it has ended.
    """
    actor = system_actor(tenant_id, "reconciliation")
    with scope(tenant_id):
        worker = _claim(run_id)
        if worker is None:
            return Run.objects.get(pk=run_id)
        try:
            with _collecting_seldom():
                _work(run_id, worker, actor)
        except LostClaim:
            return Run.objects.get(pk=run_id)
        except Busy as busy:
            _put_off(run_id, worker, busy, actor)
        except Refusal as refusal:
            fail_run(run_id, actor=actor, at=clock.now(), reason=str(refusal))
        except Exception as error:
            _put_off(run_id, worker, error, actor)
        return Run.objects.get(pk=run_id)


def _put_off(run_id: int, worker: str, error: Exception, actor: Actor) -> None:
    """After an error that is no answer: another worker tries again after a pause, a bounded number of times, and then the
    run fails. The pause is kept as the last sign of life. The log has the error whole under the number that is shown. A
    completed run, which cannot fail any more, waits for its check with the problem shown."""
    number = uuid.uuid4().hex[:8]
    logger.exception("run_failed", run=run_id, error_id=number)
    held = RunProgress.objects.filter(run_id=run_id, worker=worker)
    progress = held.first()
    if progress is None:
        return
    attempts, words = progress.attempts + 1, words_of(error, number)
    again_at = clock.now() + FIRST_PAUSE * 2 ** min(attempts - 1, MOST_ATTEMPTS)
    held.update(attempts=attempts, problem=words, beat_at=again_at - STALLED_AFTER)
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


def _work(run_id: int, worker: str, actor: Actor) -> None:
    run = Run.objects.select_related("account", "rule_set").get(pk=run_id)
    if run.state in (RunState.QUEUED, RunState.RUNNING):
        inputs = read_inputs(run)
        rules = engine_rules(run.rule_set)
        digest = input_digest(rules, inputs.clients, inputs.invoices, inputs.lines, own_accounts=inputs.own_accounts)
        changed = _begin(run, digest, inputs, worker, actor)
        engine = Engine(rules, inputs.clients, inputs.invoices, inputs.own_accounts)
        _settle_all(run, inputs, engine.match(inputs.lines), worker, actor)
        results = stored_results(run)
        tally = dict(RunLine.objects.filter(run=run).values_list("outcome").annotate(n=models.Count("id")))
        complete_run(
            run_id, actor=actor, at=clock.now(), counts=tally, result_digest=result_digest(results), inputs_changed=changed
        )
    if Run.objects.get(pk=run_id).state == RunState.COMPLETED:
        check_run(run_id, actor=actor, at=clock.now())


def _claim(run_id: int) -> str | None:
    """This worker's token, or None if a live worker has the run or it has ended."""
    now = clock.now()
    token = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    free = Q(beat_at__isnull=True) | Q(beat_at__lt=now - STALLED_AFTER)
    open_states = [RunState.QUEUED, RunState.RUNNING, RunState.COMPLETED]
    if not Run.objects.filter(pk=run_id, state__in=open_states).exists():
        return None
    taken = RunProgress.objects.filter(free, run_id=run_id).update(worker=token[:80], beat_at=now)
    return token[:80] if taken else None


def release(run_id: int) -> None:
    """Lets another worker take the run at once: for a worker that is told to stop. Needs a bound tenant."""
    RunProgress.objects.filter(run_id=run_id).update(beat_at=None)


def _begin(run: Run, digest: str, inputs: Inputs, worker: str, actor: Actor) -> bool:
    """Fixes the inputs, or finds them as they were. True if they have changed since the run began."""
    if run.state == RunState.QUEUED:
        with unit_of_work(actor=actor, at=clock.now()):
            begin_run(run.pk, actor=actor, at=clock.now(), input_digest=digest, line_count=len(inputs.lines))
            _hold(run.pk, worker, total=len(inputs.lines))
        return False
    return run.input_digest != digest


def _settle_all(run: Run, inputs: Inputs, results: Iterator[Result], worker: str, actor: Actor) -> None:
    done = set(RunLine.objects.filter(run=run).values_list("line_key", flat=True))
    fresh = (result for result in results if result.line_key not in done)
    while chunk := list(islice(fresh, CHUNK)):
        _settle_chunk(run, inputs, chunk, worker, actor)


def _settle_chunk(run: Run, inputs: Inputs, chunk: Sequence[Result], worker: str, actor: Actor) -> None:
    """One transaction for the chunk; if somebody changed an invoice meanwhile, halves, down to the line."""
    try:
        retrying(lambda: _write_chunk(run, inputs, chunk, worker, actor))
    except Refusal as refusal:
        if len(chunk) == 1:
            retrying(lambda: _write_chunk(run, inputs, [_overtaken(chunk[0])], worker, actor))
            return
        if refusal.code == "busy":
            raise
        middle = len(chunk) // 2
        _settle_chunk(run, inputs, chunk[:middle], worker, actor)
        _settle_chunk(run, inputs, chunk[middle:], worker, actor)


def _overtaken(result: Result) -> Result:
    """The result of a line whose invoice somebody changed between matching and settling."""
    return Result(
        line_key=result.line_key, state="unmatched", rule="changed_meanwhile", score=0, pairs=(), alternatives=(),
        unallocated_minor=0, reasons=(EngineReason("changed_meanwhile"),),
    )  # fmt: skip


def _write_chunk(run: Run, inputs: Inputs, chunk: Sequence[Result], worker: str, actor: Actor) -> None:
    at = clock.now()
    amounts = {result.line_key: inputs.amounts[result.line_key] for result in chunk}
    with unit_of_work(actor=actor, at=at):
        progress = _hold(run.pk, worker)
        by_state: dict[str, list[Result]] = {state: [] for state in Outcome.values}
        for result in chunk:
            by_state[result.state].append(result)
        storage.pour(RunLine, _RUN_LINE, [_run_line(run.pk, inputs, result) for result in chunk])
        payments = _settle(by_state["accepted"], inputs, actor, at)
        _record(run, inputs, by_state["accepted"], amounts, MatchState.ACCEPTED, payments, actor, at)
        _record(run, inputs, by_state["proposed"], amounts, MatchState.PROPOSED, {}, actor, at)
        for outcome in ("proposed", "ignored"):
            ids = [inputs.line_ids[result.line_key] for result in by_state[outcome]]
            if ids:
                mark_lines(ids, outcome, actor=actor, at=at)
        progress.position += len(chunk)
        for state, results in by_state.items():
            progress.counts[state] = progress.counts.get(state, 0) + len(results)
        progress.beat_at, progress.attempts, progress.problem = at, 0, ""
        progress.save(update_fields=["position", "counts", "beat_at", "attempts", "problem"])


def _hold(run_id: int, worker: str, *, total: int | None = None) -> RunProgress:
    """Locks the run and its progress. Raises LostClaim if the run is another's or was cancelled."""
    state = locked(Run.objects.filter(pk=run_id)).values_list("state", flat=True).get()
    progress = locked(RunProgress.objects.filter(run_id=run_id)).get()
    if progress.worker != worker or state != RunState.RUNNING:
        raise LostClaim
    if total is not None:
        progress.total = total
        progress.save(update_fields=["total"])
    return progress


def _settle(results: Sequence[Result], inputs: Inputs, actor: Actor, at: dt.datetime) -> dict[int, int]:
    """Settles lines; the payment of each by line id."""
    if not results:
        return {}
    settlements = [
        Settlement(
            line_id=inputs.line_ids[result.line_key],
            client_id=inputs.client_ids[inputs.client_of_invoice[result.pairs[0][0]]],
            pairs=tuple((inputs.invoice_ids[number], minor) for number, minor in result.pairs),
        )
        for result in results
    ]
    return settle_lines(settlements, actor=actor, at=at)


def _record(
    run: Run, inputs: Inputs, results: Sequence[Result], amounts: dict[str, int], state: str,
    payments: dict[int, int], actor: Actor, at: dt.datetime,
) -> None:  # fmt: skip
    found = []
    for result in results:
        line_id = inputs.line_ids[result.line_key]
        match = Match(
            run=run, line_id=line_id, live_key=line_id, rule=result.rule, score=result.score, reasons=_plain(result.reasons),
            amount_minor=amounts[result.line_key], unallocated_minor=result.unallocated_minor,
            currency=run.account.currency, state=state, payment_id=payments.get(line_id),
            decided_by=actor.label if state == MatchState.ACCEPTED else "",
        )  # fmt: skip
        items = [
            (index, inputs.invoice_ids[number], minor)
            for index, pairs in enumerate((result.pairs, *result.alternatives))
            for number, minor in pairs
        ]
        found.append((match, items, result.pairs))
    record_results(found, actor=actor, at=at)


def _run_line(run_id: int, inputs: Inputs, result: Result) -> tuple[Any, ...]:
    return (
        run_id, inputs.line_ids[result.line_key], result.line_key, result.state, result.rule, result.score,
        inputs.amounts[result.line_key], result.unallocated_minor, result.pairs, result.alternatives, _plain(result.reasons),
    )  # fmt: skip


def _plain(reasons: Sequence[EngineReason]) -> list[list[Any]]:
    return [[reason.code, [list(param) for param in reason.params], reason.weight] for reason in reasons]


def stored_results(run: Run) -> Iterator[Result]:
    """The run's results as they are stored, as the engine's records. Needs a bound tenant."""
    for row in pages(
        RunLine.objects.filter(run=run), "line_key", "outcome", "rule", "score", "pairs", "alternatives", "unallocated_minor", "reasons"
    ):
        _pk, key, outcome, rule, score, pairs, alternatives, unallocated, reasons = row
        yield Result(
            line_key=key, state=outcome, rule=rule, score=score, pairs=_pairs(pairs),
            alternatives=tuple(_pairs(item) for item in alternatives), unallocated_minor=unallocated,
            reasons=tuple(EngineReason(code, tuple((n, v) for n, v in params), *weight) for code, params, *weight in reasons),
        )  # fmt: skip


def _pairs(stored: Sequence[Sequence[Any]]) -> tuple[tuple[str, int], ...]:
    return tuple((number, minor) for number, minor in stored)
