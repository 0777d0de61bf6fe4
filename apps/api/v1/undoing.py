"""What undoing many settlements would do, and where reconciliation stood in the past."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.queries import BadQuery
from apps.api.platform.views import NounView
from apps.kernel.errors import Invalid, Reason
from apps.kernel.money import decimal_text
from apps.reconciliation.as_of import as_known, head_sequence, sequence_at
from apps.reconciliation.models import Match
from apps.reconciliation.undoing import preview, settled_by
from apps.tenants.permission import permitted, require

CHOICES = ("match", "run", "statement", "rule_set")


class UndoMoneySerializer(serializers.Serializer):
    """What the settlements settle in one currency."""

    currency = serializers.CharField()
    amount = serializers.CharField(help_text="A decimal string.")


class UndoRefusalSerializer(serializers.Serializer):
    """Why some would not be undone, and how many."""

    detail = serializers.CharField()
    count = serializers.IntegerField()


class UndoPreviewSerializer(serializers.Serializer):
    """What would be undone. `ids`: of the settlements that stand, ascending, the refused among them, at most 50,000: undo each by
    POST /matches/{id}/undo."""

    count = serializers.IntegerField(help_text="How many would be undone.")
    money = UndoMoneySerializer(many=True)
    refused = UndoRefusalSerializer(many=True)
    ids = serializers.ListField(child=serializers.IntegerField())


class KnownPairSerializer(serializers.Serializer):
    """The reconciliation report as it was known."""

    sequence = serializers.IntegerField(help_text="The journal's number up to which it was read.")
    accounts = serializers.ListField(child=serializers.DictField(), help_text="Each with its lines by state, sums as decimal strings.")
    digest = serializers.CharField(help_text="SHA-256, hex, over the rest: the same whenever it is asked.")


class UndoingView(NounView):
    """Reads only: the undoing itself is the act of each settlement."""

    model = Match
    serializer_class = UndoPreviewSerializer
    pagination_class = None

    def known_parameters(self) -> set[str]:
        return {*CHOICES, "since"} if self.action == "foresee" else {"sequence", "at"}

    @extend_schema(
        responses=UndoPreviewSerializer, summary="What undoing settlements would do", filters=False,
        description="Of one settlement, of a run, of the lines of a statement, or of the runs under a version of the rules; conditions that are "
        "given together narrow each other; none: of all. Reads only, without locks.",
        parameters=[
            *(OpenApiParameter(name, {"type": "integer", "minimum": 1}, description=f"The id of a {name.replace('_', ' ')}.") for name in CHOICES),
            OpenApiParameter("since", OpenApiTypes.DATE, description="Settled on this day (UTC) or later."),
        ],
    )  # fmt: skip
    def foresee(self, request: Request) -> Response:
        """Counts, money and refusals."""
        assert self.actor is not None
        self._require_view("view_match")
        require(self.actor, "reconciliation.undo_match")
        chosen = {name: _id(request, name) for name in CHOICES if name in request.query_params}
        rows = settled_by(**{f"{name}_id": value for name, value in chosen.items() if name != "match"}, since=_day(request))
        if "match" in chosen:
            rows = rows.filter(pk=chosen["match"])
        shown = preview(permitted(rows, self.actor, "view_match"))
        return Response({
            "count": shown.count, "ids": shown.ids,
            "money": [{"currency": currency, "amount": decimal_text(minor, currency)} for currency, minor in sorted(shown.money.items())],
            "refused": [{"detail": detail, "count": count} for detail, count in sorted(shown.refused.items())],
        })  # fmt: skip

    @extend_schema(
        responses=KnownPairSerializer, summary="Where reconciliation stood in the past", filters=False,
        description="As the journal knew it at a number, or at a time that is over in the journal; neither: now. The same bytes whenever it is asked.",
        parameters=[
            OpenApiParameter("sequence", {"type": "integer", "minimum": 0}, description="A number of the journal."),
            OpenApiParameter("at", OpenApiTypes.DATETIME, description="A time with its offset."),
        ],
    )  # fmt: skip
    def known(self, request: Request) -> Response:
        """The report of the past."""
        assert self.actor is not None
        self._require_view("view_match")
        tenant, asked = self.actor.tenant_id, request.query_params
        if {"sequence", "at"} <= set(asked):
            raise BadQuery(Reason("two_places", _("Give a number or a time, not both."), "at"))
        try:
            number = _number(asked["sequence"]) if "sequence" in asked else sequence_at(tenant, _instant(asked["at"])) if "at" in asked else head_sequence(tenant)
            body: dict[str, Any] = orjson.loads(as_known(tenant, number))
        except Invalid as refusal:
            raise BadQuery(refusal.reasons) from None
        return Response(body)


def _id(request: Request, name: str) -> int:
    text = request.query_params[name]
    if not re.fullmatch(r"[1-9][0-9]{0,17}", text):
        raise BadQuery(Reason("invalid", _("Write the id of a record."), name))
    return int(text)


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,16}", text):
        raise BadQuery(Reason("invalid", _("Write a number of the journal."), "sequence"))
    return int(text)


def _day(request: Request) -> dt.date | None:
    text = request.query_params.get("since")
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> dt.date:
    raise BadQuery(Reason("invalid", _("Write a date such as 2026-03-31."), "since"))


def _instant(text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadQuery(Reason("instant", _("Write a time with its offset, such as 2026-03-23T08:00:00+02:00."), "at"))
    return found
