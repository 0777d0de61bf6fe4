"""The canonical form of an entry and its hash. The offline verifier uses this file too; it needs no database."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import orjson

GENESIS = "0" * 64
# Order matters: it is part of the format. A later format would be a new list under a new version number.
HASHED = (
    "tenant_id", "sequence", "type", "schema_version", "subject_kind", "subject_id", "from_state", "to_state",
    "payload_text", "actor_user_id", "actor_label", "door", "reason", "request_id", "at", "previous_hash",
)  # fmt: skip


def canonical(payload: dict[str, Any]) -> str:
    """JSON with sorted keys and no blanks. Decimals must come as strings; dates and instants are ISO 8601."""
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def instant_text(at: dt.datetime) -> str:
    """The instant in UTC with exactly six decimals: "2026-03-31T21:00:00.000000Z". Raises ValueError for a time without
    a zone, which would be another instant on another machine."""
    if at.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(values: dict[str, Any]) -> str:
    """SHA-256, hex, over the values named in HASHED as one JSON array; `at` as text."""
    return hash_of([values[name] for name in HASHED])


def hash_of(values: list[Any]) -> str:
    """entry_hash of the values in the order of HASHED."""
    return hashlib.sha256(orjson.dumps(values)).hexdigest()
