"""Carries the log context from the publisher of a job to the worker, and times every job."""

from __future__ import annotations

import time
from typing import Any

import structlog
from celery import signals

from apps.telemetry import context
from apps.telemetry.metrics import observe_job

logger = structlog.get_logger("oblik.job")
HEADER = "oblik_context"
_OUTCOMES = {"SUCCESS": "done", "RETRY": "retry"}


def connect() -> None:
    """Listen to the publisher's and the worker's signals. Connecting twice changes nothing."""
    signals.before_task_publish.connect(_on_publish, dispatch_uid="telemetry.publish")
    signals.task_prerun.connect(_on_start, dispatch_uid="telemetry.prerun")
    signals.task_postrun.connect(_on_end, dispatch_uid="telemetry.postrun")
    signals.task_failure.connect(_on_failure, dispatch_uid="telemetry.failure")


def _on_publish(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    if headers is not None:
        headers[HEADER] = context.current()


def _on_start(task_id: str, task: Any, **kwargs: Any) -> None:
    task.request.telemetry_begun = time.perf_counter()
    if task.request.is_eager:
        return  # runs inside its caller, whose context it shares
    carried = getattr(task.request, HEADER, None) or {}
    context.clear()
    context.bind(
        request_id=carried.get("request_id") or task_id,
        tenant=carried.get("tenant"),
        user_id=carried.get("user_id"),
        door="job",
    )
    structlog.contextvars.bind_contextvars(job=task.name, job_id=task_id)
    logger.info("job_started")


def _on_end(task_id: str, task: Any, state: str | None = None, **kwargs: Any) -> None:
    seconds = time.perf_counter() - getattr(task.request, "telemetry_begun", time.perf_counter())
    outcome = _OUTCOMES.get(state or "", "error")
    observe_job(task.name, outcome, seconds)
    if task.request.is_eager:
        return
    logger.info("job_finished", outcome=outcome, milliseconds=round(seconds * 1000, 1))
    context.clear()


def _on_failure(exception: BaseException | None = None, einfo: Any = None, **kwargs: Any) -> None:
    logger.error("job_failed", error=type(exception).__name__, traceback=str(getattr(einfo, "traceback", "")))
