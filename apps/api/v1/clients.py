"""Clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform import paging
from apps.api.platform.bulk import many, many_new
from apps.api.platform.fields import AmountField, Body, CurrencyField, IdField, MaybeMoneyField, ReasonBody
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.api.v1 import sharing
from apps.clients import actions, transitions
from apps.clients.models import Client, Contact, Interaction
from apps.clients.queries import search
from apps.clients.states import ClientKind, ClientState, InteractionKind
from apps.kernel.money import to_minor
from apps.tenants.permission import permitted, require

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


class IbanBody(Body):
    """An account; its check digits are checked."""

    iban = serializers.CharField(max_length=50)


class ContactSerializer(serializers.ModelSerializer):
    """A person who speaks for the client."""

    client = serializers.IntegerField(source="client_id", read_only=True)
    email = serializers.CharField(read_only=True, help_text="An address, or empty.")

    class Meta:
        model = Contact
        fields = ("id", "version", "client", "name", "position", "email", "phone", "created_at", "updated_at")
        read_only_fields = fields


class ContactBody(Body):
    """A person to add."""

    name = serializers.CharField(max_length=150)
    position = serializers.CharField(max_length=100, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)


class ContactPatch(ContactBody):
    name = serializers.CharField(max_length=150, required=False)


class RemovedContactSerializer(serializers.Serializer):
    """The contact that is gone; the journal and its history keep that it was."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class InteractionSerializer(serializers.ModelSerializer):
    """A conversation as it was recorded; it is never changed. `answers`: the earlier one that it comes back to or corrects."""

    owner = serializers.CharField(source="owner.email", read_only=True, default=None, allow_null=True)
    answers = serializers.IntegerField(source="answers_id", read_only=True, allow_null=True)

    class Meta:
        model = Interaction
        fields = ("id", "version", "kind", "happened_on", "summary", "follow_up_on", "owner", "answers", "created_at")
        read_only_fields = fields


class InteractionBody(Body):
    """A conversation to record. Its owner is the person who asks; a key has none."""

    kind = serializers.ChoiceField(choices=InteractionKind.choices, required=False)
    happened_on = serializers.DateField()
    summary = serializers.CharField(max_length=5000)
    follow_up_on = serializers.DateField(required=False, allow_null=True)
    answers = IdField(required=False)


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
    children = ("contacts", "interactions", "shares")
    listed = {"contacts": ContactSerializer, "interactions": InteractionSerializer}

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

    def known_parameters(self) -> set[str]:
        listed = self.action in ("contacts", "interactions")
        return set(paging.PARAMETERS) if listed else super().known_parameters()

    @extend_schema(responses=ContactSerializer(many=True), summary="List the contacts of a client", filters=True)
    @action(detail=True, methods=["get"], filterset_class=None)
    def contacts(self, request: Request, pk: str) -> Response:
        return self._of_client(Contact.objects.all(), ContactSerializer)

    @extend_schema(request=ContactBody, responses={201: ContactSerializer}, summary="Add a contact to a client")
    @contacts.mapping.post
    def add_contact(self, request: Request, pk: str) -> Response:
        asked = self.body(ContactBody)
        self.get_object()
        return self.run(lambda: self._shown(actions.add_contact(int(pk), actor=self.actor, at=self.at, **asked), ContactSerializer), status=201)

    @extend_schema(responses=InteractionSerializer(many=True), summary="List what was said with a client", filters=True)
    @action(detail=True, methods=["get"], filterset_class=None)
    def interactions(self, request: Request, pk: str) -> Response:
        return self._of_client(Interaction.objects.select_related("owner"), InteractionSerializer)

    @extend_schema(
        request=InteractionBody, responses={201: InteractionSerializer}, summary="Record a conversation with a client",
        description="It is never changed: what came of it, or a correction, is another one that names it as `answers`.",
    )  # fmt: skip
    @interactions.mapping.post
    def record_interaction(self, request: Request, pk: str) -> Response:
        asked = self.body(InteractionBody)
        self.get_object()
        asked["answers_id"] = asked.pop("answers", None)
        return self.run(
            lambda: self._shown(actions.record_interaction(int(pk), actor=self.actor, at=self.at, **asked), InteractionSerializer), status=201
        )

    @extend_schema(
        request=IbanBody, responses=ClientSerializer, summary="Add an account to a client",
        description="By it a payer is known. One that the client has already changes nothing.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="add-iban")
    def add_iban(self, request: Request, pk: str) -> Response:
        return self._change_ibans(lambda held, iban: held if iban in held else [*held, iban])

    @extend_schema(request=IbanBody, responses=ClientSerializer, summary="Take an account from a client", description="One that it does not have changes nothing.")
    @action(detail=True, methods=["post"], url_path="remove-iban")
    def remove_iban(self, request: Request, pk: str) -> Response:
        return self._change_ibans(lambda held, iban: [item for item in held if item != iban])

    def _change_ibans(self, changed: Callable[[list[str], str], list[str]]) -> Response:
        """Based on the version that is read, so that of two changes at once none is lost: one of them is refused (412)."""
        iban, version = "".join(self.body(IbanBody)["iban"].split()).upper(), self.expected_version()

        def act() -> Client:
            row = self.get_object()
            held = [item.iban for item in row.ibans.all()]
            kept = changed(held, iban)
            how: dict[str, Any] = {"actor": self.actor, "at": self.at, "expected_version": row.version if version is None else version}
            return actions.update_client(row.pk, ibans=kept, **how)

        return self.run(act)

    def _of_client(self, rows: QuerySet, serializer: type[serializers.Serializer]) -> Response:
        """A page of the client's rows that the caller may see. Raises NotVisible, NotPermitted."""
        codename = f"view_{rows.model._meta.model_name}"
        client = self.get_object()
        require(self.actor, f"clients.{codename}")
        page = self.paginate_queryset(permitted(rows.filter(client=client), self.actor, codename))
        return self.get_paginated_response(self.told(page, many=True, serializer=serializer))

    @staticmethod
    def _shown(row: Any, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        return dict(serializer(row).data)

    def _minor(self, asked: dict[str, Any], pk: str | None) -> dict[str, Any]:
        """The credit limit in minor units of the currency that the client has or gets."""
        if "credit_limit" in asked:
            limit = asked.pop("credit_limit")
            currency = asked.get("currency") or (self.get_object().currency if pk else "UAH")
            asked["credit_limit_minor"] = None if limit is None else to_minor(limit, currency)
        return asked

    shares = sharing.shares(noun="a client")
    share = sharing.share(actions.share_client, ClientSerializer, noun="a client")
    unshare = sharing.unshare(actions.unshare_client, ClientSerializer, noun="a client")
    create_many = many_new(summary="Enter many clients")
    qualify_many = many("qualify", summary="Qualify many clients")
    hold_many = many("hold", needs_reason=True, summary="Put many clients on hold")
    release_many = many("release", summary="Release many clients")
    archive_many = many("archive", summary="Archive many clients")
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


class ContactFilter(filters.FilterSet):
    client = IdFilter(field_name="client_id")

    class Meta:
        model = Contact
        fields = ("client",)


class ContactView(NounView):
    """People who speak for clients. They are added under their client."""

    model = Contact
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
    expands = {"client": "client"}

    @extend_schema(
        request=ContactPatch, responses=ContactSerializer, summary="Change a contact", description="Sets the fields that are given.",
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        asked, version = self.body(ContactPatch), self.expected_version()
        return self.run(lambda: actions.update_contact(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked))

    @extend_schema(
        request=ReasonBody, responses=RemovedContactSerializer, summary="Remove a contact",
        description="It is deleted: a person may ask for that. The journal and the history keep that it was.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        asked, version = self.body(ReasonBody), self.expected_version()

        def act() -> dict[str, Any]:
            gone = actions.remove_contact(int(pk), actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version)
            return {"id": int(pk), "name": gone.name}

        return self.run(act)
