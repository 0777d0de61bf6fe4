"""Business events: what partners tell, and what became of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import ReasonNeededBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.views import NounView
from apps.integrations import actions, business
from apps.integrations.actions import MOST_EVENTS, Taken
from apps.integrations.models import InboundEvent
from apps.integrations.schema_checks import ENVELOPE
from apps.integrations.states import Outcome
from apps.integrations.tasks import handle_events
from apps.kernel.errors import Invalid, Reason

BATCH = {
    "type": "object", "required": ["events"], "additionalProperties": False,
    "properties": {"events": {"type": "array", "minItems": 1, "maxItems": MOST_EVENTS, "items": ENVELOPE}},
}  # fmt: skip
ONE = {
    "type": "client.upserted", "version": 1, "id": "crm-81", "source": "crm", "occurred_at": "2026-03-31T08:00:00Z",
    "data": {"code": "C-1001", "legal_name": "ТОВ «Зоря»"},
}  # fmt: skip


class EventReasonSerializer(serializers.Serializer):
    """Why not: a stable code, a sentence, and the place in the event or the request."""

    code = serializers.CharField()
    detail = serializers.CharField()
    pointer = serializers.CharField(required=False)


class BusinessEventSerializer(serializers.ModelSerializer):
    """`state`: received, processed, rejected (the books refuse it, `reasons` say why) or dead (the program failed over it). `record_kind`
    and `record_id`: what was made or changed."""

    version = serializers.IntegerField(source="schema_version", read_only=True)
    state = serializers.CharField(read_only=True)
    record_kind = serializers.CharField(source="object_kind", read_only=True)
    record_id = serializers.IntegerField(source="object_id", read_only=True, allow_null=True)
    reasons = EventReasonSerializer(source="told_reasons", many=True, read_only=True)

    class Meta:
        model = InboundEvent
        fields = (
            "id", "source", "event_id", "type", "version", "occurred_at", "state", "record_kind", "record_id", "reasons", "attempts",
            "created_at", "ended_at",
        )  # fmt: skip
        read_only_fields = fields


class TakenEventSerializer(serializers.Serializer):
    """`status`: accepted; known, where it is here already with the same content; or refused, and then nothing of it is stored."""

    index = serializers.IntegerField()
    status = serializers.ChoiceField(choices=["accepted", "known", "refused"])
    id = serializers.IntegerField(allow_null=True, help_text="Ask /business-events/{id} what became of it.")
    problems = EventReasonSerializer(many=True)


class TakenEventsSerializer(serializers.Serializer):
    """One item for each event, in their order."""

    items = TakenEventSerializer(many=True)


class EventTypeSerializer(serializers.Serializer):
    """A type in a version. `schema`: the JSON Schema (2020-12) of `data`."""

    type = serializers.CharField(source="name")
    version = serializers.IntegerField()
    label = serializers.CharField()
    schema = serializers.DictField()


class EventTypesSerializer(serializers.Serializer):
    """All of them, and the schema of what stands around `data`."""

    envelope = serializers.DictField()
    items = EventTypeSerializer(many=True)


class BusinessEventFilter(filters.FilterSet):
    state = filters.ChoiceFilter(method="by_state", choices=[("received", "received"), *((value, value) for value in Outcome.values)])
    type = filters.CharFilter(field_name="type")
    source = filters.CharFilter(field_name="source")
    event_id = filters.CharFilter(field_name="event_id", help_text="The sender's id, whole.")

    class Meta:
        model = InboundEvent
        fields = ("state", "type", "source", "event_id")

    def by_state(self, queryset: Any, _name: str, value: str) -> Any:
        """What waits has no outcome yet."""
        return queryset.filter(outcome="" if value == "received" else value)


class BusinessEventView(NounView):
    """Business events of partners' systems."""

    model = InboundEvent
    serializer_class = BusinessEventSerializer
    filterset_class = BusinessEventFilter
    parser_classes = [StrictJSONParser]

    @extend_schema(
        request={"application/json": {"oneOf": [ENVELOPE, BATCH]}}, responses={202: TakenEventsSerializer}, summary="Tell business events",
        description="One event, or up to 500 as `events`. Each is taken or refused by itself; where none is taken the answer is 422. An event "
        "is taken once by `source` and `id`: the same content again is known, another content is refused. A worker handles "
        "what was taken with the rights that the caller has at that time.",
        examples=[OpenApiExample("A client", value=ONE, request_only=True)],
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        events, is_batch = _events(request.data)

        def act() -> dict[str, Any]:
            taken = actions.take_events(events, actor=self.actor, at=self.at)  # type: ignore[arg-type]
            refused = [item for item in taken if item.status == "refused"]
            if len(refused) == len(taken):
                raise Invalid(reason for item in refused for reason in _placed(item, is_batch))
            handle_events.delay_on_commit(self.actor.tenant_id)  # type: ignore[union-attr]
            return {"items": [_told(item, is_batch) for item in taken]}

        return self.run(act, status=202)

    @extend_schema(
        request=ReasonNeededBody, responses=BusinessEventSerializer, summary="Handle an event again",
        description="One that was rejected or given up, from now on with the rights of the caller.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        reason = self.body(ReasonNeededBody)["reason"]

        def act() -> InboundEvent:
            row = actions.retry_event(int(pk), actor=self.actor, at=self.at, reason=reason)  # type: ignore[arg-type]
            handle_events.delay_on_commit(row.tenant_id)
            return row

        return self.run(act)


class EventTypeView(NounView):
    """The contracts of business events."""

    model = InboundEvent
    serializer_class = EventTypesSerializer
    pagination_class = None

    def known_parameters(self) -> set[str]:
        return set()

    @extend_schema(responses=EventTypesSerializer, summary="The types of business events and their schemas", filters=False)
    def types(self, request: Request) -> Response:
        self._require_view("view_inboundevent")
        return Response({"envelope": ENVELOPE, "items": EventTypeSerializer(business.all_types(), many=True).data})


def _events(body: Any) -> tuple[list[Any], bool]:
    """The events of a request, and whether it is a batch. Raises Invalid for a batch of no or too many events."""
    if not isinstance(body, dict) or "events" not in body:
        return [body], False
    events = body["events"]
    if not isinstance(events, list) or not 1 <= len(events) <= MOST_EVENTS:
        raise Invalid(Reason("events", _("Give a list of 1 to %(most)s events."), "events", {"most": MOST_EVENTS}))
    if surplus := [name for name in body if name != "events"]:
        raise Invalid(Reason("unknown_field", _("There is no such field."), name[:100]) for name in surplus)
    return events, True


def _placed(item: Taken, is_batch: bool) -> list[Reason]:
    """The problems of an event with their places in the request."""
    before = f"/events/{item.index}" if is_batch else ""
    return [Reason(problem.reason.code, problem.reason.message, before + problem.pointer, problem.reason.params) for problem in item.problems]


def _told(item: Taken, is_batch: bool) -> dict[str, Any]:
    problems = [{"code": reason.code, "detail": str(reason), "pointer": reason.field} for reason in _placed(item, is_batch)]
    return {"index": item.index, "status": item.status, "id": item.row.pk if item.row else None, "problems": problems}
