"""Delegations of approvals."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import (
    AmountField,
    CurrencyField,
    MaybeMoneyField,
    PersonField,
    ReasonBody,
    find_member,
    member_of,
)
from apps.api.platform.views import NounView, act
from apps.api.v1.approvals import KINDS
from apps.approvals import actions, transitions
from apps.approvals.models import Delegation
from apps.approvals.states import DelegationState
from apps.kernel.errors import Invalid, Reason
from apps.kernel.money import to_minor


class DelegationSerializer(serializers.ModelSerializer):
    """What `giver` may decide, `taker` may decide for them: for the kinds listed (none: all), up to `cap` (null: any amount)."""

    giver = serializers.CharField(source="giver.email", read_only=True)
    taker = serializers.CharField(source="taker.email", read_only=True)
    kinds = serializers.ListField(child=serializers.CharField(), read_only=True)
    cap = MaybeMoneyField()

    class Meta:
        model = Delegation
        fields = ("id", "version", "giver", "taker", "starts_on", "ends_before", "kinds", "cap", "currency", "state", "created_at", "updated_at")
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("Two weeks away", value={
    "taker": "olena@example.com", "starts_on": "2026-07-01", "ends_before": "2026-07-15", "kinds": ["invoice"], "cap": "50000.00", "currency": "UAH",
}, request_only=True)])
class DelegationBody(ReasonBody):
    """`giver` is the caller unless an owner of the company names another. `kinds` left out: all. `cap` with its `currency`."""

    taker = PersonField()
    giver = PersonField(required=False)
    starts_on = serializers.DateField()
    ends_before = serializers.DateField()
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=KINDS), required=False, max_length=50)
    cap = AmountField(required=False)
    currency = CurrencyField(required=False)


class DelegationFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=DelegationState.choices)
    giver = filters.CharFilter(method="by_member", help_text="The address of who delegated.")
    taker = filters.CharFilter(method="by_member", help_text="The address of who was given it.")

    class Meta:
        model = Delegation
        fields = ("state", "giver", "taker")

    def by_member(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The address of a member."""
        return queryset.filter(**{f"{name}_id": find_member(value) or 0})


class DelegationView(NounView):
    """Approvals that are handed to another for a while."""

    model = Delegation
    serializer_class = DelegationSerializer
    filterset_class = DelegationFilter

    def base_queryset(self) -> QuerySet:
        return Delegation.objects.select_related("giver", "taker")

    @extend_schema(
        request=DelegationBody, responses={201: DelegationSerializer}, summary="Delegate approvals",
        description="It holds from the first day until before the last; nobody may pass it on, and nobody decides on what they prepared.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(DelegationBody)
        currency = asked.pop("currency", "")
        if ("cap" in asked) != bool(currency):
            raise Invalid(Reason("cap", _("An amount needs a currency, and is more than zero."), "cap"))
        people = {f"{name}_id": member_of(asked.pop(name), name) for name in ("taker", "giver") if name in asked}
        cap = to_minor(asked.pop("cap"), currency) if "cap" in asked else None
        return self.run(
            lambda: actions.delegate(actor=self.actor, at=self.at, cap_minor=cap, currency=currency, **people, **asked), status=201
        )

    revoke = act(
        transitions.REVOKE, actions.revoke_delegation, DelegationSerializer, summary="Revoke a delegation",
        description="By who gave it, or an owner of the company; it stops with the next decision.",
    )  # fmt: skip
