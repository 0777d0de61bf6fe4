"""Several statement lines settled with several invoices as one."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import IdField, ReasonBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.views import NounView
from apps.api.v1.reconciliation import HandPairSerializer, MatchSerializer, MatchView
from apps.kernel.errors import not_visible
from apps.kernel.money import to_minor
from apps.payments.models import StatementLine
from apps.reconciliation import actions
from apps.reconciliation.models import Match
from apps.tenants.permission import permitted

MOST_LINES = 100


@extend_schema_serializer(examples=[OpenApiExample("Two transfers for one invoice", value={
    "lines": [1, 2], "items": [{"invoice": 1, "amount": "1234.50"}], "reason": "Paid in two parts",
}, request_only=True)])
class TogetherBody(ReasonBody):
    """Lines of one currency, invoices with how much of each is paid, and of which of these the rest is given up. The lines' money, the
    earliest first, goes to the invoices, the first due first."""

    lines = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_LINES)
    items = HandPairSerializer(many=True, min_length=1, max_length=200)
    write_off = serializers.ListField(child=IdField(), max_length=200, required=False, default=list, help_text="Invoices out of `items`.")


class TogetherSerializer(serializers.Serializer):
    """The settlements that were made, one a line."""

    items = MatchSerializer(many=True)


class TogetherView(NounView):
    """Many to many; all or nothing."""

    model = Match
    serializer_class = TogetherSerializer
    parser_classes = (StrictJSONParser,)

    @extend_schema(
        request=TogetherBody, responses={201: TogetherSerializer}, summary="Settle several lines with several invoices",
        description="All or nothing; what is left of the lines stays on the last payments. A rest that is given up beyond the tolerance needs an approval "
        "policy for write-offs (409).",
    )  # fmt: skip
    def settle(self, request: Request) -> Response:
        asked = self.body(TogetherBody)
        line = permitted(StatementLine.objects.filter(pk=asked["lines"][0]), self.actor, "view_statementline").first()  # type: ignore[arg-type]
        if line is None:
            raise not_visible()
        amounts: dict[int, int] = {}
        for item in asked["items"]:
            amounts[item["invoice"]] = amounts.get(item["invoice"], 0) + to_minor(item["amount"], line.currency)

        def act() -> dict[str, Any]:
            how = {"actor": self.actor, "at": self.at, "reason": asked["reason"]}
            made = actions.settle_together(asked["lines"], amounts, write_off=asked["write_off"], **how)  # type: ignore[arg-type]
            rows = MatchView().base_queryset().filter(pk__in=[row.pk for row in made]).order_by("pk")
            return {"items": MatchSerializer(rows, many=True, context=self.get_serializer_context()).data}

        return self.run(act, status=201)
