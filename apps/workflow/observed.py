"""Every act is timed and counted by its outcome."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from apps.kernel.errors import Refusal
from apps.telemetry.metrics import observe_act


@contextlib.contextmanager
def observing_act(name: str) -> Iterator[None]:
    """Observes the block as one act: outcome "done", the refusal's code, or "error"."""
    started, outcome = time.perf_counter(), "error"
    try:
        yield
        outcome = "done"
    except Refusal as refusal:
        outcome = refusal.code
        raise
    finally:
        observe_act(name, outcome, time.perf_counter() - started)
