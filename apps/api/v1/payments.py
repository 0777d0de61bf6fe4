"""Bank accounts, statements, their lines, and payments."""

from __future__ import annotations

import io
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import AmountField, MoneyField, ReasonSerializer
from apps.api.platform.views import NounView, file_fingerprint
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.kernel.money import to_minor
from apps.payments import actions
from apps.payments.models import Allocation, BankAccount, Payment, Statement, StatementLine
from apps.payments.states import LineState, PaymentMethod, PaymentState, StatementState
from apps.tenants.permission import permitted

MAX_UPLOAD = 256 * 2**20


class BankAccountSerializer(serializers.ModelSerializer):
    class Meta:
        model = BankAccount
        fields = ("id", "version", "iban", "currency", "name", "bank_name", "created_at", "updated_at")
        read_only_fields = fields


class BankAccountBody(serializers.Serializer):
    iban = serializers.CharField(max_length=50)
    currency = serializers.CharField(max_length=3)
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    bank_name = serializers.CharField(max_length=100, required=False, allow_blank=True)


class BankAccountView(NounView):
    """The company's bank accounts."""

    model = BankAccount
    serializer_class = BankAccountSerializer
    filter_backends: list[Any] = []

    @extend_schema(request=BankAccountBody, responses={201: BankAccountSerializer})
    def create(self, request: Request) -> Response:
        asked = self.body(BankAccountBody)
        return self.run(lambda: actions.open_account(actor=self.actor, at=self.at, **asked), status=201)


class StatementSerializer(serializers.ModelSerializer):
    """A bank statement. `balances` is null where the bank states no balances."""

    account = serializers.IntegerField(source="account_id", read_only=True)
    iban = serializers.CharField(source="account.iban", read_only=True)
    opening = MoneyField()
    closing = MoneyField()
    credit = MoneyField()
    debit = MoneyField()
    balances = serializers.BooleanField(read_only=True, allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Statement
        fields = (
            "id", "version", "account", "iban", "currency", "format", "file_name", "file_sha256", "statement_id", "sequence",
            "starts_on", "ends_on", "opening", "closing", "credit", "debit", "balances", "entry_count", "new_count", "state",
            "problem", "warnings", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class StatementFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=StatementState.choices)
    account = filters.NumberFilter(field_name="account_id")

    class Meta:
        model = Statement
        fields = ("state", "account")


class UploadBody(serializers.Serializer):
    """A statement file: CAMT.05x, MT940 or CSV. `account` for a file that names none."""

    file = serializers.FileField()
    profile = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    account = serializers.IntegerField(min_value=1, required=False)


class ImportSerializer(serializers.Serializer):
    """What came of an import. `known`: the file had been imported before and nothing was added."""

    known = serializers.BooleanField()
    new = serializers.IntegerField()
    had = serializers.IntegerField()
    warnings = serializers.ListField(child=serializers.CharField())
    statements = StatementSerializer(many=True)


class ReasonNeeded(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class StatementView(NounView):
    """Bank statements. Upload one by POST as multipart/form-data with the part `file`."""

    model = Statement
    serializer_class = StatementSerializer
    filterset_class = StatementFilter
    parser_classes = [JSONParser, MultiPartParser]

    def base_queryset(self) -> QuerySet:
        return Statement.objects.select_related("account")

    @extend_schema(request={"multipart/form-data": UploadBody}, responses={201: ImportSerializer})
    def create(self, request: Request) -> Response:
        asked = self.body(UploadBody)
        upload = asked["file"]
        if upload.size > MAX_UPLOAD:
            raise Invalid(Reason("too_large", _("The file is larger than %(most)s MiB."), "file", {"most": MAX_UPLOAD // 2**20}))
        data = upload.read()

        def act() -> dict[str, Any]:
            result = actions.import_statement(
                io.BytesIO(data), upload.name, actor=self.actor, at=self.at, profile=asked["profile"], account_id=asked.get("account")
            )
            return {
                "known": result.known, "new": result.new, "had": result.had, "warnings": result.warnings,
                "statements": self.get_serializer(result.statements, many=True).data,
            }  # fmt: skip

        fingerprint = {"sha256": file_fingerprint(data), "profile": asked["profile"], "account": asked.get("account")}
        return self.run(act, status=201, fingerprint=fingerprint)

    @extend_schema(request=ReasonNeeded, responses=StatementSerializer)
    @action(detail=True, methods=["post"], parser_classes=[JSONParser])
    def release(self, request: Request, pk: str) -> Response:
        reason, version = self.body(ReasonNeeded)["reason"], self.expected_version()
        return self.run(
            lambda: actions.release_statement(int(pk), actor=self.actor, at=self.at, reason=reason, expected_version=version)
        )


class StatementLineSerializer(serializers.ModelSerializer):
    """One booked entry as the bank wrote it."""

    account = serializers.IntegerField(source="account_id", read_only=True)
    statement = serializers.IntegerField(source="statement_id", read_only=True)
    amount = MoneyField()
    state = serializers.CharField(source="reconciled_state", read_only=True)

    class Meta:
        model = StatementLine
        fields = (
            "id", "account", "statement", "position", "booked_on", "value_on", "amount", "currency", "counterparty_name",
            "counterparty_iban", "counterparty_tax_id", "remittance", "reference", "end_to_end_id", "is_reversal", "state",
        )  # fmt: skip
        read_only_fields = fields


class StatementLineFilter(filters.FilterSet):
    state = filters.ChoiceFilter(field_name="reconciled_state", choices=LineState.choices)
    account = filters.NumberFilter(field_name="account_id")
    statement = filters.NumberFilter(field_name="statement_id")
    reference = filters.CharFilter(field_name="reference")

    class Meta:
        model = StatementLine
        fields = ("state", "account", "statement", "reference")


class StatementLineView(NounView):
    """Lines of bank statements."""

    model = StatementLine
    serializer_class = StatementLineSerializer
    filterset_class = StatementLineFilter


class AllocationSerializer(serializers.ModelSerializer):
    """Money of the payment that pays an invoice; a negative one takes back the one it names."""

    invoice = serializers.IntegerField(source="invoice_id", read_only=True)
    amount = MoneyField()
    reverses = serializers.IntegerField(source="reverses_id", read_only=True, allow_null=True)

    class Meta:
        model = Allocation
        fields = ("id", "invoice", "amount", "reverses", "reason", "created_at")
        read_only_fields = fields


class PaymentSerializer(serializers.ModelSerializer):
    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)
    account = serializers.IntegerField(source="account_id", read_only=True, allow_null=True)
    statement_line = serializers.IntegerField(source="statement_line_id", read_only=True, allow_null=True)
    amount = MoneyField()
    allocated = MoneyField()
    open = MoneyField()
    allocations = AllocationSerializer(many=True, read_only=True)

    class Meta:
        model = Payment
        fields = (
            "id", "version", "client", "account", "statement_line", "direction", "method", "reference", "amount", "currency",
            "allocated", "open", "received_on", "state", "allocations", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class PaymentBody(serializers.Serializer):
    amount = AmountField()
    currency = serializers.RegexField(r"^[A-Z]{3}$")
    client = serializers.IntegerField(min_value=1, required=False)
    account = serializers.IntegerField(min_value=1, required=False)
    method = serializers.ChoiceField(choices=PaymentMethod.choices, required=False)
    reference = serializers.CharField(max_length=70, required=False, allow_blank=True)
    received_on = serializers.DateField(required=False)


class PairBody(serializers.Serializer):
    invoice = serializers.IntegerField(min_value=1)
    amount = AmountField()


class AllocateBody(ReasonSerializer):
    items = PairBody(many=True, min_length=1, max_length=200)


class DeallocateBody(ReasonNeeded):
    allocation = serializers.IntegerField(min_value=1)


class PaymentFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=PaymentState.choices)
    client = filters.NumberFilter(field_name="client_id")

    class Meta:
        model = Payment
        fields = ("state", "client")


class PaymentView(NounView):
    """Payments and what they pay."""

    model = Payment
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter

    def base_queryset(self) -> QuerySet:
        return Payment.objects.prefetch_related("allocations__payment")

    @extend_schema(request=PaymentBody, responses={201: PaymentSerializer})
    def create(self, request: Request) -> Response:
        asked = self.body(PaymentBody)
        minor = to_minor(asked.pop("amount"), asked["currency"])
        if minor <= 0:
            raise Invalid(Reason("amount", _("The amount must be more than zero."), "amount"))
        ids = {"client_id": asked.pop("client", None), "account_id": asked.pop("account", None)}
        return self.run(
            lambda: actions.record_payment(minor, asked["currency"], actor=self.actor, at=self.at, **ids,
                                           **{k: v for k, v in asked.items() if k != "currency"}),
            status=201,
        )  # fmt: skip

    @extend_schema(request=AllocateBody, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def allocate(self, request: Request, pk: str) -> Response:
        asked, version = self.body(AllocateBody), self.expected_version()
        currency = self.get_object().currency
        amounts: dict[int, int] = {}
        for item in asked["items"]:
            amounts[item["invoice"]] = amounts.get(item["invoice"], 0) + to_minor(item["amount"], currency)
        return self.run(
            lambda: actions.allocate_payment(
                int(pk), amounts, actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version
            )
        )

    @extend_schema(request=DeallocateBody, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def deallocate(self, request: Request, pk: str) -> Response:
        asked = self.body(DeallocateBody)
        found = permitted(Allocation.objects.filter(pk=asked["allocation"], payment_id=int(pk)), self.actor, "view_allocation")
        if not found.exists():
            raise not_visible()
        return self.run(lambda: actions.deallocate(asked["allocation"], actor=self.actor, at=self.at, reason=asked["reason"]))

    @extend_schema(request=ReasonSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def authorise(self, request: Request, pk: str) -> Response:
        return self._act(actions.authorise_payment, pk)

    @extend_schema(request=ReasonSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, pk: str) -> Response:
        return self._act(actions.receive_payment, pk)

    @extend_schema(request=ReasonSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def fail(self, request: Request, pk: str) -> Response:
        return self._act(actions.fail_payment, pk)

    @extend_schema(request=ReasonSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, pk: str) -> Response:
        return self._act(actions.reverse_payment, pk)

    @extend_schema(request=ReasonSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def dispute(self, request: Request, pk: str) -> Response:
        return self._act(actions.dispute_payment, pk)

    @extend_schema(request=ReasonSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def win(self, request: Request, pk: str) -> Response:
        return self._act(actions.win_dispute, pk)

    @extend_schema(request=ReasonSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def lose(self, request: Request, pk: str) -> Response:
        return self._act(actions.lose_dispute, pk)

    def _act(self, act: Any, pk: str) -> Response:
        reason, version = self.body(ReasonSerializer)["reason"], self.expected_version()
        return self.run(lambda: act(int(pk), actor=self.actor, at=self.at, reason=reason, expected_version=version))
