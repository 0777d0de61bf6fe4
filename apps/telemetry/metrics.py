"""Our own metrics, beside those that django-prometheus keeps of requests.

With PROMETHEUS_MULTIPROC_DIR set, every process writes its values to files there and /metrics adds them
up; without it each process knows its own only.
"""

from __future__ import annotations

import os
from pathlib import Path

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
    start_http_server,
)

_ACT_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_JOB_BUCKETS = (0.05, 0.25, 1, 5, 15, 60, 300, 900, 1800)
_LAG_BUCKETS = (0.5, 1, 5, 15, 60, 300, 1800, 7200, 86400)

ACT_SECONDS = Histogram("oblik_act_seconds", "Duration of acts, in seconds.", ["act", "outcome"], buckets=_ACT_BUCKETS)
JOB_SECONDS = Histogram("oblik_job_seconds", "Duration of jobs, in seconds.", ["job", "outcome"], buckets=_JOB_BUCKETS)
JOURNAL_LAG_SECONDS = Histogram(
    "oblik_journal_lag_seconds",
    "Time from the commit of a journal entry to its being read, in seconds.",
    ["consumer"],
    buckets=_LAG_BUCKETS,
)
API_LIMITED = Counter("oblik_api_limited", "Requests of the API that were refused as too many.", ["policy"])
LIMITER_AWAY = Counter("oblik_limiter_away", "Requests counted by the process for itself, because Redis was away.")
PROBE_UP = Gauge(
    "oblik_probe_up", "Result of the last readiness probe: 1 well, 0 not.", ["probe"], multiprocess_mode="mostrecent"
)


def observe_act(name: str, outcome: str, seconds: float) -> None:
    """Count one act. `outcome` is "done", the code of the refusal, or "error"."""
    ACT_SECONDS.labels(name, outcome).observe(seconds)


def observe_job(name: str, outcome: str, seconds: float) -> None:
    """Count one job. `outcome` is "done", "retry" or "error"."""
    JOB_SECONDS.labels(name, outcome).observe(seconds)


def observe_journal_lag(consumer: str, seconds: float) -> None:
    """Record how old the oldest entry of a batch was when `consumer` read it."""
    JOURNAL_LAG_SECONDS.labels(consumer).observe(max(0.0, seconds))


def observe_limited(policy: str) -> None:
    """Count one request that was refused as too many. `policy` is "key", "user" or "anonymous"."""
    API_LIMITED.labels(policy).inc()


def observe_limiter_away() -> None:
    """Count one request for which Redis could not be asked."""
    LIMITER_AWAY.inc()


def all_processes() -> CollectorRegistry:
    """Return the registry to read from: of every process where there are several, else of this one."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    return registry


def exposition() -> bytes:
    """Return all metrics in Prometheus' text format."""
    return generate_latest(all_processes())


def serve(port: int, host: str) -> None:
    """Serve the metrics of a process that has no web of its own, from a thread."""
    start_http_server(port, addr=host, registry=all_processes())


def sweep_dead_processes(folder: Path) -> int:
    """Delete the files of processes that no longer live; return how many. Only at the start of the web."""
    gone = 0
    for file in folder.glob("*.db"):
        pid = file.stem.rsplit("_", 1)[-1]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            file.unlink(missing_ok=True)
            gone += 1
    return gone
