"""The feed of events, and comparing what a receiver has with it."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import Body, IdField
from apps.api.platform.paging import limit_of
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.queries import BadQuery
from apps.api.platform.views import ScopedView
from apps.integrations.bodies import event_of
from apps.integrations.comparing import compare
from apps.integrations.models import WebhookEndpoint
from apps.integrations.queries import events_for
from apps.kernel.errors import Reason, not_visible
from apps.tenants.permission import permitted, require

MOST_RANGES = 50


class EventDataSerializer(serializers.Serializer):
    """What happened. `object`: the id of the record. `content`: as the journal keeps it, by `schema_version`."""

    sequence = serializers.IntegerField()
    schema_version = serializers.IntegerField()
    kind = serializers.CharField()
    object = serializers.IntegerField()
    from_state = serializers.CharField()
    to_state = serializers.CharField()
    reason = serializers.CharField()
    content = serializers.DictField()


class EventSerializer(serializers.Serializer):
    """An event, as webhooks send it. `id` is the same wherever it is told."""

    id = serializers.CharField()
    type = serializers.CharField()
    timestamp = serializers.DateTimeField()
    data = EventDataSerializer()  # type: ignore[assignment]


class EventPageSerializer(serializers.Serializer):
    """`next`: what to give as `after` for what follows; the same as was given where nothing does."""

    items = EventSerializer(many=True)
    next = serializers.IntegerField()


class RangeBody(Body):
    """Events with a number above `after` up to `until`. `digest`: SHA-256, hex, over the ids that the receiver has of them, in order,
    each with a line feed."""

    after = serializers.IntegerField(min_value=0, max_value=9_000_000_000_000_000)
    until = serializers.IntegerField(min_value=0, max_value=9_000_000_000_000_000)
    digest = serializers.RegexField(r"^[0-9a-f]{64}$")


class ReconcileBody(Body):
    """What the receiver of an endpoint has."""

    endpoint = IdField()
    ranges = RangeBody(many=True, min_length=1, max_length=MOST_RANGES)  # type: ignore[call-arg]


class PartSerializer(serializers.Serializer):
    """A part of a range, to ask after in turn."""

    after = serializers.IntegerField()
    until = serializers.IntegerField()
    count = serializers.IntegerField()
    digest = serializers.CharField()


class ComparedSerializer(PartSerializer):
    """Where the receiver has something else: `events` whole, of up to 100, else `parts`."""

    equal = serializers.BooleanField()
    events = EventSerializer(many=True)
    parts = PartSerializer(many=True)


class ReconciledSerializer(serializers.Serializer):
    """The ranges in the order that they were asked for. One of more than 100,000 events is cut: see its `until`."""

    ranges = ComparedSerializer(many=True)


class EventView(ScopedView):
    """Events, by number: for who fetches rather than listens, and for what a listener missed."""

    model = WebhookEndpoint
    pagination_class = None
    filter_backends: list[Any] = []

    def known_parameters(self) -> set[str]:
        return {"after", "limit", "type"} if self.action == "feed" else set()

    def get_parsers(self) -> list[BaseParser]:
        return [StrictJSONParser()]

    @extend_schema(
        operation_id="events_list", responses=EventPageSerializer, summary="Read events",
        description="The oldest first, of the kinds of records that the caller may see. What is committed later has a higher number: who reads on from "
        "`next` misses nothing. Nothing is said of sign-ins, members and keys.",
        parameters=[
            OpenApiParameter("after", {"type": "integer", "minimum": 0, "default": 0}, description="The number behind which to begin."),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}, description="Items a page."),
            OpenApiParameter("type", {"type": "string", "maxLength": 60}, description="Of this type only."),
        ],
    )  # fmt: skip
    def feed(self, request: Request) -> Response:
        """A page of events."""
        self._allowed()
        asked = request.query_params
        text, limit = asked.get("after", "0"), limit_of(asked)
        if not re.fullmatch(r"[0-9]{1,16}", text):
            raise BadQuery(Reason("after", _("“after” must be the number of a journal entry."), "after"))
        assert self.actor is not None
        rows = events_for(self.actor).filter(sequence__gt=int(text))
        if "type" in asked:
            rows = rows.filter(type=asked["type"])
        items = [event_of(entry) for entry in rows[:limit]]
        return Response({"items": items, "next": items[-1]["data"]["sequence"] if items else int(text)})

    @extend_schema(
        operation_id="webhooks_reconcile", request=ReconcileBody, responses=ReconciledSerializer, summary="Compare what was received",
        description="For each range the answer says whether the receiver has what was to be sent to the endpoint, and gives what it misses. Nothing is changed.",
    )  # fmt: skip
    def reconcile(self, request: Request) -> Response:
        """Each range compared."""
        self._allowed()
        checked = ReconcileBody(data=request.data)
        checked.is_valid(raise_exception=True)
        asked = checked.validated_data
        assert self.actor is not None
        endpoint = permitted(WebhookEndpoint.objects.filter(pk=asked["endpoint"]), self.actor, "view_webhookendpoint").first()
        if endpoint is None:
            raise not_visible()
        return Response(ReconciledSerializer({"ranges": [compare(endpoint, **item) for item in asked["ranges"]]}).data)

    def _allowed(self) -> None:
        assert self.actor is not None
        require(self.actor, "integrations.read_events")
