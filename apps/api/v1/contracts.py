"""Contracts, their terms, documents and amendments."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform import paging
from apps.api.platform.bulk import many
from apps.api.platform.downloads import AnyFile
from apps.api.platform.fields import (
    AmountField,
    Body,
    CurrencyField,
    IdField,
    MoneyField,
    PersonField,
    ReasonBody,
    ReasonNeededBody,
    find_member,
    member_of,
)
from apps.api.platform.parsing import UploadParser
from apps.api.platform.queries import DayFilter, IdFilter
from apps.api.platform.views import NounView, act
from apps.api.v1 import sharing
from apps.clients.models import Client
from apps.contracts import actions, transitions
from apps.contracts.actions.draft import MAX_TERMS, TermDraft
from apps.contracts.doors import document_answer
from apps.contracts.files import MAX_BYTES
from apps.contracts.models import BillingTerm, Contract, ContractDocument
from apps.contracts.queries import search
from apps.contracts.states import ContractKind, ContractState, Renewal, TermKind, Timing
from apps.kernel.money import to_minor
from apps.tenants.permission import permitted, require

# Who looks after a contract and how far it has been worked on is not for the client's own people.
INTERNAL = ("owner", "notice_on", "signed_document", "terms")


class TermSerializer(serializers.ModelSerializer):
    """What the contract bills, net, and when. `reached_on`: the day from which a milestone is billed."""

    amount = MoneyField()
    timing = serializers.CharField(read_only=True, help_text="advance or arrears of a recurring term, else empty.")

    class Meta:
        model = BillingTerm
        fields = (
            "id", "position", "kind", "description", "amount", "tax_code", "due_on", "reached_on", "every_months", "timing", "aligned",
            "starts_on", "ends_before",
        )  # fmt: skip
        read_only_fields = fields


class ContractSerializer(serializers.ModelSerializer):
    """A contract with the terms that are in force. `ends_before`: the first day on which it holds no more, null for no end.
    `owner`, `notice_on`, `signed_document` and `terms` are left out for the client's own people; `terms` for whoever may
    not see billing terms."""

    client = serializers.IntegerField(source="client_id", read_only=True)
    value = MoneyField()
    owner = serializers.CharField(source="owner.email", read_only=True, default=None, allow_null=True, required=False)
    signed_document = serializers.IntegerField(source="signed_document_id", read_only=True, allow_null=True, required=False)
    notice_on = serializers.DateField(read_only=True, allow_null=True, required=False)
    terms = serializers.SerializerMethodField(required=False)

    class Meta:
        model = Contract
        fields = (
            "id", "version", "number", "client", "title", "kind", "currency", "value", "starts_on", "ends_before", "notice_days",
            "renewal", "renewal_months", "owner", "terms_version", "signed_on", "signed_document", "effective_on", "notice_on", "state",
            "terms", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(TermSerializer(many=True))
    def get_terms(self, row: Contract) -> list[dict[str, Any]]:
        return TermSerializer([term for term in row.terms.all() if term.is_live], many=True).data  # type: ignore[return-value]

    def to_representation(self, row: Contract) -> dict[str, Any]:
        told = super().to_representation(row)
        actor = self.context.get("actor")
        if actor is not None and actor.client_id is not None:
            for name in INTERNAL:
                told.pop(name, None)
        elif actor is not None and not actor.may("contracts.view_billingterm"):
            told.pop("terms", None)
        return told


class TermBody(Body):
    """A billing term. A one-off (`once`) has `due_on`; a `recurring` one has `every_months` and `timing`, and begins with the
    contract unless `starts_on` says another day; others have none of them. `amount`: net, of the whole, a period or an hour."""

    kind = serializers.ChoiceField(choices=TermKind.choices)
    description = serializers.CharField(max_length=250)
    amount = AmountField()
    tax_code = serializers.CharField(max_length=20)
    due_on = serializers.DateField(required=False, allow_null=True)
    every_months = serializers.IntegerField(required=False, min_value=0, max_value=120, default=0)
    timing = serializers.ChoiceField(choices=Timing.choices, required=False, allow_blank=True, default="")
    aligned = serializers.BooleanField(required=False, default=False)
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_before = serializers.DateField(required=False, allow_null=True)


class HeadBody(Body):
    """What an amendment may change of a contract, and a draft too."""

    title = serializers.CharField(max_length=200, required=False)
    value = AmountField(required=False)
    ends_before = serializers.DateField(required=False, allow_null=True)
    notice_days = serializers.IntegerField(required=False, min_value=0, max_value=3650)
    renewal = serializers.ChoiceField(choices=Renewal.choices, required=False)
    renewal_months = serializers.IntegerField(required=False, min_value=0, max_value=1200)
    owner = PersonField(required=False, allow_null=True, help_text="The address of a member, or null for nobody.")


class ContractPatch(HeadBody):
    number = serializers.CharField(max_length=60, required=False)
    client = IdField(required=False)
    kind = serializers.ChoiceField(choices=ContractKind.choices, required=False)
    currency = CurrencyField(required=False)
    starts_on = serializers.DateField(required=False)
    terms = TermBody(many=True, required=False, max_length=MAX_TERMS)


@extend_schema_serializer(examples=[OpenApiExample("A monthly fee", value={
    "number": "C-2026/14", "client": 1, "title": "Support", "value": "14400.00", "starts_on": "2026-01-01", "ends_before": "2027-01-01",
    "renewal": "manual", "renewal_months": 12,
    "terms": [{"kind": "recurring", "description": "Support", "amount": "1200.00", "tax_code": "20", "every_months": 1, "timing": "advance"}],
}, request_only=True)])
class ContractBody(ContractPatch):
    """A draft. The currency defaults to the client's, the owner to the person who asks (a key is nobody)."""

    number = serializers.CharField(max_length=60)
    client = IdField()
    title = serializers.CharField(max_length=200)
    starts_on = serializers.DateField()


class ActivateBody(ReasonBody):
    """`document`: the signed one, of those attached; left out, the one attached last."""

    signed_on = serializers.DateField()
    document = IdField(required=False)


class TerminateBody(ReasonNeededBody):
    """`effective_on`: the first day on which the contract holds no more."""

    effective_on = serializers.DateField()


class ReachBody(ReasonBody):
    """`term`: the milestone. `reached_on`: today, if left out."""

    term = IdField()
    reached_on = serializers.DateField(required=False)


class DocumentSerializer(serializers.ModelSerializer):
    """A file as it was attached. Its type is told by its content; its bytes are at `/contract-documents/{id}/file`."""

    contract = serializers.IntegerField(source="contract_id", read_only=True)

    class Meta:
        model = ContractDocument
        fields = ("id", "contract", "name", "content_type", "size", "sha256", "uploaded_by", "uploaded_at")
        read_only_fields = fields


class DocumentParser(UploadParser):
    """A form with a file of at most 20 MiB."""

    most = MAX_BYTES


class DocumentBody(Body):
    """A file: PDF, DOCX or XLSX without macros, PNG, JPEG or P7S by its content, at most 20 MiB."""

    file = serializers.FileField()


class ContractFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ContractState.choices)
    client = IdFilter(field_name="client_id")
    kind = filters.ChoiceFilter(choices=ContractKind.choices)
    owner = filters.CharFilter(method="by_owner", help_text="The address of a member.")
    number = filters.CharFilter(field_name="number", help_text="The whole number.")
    ends_from = DayFilter(method="by_end", help_text="The last day of the contract is this one or later.")
    ends_until = DayFilter(method="by_end", help_text="The last day of the contract lies before this day.")
    search = filters.CharFilter(method="by_term", help_text="Start of a number, or the client's code, tax id, IBAN or name.")

    class Meta:
        model = Contract
        fields = ("state", "client", "kind", "owner", "number", "ends_from", "ends_until", "search")

    def by_owner(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The address of a member."""
        return queryset.filter(owner_id=find_member(value) or 0)

    def by_end(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """By the last day. All states are named, since the index of ends begins with the state."""
        end = {"ends_before__gt" if name == "ends_from" else "ends_before__lte": value}
        return queryset.filter(state__in=ContractState.values, **end)

    def by_term(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The start of a number, or the client's code, tax id, IBAN or name."""
        return search(queryset, value)


class ContractView(NounView):
    """Contracts with their billing terms and documents."""

    model = Contract
    serializer_class = ContractSerializer
    filterset_class = ContractFilter
    children = ("documents", "shares")
    listed = {"documents": DocumentSerializer}
    expands = {"client": "client", "signed_document": "contract-document"}

    def base_queryset(self) -> QuerySet:
        return Contract.objects.select_related("owner").prefetch_related("terms")

    def known_parameters(self) -> set[str]:
        if self.action == "documents":
            return set(paging.PARAMETERS)
        known = super().known_parameters()
        # What is not shown to a client's own people cannot be asked after by them.
        return known - {"owner"} if self.actor is not None and self.actor.client_id is not None else known

    @extend_schema(
        request=ContractBody, responses={201: ContractSerializer}, summary="Draft a contract",
        description="With its billing terms. Nothing is billed until it is submitted, signed and activated.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(ContractBody)
        client_id = asked.pop("client")
        head = head_of(asked, asked.get("currency") or self._currency_of(client_id))
        terms = drafts_of(head.pop("terms", []))
        return self.run(lambda: actions.create_contract(client_id, terms, actor=self.actor, at=self.at, **head), status=201)

    @extend_schema(
        request=ContractPatch, responses=ContractSerializer, summary="Change a draft",
        description="Sets the fields that are given; `terms` replaces all terms. Refused (409) for what is no draft any more: a "
        "contract that is approved or in force is changed by an amendment.",
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        asked, version = self.body(ContractPatch), self.expected_version()
        head = head_of(asked, asked.get("currency") or self.get_object().currency)
        if "client" in head:
            head["client_id"] = head.pop("client")
        if "terms" in head:
            head["terms"] = drafts_of(head["terms"])
        return self.run(lambda: actions.update_contract(int(pk), actor=self.actor, at=self.at, expected_version=version, **head))

    def _currency_of(self, client_id: int) -> str:
        """The client's, if there is such a client; the act says what is wrong otherwise."""
        clients = permitted(Client.objects.filter(pk=client_id), self.actor, "view_client")  # type: ignore[arg-type]
        return clients.values_list("currency", flat=True).first() or "UAH"

    shares = sharing.shares(noun="a contract")
    share = sharing.share(actions.share_contract, ContractSerializer, noun="a contract")
    unshare = sharing.unshare(actions.unshare_contract, ContractSerializer, noun="a contract")
    submit_many = many("submit", summary="Submit many contracts")
    suspend_many = many("suspend", needs_reason=True, summary="Suspend many contracts")
    resume_many = many("resume", summary="Resume many contracts")
    submit = act(
        transitions.SUBMIT, actions.submit_contract, ContractSerializer, summary="Submit a contract",
        description="To in_approval where an approval policy applies, else straight to approved. Refused (409) while the client is "
        "on hold or archived.",
    )  # fmt: skip
    withdraw = act(transitions.WITHDRAW, actions.withdraw_contract, ContractSerializer, summary="Withdraw a contract from approval")
    cancel = act(transitions.CANCEL, actions.cancel_contract, ContractSerializer, summary="Cancel a contract before it is signed")
    suspend = act(transitions.SUSPEND, actions.suspend_contract, ContractSerializer, summary="Suspend a contract")
    resume = act(transitions.RESUME, actions.resume_contract, ContractSerializer, summary="Resume a suspended contract")
    renew = act(
        transitions.RENEW, actions.renew_contract, ContractSerializer, summary="Renew a contract",
        description="Its end moves by the months that it names. Refused (409) for a contract that is not renewed.",
    )  # fmt: skip

    @extend_schema(
        request=ActivateBody, responses=ContractSerializer, summary="Bring a signed contract into force",
        description="From here on its terms are billed. Refused (409) without an attached document, or while the client is on hold.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def activate(self, request: Request, pk: str) -> Response:
        asked, version = self.body(ActivateBody), self.expected_version()
        return self.run(
            lambda: actions.activate_contract(
                int(pk), asked["signed_on"], asked.get("document"), actor=self.actor, at=self.at, reason=asked["reason"],
                expected_version=version,
            )
        )  # fmt: skip

    @extend_schema(
        request=TerminateBody, responses=ContractSerializer, summary="Terminate a contract",
        description="What was earned before `effective_on` is still billed. Refused (409) for a day outside the contract.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def terminate(self, request: Request, pk: str) -> Response:
        asked, version = self.body(TerminateBody), self.expected_version()
        return self.run(
            lambda: actions.terminate_contract(
                int(pk), asked["effective_on"], actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version
            )
        )

    @extend_schema(
        request=ReachBody, responses=ContractSerializer, summary="Note a milestone as reached",
        description="It is billed from that day on. Refused (409) for what is no milestone of the contract, or is reached already.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def reach(self, request: Request, pk: str) -> Response:
        asked, version = self.body(ReachBody), self.expected_version()
        return self.run(
            lambda: actions.reach_milestone(
                int(pk), asked["term"], actor=self.actor, at=self.at, reached_on=asked.get("reached_on"), reason=asked["reason"],
                expected_version=version,
            )
        )  # fmt: skip

    @extend_schema(responses=DocumentSerializer(many=True), summary="List the documents of a contract", filters=True)
    @action(detail=True, methods=["get"], filterset_class=None)
    def documents(self, request: Request, pk: str) -> Response:
        contract = self.get_object()
        require(self.actor, "contracts.view_contractdocument")  # type: ignore[arg-type]
        rows = permitted(ContractDocument.objects.filter(contract=contract), self.actor, "view_contractdocument")  # type: ignore[arg-type]
        return self.get_paginated_response(self.told(self.paginate_queryset(rows), many=True, serializer=DocumentSerializer))

    @extend_schema(
        request={"multipart/form-data": DocumentBody}, responses={201: DocumentSerializer}, summary="Attach a document",
        description="For good: documents are never changed or deleted. Refused (409) for a file that the contract has already.",
    )  # fmt: skip
    @documents.mapping.post
    def attach(self, request: Request, pk: str) -> Response:
        upload = self.body(DocumentBody)["file"]
        self.get_object()
        data = upload.read(MAX_BYTES + 1)
        return self.run(
            lambda: dict(DocumentSerializer(actions.attach_document(int(pk), data, upload.name, actor=self.actor, at=self.at)).data),
            status=201, fingerprint={"sha256": hashlib.sha256(data).hexdigest(), "name": upload.name},
        )  # fmt: skip

    def get_parsers(self) -> list[Any]:
        """A document comes as a form, all else as JSON."""
        attached = self.request is not None and self.request.method == "POST" and self.action_map.get("post") == "attach"
        return [DocumentParser()] if attached else super().get_parsers()


class DocumentView(NounView):
    """Documents of contracts: what they are, and their bytes."""

    model = ContractDocument
    serializer_class = DocumentSerializer
    expands = {"contract": "contract"}
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet:
        """Documents that the caller may see, of contracts that they may see."""
        rows = super().get_queryset()
        if self.actor is None or getattr(self, "swagger_fake_view", False):
            return rows
        return rows.filter(contract__in=permitted(Contract.objects.all(), self.actor, "view_contract"))

    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY}, summary="Download a document")
    @action(detail=True, methods=["get"], renderer_classes=[AnyFile])
    def file(self, request: Request, pk: str) -> Any:
        return document_answer(self.get_object())


def head_of(asked: dict[str, Any], currency: str, place: str = "") -> dict[str, Any]:
    """The fields as acts take them: the value in minor units, the owner by key. Raises Invalid."""
    head = dict(asked)
    if "value" in head:
        head["value_minor"] = to_minor(head.pop("value"), currency)
    if "owner" in head:
        address = head.pop("owner")
        head["owner_id"] = None if address is None else member_of(address, f"{place}owner")
    return head


def drafts_of(asked: list[dict[str, Any]]) -> list[TermDraft]:
    return [TermDraft(**term) for term in asked]
