"""Checking a journal: pure, over records in order, from the database or from an export."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from apps.journal.hashing import GENESIS, HASHED, entry_hash
from apps.journal.signing import key_id, signature_holds

SEALED = ("tenant_id", "first", "last", "last_hash", "previous_root", "root", "key_id", "created_at")
MOST_FINDINGS = 50
# Sealed every hour; an entry that stood unsealed for so long may have been rewritten in that time.
LATE = dt.timedelta(hours=24)


@dataclass
class Verdict:
    """What a check found. `findings` are sentences that name the sequence; empty means that it holds. `warnings` say
    what proves nothing but is to be looked at. `root` is that of the last seal."""

    entries: int = 0
    seals: int = 0
    sealed_to: int = 0
    root: str = ""
    findings: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings

    def find(self, text: str) -> None:
        """Adds a finding, up to MOST_FINDINGS."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(text)

    def warn(self, text: str) -> None:
        """Adds a warning, up to MOST_FINDINGS."""
        if len(self.warnings) < MOST_FINDINGS:
            self.warnings.append(text)


class _Root:
    """A root in the making: hashes one by one, so that a long journal is not held in memory."""

    def __init__(self, previous_root: str) -> None:
        self.digest, self.count, self.oldest = hashlib.sha256(previous_root.encode()), 0, ""

    def add(self, text: str, at: str) -> None:
        self.digest.update(text.encode())
        self.count += 1
        self.oldest = min(self.oldest or at, at)


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
    head: Mapping[str, Any] | None, known_root: str = "",
) -> Verdict:  # fmt: skip
    """Recomputes every hash, every root and every signature, in the memory of one entry.

    `entries` ascending, with the columns of hashing.HASHED (`at` as text) and `hash`; `seals` ascending;
    `public_keys` by key id; `head`: what the journal says it holds ({"sequence", "hash"}), so that cutting
    off the end is found; `known_root`: the root of a seal that somebody kept elsewhere, so that a journal whose
    last seals are gone is found too. Finds edits, deletions, insertions, reordering, truncation and a rewrite.
    """
    verdict, waiting = Verdict(), list(seals)
    expected, previous, root = 1, GENESIS, _Root(GENESIS)
    previous_root, roots = GENESIS, {seal["root"] for seal in waiting}
    for entry in entries:
        verdict.entries += 1
        sequence = entry["sequence"]
        if sequence != expected:
            verdict.find(f"entry {expected} is missing or out of order (found {sequence})")
        if entry["previous_hash"] != previous:
            verdict.find(f"entry {sequence} does not follow the entry before it")
        if entry_hash({name: entry[name] for name in HASHED}) != entry["hash"]:
            verdict.find(f"entry {sequence} was changed: its hash does not fit")
        previous, expected = entry["hash"], sequence + 1
        root.add(entry["hash"], entry["at"])
        while waiting and waiting[0]["last"] == sequence:
            seal = waiting.pop(0)
            previous_root = _check_seal(verdict, seal, root, previous_root, public_keys)
            root = _Root(previous_root)
    for seal in waiting:
        verdict.find(f"the seal over {seal['first']} to {seal['last']} has no such entries: the journal was cut off")
    if head is not None and (head["sequence"], head["hash"]) != (expected - 1, previous):
        verdict.find(f"the journal ends at {expected - 1}, but its head says {head['sequence']}")
    if known_root and known_root not in roots:
        verdict.find(f"no seal has the root {known_root} that was kept: seals were removed or made anew")
    verdict.root = previous_root
    return verdict


def _check_seal(
    verdict: Verdict, seal: Mapping[str, Any], root: _Root, previous_root: str, public_keys: Mapping[str, str]
) -> str:
    verdict.seals += 1
    name = f"the seal over {seal['first']} to {seal['last']}"
    if seal["previous_root"] != previous_root:
        verdict.find(f"{name} does not follow the seal before it")
    if root.count != seal["last"] - seal["first"] + 1 or root.digest.hexdigest() != seal["root"]:
        verdict.find(f"{name} does not fit its entries: they were rewritten")
    public = public_keys.get(seal["key_id"], "")
    if not public or key_id(public) != seal["key_id"] or not signature_holds(public, seal["signature"], seal_message(seal)):
        verdict.find(f"{name} is not signed by a known key")
    if root.oldest and dt.datetime.fromisoformat(seal["created_at"]) - dt.datetime.fromisoformat(root.oldest) > LATE:
        verdict.warn(f"{name} was made more than a day after its first entry: in between nothing proved them")
    verdict.sealed_to = seal["last"]
    return str(seal["root"])
