"""Who would approve a document."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import (
    AmountField,
    Body,
    CurrencyField,
    IdField,
    PersonField,
    find_member,
)
from apps.api.platform.queries import BadQuery
from apps.api.platform.views import NounView
from apps.api.v1.approvals import KINDS
from apps.approvals import subjects
from apps.approvals.models import ApprovalPolicy
from apps.approvals.queries import who_would_approve
from apps.approvals.subjects import Facts
from apps.kernel.clock import local_date
from apps.kernel.errors import Reason, Refusal, not_visible
from apps.kernel.money import to_minor
from apps.tenants.models import Tenant
from apps.tenants.permission import permitted


class ImaginedBody(Body):
    """A document that there is (`document`), or one that is imagined: an amount (0), a currency (the company's), a day (today), a
    client, a department, a kind of contract, the member whose manager may be asked, and who would submit it."""

    kind = serializers.ChoiceField(choices=KINDS)
    document = IdField(required=False)
    amount = AmountField(required=False)
    currency = CurrencyField(required=False)
    on = serializers.DateField(required=False, input_formats=["%Y-%m-%d"])
    client = IdField(required=False)
    department = serializers.CharField(max_length=60, required=False)
    contract_kind = serializers.CharField(max_length=30, required=False)
    owner = PersonField(required=False)
    submitter = PersonField(required=False)


class DelegatesSerializer(serializers.Serializer):
    """Who may decide for whom on that day."""

    giver = serializers.CharField()
    takers = serializers.ListField(child=serializers.CharField())


class ForeseenStepSerializer(serializers.Serializer):
    """Whom a step would ask. `wanted`: how many of them. `dead_end`: why nobody could decide, or empty."""

    position = serializers.IntegerField()
    stage = serializers.IntegerField()
    asks = serializers.CharField()
    wanted = serializers.IntegerField()
    people = serializers.ListField(child=serializers.CharField())
    delegates = DelegatesSerializer(many=True)
    dead_end = serializers.CharField()
    escalates_to = serializers.ListField(child=serializers.CharField())


class NamedPolicySerializer(serializers.Serializer):
    """A version of a policy, by name."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    number = serializers.IntegerField()
    name = serializers.CharField()


class PassedOverSerializer(NamedPolicySerializer):
    """A policy for this kind that would not apply, and why."""

    why = serializers.CharField()


class ForesightSerializer(serializers.Serializer):
    """What would happen. `policy` null: no approval is needed."""

    policy = NamedPolicySerializer(allow_null=True)
    steps = ForeseenStepSerializer(many=True)
    passed_over = PassedOverSerializer(many=True)


_ASKED = [
    OpenApiParameter("kind", {"type": "string", "enum": [kind for kind, _label in KINDS]}, required=True, description="The kind of document."),
    OpenApiParameter("document", {"type": "integer", "minimum": 1}, description="The id of one that there is; it has its own facts."),
    OpenApiParameter("amount", {"type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,2})?$"}, description="0, if left out."),
    OpenApiParameter("currency", {"type": "string", "pattern": "^[A-Z]{3}$"}, description="Of ISO 4217; the company's, if left out."),
    OpenApiParameter("on", {"type": "string", "format": "date"}, description="Today, if left out."),
    OpenApiParameter("client", {"type": "integer", "minimum": 1}, description="The id of a client."),
    OpenApiParameter("department", {"type": "string"}),
    OpenApiParameter("contract_kind", {"type": "string"}),
    OpenApiParameter("owner", {"type": "string", "format": "email"}, description="The address of the member who is responsible."),
    OpenApiParameter("submitter", {"type": "string", "format": "email"}, description="The address of the member who would submit it."),
]


class WhoView(NounView):
    """Who would approve a document, real or imagined."""

    model = ApprovalPolicy
    serializer_class = ForesightSerializer
    filter_backends: list[Any] = []
    pagination_class = None

    def known_parameters(self) -> set[str]:
        return set(ImaginedBody().fields)

    @extend_schema(
        parameters=_ASKED, responses=ForesightSerializer, summary="Ask who would approve",
        description="The policy that would apply on the day, its steps, the people of now, their delegates on that day, dead ends with "
        "their reasons, and the policies that would not apply. Nothing is changed.",
    )  # fmt: skip
    def foresee(self, request: Request) -> Response:
        assert self.actor is not None
        self._require_view("view_approvalpolicy")
        asked = self._asked(request)
        tenant = Tenant.objects.get(pk=self.actor.tenant_id)
        day = asked.get("on") or local_date(self.at, tenant.time_zone)
        document = asked.get("document")
        facts = self._facts_of(asked["kind"], document) if document else _imagined(asked, tenant.currency)
        submitter = _member(asked, "submitter")
        found = who_would_approve(
            asked["kind"], facts, tenant_id=tenant.pk, at=dt.datetime.combine(day, dt.time(12), ZoneInfo(tenant.time_zone)),
            about_id=document, submitter=submitter,
        )  # fmt: skip
        policy = found.policy
        steps = [
            {**vars(step), "delegates": [{"giver": giver, "takers": takers} for giver, takers in step.delegates.items()]}
            for step in found.steps
        ]
        passed = [{"id": other.pk, "code": other.code, "number": other.number, "name": other.name, "why": why} for other, why in found.passed_over]
        return Response(ForesightSerializer({"policy": policy, "steps": steps, "passed_over": passed}).data)

    def _asked(self, request: Request) -> dict[str, Any]:
        """The query, checked. Raises BadQuery with the parameter's name."""
        checked = ImaginedBody(data=request.query_params)
        if not checked.is_valid():
            raise BadQuery(
                Reason(str(getattr(error, "code", "invalid")), str(error), name) for name, found in checked.errors.items() for error in found
            )
        asked = dict(checked.validated_data)
        beside = sorted(set(asked) - {"kind", "document", "on", "submitter"})
        if "document" in asked and beside:
            raise BadQuery(Reason("document_or_facts", _("A document has its own facts: leave this out."), name) for name in beside)
        return asked

    def _facts_of(self, kind: str, document: int) -> Facts:
        """The facts of a document that the caller may see. Raises NotVisible."""
        subject = subjects.get(kind)
        rows = subject.model._default_manager.filter(pk=document)  # type: ignore[attr-defined]
        row = permitted(rows, self.actor, f"view_{subject.model._meta.model_name}").first()  # type: ignore[arg-type]
        if row is None:
            raise not_visible()
        return subject.facts(row)


def _imagined(asked: dict[str, Any], currency: str) -> Facts:
    currency = asked.get("currency", currency)
    try:
        minor = to_minor(asked["amount"], currency) if "amount" in asked else 0
    except Refusal as refusal:
        raise BadQuery(Reason(item.code, item.message, "amount", item.params) for item in refusal.reasons) from None
    return Facts(
        amount_minor=minor, currency=currency, client_id=asked.get("client"), department=asked.get("department", ""),
        contract_kind=asked.get("contract_kind", ""), owner_user_id=_member(asked, "owner"),
    )  # fmt: skip


def _member(asked: dict[str, Any], name: str) -> int | None:
    if name not in asked:
        return None
    found = find_member(asked[name])
    if found is None:
        raise BadQuery(Reason("no_member", _("There is no such member."), name))
    return found
