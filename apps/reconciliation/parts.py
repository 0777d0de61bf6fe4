"""A run in parts: one worker decides all lines in their order, several write what was decided, each its part.

The engine's answers depend on the lines before, so they are given by one engine in one pass, whatever the number of parts: this is
why the result is the same for one and for many. What it says is kept in chunks beside the run (`RunChunk`), and a part that is
complete is written by any worker: lines of one part are in no other, what two parts put on one invoice was decided to fit on it
together, and the rows are locked in one order. A chunk is gone when it is written; its lines have results then, and are passed
over by whoever meets them again.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import orjson
from django.conf import settings
from django.db.models import F, Q, Sum

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import held, is_mysql, locked, retrying
from apps.reconciliation.engine import Line
from apps.reconciliation.models import Run, RunChunk, RunLine, RunPart, RunProgress
from apps.reconciliation.states import RunState
from apps.reconciliation.writing import Decided, LostClaim, settle_chunk
from apps.tenants.prepared import Prepared
from apps.tenants.scope import unscoped
from apps.workflow import storage
from apps.workflow.unit import unit_of_work

MOST_WOKEN = 20
Wake = Callable[[int, int], object]
_DONE = Prepared(lambda run, keys: RunLine.objects.filter(run=run, line_id__in=keys).values_list("line_id"))


def how_many(line_count: int) -> int:
    """Parts for a run of so many lines: one on SQLite, which has one writer, and where each would have less than RUN_PART_LINES."""
    if not is_mysql():
        return 1
    return max(1, min(settings.RUN_PARTS, line_count // max(1, settings.RUN_PART_LINES)))


def plan(run: Run, lines: Sequence[Line], count: int) -> None:
    """Makes the parts of a run, in the open unit: stretches of its lines, given in the order in which they are decided, of equal length."""
    days = [line.booked_on for line in lines]
    edges = [len(days) * index // count for index in range(count + 1)]
    storage.insert([
        RunPart(run=run, number=number, starts_on=days[start], ends_on=days[end - 1], total=end - start)
        for number, (start, end) in enumerate(zip(edges, edges[1:], strict=False), 1)
    ])  # fmt: skip


def keep(run: Run, found: Iterator[Decided], hold: Callable[[], object], *, actor: Actor, chunk: int, wake: Wake | None) -> None:
    """Keeps what is decided, chunk by chunk, in the parts that still take lines; wakes a worker for each that is complete. Goes on
    behind what was kept before; lines that came since then go to the last part."""
    parts = list(RunPart.objects.filter(run=run, kept__lt=F("total")).order_by("number"))
    last = RunPart.objects.filter(run=run).order_by("-number").first()
    assert last is not None
    for part in parts or [last]:
        while items := list(islice(found, min(chunk, part.total - part.kept))):
            _keep_chunk(run, part, items, hold, actor)
        if part.kept >= part.total and part.pk != last.pk and wake:
            wake(run.tenant_id, part.pk)
    while items := list(islice(found, chunk)):
        _keep_chunk(run, last, items, hold, actor)
    with unit_of_work(actor=actor, at=clock.now()):
        hold()
        RunPart.objects.filter(run=run).update(total=F("kept"))
        RunProgress.objects.filter(run=run).update(decided=True)
    for part in RunPart.objects.filter(run=run, position__lt=F("total"), beat_at=None).order_by("number"):
        if wake:
            wake(run.tenant_id, part.pk)


def _keep_chunk(run: Run, part: RunPart, items: Sequence[Decided], hold: Callable[[], object], actor: Actor) -> None:
    body = zlib.compress(orjson.dumps(list(map(tuple, items))), 1)

    def work() -> None:
        with unit_of_work(actor=actor, at=clock.now()):
            hold()
            storage.insert([RunChunk(run=run, part=part, body=body)])
            RunPart.objects.filter(pk=part.pk).update(kept=F("kept") + len(items))

    retrying(work)
    part.kept += len(items)


def kept_keys(run: Run) -> set[str]:
    """The engine's keys of lines that are decided: written or kept."""
    keys = set(RunLine.objects.filter(run=run).values_list("line_key", flat=True))
    for body in RunChunk.objects.filter(run=run).values_list("body", flat=True).iterator(chunk_size=20):
        keys.update(item.line_key for item in _items(body))
    return keys


def _items(body: bytes) -> Iterable[Decided]:
    return (Decided(*values) for values in orjson.loads(zlib.decompress(body)))


def write_part(part_id: int, token: str, *, actor: Actor, stalled: dt.timedelta) -> bool:
    """Writes what is left of a part that is complete. False if it is not this worker's to do: not complete, done, another's, or of
    a run that has ended. Raises LostClaim."""
    part = RunPart.objects.select_related("run__account").get(pk=part_id)
    now = clock.now()
    waits = _waits(now, stalled)
    if not RunPart.objects.filter(waits, pk=part_id, run__state=RunState.RUNNING).exists():
        return False
    if not RunPart.objects.filter(waits, pk=part_id).update(worker=token, beat_at=now):  # without a join, which an UPDATE here has not
        return False
    run, begun = part.run, RunPart.objects.filter(pk=part_id, position__gt=0).exists()  # read behind the claim: nobody else writes it now
    while (chunk := RunChunk.objects.filter(part_id=part_id).order_by("pk").first()) is not None:
        items = list(_items(chunk.body))
        fresh = _without_results(run, items) if begun else items
        if fresh:
            settle_chunk(run, fresh, lambda: _hold(part_id, token), actor=actor)
        retrying(lambda pk=chunk.pk: _cleared(run.pk, pk, actor))
    return True


def _without_results(run: Run, items: Sequence[Decided]) -> list[Decided]:
    """Of a part that another worker began: a chunk may be written whole or in part and still be there."""
    done = {line_id for line_id, in _DONE.bare(run=run.pk, keys=[item.line_id for item in items])}
    return [item for item in items if item.line_id not in done]


def _hold(part_id: int, token: str) -> RunPart:
    """Locks the part, and the run against its end: cancelling waits for chunks in hand, and parts do not wait for each other.
    Raises LostClaim."""
    part = locked(RunPart.objects.filter(pk=part_id)).get()
    states = held(Run.objects.filter(pk=part.run_id).values_list("state"))
    if part.worker != token or states != [(RunState.RUNNING,)]:
        raise LostClaim
    return part


def _cleared(run_id: int, chunk_id: int, actor: Actor) -> None:
    """Throws a written chunk away, and sums the parts up where the run's progress is shown; what is counted stands in the parts."""
    with unit_of_work(actor=actor, at=clock.now()):
        RunChunk.objects.filter(pk=chunk_id).delete()
        done = RunPart.objects.filter(run_id=run_id).aggregate(done=Sum("position"))["done"] or 0
        RunProgress.objects.filter(run_id=run_id).update(position=done)


def all_written(run_id: int) -> bool:
    """Whether every part of the run is written."""
    return not RunPart.objects.filter(run_id=run_id).filter(Q(position__lt=F("total")) | Q(kept__lt=F("total"))).exists()


def free_parts(run_id: int, stalled: dt.timedelta) -> list[int]:
    """Parts that are complete and nobody writes."""
    waiting = RunPart.objects.filter(_waits(clock.now(), stalled), run_id=run_id)
    return list(waiting.order_by("number").values_list("pk", flat=True))


def _waits(at: dt.datetime, stalled: dt.timedelta) -> Q:
    """Which parts are complete, not written to their end, and in nobody's hands."""
    silent = Q(beat_at=None) | Q(beat_at__lt=at - stalled)
    return silent & Q(kept__gte=F("total"), position__lt=F("total"))


def unwritten(now: dt.datetime, stalled: dt.timedelta) -> list[tuple[int, int]]:
    """(tenant, part) of complete parts that wait or whose worker is taken for dead: for the sweeper, which comes again soon, so
    the first few are enough."""
    found = unscoped(RunPart, reason="the sweeper wakes workers for every tenant").filter(_waits(now, stalled), run__state=RunState.RUNNING)
    return list(found.order_by("pk").values_list("tenant_id", "pk")[:MOST_WOKEN])


def in_hand(run_id: int) -> list[RunPart]:
    """The parts that a worker has begun and not written to their end."""
    return list(RunPart.objects.filter(run_id=run_id, beat_at__isnull=False, position__lt=F("total")).order_by("number"))


def clear() -> None:
    """Throws away what was decided and not written of runs that failed or were cancelled."""
    left = unscoped(RunChunk, reason="the sweeper clears up for every tenant")
    keys = list(left.filter(run__state__in=[RunState.FAILED, RunState.CANCELLED]).values_list("pk", flat=True)[:1000])
    if keys:
        left.filter(pk__in=keys).delete()
