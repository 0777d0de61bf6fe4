"""Bank accounts, statements, their lines, and payments."""

from __future__ import annotations

import hashlib
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
    AmountField,
    Body,
    CurrencyField,
    IdField,
    MaybeMoneyField,
    MoneyField,
    ReasonBody,
    ReasonNeededBody,
)
from apps.api.platform.parsing import MAX_UPLOAD, UploadParser
from apps.api.platform.queries import DayFilter, IdFilter
from apps.api.platform.views import NounView, act
from apps.api.v1.continuity import ContinuityOfAccount
from apps.api.v1.refunds import RefundBody
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.kernel.money import to_minor
from apps.payments import actions, transitions
from apps.payments.models import Allocation, BankAccount, Payment, Refund, Statement, StatementLine
from apps.payments.parsers.profiles import MOST_TEXT
from apps.payments.states import AccountState, Direction, LineState, PaymentMethod, PaymentState, StatementState
from apps.tenants.permission import permitted


class BankAccountSerializer(serializers.ModelSerializer):
    """A bank account of the company. A closed one takes no statements."""

    class Meta:
        model = BankAccount
        fields = ("id", "version", "iban", "currency", "name", "bank_name", "state", "created_at", "updated_at")
        read_only_fields = fields


class BankAccountPatch(Body):
    """Number and currency are what the account is and stay."""

    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    bank_name = serializers.CharField(max_length=100, required=False, allow_blank=True)


class BankAccountBody(BankAccountPatch):
    """An IBAN without blanks, or the number that the bank writes."""

    iban = serializers.CharField(max_length=50)
    currency = CurrencyField()


class BankAccountFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=AccountState.choices)
    iban = filters.CharFilter(field_name="iban", help_text="The whole number, without blanks.")

    class Meta:
        model = BankAccount
        fields = ("state", "iban")


class BankAccountView(ContinuityOfAccount):
    """The company's bank accounts."""

    model = BankAccount
    serializer_class = BankAccountSerializer
    filterset_class = BankAccountFilter

    @extend_schema(request=BankAccountPatch, responses=BankAccountSerializer, summary="Rename a bank account")
    def partial_update(self, request: Request, pk: str) -> Response:
        asked, version = self.body(BankAccountPatch), self.expected_version()
        return self.run(lambda: actions.update_account(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked))

    close = act(
        transitions.CLOSE_ACCOUNT, actions.close_account, BankAccountSerializer, summary="Close a bank account",
        description="It takes no more statements; what it has stays and can be reconciled.",
    )  # fmt: skip
    reopen = act(transitions.REOPEN_ACCOUNT, actions.reopen_account, BankAccountSerializer, summary="Reopen a bank account")

    @extend_schema(request=BankAccountBody, responses={201: BankAccountSerializer}, summary="Begin to keep a bank account")
    def create(self, request: Request) -> Response:
        asked = self.body(BankAccountBody)
        return self.run(lambda: actions.open_account(actor=self.actor, at=self.at, **asked), status=201)


class StatementSerializer(serializers.ModelSerializer):
    """A bank statement. `balances` is null where the bank states no balances."""

    account = serializers.IntegerField(source="account_id", read_only=True)
    iban = serializers.CharField(source="account.iban", read_only=True)
    opening = MaybeMoneyField()
    closing = MaybeMoneyField()
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
    account = IdFilter(field_name="account_id")

    class Meta:
        model = Statement
        fields = ("state", "account")


class UploadBody(Body):
    """A statement file: CAMT.05x, MT940 or CSV, at most 256 MiB. `profile`: how a table is to be read, the name of a
    built-in profile or of one at `/statement-profiles`, or JSON. `account` for a file that names none."""

    file = serializers.FileField()
    profile = serializers.CharField(max_length=MOST_TEXT, required=False, allow_blank=True, default="")
    account = IdField(required=False)


class ImportSerializer(serializers.Serializer):
    """What came of an import. `known`: the file had been imported before and nothing was added. `profiles`: names of the mapping profiles
    that its tables were read by."""

    known = serializers.BooleanField()
    new = serializers.IntegerField()
    had = serializers.IntegerField()
    warnings = serializers.ListField(child=serializers.CharField())
    profiles = serializers.ListField(child=serializers.CharField())
    statements = StatementSerializer(many=True)


class StatementView(NounView):
    """Bank statements. Upload one by POST as multipart/form-data with the part `file`."""

    model = Statement
    serializer_class = StatementSerializer
    filterset_class = StatementFilter
    expands = {"account": "bank-account"}
    parser_classes = [UploadParser]

    def base_queryset(self) -> QuerySet:
        return Statement.objects.select_related("account")

    @extend_schema(
        request={"multipart/form-data": UploadBody}, responses={201: ImportSerializer}, summary="Upload a statement",
        description="The file is read whole before anything is stored. The same file, or an overlapping period, adds no entry twice. "
        "A statement whose opening balance and lines are not its closing balance is kept in quarantine and not reconciled.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(UploadBody)
        upload = asked["file"]
        if upload.size > MAX_UPLOAD:
            raise Invalid(Reason("too_large", _("The file is larger than %(most)s MiB."), "file", {"most": MAX_UPLOAD // 2**20}))

        def work() -> dict[str, Any]:
            upload.file.seek(0)
            result = actions.import_statement(
                upload.file, upload.name, actor=self.actor, at=self.at, profile=asked["profile"], account_id=asked.get("account")
            )
            return {
                "known": result.known, "new": result.new, "had": result.had, "warnings": result.warnings, "profiles": result.profiles,
                "statements": self.get_serializer(result.statements, many=True).data,
            }  # fmt: skip

        digest = hashlib.file_digest(upload.file, "sha256").hexdigest()
        fingerprint = {"sha256": digest, "profile": asked["profile"], "account": asked.get("account")}
        return self.run(work, status=201, fingerprint=fingerprint)

    release = act(
        transitions.RELEASE, actions.release_statement, StatementSerializer, summary="Release a statement from quarantine",
        description="Lets it be reconciled in spite of its problem: its lines come into force.",
    )  # fmt: skip


class StatementLineSerializer(serializers.ModelSerializer):
    """One booked entry as the bank wrote it."""

    account = serializers.IntegerField(source="account_id", read_only=True)
    statement = serializers.IntegerField(source="statement_id", read_only=True)
    amount = MoneyField()
    state = serializers.ChoiceField(source="reconciled_state", choices=LineState.choices, read_only=True)

    class Meta:
        model = StatementLine
        fields = (
            "id", "account", "statement", "position", "booked_on", "value_on", "amount", "currency", "counterparty_name",
            "counterparty_iban", "counterparty_tax_id", "remittance", "reference", "end_to_end_id", "is_reversal", "state",
        )  # fmt: skip
        read_only_fields = fields


class StatementLineFilter(filters.FilterSet):
    state = filters.ChoiceFilter(field_name="reconciled_state", choices=LineState.choices)
    account = IdFilter(field_name="account_id")
    statement = IdFilter(field_name="statement_id")
    reference = filters.CharFilter(field_name="reference", help_text="The bank's whole reference.")
    booked_from = DayFilter(field_name="booked_on", lookup_expr="gte", help_text="Booking date, this day included.")
    booked_before = DayFilter(field_name="booked_on", lookup_expr="lt", help_text="Booking date, this day not included.")

    class Meta:
        model = StatementLine
        fields = ("state", "account", "statement", "reference", "booked_from", "booked_before")


class StatementLineView(NounView):
    """Lines of bank statements."""

    model = StatementLine
    serializer_class = StatementLineSerializer
    filterset_class = StatementLineFilter
    expands = {"account": "bank-account", "statement": "statement"}

    @extend_schema(
        request=ReasonNeededBody, responses=StatementLineSerializer, summary="Set a line aside",
        description="It pays no invoice, for a reason that is kept: runs leave it alone. Refused (409) for a line that is not open.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="set-aside")
    def set_aside(self, request: Request, pk: str) -> Response:
        reason, _none = self.body(ReasonNeededBody)["reason"], self.expected_version()
        return self.run(lambda: actions.set_line_aside(int(pk), actor=self.actor, at=self.at, reason=reason))

    @extend_schema(
        request=ReasonBody, responses=StatementLineSerializer, summary="Open a line again",
        description="A line that was set aside: the next run looks at it again. Refused (409) for any other line.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="open-again")
    def open_again(self, request: Request, pk: str) -> Response:
        reason, _none = self.body(ReasonBody)["reason"], self.expected_version()
        return self.run(lambda: actions.open_line_again(int(pk), actor=self.actor, at=self.at, reason=reason))


class AllocationSerializer(serializers.ModelSerializer):
    """Money of the payment that pays an invoice; a negative one takes back the one it names."""

    invoice = serializers.IntegerField(source="invoice_id", read_only=True)
    amount = MoneyField()
    reverses = serializers.IntegerField(source="reverses_id", read_only=True, allow_null=True)

    class Meta:
        model = Allocation
        fields = ("id", "invoice", "amount", "reverses", "reason", "created_at")
        read_only_fields = fields


class RefundOfPaymentSerializer(serializers.ModelSerializer):
    """A refund that was asked for; the whole of it is at `/refunds/{id}`."""

    amount = MoneyField()

    class Meta:
        model = Refund
        fields = ("id", "amount", "state")
        read_only_fields = fields


class PaymentSerializer(serializers.ModelSerializer):
    """Money from or to a client. `open`: what no invoice has yet and nobody got back. `payout_of`: the refund that this
    outgoing payment pays out."""

    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)
    account = serializers.IntegerField(source="account_id", read_only=True, allow_null=True)
    statement_line = serializers.IntegerField(source="statement_line_id", read_only=True, allow_null=True)
    amount = MoneyField()
    allocated = MoneyField()
    refunded = MoneyField()
    open = MoneyField()
    payout_of = serializers.IntegerField(source="payout_of_id", read_only=True, allow_null=True)
    allocations = AllocationSerializer(many=True, read_only=True)
    refunds = RefundOfPaymentSerializer(many=True, read_only=True)

    class Meta:
        model = Payment
        fields = (
            "id", "version", "client", "account", "statement_line", "direction", "method", "reference", "amount", "currency",
            "allocated", "refunded", "open", "received_on", "state", "payout_of", "allocations", "refunds", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("Cash in hand", value={"amount": "1234.50", "currency": "UAH", "client": 1, "method": "cash", "received_on": "2026-03-31"}, request_only=True)])
class PaymentBody(Body):
    """Money that was paid, or is announced."""

    amount = AmountField()
    currency = CurrencyField()
    client = IdField(required=False)
    account = IdField(required=False)
    method = serializers.ChoiceField(choices=PaymentMethod.choices, required=False)
    reference = serializers.CharField(max_length=70, required=False, allow_blank=True)
    received_on = serializers.DateField(required=False)


class PairBody(Body):
    """An invoice and how much of the money pays it."""

    invoice = IdField()
    amount = AmountField()


@extend_schema_serializer(examples=[OpenApiExample("Two invoices", value={"items": [{"invoice": 1, "amount": "1000.00"}, {"invoice": 2, "amount": "234.50"}]}, request_only=True)])
class AllocateBody(ReasonBody):
    """What the money pays."""

    items = PairBody(many=True, min_length=1, max_length=200)


class DeallocateBody(ReasonNeededBody):
    """The allocation to take back."""

    allocation = IdField()


class PaymentFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=PaymentState.choices)
    client = IdFilter(field_name="client_id")

    account = IdFilter(field_name="account_id")
    direction = filters.ChoiceFilter(choices=Direction.choices)
    reference = filters.CharFilter(field_name="reference", help_text="The whole reference.")

    class Meta:
        model = Payment
        fields = ("state", "client", "account", "direction", "reference")


class PaymentView(NounView):
    """Payments and what they pay."""

    model = Payment
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    expands = {"client": "client", "account": "bank-account", "statement_line": "statement-line"}

    def base_queryset(self) -> QuerySet:
        return Payment.objects.prefetch_related("allocations", "refunds")

    @extend_schema(
        request=PaymentBody, responses={201: PaymentSerializer}, summary="Record a payment",
        description="Received at once where `received_on` is given, else pending. Pays no invoice until it is allocated.",
    )  # fmt: skip
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

    @extend_schema(
        request=AllocateBody, responses=PaymentSerializer, summary="Pay invoices with a payment",
        description="Lowers `open` of the payment and of each invoice by the amount, all or nothing. Refused (409) for more than "
        "either has open.",
    )  # fmt: skip
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

    @extend_schema(
        request=DeallocateBody, responses=PaymentSerializer, summary="Take an allocation back",
        description="By a reversing allocation: both stay on record, and payment and invoice have the amount open again.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def deallocate(self, request: Request, pk: str) -> Response:
        asked, version = self.body(DeallocateBody), self.expected_version()
        found = permitted(Allocation.objects.filter(pk=asked["allocation"], payment_id=int(pk)), self.actor, "view_allocation")
        if not found.exists():
            raise not_visible()
        return self.run(
            lambda: actions.deallocate(
                asked["allocation"], actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version
            )
        )

    @extend_schema(
        request=RefundBody, responses=PaymentSerializer, summary="Refund a payment",
        description="All that the payment has open goes back. Where a policy asks for approval, the payment stays as it is and `refunds` has one "
        "more in_approval; else it is refunded at once, and a pending outgoing payment is recorded.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def refund(self, request: Request, pk: str) -> Response:
        asked, version = self.body(RefundBody), self.expected_version()
        return self.run(
            lambda: actions.refund_payment(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked).payment
        )

    @extend_schema(
        request=ReasonNeededBody, responses=PaymentSerializer, summary="Take all allocations of a payment back",
        description="By reversing ones, as one at a time. Refused (409) where some of it settles a statement line.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="release-all")
    def release_all(self, request: Request, pk: str) -> Response:
        reason, version = self.body(ReasonNeededBody)["reason"], self.expected_version()
        return self.run(lambda: actions.release_all(int(pk), actor=self.actor, at=self.at, reason=reason, expected_version=version))

    create_many = many_new(summary="Record many payments")
    receive_many = many("receive", summary="Receive many payments")
    authorise = act(transitions.AUTHORISE, actions.authorise_payment, PaymentSerializer, summary="Note a payment as authorised")
    receive = act(
        transitions.RECEIVE, actions.receive_payment, PaymentSerializer, summary="Note a payment as received",
        description="Its money can be allocated to invoices from here on.",
    )  # fmt: skip
    fail = act(transitions.FAIL, actions.fail_payment, PaymentSerializer, summary="Note a payment as failed")
    reverse = act(
        transitions.REVERSE, actions.reverse_payment, PaymentSerializer, summary="Reverse a payment",
        description="The money is not there after all. Refused (409) while it pays invoices, or when it settles a statement line.",
    )  # fmt: skip
    dispute = act(
        transitions.DISPUTE, actions.dispute_payment, PaymentSerializer, summary="Note that a payment is disputed",
        description="What it pays stays paid until the dispute is lost.",
    )  # fmt: skip
    win = act(transitions.WIN, actions.win_dispute, PaymentSerializer, summary="Win a dispute")
    lose = act(
        transitions.LOSE, actions.lose_dispute, PaymentSerializer, summary="Lose a dispute",
        description="The payment is reversed and its allocations are taken back: the invoices are open again.",
    )  # fmt: skip
