"""Middleware: health addresses in front of everything, and one log line for every request."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from apps.telemetry import context, views

Handler = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
HEALTH_ADDRESSES: dict[str, Handler] = {
    "/healthz": views.alive,
    "/readyz": views.ready,
    "/metrics": views.metrics_page,
}


class HealthMiddleware:
    """Answers health addresses before host checks, redirects and sessions: probes come by bare IP address.

    Methods that HTTP does not know (RFC 9110, 5789) end here too: each would be a label of its own in the metrics.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = HEALTH_ADDRESSES.get(request.path_info)
        if request.method not in METHODS:
            return HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
        if view is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        return view(request)


class RequestLogMiddleware(RequestMiddleware):
    """Gives the request its id, clears the log context around it and logs how it ended.

    The id comes from X-Request-ID when it is sane, is kept as `request.request_id` and goes back in the
    answer's header. The query string is never logged: it may hold names, tokens and search terms.
    """

    def prepare(self, request: HttpRequest) -> None:
        context.clear()
        request.request_id = context.sane_request_id(request.headers.get("X-Request-ID"))  # type: ignore[attr-defined]
        request.begun = time.perf_counter()  # type: ignore[attr-defined]
        context.bind(request_id=request.request_id, door=_door(request.path_info))  # type: ignore[attr-defined]

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        response.headers.setdefault("X-Request-ID", request.request_id)  # type: ignore[attr-defined]
        seconds = time.perf_counter() - request.begun  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(milliseconds=round(seconds * 1000, 1))
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path_info}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Bind the user if someone has asked who it is: asking here would cost every request a query."""
        user = getattr(request, "_cached_user", None)
        if user is not None and user.pk is not None and "user_id" not in context.current():
            context.bind(user_id=user.pk)


def _door(path: str) -> str:
    return "api" if path.startswith("/api/") else "admin" if path.startswith("/admin/") else "web"
