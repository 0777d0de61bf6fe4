"""Work that is noted at a door and done by a worker: how far it is."""

from __future__ import annotations

from typing import Any

WORK_STATES = ["waiting", "working", "done", "failed"]
WORK = {"type": "string", "enum": WORK_STATES}


def work_state(row: Any, *, began: str = "started_at", ended: str = "ended_at") -> str:
    """One of WORK_STATES, by what the worker has written on the row."""
    if getattr(row, ended) is not None:
        return "failed" if row.error else "done"
    return "working" if getattr(row, began) is not None else "waiting"
