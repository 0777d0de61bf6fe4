"""The hours of one contract: what would be billed, and the draft invoice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import Body, MoneyField
from apps.api.platform.queries import BadQuery
from apps.api.platform.views import NounView
from apps.api.v1.invoices import InvoiceLineSerializer, InvoiceSerializer
from apps.contracts.models import Contract
from apps.invoices import actions
from apps.invoices.actions import HoursForeseen
from apps.invoices.hours import hours_of
from apps.invoices.models import BilledHours, Invoice
from apps.kernel.db import retrying
from apps.kernel.errors import Reason, Refused, not_visible
from apps.tenants.permission import permitted

_ASKED = [
    OpenApiParameter("before", dt.date, required=True, description="Shifts that begin before this day."),
    OpenApiParameter("starts_on", dt.date, description="And not before this one."),
]


class HoursBody(Body):
    """Shifts that begin from `starts_on` (since ever, where none is given) to `before`, which is not included."""

    before = serializers.DateField()
    starts_on = serializers.DateField(required=False, allow_null=True, default=None)
    issue_on = serializers.DateField(required=False, allow_null=True, default=None)


class ShiftHoursSerializer(serializers.ModelSerializer):
    """A shift that would stand on the invoice. `hours` of everybody on it, with four decimals."""

    shift = serializers.IntegerField(source="shift_id")
    on = serializers.DateField(source="shift.on")
    site = serializers.CharField(source="shift.site.name")
    role = serializers.CharField(source="shift.role")
    hours = serializers.SerializerMethodField()

    class Meta:
        model = BilledHours
        fields = ("shift", "on", "site", "role", "hours")

    def get_hours(self, row: BilledHours) -> str:
        return str(hours_of(row.seconds))


class ForeseenInvoiceSerializer(serializers.ModelSerializer):
    """What the draft would come to."""

    net, tax, total = MoneyField(), MoneyField(), MoneyField()

    class Meta:
        model = Invoice
        fields = ("currency", "net", "tax", "total")
        read_only_fields = fields


class HoursForeseenSerializer(serializers.Serializer):
    """What a bill of hours would make: `invoice` is null, and the lists are empty, where there is nothing to bill."""

    invoice = ForeseenInvoiceSerializer(allow_null=True)
    lines = InvoiceLineSerializer(many=True)
    hours = ShiftHoursSerializer(many=True)


class ContractHoursView(NounView):
    """The hours of a contract for time and materials."""

    model = Contract
    serializer_class = InvoiceSerializer
    children = ("hours-to-bill", "bill-hours")

    def known_parameters(self) -> set[str]:
        return {"before", "starts_on"} if self.action == "foresee" else set()

    @extend_schema(
        parameters=_ASKED, responses=HoursForeseenSerializer, summary="Read what hours would be billed",
        description="Writes nothing. Refused (409) where it could not be billed, with the reasons.",
    )  # fmt: skip
    def foresee(self, request: Request, pk: str) -> Response:
        self.get_object()
        checked = HoursBody(data=request.query_params)
        if not checked.is_valid():
            raise BadQuery(Reason(item.code, str(item), name) for name, found in checked.errors.items() for item in found)
        asked = checked.validated_data
        found: HoursForeseen | None = retrying(
            lambda: actions.foresee_hours(int(pk), asked["starts_on"], asked["before"], actor=self.actor, at=self.at)  # type: ignore[arg-type]
        )
        empty: dict[str, Any] = {"invoice": None, "lines": [], "hours": []}
        return Response(HoursForeseenSerializer(found if found is not None else empty, context=self.get_serializer_context()).data)

    @extend_schema(
        request=HoursBody, responses={201: InvoiceSerializer}, summary="Bill the hours of a contract",
        description="One draft invoice of approved hours that are on none. Each shift once. Refused (409) where there are none, and for a role without a rate.",
    )  # fmt: skip
    def bill(self, request: Request, pk: str) -> Response:
        asked = self.body(HoursBody)
        return self.run(lambda: self._billed(int(pk), asked), status=201)

    def _billed(self, pk: int, asked: dict[str, Any]) -> Any:
        assert self.actor is not None
        made = actions.bill_hours(pk, asked["starts_on"], asked["before"], actor=self.actor, at=self.at, issue_on=asked["issue_on"])
        if made is None:
            raise Refused(Reason("no_hours", _("There are no approved hours on these days that are on no invoice.")))
        row = permitted(Invoice.objects.all(), self.actor, "view_invoice").filter(pk=made.pk).first()
        if row is None:
            raise not_visible()
        return InvoiceSerializer(row, context=self.get_serializer_context()).data
