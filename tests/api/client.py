"""The typed client against the site, without a network: its requests go into the WSGI application in this thread and transaction."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser
from oblik_client import Oblik, Request, Response


def within(request: Request) -> Response:
    """A transport of the client."""
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items() if name != "Content-Type"}
    kind = request.headers.get("Content-Type", "application/json")
    answer = Browser(raise_request_exception=False).generic(request.method, request.path, request.body or b"", content_type=kind, **headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return Response(answer.status_code, {name.lower(): value for name, value in answer.items()}, body)


def client_of(secret: str, **more: Any) -> Oblik:
    """The client of a key."""
    return Oblik(key=secret, **({"transport": within, "sleep": lambda seconds: None} | more))
