"""Sealing, checking and exporting a tenant's journal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import orjson

from apps.journal.hashing import GENESIS, HASHED, instant_text
from apps.journal.models import ConsumerCursor, JournalEntry, JournalHead, Seal
from apps.journal.proof import SEALED, Verdict, root_of, seal_message, verify
from apps.journal.signing import key_id, public_hex, signing_key
from apps.kernel.db import durable, locked
from apps.tenants.scope import scope

PAGE = 2000
FORMAT = "oblik-journal-1"


def seal(tenant_id: int, *, at: dt.datetime) -> Seal | None:
    """Seals everything behind the last seal; None if there is nothing new. Locks the journal's head row, so two
    sealers never overlap."""
    key = signing_key()
    with scope(tenant_id), durable():
        head = locked(JournalHead.objects.filter(tenant_id=tenant_id)).get()
        last = Seal.objects.order_by("-last").first()
        first, previous_root = (last.last + 1, last.root) if last else (1, GENESIS)
        if head.sequence < first:
            return None
        hashes = (entry["hash"] for entry in entries_of(first))
        made = Seal(
            tenant_id=tenant_id, first=first, last=head.sequence, last_hash=head.hash, previous_root=previous_root,
            root=root_of(previous_root, hashes), key_id=key_id(public_hex(key)), created_at=at,
        )  # fmt: skip
        made.signature = key.sign(seal_message(seal_values(made))).hex()
        made.save(force_insert=True)
        return made


def check(tenant_id: int, *, known_root: str = "", former: Iterable[str] = ()) -> Verdict:
    """Verifies the tenant's journal as it stands in the database, with this installation's key, while others write.

    `known_root`: the root of a seal that somebody kept elsewhere. `former`: public keys that were this installation's
    before and are trusted still.
    """
    trusted = (public_hex(signing_key()), *former)
    with scope(tenant_id):
        # In this order: what is sealed stands under any later head, and what is newer than the head is checked last.
        seals = _stored_seals()
        head = JournalHead.objects.get(tenant_id=tenant_id)
        verdict = verify(
            entries_of(1, head.sequence), seals, public_keys={key_id(public): public for public in trusted},
            head={"sequence": head.sequence, "hash": head.hash}, known_root=known_root,
        )  # fmt: skip
        newest = JournalEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        end = JournalHead.objects.get(tenant_id=tenant_id).sequence
        if newest > end:
            verdict.find(f"entries {end + 1} to {newest} stand behind the journal's head: they were put in by hand")
        for name, read_to in ConsumerCursor.objects.filter(sequence__gt=end).values_list("consumer", "sequence"):
            verdict.find(f"{name} has read to {read_to}, but the journal ends at {end}: it was cut off")
    return verdict


def export(tenant_id: int, out: IO[bytes]) -> int:
    """Writes the journal as JSON lines: a head with the public key, entries, seals. The number of entries.

    Reads page by page, so its memory does not grow with the journal.
    """
    public = public_hex(signing_key())
    count = 0
    with scope(tenant_id):
        seals = _stored_seals()  # before the head, as in check(): all of them, also where the journal was cut off under them
        head = JournalHead.objects.get(tenant_id=tenant_id)
        first = {"format": FORMAT, "tenant_id": tenant_id, "sequence": head.sequence, "hash": head.hash, "public_key": public}
        out.write(orjson.dumps(first) + b"\n")
        for entry in entries_of(1, head.sequence):
            out.write(orjson.dumps({"entry": entry}) + b"\n")
            count += 1
        for item in seals:
            out.write(orjson.dumps({"seal": item}) + b"\n")
    return count


def check_export(source: IO[bytes], *, trusted: Sequence[str] = (), known_root: str = "") -> Verdict:
    """Verifies an export (seekable, at its start) without a database, in the memory of one entry.

    `trusted`: the public keys that are trusted, former ones too; without one the export's own key is taken, which proves
    integrity and not origin. `known_root`: as in check(). Raises ValueError for a file that is no export.
    """
    head = _parsed(source.readline())
    if head.get("format") != FORMAT:
        raise ValueError("This is no journal export.")
    keys = [key.lower() for key in trusted or (str(head.get("public_key")),)]
    if not all(re.fullmatch("[0-9a-f]{64}", key) for key in keys):
        raise ValueError("A public key is 64 hex digits.")
    start = source.tell()
    # Seals stand behind the entries and are needed while those are read.
    seals = [record["seal"] for record in map(_parsed, source) if "seal" in record]
    source.seek(start)
    entries = (record["entry"] for record in map(_parsed, source) if "seal" not in record)
    try:
        return verify(entries, seals, public_keys={key_id(public): public for public in keys}, head=head, known_root=known_root)
    except (LookupError, TypeError, AttributeError):
        raise ValueError("The export is broken: a record lacks what it must have.") from None


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise ValueError("The export is broken or cut off.") from None
    if not isinstance(found, dict):
        raise ValueError("The export is broken or cut off.")
    return found


def entries_of(first: int, last: int | None = None) -> Iterator[dict[str, Any]]:
    """Entries as plain values with `at` as text, ascending, by keyset pages. Needs a bound tenant."""
    after = first - 1
    while True:
        page = JournalEntry.objects.filter(sequence__gt=after).order_by("sequence")
        if last is not None:
            page = page.filter(sequence__lte=last)
        rows = list(page.values(*HASHED, "hash")[:PAGE])
        if not rows:
            return
        for row in rows:
            yield row | {"at": instant_text(row["at"])}
        after = rows[-1]["sequence"]


def _stored_seals() -> list[dict[str, Any]]:
    return [seal_values(item) | {"signature": item.signature} for item in Seal.objects.order_by("last")]


def seal_values(item: Seal) -> dict[str, Any]:
    """What a seal signs, as plain values."""
    values = {name: getattr(item, name) for name in SEALED}
    return values | {"created_at": instant_text(item.created_at)}
