"""Approval policies: drafted, revised, switched on and retired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import AmountField, Body, CurrencyField, IdField, PersonField, ReasonBody, member_of
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.views import NounView, act
from apps.api.v1.approvals import KINDS, PolicyFilter, PolicySerializer
from apps.approvals import actions, transitions
from apps.approvals.actions import StepDraft
from apps.approvals.models import ApprovalPolicy
from apps.approvals.models.policy import MOST_HOURS
from apps.approvals.states import Breach, Quorum, Who
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.kernel.money import to_minor
from apps.tenants.roles import Role

MOST_STEPS = 20


class PolicyStepBody(Body):
    """One question to some people. `who`: role, user, holders (of `permission` on the document), or another of the list; what does not
    belong to it is left out. `parallel`: asked together with the step before. `quorum`: how many of them must approve; `some` with
    `quorum_count`. `sla_hours`: working hours to decide. `on_breach`: what happens then; `escalate` with `escalate_role` or
    `escalate_user`. `may_repeat`: somebody who counted in another step may count here too."""

    who = serializers.ChoiceField(choices=Who.choices)
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    user = PersonField(required=False)
    permission = serializers.CharField(max_length=60, required=False)
    parallel = serializers.BooleanField(required=False)
    quorum = serializers.ChoiceField(choices=Quorum.choices, required=False)
    quorum_count = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    sla_hours = serializers.IntegerField(min_value=1, max_value=MOST_HOURS, required=False)
    on_breach = serializers.ChoiceField(choices=Breach.choices, required=False)
    escalate_role = serializers.ChoiceField(choices=Role.choices, required=False)
    escalate_user = PersonField(required=False)
    may_repeat = serializers.BooleanField(required=False)


class PolicyPatch(ReasonBody):
    """What is changed of a draft. `steps` replaces all of them. What is null does not narrow any more."""

    name = serializers.CharField(max_length=100, required=False)
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    currency = CurrencyField(required=False)
    amount_from = AmountField(required=False, allow_null=True)
    amount_below = AmountField(required=False, allow_null=True)
    client = IdField(required=False, allow_null=True)
    department = serializers.CharField(max_length=60, required=False, allow_blank=True)
    contract_kind = serializers.CharField(max_length=30, required=False, allow_blank=True)
    starts_on = serializers.DateField(required=False)
    ends_before = serializers.DateField(required=False, allow_null=True)
    expire_days = serializers.IntegerField(min_value=1, max_value=3650, required=False, allow_null=True)
    steps = PolicyStepBody(many=True, min_length=1, max_length=MOST_STEPS, required=False)  # type: ignore[call-arg]


@extend_schema_serializer(examples=[OpenApiExample("Two steps for large invoices", value={
    "code": "large", "name": "Large invoices", "kind": "invoice", "currency": "UAH", "amount_from": "50000.00", "starts_on": "2026-04-01", "expire_days": 30,
    "steps": [
        {"who": "role", "role": "manager", "sla_hours": 8, "on_breach": "escalate", "escalate_role": "owner"},
        {"who": "role", "role": "approver", "quorum": "some", "quorum_count": 2},
    ],
}, request_only=True)])
class PolicyBody(PolicyPatch):
    """A policy as a draft; it is asked for when it is switched on."""

    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=KINDS)
    starts_on = serializers.DateField()
    steps = PolicyStepBody(many=True, min_length=1, max_length=MOST_STEPS)  # type: ignore[call-arg]


class PolicyView(NounView):
    """Approval policies, by version: a draft is changed, what is active is revised into the next draft."""

    model = ApprovalPolicy
    serializer_class = PolicySerializer
    filterset_class = PolicyFilter
    expands = {"client": "client"}

    def base_queryset(self) -> QuerySet:
        return ApprovalPolicy.objects.prefetch_related("steps__user", "steps__escalate_user")

    @extend_schema(
        request=PolicyBody, responses={201: PolicySerializer}, summary="Draft a policy",
        description="Version 1 of its code. Refused (409) for a code that is taken: revise that policy.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = _given(self.body(PolicyBody), "")
        code, steps = asked.pop("code"), asked.pop("steps")
        return self.run(_in_place(lambda: actions.create_policy(code, steps, actor=self.actor, at=self.at, **asked)), status=201)  # type: ignore[arg-type]

    @extend_schema(
        request=PolicyPatch, responses=PolicySerializer, summary="Change a draft",
        description="Sets the fields that are given. What is active or retired is not changed: revise it.",
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        asked, version = self.body(PolicyPatch), self.expected_version()
        row = self.get_queryset().filter(pk=int(pk)).first()
        if row is None:
            raise not_visible()
        given = _given(asked, row.currency)
        return self.run(_in_place(lambda: actions.update_policy(row.pk, actor=self.actor, at=self.at, expected_version=version, **given)))  # type: ignore[arg-type]

    @extend_schema(
        request=ReasonBody, responses={201: PolicySerializer}, summary="Draft the next version",
        description="With what this one says. What is active stays so until the draft is switched on; refused (409) while there is a draft.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def revise(self, request: Request, pk: str) -> Response:
        reason, version = self.body(ReasonBody)["reason"], self.expected_version()
        return self.run(lambda: actions.revise_policy(int(pk), actor=self.actor, at=self.at, reason=reason, expected_version=version), status=201)  # type: ignore[arg-type]

    activate = act(
        transitions.ACTIVATE, actions.activate_policy, PolicySerializer, summary="Switch a policy on",
        description="Refused (409) with every problem that the check finds. The version that was active is retired; requests that run keep theirs.",
    )  # fmt: skip
    retire = act(transitions.RETIRE, actions.retire_policy, PolicySerializer, summary="Retire a policy", description="Asked of no new document; requests that run go on.")


def _given(asked: dict[str, Any], currency: str) -> dict[str, Any]:
    """A body as the acts take it; `currency`: that of the draft, where the body names none. Raises Invalid."""
    currency = asked.get("currency", currency)
    given = {{"kind": "applies_to", "client": "client_id"}.get(name, name): value for name, value in asked.items()}
    for name in ("amount_from", "amount_below"):
        if name in given:
            amount = given.pop(name)
            if amount is not None and not currency:
                raise Invalid(Reason("currency_needed", _("Amounts need a currency."), "currency"))
            given[f"{name}_minor"] = None if amount is None else to_minor(amount, currency)
    if "steps" in given:
        given["steps"] = [_step(index, step) for index, step in enumerate(given["steps"])]
    return given


def _step(index: int, asked: dict[str, Any]) -> StepDraft:
    """A step with its people by key. Raises Invalid for who is no member."""
    people = {f"{name}_id": member_of(asked.pop(name), f"steps.{index}.{name}") for name in ("user", "escalate_user") if name in asked}
    return StepDraft(**asked, **people)


def _in_place(act: Callable[[], ApprovalPolicy]) -> Callable[[], ApprovalPolicy]:
    """The act with the places of what is wrong as the body has them: its own names, steps counted from 0."""

    def told() -> ApprovalPolicy:
        try:
            return act()
        except Invalid as refusal:
            raise Invalid([replace(reason, field=_place(reason.field)) for reason in refusal.reasons]) from None

    return told


def _place(field: str) -> str:
    first, *rest = field.split(".")
    if first == "steps" and rest:
        return ".".join(["steps", str(int(rest[0]) - 1), *(part.removesuffix("_id") for part in rest[1:])])
    return {"applies_to": "kind"}.get(field, field.removesuffix("_minor").removesuffix("_id"))
