"""The body of an event as it is sent: made of the journal entry alone, so it is the same in every attempt, to the byte."""

from __future__ import annotations

from typing import Any

import orjson

from apps.integrations.models import WebhookEndpoint
from apps.journal import types
from apps.journal.models import JournalEntry

# What is about people's way in, not about the business, is never sent.
PRIVATE = ("sign_in.", "membership.", "people_group.", "api_key.")
ALL = "*"


def message_id(entry: JournalEntry) -> str:
    """The stable id of an event: the beginning of the entry's hash, which the journal proves."""
    return f"msg_{entry.hash[:32]}"


def offered_types() -> list[types.EntryType]:
    """The types that may be subscribed to, by name."""
    return [item for item in types.all_types() if not item.name.startswith(PRIVATE)]


def sends(endpoint: WebhookEndpoint, entry: JournalEntry) -> bool:
    """Whether the endpoint is to get the entry: of a type that it asked for, not older than itself, and not about its own dead."""
    if entry.type.startswith(PRIVATE) or not (ALL in endpoint.types or entry.type in endpoint.types):
        return False
    if entry.sequence <= endpoint.since_sequence:
        return False
    return not (entry.type == "webhook.dead" and entry.subject_id == endpoint.pk)


def event_of(entry: JournalEntry) -> dict[str, Any]:
    """An event as the feed and the webhooks tell it."""
    return {
        "id": message_id(entry),
        "type": entry.type,
        "timestamp": entry.at.isoformat(),
        "data": {
            "sequence": entry.sequence, "schema_version": entry.schema_version, "kind": entry.subject_kind, "object": entry.subject_id,
            "from_state": entry.from_state, "to_state": entry.to_state, "reason": entry.reason, "content": entry.payload,
        },
    }  # fmt: skip


def text_of(event: dict[str, Any]) -> bytes:
    """Canonical JSON: keys sorted, UTF-8."""
    return orjson.dumps(event, option=orjson.OPT_SORT_KEYS)


def sample_of(type_name: str, entry: JournalEntry | None, *, at: str) -> dict[str, Any]:
    """An event for trying an endpoint: what the newest entry of the type told, or an empty one where there is none yet."""
    event = event_of(entry) if entry is not None else {
        "id": "", "type": type_name, "timestamp": at,
        "data": {"sequence": 0, "schema_version": types.get(type_name).schema_version, "kind": type_name.partition(".")[0], "object": 0,
                 "from_state": "", "to_state": "", "reason": "", "content": {}},
    }  # fmt: skip
    return event | {"sample": True}
