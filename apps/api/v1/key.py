"""The key that asks: what it is and may do, and its change of its own secret."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import ReasonBody
from apps.api.platform.versions import pinned
from apps.api.platform.views import NounView
from apps.kernel.errors import NotVisible, Reason
from apps.tenants.models import ApiKey
from apps.workflow.actions import LONGEST_OVERLAP, rotate_api_key

MOST_HOURS = int(LONGEST_OVERLAP.total_seconds() // 3600)


class OwnKeySerializer(serializers.ModelSerializer):
    """A key as it is now. `permissions`: all that it may do, by its roles and its own limits. `person`: whose way in it is, of a client's
    user. `networks`: from where it is taken, CIDR; none: from everywhere. `requests_per_minute`: null for no limit.
    `old_secret_ends_at`: until when the secret before the last rotation is taken beside the new one."""

    company = serializers.CharField(source="tenant.slug", read_only=True, help_text="The short code of the company.")
    company_name = serializers.CharField(source="tenant.name", read_only=True)
    person = serializers.CharField(source="membership.user.email", read_only=True, default=None, allow_null=True)
    roles = serializers.SerializerMethodField()
    permissions = serializers.SerializerMethodField()
    networks = serializers.ListField(child=serializers.CharField(), read_only=True)
    requests_per_minute = serializers.SerializerMethodField()
    contract_version = serializers.SerializerMethodField()

    class Meta:
        model = ApiKey
        fields = (
            "id", "name", "prefix", "company", "company_name", "person", "roles", "permissions", "read_only", "networks", "requests_per_minute",
            "contract_version", "require_if_match", "created_at", "expires_at", "old_secret_ends_at", "last_used_at", "last_used_from",
        )  # fmt: skip
        read_only_fields = fields

    def get_roles(self, row: ApiKey) -> list[str]:
        return sorted(self.context["actor"].roles)

    def get_permissions(self, row: ApiKey) -> list[str]:
        return sorted(self.context["actor"].permissions)

    def get_requests_per_minute(self, row: ApiKey) -> int | None:
        return row.requests_per_minute or settings.API_LIMIT_PER_MINUTE or None

    def get_contract_version(self, row: ApiKey) -> str:
        return pinned(row)


class OwnKeyWithSecretSerializer(OwnKeySerializer):
    """With its new secret; null where the request came a second time."""

    secret = serializers.CharField(read_only=True, allow_null=True)

    class Meta(OwnKeySerializer.Meta):
        fields = (*OwnKeySerializer.Meta.fields, "secret")
        read_only_fields = fields


class RotateKeyBody(ReasonBody):
    """`overlap_hours`: for how long the old secret is taken beside the new one; 24 if it is left out."""

    overlap_hours = serializers.IntegerField(min_value=0, max_value=MOST_HOURS, required=False)


class KeyView(NounView):
    """The key that the request came with, and no other. It needs no right: whoever holds a key may know what it is."""

    model = ApiKey
    serializer_class = OwnKeySerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return ApiKey.objects.none()
        if not isinstance(self.request.auth, ApiKey):
            raise NotVisible(Reason("no_key", _("This request came with a session and has no key. Send one: Authorization: Bearer obk_...")))
        return ApiKey.objects.select_related("tenant", "membership__user").filter(pk=self.request.auth.pk)

    @extend_schema(responses=OwnKeySerializer, summary="What the asking key is", filters=False)
    def show(self, request: Request) -> Response:
        answer = self.answer(self.get_queryset().get())
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @extend_schema(
        request=RotateKeyBody, responses=OwnKeyWithSecretSerializer, summary="Give the asking key a new secret",
        description="The old one is taken beside it for `overlap_hours` (24). The secret is in this answer and in no other: who lost it asks again "
        "with the old one and another Idempotency-Key. A key that may only read does not rotate itself (403).",
    )  # fmt: skip
    def rotate(self, request: Request) -> Response:
        asked, key = self.body(RotateKeyBody), self.get_queryset().get()
        return self.run_with_secret(lambda: rotate_api_key(key.pk, actor=self.actor, at=self.at, **asked))  # type: ignore[arg-type]
