"""How requests are sent, repeated and read. No library beyond Python's own."""

from __future__ import annotations

import datetime as dt
import functools
import http.client
import json
import random
import secrets
import time
import types
import typing
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar, cast
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from .problems import NoAnswer, Problem, problem_of

T = TypeVar("T")
MOST_WAIT: Final = 60.0  # seconds between two attempts


class Unset:
    """What is not given: it is not sent. None is sent, as null."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


@dataclass(frozen=True)
class File:
    """A file to send."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Request:
    """A request as a transport sends it; `path` with its query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True)
class Response:
    """An answer as a transport gives it; names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Transport = Callable[[Request], Response]


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list. `next`: the cursor of the page behind it, None at the end."""

    items: list[T]
    next: str | None


def over_http(base_url: str, *, timeout: float = 30.0) -> Transport:
    """Sends over HTTP or HTTPS, a connection a request. `timeout`: seconds without a byte."""
    place = urlsplit(base_url)
    if place.scheme not in ("http", "https") or not place.netloc:
        raise ValueError("give an address such as https://oblik.example.com")
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection

    def send(request: Request) -> Response:
        connection = kind(place.netloc, timeout=timeout)
        try:
            connection.request(request.method, place.path.rstrip("/") + request.path, body=request.body, headers=dict(request.headers))
            answer = connection.getresponse()
            return Response(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()

    return send


class Sender:
    """Sends with a key and a version. What was not answered, 429 and 503 are sent again, a write with the same Idempotency-Key."""

    def __init__(
        self, transport: Transport, *, key: str, version: str, language: str = "en", attempts: int = 5, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._transport, self._attempts, self._sleep = transport, attempts, sleep
        self._headers = {"Authorization": f"Bearer {key}", "Oblik-Version": version, "Accept-Language": language, "User-Agent": f"oblik-client/{version}"}

    def call(
        self, kind: type[T] | Any, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None,
        form: Mapping[str, Any] | None = None, idempotency_key: str | None = None, if_match: int | str | None = None,
    ) -> T:
        """The answer as `kind`. Raises Problem for what is refused, NoAnswer where nothing came after all attempts."""
        headers, sent = dict(self._headers), None
        asked = {name: _text(value) for name, value in (query or {}).items() if not isinstance(value, Unset)}
        if form is not None:
            sent, headers["Content-Type"] = _multipart(form)
        elif body is not None:
            sent, headers["Content-Type"] = json.dumps(encoded(body), ensure_ascii=False).encode(), "application/json"
        if method != "GET":
            headers["Idempotency-Key"] = idempotency_key or str(uuid.uuid4())
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"' if isinstance(if_match, int) else if_match
        answer = self._sent(Request(method, path + (f"?{urlencode(asked)}" if asked else ""), headers, sent))
        if kind is bytes:
            return cast(T, answer.body)
        return cast(T, decoded(kind, json.loads(answer.body) if answer.body else None))

    def page(self, kind: type[T] | Any, method: str, path: str, *, query: Mapping[str, Any] | None = None, after: str | None = None) -> Page[T]:
        """One page of a list."""
        asked = dict(query or {}) | ({} if after is None else {"after": after})
        found = cast(dict[str, Any], self.call(dict[str, Any], method, path, query=asked))
        following = parse_qs(urlsplit(found["next"]).query)["after"][0] if found["next"] else None
        return Page([cast(T, decoded(kind, item)) for item in found["items"]], following)

    def each(self, kind: type[T] | Any, method: str, path: str, *, query: Mapping[str, Any] | None = None) -> Iterator[T]:
        """All of a list; the next page is asked for when the one in hand has been read."""
        after: str | None = None
        while True:
            page: Page[T] = self.page(kind, method, path, query=query, after=after)
            yield from page.items
            if page.next is None:
                return
            after = page.next

    def _sent(self, request: Request) -> Response:
        for attempt in range(1, self._attempts + 1):
            try:
                answer = self._transport(request)
            except NoAnswer:
                if attempt == self._attempts:
                    raise
                self._sleep(_pause(attempt, None))
                continue
            if answer.status < 400:
                return answer
            if answer.status not in (429, 503) or attempt == self._attempts:
                raise problem_of(answer.status, answer.headers, answer.body)
            self._sleep(_pause(attempt, answer.headers.get("retry-after")))
        raise AssertionError("unreachable")


def _pause(attempt: int, told: str | None) -> float:
    """Seconds until the next attempt: what the server says, else twice as long each time with a part left to chance."""
    if told is not None and told.isdigit():
        return min(float(told), MOST_WAIT)
    return min(0.5 * float(2**attempt), MOST_WAIT) * (0.5 + random.random() / 2)


def path_part(value: int | str) -> str:
    """A value as a part of an address."""
    return quote(str(value), safe="")


def _text(value: Any) -> str:
    """A value of a query."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(_text(item) for item in value)
    found = encoded(value)
    return found if isinstance(found, str) else str(found)


def encoded(value: Any) -> Any:
    """A value as JSON has it: money as a decimal string, days and times as ISO 8601. Raises ValueError for a time without an offset."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise ValueError("a time needs its offset: datetime(..., tzinfo=...)")
        return value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: encoded(item) for name, item in value.items() if not isinstance(item, Unset)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [encoded(item) for item in value]
    return value


def decoded(kind: Any, value: Any) -> Any:
    """A JSON value as the type says. What the type does not know, a newer server may have added: it is left out, and a new word of an
    enumeration stays a word."""
    if value is None or kind is Any:
        return value
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _one_of([item for item in inside if item not in (type(None), Unset)], value)
    if origin is list:
        return [decoded(inside[0], item) for item in value]
    if origin is dict:
        return {name: decoded(inside[1], item) for name, item in value.items()}
    if kind is Decimal:
        return Decimal(value)
    if kind is dt.datetime:
        return dt.datetime.fromisoformat(value)
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    if is_dataclass(kind):
        hints, left_out = _hints(cast(type, kind)), {item.name for item in fields(cast(Any, kind)) if item.default is UNSET}
        given = {name: hint for name, hint in hints.items() if name not in left_out or _sent_as(name) in value}
        return cast(type, kind)(**{name: decoded(hint, value.get(_sent_as(name))) for name, hint in given.items()})
    return value


def _one_of(kinds: Sequence[Any], value: Any) -> Any:
    """By shape: a record as the first dataclass, a list as a list, all else as it is."""
    for kind in kinds:
        if len(kinds) == 1 or (isinstance(value, dict) and is_dataclass(kind)) or (isinstance(value, list) and typing.get_origin(kind) is list):
            return decoded(kind, value)
    return value


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {item.name: hints[item.name] for item in fields(kind)}


def _sent_as(name: str) -> str:
    return name.removesuffix("_")


def _multipart(form: Mapping[str, Any]) -> tuple[bytes, str]:
    """A form with files, RFC 7578, and its content type."""
    line, parts = f"oblik-{secrets.token_hex(16)}", []
    for name, value in form.items():
        if isinstance(value, Unset):
            continue
        if isinstance(value, File):
            head = f'Content-Disposition: form-data; name="{name}"; filename="{_quoted(value.name)}"\r\nContent-Type: application/octet-stream'
            content = value.content
        else:
            head, content = f'Content-Disposition: form-data; name="{name}"', _text(value).encode()
        parts.append(f"--{line}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{line}--\r\n".encode()]), f"multipart/form-data; boundary={line}"


def _quoted(name: str) -> str:
    """The name of a file as browsers write it: UTF-8, of which a quotation mark and ends of lines are escaped."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


__all__ = ["UNSET", "File", "Page", "Problem", "Request", "Response", "Sender", "Transport", "Unset", "decoded", "encoded", "over_http", "path_part"]
