"""Readers of the journal: in order, nothing missed, each effect in the transaction that moves the cursor."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import F

from apps.journal.models import ConsumerCursor, JournalDay, JournalEntry, JournalHead
from apps.kernel.db import durable, locked
from apps.kernel.errors import Bug
from apps.tenants.scope import scope, unscoped

BATCH = 500
BACK_OFF_SECONDS = (5, 30, 120, 600, 3600)


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

    Each batch and its cursor are one transaction: a killed worker repeats nothing and skips nothing. A
    failing batch is rolled back, its error kept on the cursor, and tried again later; never skipped.
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
                _note_failure(name, error, now)
                raise
            total += applied
            if applied < BATCH:
                return total


def _one_batch(consumer: Consumer, now: dt.datetime) -> int:
    with durable():
        cursor = locked(ConsumerCursor.objects.filter(consumer=consumer.name)).get()
        if cursor.retry_at and cursor.retry_at > now:
            return 0
        entries = list(JournalEntry.objects.filter(sequence__gt=cursor.sequence).order_by("sequence")[:BATCH])
        if not entries:
            return 0
        consumer.apply(entries)
        cursor.sequence, cursor.failures, cursor.error, cursor.retry_at = entries[-1].sequence, 0, "", None
        cursor.updated_at = now
        cursor.save()
        return len(entries)


def _note_failure(name: str, error: Exception, now: dt.datetime) -> None:
    with durable():
        cursor = locked(ConsumerCursor.objects.filter(consumer=name)).get()
        wait = BACK_OFF_SECONDS[min(cursor.failures, len(BACK_OFF_SECONDS) - 1)]
        cursor.failures += 1
        cursor.error, cursor.retry_at = f"{type(error).__name__}: {error}"[:500], now + dt.timedelta(seconds=wait)
        cursor.save()


def behind() -> list[tuple[int, str]]:
    """(tenant, consumer) of every reader that has something to read: for the sweeper."""
    heads = dict(JournalHead.objects.values_list("tenant_id", "sequence"))
    cursors = unscoped(ConsumerCursor, reason="the sweeper wakes readers for every tenant")
    at = {(t, n): s for t, n, s in cursors.values_list("tenant_id", "consumer", "sequence")}
    return [(tenant, name) for tenant, head in heads.items() for name in names() if at.get((tenant, name), 0) < head]


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
