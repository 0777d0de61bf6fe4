"""The registry of entry types: what may be written, under which schema version, and what a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.kernel.errors import Bug, Text


@dataclass(frozen=True)
class EntryType:
    """One published type, such as "invoice.issued". `schema_version` is that of its payload."""

    name: str
    label: Text
    schema_version: int


_types: dict[str, EntryType] = {}


def register(name: str, *, label: Text, schema_version: int = 1) -> None:
    """Declares a type. Called from an app's ready(). Raises Bug if declared twice with another meaning."""
    known = _types.get(name)
    if known and known.schema_version != schema_version:
        raise Bug(f"journal type {name} is declared twice")
    _types[name] = EntryType(name, label, schema_version)


def register_changes(changes: Iterable[Any], told: Mapping[str, Text]) -> None:
    """Declares the types of an app's transitions and creations, each under what `told` says of it. Raises Bug for a
    change that is not told."""
    for change in changes:
        if change.journal_type not in told:
            raise Bug(f"journal type {change.journal_type} has no words for people")
        register(change.journal_type, label=told[change.journal_type], schema_version=change.schema_version)


def get(name: str) -> EntryType:
    """The declared type. Raises Bug for one that nobody declared."""
    try:
        return _types[name]
    except KeyError:
        raise Bug(f"journal type {name!r} is not declared") from None


def find(name: str) -> EntryType | None:
    """The declared type or None (an entry of a later version of the program)."""
    return _types.get(name)


def all_types() -> list[EntryType]:
    """Every declared type, by name."""
    return [_types[name] for name in sorted(_types)]
