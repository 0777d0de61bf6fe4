"""Which days of a bank account its statements prove."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import DECIMAL
from apps.api.platform.queries import BadQuery
from apps.api.platform.views import NounView
from apps.kernel.errors import Reason
from apps.kernel.money import decimal_text
from apps.payments.continuity import MOST_DAYS, Continuity, DayState, continuity_of, known_period
from apps.tenants.permission import require


@extend_schema_field({"type": "string", "pattern": DECIMAL, "examples": ["1250.00"]})
class _Amount(serializers.CharField):
    """A decimal string in the account's currency."""


class ProvedDaySerializer(serializers.Serializer):
    """A day: `proved` by balances; `quiet`: between two statements that meet; `unproved`: no balances stated; `quarantined`; `missing`."""

    day = serializers.DateField()
    state = serializers.ChoiceField(choices=[str(state) for state in DayState])


class BreakSerializer(serializers.Serializer):
    """Two statements that do not meet, and what came or went between them."""

    before = serializers.IntegerField(source="before.pk")
    after = serializers.IntegerField(source="after.pk")
    difference = _Amount()


class OverlapSerializer(serializers.Serializer):
    """A statement that repeats days of earlier ones. `changed`: lines that those had and it does not repeat."""

    statement = serializers.IntegerField(source="statement.pk")
    new = serializers.IntegerField()
    had = serializers.IntegerField()
    changed = serializers.IntegerField()
    reversed = serializers.IntegerField()


class ContinuitySerializer(serializers.Serializer):
    """The proof of an account for days of a half-open period. `difference` is what the lines lack between `opening` and `closing`."""

    account = serializers.IntegerField(source="account.pk")
    currency = serializers.CharField(source="account.currency")
    starts_on = serializers.DateField(allow_null=True)
    ends_before = serializers.DateField(allow_null=True)
    is_proved = serializers.BooleanField()
    opening = _Amount(allow_null=True)
    moved = _Amount(allow_null=True)
    closing = _Amount(allow_null=True)
    difference = _Amount(allow_null=True)
    equal_lines = serializers.IntegerField()
    days = ProvedDaySerializer(many=True)
    breaks = BreakSerializer(many=True)
    overlaps = OverlapSerializer(many=True)
    quarantined = serializers.ListField(child=serializers.IntegerField())


_PERIOD = [
    OpenApiParameter("from", {"type": "string", "format": "date"}, description="The first day; that of the first statement, if left out."),
    OpenApiParameter("until", {"type": "string", "format": "date"}, description="The day behind the last; that behind the last statement, if left out."),
]


class ContinuityOfAccount(NounView):
    """What is asked of the statements of one bank account."""

    def known_parameters(self) -> set[str]:
        return {"from", "until"} if self.action == "continuity" else super().known_parameters()

    @extend_schema(
        parameters=_PERIOD, responses=ContinuitySerializer, summary="Tell which days of a bank account are proved",
        description=f"Opening equals the closing before, entries lead from the one to the other, no day is missing. At most {MOST_DAYS} days; without a "
        "period, the last of them.",
    )  # fmt: skip
    @action(detail=True, methods=["get"], filterset_class=None)
    def continuity(self, request: Request, pk: str) -> Response:
        account = self.get_object()
        assert self.actor is not None
        require(self.actor, "payments.view_statement")
        asked = {name: _day(request, name) for name in ("from", "until")}
        known = known_period(account)
        if known is None:
            return Response(ContinuitySerializer(_told(Continuity(account, None, None, {}))).data)  # type: ignore[arg-type]
        ends_before = asked["until"] or known[1]
        starts_on = asked["from"] or max(known[0], ends_before - dt.timedelta(days=MOST_DAYS))
        if not 0 < (ends_before - starts_on).days <= MOST_DAYS:
            message = _("A period has from 1 to %(most)s days.")
            raise BadQuery([Reason("period", message, "until" if asked["until"] else "from", {"most": MOST_DAYS})])
        return Response(ContinuitySerializer(_told(continuity_of(account, starts_on=starts_on, ends_before=ends_before))).data)


def _day(request: Request, name: str) -> dt.date | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        found = dt.date.min
    if not 1900 <= found.year <= 2200 or len(text) != 10:
        raise BadQuery([Reason("date", _("“%(text)s” is not a date such as 2026-03-31."), name, {"text": text[:30]})])
    return found


def _told(proof: Continuity) -> dict[str, Any]:
    currency = proof.account.currency
    return {
        "account": proof.account, "currency": currency, "starts_on": proof.starts_on, "ends_before": proof.ends_before,
        "is_proved": bool(proof.days) and proof.is_proved, "opening": _amount(proof.opening_minor, currency),
        "days": [{"day": day, "state": str(state)} for day, state in proof.days.items()],
    } | {
        "moved": _amount(proof.moved_minor, currency), "closing": _amount(proof.closing_minor, currency),
        "difference": _amount(proof.difference_minor, currency), "equal_lines": proof.equal_lines, "overlaps": proof.overlaps,
        "breaks": [{"before": item.before, "after": item.after, "difference": _amount(item.difference_minor, currency)} for item in proof.breaks],
        "quarantined": [item.pk for item in proof.quarantined],
    }  # fmt: skip


def _amount(minor: int | None, currency: str) -> str | None:
    return None if minor is None else decimal_text(minor, currency)
