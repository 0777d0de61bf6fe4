"""Months of the books."""

from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from apps.api.platform.fields import ReasonBody
from apps.api.platform.kept import entering
from apps.api.platform.queries import DayFilter
from apps.api.platform.views import NounView, act
from apps.invoices import actions
from apps.invoices.models import AccountingPeriod
from apps.invoices.states import PeriodState
from apps.invoices.transitions import CLOSE_AGAIN, REOPEN_PERIOD


class AccountingPeriodSerializer(serializers.ModelSerializer):
    """A month that was closed once. While it is `closed` nothing dated in it changes; `closed_at` and `closed_by` are of the last time."""

    class Meta:
        model = AccountingPeriod
        fields = ("id", "version", "starts_on", "ends_before", "state", "closed_at", "closed_by", "created_at", "updated_at")
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("March", value={"starts_on": "2026-03-01"}, request_only=True)])
class AccountingPeriodBody(ReasonBody):
    """The first day of the month that is closed; the month must be over."""

    starts_on = serializers.DateField()


class AccountingPeriodFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=PeriodState.choices)
    starts_on = DayFilter(field_name="starts_on", help_text="The first day of the month.")

    class Meta:
        model = AccountingPeriod
        fields = ("state", "starts_on")


class AccountingPeriodView(NounView):
    """Accounting periods. A month that was never closed has no record and is open."""

    model = AccountingPeriod
    serializer_class = AccountingPeriodSerializer
    filterset_class = AccountingPeriodFilter

    create = entering(
        actions.close_month, AccountingPeriodBody, AccountingPeriodSerializer, first=("starts_on",), summary="Close a month",
        description="Nothing dated in it changes from now on. One that was opened again is closed again; refused (409) for one that is closed.",
    )  # fmt: skip
    close = act(CLOSE_AGAIN, actions.close_period, AccountingPeriodSerializer, summary="Close a month again", description="One that was opened again.")
    reopen = act(REOPEN_PERIOD, actions.reopen_period, AccountingPeriodSerializer, summary="Open a month again", description="What is dated in it may change again, until it is closed again.")
