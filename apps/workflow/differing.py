"""What differs between two requests under one idempotency key, by JSON pointers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Reason

MOST_BODY = 65_000  # characters of a request that are kept
MOST, MOST_TEXT = 20, 200
# The part of the ledger's body in which the caller's own values stand, by how each door writes it.
_OWN = ("body", "posted", "values")
_ABOUT = {
    "path": _("The address is another."), "method": _("The method is another."), "act": _("The button is another."),
    "row": _("The record is another."), "model": _("The kind of record is another."),
}  # fmt: skip
_TOO_LONG = {"part": "too_long", "pointer": "", "before": None, "now": None}
_NOT_KEPT = {"part": "not_kept", "pointer": "", "before": None, "now": None}


def differences(before: str, now: str) -> list[dict[str, Any]]:
    """Of two canonical bodies that are not the same: up to 20 items {"part", "pointer", "before", "now"}.

    `part` is "body" for the caller's own values, in which `pointer` (RFC 6901) leads to the value; else the name of what of the
    request is another, "too_long" where a body is longer than what is kept, or "not_kept" where only a secret differs. Values are
    JSON as text of up to 200 characters; None where there is none.
    """
    if max(len(before), len(now)) >= MOST_BODY:
        return [_TOO_LONG]
    one, two = orjson.loads(before), orjson.loads(now)
    found: list[dict[str, Any]] = []
    for part, pointer, left, right in _all(one, two):
        found.append({"part": part, "pointer": pointer, "before": left, "now": right})
        if len(found) == MOST:
            break
    return found or [_NOT_KEPT]


def _all(one: Any, two: Any) -> Iterator[tuple[str, str, str | None, str | None]]:
    if not (isinstance(one, dict) and isinstance(two, dict)) or not any(name in one for name in _OWN):
        for pointer, left, right in _walk(one, two, ""):
            yield "body", pointer, left, right
        return
    for name in sorted({*one, *two}, key=lambda item: (item in _OWN, item)):
        for pointer, left, right in _walk(one.get(name, _NOTHING), two.get(name, _NOTHING), ""):
            yield "body" if name in _OWN else name, pointer, left, right


_NOTHING = object()


def _walk(one: Any, two: Any, pointer: str) -> Iterator[tuple[str, str | None, str | None]]:
    if isinstance(one, dict) and isinstance(two, dict):
        for name in sorted({*one, *two}):
            yield from _walk(one.get(name, _NOTHING), two.get(name, _NOTHING), f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(one, list) and isinstance(two, list):
        for place in range(max(len(one), len(two))):
            yield from _walk(one[place] if place < len(one) else _NOTHING, two[place] if place < len(two) else _NOTHING, f"{pointer}/{place}")
    elif one != two or type(one) is not type(two):
        yield pointer, _text(one), _text(two)


def _text(value: Any) -> str | None:
    if value is _NOTHING:
        return None
    text = value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"


def reasons(items: list[dict[str, Any]]) -> list[Reason]:
    """For the caller, with the place of each and without the values: who sent them has them, and whoever reads the answer need not."""
    found = []
    for item in items:
        if item["part"] == "body":
            found.append(Reason("differs", _("This is not what the first request with the key had."), item["pointer"]))
        else:
            found.append(Reason(f"differs_{item['part']}", _sentence(item["part"])))
    return found


def _sentence(part: str) -> Any:
    if part == "too_long":
        return _("The requests are too long to compare; their digests differ.")
    if part == "not_kept":
        return _("What differs is not kept, since it is secret.")
    return _ABOUT.get(part, _("The content is another; only its digest is kept."))


def told(item: dict[str, Any]) -> dict[str, str]:
    """An item as a person reads it: what, before, now."""
    if item["part"] != "body":
        return {"what": str(_sentence(item["part"])), "before": item["before"] or "", "now": item["now"] or ""}
    absent = _g("(nothing)")
    return {"what": item["pointer"] or "/", "before": _or(item["before"], absent), "now": _or(item["now"], absent)}


def _or(text: str | None, absent: str) -> str:
    return absent if text is None or text == "" else text
