"""Errors as RFC 9457 problem details, with every reason, in the caller's language."""

from __future__ import annotations

import math
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response

from apps.api.platform.rendering import JSONRenderer
from apps.kernel.db import is_contention, is_outage
from apps.kernel.errors import Refusal

MOST_ERRORS = 100
AWAY, AWAY_SECONDS = "database_away", 5  # how long a caller had better wait for the database


class ProblemRenderer(JSONRenderer):
    """Renders a problem under its own media type."""

    media_type = "application/problem+json"


def problem(status_code: int, code: str, title: str, *, detail: str = "", errors: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A problem document. `type` is a stable name of the kind; `errors` has one item a reason."""
    body: dict[str, Any] = {"type": f"urn:oblik:problem:{code}", "title": title, "status": status_code, "code": code}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return body


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: refusals, validation, sign-in and contention as problems; a bug is re-raised."""
    request = context.get("request")
    body = outage(request.method if request is not None else "") if is_outage(error) else _body(error)
    if body is None:
        return None
    if request is not None:
        body["instance"] = request.path
        body["request_id"] = getattr(request._request, "request_id", "")
    headers = {"Retry-After": str(AWAY_SECONDS if body["code"] == AWAY else 1)} if body["status"] == 503 else {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(max(1, math.ceil(error.wait)))  # type: ignore[attr-defined]
    response = Response(body, status=body["status"], headers=headers, content_type="application/problem+json")
    response.exception = True
    return response


def outage(method: str | None) -> dict[str, Any]:
    """The connection may have been lost between a commit and its answer: only what was read is sure to have changed nothing."""
    unknown = _("Whether your change was saved is not known. Send it again with the same Idempotency-Key, or read the record.")
    return problem(status.HTTP_503_SERVICE_UNAVAILABLE, AWAY, _("The database does not answer"), detail="" if method in SAFE_METHODS else unknown)


def _body(error: Exception) -> dict[str, Any] | None:
    if isinstance(error, Refusal):
        errors = [_reason(reason, getattr(error, "place", "pointer")) for reason in error.reasons[:MOST_ERRORS]]
        return problem(error.status, error.code, str(error.title), detail=str(error), errors=errors)
    if isinstance(error, exceptions.ValidationError):
        return problem(422, "invalid", _("The data is not valid"), errors=_flat(error.get_full_details())[:MOST_ERRORS])
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too_large", _("The request is larger than this address takes."))
    if isinstance(error, SuspiciousOperation):
        return problem(400, "bad_request", _("The request could not be understood."))
    if isinstance(error, Http404):
        return problem(404, "not_found", _("Not found"))
    if isinstance(error, PermissionDenied):
        return problem(403, "not_permitted", _("You are not permitted to do this"))
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, str(error.default_code), str(error.detail))
    if is_contention(error):
        return problem(status.HTTP_503_SERVICE_UNAVAILABLE, "busy", _("The system is busy; please try again"))
    return None


def _reason(reason: Any, place: str) -> dict[str, Any]:
    """`place`: what a reason's field is, "pointer" into the body (or already written as one), "parameter" of the query or "header"."""
    item = {"code": reason.code, "detail": str(reason)}
    if reason.field:
        item[place] = "/" + reason.field.replace(".", "/") if place == "pointer" and not reason.field.startswith("/") else reason.field
    return item


def _flat(details: Any, path: str = "") -> list[dict[str, Any]]:
    """DRF's nested error details as a flat list with JSON pointers."""
    if _is_one(details):
        return [{"code": str(details["code"]), "detail": str(details["message"]), "pointer": path}]
    found: list[dict[str, Any]] = []
    if isinstance(details, dict):
        for name, item in details.items():
            found += _flat(item, path if name == "non_field_errors" else f"{path}/{_escaped(name)}")
    else:
        plain = all(_is_one(item) for item in details)
        for index, item in enumerate(details):
            found += _flat(item, path if plain else f"{path}/{index}")
    return found


def _is_one(details: Any) -> bool:
    """One error of DRF's, and no object whose fields happen to be called so."""
    return isinstance(details, dict) and isinstance(details.get("message"), str) and isinstance(details.get("code"), str)


def _escaped(name: Any) -> str:
    """A name as a part of a JSON pointer, RFC 6901."""
    return str(name).replace("~", "~0").replace("/", "~1")
