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
from apps.kernel.db import insert_literals, insert_values, is_mysql, literal_rows, locked, update_columns
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
    entries = _entries(drafts, actor=actor, at=at)
    written = _written(entries, at)  # what does not depend on the head is made ready before it is locked
    stood, previous = _HEAD.rows(company=actor.tenant_id)[0]
    first, chained = stood + 1, []
    for sequence, values in enumerate(entries, first):
        values["sequence"], values["previous_hash"] = sequence, previous
        before, previous = previous, entry_hash(values)
        chained.append((sequence, before, previous))
    _insert(chained, written)
    update_columns(JournalHead, [actor.tenant_id], {"sequence": first + len(chained) - 1, "hash": previous})
    return first, first + len(chained) - 1


def _entries(drafts: Sequence[Draft], *, actor: Actor, at: dt.datetime) -> list[dict[str, Any]]:
    at_text, versions = instant_text(at), {kind: types.get(kind).schema_version for kind in {draft.type for draft in drafts}}
    return [_values(draft, actor=actor, at_text=at_text, schema_version=versions[draft.type]) for draft in drafts]


def _values(draft: Draft, *, actor: Actor, at_text: str, schema_version: int) -> dict[str, Any]:
    return {
        "tenant_id": actor.tenant_id,
        "sequence": 0,
        "type": draft.type,
        "schema_version": schema_version,
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
        "previous_hash": "",
    }


# The columns that the chain gives, and all others.
_CHAINED = ("sequence", "previous_hash", "hash")
_PLAIN = tuple(name for name in HASHED if name not in _CHAINED)


def _written(entries: Sequence[dict[str, Any]], at: dt.datetime) -> Sequence[Any]:
    """The plain columns of the entries: on MySQL and MariaDB as they stand in the statement, else as values."""
    stored_at = connection.ops.adapt_datetimefield_value(at)
    columns = [[stored_at if name == "at" else values[name] for values in entries] for name in _PLAIN]
    return literal_rows(columns) if is_mysql() else list(zip(*columns, strict=True))


def _insert(chained: Sequence[tuple[int, str, str]], written: Sequence[Any]) -> None:
    meta = JournalEntry._meta
    columns = [meta.get_field(name).column for name in (*_CHAINED, *_PLAIN)]
    if is_mysql():  # hashes are hex: they stand in quotes as they are
        rows = [b"%d, '%b', '%b', %b" % (sequence, before.encode(), own.encode(), rest) for (sequence, before, own), rest in zip(chained, written, strict=True)]
        insert_literals(meta.db_table, columns, rows)
    else:
        insert_values(meta.db_table, columns, [(*first, *rest) for first, rest in zip(chained, written, strict=True)])
