"""Sealing, checking and exporting a tenant's journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

import orjson

from apps.journal.hashing import GENESIS, HASHED, instant_text
from apps.journal.models import JournalEntry, JournalHead, Seal
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
        made.signature = key.sign(seal_message(_seal_values(made))).hex()
        made.save(force_insert=True)
        return made


def check(tenant_id: int) -> Verdict:
    """Verifies the tenant's journal as it stands in the database, with this installation's key."""
    public = public_hex(signing_key())
    with scope(tenant_id):
        head = JournalHead.objects.get(tenant_id=tenant_id)
        return verify(
            entries_of(1), [_seal_values(item) | {"signature": item.signature} for item in Seal.objects.order_by("last")],
            public_keys={key_id(public): public}, head={"sequence": head.sequence, "hash": head.hash},
        )  # fmt: skip


def export(tenant_id: int, out: IO[bytes]) -> int:
    """Writes the journal as JSON lines: a head with the public key, entries, seals. The number of entries."""
    public = public_hex(signing_key())
    count = 0
    with scope(tenant_id):
        head = JournalHead.objects.get(tenant_id=tenant_id)
        first = {"format": FORMAT, "tenant_id": tenant_id, "sequence": head.sequence, "hash": head.hash, "public_key": public}
        out.write(orjson.dumps(first) + b"\n")
        for entry in entries_of(1, head.sequence):
            out.write(orjson.dumps({"entry": entry}) + b"\n")
            count += 1
        for item in Seal.objects.filter(last__lte=head.sequence).order_by("last"):
            out.write(orjson.dumps({"seal": _seal_values(item) | {"signature": item.signature}}) + b"\n")
    return count


def check_export(lines: Iterable[bytes], *, public_key: str = "") -> Verdict:
    """Verifies an export without a database. `public_key`: the key that is trusted; without it the export's own
    key is taken, which proves integrity and not origin. Raises ValueError for a file that is no export."""
    source = iter(lines)
    head = _parsed(next(source, b""))
    if head.get("format") != FORMAT:
        raise ValueError("This is no journal export.")
    public = public_key or str(head["public_key"])
    seals: list[Mapping[str, Any]] = []

    def entries() -> Iterator[Mapping[str, Any]]:
        for line in source:
            record = _parsed(line)
            if "seal" in record:
                seals.append(record["seal"])
            else:
                yield record["entry"]

    # Seals stand behind the entries, so the entries are read first.
    kept = list(entries())
    return verify(kept, seals, public_keys={key_id(public): public}, head=head)


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


def _seal_values(item: Seal) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in SEALED}
    return values | {"created_at": instant_text(item.created_at)}
