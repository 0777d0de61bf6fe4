"""An order on its way: into the queue, to a person, begun, on hold, done. Each act serves a row and a set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from apps.dispatch.actions.orders import plans_of, run_clocks
from apps.dispatch.clock import next_wake
from apps.dispatch.models import WorkOrder
from apps.dispatch.payloads import order_body
from apps.dispatch.transitions import CANCEL, COMPLETE, ENQUEUE, HOLD, RESUME, START, UNASSIGN
from apps.kernel.actor import Actor
from apps.kernel.transitions import Transition
from apps.workflow.runner import Batch, performing


def enqueue_order(order_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> WorkOrder:
    """new -> queued: dispatch may give it to somebody."""
    return one(ENQUEUE, plainly, order_id, actor=actor, at=at, reason=reason, version=expected_version)


def start_order(order_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> WorkOrder:
    """assigned -> in_progress. The first start answers the client: the response clock stops."""
    return one(START, starting, order_id, actor=actor, at=at, reason=reason, version=expected_version)


def hold_order(order_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> WorkOrder:
    """queued, assigned, in_progress -> on_hold: both clocks stand. Needs a reason."""
    return one(HOLD, holding, order_id, actor=actor, at=at, reason=reason, version=expected_version)


def resume_order(order_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> WorkOrder:
    """on_hold -> the state from which it was held; what is due moves by the working time of the hold."""
    return one(RESUME, resuming, order_id, actor=actor, at=at, reason=reason, version=expected_version)


def complete_order(order_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> WorkOrder:
    """in_progress -> done: both clocks stop. A promise that was broken by then is still told by the sweep."""
    return one(COMPLETE, ending, order_id, actor=actor, at=at, reason=reason, version=expected_version)


def cancel_order(order_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> WorkOrder:
    """Any open state -> cancelled. Needs a reason. The number stays used."""
    return one(CANCEL, ending, order_id, actor=actor, at=at, reason=reason, version=expected_version)


def unassign_order(order_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> WorkOrder:
    """assigned, in_progress -> queued, for somebody else. Needs a reason. That the client was answered stands."""
    return one(UNASSIGN, unassigning, order_id, actor=actor, at=at, reason=reason, version=expected_version)


def one(
    declared: Transition, apply: Callable[[Batch[WorkOrder]], None], order_id: int, *, actor: Actor, at: dt.datetime, reason: str,
    version: int | None, **params: Any,
) -> WorkOrder:  # fmt: skip
    """Performs the transition on one order; what the act was given beside goes to the batch's params."""
    with performing(declared, WorkOrder, order_id, actor=actor, at=at, reason=reason, expected_version=version, params=params) as batch:
        apply(batch)
    return batch.row


def plainly(batch: Batch[WorkOrder]) -> None:
    """Nothing but the state changes."""
    batch.record(order_body)


def starting(batch: Batch[WorkOrder]) -> None:
    """Work begins; the first time answers the client."""
    for row in batch.rows:
        row.started_at = batch.at
        row.responded_at = row.responded_at or batch.at
        row.wake_at = next_wake(row)
    batch.record(order_body)


def holding(batch: Batch[WorkOrder]) -> None:
    """The clocks stand from now on."""
    plans = plans_of(batch.rows)
    for row in batch.rows:
        row.held_at, row.held_from, row.hold_reason = batch.at, row.state, batch.reason
        run_clocks(row, plans.get(row.plan_id or 0))
    batch.record(order_body)


def resuming(batch: Batch[WorkOrder]) -> None:
    """The clocks go on, and the row goes where it came from."""
    plans = plans_of(batch.rows)
    for row in batch.rows:
        _end_hold(batch, row)
        run_clocks(row, plans.get(row.plan_id or 0))
    batch.record(order_body)


def _end_hold(batch: Batch[WorkOrder], row: WorkOrder) -> None:
    assert row.held_at is not None  # the database says so of what is on hold
    if batch.at > row.held_at:
        row.holds = [*row.holds, [row.held_at.isoformat(), batch.at.isoformat()]]
    if batch.declared.name == RESUME.name:
        batch.to(row, row.held_from)
    row.held_at, row.held_from, row.hold_reason = None, "", ""


def ending(batch: Batch[WorkOrder]) -> None:
    """Both clocks stop. One that is cancelled on hold has what was due left as the clocks stood: nothing, or what had passed."""
    for row in batch.rows:
        if row.held_at is not None:
            _end_hold(batch, row)
        row.ended_at = batch.at
        row.wake_at = next_wake(row)
    batch.record(order_body)


def unassigning(batch: Batch[WorkOrder]) -> None:
    """Nobody has it."""
    for row in batch.rows:
        row.employee = row.shift = row.assigned_at = row.started_at = None
        row.assignment = {}
    batch.record(order_body)
