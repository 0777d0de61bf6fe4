"""Once only: the same key at the same door takes effect once and is answered the same again."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.journal.hashing import canonical
from apps.kernel.actor import Actor
from apps.kernel.db import durable, locked, retrying
from apps.kernel.errors import Bug, Busy, KeyReused, Reason, Refusal
from apps.telemetry.masking import without_secrets
from apps.tenants.scope import scope
from apps.workflow.differing import MOST_BODY, differences, reasons
from apps.workflow.models import KEPT_REPLAYS, IdempotencyRecord, IdempotencyReplay, SentAgain
from apps.workflow.unit import unit_of_work

logger = structlog.get_logger(__name__)


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


@dataclass(frozen=True)
class _Asked:
    """A command as it came in. `body_text` is canonical and without secrets; the fingerprint is over all of it."""

    actor: Actor
    at: dt.datetime
    door: str
    key: str
    key_hash: str
    fingerprint: str
    body_text: str


@contextlib.contextmanager
def once(*, actor: Actor, at: dt.datetime, door: str, key: str, body: Any, caller: str = "") -> Iterator[Slot]:
    """Opens the durable transaction of a command that must take effect once.

    The key's row is inserted first, so that a second command with the same key waits for the first and then
    sees its outcome. A refusal or an error rolls the row back: answers of failure are never frozen, because what they
    say may be mended meanwhile (a client released from hold) and nothing was done that could be done twice.
    That a key was used again is noted behind this transaction, in one of its own: the first use pays nothing for it, and
    an answer is given even where it could not be noted. Idempotent by (tenant, door, caller, key). Raises KeyReused if the body
    differs, with the places that do.
    """
    asked = _Asked(actor, at, door, key, hash_of(door, key, caller), fingerprint_of(body), _kept_text(body))
    again: tuple[int, int, list[dict[str, Any]]] | None = None
    try:
        with unit_of_work(actor=actor, at=at):
            record = _claim(asked)
            if record is None:
                found = IdempotencyRecord.objects.get(key_hash=asked.key_hash)
                again = (found.pk, KeyReused.status, [])
                if found.fingerprint != asked.fingerprint:
                    again = (found.pk, KeyReused.status, differences(found.body_text, asked.body_text))
                    raise _reused(asked, again[2])
                yield _replay(found)
                again = (found.pk, found.status, [])
            else:
                slot = Slot(replayed=False)
                yield slot
                _keep(record, slot)
    except Refusal as refusal:
        if again is not None:
            note_again([(again[0], refusal.status, again[2])], actor=actor, at=at)
        raise
    if again is not None:
        note_again([again], actor=actor, at=at)


def _keep(record: IdempotencyRecord, slot: Slot) -> None:
    if not slot.kept:
        raise Bug("A command in the idempotency ledger must keep its outcome.")
    record.outcome_text = orjson.dumps(slot.outcome).decode()
    record.status, record.object_kind, record.object_id = slot.status, slot.object_kind, slot.object_id
    record.save(update_fields=["outcome_text", "status", "object_kind", "object_id"])


def hash_of(door: str, key: str, caller: str = "") -> str:
    """SHA-256, hex, by which a key is known within its company."""
    return hashlib.sha256(f"{door}\0{f'{caller}:{key}' if caller else key}".encode()).hexdigest()


def fingerprint_of(body: Any) -> str:
    """SHA-256, hex, of the canonical body."""
    return hashlib.sha256(_canonical(body).encode()).hexdigest()


def _canonical(body: Any) -> str:
    return canonical(body) if isinstance(body, dict) else orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


def _kept_text(body: Any) -> str:
    return _canonical(without_secrets(body))[:MOST_BODY]


def _claim(asked: _Asked) -> IdempotencyRecord | None:
    """The new row, or None if the key has taken effect before (waits for a concurrent first one)."""
    record = IdempotencyRecord(
        tenant_id=asked.actor.tenant_id, door=asked.door, key=asked.key[:255], key_hash=asked.key_hash, fingerprint=asked.fingerprint,
        body_text=asked.body_text, actor_label=asked.actor.label[:160], request_id=asked.actor.request_id[:64], created_at=asked.at,
    )  # fmt: skip
    if IdempotencyRecord.objects.filter(key_hash=asked.key_hash).exists():
        return None
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        return None
    return record


def _reused(asked: _Asked, found: list[dict[str, Any]]) -> KeyReused:
    first = Reason(
        "idempotency_key_reused", _("The key “%(key)s” was used before with other data. Use a new key for a new request."),
        params={"key": asked.key[:60]},
    )  # fmt: skip
    return KeyReused([first, *reasons(found)])


def _replay(record: IdempotencyRecord) -> Slot:
    # Read, not locked: a row that is seen here is committed, and those who failed to insert it hold shared locks on
    # it, which would bar each other's way to an exclusive one.
    return Slot(True, record.status, orjson.loads(record.outcome_text), record.object_kind, record.object_id, kept=True)


def note_again(uses: Sequence[tuple[int, int, list[dict[str, Any]]]], *, actor: Actor, at: dt.datetime) -> None:
    """Notes that keys were used again: (ledger row, status of the answer, what differs). Counts each, and keeps the last 20 of a key.

    In a durable transaction of its own, behind that which saw it; locks the ledger rows, ids ascending. Where others hold them for
    too long the log says so and nothing is raised: the answer stands.
    """
    if not uses:
        return
    _noting(lambda: _note(uses, actor, at), actor)


def count_again(ids: Sequence[int], *, actor: Actor, at: dt.datetime) -> None:
    """Counts rows of a table that was imported again as it was, without a line for each. As note_again otherwise."""

    def work() -> None:
        with durable():
            rows = IdempotencyRecord.objects.filter(pk__in=sorted(ids))
            rows.update(replay_count=F("replay_count") + 1, replayed_at=at)
            rows.filter(sent_again=SentAgain.NEVER).update(sent_again=SentAgain.SAME)

    _noting(work, actor)


def _noting(work: Callable[[], None], actor: Actor) -> None:
    try:
        with scope(actor.tenant_id):
            retrying(work)
    except (Busy, OperationalError):
        logger.warning("idempotency_replay_not_noted", tenant=actor.tenant_id, request=actor.request_id)


def _note(uses: Sequence[tuple[int, int, list[dict[str, Any]]]], actor: Actor, at: dt.datetime) -> None:
    with durable():
        ids = sorted(pk for pk, _status, _found in uses)
        numbers = dict(locked(IdempotencyRecord.objects.filter(pk__in=ids).order_by("pk")).values_list("pk", "replay_count"))
        lines = [
            IdempotencyReplay(
                tenant_id=actor.tenant_id, record_id=pk, number=numbers[pk] + 1, place=(numbers[pk] + 1) % KEPT_REPLAYS, status=status, differences=found,
                actor_label=actor.label[:160], request_id=actor.request_id[:64], happened_at=at,
            )
            for pk, status, found in uses
        ]  # fmt: skip
        for place in {line.place for line in lines if line.number > KEPT_REPLAYS}:
            IdempotencyReplay.objects.filter(record_id__in=[line.record_id for line in lines if line.place == place], place=place).delete()
        IdempotencyReplay.objects.bulk_create(lines, batch_size=1000)
        IdempotencyRecord.objects.filter(pk__in=ids).update(replay_count=F("replay_count") + 1, replayed_at=at)
        differing = [pk for pk, _status, found in uses if found]
        IdempotencyRecord.objects.filter(pk__in=differing).update(sent_again=SentAgain.OTHER)
        IdempotencyRecord.objects.filter(pk__in=ids, sent_again=SentAgain.NEVER).update(sent_again=SentAgain.SAME)


def already_done(*, door: str, keys: list[str], caller: str = "") -> dict[str, IdempotencyRecord]:
    """Which of the keys have taken effect, in one query: for imports of many rows. Needs a bound tenant."""
    hashes = {hash_of(door, key, caller): key for key in keys}
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
        records.append(
            IdempotencyRecord(
                tenant_id=actor.tenant_id, door=door, key=key[:255], key_hash=hash_of(door, key), fingerprint=fingerprint_of(body),
                body_text=_kept_text(body), object_kind=kind, object_id=object_id, actor_label=actor.label[:160],
                request_id=actor.request_id[:64], created_at=at,
            )
        )  # fmt: skip
    IdempotencyRecord.objects.bulk_create(records, batch_size=1000)


MOST_FOUND = 5_000


def found(term: str, *, record: tuple[str, int] | None = None) -> list[int]:
    """Ids of ledger rows, newest first, that were sent with the key (or one that begins so), the request id or by the caller, or
    that made the record. Each by its own index; up to 5,000 of each. Needs a bound tenant."""
    rows = IdempotencyRecord.objects.order_by("-pk").values_list("pk", flat=True)
    ways = [rows.filter(key__istartswith=term), rows.filter(request_id=term), rows.filter(actor_label=term), rows.filter(actor_label=f"key:{term}")]
    if record is not None:
        ways.append(rows.filter(object_kind=record[0], object_id=record[1]))
    ids = {pk for way in ways for pk in way[:MOST_FOUND]}
    ids.update(IdempotencyReplay.objects.filter(request_id=term).values_list("record_id", flat=True)[:MOST_FOUND])
    return sorted(ids, reverse=True)[:MOST_FOUND]
