"""Business events: which types there are, under which contract, and who handles them. Filled from above in `ready()`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from apps.kernel.actor import Actor
from apps.kernel.errors import Bug, Text


class Handler(Protocol):
    """Does what the event asks for by acts of the app that owns the noun, and returns the record. Runs inside of an open unit and
    may run again after a fault, when nothing of it was kept. Raises refusals for what cannot be; any other error is tried again."""

    def __call__(self, data: Mapping[str, Any], *, actor: Actor, at: dt.datetime) -> Any: ...


@dataclass(frozen=True)
class EventType:
    """A type of event in one version: its JSON Schema (2020-12) of `data`, and its handler."""

    name: str
    version: int
    label: Text
    schema: Mapping[str, Any]
    handle: Handler


_types: dict[tuple[str, int], EventType] = {}


def register(name: str, version: int, *, label: Text, schemas: Path, handle: Handler) -> None:
    """Declares a type. Its schema is `<name>.v<version>.json` in the folder. Raises Bug if declared twice."""
    if (name, version) in _types:
        raise Bug(f"business event {name} v{version} is declared twice")
    schema = json.loads((schemas / f"{name}.v{version}.json").read_text("utf-8"))
    _types[name, version] = EventType(name, version, label, schema, handle)


def find(name: str, version: int) -> EventType | None:
    """The declared type or None."""
    return _types.get((name, version))


def all_types() -> list[EventType]:
    """Every type, by name and version."""
    return [_types[key] for key in sorted(_types)]
