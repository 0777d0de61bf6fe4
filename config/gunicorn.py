"""Gunicorn: `gunicorn -c config/gunicorn.py config.wsgi`. Runs before Django is loaded."""

import gc
import os
from pathlib import Path
from typing import Any

_var = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parents[1] / "var"))
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_var / "metrics"))
Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)

# A page is no place to wait for a database that has frozen; jobs have statements that take longer.
os.environ.setdefault("DATABASE_ANSWER_SECONDS", "60")

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 60
graceful_timeout = 30
keepalive = 5
# A process is made anew now and then, against what leaks; it costs some five seconds of a core.
max_requests = 50_000
max_requests_jitter = 5_000
limit_request_line = 8190
control_socket_disable = True
accesslog = None  # the application logs every request itself, masked


def on_starting(server: Any) -> None:
    """Drop the metrics of processes that are gone: their process ids come back."""
    from apps.telemetry.metrics import sweep_dead_processes

    sweep_dead_processes(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))


def post_worker_init(worker: Any) -> None:
    """What the program is made of stays for good: the collector need not walk it again and again (a tenth of a request's time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def child_exit(server: Any, worker: Any) -> None:
    """Forget the live gauges of a worker that ended; its counters stay in the sums."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
