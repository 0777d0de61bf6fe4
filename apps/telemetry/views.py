"""Answers to load balancers and to Prometheus. Machine-read, so not translated."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from apps.telemetry import metrics, probes

_LOOPBACK = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches no store, so a broken database does not get the process killed."""
    return _uncached(JsonResponse({"status": "ok"}))


def ready(request: HttpRequest) -> HttpResponse:
    """Every probe's state and time. 503 when a critical one fails; "degraded" when only others do.

    The reasons are told to loopback and to holders of METRICS_TOKEN; others see names and states only.
    """
    results = probes.run_all()
    failed = [result for result in results if not result.ok]
    stopped = any(result.critical for result in failed)
    trusted = is_trusted(request)
    body = {
        "status": "unavailable" if stopped else "degraded" if failed else "ok",
        "failed": [result.name for result in failed],
        "probes": {
            result.name: {
                "status": "ok" if result.ok else "failed",
                "critical": result.critical,
                "seconds": result.seconds,
                **({"detail": result.detail} if trusted and result.detail else {}),
            }
            for result in results
        },
    }
    return _uncached(JsonResponse(body, status=503 if stopped else 200))


def metrics_page(request: HttpRequest) -> HttpResponse:
    """All metrics, to loopback or to a bearer of METRICS_TOKEN; 403 to everyone else."""
    if not is_trusted(request):
        return _uncached(HttpResponse("Forbidden\n", status=403, content_type="text/plain"))
    return _uncached(HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST))


def is_trusted(request: HttpRequest) -> bool:
    """Whether the caller is this machine itself, not a proxy on it, or shows METRICS_TOKEN."""
    token = settings.METRICS_TOKEN
    offered = request.headers.get("Authorization", "")
    if token and secrets.compare_digest(offered.encode(), f"Bearer {token}".encode()):
        return True
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and not forwarded


def _uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
