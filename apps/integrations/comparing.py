"""What a receiver has, against what it was to get: by digests of ranges, so that little is asked for where little is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.integrations.bodies import event_of, message_id
from apps.integrations.models import WebhookEndpoint
from apps.integrations.queries import entries_of
from apps.journal.models import JournalEntry

MOST_EVENTS = 100_000  # that are compared in one range
MOST_TOLD = 100  # events that an answer holds whole; of more it holds parts to ask after
PARTS = 8


@dataclass(frozen=True)
class Compared:
    """A range (`after`, `until`] of the journal, as it was sent. `equal`: whether the receiver has the same. Where not: `events`, whole,
    of a short range, `parts` of a long one; of a range of more than MOST_EVENTS only the first so many, up to the `until` told."""

    after: int
    until: int
    count: int
    digest: str
    equal: bool
    events: list[dict[str, Any]] = field(default_factory=list)
    parts: list[Compared] = field(default_factory=list)


def digest_of(ids: Sequence[str]) -> str:
    """SHA-256, hex, over the ids in the order of the journal, each with a line feed."""
    return hashlib.sha256("".join(f"{name}\n" for name in ids).encode()).hexdigest()


def compare(endpoint: WebhookEndpoint, *, after: int, until: int, digest: str = "") -> Compared:
    """Compares a range with what the receiver says of it. Two queries at most."""
    rows = entries_of(endpoint).filter(sequence__gt=after, sequence__lte=until)
    found = list(rows.only("sequence", "hash")[:MOST_EVENTS])
    if len(found) == MOST_EVENTS:
        until = found[-1].sequence
    own = _range(found, after, until)
    if own.digest == digest:
        return Compared(after, until, own.count, own.digest, equal=True)
    if own.count <= MOST_TOLD:
        return Compared(after, until, own.count, own.digest, equal=False, events=[event_of(entry) for entry in rows[:MOST_TOLD]])
    size = -(-own.count // PARTS)
    cuts = [found[start : start + size] for start in range(0, own.count, size)]
    edges = [after, *(chunk[-1].sequence for chunk in cuts[:-1]), until]
    parts = [_range(chunk, edges[index], edges[index + 1]) for index, chunk in enumerate(cuts)]
    return Compared(after, until, own.count, own.digest, equal=False, parts=parts)


def _range(entries: Sequence[JournalEntry], after: int, until: int) -> Compared:
    return Compared(after, until, len(entries), digest_of([message_id(entry) for entry in entries]), equal=False)
