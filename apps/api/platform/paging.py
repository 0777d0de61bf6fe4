"""Keyset paging: a page costs the same wherever it is, and rows that come in meanwhile shift nothing."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from apps.kernel.errors import Invalid, Reason

DEFAULT_LIMIT, MAX_LIMIT = 50, 200


class KeysetPagination(BasePagination):
    """`?limit=50&after=CURSOR`, newest first. Answers {"items": [...], "next": URL or null}."""

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.limit = _limit(request)
        after = request.query_params.get("after")
        if after:
            queryset = queryset.filter(pk__lt=_decode(after))
        rows = list(queryset.order_by("-pk")[: self.limit + 1])
        self.more = len(rows) > self.limit
        self.rows = rows[: self.limit]
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        following = None
        if self.more:
            following = replace_query_param(self.request.build_absolute_uri(), "after", _encode(self.rows[-1].pk))
        return Response({"items": data, "next": following})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["items", "next"],
            "properties": {"items": schema, "next": {"type": ["string", "null"], "format": "uri"}},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "limit", "in": "query", "required": False, "description": "Items a page.",
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
            },
            {
                "name": "after", "in": "query", "required": False, "description": "The cursor out of `next`.",
                "schema": {"type": "string"},
            },
        ]  # fmt: skip


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MAX_LIMIT:
        raise Invalid(
            Reason("limit", _("“limit” must be a number from 1 to %(most)s."), "limit", {"most": MAX_LIMIT})
        )
    return int(text)


def _encode(pk: int) -> str:
    return base64.urlsafe_b64encode(f"k{pk}".encode()).decode().rstrip("=")


def _decode(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
        if not text.startswith("k"):
            raise ValueError(text)
        pk = int(text[1:])
        if not 0 < pk < 2**63:
            raise ValueError(text)
        return pk
    except (ValueError, binascii.Error, UnicodeError):
        raise Invalid(Reason("cursor", _("The cursor is not one that this API gave out."), "after")) from None
