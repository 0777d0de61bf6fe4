"""A chunk of what the engine said, put into the books: one transaction, with whose hand it is checked in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import Bug, Refusal
from apps.payments.actions import Settlement, mark_lines, settle_lines
from apps.reconciliation.actions.decide import Found, record_results
from apps.reconciliation.engine import Engine
from apps.reconciliation.engine.facts import Reason as EngineReason
from apps.reconciliation.inputs import Inputs
from apps.reconciliation.models import Run, RunLine, RunWork
from apps.reconciliation.states import Outcome
from apps.workflow import storage
from apps.workflow.unit import unit_of_work

_RUN_LINE = (
    "run", "line", "line_key", "outcome", "rule", "score", "amount_minor", "unallocated_minor", "pairs", "alternatives", "reasons",
)  # fmt: skip
Hold = Callable[[], RunWork]


class LostClaim(Exception):
    """Another worker has taken the work over, or the run was cancelled; this one stops and touches nothing more."""


class Decided(NamedTuple):
    """What the engine said of a line, with the keys of the rows that it concerns, so that it can be written without the facts
    from which it was decided. `client_id`: whose money it is; `items`: (alternative, invoice id, minor units)."""

    line_id: int
    line_key: str
    outcome: str
    rule: str
    score: int
    amount_minor: int
    unallocated_minor: int
    pairs: Sequence[Sequence[Any]]
    alternatives: Sequence[Sequence[Sequence[Any]]]
    reasons: list[list[Any]]
    client_id: int | None
    items: Sequence[Sequence[int]]


def decided(engine: Engine, inputs: Inputs, *, without: AbstractSet[str]) -> Iterator[Decided]:
    """The engine's answers to a run's lines in their order, with the keys of rows, but for the lines with some keys."""
    place, invoice_ids, accepted = engine.place_of, inputs.invoice_ids, Outcome.ACCEPTED.value
    for line, line_id, result in zip(inputs.lines, inputs.line_ids, engine.match(inputs.lines), strict=True):
        if result.line_key != line.key:
            raise Bug(f"the engine answers to {result.line_key!r} where {line.key!r} is next")
        if line.key in without:
            continue
        key, state, rule, score, pairs, alternatives, unallocated, reasons = result
        places = [(0, place(number), minor) for number, minor in pairs]
        for index, other in enumerate(alternatives, 1):
            places += [(index, place(number), minor) for number, minor in other]
        client_id = inputs.client_ids[inputs.invoices[places[0][1]].client_key] if state == accepted else None
        items = [(index, invoice_ids[at], minor) for index, at, minor in places]
        yield Decided(
            line_id, key, state, rule, score, line.amount_minor, unallocated, pairs, alternatives, _plain(reasons), client_id, items
        )


def settle_chunk(run: Run, chunk: Sequence[Decided], hold: Hold, *, actor: Actor) -> None:
    """One transaction for the chunk; if somebody changed an invoice meanwhile, halves, down to the line. `hold` locks what says
    that the work is this worker's, and gives the row that counts it; it raises LostClaim."""
    try:
        retrying(lambda: write_chunk(run, chunk, hold, actor=actor))
    except Refusal as refusal:
        if len(chunk) == 1:
            retrying(lambda: write_chunk(run, [_overtaken(chunk[0])], hold, actor=actor))
            return
        if refusal.code == "busy":
            raise
        middle = len(chunk) // 2
        settle_chunk(run, chunk[:middle], hold, actor=actor)
        settle_chunk(run, chunk[middle:], hold, actor=actor)


def write_chunk(run: Run, chunk: Sequence[Decided], hold: Hold, *, actor: Actor) -> None:
    """Results, payments with allocations, matches, marks and progress of a chunk, with history and journal. All or none."""
    at = clock.now()
    with unit_of_work(actor=actor, at=at):
        work = hold()
        by_state: dict[str, list[Decided]] = {state: [] for state in Outcome.values}
        for item in chunk:
            by_state[item.outcome].append(item)
        storage.pour(RunLine, _RUN_LINE, [_run_line(run.pk, item) for item in chunk])
        payments = _settle(by_state["accepted"], actor, at)
        record_results(run, _found(by_state["accepted"]), actor=actor, at=at, payments=payments)
        record_results(run, _found(by_state["proposed"]), actor=actor, at=at)
        for outcome in ("proposed", "ignored"):
            if ids := [item.line_id for item in by_state[outcome]]:
                mark_lines(ids, outcome, actor=actor, at=at)
        work.position += len(chunk)
        for state, items in by_state.items():
            work.counts[state] = work.counts.get(state, 0) + len(items)
        moved = {"position": work.position, "counts": work.counts, "beat_at": at, "attempts": 0, "problem": ""}
        type(work).objects.filter(pk=work.pk).update(**moved)


def _overtaken(item: Decided) -> Decided:
    """A line whose invoice somebody changed between matching and settling."""
    return item._replace(
        outcome="unmatched", rule="changed_meanwhile", score=0, pairs=(), alternatives=(), unallocated_minor=0,
        reasons=_plain([EngineReason("changed_meanwhile")]), client_id=None, items=(),
    )  # fmt: skip


def _settle(items: Sequence[Decided], actor: Actor, at: dt.datetime) -> dict[int, int]:
    """Settles lines; the payment of each by line id."""
    settlements = [
        Settlement(line_id=item.line_id, client_id=item.client_id, pairs=tuple((invoice, minor) for at, invoice, minor in item.items if at == 0))
        for item in items
    ]
    return settle_lines(settlements, actor=actor, at=at) if settlements else {}


def _found(items: Sequence[Decided]) -> list[Found]:
    return [
        Found(item.line_id, item.rule, item.score, item.reasons, item.amount_minor, item.unallocated_minor, [(number, minor) for number, minor in item.pairs], [(at, invoice, minor) for at, invoice, minor in item.items])
        for item in items
    ]


def _run_line(run_id: int, item: Decided) -> tuple[Any, ...]:
    return (
        run_id, item.line_id, item.line_key, item.outcome, item.rule, item.score, item.amount_minor, item.unallocated_minor, item.pairs,
        item.alternatives, item.reasons,
    )  # fmt: skip


def _plain(reasons: Sequence[EngineReason]) -> list[list[Any]]:
    return [[code, [*map(list, params)], weight] for code, params, weight in reasons]
