"""Holds an event against its contract: every problem with its place, its code and a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from apps.integrations import business
from apps.kernel.errors import Reason

MOST_BYTES = 64 * 1024
MOST_PROBLEMS = 20
_CHECKER = FormatChecker(formats=())
ENVELOPE: dict[str, Any] = {
    "type": "object",
    "required": ["type", "version", "id", "source", "occurred_at", "data"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "maxLength": 60},
        "version": {"type": "integer", "minimum": 1, "maximum": 999},
        "id": {"type": "string", "minLength": 1, "maxLength": 120},
        "source": {"type": "string", "minLength": 1, "maxLength": 60},
        "occurred_at": {"type": "string", "format": "date-time"},
        "data": {"type": "object"},
    },
}
_SENTENCES = {
    "type": ("json_type", _("The value has another JSON type than this field.")),
    "enum": ("invalid_choice", _("Choose one of: %(limit)s.")),
    "minLength": ("too_short", _("Write at least this many characters: %(limit)s.")),
    "maxLength": ("too_long", _("Write at most this many characters: %(limit)s.")),
    "minItems": ("too_few", _("Give at least this many: %(limit)s.")),
    "maxItems": ("too_many", _("Give at most this many: %(limit)s.")),
    "minimum": ("too_small", _("The least is %(limit)s.")),
    "maximum": ("too_large", _("The most is %(limit)s.")),
    "minProperties": ("too_few", _("Give at least this many: %(limit)s.")),
    "pattern": ("form", _("The value does not have the form %(limit)s.")),
}
_FORMATS = {
    "date": ("date", _("Write a day such as 2026-03-31.")),
    "date-time": ("instant", _("Write a time with its offset, such as 2026-03-23T08:00:00+02:00.")),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong and where: `path` holds names and positions, from the event inwards."""

    path: tuple[str | int, ...]
    reason: Reason

    @property
    def pointer(self) -> str:
        """The place as RFC 6901 writes it."""
        return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in self.path)


@_CHECKER.checks("date", raises=ValueError)
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or (len(value) == 10 and bool(dt.date.fromisoformat(value)))


@_CHECKER.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or _in_range(dt.datetime.fromisoformat(value))


def _in_range(moment: dt.datetime) -> bool:
    return moment.tzinfo is not None and 1970 <= moment.year <= 2200


def problems_of(event: Any) -> list[Problem]:
    """Every problem of an event, at most MOST_PROBLEMS; none where it may be taken."""
    found = _unwritable(event) or list(_broken(ENVELOPE, event, ()))
    if not found:
        kind = business.find(event["type"], event["version"])
        if kind is None:
            known = ", ".join(f"{item.name} v{item.version}" for item in business.all_types())
            return [Problem(("type",), Reason("unknown_type", _("There is no such event in this version; there are: %(known)s."), params={"known": known}))]
        found = list(_broken(kind.schema, event["data"], ("data",)))
    return found[:MOST_PROBLEMS]


@lru_cache(maxsize=100)
def _validator(schema_text: bytes) -> Draft202012Validator:
    return Draft202012Validator(orjson.loads(schema_text), format_checker=_CHECKER)


def _broken(schema: Mapping[str, Any], value: Any, place: tuple[str | int, ...]) -> Iterator[Problem]:
    for error in _validator(orjson.dumps(schema)).iter_errors(value):
        yield from (replace(problem, path=place + problem.path) for problem in _told(error))


def _told(error: ValidationError) -> Iterator[Problem]:
    path, keyword, limit = tuple(error.absolute_path), str(error.validator), error.validator_value
    if keyword == "required":
        for name in limit:
            if name not in error.instance:
                yield Problem((*path, name), Reason("required", _("This field is needed.")))
    elif keyword == "additionalProperties":
        for name in error.instance:
            if name not in error.schema["properties"]:
                yield Problem((*path, name[:100]), Reason("unknown_field", _("There is no such field.")))
    elif keyword == "format":
        yield Problem(path, Reason(*_FORMATS[limit]))
    else:
        told = ", ".join(limit) if isinstance(limit, list) and keyword == "enum" else limit
        yield Problem(path, Reason(*_SENTENCES[keyword], params={"limit": told}))


def _unwritable(event: Any) -> list[Problem]:
    """What no column and no log takes: halves of characters, control characters, endless texts and numbers."""
    try:
        text = orjson.dumps(event)
    except (TypeError, orjson.JSONEncodeError):
        return [Problem((), Reason("characters", _("The event holds characters or numbers that cannot be stored.")))]
    if len(text) > MOST_BYTES:
        return [Problem((), Reason("too_large", _("An event has at most %(most)s KiB."), params={"most": MOST_BYTES // 1024}))]
    return [Problem(path, Reason("characters", _("The text holds control characters."))) for path in _control_characters(event, ())]


def _control_characters(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str) and any(char < " " and char not in "\t\n\r" for char in value):
        yield path
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _control_characters(name, path)
            yield from _control_characters(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _control_characters(item, (*path, index))
