"""Write-offs of invoices."""

from __future__ import annotations

from django_filters import rest_framework as filters
from rest_framework import serializers

from apps.api.platform.fields import MoneyField
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.invoices import actions, transitions
from apps.invoices.models import WriteOff
from apps.invoices.states import WriteOffState


class WriteOffSerializer(serializers.ModelSerializer):
    """What is given up of an invoice. Applied: the invoice is written off."""

    invoice = serializers.IntegerField(source="invoice_id", read_only=True)
    amount = MoneyField()

    class Meta:
        model = WriteOff
        fields = ("id", "version", "invoice", "amount", "currency", "reason", "state", "created_at", "updated_at")
        read_only_fields = fields


class WriteOffFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=WriteOffState.choices)
    invoice = IdFilter(field_name="invoice_id")

    class Meta:
        model = WriteOff
        fields = ("state", "invoice")


class WriteOffView(NounView):
    """Write-offs. One is asked for at the invoice: `POST /invoices/{id}/write-off`."""

    model = WriteOff
    serializer_class = WriteOffSerializer
    filterset_class = WriteOffFilter
    expands = {"invoice": "invoice"}

    withdraw = act(
        transitions.WITHDRAW_WRITE_OFF, actions.withdraw_write_off, WriteOffSerializer, summary="Withdraw a write-off",
        description="By who asked for it, while it waits for approval. The invoice stays owed.",
    )  # fmt: skip
