"""The published contract and the page that shows it. Open to everybody, because they say nothing of any company."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import orjson
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.api.platform.frozen import frozen, made
from apps.api.platform.queries import BadQuery
from apps.api.platform.rendering import JSONRenderer
from apps.api.platform.throttle import TooManyRequests, count_address
from apps.api.platform.versions import HEADER, known, newest
from apps.kernel.errors import NotVisible, Reason


class OpenApiRenderer(JSONRenderer):
    """Lets the contract be asked for by its own media type."""

    media_type = "application/vnd.oai.openapi+json"


class PageRenderer(BaseRenderer):
    """Lets a page be asked for."""

    media_type = "text/html"
    format = "html"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        return data


class PublicView(APIView):
    """What is read without signing in: limited by address."""

    authentication_classes: Any = ()
    permission_classes = (AllowAny,)
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        allowance = count_address(request)
        if allowance is not None and not allowance.passed:
            raise TooManyRequests(allowance.reset)
        super().initial(request, *args, **kwargs)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """What may be done here, in the Allow header."""
        return HttpResponse(status=204)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """A problem is JSON here too."""
        if getattr(response, "exception", False):
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), "application/problem+json"
        return super().finalize_response(request, response, *args, **kwargs)


class OpenApiView(PublicView):
    """The OpenAPI 3.1 document, in English, made once for the life of the process."""

    renderer_classes = (OpenApiRenderer, JSONRenderer)

    def get(self, request: Request) -> HttpResponse:
        body, tag = contract(request.query_params.get("version") or request.headers.get(HEADER) or newest())
        headers = {"ETag": tag, "Cache-Control": "public, max-age=300", "Vary": "Accept, Oblik-Version"}
        if request.headers.get("If-None-Match") == tag:
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(body, content_type=request.accepted_media_type, headers=headers)


# What the page's library says in English only.
WORDS = {
    "Try it out": _("Try it"), "Cancel": _("Cancel"), "Execute": _("Send"), "Clear": _("Clear"), "Reset": _("As it was"), "Parameters": _("Parameters"),
    "No parameters": _("It takes no parameters."), "Name": _("Name"), "Description": _("Description"), "Request body": _("Body of the request"),
    "required": _("must be given"), "Responses": _("Answers"), "Server response": _("What was answered"), "Response body": _("Body"),
    "Response headers": _("Headers"), "Request URL": _("Address"), "Request duration": _("Duration"), "Code": _("Status"), "Details": _("Details"),
    "Links": _("Links"), "No links": "—", "Media type": _("Media type"), "Example Value": _("Example"), "Schema": _("Fields"), "Download": _("Download"),
    "Examples": _("Examples"), "Send empty value": _("Send it empty"), "Edit Value": _("Edit"), "Undocumented": _("Not in the contract"),
    "Controls": _("Chooses"), "header.": _("of the answer."), "Headers:": _("Headers:"), "Example Description": _("About the example"),
}  # fmt: skip


class DocsView(PublicView):
    """The contract as a page, from files of this installation: searched, in each version, and tried out with the reader's own key."""

    renderer_classes = (PageRenderer,)

    def get(self, request: Request) -> HttpResponse:
        words = {} if get_language() == "en" else {said: str(word) for said, word in WORDS.items()}
        return render(request._request, "api/docs.html", {"versions": known(), "newest": newest(), "words": words})


class NoSuchAddress(PublicView):
    """Everything under /api/ that is no address of ours: a problem, whatever the method."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotVisible(Reason("no_address", _("There is nothing at this address.")))


@cache
def contract(version: str = "") -> tuple[bytes, str]:
    """The document of a version as JSON, and its entity tag: the newest from the code, an older one as it was frozen.

    Raises BadQuery for one that never was.
    """
    if version and version not in known():
        raise BadQuery(Reason("unknown_version", _("There is no such version. Write one of: %(known)s."), "version", {"known": ", ".join(known())}))
    body = orjson.dumps(made() if version in ("", newest()) else frozen(version))
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'
