"""Clients."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import AmountField, MoneyField, ReasonSerializer
from apps.api.platform.views import NounView
from apps.clients import actions
from apps.clients.models import Client
from apps.clients.queries import search
from apps.clients.states import ClientKind, ClientState
from apps.kernel.money import to_minor

LANGUAGES = [("uk", "Українська"), ("en", "English")]


class ClientSerializer(serializers.ModelSerializer):
    """A client as it stands."""

    credit_limit = MoneyField()
    ibans = serializers.SlugRelatedField(slug_field="iban", many=True, read_only=True)

    class Meta:
        model = Client
        fields = (
            "id", "version", "code", "legal_name", "short_name", "kind", "edrpou", "vat_number", "ibans", "billing_address",
            "language", "currency", "payment_terms_days", "credit_limit", "tags", "notes", "state", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class ClientBody(serializers.Serializer):
    """What a caller may set. Check digits of tax ids and IBANs are checked."""

    code = serializers.CharField(max_length=30)
    legal_name = serializers.CharField(max_length=200)
    short_name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=ClientKind.choices, required=False)
    edrpou = serializers.CharField(max_length=10, required=False, allow_blank=True)
    vat_number = serializers.CharField(max_length=20, required=False, allow_blank=True)
    ibans = serializers.ListField(child=serializers.CharField(max_length=50), required=False, max_length=50)
    billing_address = serializers.CharField(max_length=500, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    currency = serializers.CharField(max_length=3, required=False)
    payment_terms_days = serializers.IntegerField(min_value=0, max_value=3650, required=False)
    credit_limit = AmountField(required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=50)
    notes = serializers.CharField(max_length=5000, required=False, allow_blank=True)


class NewClientBody(ClientBody):
    prospect = serializers.BooleanField(required=False, default=False)


class ClientPatch(ClientBody):
    code = serializers.CharField(max_length=30, required=False)
    legal_name = serializers.CharField(max_length=200, required=False)


class ClientFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ClientState.choices)
    code = filters.CharFilter(field_name="code")
    edrpou = filters.CharFilter(field_name="edrpou")
    search = filters.CharFilter(method="by_term")

    class Meta:
        model = Client
        fields = ("state", "code", "edrpou", "search")

    def by_term(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """IBAN, tax id, code, or words of the name."""
        return search(queryset, value)


class ClientView(NounView):
    """Clients of the company."""

    model = Client
    serializer_class = ClientSerializer
    filterset_class = ClientFilter

    def base_queryset(self) -> QuerySet:
        return Client.objects.prefetch_related("ibans")

    @extend_schema(request=NewClientBody, responses={201: ClientSerializer})
    def create(self, request: Request) -> Response:
        asked = self._minor(self.body(NewClientBody), None)
        return self.run(lambda: actions.create_client(actor=self.actor, at=self.at, **asked), status=201)

    @extend_schema(request=ClientPatch, responses=ClientSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        asked = self._minor(self.body(ClientPatch), pk)
        version = self.expected_version()
        return self.run(
            lambda: actions.update_client(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked)
        )

    def _minor(self, asked: dict[str, Any], pk: str | None) -> dict[str, Any]:
        """The credit limit in minor units of the currency that the client has or gets."""
        if "credit_limit" in asked:
            limit = asked.pop("credit_limit")
            currency = asked.get("currency") or (self.get_object().currency if pk else "UAH")
            asked["credit_limit_minor"] = None if limit is None else to_minor(limit, currency)
        return asked

    @extend_schema(request=ReasonSerializer, responses=ClientSerializer)
    @action(detail=True, methods=["post"])
    def qualify(self, request: Request, pk: str) -> Response:
        return self._act(actions.qualify_client, pk)

    @extend_schema(request=ReasonSerializer, responses=ClientSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: str) -> Response:
        return self._act(actions.hold_client, pk)

    @extend_schema(request=ReasonSerializer, responses=ClientSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        return self._act(actions.release_client, pk)

    @extend_schema(request=ReasonSerializer, responses=ClientSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        return self._act(actions.archive_client, pk)

    @extend_schema(request=ReasonSerializer, responses=ClientSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        return self._act(actions.restore_client, pk)

    def _act(self, act: Any, pk: str) -> Response:
        reason, version = self.body(ReasonSerializer)["reason"], self.expected_version()
        return self.run(lambda: act(int(pk), actor=self.actor, at=self.at, reason=reason, expected_version=version))
