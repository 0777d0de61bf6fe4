"""Error pages. People get a page in their language, callers of the API an RFC 9457 problem."""

from __future__ import annotations

import re
import sys
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS

from apps.api.platform.problems import AWAY_SECONDS, outage
from apps.kernel.db import is_outage


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: also a host or an upload that was refused before any view."""
    return _answer(request, 400, _("The request could not be understood."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _answer(request, 403, _("You may not do this."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from a page of ours, or came from one too old."""
    return _answer(request, 403, _("Nothing was changed. Go back, reload the page and send it again."), "403_form")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer(request, 404, _("There is nothing at this address."))


def not_a_page(request: HttpRequest) -> HttpResponse:
    """405 for the address of a button that was opened as a page, as after a sign-in that stood between the button and what it does: with
    the way back to the record, or to its list."""
    message = _("This address only takes what a button sends, and was opened as a page, as happens after signing in anew. Nothing was done: go back and press the button again.")
    record, noun = re.match(r"/admin/\w+/\w+/\d+/", request.path_info), re.match(r"/admin/\w+/\w+/", request.path_info)
    back = f"{record[0]}change/" if record else noun[0] if noun else ""
    return _answer(request, 405, message, back=back)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: a form was sent too often from one address."""
    response = _answer(request, 429, _("That was tried too often. Wait a minute and try again."))
    response.headers["Retry-After"] = "60"
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """503: other writers held the rows for too long."""
    message = _("Other changes were being saved at the same time. Nothing was changed; please try again.")
    response = _answer(request, 503, message)
    response.headers["Retry-After"] = "1"
    return response


def database_away(request: HttpRequest) -> HttpResponse:
    """503: the database was not reached or fell silent. The connection may have been lost between a commit and its answer, so nothing is
    said of what was sent but that it can be sent again: forms take effect once."""
    message = _("Try again in a minute.")
    if request.method not in SAFE_METHODS:
        message = _("Whether what you sent was saved is not known. Send the same page again in a minute: it does not take effect twice.")
    response = _answer(request, 503, message, "503_database", problem=outage(request.method))
    response.headers["Retry-After"] = str(AWAY_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it was the database that did not answer. Must not fail itself: uses no database and no context processor."""
    if is_outage(sys.exc_info()[1]):
        return database_away(request)
    return _answer(request, 500, _("Something went wrong on our side. Nothing was changed."))


def _answer(request: HttpRequest, status: int, message: str, page: str = "", *, problem: dict[str, Any] | None = None, back: str = "") -> HttpResponse:
    request_id = getattr(request, "request_id", "")
    if request.path_info.startswith("/api/"):
        body = dict(problem or {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": message})
        if request_id:
            body["request_id"] = request_id
        return JsonResponse(body, status=status, content_type="application/problem+json")
    context = {"status": status, "message": message, "request_id": request_id, "back": back}
    return render(None, f"{page or status}.html", context, status=status)  # type: ignore[arg-type]
