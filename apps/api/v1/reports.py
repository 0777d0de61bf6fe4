"""Reports: their kinds, making one, and taking it away."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.analytics import actions
from apps.analytics.actions.reports import rows_of
from apps.analytics.files import FORMATS, file_name, written
from apps.analytics.kinds import Kind, get_kind, offered_to
from apps.analytics.models import Report
from apps.analytics.paper import language_of
from apps.analytics.parameters import as_asked, checked
from apps.analytics.snapshot import consistent_view
from apps.analytics.tasks import make_report
from apps.analytics.wording import currency_in
from apps.api.platform.downloads import CSV, PDF, XLSX
from apps.api.platform.fields import Body, IdField
from apps.api.platform.queries import BadQuery
from apps.api.platform.views import NounView
from apps.clients.models import Client
from apps.kernel.errors import Invalid, Reason, Refused
from apps.kernel.money import decimal_text
from apps.tenants.permission import require

SHOWN = 200
MOST_LINES = 5_000
KINDS = ("receivables", "statement", "unmatched", "rules", "reconciliation")


class ReportControlSerializer(serializers.Serializer):
    """A sum that must equal another one made in another way; a decimal string, or a number as text where there is no currency."""

    code = serializers.CharField()
    currency = serializers.CharField(allow_blank=True)
    holds = serializers.BooleanField()
    expected = serializers.CharField()
    found = serializers.CharField()


class MadeReportSerializer(serializers.ModelSerializer):
    """A report. `digest`: SHA-256, hex, over kind, parameters, figures and rows; empty until it is made. `journal_sequence`: the last
    journal entry that its figures know of."""

    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)
    state = serializers.SerializerMethodField()
    params = serializers.DictField(read_only=True)

    class Meta:
        model = Report
        fields = (
            "id", "kind", "params", "client", "state", "error", "holds", "row_count", "digest", "journal_sequence", "created_at", "ended_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_state(self, row: Report) -> str:
        """waiting, ready, failed"""
        return "waiting" if row.ended_at is None else "failed" if row.error else "ready"


class MadeReportDetailSerializer(MadeReportSerializer):
    """The report with its figures. `totals`: by currency and code, decimal strings. `rows`: the first of them by the names of the
    kind's columns; the files have them all."""

    totals = serializers.SerializerMethodField()
    controls = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()

    class Meta(MadeReportSerializer.Meta):
        fields = (*MadeReportSerializer.Meta.fields, "totals", "controls", "rows")  # type: ignore[assignment]
        read_only_fields = fields

    def get_totals(self, row: Report) -> list[dict[str, Any]]:
        return _totals(row.head)

    def get_controls(self, row: Report) -> list[dict[str, Any]]:
        return _controls(row.head)

    def get_rows(self, row: Report) -> list[dict[str, Any]]:
        kind = get_kind(row.kind)
        return [_row(kind, cells) for cells in rows_of(row, most=SHOWN)] if row.is_ready else []


@extend_schema_serializer(examples=[OpenApiExample("Receivables", value={"kind": "receivables", "as_of": "2026-03-31"}, request_only=True)])
class NewReportBody(Body):
    """Which report, and what its kind asks for (see /reports/kinds)."""

    kind = serializers.ChoiceField(choices=KINDS)
    as_of = serializers.DateField(required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    client = IdField(required=False)
    contract = IdField(required=False)
    run = IdField(required=False)
    account = IdField(required=False)


class ReportFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=[(code, code) for code in KINDS])

    class Meta:
        model = Report
        fields = ("kind",)


class ReportKindSerializer(serializers.Serializer):
    """A kind of report: what it asks for, what of that is needed, and its columns."""

    code = serializers.CharField()
    label = serializers.CharField()
    explained = serializers.CharField()
    asks = serializers.ListField(child=serializers.CharField())
    needs = serializers.ListField(child=serializers.CharField())
    columns = serializers.SerializerMethodField()

    def get_columns(self, kind: Kind) -> list[dict[str, str]]:
        return [{"name": column.name, "label": str(column.label), "type": column.type} for column in kind.columns]


class ReportKindsSerializer(serializers.Serializer):
    """All of them."""

    items = ReportKindSerializer(many=True)


class ReportView(NounView):
    """Reports are asked for here and made by a worker; poll one until its state is `ready`."""

    model = Report
    serializer_class = MadeReportSerializer
    filterset_class = ReportFilter
    expands = {"client": "client"}

    def get_serializer_class(self) -> Any:
        return MadeReportDetailSerializer if self.action == "retrieve" else MadeReportSerializer

    def known_parameters(self) -> set[str]:
        return {"language"} if self.action == "report_pdf" else super().known_parameters()

    @extend_schema(request=NewReportBody, responses={202: MadeReportSerializer}, summary="Make a report",
                   description="Queued here, made by a worker in one consistent view of the books.")  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(NewReportBody)
        kind = asked.pop("kind")

        def act() -> Report:
            report = actions.ask_report(kind, asked, actor=self.actor, at=self.at)
            make_report.delay_on_commit(report.tenant_id, report.pk)
            return report

        return self.run(act, status=202)

    @extend_schema(responses=MadeReportDetailSerializer, summary="A report with its figures and first rows")
    def retrieve(self, request: Request, pk: str) -> Response:
        return super().retrieve(request, pk)

    @extend_schema(responses={(200, CSV.media_type): OpenApiTypes.STR}, summary="The report as CSV")
    @action(detail=True, methods=["get"], url_path="report.csv", url_name="report-csv", filter_backends=[], pagination_class=None, renderer_classes=[CSV])
    def report_csv(self, request: Request, pk: str) -> FileResponse:
        return self._file("csv")

    @extend_schema(responses={(200, XLSX.media_type): OpenApiTypes.BINARY}, summary="The report as a workbook")
    @action(detail=True, methods=["get"], url_path="report.xlsx", url_name="report-xlsx", filter_backends=[], pagination_class=None, renderer_classes=[XLSX])
    def report_xlsx(self, request: Request, pk: str) -> FileResponse:
        return self._file("xlsx")

    @extend_schema(
        responses={(200, PDF.media_type): OpenApiTypes.BINARY}, summary="The report on paper",
        parameters=[OpenApiParameter("language", enum=["uk", "en"], description="Else the client's, or that of Accept-Language.")],
    )  # fmt: skip
    @action(detail=True, methods=["get"], url_path="report.pdf", url_name="report-pdf", filter_backends=[], pagination_class=None, renderer_classes=[PDF])
    def report_pdf(self, request: Request, pk: str) -> FileResponse:
        asked = request.query_params.get("language", "")
        if asked not in ("", "uk", "en"):
            raise BadQuery(Reason("invalid_choice", _("Choose one of: uk, en."), "language"))
        return self._file("pdf", asked)

    def _file(self, name: str, language: str = "") -> FileResponse:
        report = self.get_object()
        with override(language_of(report, language) if name == "pdf" else get_language()):
            body = written(report, name)
        return FileResponse(body, as_attachment=True, filename=file_name(report, name), content_type=FORMATS[name].media_type)


class KindView(NounView):
    """Kinds of report that the caller may have made."""

    model = Report
    serializer_class = ReportKindsSerializer
    pagination_class = None

    def known_parameters(self) -> set[str]:
        return set()

    @extend_schema(responses=ReportKindsSerializer, summary="The kinds of report, and what each asks for", filters=False)
    def kinds(self, request: Request) -> Response:
        assert self.actor is not None
        self._require_view("view_report")
        return Response({"items": ReportKindSerializer(offered_to(self.actor), many=True).data})


class ClientStatementLineSerializer(serializers.Serializer):
    """A document or a payment. `what`: opening, invoice, paid_before, credit_note, write_off, payment, paid_by_other,
    paid_for_other, money_back, turnover, closing. Amounts are decimal strings; a negative balance is owed to the client."""

    on = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    document = serializers.CharField(allow_blank=True)
    contract = serializers.CharField(allow_blank=True)
    currency = serializers.CharField()
    debit = serializers.CharField()
    credit = serializers.CharField()
    balance = serializers.CharField()


class ClientStatementSerializer(serializers.Serializer):
    """The statement of a client over a period, as the books stand now."""

    client = serializers.IntegerField()
    since = serializers.DateField()
    until = serializers.DateField()
    contract = serializers.IntegerField(allow_null=True)
    journal_sequence = serializers.IntegerField()
    totals = serializers.ListField(child=serializers.DictField())
    controls = ReportControlSerializer(many=True)
    lines = ClientStatementLineSerializer(many=True)


class ClientStatementView(NounView):
    """What a client owed, each document and payment, and what it owes."""

    model = Client
    serializer_class = ClientStatementSerializer
    pagination_class = None

    def known_parameters(self) -> set[str]:
        return {"since", "until", "contract"}

    @extend_schema(
        responses=ClientStatementSerializer, summary="The statement of a client", filters=False,
        description="As the books stand now; for a copy that is kept, on paper or as a table, make a report of the kind `statement`.",
        parameters=[
            OpenApiParameter("since", OpenApiTypes.DATE, required=True, description="The first day."),
            OpenApiParameter("until", OpenApiTypes.DATE, required=True, description="The last day, included."),
            OpenApiParameter("contract", OpenApiTypes.INT, description="Only of this contract."),
        ],
    )  # fmt: skip
    def statement(self, request: Request, pk: str) -> Response:
        assert self.actor is not None
        client, kind = self.get_object(), get_kind("statement")
        require(self.actor, "analytics.make_report")
        try:
            params = as_asked(checked(kind, {**request.query_params.dict(), "client": client.pk}, actor=self.actor))
        except Invalid as refusal:
            raise BadQuery(refusal.reasons) from None
        with consistent_view(client.tenant_id) as sequence:
            built = kind.build(params)
            lines = []
            for cells in built.rows:
                lines.append(_row(kind, cells))
                if len(lines) > MOST_LINES:
                    raise Refused(Reason("too_many_lines", _("The period has more than %(most)s lines; make a report of it."), "since", {"most": MOST_LINES}))
        return Response({
            "client": client.pk, "since": params["since"].isoformat(), "until": params["until"].isoformat(), "contract": params.get("contract"),
            "journal_sequence": sequence, "totals": _totals(built.head), "controls": _controls(built.head), "lines": lines,
        })  # fmt: skip


def _row(kind: Kind, cells: list[Any]) -> dict[str, Any]:
    """A row by the names of its columns, money as decimal strings."""
    currency = currency_in(kind, cells)
    return {column.name: decimal_text(cells[index], currency) if column.type == "money" else cells[index] for index, column in enumerate(kind.columns)}


def _totals(head: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"currency": currency} | {code: decimal_text(value, currency) if currency else value for code, value in pairs} for currency, pairs in head["totals"]
    ]


def _controls(head: dict[str, Any]) -> list[dict[str, Any]]:
    def text(value: Any, currency: str) -> str:
        return decimal_text(value, currency) if currency and isinstance(value, int) else str(value)

    return [item | {"expected": text(item["expected"], item["currency"]), "found": text(item["found"], item["currency"])} for item in head["controls"]]
