"""Bodies are checked by serializers that are kept: to make one with its fields costs more than to check a small body with it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers

MOST_KEPT = 50  # a thread

_kept = threading.local()


def checked(serializer: type[serializers.BaseSerializer], data: Any, context: Mapping[str, Any]) -> dict[str, Any]:
    """The body as the serializer reads it. Raises its ValidationError.

    A thread keeps one of each class and language (messages of bounds stay in the language in which they were first written). Nothing of a
    body or of who sent it stays with it.
    """
    if serializer.get_fields is not serializers.Serializer.get_fields:  # type: ignore[attr-defined] - fields that depend on more
        return _checked(serializer(data=data, context=dict(context)))
    kept: dict[Any, Any] = _kept.__dict__
    which = (serializer, get_language())
    found = kept.pop(which, None) or serializer(data=None)  # out of the others' reach while it is used
    found.initial_data, found._context = data, dict(context)
    try:
        return _checked(found)
    finally:
        for name in ("_validated_data", "_errors", "_data", "initial_data", "instance"):
            found.__dict__.pop(name, None)
        found.instance, found._context = None, {}
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[which] = found


def _checked(serializer: serializers.BaseSerializer) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
