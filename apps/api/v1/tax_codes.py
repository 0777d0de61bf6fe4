"""Tax codes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import PercentField, PercentText, ReasonBody
from apps.api.platform.kept import entering
from apps.api.platform.views import NounView, act
from apps.invoices import actions
from apps.invoices.models import TaxCode
from apps.invoices.states import TaxCategory
from apps.invoices.transitions import RESUME_TAX_CODE


class TaxCodeSerializer(serializers.ModelSerializer):
    """A rate of tax. `rate_percent`: such as "20.00"; `category`: EN 16931; `ends_before` null: still valid."""

    rate_percent = PercentField(source="rate_bps", read_only=True)

    class Meta:
        model = TaxCode
        fields = ("id", "version", "code", "name", "rate_percent", "category", "starts_on", "ends_before")
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("Reduced", value={
    "code": "7", "name": "VAT 7 %", "rate_percent": "7.00", "category": "S", "starts_on": "2014-04-01",
}, request_only=True)])
class TaxCodeBody(ReasonBody):
    """A tax code of any country, valid from a day, up to and without `ends_before`. It is not changed: another rate is another code."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=100)
    rate_percent = PercentText()
    category = serializers.ChoiceField(choices=TaxCategory.choices)
    starts_on = serializers.DateField()
    ends_before = serializers.DateField(required=False, allow_null=True)


def given(asked: dict[str, Any]) -> dict[str, Any]:
    """A body as the act takes it."""
    return {{"rate_percent": "rate_bps"}.get(name, name): value for name, value in asked.items()}


class TaxCodeEndBody(ReasonBody):
    """`ends_before`: the first day on which the code is not valid."""

    ends_before = serializers.DateField()


class TaxCodeView(NounView):
    """The codes that lines of invoices name."""

    model = TaxCode
    serializer_class = TaxCodeSerializer
    filter_backends: list[Any] = []

    create = entering(
        actions.create_tax_code, TaxCodeBody, TaxCodeSerializer, given=given, summary="Enter a tax code",
        description="Refused (409) for a code that is taken.",
    )  # fmt: skip
    resume = act(
        RESUME_TAX_CODE, actions.resume_tax_code, TaxCodeSerializer, summary="Resume a tax code", description="It has no end any more.",
    )  # fmt: skip

    @extend_schema(
        request=TaxCodeEndBody, responses=TaxCodeSerializer, summary="End a tax code",
        description="Invoices keep it; a line with a tax point from `ends_before` on is refused (422). Refused (409) where the code has an end.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        asked, version = self.body(TaxCodeEndBody), self.expected_version()
        return self.run(
            lambda: actions.end_tax_code(int(pk), asked["ends_before"], actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version)
        )
