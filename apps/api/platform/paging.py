"""Keyset paging: a page costs the same wherever it is, and rows that come in meanwhile shift nothing. Where a filter has an index of its own,
MariaDB may read that up to the place of the page: 100,000 entries, 35 ms (docs/api.md)."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.columns import Everything
from apps.api.platform.queries import BadQuery
from apps.kernel.errors import Reason

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
NEWEST, OLDEST = "newest", "oldest"
PARAMETERS = frozenset({"limit", "order", "after", "before"})


class KeysetPagination(BasePagination):
    """`?limit=50&order=newest&after=CURSOR`. Answers {"items": [...], "next": URL or null, "previous": URL or null}.

    A cursor is a place between two rows. `after` gives the page behind it, `before` the one in front of it, both
    in the order asked for. Rows made meanwhile stand before the first page (newest first) or behind the last one
    (oldest first); no page repeats or leaves out a row.
    """

    def paginate_queryset(self, queryset: QuerySet | Everything, request: Request, view: Any = None) -> list[Any]:
        asked = request.query_params
        self.request, limit, descending = request, limit_of(asked), _order(asked) == NEWEST
        self.after, self.before = _cursor(asked, "after"), _cursor(asked, "before")
        if self.after is not None and self.before is not None:
            raise BadQuery(Reason("two_cursors", _("Give “after” or “before”, not both."), "before"))
        backwards = self.before is not None
        cursor = self.before if backwards else self.after
        falling = descending != backwards
        rows = self._rows(queryset, cursor, falling, limit + 1)
        self.more = len(rows) > limit
        self.rows = rows[:limit][::-1] if backwards else rows[:limit]
        return self.rows

    @staticmethod
    def _rows(queryset: Any, cursor: int | None, falling: bool, most: int) -> list[Any]:
        if isinstance(queryset, Everything):
            return list(queryset.page(cursor, falling=falling, most=most))
        if cursor is not None:
            queryset = queryset.filter(**{"pk__lt" if falling else "pk__gt": cursor})
        return list(queryset.order_by("-pk" if falling else "pk")[:most])

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"items": data, "next": self._next(), "previous": self._previous()})

    def _next(self) -> str | None:
        if self.before is not None:
            return self._link("after", _key(self.rows[-1])) if self.rows else self._link("after", self.before, inclusive=True)
        return self._link("after", _key(self.rows[-1])) if self.more else None

    def _previous(self) -> str | None:
        if self.before is not None:
            return self._link("before", _key(self.rows[0])) if self.more else None
        if self.after is None:
            return None
        return self._link("before", _key(self.rows[0])) if self.rows else self._link("before", self.after, inclusive=True)

    def _link(self, name: str, pk: int, *, inclusive: bool = False) -> str:
        """The address of the neighbouring page. `inclusive`: from an empty page, so that the row at the cursor is on it."""
        if inclusive:
            falling = (_order(self.request.query_params) == NEWEST) != (name == "before")
            pk = pk + 1 if falling else pk - 1
        return link_to(self.request, name, _encode(pk))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["items", "next", "previous"],
            "properties": {
                "items": schema,
                "next": link | {"description": "The page behind this one; null at the end."},
                "previous": link | {"description": "The page in front of this one; null at the beginning."},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        cursor = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"}
        return [
            _parameter("limit", "Items a page.", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}),
            _parameter("order", "By when the record was made.", {"type": "string", "enum": [NEWEST, OLDEST], "default": NEWEST}),
            _parameter("after", "The cursor out of `next`.", cursor),
            _parameter("before", "The cursor out of `previous`.", cursor),
        ]


def _key(row: Any) -> int:
    """The key of a row, or of its columns (columns.py)."""
    return int(row[0] if isinstance(row, (tuple, list)) else row.pk)


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def limit_of(asked: Any) -> int:
    """How many items a page is to have. Raises BadQuery."""
    text = asked.get("limit", str(DEFAULT_LIMIT))
    if not re.fullmatch(r"[1-9][0-9]{0,2}", text) or int(text) > MAX_LIMIT:
        raise BadQuery(Reason("limit", _("“limit” must be a number from 1 to %(most)s."), "limit", {"most": MAX_LIMIT}))
    return int(text)


def _order(asked: Any) -> str:
    order = asked.get("order", NEWEST)
    if order not in (NEWEST, OLDEST):
        raise BadQuery(Reason("order", _("“order” is newest or oldest."), "order"))
    return str(order)


def link_to(request: Request, name: str, cursor: str) -> str:
    """The address that was asked for, at another place: `name` is "after" or "before"."""
    parts = urlsplit(request.build_absolute_uri())
    asked = parse_qs(parts.query, keep_blank_values=True)
    asked.pop("before" if name == "after" else "after", None)
    asked[name] = [cursor]
    return urlunsplit(parts._replace(query=urlencode(sorted(asked.items()), doseq=True)))


def decoded(cursor: str) -> str:
    """The text of a cursor; "" for what is none."""
    try:
        return base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (ValueError, binascii.Error, UnicodeError):
        return ""


def _encode(pk: int) -> str:
    return base64.urlsafe_b64encode(f"k{pk}".encode()).decode().rstrip("=")


def _cursor(asked: Any, name: str) -> int | None:
    cursor = asked.get(name)
    if cursor is None:
        return None
    text = decoded(cursor)
    if not re.fullmatch(r"k[0-9]{1,18}", text):
        raise BadQuery(Reason("cursor", _("The cursor is not one that this API gave out."), name))
    return int(text[1:])
