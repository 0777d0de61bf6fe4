"""Checking a journal: pure, over records in order, from the database or from an export."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from apps.journal.hashing import GENESIS, HASHED, entry_hash
from apps.journal.signing import key_id, signature_holds

SEALED = ("tenant_id", "first", "last", "last_hash", "previous_root", "root", "key_id", "created_at")
MOST_FINDINGS = 50


@dataclass
class Verdict:
    """What a check found. `findings` are sentences that name the sequence; empty means that it holds."""

    entries: int = 0
    seals: int = 0
    sealed_to: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings

    def find(self, text: str) -> None:
        """Adds a finding, up to MOST_FINDINGS."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(text)


def root_of(previous_root: str, hashes: Iterable[str]) -> str:
    """The root over entry hashes in order, chained to the previous seal's."""
    digest = hashlib.sha256(previous_root.encode())
    for text in hashes:
        digest.update(text.encode())
    return digest.hexdigest()


def seal_message(seal: Mapping[str, Any]) -> bytes:
    """The bytes that a seal signs."""
    return orjson.dumps([seal[name] for name in SEALED])


def verify(
    entries: Iterable[Mapping[str, Any]], seals: Iterable[Mapping[str, Any]], *, public_keys: Mapping[str, str],
    head: Mapping[str, Any] | None,
) -> Verdict:  # fmt: skip
    """Recomputes every hash, every root and every signature.

    `entries` ascending, with the columns of hashing.HASHED (`at` as text) and `hash`; `seals` ascending;
    `public_keys` by key id; `head`: what the journal says it holds ({"sequence", "hash"}), so that cutting
    off the end is found. Finds edits, deletions, insertions, reordering, truncation and a rewrite.
    """
    verdict, waiting = Verdict(), list(seals)
    expected, previous, previous_root = 1, GENESIS, GENESIS
    hashes: list[str] = []
    for entry in entries:
        verdict.entries += 1
        sequence = entry["sequence"]
        if sequence != expected:
            verdict.find(f"entry {expected} is missing or out of order (found {sequence})")
            expected = sequence
        if entry["previous_hash"] != previous:
            verdict.find(f"entry {sequence} does not follow the entry before it")
        if entry_hash({name: entry[name] for name in HASHED}) != entry["hash"]:
            verdict.find(f"entry {sequence} was changed: its hash does not fit")
        previous, expected = entry["hash"], sequence + 1
        hashes.append(entry["hash"])
        while waiting and waiting[0]["last"] == sequence:
            previous_root = _check_seal(verdict, waiting.pop(0), hashes, previous_root, public_keys)
            hashes = []
    for seal in waiting:
        verdict.find(f"the seal over {seal['first']} to {seal['last']} has no such entries: the journal was cut off")
    if head is not None and (head["sequence"], head["hash"]) != (expected - 1, previous):
        verdict.find(f"the journal ends at {expected - 1}, but its head says {head['sequence']}")
    return verdict


def _check_seal(
    verdict: Verdict, seal: Mapping[str, Any], hashes: list[str], previous_root: str, public_keys: Mapping[str, str]
) -> str:
    verdict.seals += 1
    name = f"the seal over {seal['first']} to {seal['last']}"
    if seal["previous_root"] != previous_root:
        verdict.find(f"{name} does not follow the seal before it")
    if len(hashes) != seal["last"] - seal["first"] + 1 or root_of(seal["previous_root"], hashes) != seal["root"]:
        verdict.find(f"{name} does not fit its entries: they were rewritten")
    public = public_keys.get(seal["key_id"], "")
    if not public or key_id(public) != seal["key_id"] or not signature_holds(public, seal["signature"], seal_message(seal)):
        verdict.find(f"{name} is not signed by a known key")
    verdict.sealed_to = seal["last"]
    return str(seal["root"])
