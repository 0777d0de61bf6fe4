"""Appending: the last thing before commit, under the tenant's head row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from apps.journal import types
from apps.journal.hashing import HASHED, canonical, hash_of, instant_text
from apps.journal.models import JournalEntry, JournalHead
from apps.kernel.actor import Actor
from apps.kernel.db import insert_literals, insert_values, is_mysql, literal_rows, locked, update_columns
from apps.kernel.errors import Bug
from apps.tenants.prepared import Prepared


class Draft(NamedTuple):
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
    payloads = [canonical(draft.payload) for draft in drafts]
    versions = {kind: types.get(kind).schema_version for kind in {draft.type for draft in drafts}}
    written = _written(drafts, payloads, versions, actor=actor, at=at)  # what does not depend on the head is made ready before it is locked
    entries = _hashed(drafts, payloads, versions, actor=actor, at=at)
    stood, previous = _HEAD.rows(company=actor.tenant_id)[0]
    first, chained = stood + 1, []
    for sequence, values in enumerate(entries, first):
        values[_SEQUENCE], values[_PREVIOUS] = sequence, previous
        before, previous = previous, hash_of(values)
        chained.append((sequence, before, previous))
    _insert(chained, written)
    update_columns(JournalHead, [actor.tenant_id], {"sequence": first + len(chained) - 1, "hash": previous})
    return first, first + len(chained) - 1


_SEQUENCE, _PREVIOUS = HASHED.index("sequence"), HASHED.index("previous_hash")
# In the order in which entries are inserted: what the chain gives, what several entries of an act may have alike, what each has of
# its own, and what all have alike.
_CHAINED = ("sequence", "previous_hash", "hash")
_ALIKE = ("type", "schema_version", "subject_kind", "from_state", "to_state", "reason")
_OWN = ("subject_id", "payload_text")
_SHARED = ("tenant_id", "actor_user_id", "actor_label", "door", "request_id", "at")


def _hashed(drafts: Sequence[Draft], payloads: Sequence[str], versions: Mapping[str, int], *, actor: Actor, at: dt.datetime) -> list[list[Any]]:
    """The values of the entries in the order of HASHED, with the places of the chain empty."""
    tenant_id, user_id, label, door, asked_by, at_text = _shared(actor, instant_text(at))
    return [
        [
            tenant_id, 0, draft.type, versions[draft.type], draft.subject_kind, draft.subject_id, draft.from_state, draft.to_state, payload,
            user_id, label, door, draft.reason[:500], asked_by, at_text, "",
        ]
        for draft, payload in zip(drafts, payloads, strict=True)
    ]  # fmt: skip


def _shared(actor: Actor, at: Any) -> tuple[Any, ...]:
    return (actor.tenant_id, actor.user_id, actor.label[:160], actor.door, actor.request_id[:64], at)


def _written(drafts: Sequence[Draft], payloads: Sequence[str], versions: Mapping[str, int], *, actor: Actor, at: dt.datetime) -> Sequence[Any]:
    """All columns but those of the chain: on MySQL and MariaDB as they stand in the statement, else as values."""
    shared = _shared(actor, connection.ops.adapt_datetimefield_value(at))
    alike = [(draft.type, versions[draft.type], draft.subject_kind, draft.from_state, draft.to_state, draft.reason[:500]) for draft in drafts]
    if not is_mysql():
        return [(*some, draft.subject_id, payload, *shared) for some, draft, payload in zip(alike, drafts, payloads, strict=True)]
    kinds = list(dict.fromkeys(alike))
    heads = dict(zip(kinds, literal_rows(list(zip(*kinds, strict=True))), strict=True))
    (tail,) = literal_rows([[value] for value in shared])
    texts = literal_rows([payloads])
    return [f"{heads[some]}, {draft.subject_id}, {text}, {tail}" for some, draft, text in zip(alike, drafts, texts, strict=True)]


def _insert(chained: Sequence[tuple[int, str, str]], written: Sequence[Any]) -> None:
    meta = JournalEntry._meta
    columns = [meta.get_field(name).column for name in (*_CHAINED, *_ALIKE, *_OWN, *_SHARED)]
    if is_mysql():
        first = literal_rows(list(zip(*chained, strict=True)))
        insert_literals(meta.db_table, columns, [f"{own}, {rest}" for own, rest in zip(first, written, strict=True)])
    else:
        insert_values(meta.db_table, columns, [(*first, *rest) for first, rest in zip(chained, written, strict=True)])
