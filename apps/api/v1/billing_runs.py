"""Billing runs: asked for or tried here, done by a worker."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform import paging
from apps.api.platform.fields import Body
from apps.api.platform.queries import FlagFilter
from apps.api.platform.views import NounView
from apps.api.v1.invoices import InvoiceSerializer, InvoiceView
from apps.api.v1.noted import WORK, work_state
from apps.invoices import actions
from apps.invoices.models import BilledHours, BilledPeriod, BillingRun
from apps.invoices.tasks import execute_billing
from apps.kernel.money import decimal_text
from apps.tenants.permission import permitted, require


class BillingRunSerializer(serializers.ModelSerializer):
    """A run. `trial`: it says what would be billed and writes nothing. `state`: waiting, working, done, failed; `error` says why."""

    trial = serializers.BooleanField(source="is_trial", read_only=True)
    state = serializers.SerializerMethodField()

    class Meta:
        model = BillingRun
        fields = ("id", "due_on", "trial", "state", "requested_by", "invoice_count", "failed_count", "error", "created_at", "finished_at")
        read_only_fields = fields

    @extend_schema_field(WORK)
    def get_state(self, row: BillingRun) -> str:
        """By what the worker has written."""
        return work_state(row, began="beat_at", ended="finished_at")


class BilledTotalSerializer(serializers.Serializer):
    """What was billed in a currency, net and tax together."""

    currency = serializers.CharField()
    total = serializers.CharField(help_text="A decimal string.")


class BillingProblemSerializer(serializers.Serializer):
    """A contract that was not billed, and why, in sentences."""

    contract = serializers.IntegerField()
    number = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class BillingRunDetailSerializer(BillingRunSerializer):
    """With its totals, and the first 1,000 contracts that were not billed."""

    totals = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()

    class Meta(BillingRunSerializer.Meta):
        fields = (*BillingRunSerializer.Meta.fields, "totals", "problems")
        read_only_fields = fields

    @extend_schema_field(BilledTotalSerializer(many=True))
    def get_totals(self, row: BillingRun) -> list[dict[str, str]]:
        return [{"currency": currency, "total": decimal_text(minor, currency)} for currency, minor in row.totals]

    @extend_schema_field(BillingProblemSerializer(many=True))
    def get_problems(self, row: BillingRun) -> list[dict[str, Any]]:
        return [{"contract": key, "number": number, "reasons": list(reasons)} for key, number, reasons in row.problems]


@extend_schema_serializer(examples=[OpenApiExample("What would be billed tomorrow", value={"due_on": "2026-04-01", "trial": True}, request_only=True)])
class BillingRunBody(Body):
    """The day on which it is due; `trial` (true if it is left out) only tries: up to 366 days ahead, a real run up to 31."""

    due_on = serializers.DateField()
    trial = serializers.BooleanField(required=False, default=True)


class BillingRunFilter(filters.FilterSet):
    trial = FlagFilter(field_name="is_trial")

    class Meta:
        model = BillingRun
        fields = ("trial",)


class BillingRunView(NounView):
    """Billing runs: what is due of all contracts on a day becomes draft invoices. Poll one until its state is `done` or `failed`."""

    model = BillingRun
    serializer_class = BillingRunSerializer
    filterset_class = BillingRunFilter
    children = ("invoices",)
    listed = {"invoices": InvoiceSerializer}

    def get_serializer_class(self) -> Any:
        return BillingRunDetailSerializer if self.action == "retrieve" else BillingRunSerializer

    def known_parameters(self) -> set[str]:
        return set(paging.PARAMETERS) if self.action == "invoices" else super().known_parameters()

    @extend_schema(
        request=BillingRunBody, responses={202: BillingRunSerializer}, summary="Bill contracts, or try to",
        description="Queued here, done by a worker contract by contract; one that cannot be billed keeps no other back. A day that is "
        "billed again bills what is still due, at most nothing.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(BillingRunBody)

        def act() -> BillingRun | None:
            run = actions.ask_billing(asked["due_on"], actor=self.actor, at=self.at, is_trial=asked["trial"])
            if run is not None:
                execute_billing.delay_on_commit(run.tenant_id, run.pk)
            return run

        return self.run(act, status=202)

    @extend_schema(responses=BillingRunDetailSerializer, summary="A billing run with what came of it")
    def retrieve(self, request: Request, pk: str) -> Response:
        return super().retrieve(request, pk)

    @extend_schema(responses=InvoiceSerializer(many=True), summary="List the drafts that a run made", filters=True)
    @action(detail=True, methods=["get"], filterset_class=None)
    def invoices(self, request: Request, pk: str) -> Response:
        """Of a trial there are none."""
        run, actor = self.get_object(), self.actor
        assert actor is not None
        require(actor, "invoices.view_invoice")
        made = Q(pk__in=BilledPeriod.objects.filter(run=run).values("invoice")) | Q(pk__in=BilledHours.objects.filter(run=run).values("invoice"))
        rows: QuerySet = permitted(InvoiceView().base_queryset().filter(made), actor, "view_invoice")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.told(page, many=True, serializer=InvoiceSerializer))
