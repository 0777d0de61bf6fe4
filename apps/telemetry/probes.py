"""The registry behind /readyz: each part of the product says whether it can work.

A probe is a callable without arguments. It returns None or a dict of details when all is well and raises
when it is not. Probes run side by side in threads and are given up after their time limit, so that a
frozen part cannot freeze the answer about it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import connections

from apps.telemetry.masking import mask_text
from apps.telemetry.metrics import PROBE_UP

logger = structlog.get_logger(__name__)
Check = Callable[[], dict[str, Any] | None]


@dataclass(frozen=True)
class Result:
    """One verdict. `seconds` is the time it took, `detail` what the probe returned or why it failed."""

    name: str
    ok: bool
    critical: bool
    seconds: float
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Probe:
    name: str
    check: Check
    critical: bool
    limit_seconds: float
    running: threading.Thread | None = None


_registry: dict[str, _Probe] = {}
_starting = threading.Lock()


def register(name: str, check: Check, *, critical: bool = False, limit_seconds: float = 3.0) -> None:
    """Add a probe, or replace the one of the same name. A failing critical probe makes /readyz answer 503."""
    _registry[name] = _Probe(name, check, critical, limit_seconds)


def unregister(name: str) -> None:
    """Remove a probe; unknown names are fine."""
    _registry.pop(name, None)


def run_all() -> list[Result]:
    """Run every probe and return the verdicts by name. Takes at most the longest time limit."""
    started = [(probe, *_start(probe)) for probe in sorted(_registry.values(), key=lambda probe: probe.name)]
    results = [_await(probe, box, begun) for probe, box, begun in started]
    for result in results:
        PROBE_UP.labels(result.name).set(1 if result.ok else 0)
        if not result.ok:
            logger.warning("probe_failed", probe=result.name, critical=result.critical, **result.detail)
    return results


def _start(probe: _Probe) -> tuple[dict[str, Any] | None, float]:
    """Start the probe unless its last run still hangs: then None, so that threads cannot pile up."""
    with _starting:
        if probe.running is not None and probe.running.is_alive():
            return None, time.monotonic()
        box: dict[str, Any] = {}
        probe.running = threading.Thread(target=_run, args=(probe.check, box), daemon=True)
        probe.running.start()
    return box, time.monotonic()


def _run(check: Check, box: dict[str, Any]) -> None:
    begun = time.monotonic()
    try:
        box["detail"] = check() or {}
        box["ok"] = True
    except Exception as error:  # any failure of a part is a verdict, not our failure
        box["detail"] = {"error": mask_text(f"{type(error).__name__}: {error}")[:300]}
        box["ok"] = False
    finally:
        box["seconds"] = time.monotonic() - begun
        connections.close_all()  # this thread's own connections only


def _await(probe: _Probe, box: dict[str, Any] | None, begun: float) -> Result:
    thread = probe.running
    if box is not None and thread is not None:
        thread.join(max(0.0, probe.limit_seconds - (time.monotonic() - begun)))
    if box and "seconds" in box:
        return Result(probe.name, box["ok"], probe.critical, round(box["seconds"], 4), box["detail"])
    detail = {"error": f"no answer within {probe.limit_seconds:g} s"}
    return Result(probe.name, False, probe.critical, round(time.monotonic() - begun, 4), detail)
