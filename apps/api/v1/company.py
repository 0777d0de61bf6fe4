"""The company itself, and its API keys."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import Body, ClockField, IdField, InstantField, PercentField, PercentText, ReasonBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.views import NounView
from apps.tenants.models import ApiKey, Tenant
from apps.tenants.roles import CLIENT, Role
from apps.tenants.scope import current_tenant_id
from apps.workflow import actions

LANGUAGES = [("uk", "Українська"), ("en", "English")]
TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z"
KEY_ROLES = [(role.value, role.label) for role in Role if role != CLIENT]


class CompanySerializer(serializers.ModelSerializer):
    """What the company says of itself. `days_off`: days beside the public holidays of `holiday_country`. `rule_precision_percent`: how
    precise rules must be to be switched on. `require_mfa`: its people must sign in with a second factor."""

    workday_starts_at = ClockField()
    workday_ends_at = ClockField()
    days_off = serializers.ListField(child=serializers.DateField(), read_only=True)
    fiscal_year_starts_in = serializers.IntegerField(read_only=True, help_text="A month, 1 to 12.")
    rule_precision_percent = PercentField(source="rule_precision_bps", read_only=True)

    class Meta:
        model = Tenant
        fields = (
            "id", "slug", "name", "currency", "country", "language", "time_zone", "workday_starts_at", "workday_ends_at", "holiday_country",
            "days_off", "fiscal_year_starts_in", "rule_precision_percent", "require_mfa", "created_at",
        )  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("Working hours", value={"workday_starts_at": "08:30", "workday_ends_at": "17:30"}, request_only=True)])
class CompanyPatch(Body):
    """What is changed. The short code, the country and the currency of the books stay."""

    name = serializers.CharField(max_length=200, required=False)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    time_zone = serializers.CharField(max_length=40, required=False)
    workday_starts_at = serializers.RegexField(TIME, required=False, help_text="Such as 09:00.")
    workday_ends_at = serializers.RegexField(TIME, required=False, help_text="Such as 18:00.")
    holiday_country = serializers.RegexField(r"^([A-Z]{2})?\Z", required=False, allow_blank=True)
    days_off = serializers.ListField(child=serializers.DateField(), max_length=400, required=False)
    fiscal_year_starts_in = serializers.IntegerField(min_value=1, max_value=12, required=False)
    rule_precision_percent = PercentText(required=False)
    require_mfa = serializers.BooleanField(required=False)


class CompanyView(NounView):
    """The company that the caller works for."""

    model = Tenant
    serializer_class = CompanySerializer
    pagination_class = None
    filter_backends: list[Any] = []

    def base_queryset(self) -> QuerySet:
        return Tenant.objects.filter(pk=current_tenant_id())

    @extend_schema(responses=CompanySerializer, summary="The company", filters=False)
    def show(self, request: Request) -> Response:
        """Of the key or the session."""
        return self.answer(self.get_queryset().get())

    @extend_schema(
        request=CompanyPatch, responses=CompanySerializer, summary="Change the company",
        description="Sets the fields that are given. A changed time zone decides calendar days from now on.",
    )  # fmt: skip
    def change(self, request: Request) -> Response:
        """By an owner."""
        assert self.actor is not None
        asked, tenant = self.body(CompanyPatch), self.actor.tenant_id
        self.expected_version()
        if "rule_precision_percent" in asked:
            asked["rule_precision_bps"] = asked.pop("rule_precision_percent")
        if "days_off" in asked:
            asked["days_off"] = [day.isoformat() for day in asked["days_off"]]
        for name in ("workday_starts_at", "workday_ends_at"):
            if name in asked:
                asked[name] = serializers.TimeField().to_internal_value(asked[name])
        return self.run(lambda: actions.update_tenant(tenant, actor=self.actor, at=self.at, **asked))  # type: ignore[arg-type]


class ApiKeySerializer(serializers.ModelSerializer):
    """A key. `prefix`: how it begins; the rest is kept nowhere. `member`: whose way in it is, of a client's user. `permissions`: of what
    its roles allow, these alone; none: all of it. `networks`: CIDR; none: from everywhere."""

    roles = serializers.ListField(child=serializers.CharField(), read_only=True)
    member = serializers.IntegerField(source="membership_id", read_only=True, allow_null=True)
    permissions = serializers.ListField(child=serializers.CharField(), read_only=True)
    networks = serializers.ListField(child=serializers.CharField(), read_only=True)
    requests_per_minute = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = ApiKey
        fields = (
            "id", "name", "prefix", "roles", "member", "read_only", "permissions", "networks", "requests_per_minute", "require_if_match",
            "contract_version", "created_at", "expires_at", "revoked_at", "old_secret_ends_at", "last_used_at", "last_used_from",
        )  # fmt: skip
        read_only_fields = fields


class ApiKeyWithSecretSerializer(ApiKeySerializer):
    """With its secret; null where the request came a second time."""

    secret = serializers.CharField(read_only=True, allow_null=True)

    class Meta(ApiKeySerializer.Meta):
        fields = (*ApiKeySerializer.Meta.fields, "secret")
        read_only_fields = fields


class ApiKeyPatch(Body):
    """The limits of a key; those that are left out stay. `requests_per_minute` null: the usual limit."""

    read_only = serializers.BooleanField(required=False)
    permissions = serializers.ListField(child=serializers.CharField(max_length=100), max_length=500, required=False)
    networks = serializers.ListField(child=serializers.CharField(max_length=60), max_length=50, required=False)
    requests_per_minute = serializers.IntegerField(min_value=1, max_value=100_000, required=False, allow_null=True)
    require_if_match = serializers.BooleanField(required=False)


@extend_schema_serializer(examples=[OpenApiExample("For a warehouse", value={"name": "Warehouse", "roles": ["integration"], "networks": ["203.0.113.0/24"]}, request_only=True)])
class ApiKeyBody(ApiKeyPatch):
    """A key for a partner's system, with its limits. `member`: the user of a client whose way in it is; then `roles` are theirs."""

    name = serializers.CharField(max_length=100)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=KEY_ROLES), min_length=1, max_length=20, required=False)
    member = IdField(required=False)
    expires_at = InstantField(required=False)


class RotateApiKeyBody(ReasonBody):
    """`overlap_hours`: for how long the old secret is taken beside the new one; 24 if it is left out."""

    overlap_hours = serializers.IntegerField(min_value=0, max_value=720, required=False)


class ApiKeyView(NounView):
    """API keys of the company, for its owners; a key reads and rotates itself at /key."""

    model = ApiKey
    serializer_class = ApiKeySerializer
    filter_backends: list[Any] = []

    def base_queryset(self) -> QuerySet:
        return ApiKey.objects.filter(tenant_id=current_tenant_id())

    @extend_schema(
        request=ApiKeyBody, responses={201: ApiKeyWithSecretSerializer}, summary="Make a key",
        description="Pinned to the newest version of the contract. Its secret is in this answer and in no other.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(ApiKeyBody)
        name = asked.pop("name")
        if "member" in asked:
            asked["membership_id"] = asked.pop("member")
        return self.run_with_secret(lambda: actions.create_api_key(name, actor=self.actor, at=self.at, **asked), status=201)  # type: ignore[arg-type]

    @extend_schema(request=ApiKeyPatch, responses=ApiKeySerializer, summary="Change the limits of a key", description="They hold from its next request.")
    def partial_update(self, request: Request, pk: str) -> Response:
        asked = self.body(ApiKeyPatch)
        self.expected_version()
        row = self.get_object()
        limits = {name: getattr(row, name) for name in ApiKeyPatch().fields} | asked
        return self.run(lambda: actions.update_api_key(row.pk, actor=self.actor, at=self.at, **limits))  # type: ignore[arg-type]

    @extend_schema(
        request=RotateApiKeyBody, responses=ApiKeyWithSecretSerializer, summary="Give a key a new secret",
        description="The old one is taken beside it for `overlap_hours` (24). The secret is in this answer and in no other.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def rotate(self, request: Request, pk: str) -> Response:
        asked = self.body(RotateApiKeyBody)
        self.expected_version()
        return self.run_with_secret(lambda: actions.rotate_api_key(int(pk), actor=self.actor, at=self.at, **asked))  # type: ignore[arg-type]

    @extend_schema(request=ReasonBody, responses=ApiKeySerializer, summary="Revoke a key", description="For good; it stops at its next request.")
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def revoke(self, request: Request, pk: str) -> Response:
        reason = self.body(ReasonBody)["reason"]
        self.expected_version()
        return self.run(lambda: actions.revoke_api_key(int(pk), actor=self.actor, at=self.at, reason=reason))  # type: ignore[arg-type]
