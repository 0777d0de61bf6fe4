"""Acts on all records that filters choose: foreseen, asked for, done by a worker, watched and cancelled."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform import nouns
from apps.api.platform.exporting import selected
from apps.api.platform.fields import ReasonBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.views import NounView
from apps.kernel.errors import Bug, Invalid, Reason, Refused, not_visible
from apps.kernel.money import decimal_text
from apps.tenants.permission import require
from apps.workflow import bulk
from apps.workflow.models import BulkAct
from apps.workflow.models.bulk import BulkState

_AMOUNTS = ("total_minor", "amount_minor", "value_minor")


class BulkRefusalSerializer(serializers.Serializer):
    """A reason and the records that were refused for it: how many, and the ids of up to twenty."""

    code = serializers.CharField()
    detail = serializers.CharField(source="sentence")
    count = serializers.IntegerField(source="rows")
    ids = serializers.ListField(child=serializers.IntegerField(), source="sample")


class BulkActSerializer(serializers.ModelSerializer):
    """An act on many records. `refused`: counts each record once; `refusals` counts it under each of its reasons. `state`: queued, running,
    completed, cancelled, failed."""

    noun = serializers.SerializerMethodField()
    verb = serializers.SerializerMethodField()
    state = serializers.CharField(read_only=True)
    total = serializers.IntegerField(source="total_count", read_only=True)
    done = serializers.IntegerField(source="done_count", read_only=True)
    refused = serializers.IntegerField(source="refused_count", read_only=True)
    percent = serializers.IntegerField(read_only=True)
    refusals = serializers.SerializerMethodField()

    class Meta:
        model = BulkAct
        fields = ("id", "noun", "verb", "reason", "state", "total", "done", "refused", "percent", "refusals", "error", "created_at", "updated_at", "finished_at")
        read_only_fields = fields

    def get_noun(self, row: BulkAct) -> str:
        try:
            model = bulk.get(row.act).model
        except Bug:  # an act that no app declares any more
            return row.act.rpartition(".")[0]
        return next((address for address in nouns.addresses() if nouns.view_at(address)[0].model is model), row.act.rpartition(".")[0])

    def get_verb(self, row: BulkAct) -> str:
        return row.act.rpartition(".")[2].replace("_", "-")

    @extend_schema_field(BulkRefusalSerializer(many=True))
    def get_refusals(self, row: BulkAct) -> Any:
        return BulkRefusalSerializer(row.refused_lines, many=True).data


class BulkSumSerializer(serializers.Serializer):
    """What the chosen records come to in one currency, a decimal string."""

    currency = serializers.CharField()
    amount = serializers.CharField()


class BulkPreviewSerializer(serializers.Serializer):
    """What would be chosen now. `sums`: of totals, amounts or values, by currency; none where the records have none."""

    noun = serializers.CharField()
    verb = serializers.CharField()
    count = serializers.IntegerField()
    sums = BulkSumSerializer(many=True)


@extend_schema_serializer(examples=[OpenApiExample("Issue what is approved", value={
    "noun": "invoices", "verb": "issue", "filters": {"state": "approved"}, "expected_count": 12,
}, request_only=True)])
class BulkActBody(ReasonBody):
    """`noun`: the address of a list. `verb`: an act on many of its records. `filters`: its query parameters, each value as it stands in a query.
    `expected_count`: refused where they choose another number of records. `dry_run`: only counts."""

    noun = serializers.CharField(max_length=40)
    verb = serializers.CharField(max_length=40)
    filters = serializers.DictField(child=serializers.CharField(max_length=200), required=False)
    expected_count = serializers.IntegerField(min_value=0, max_value=bulk.MOST_ROWS, required=False)
    dry_run = serializers.BooleanField(required=False)


class BulkActView(NounView):
    """Acts on all that filters choose, done by a worker record by record: one that is refused keeps no other back."""

    model = BulkAct
    serializer_class = BulkActSerializer
    exportable = False
    filter_backends: list[Any] = []

    @extend_schema(
        request=BulkActBody, responses={200: BulkPreviewSerializer, 202: BulkActSerializer}, summary="Do an act on all that filters choose",
        description="The records are chosen now, of those that the caller may see, and done by a worker with the rights that the caller has then. With "
        "`dry_run` the answer is 200 with their number and sums, and nothing is done. At most 200,000.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(BulkActBody)
        assert self.actor is not None
        _view, rows = selected(asked["noun"], asked.get("filters", {}), actor=self.actor, at=self.at, version=self.version)
        offered = bulk.acts_of(rows.model)
        declared = offered.get(asked["verb"])
        if declared is None:
            said = _("There is no such act on many of these records. There are: %(known)s.")
            raise Invalid(Reason("unknown_verb", said, "verb", {"known": ", ".join(sorted(offered)) or "—"}))
        require(self.actor, declared.permission)
        if "reason" in declared.declared.needs and not asked["reason"].strip() and not asked.get("dry_run"):
            raise Invalid(Reason("required", _("Give a reason: it is kept with each record."), "reason"))
        if asked.get("dry_run"):
            return self.run(lambda: {"noun": asked["noun"], "verb": asked["verb"], "count": rows.count(), "sums": _sums(rows)})

        def act() -> BulkAct:
            ids = list(rows.order_by("pk").values_list("pk", flat=True)[: bulk.MOST_ROWS + 1])
            if len(ids) > bulk.MOST_ROWS:
                raise Refused(Reason("too_many", _("At most %(most)s rows at a time: narrow them by filters first."), "filters", {"most": bulk.MOST_ROWS}))
            expected = asked.get("expected_count", len(ids))
            if expected != len(ids):
                said = _("The filters choose %(count)s records now, not %(expected)s. Nothing was done.")
                raise Refused(Reason("count_differs", said, "expected_count", {"count": len(ids), "expected": expected}))
            return bulk.ask(declared.name, ids, actor=self.actor, at=self.at, reason=asked["reason"])  # type: ignore[arg-type]

        return self.run(act, status=202)

    @extend_schema(
        request=ReasonBody, responses=BulkActSerializer, summary="Cancel an act on many",
        description="By who asked for it. The worker stops behind the records it has in hand; what is done stays done.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def cancel(self, request: Request, pk: str) -> Response:
        self.body(ReasonBody)
        self.expected_version()

        def act() -> BulkAct:
            assert self.actor is not None
            row = self.get_object()
            if (row.requested_by, row.membership_id) != (self.actor.label, self.actor.membership_id):
                raise not_visible()
            if row.state not in (BulkState.QUEUED, BulkState.RUNNING):
                raise Refused(Reason("wrong_state", _("It has ended already.")))
            bulk.cancel(row.pk)
            return row

        return self.run(act)


def _sums(rows: QuerySet) -> list[dict[str, str]]:
    """What the rows come to, by currency; none for records without an amount of their own."""
    names = {item.name for item in rows.model._meta.concrete_fields}
    amount = next((name for name in _AMOUNTS if name in names), None)
    if amount is None or "currency" not in names:
        return []
    found = rows.order_by().values("currency").annotate(sum=Sum(amount)).order_by("currency")
    return [{"currency": item["currency"], "amount": decimal_text(item["sum"] or 0, item["currency"])} for item in found]
