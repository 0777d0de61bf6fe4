"""Runs and matches."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.downloads import CSV, XLSX, download
from apps.api.platform.fields import AmountField, Body, IdField, MoneyField, ReasonBody
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.kernel.errors import not_visible
from apps.kernel.money import decimal_text, to_minor
from apps.payments.models import StatementLine
from apps.reconciliation import actions, transitions
from apps.reconciliation.exports import report_csv, report_xlsx
from apps.reconciliation.models import Match, MatchItem, Run
from apps.reconciliation.report import build, stored_report
from apps.reconciliation.states import MatchState, RunState
from apps.reconciliation.tasks import execute_run
from apps.tenants.permission import permitted


class RunSerializer(serializers.ModelSerializer):
    """A reconciliation run. Counts are of statement lines; digests are SHA-256, hex."""

    account = serializers.IntegerField(source="account_id", read_only=True)
    iban = serializers.CharField(source="account.iban", read_only=True)
    rule_set = serializers.IntegerField(source="rule_set.number", read_only=True)
    position = serializers.IntegerField(source="progress.position", read_only=True)
    total = serializers.IntegerField(source="progress.total", read_only=True)

    class Meta:
        model = Run
        fields = (
            "id", "version", "account", "iban", "starts_on", "ends_before", "rule_set", "state", "input_digest",
            "result_digest", "inputs_changed", "line_count", "accepted_count", "proposed_count", "ignored_count",
            "unmatched_count", "position", "total", "error", "created_at", "started_at", "finished_at",
        )  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("March", value={"account": 1, "starts_on": "2026-03-01", "ends_before": "2026-04-01"}, request_only=True)])
class StartRunSerializer(Body):
    """What to reconcile. Without dates: all open lines of the account."""

    account = IdField()
    starts_on = serializers.DateField(required=False)
    ends_before = serializers.DateField(required=False)


class RunFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=RunState.choices)
    account = IdFilter(field_name="account_id")

    class Meta:
        model = Run
        fields = ("state", "account")


class ControlSerializer(serializers.Serializer):
    """One control of the report: what was expected and what was found."""

    code = serializers.CharField()
    title = serializers.CharField()
    holds = serializers.BooleanField()
    expected = serializers.CharField()
    found = serializers.CharField()


class ReportSerializer(serializers.Serializer):
    """The reconciliation report as it was checked, or as it stands while the run is at work."""

    digest = serializers.CharField(allow_blank=True)
    holds = serializers.BooleanField()
    currency = serializers.CharField()
    controls = ControlSerializer(many=True)
    outcomes = serializers.ListField(child=serializers.DictField())


class RunView(NounView):
    """Reconciliation runs. A run is started here and done by a worker; poll it until its state is final."""

    model = Run
    serializer_class = RunSerializer
    filterset_class = RunFilter
    expands = {"account": "bank-account"}

    def base_queryset(self) -> QuerySet:
        return Run.objects.select_related("account", "rule_set", "progress")

    @extend_schema(
        request=StartRunSerializer, responses={202: RunSerializer}, summary="Start a run",
        description="Queued here, done by a worker: it settles lines with invoices where the rule set is sure, and proposes the rest.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(StartRunSerializer)

        def act() -> Run:
            run = actions.start_run(
                asked["account"], actor=self.actor, at=self.at, starts_on=asked.get("starts_on"),
                ends_before=asked.get("ends_before"),
            )  # fmt: skip
            execute_run.delay_on_commit(run.tenant_id, run.pk)
            return run

        return self.run(act, status=202)

    cancel = act(
        transitions.CANCEL, actions.cancel_run, RunSerializer, summary="Cancel a run",
        description="The worker stops behind the chunk in hand; what is settled stays settled.",
    )  # fmt: skip

    @extend_schema(responses=ReportSerializer, summary="The report of a run, with its controls")
    @action(detail=True, methods=["get"], filter_backends=[], pagination_class=None)
    def report(self, request: Request, pk: str) -> Response:
        run = self.get_object()
        report = stored_report(run) or build(run)
        return Response(report.as_dict())

    @extend_schema(responses={(200, CSV.media_type): OpenApiTypes.STR}, summary="The report as CSV")
    @action(detail=True, methods=["get"], url_path="report.csv", url_name="report-csv", filter_backends=[], pagination_class=None,
            renderer_classes=[CSV])  # fmt: skip
    def report_csv(self, request: Request, pk: str) -> HttpResponse:
        run = self.get_object()
        return download(report_csv(run), CSV, f"reconciliation-{run.pk}.csv")

    @extend_schema(responses={(200, XLSX.media_type): OpenApiTypes.BINARY}, summary="The report as a workbook")
    @action(detail=True, methods=["get"], url_path="report.xlsx", url_name="report-xlsx", filter_backends=[], pagination_class=None,
            renderer_classes=[XLSX])  # fmt: skip
    def report_xlsx(self, request: Request, pk: str) -> HttpResponse:
        run = self.get_object()
        return download(report_xlsx(run), XLSX, f"reconciliation-{run.pk}.xlsx")


class MatchItemSerializer(serializers.ModelSerializer):
    """An invoice and the amount that pays it. `alternative` 0 is the proposal itself."""

    alternative = serializers.IntegerField(read_only=True)  # said here: the range of the column is another on each database
    invoice = serializers.IntegerField(source="invoice_id")
    number = serializers.CharField(source="invoice.number")
    amount = serializers.SerializerMethodField()

    class Meta:
        model = MatchItem
        fields = ("alternative", "invoice", "number", "amount")

    def get_amount(self, item: MatchItem) -> str:
        return decimal_text(item.amount_minor, item.invoice.currency)


class MatchSerializer(serializers.ModelSerializer):
    """A statement line and the invoices that it pays, with the reasons in words."""

    run = serializers.IntegerField(source="run_id", read_only=True, allow_null=True)
    line = serializers.IntegerField(source="line_id", read_only=True)
    reference = serializers.CharField(source="line.reference", read_only=True)
    payment = serializers.IntegerField(source="payment_id", read_only=True, allow_null=True)
    amount = MoneyField()
    unallocated = MoneyField()
    why = serializers.CharField(read_only=True)
    items = MatchItemSerializer(many=True, read_only=True)

    class Meta:
        model = Match
        fields = (
            "id", "version", "run", "line", "reference", "rule", "score", "why", "amount", "unallocated", "currency", "state",
            "chosen_alternative", "payment", "decided_by", "items", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class MatchFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=MatchState.choices)
    run = IdFilter(field_name="run_id")
    line = IdFilter(field_name="line_id")

    class Meta:
        model = Match
        fields = ("state", "run", "line")


class AcceptSerializer(ReasonBody):
    """Which of the equally good answers is meant; 0 is the proposal itself."""

    alternative = serializers.IntegerField(required=False, min_value=0, max_value=1000, default=0)


class HandPairSerializer(Body):
    """An invoice and how much of the line pays it."""

    invoice = IdField()
    amount = AmountField()


@extend_schema_serializer(examples=[OpenApiExample("One invoice", value={"line": 1, "items": [{"invoice": 1, "amount": "1234.50"}], "reason": "The payer confirmed by mail"}, request_only=True)])
class HandMatchSerializer(ReasonBody):
    """A line and the invoices that a person chose for it."""

    line = IdField()
    items = HandPairSerializer(many=True, min_length=1, max_length=200)


class MatchView(NounView):
    """Matches: proposals to accept or reject, settlements to undo, and matching by hand."""

    model = Match
    serializer_class = MatchSerializer
    filterset_class = MatchFilter
    expands = {"run": "run", "line": "statement-line", "payment": "payment"}

    def base_queryset(self) -> QuerySet:
        return Match.objects.select_related("line").prefetch_related("items__invoice")

    @extend_schema(
        request=HandMatchSerializer, responses={201: MatchSerializer}, summary="Match a line by hand",
        description="Books a payment for the line and allocates it to the invoices named; a proposal of the line is rejected.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(HandMatchSerializer)
        line = permitted(StatementLine.objects.filter(pk=asked["line"]), self.actor, "view_statementline").first()
        if line is None:
            raise not_visible()
        pairs = [(item["invoice"], to_minor(item["amount"], line.currency)) for item in asked["items"]]
        return self.run(
            lambda: actions.match_by_hand(line.pk, pairs, actor=self.actor, at=self.at, reason=asked["reason"]), status=201
        )

    @extend_schema(
        request=AcceptSerializer, responses=MatchSerializer, summary="Accept a proposal",
        description="Books a payment for the statement line and allocates it to the proposal's invoices, or to those of the "
        "`alternative` that is named.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        asked, version = self.body(AcceptSerializer), self.expected_version()
        return self.run(lambda: actions.accept_match(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked))

    reject = act(
        transitions.REJECT, actions.reject_match, MatchSerializer, summary="Reject a proposal",
        description="The line is open again, for the next run or a match by hand.",
    )  # fmt: skip
    undo = act(
        transitions.UNDO, actions.undo_match, MatchSerializer, summary="Undo a settlement",
        description="Allocations are taken back by reversing ones, the payment is reversed, line and invoices are open again.",
    )  # fmt: skip
