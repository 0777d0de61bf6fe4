"""Clients."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import AmountField, Body, CurrencyField, MaybeMoneyField
from apps.api.platform.views import NounView, act
from apps.clients import actions, transitions
from apps.clients.models import Client
from apps.clients.queries import search
from apps.clients.states import ClientKind, ClientState
from apps.kernel.money import to_minor

LANGUAGES = [("uk", "Українська"), ("en", "English")]
# What the company thinks of a client is not for the client's own people.
INTERNAL = ("credit_limit", "tags", "notes")


class ClientSerializer(serializers.ModelSerializer):
    """A client as it stands. `credit_limit`, `tags` and `notes` are left out for the client's own people."""

    credit_limit = MaybeMoneyField(required=False)
    ibans = serializers.SlugRelatedField(slug_field="iban", many=True, read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Client
        fields = (
            "id", "version", "code", "legal_name", "short_name", "kind", "edrpou", "vat_number", "ibans", "billing_address",
            "language", "currency", "payment_terms_days", "credit_limit", "tags", "notes", "state", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, row: Client) -> dict[str, Any]:
        told = super().to_representation(row)
        actor = self.context.get("actor")
        if actor is not None and actor.client_id is not None:
            for name in INTERNAL:
                told.pop(name, None)
        return told


class ClientBody(Body):
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
    currency = CurrencyField(required=False)
    payment_terms_days = serializers.IntegerField(min_value=0, max_value=3650, required=False)
    credit_limit = AmountField(required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=50)
    notes = serializers.CharField(max_length=5000, required=False, allow_blank=True)


@extend_schema_serializer(examples=[OpenApiExample("A company", value={
    "code": "C-1001", "legal_name": "ТОВ «Зоря»", "edrpou": "37631700", "ibans": ["UA213223130000026007233566001"],
    "currency": "UAH", "payment_terms_days": 14, "credit_limit": "50000.00",
}, request_only=True)])
class NewClientBody(ClientBody):
    prospect = serializers.BooleanField(required=False, default=False)


class ClientPatch(ClientBody):
    code = serializers.CharField(max_length=30, required=False)
    legal_name = serializers.CharField(max_length=200, required=False)


class ClientFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ClientState.choices)
    code = filters.CharFilter(field_name="code", help_text="The whole code.")
    edrpou = filters.CharFilter(field_name="edrpou", help_text="The whole EDRPOU or RNTRC.")
    search = filters.CharFilter(method="by_term", help_text="IBAN, tax id, code, or words of the name.")

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

    @extend_schema(request=NewClientBody, responses={201: ClientSerializer}, summary="Add a client")
    def create(self, request: Request) -> Response:
        asked = self._minor(self.body(NewClientBody), None)
        return self.run(lambda: actions.create_client(actor=self.actor, at=self.at, **asked), status=201)

    @extend_schema(
        request=ClientPatch, responses=ClientSerializer, summary="Change a client",
        description="Sets the fields that are given. `ibans` replaces all accounts.",
    )  # fmt: skip
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

    qualify = act(transitions.QUALIFY, actions.qualify_client, ClientSerializer, summary="Make a prospect an active client")
    hold = act(
        transitions.HOLD, actions.hold_client, ClientSerializer, summary="Put a client on hold",
        description="New invoices for the client are refused until it is released.",
    )  # fmt: skip
    release = act(transitions.RELEASE, actions.release_client, ClientSerializer, summary="Release a client from hold")
    archive = act(
        transitions.ARCHIVE, actions.archive_client, ClientSerializer, summary="Archive a client",
        description="Refused (409) while invoices of the client are open.",
    )  # fmt: skip
    restore = act(transitions.RESTORE, actions.restore_client, ClientSerializer, summary="Restore an archived client")
