"""The same declaration over a queryset, in chunks, each its own transaction."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models

from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.transitions import Transition
from apps.tenants.permission import permitted
from apps.tenants.scope import scope
from apps.workflow.audited import Audited
from apps.workflow.observed import observing_act
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch, finish, take_chunk
from apps.workflow.unit import unit_of_work

M = TypeVar("M", bound=Audited)
CHUNK = 1000


def performing_many(
    declared: Transition, queryset: models.QuerySet[M], apply: Callable[[Batch[M]], None], *, actor: Actor,
    at: dt.datetime, reason: str = "", params: Mapping[str, Any] | None = None, chunk: int = CHUNK,
    after: int = 0, ids: Sequence[int] | None = None, on_chunk: Callable[[SetOutcome], None] | None = None,
    lock_before: Callable[[Sequence[int]], None] | None = None,
) -> SetOutcome:  # fmt: skip
    """Runs an act over every row of the queryset that the actor may see, ascending by key.

    Each chunk is a durable transaction that locks its rows, applies, writes rows, history and journal and
    calls `on_chunk` (inside the transaction: that is where progress and cursor are kept). Rows that are
    refused are counted by reason and left as they were. Contention is retried chunk by chunk. `after`: the
    key to continue behind. `ids`: ascending keys to take instead of asking the queryset for them (a stored
    selection); those that are gone are passed over, those that are not visible are refused as not found. `lock_before`
    locks, in the chunk's transaction and before its rows, what stands above the rows of these keys.
    """
    outcome = SetOutcome(cursor=after)
    model = queryset.model
    with scope(actor.tenant_id):
        seen = permitted(queryset, actor, f"view_{model._meta.model_name}").order_by("pk")
        while True:
            part = _next_keys(seen, ids, outcome.cursor, chunk)
            if not part:
                return outcome
            outcome = retrying(
                lambda part=part, so_far=outcome: _one_chunk(  # type: ignore[misc]
                    declared, model, part, apply, so_far, actor=actor, at=at, reason=reason, params=params or {}, on_chunk=on_chunk,
                    lock_before=lock_before,
                )
            )


def _next_keys(seen: models.QuerySet[M], ids: Sequence[int] | None, cursor: int, chunk: int) -> list[int]:
    if ids is None:
        return list(seen.filter(pk__gt=cursor).values_list("pk", flat=True)[:chunk])
    start = bisect.bisect_right(ids, cursor)
    return list(ids[start : start + chunk])


def _one_chunk(
    declared: Transition, model: type[M], ids: Sequence[int], apply: Callable[[Batch[M]], None], so_far: SetOutcome, *,
    actor: Actor, at: dt.datetime, reason: str, params: Mapping[str, Any], on_chunk: Callable[[SetOutcome], None] | None,
    lock_before: Callable[[Sequence[int]], None] | None,
) -> SetOutcome:  # fmt: skip
    # A copy, so that a chunk that is retried is not counted twice.
    outcome = SetOutcome(
        done=so_far.done, seen=so_far.seen + len(ids), refused_rows=so_far.refused_rows, refused=dict(so_far.refused),
        reasons=dict(so_far.reasons),
        samples={code: list(found) for code, found in so_far.samples.items()}, cursor=ids[-1],
        began=so_far.cursor,
    )  # fmt: skip
    with observing_act(f"{declared.subject}.{declared.name}.set"), unit_of_work(actor=actor, at=at):
        if lock_before is not None:
            lock_before(ids)
        batch = take_chunk(declared, model, ids, actor=actor, at=at, reason=reason, params=params)
        if batch.rows:
            apply(batch)
            finish(batch)
        outcome.done += len(batch.rows)
        for row, reasons in batch.refused:
            outcome.refuse(row.pk, reasons)
        if on_chunk is not None:
            on_chunk(outcome)
    return outcome
