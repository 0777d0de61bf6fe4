"""Refunds of payments."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from apps.api.platform.fields import MoneyField, ReasonNeededBody
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.payments import actions, transitions
from apps.payments.models import Payment, Refund
from apps.payments.states import PaymentMethod, RefundState


class PayoutSerializer(serializers.ModelSerializer):
    """The outgoing payment that carries a refund out. More than one where earlier ones failed."""

    amount = MoneyField()

    class Meta:
        model = Payment
        fields = ("id", "amount", "state", "received_on")
        read_only_fields = fields


class RefundSerializer(serializers.ModelSerializer):
    """What of a payment goes back, and where to. Approved: the payment is refunded, and `payouts` says how far the money is."""

    payment = serializers.IntegerField(source="payment_id", read_only=True)
    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)
    amount = MoneyField()
    payouts = PayoutSerializer(many=True, read_only=True)

    class Meta:
        model = Refund
        fields = (
            "id", "version", "payment", "client", "amount", "currency", "method", "iban", "payee", "reason", "needs_approval", "state", "payouts",
            "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class RefundFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=RefundState.choices)
    payment = IdFilter(field_name="payment_id")
    client = IdFilter(field_name="client_id")

    class Meta:
        model = Refund
        fields = ("state", "payment", "client")


class RefundView(NounView):
    """Refunds. One is asked for at the payment: `POST /payments/{id}/refund`."""

    model = Refund
    serializer_class = RefundSerializer
    filterset_class = RefundFilter
    expands = {"payment": "payment", "client": "client"}

    def base_queryset(self) -> QuerySet[Any]:
        return Refund.objects.prefetch_related(Prefetch("payouts", Payment.objects.order_by("pk")))

    withdraw = act(
        transitions.WITHDRAW_REFUND, actions.withdraw_refund, RefundSerializer, summary="Withdraw a refund",
        description="By who asked for it, while it waits for approval. The payment stays as it is.",
    )  # fmt: skip
    pay_out = act(
        transitions.PAY_OUT, actions.pay_out_refund, RefundSerializer, summary="Record another pay-out",
        description="After the last one failed or was reversed. Refused (409) while one stands.",
    )  # fmt: skip


@extend_schema_serializer(examples=[OpenApiExample("By bank", value={
    "reason": "paid twice", "iban": "UA213223130000026007233566001", "payee": "Romashka LLC",
}, request_only=True)])
class RefundBody(ReasonNeededBody):
    """Where the money goes back to: by bank with an IBAN, or to the card, or in cash."""

    method = serializers.ChoiceField(choices=PaymentMethod.choices, default=PaymentMethod.BANK)
    iban = serializers.CharField(max_length=42, required=False, allow_blank=True)
    payee = serializers.CharField(max_length=actions.MOST_PAYEE, required=False, allow_blank=True)
