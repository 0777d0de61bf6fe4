"""Bodies are read strictly and within bounds: what could be read in two ways is refused."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import JSONRenderer

MAX_JSON = 2 * 2**20
MAX_UPLOAD = 256 * 2**20
_ROOM_FOR_PARTS = 2**20


class TooLarge(APIException):
    """413: the body is larger than the address takes."""

    status_code = 413
    default_code = "too_large"
    default_detail = _("The request is larger than this address takes.")


class StrictJSONParser(BaseParser):
    """JSON in UTF-8 of at most 2 MiB. No key twice in an object, no NaN or Infinity, no endless nesting."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The parsed body. Raises ParseError (400), TooLarge (413)."""
        refuse_longer_than(MAX_JSON, parser_context)
        data = stream.read(MAX_JSON + 1)
        if len(data) > MAX_JSON:
            raise TooLarge
        try:
            return json.loads(data.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_constant)
        except UnicodeDecodeError:
            raise ParseError(_("The body is not UTF-8.")) from None
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None
        except ValueError as error:
            raise ParseError(_("The body is not valid JSON: %(error)s.") % {"error": str(error)[:100]}) from None


class UploadParser(MultiPartParser):
    """A form with a file of at most `most` bytes, 256 MiB; a longer one is refused before it is read."""

    most = MAX_UPLOAD

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Fields and files. Raises ParseError (400), TooLarge (413)."""
        refuse_longer_than(self.most + _ROOM_FOR_PARTS, parser_context)
        return super().parse(stream, media_type, parser_context)


def refuse_longer_than(most: int, parser_context: Any) -> None:
    """Raises TooLarge by the length that the request states, before anything of it is read."""
    stated = (parser_context or {}).get("request")
    length = stated.META.get("CONTENT_LENGTH") if stated is not None else None
    if str(length or "").isdigit() and int(length) > most:
        raise TooLarge


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"“{twice[:60]}” stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
