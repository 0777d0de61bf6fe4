"""Once only: the same key at the same door takes effect once and is answered the same again."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.journal.hashing import canonical
from apps.kernel.actor import Actor
from apps.kernel.errors import Bug, KeyReused, Reason
from apps.workflow.models import IdempotencyRecord
from apps.workflow.unit import unit_of_work


@dataclass
class Slot:
    """The place of one command in the ledger. When `replayed`, the effect is there already: answer with
    `status` and `outcome` and do nothing. Otherwise do the work and call `keep` before leaving the block."""

    replayed: bool
    status: int = 200
    outcome: Any = None
    object_kind: str = ""
    object_id: int | None = None
    kept: bool = False

    def keep(self, outcome: Any, *, status: int = 200, object_kind: str = "", object_id: int | None = None) -> None:
        """Says what the answer was; it is stored with the effect."""
        self.outcome, self.status, self.kept = outcome, status, True
        self.object_kind, self.object_id = object_kind, object_id


@contextlib.contextmanager
def once(*, actor: Actor, at: dt.datetime, door: str, key: str, body: Any) -> Iterator[Slot]:
    """Opens the durable transaction of a command that must take effect once.

    The key's row is inserted first, so that a second command with the same key waits for the first and then
    sees its outcome. A refusal or an error rolls the row back: answers of failure are never frozen, because what they
    say may be mended meanwhile (a client released from hold) and nothing was done that could be done twice.
    Idempotent by (tenant, door, key). Raises KeyReused if the body differs.
    """
    body_text = canonical(body) if isinstance(body, dict) else orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    fingerprint = fingerprint_of(body)
    key_hash = hashlib.sha256(f"{door}\0{key}".encode()).hexdigest()
    with unit_of_work(actor=actor, at=at):
        record = _claim(actor, at, door, key, key_hash, fingerprint, body_text)
        if record is None:
            yield _replay(key_hash, fingerprint, key)
            return
        slot = Slot(replayed=False)
        yield slot
        if not slot.kept:
            raise Bug("A command in the idempotency ledger must keep its outcome.")
        record.outcome_text = orjson.dumps(slot.outcome).decode()
        record.status, record.object_kind, record.object_id = slot.status, slot.object_kind, slot.object_id
        record.save(update_fields=["outcome_text", "status", "object_kind", "object_id"])


def fingerprint_of(body: Any) -> str:
    """SHA-256, hex, of the canonical body."""
    text = canonical(body) if isinstance(body, dict) else orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    return hashlib.sha256(text.encode()).hexdigest()


def _claim(
    actor: Actor, at: dt.datetime, door: str, key: str, key_hash: str, fingerprint: str, body_text: str
) -> IdempotencyRecord | None:
    """The new row, or None if the key has taken effect before (waits for a concurrent first one)."""
    record = IdempotencyRecord(
        tenant_id=actor.tenant_id, door=door, key=key[:255], key_hash=key_hash, fingerprint=fingerprint,
        body_text=body_text[:65_000], actor_label=actor.label[:160], created_at=at,
    )  # fmt: skip
    if IdempotencyRecord.objects.filter(key_hash=key_hash).exists():
        return None
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        return None
    return record


def _replay(key_hash: str, fingerprint: str, key: str) -> Slot:
    # Read, not locked: a row that is seen here is committed, and those who failed to insert it hold shared locks on
    # it, which would bar each other's way to an exclusive one.
    record = IdempotencyRecord.objects.get(key_hash=key_hash)
    if record.fingerprint != fingerprint:
        raise KeyReused(
            Reason("idempotency_key_reused", _("The key “%(key)s” was used before with other data. Use a new key for a new request."),
                   params={"key": key[:60]})
        )  # fmt: skip
    return Slot(True, record.status, orjson.loads(record.outcome_text), record.object_kind, record.object_id, kept=True)


def already_done(*, door: str, keys: list[str]) -> dict[str, IdempotencyRecord]:
    """Which of the keys have taken effect, in one query: for imports of many rows. Needs a bound tenant."""
    hashes = {hashlib.sha256(f"{door}\0{key}".encode()).hexdigest(): key for key in keys}
    found = IdempotencyRecord.objects.filter(key_hash__in=list(hashes))
    return {hashes[record.key_hash]: record for record in found}


def keep_many(
    rows: list[tuple[str, dict[str, Any], str, int]], *, actor: Actor, at: dt.datetime, door: str
) -> None:
    """Ledger rows for a chunk of commands done in the open unit: (key, body, object kind, object id).

    Raises IntegrityError, and so undoes the chunk, if one of them took effect meanwhile.
    """
    records = []
    for key, body, kind, object_id in rows:
        body_text = canonical(body)
        records.append(
            IdempotencyRecord(
                tenant_id=actor.tenant_id, door=door, key=key[:255],
                key_hash=hashlib.sha256(f"{door}\0{key}".encode()).hexdigest(),
                fingerprint=hashlib.sha256(body_text.encode()).hexdigest(), body_text=body_text,
                object_kind=kind, object_id=object_id, actor_label=actor.label[:160], created_at=at,
            )
        )  # fmt: skip
    IdempotencyRecord.objects.bulk_create(records, batch_size=1000)
