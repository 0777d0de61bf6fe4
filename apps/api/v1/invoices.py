"""Invoices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.bulk import many, many_new
from apps.api.platform.fields import (
    Body,
    CurrencyField,
    DecimalText,
    IdField,
    MoneyField,
    PercentField,
    PercentText,
    ReasonNeededBody,
)
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.queries import DayFilter, FlagFilter, IdFilter
from apps.api.platform.views import NounView, act
from apps.api.v1 import sharing
from apps.api.v1.write_offs import WriteOffSerializer
from apps.invoices import actions, transitions
from apps.invoices.actions.draft import LineDraft
from apps.invoices.crediting import LineCredit
from apps.invoices.models import Invoice, InvoiceLine, InvoiceTaxTotal
from apps.invoices.queries import overdue, search, tax_code_keys
from apps.invoices.states import InvoiceKind, InvoiceState
from apps.kernel import clock
from apps.kernel.errors import Invalid, Reason
from apps.kernel.money import decimal_text
from apps.tenants.models import Tenant
from apps.tenants.scope import current_tenant_id

DRAFT_KINDS = [(kind.value, kind.label) for kind in (InvoiceKind.INVOICE, InvoiceKind.PROFORMA)]


class InvoiceLineSerializer(serializers.ModelSerializer):
    """A line with its computed amounts. Its tax is its share of the document's tax for that rate."""

    tax_code = serializers.CharField(source="tax_code.code", read_only=True)
    corrects_line = serializers.IntegerField(
        source="credits.position", read_only=True, allow_null=True, help_text="Of a credit note: the line of the invoice that it corrects."
    )
    discount_percent = PercentField(source="discount_bps", read_only=True)
    net = MoneyField()
    tax = MoneyField()
    gross = MoneyField()

    class Meta:
        model = InvoiceLine
        fields = (
            "position", "description", "quantity", "unit", "unit_price", "discount_percent", "tax_code", "corrects_line", "net", "tax", "gross",
        )  # fmt: skip
        read_only_fields = fields


class TaxTotalSerializer(serializers.ModelSerializer):
    """Base and tax of one rate over the whole document."""

    rate_percent = PercentField(source="rate_bps", read_only=True)
    base = MoneyField()
    tax = MoneyField()

    class Meta:
        model = InvoiceTaxTotal
        fields = ("category", "rate_percent", "base", "tax")
        read_only_fields = fields


class InvoiceSerializer(serializers.ModelSerializer):
    """An invoice with its lines and totals. `open` is total less `allocated` (money alone), `credited` and `written_off`; a
    credit note has nothing open, and `corrects` is its invoice."""

    client = serializers.IntegerField(source="client_id", read_only=True)
    number = serializers.CharField(read_only=True, allow_null=True)
    net = MoneyField()
    tax = MoneyField()
    total = MoneyField()
    allocated = MoneyField()
    credited = MoneyField()
    written_off = MoneyField()
    open = MoneyField()
    corrects = serializers.IntegerField(source="credits_id", read_only=True, allow_null=True)
    lines = InvoiceLineSerializer(many=True, read_only=True)
    tax_totals = TaxTotalSerializer(many=True, read_only=True)

    class Meta:
        model = Invoice
        fields = (
            "id", "version", "kind", "series", "number", "client", "contract_reference", "issue_on", "due_on", "tax_point_on",
            "currency", "exchange_rate", "payment_reference", "note", "net", "tax", "total", "allocated", "credited",
            "written_off", "open", "state", "corrects", "lines", "tax_totals", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class LineBody(Body):
    """A line. Net is quantity times unit price less the discount, rounded half up to the currency's minor unit."""

    description = serializers.CharField(max_length=300)
    quantity = DecimalText(max_digits=14, decimal_places=4, default=Decimal(1))
    unit = serializers.CharField(max_length=20, default="pcs")
    unit_price = DecimalText(max_digits=16, decimal_places=4)
    discount_percent = PercentText(default="0", help_text="Per cent off the price, such as \"5.00\".")
    tax_code = serializers.CharField(max_length=20)


@extend_schema_serializer(examples=[OpenApiExample("Two lines", value={
    "client": 1, "currency": "UAH", "issue_on": "2026-03-31",
    "lines": [
        {"description": "Support, March", "quantity": "10.5", "unit": "h", "unit_price": "850.00", "tax_code": "20"},
        {"description": "Licence", "unit_price": "1200.00", "discount_percent": "5.00", "tax_code": "20"},
    ],
}, request_only=True)])
class InvoiceBody(Body):
    """A draft. Dates default to today and the client's payment term, the currency to the client's."""

    client = IdField()
    lines = LineBody(many=True, max_length=1000)
    kind = serializers.ChoiceField(choices=DRAFT_KINDS, required=False)
    series = serializers.CharField(max_length=20, required=False)
    contract_reference = serializers.CharField(max_length=60, required=False, allow_blank=True)
    issue_on = serializers.DateField(required=False)
    due_on = serializers.DateField(required=False)
    tax_point_on = serializers.DateField(required=False)
    currency = CurrencyField(required=False)
    exchange_rate = DecimalText(max_digits=18, decimal_places=8, required=False, min_value=Decimal("0.00000001"))
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class InvoicePatch(InvoiceBody):
    client = IdField(required=False)
    lines = LineBody(many=True, max_length=1000, required=False)


class LineCreditBody(Body):
    """What is credited of a line: a quantity, or an amount without tax. One of the two."""

    position = serializers.IntegerField(min_value=1, max_value=1000, help_text="The line of the invoice.")
    quantity = DecimalText(max_digits=14, decimal_places=4, required=False)
    amount = DecimalText(max_digits=18, decimal_places=4, required=False)


@extend_schema_serializer(examples=[
    OpenApiExample("All that is left", value={"reason": "Delivered late"}, request_only=True),
    OpenApiExample("Part of a line", value={"reason": "Two hours less", "lines": [{"position": 1, "quantity": "2"}]}, request_only=True),
])
class CreditBody(ReasonNeededBody):
    """Without `lines`: all that no other credit note has."""

    lines = LineCreditBody(many=True, max_length=1000, min_length=1, required=False)
    issue_on = serializers.DateField(required=False)
    series = serializers.CharField(max_length=20, required=False)


class DeletedSerializer(serializers.Serializer):
    """The draft that is gone."""

    id = serializers.IntegerField()
    total = serializers.CharField()


class InvoiceFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=InvoiceState.choices)
    kind = filters.ChoiceFilter(choices=InvoiceKind.choices)
    client = IdFilter(field_name="client_id")
    corrects = IdFilter(field_name="credits_id", help_text="Credit notes of this invoice.")
    number = filters.CharFilter(field_name="number", help_text="The whole number.")
    currency = filters.CharFilter(field_name="currency")
    issued_from = DayFilter(field_name="issue_on", lookup_expr="gte", help_text="Issue date, this day included.")
    issued_before = DayFilter(field_name="issue_on", lookup_expr="lt", help_text="Issue date, this day not included.")
    overdue = FlagFilter(method="only_overdue", help_text="true: open money whose due date has passed; false: all others.")
    search = filters.CharFilter(method="by_term", help_text="Start of a number, or the client's code, tax id, IBAN or name.")

    class Meta:
        model = Invoice
        fields = ("state", "kind", "client", "corrects", "number", "currency", "issued_from", "issued_before", "overdue", "search")

    def only_overdue(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Open money whose due date has passed, by the company's calendar."""
        late = overdue(queryset, clock.today(Tenant.objects.get(pk=current_tenant_id()).time_zone))
        return late if value else queryset.exclude(pk__in=late.values("pk"))

    def by_term(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The start of a number, or the client's code, tax id, IBAN or name."""
        return search(queryset, value)


class InvoiceView(NounView):
    """Invoices. Money is a decimal string; totals are computed here and nowhere else."""

    model = Invoice
    serializer_class = InvoiceSerializer
    filterset_class = InvoiceFilter
    expands = {"client": "client", "corrects": "invoice"}
    children = ("shares",)

    def base_queryset(self) -> QuerySet:
        return Invoice.objects.prefetch_related("lines__tax_code", "lines__invoice", "lines__credits", "tax_totals__invoice")

    @extend_schema(
        request=InvoiceBody, responses={201: InvoiceSerializer}, summary="Draft an invoice",
        description="Totals and tax are computed exactly and stored; nothing is owed until the draft is submitted and issued.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(InvoiceBody)
        client, lines = asked.pop("client"), _lines(asked.pop("lines"))
        return self.run(lambda: actions.create_invoice(client, lines, actor=self.actor, at=self.at, **asked), status=201)

    @extend_schema(
        request=InvoicePatch, responses=InvoiceSerializer, summary="Change a draft",
        description="Sets the fields that are given; `lines` replaces all lines, and totals are computed anew. Refused (409) "
        "for what is no draft any more.",
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        asked = self.body(InvoicePatch)
        if "client" in asked:
            asked["client_id"] = asked.pop("client")
        if "lines" in asked:
            asked["lines"] = _lines(asked["lines"])
        version = self.expected_version()
        return self.run(
            lambda: actions.update_invoice(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked)
        )

    @extend_schema(
        request=None, responses={200: DeletedSerializer}, summary="Delete a draft",
        description="What has a number is never deleted: void it.",
    )  # fmt: skip
    def destroy(self, request: Request, pk: str) -> Response:
        version = self.expected_version()

        def act() -> dict[str, Any]:
            deleted = actions.delete_invoice(int(pk), actor=self.actor, at=self.at, expected_version=version)
            return {"id": deleted.pk, "total": decimal_text(deleted.total_minor, deleted.currency)}

        return self.run(act)

    create_many = many_new(summary="Draft many invoices")
    shares = sharing.shares(noun="an invoice")
    share = sharing.share(actions.share_invoice, InvoiceSerializer, noun="an invoice")
    unshare = sharing.unshare(actions.unshare_invoice, InvoiceSerializer, noun="an invoice")
    submit_many = many("submit", summary="Submit many invoices")
    issue_many = many("issue", summary="Issue many invoices")
    reopen_many = many("reopen", summary="Reopen many invoices")
    submit = act(
        transitions.SUBMIT, actions.submit_invoice, InvoiceSerializer, summary="Submit a draft",
        description="To approved, or to in_approval where an approval policy applies. Refused (409) without lines, without a "
        "positive total, for a client on hold or archived.",
    )  # fmt: skip
    withdraw = act(transitions.WITHDRAW, actions.withdraw_invoice, InvoiceSerializer, summary="Withdraw an invoice from approval")
    reopen = act(transitions.REOPEN, actions.reopen_invoice, InvoiceSerializer, summary="Make an approved invoice a draft again")
    issue = act(
        transitions.ISSUE, actions.issue_invoice, InvoiceSerializer, summary="Issue an invoice",
        description="Gives the next number of the series and year, without gaps, and makes the total owed: `open` equals `total` "
        "from here on. An issued invoice is never edited.",
    )  # fmt: skip
    void = act(
        transitions.VOID, actions.void_invoice, InvoiceSerializer, summary="Make an issued invoice void",
        description="Nothing is owed any more; the number stays taken. Refused (409) while money is allocated to it.",
    )  # fmt: skip

    @extend_schema(
        request=CreditBody, responses={201: InvoiceSerializer}, summary="Draft a credit note of an invoice",
        description="Answers with the draft, an invoice of kind `credit_note`: submit and issue it like any other. It takes effect when it is "
        "issued. Refused (409) where less is open than the credit: take money off the invoice or refund it first.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def credit(self, request: Request, pk: str) -> Response:
        asked, version = self.body(CreditBody), self.expected_version()
        if "lines" in asked:
            asked["lines"] = _credits(asked["lines"])
        return self.run(lambda: actions.credit_invoice(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked), status=201)

    @extend_schema(
        request=ReasonNeededBody, responses={201: WriteOffSerializer}, summary="Write an invoice off",
        description="All that is open of it. Answers with the write-off: applied at once, or requested where an approval policy applies. "
        "Money or a credit that comes meanwhile ends the request.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="write-off", parser_classes=[StrictJSONParser])
    def write_off(self, request: Request, pk: str) -> Response:
        reason, version = self.body(ReasonNeededBody)["reason"], self.expected_version()
        return self.run(lambda: self._written_off(int(pk), reason, version), status=201)

    def _written_off(self, pk: int, reason: str, version: int | None) -> Any:
        made = actions.write_off_invoice(pk, actor=self.actor, at=self.at, reason=reason, expected_version=version)
        return WriteOffSerializer(made, context=self.get_serializer_context()).data


def _credits(asked: list[dict[str, Any]]) -> dict[int, LineCredit]:
    """What is credited by the position of the line. Raises Invalid for a line that comes twice."""
    found: dict[int, LineCredit] = {}
    for index, item in enumerate(asked):
        position = item["position"]
        if position in found:
            raise Invalid(Reason("line_twice", _("This line is named twice."), f"lines.{index}.position"))
        found[position] = LineCredit(item.get("quantity"), item.get("amount"))
    return found


def _lines(asked: list[dict[str, Any]]) -> list[LineDraft]:
    """Lines with the keys of their tax codes. Raises Invalid for a code that the company does not have."""
    codes = tax_code_keys([line["tax_code"] for line in asked])
    return [
        LineDraft(
            line["description"], line["quantity"], line["unit_price"], codes[line["tax_code"]], line["unit"], line["discount_percent"]
        )
        for line in asked
    ]
