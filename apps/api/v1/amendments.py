"""Amendments of contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import (
    AmountField,
    Body,
    IdField,
)
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.api.v1.contracts import HeadBody, TermBody, drafts_of, head_of
from apps.contracts import actions, transitions
from apps.contracts.actions.draft import MAX_TERMS
from apps.contracts.models import Amendment, Contract
from apps.contracts.queries import differences
from apps.contracts.states import AmendmentState
from apps.kernel.errors import Invalid, Reason
from apps.tenants.permission import permitted, require


class DifferenceSerializer(serializers.Serializer):
    """One thing that is changed, as a person reads it, in the language of Accept-Language."""

    label = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class AmendmentSerializer(serializers.ModelSerializer):
    """An amendment. `base_version`: the version of the contract's terms that it was drawn up on; `applied_version`: the one
    that it made."""

    contract = serializers.IntegerField(source="contract_id", read_only=True)
    applied_version = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Amendment
        fields = ("id", "version", "contract", "number", "title", "change_count", "base_version", "applied_version", "state", "created_at", "updated_at")
        read_only_fields = fields


class AmendmentWithChangesSerializer(AmendmentSerializer):
    """An amendment with what it changes."""

    differences = serializers.SerializerMethodField()

    class Meta(AmendmentSerializer.Meta):
        fields = (*AmendmentSerializer.Meta.fields, "differences")
        read_only_fields = fields

    @extend_schema_field(DifferenceSerializer(many=True))
    def get_differences(self, row: Amendment) -> Any:
        return DifferenceSerializer(differences(row), many=True).data


class TermChangeBody(Body):
    """New values of a term. How a term counts its periods is not changed: take it out and add another."""

    term = IdField()
    description = serializers.CharField(max_length=250, required=False)
    amount = AmountField(required=False)
    tax_code = serializers.CharField(max_length=20, required=False)
    due_on = serializers.DateField(required=False, allow_null=True)
    ends_before = serializers.DateField(required=False, allow_null=True)


class AmendmentPatch(Body):
    """Where any change is given, all changes are replaced."""

    title = serializers.CharField(max_length=200, required=False)
    change = HeadBody(required=False)
    change_terms = TermChangeBody(many=True, required=False, max_length=MAX_TERMS)
    add_terms = TermBody(many=True, required=False, max_length=MAX_TERMS)
    remove_terms = serializers.ListField(child=IdField(), required=False, max_length=MAX_TERMS)


@extend_schema_serializer(examples=[OpenApiExample("A longer contract at another price", value={
    "contract": 1, "title": "One more year", "change": {"ends_before": "2028-01-01", "value": "28800.00"},
    "change_terms": [{"term": 1, "amount": "1300.00"}],
}, request_only=True)])
class AmendmentBody(AmendmentPatch):
    """What is to stand in the contract. Values that stand there already are left out."""

    contract = IdField()
    title = serializers.CharField(max_length=200)


class AmendmentFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=AmendmentState.choices)
    contract = IdFilter(field_name="contract_id")

    class Meta:
        model = Amendment
        fields = ("state", "contract")


class AmendmentView(NounView):
    """Amendments: changes of a contract that are decided and applied as a whole."""

    model = Amendment
    filterset_class = AmendmentFilter
    expands = {"contract": "contract"}

    def get_serializer_class(self) -> Any:
        return AmendmentSerializer if self.action == "list" else AmendmentWithChangesSerializer

    def base_queryset(self) -> QuerySet:
        return Amendment.objects.select_related("contract")

    @extend_schema(
        request=AmendmentBody, responses={201: AmendmentWithChangesSerializer}, summary="Draw up an amendment",
        description="Of a contract that is approved, active or suspended. Nothing changes in the contract until it is approved. Refused "
        "later (409) if somebody else has changed the same fields or terms meanwhile.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(AmendmentBody)
        require(self.actor, "contracts.propose_amendment")  # before it is said which contracts there are
        contract_id = asked.pop("contract")
        contract = permitted(Contract.objects.filter(pk=contract_id), self.actor, "view_contract").first()  # type: ignore[arg-type]
        if contract is None:
            raise Invalid(Reason("no_contract", _("There is no such contract."), "contract"))
        proposal = _proposal(asked, contract.currency)
        return self.run(
            _placed(lambda: actions.propose_amendment(contract_id, actor=self.actor, at=self.at, **proposal), asked), status=201
        )

    @extend_schema(
        request=AmendmentPatch, responses=AmendmentWithChangesSerializer, summary="Draw a draft up anew",
        description="Against the contract as it stands now. Where any change is given, all changes are replaced.",
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        asked, version = self.body(AmendmentPatch), self.expected_version()
        proposal = _proposal(asked, self.get_object().contract.currency)
        return self.run(
            _placed(lambda: actions.update_amendment(int(pk), actor=self.actor, at=self.at, expected_version=version, **proposal), asked)
        )

    submit = act(
        transitions.SUBMIT_AMENDMENT, actions.submit_amendment, AmendmentWithChangesSerializer, summary="Submit an amendment",
        description="To in_approval where an approval policy applies, else it is applied at once.",
    )  # fmt: skip
    withdraw = act(
        transitions.WITHDRAW_AMENDMENT, actions.withdraw_amendment, AmendmentWithChangesSerializer, summary="Withdraw an amendment",
        description="For good: draw another one up.",
    )  # fmt: skip


def _proposal(asked: dict[str, Any], currency: str) -> dict[str, Any]:
    """The arguments of an amendment, as far as they are given. Raises Invalid for a term that is named twice."""
    found: dict[str, Any] = {name: asked[name] for name in ("title", "remove_terms") if name in asked}
    if "change" in asked:
        found["fields"] = head_of(asked["change"], currency, "change.")
    if "add_terms" in asked:
        found["add_terms"] = drafts_of(asked["add_terms"])
    if "change_terms" in asked:
        changes = [dict(term) for term in asked["change_terms"]]
        found["change_terms"] = {term.pop("term"): term for term in changes}
    named = [*(term["term"] for term in asked.get("change_terms", [])), *asked.get("remove_terms", [])]
    if len(set(named)) < len(named):
        raise Invalid(Reason("term_twice", _("A term stands here more than once."), "change_terms"))
    return found


def _placed(work: Callable[[], Any], asked: Mapping[str, Any]) -> Callable[[], Any]:
    """The act, its reasons pointing into the body: acts name a term that is changed by its key and a new one by its index."""
    places = {str(term["term"]): f"change_terms.{index}" for index, term in enumerate(asked.get("change_terms", []))}
    places |= {str(pk): f"remove_terms.{index}" for index, pk in enumerate(asked.get("remove_terms", []))}
    names = {"value_minor": "value", "owner_id": "owner"}

    def place(field: str) -> str:
        first, _dot, rest = field.partition(".")
        if first == "terms":
            which, _dot, name = rest.partition(".")
            return ".".join(filter(None, (places.get(which, f"add_terms.{which}"), name)))
        inner = rest if first == "fields" else field
        name = names.get(inner, inner)
        return f"change.{name}" if name in asked.get("change", {}) else name

    def run() -> Any:
        try:
            return work()
        except Invalid as invalid:
            raise Invalid(Reason(item.code, item.message, place(item.field), item.params) for item in invalid.reasons) from None

    return run
