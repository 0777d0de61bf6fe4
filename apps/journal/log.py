"""Appending: the last thing before commit, under the tenant's head row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from apps.journal import types
from apps.journal.hashing import HASHED, canonical, entry_hash, instant_text
from apps.journal.models import JournalEntry, JournalHead
from apps.kernel.actor import Actor
from apps.kernel.db import insert_values, locked, update_columns
from apps.kernel.errors import Bug
from apps.tenants.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Draft:
    """What an act says happened to one subject; the runner adds who, when and the sequence."""

    type: str
    subject_kind: str
    subject_id: int
    payload: dict[str, Any]
    from_state: str = ""
    to_state: str = ""
    reason: str = ""


def ensure_head(tenant_id: int) -> None:
    """Makes the tenant's head row if it is missing. Called when a tenant is created."""
    JournalHead.objects.get_or_create(tenant_id=tenant_id)


_HEAD = Prepared(lambda company: locked(JournalHead.objects.filter(tenant_id=company)).values_list("sequence", "hash"))


def append(drafts: Sequence[Draft], *, actor: Actor, at: dt.datetime) -> tuple[int, int]:
    """Appends the drafts in order and returns their first and last sequence numbers.

    Locks the tenant's head row; must be called inside the act's transaction, after everything else, so
    that sequence order is commit order and a reader by cursor misses nothing.
    """
    if not connection.in_atomic_block:
        raise Bug("The journal is written inside an act's transaction only.")
    stood, previous = _HEAD.rows(company=actor.tenant_id)[0]
    first, rows = stood + 1, []
    at_text = instant_text(at)
    for sequence, draft in enumerate(drafts, first):
        values = _values(draft, actor=actor, at_text=at_text, sequence=sequence, previous=previous)
        previous = entry_hash(values)
        rows.append(values | {"hash": previous})
    _insert(rows, at)
    update_columns(JournalHead, [actor.tenant_id], {"sequence": first + len(rows) - 1, "hash": previous})
    return first, first + len(rows) - 1


def _values(draft: Draft, *, actor: Actor, at_text: str, sequence: int, previous: str) -> dict[str, Any]:
    return {
        "tenant_id": actor.tenant_id,
        "sequence": sequence,
        "type": draft.type,
        "schema_version": types.get(draft.type).schema_version,
        "subject_kind": draft.subject_kind,
        "subject_id": draft.subject_id,
        "from_state": draft.from_state,
        "to_state": draft.to_state,
        "payload_text": canonical(draft.payload),
        "actor_user_id": actor.user_id,
        "actor_label": actor.label[:160],
        "door": actor.door,
        "reason": draft.reason[:500],
        "request_id": actor.request_id[:64],
        "at": at_text,
        "previous_hash": previous,
    }


_COLUMNS = (*HASHED, "hash")


def _insert(rows: list[dict[str, Any]], at: dt.datetime) -> None:
    meta = JournalEntry._meta
    stored_at = connection.ops.adapt_datetimefield_value(at)
    values = [[stored_at if name == "at" else row[name] for name in _COLUMNS] for row in rows]
    insert_values(meta.db_table, [meta.get_field(name).column for name in _COLUMNS], values)
