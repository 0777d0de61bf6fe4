"""Readers of the journal: in order, nothing missed, each effect in the transaction that moves the cursor.

An entry that a reader cannot apply is tried again with growing waits; then it alone is parked with its reason and
those behind it are read. At most one an hour is parked so, since a reader whose every entry fails is broken itself.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import F

from apps.journal.models import ConsumerCursor, JournalDay, JournalEntry, JournalHead, ParkedEntry
from apps.kernel.db import durable, is_contention, locked
from apps.kernel.errors import Bug
from apps.telemetry.metrics import observe_journal_lag
from apps.tenants.scope import scope, unscoped

BATCH = 500
BACK_OFF_SECONDS = (5, 30, 120, 600, 3600)
PARK_AFTER = len(BACK_OFF_SECONDS)
# Unread for longer than this, an entry makes /readyz say "degraded".
LATE_SECONDS = 900


@dataclass(frozen=True)
class Consumer:
    """A named reader. `apply` gets entries in order and must not call out: its effects are rows."""

    name: str
    apply: Callable[[Sequence[JournalEntry]], None]


_consumers: dict[str, Consumer] = {}


def register(name: str, apply: Callable[[Sequence[JournalEntry]], None]) -> None:
    """Declares a consumer. Called from an app's ready()."""
    _consumers[name] = Consumer(name, apply)


def names() -> list[str]:
    """The declared consumers."""
    return sorted(_consumers)


def consume(tenant_id: int, name: str, *, now: dt.datetime) -> int:
    """Applies what the consumer has not read yet, batch by batch; the number of entries applied.

    Each batch and its cursor are one transaction: a killed worker repeats nothing and skips nothing. A failing batch
    is rolled back, its error kept on the cursor, and tried again later; after PARK_AFTER failures its entries are
    applied one by one and the one that fails is parked. Raises what the consumer raised.
    """
    consumer = _consumers.get(name)
    if consumer is None:
        raise Bug(f"there is no journal consumer {name!r}")
    total = 0
    with scope(tenant_id):
        ConsumerCursor.objects.get_or_create(tenant_id=tenant_id, consumer=name)
        while True:
            try:
                applied = _one_batch(consumer, now)
            except Exception as error:  # a consumer's bug must not stop the others
                if not is_contention(error) and _note_failure(name, error, now) > PARK_AFTER:
                    _park_what_fails(consumer, now)
                raise
            total += applied
            if applied < BATCH:
                return total


def retry_parked(tenant_id: int, name: str, *, now: dt.datetime) -> int:
    """Applies the consumer's parked entries again, in order; the number applied. Stops at the first that fails again
    and raises what the consumer raised."""
    consumer = _consumers[name]
    count = 0
    with scope(tenant_id):
        for pk in list(ParkedEntry.objects.filter(consumer=name, applied_at=None).order_by("sequence").values_list("pk", flat=True)):
            with durable():
                parked = locked(ParkedEntry.objects.filter(pk=pk, applied_at=None)).first()
                if parked is None:
                    continue  # another one was at it
                consumer.apply([JournalEntry.objects.get(sequence=parked.sequence)])
                parked.applied_at = now
                parked.save(update_fields=["applied_at"])
            count += 1
    return count


def _one_batch(consumer: Consumer, now: dt.datetime, most: int = BATCH) -> int:
    with durable():
        cursor = locked(ConsumerCursor.objects.filter(consumer=consumer.name)).get()
        if most == BATCH and cursor.retry_at and cursor.retry_at > now:
            return 0
        entries = _unread(cursor, most)
        if not entries:
            return 0
        consumer.apply(entries)
        _move(cursor, entries[-1].sequence, now)
    observe_journal_lag(consumer.name, (now - entries[0].at).total_seconds())
    return len(entries)


def _unread(cursor: ConsumerCursor, most: int) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(sequence__gt=cursor.sequence).order_by("sequence")[:most])


def _move(cursor: ConsumerCursor, sequence: int, now: dt.datetime) -> None:
    cursor.sequence, cursor.failures, cursor.error, cursor.retry_at = sequence, 0, "", None
    cursor.updated_at = now
    cursor.save()


def _note_failure(name: str, error: Exception, now: dt.datetime) -> int:
    """Keeps the error on the cursor and says when to try again; the number of failures in a row."""
    with durable():
        cursor = locked(ConsumerCursor.objects.filter(consumer=name)).get()
        wait = BACK_OFF_SECONDS[min(cursor.failures, len(BACK_OFF_SECONDS) - 1)]
        cursor.failures += 1
        cursor.error, cursor.retry_at = _said(error), now + dt.timedelta(seconds=wait)
        cursor.save()
    return cursor.failures


def _park_what_fails(consumer: Consumer, now: dt.datetime) -> None:
    """Applies the entries of the failing batch one by one and parks the first that fails."""
    for _n in range(BATCH):
        try:
            if not _one_batch(consumer, now, most=1):
                return
        except Exception as error:
            if is_contention(error):
                return
            _park(consumer.name, error, now)
            return


def _park(name: str, error: Exception, now: dt.datetime) -> None:
    with durable():
        cursor = locked(ConsumerCursor.objects.filter(consumer=name)).get()
        entries = _unread(cursor, 1)
        if entries:
            sequence = entries[0].sequence
            ParkedEntry.objects.create(
                tenant_id=cursor.tenant_id, consumer=name, sequence=sequence, error=_said(error), parked_at=now
            )
            _move(cursor, sequence, now)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def behind() -> list[tuple[int, str]]:
    """(tenant, consumer) of every reader that has something to read: for the sweeper."""
    heads = dict(JournalHead.objects.values_list("tenant_id", "sequence"))
    cursors = unscoped(ConsumerCursor, reason="the sweeper wakes readers for every tenant")
    at = {(t, n): s for t, n, s in cursors.values_list("tenant_id", "consumer", "sequence")}
    return [(tenant, name) for tenant, head in heads.items() for name in names() if at.get((tenant, name), 0) < head]


def parked() -> list[tuple[int, str, int, str]]:
    """(tenant, consumer, sequence, error) of every entry that is parked."""
    found = unscoped(ParkedEntry, reason="the operator sees what is parked of every tenant").filter(applied_at=None)
    return list(found.order_by("tenant_id", "consumer", "sequence").values_list("tenant_id", "consumer", "sequence", "error"))


def probe(now: dt.datetime) -> dict[str, int]:
    """How far the readers are: what /readyz says. Raises RuntimeError when they are late or entries are parked."""
    oldest, waiting = round(oldest_unread_seconds(now)), len(parked())
    if oldest > LATE_SECONDS or waiting:
        raise RuntimeError(f"the oldest unread entry is {oldest} s old, {waiting} are parked")
    return {"oldest_unread_seconds": oldest, "parked": waiting}


def count_days(entries: Sequence[JournalEntry]) -> None:
    """Keeps JournalDay: entries of each type by day."""
    found = Counter((entry.at.date(), entry.type) for entry in entries)
    tenant_id = entries[0].tenant_id
    for (day, kind), count in sorted(found.items()):
        row, made = JournalDay.objects.get_or_create(tenant_id=tenant_id, day=day, type=kind, defaults={"count": count})
        if not made:
            JournalDay.objects.filter(pk=row.pk).update(count=F("count") + count)


def oldest_unread_seconds(now: dt.datetime) -> float:
    """The age of the oldest entry that some consumer has not read; 0 when all is read."""
    oldest = 0.0
    for tenant_id, name in behind():
        with scope(tenant_id):
            cursor = ConsumerCursor.objects.filter(consumer=name).values_list("sequence", flat=True).first() or 0
            entry = JournalEntry.objects.filter(sequence__gt=cursor).order_by("sequence").values_list("at", flat=True).first()
            if entry is not None:
                oldest = max(oldest, (now - entry).total_seconds())
    return oldest
