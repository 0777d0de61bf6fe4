"""What became of a request, asked for by its Idempotency-Key."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.views import ScopedView, caller_of
from apps.kernel.errors import not_visible
from apps.workflow.ledger import hash_of
from apps.workflow.models import IdempotencyRecord, SentAgain


class KeyRecordSerializer(serializers.Serializer):
    """The record that the request made or changed."""

    kind = serializers.CharField()
    id = serializers.IntegerField()


class KeyDifferenceSerializer(serializers.Serializer):
    """One difference from the first request. `part` is `body` where `pointer` leads to it in the body; else it names what of the
    request is another (`path`, `method`), or why the place is not told (`too_long`, `not_kept`)."""

    part = serializers.CharField()
    pointer = serializers.CharField()


class KeyReplaySerializer(serializers.Serializer):
    """A later use of the key: the `number`th, and the status with which it was answered."""

    number = serializers.IntegerField()
    happened_at = serializers.DateTimeField()
    status = serializers.IntegerField()
    request_id = serializers.CharField()
    differences = KeyDifferenceSerializer(many=True)


class IdempotencyKeySerializer(serializers.Serializer):
    """A key whose request took effect. `status`: of its answer. `replays`: of the uses since, `replay_count` in number, the last 20,
    newest first."""

    key = serializers.CharField()
    state = serializers.ChoiceField(choices=["done"])
    status = serializers.IntegerField()
    record = KeyRecordSerializer(allow_null=True)
    request_id = serializers.CharField()
    created_at = serializers.DateTimeField()
    replay_count = serializers.IntegerField()
    differs = serializers.BooleanField(help_text="Whether it was ever sent with another request.")
    replays = KeyReplaySerializer(many=True)


class IdempotencyKeyView(ScopedView):
    """A caller's own keys. Those of others do not exist for them."""

    model = IdempotencyRecord
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(
        operation_id="idempotency_keys_retrieve", responses=IdempotencyKeySerializer, summary="Ask what became of a request",
        description="By the Idempotency-Key that the caller sent. 404: nothing took effect under the key (yet), and the request may be sent again with it.",
        parameters=[OpenApiParameter("key", {"type": "string", "pattern": "^[!-~][ -~]{0,254}$"}, OpenApiParameter.PATH, description="The key, as it was sent.")],
    )  # fmt: skip
    def read(self, request: Request, key: str) -> Response:
        """The key with its record and its later uses."""
        assert self.actor is not None
        row = IdempotencyRecord.objects.filter(key_hash=hash_of("api", key, str(caller_of(self.actor)))).first()
        if row is None:
            raise not_visible()
        told = {
            "key": row.key, "state": "done", "status": row.status, "request_id": row.request_id, "created_at": row.created_at,
            "record": {"kind": row.object_kind, "id": row.object_id} if row.object_id is not None else None,
            "replay_count": row.replay_count, "differs": row.sent_again == SentAgain.OTHER, "replays": row.replays.order_by("-number"),
        }  # fmt: skip
        return Response(IdempotencyKeySerializer(told).data)
