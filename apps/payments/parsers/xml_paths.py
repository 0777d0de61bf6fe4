"""Elements of ISO 20022 by the local names on the way to them, whatever the namespace's version."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from apps.kernel.errors import Refusal
from apps.kernel.money import to_minor
from apps.payments.parsers.errors import UnreadableFile

_PATHS: dict[str, tuple[str, ...]] = {}


def find(element: Any, path: str) -> Any:
    """The first element on a path of local names; as lxml's `find` would, in two thirds of its time."""
    tags = _PATHS.get(path)
    if tags is None:
        tags = _PATHS[path] = tuple("{*}" + part for part in path.split("/"))
    if len(tags) == 1:
        return next(element.iterchildren(tags[0]), None)
    return _walk(element, tags, 0)


def _walk(element: Any, tags: tuple[str, ...], depth: int) -> Any:
    last = depth == len(tags) - 1
    for child in element.iterchildren(tags[depth]):
        found = child if last else _walk(child, tags, depth + 1)
        if found is not None:
            return found
    return None


def text_of(element: Any, path: str, *, attribute: str = "") -> str:
    """The text there, or an attribute; "" for what is not there."""
    found = find(element, path)
    if found is None:
        return ""
    return ((found.get(attribute) if attribute else found.text) or "").strip()


def minor_of(text: str, currency: str, element: Any) -> int:
    """Minor units of an amount. Raises UnreadableFile with the line of the element."""
    try:
        return to_minor(text.strip(), currency)
    except Refusal as refusal:
        raise UnreadableFile(str(refusal), where=line_of(element)) from None


def line_of(element: Any) -> str:
    """Where an element stands in its file."""
    return _("line %(line)s") % {"line": element.sourceline or "?"}
