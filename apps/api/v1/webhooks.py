"""Webhook endpoints and their deliveries."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import Body, ReasonBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.integrations import actions, transitions
from apps.integrations.models import DeliveryAttempt, WebhookDelivery, WebhookEndpoint
from apps.integrations.queries import replayable
from apps.integrations.states import DeliveryKind, DeliveryState, EndpointState
from apps.kernel.errors import NotPermitted, Reason
from apps.tenants.permission import may_on

MOST_ENTRY = 9_000_000_000_000_000


class WebhookEndpointSerializer(serializers.ModelSerializer):
    """An endpoint. `types`: what it is sent, `["*"]` for all. `ordered`: one event after the other. `circuit`: `open` while too much
    failed; nothing is sent until `quiet_ends_at`. A secret is in the answer that made it and in no other."""

    types = serializers.ListField(child=serializers.CharField(), read_only=True)
    circuit = serializers.CharField(source="pulse.circuit", read_only=True)
    quiet_ends_at = serializers.DateTimeField(source="pulse.quiet_ends_at", read_only=True, allow_null=True)

    class Meta:
        model = WebhookEndpoint
        fields = ("id", "version", "name", "url", "types", "ordered", "since_sequence", "circuit", "quiet_ends_at", "state", "created_at", "updated_at")
        read_only_fields = fields


class WebhookEndpointWithSecretSerializer(WebhookEndpointSerializer):
    """With its new secret; null where the request came a second time."""

    secret = serializers.CharField(read_only=True, allow_null=True)

    class Meta(WebhookEndpointSerializer.Meta):
        fields = (*WebhookEndpointSerializer.Meta.fields, "secret")
        read_only_fields = fields


class WebhookEndpointPatch(Body):
    """What is changed of an endpoint."""

    name = serializers.CharField(max_length=100, required=False)
    url = serializers.CharField(max_length=500, required=False)
    types = serializers.ListField(child=serializers.CharField(max_length=60), min_length=1, max_length=500, required=False)
    ordered = serializers.BooleanField(required=False)


@extend_schema_serializer(examples=[OpenApiExample("Invoices and closed shifts", value={
    "name": "Warehouse system", "url": "https://hooks.example.com/oblik", "types": ["invoice.issued", "shift.closed"], "ordered": True,
}, request_only=True)])
class WebhookEndpointBody(WebhookEndpointPatch):
    """An endpoint: an https address, and the types of events that it is sent."""

    name = serializers.CharField(max_length=100)
    url = serializers.CharField(max_length=500)
    types = serializers.ListField(child=serializers.CharField(max_length=60), min_length=1, max_length=500)


class RotateBody(ReasonBody):
    """`overlap_hours`: for how long the old secret signs along."""

    overlap_hours = serializers.IntegerField(min_value=0, max_value=168, required=False)


class SampleBody(ReasonBody):
    """`type`: of which event a sample is sent."""

    type = serializers.CharField(max_length=60)


class ReplayBody(ReasonBody):
    """`first`, `last`: numbers of journal entries, both included. `only_dead`: only what was given up. `dry_run`: only counts."""

    first = serializers.IntegerField(min_value=1, max_value=MOST_ENTRY)
    last = serializers.IntegerField(min_value=1, max_value=MOST_ENTRY)
    only_dead = serializers.BooleanField(required=False)
    dry_run = serializers.BooleanField(required=False)


class ReplayedSerializer(serializers.Serializer):
    """`again`: events that were delivered or given up before; `missing`: those that were never sent."""

    again = serializers.IntegerField()
    missing = serializers.IntegerField()
    dry_run = serializers.BooleanField()


class WebhookEndpointFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=EndpointState.choices)

    class Meta:
        model = WebhookEndpoint
        fields = ("state",)


class WebhookEndpointView(NounView):
    """Addresses of other systems that are told of events as they happen (Standard Webhooks)."""

    model = WebhookEndpoint
    serializer_class = WebhookEndpointSerializer
    filterset_class = WebhookEndpointFilter

    def base_queryset(self) -> QuerySet:
        return WebhookEndpoint.objects.select_related("pulse")

    @extend_schema(
        request=WebhookEndpointBody, responses={201: WebhookEndpointWithSecretSerializer}, summary="Make an endpoint",
        description="It is sent what is journalled from now on. Its secret is in this answer and in no other.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(WebhookEndpointBody)
        return self.run_with_secret(lambda: actions.create_endpoint(actor=self.actor, at=self.at, **asked), status=201)  # type: ignore[arg-type]

    @extend_schema(request=WebhookEndpointPatch, responses=WebhookEndpointSerializer, summary="Change an endpoint", description="Sets the fields that are given.")
    def partial_update(self, request: Request, pk: str) -> Response:
        asked, version = self.body(WebhookEndpointPatch), self.expected_version()
        return self.run(lambda: actions.update_endpoint(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked))  # type: ignore[arg-type]

    @extend_schema(
        request=RotateBody, responses=WebhookEndpointWithSecretSerializer, summary="Make a new secret",
        description="The old one signs along for `overlap_hours` (24), so that every message verifies by both.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser], url_path="rotate-secret")
    def rotate_secret(self, request: Request, pk: str) -> Response:
        asked, version = self.body(RotateBody), self.expected_version()
        return self.run_with_secret(lambda: actions.rotate_secret(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked))  # type: ignore[arg-type]

    @extend_schema(
        request=SampleBody, responses=WebhookEndpointSerializer, summary="Send a sample",
        description="A worker sends what the newest event of the type told, marked `\"sample\": true`; see the deliveries for what came of it.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser], url_path="send-sample")
    def send_sample(self, request: Request, pk: str) -> Response:
        asked, version = self.body(SampleBody), self.expected_version()
        return self.run(
            lambda: actions.send_sample(int(pk), type_name=asked["type"], actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version)  # type: ignore[arg-type]
        )

    @extend_schema(
        request=ReplayBody, responses=ReplayedSerializer, summary="Send a range again",
        description="At most 10,000 events. They come under the ids that they had.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def replay(self, request: Request, pk: str) -> Response:
        asked, version = self.body(ReplayBody), self.expected_version()
        reason, dry_run = asked.pop("reason"), asked.pop("dry_run", False)
        row = self.get_object()
        if not may_on(row, self.actor, "replay_webhook_endpoint"):  # type: ignore[arg-type]
            raise NotPermitted(Reason("not_permitted", _("Your role does not allow this.")))

        def work() -> dict[str, Any]:
            how = {"actor": self.actor, "at": self.at, "reason": reason, "expected_version": version}
            found = replayable(row, **asked) if dry_run else actions.replay(row.pk, **how, **asked)
            return {"again": len(found.again), "missing": len(found.missing), "dry_run": dry_run}

        return self.run(work)

    pause = act(transitions.PAUSE, actions.pause_endpoint, WebhookEndpointSerializer, summary="Pause an endpoint", description="Events are kept for it and not sent.")
    resume = act(transitions.RESUME, actions.resume_endpoint, WebhookEndpointSerializer, summary="Let an endpoint go on", description="What waited is sent.")
    archive = act(transitions.ARCHIVE, actions.archive_endpoint, WebhookEndpointSerializer, summary="Archive an endpoint", description="For good: what waits for it is never sent, and stays on the list.")


class AttemptSerializer(serializers.ModelSerializer):
    """One request of a delivery: `status` is null where no answer came, and `error` says why."""

    answer = serializers.CharField(source="answer_text", read_only=True)

    class Meta:
        model = DeliveryAttempt
        fields = ("at", "milliseconds", "status", "error", "answer")
        read_only_fields = fields


class WebhookDeliverySerializer(serializers.ModelSerializer):
    """One event for one endpoint. `sequence`: the journal entry, null of a sample. `due_at`: the next attempt; null when it has ended."""

    endpoint = serializers.IntegerField(source="endpoint_id", read_only=True)

    class Meta:
        model = WebhookDelivery
        fields = (
            "id", "endpoint", "message_id", "type", "sequence", "kind", "state", "attempts", "replays", "last_status", "last_error", "created_at", "due_at",
            "give_up_at", "ended_at",
        )  # fmt: skip
        read_only_fields = fields


class WebhookDeliveryWithAttemptsSerializer(WebhookDeliverySerializer):
    """With its newest 50 attempts, the newest first."""

    attempted = serializers.SerializerMethodField()

    class Meta(WebhookDeliverySerializer.Meta):
        fields = (*WebhookDeliverySerializer.Meta.fields, "attempted")
        read_only_fields = fields

    @extend_schema_field(AttemptSerializer(many=True))
    def get_attempted(self, row: WebhookDelivery) -> Any:
        return AttemptSerializer(DeliveryAttempt.objects.filter(delivery=row).order_by("-pk")[:50], many=True).data


class WebhookDeliveryFilter(filters.FilterSet):
    endpoint = IdFilter(field_name="endpoint_id")
    state = filters.ChoiceFilter(choices=DeliveryState.choices)
    kind = filters.ChoiceFilter(choices=DeliveryKind.choices)
    message_id = filters.CharFilter(field_name="message_id", help_text="The id that the receiver was given.")
    sequence = IdFilter(field_name="sequence")

    class Meta:
        model = WebhookDelivery
        fields = ("endpoint", "state", "kind", "message_id", "sequence")


class WebhookDeliveryView(NounView):
    """What was sent to endpoints, and what waits."""

    model = WebhookDelivery
    serializer_class = WebhookDeliverySerializer
    filterset_class = WebhookDeliveryFilter
    expands = {"endpoint": "webhook-endpoint"}

    def get_serializer_class(self) -> Any:
        return WebhookDeliveryWithAttemptsSerializer if self.action == "retrieve" else WebhookDeliverySerializer

    @extend_schema(
        request=ReasonBody, responses=WebhookDeliverySerializer, summary="Send a delivery again",
        description="One that was delivered or given up; under the id that it had.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def replay(self, request: Request, pk: str) -> Response:
        reason = self.body(ReasonBody)["reason"]
        self.expected_version()
        return self.run(lambda: actions.replay_delivery(int(pk), actor=self.actor, at=self.at, reason=reason))  # type: ignore[arg-type]
