"""What apps above say of a settled line. They register here, since calls never go up the layers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from apps.kernel.actor import Actor

# Each ends what its app says of settled lines, in the open transaction: work(line_ids, actor=, at=, reason=).
_ending: list[Callable[..., None]] = []


def register_ending(work: Callable[..., None]) -> None:
    """Declares what an app does when the settlement of lines ends from below, such as by a lost dispute."""
    _ending.append(work)


def end(line_ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str) -> None:
    """Tells every app above. Called before the lines are locked, since what stands above is locked first."""
    for work in _ending:
        work(line_ids, actor=actor, at=at, reason=reason)
