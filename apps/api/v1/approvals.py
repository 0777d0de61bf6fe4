"""Approval requests, the caller's queue, delegations, policies, and who would approve."""

from __future__ import annotations

import base64
import datetime as dt
import re
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform import paging
from apps.api.platform.fields import (
    IdField,
    MaybeMoneyField,
    PersonField,
    ReasonBody,
    ReasonNeededBody,
    member_of,
)
from apps.api.platform.queries import BadQuery, IdFilter
from apps.api.platform.views import NounView, act
from apps.approvals import actions, subjects, transitions
from apps.approvals.cases import Case, look
from apps.approvals.models import ApprovalPolicy, ApprovalRequest, PolicyStep, RequestStep
from apps.approvals.people import Roster
from apps.approvals.queries import Place, queue_page, since_submission, who_text
from apps.approvals.states import PolicyState, RequestState, Verdict
from apps.kernel.errors import Reason

KINDS = subjects.choices()


@extend_schema_field({"type": ["string", "null"], "pattern": r"^-?[0-9]{1,20}(\.[0-9]{1,8})?$", "examples": ["50000.00"]})
class AskedMoneyField(MaybeMoneyField):
    """The amount of a document; null for one that has none."""

    def to_representation(self, row: Any) -> str | None:
        return super().to_representation(row) if row.currency else None


class PolicyStepSerializer(serializers.ModelSerializer):
    """Whom a step of a policy asks, how many of them, and what happens when they are late. `sla_hours`: working hours."""

    user = serializers.CharField(source="user.email", read_only=True, default=None, allow_null=True)
    role = serializers.CharField(read_only=True, help_text="A role, or empty.")
    escalate_role = serializers.CharField(read_only=True, help_text="A role, or empty.")
    escalate_user = serializers.CharField(source="escalate_user.email", read_only=True, default=None, allow_null=True)

    class Meta:
        model = PolicyStep
        fields = (
            "position", "parallel", "who", "role", "user", "permission", "quorum", "quorum_count", "sla_hours", "on_breach",
            "escalate_role", "escalate_user", "may_repeat",
        )  # fmt: skip
        read_only_fields = fields


class PolicySerializer(serializers.ModelSerializer):
    """A version of a policy. What is empty does not narrow; amounts from `amount_from` up to and without `amount_below`."""

    kind = serializers.CharField(source="applies_to", read_only=True)
    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)
    amount_from = MaybeMoneyField()
    amount_below = MaybeMoneyField()
    steps = PolicyStepSerializer(many=True, read_only=True)

    class Meta:
        model = ApprovalPolicy
        fields = (
            "id", "version", "code", "number", "name", "kind", "currency", "amount_from", "amount_below", "client", "department",
            "contract_kind", "starts_on", "ends_before", "expire_days", "state", "steps", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class PolicyFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=PolicyState.choices)
    kind = filters.ChoiceFilter(field_name="applies_to", choices=KINDS)
    code = filters.CharFilter(field_name="code", help_text="The whole code: all versions of it.")

    class Meta:
        model = ApprovalPolicy
        fields = ("state", "kind", "code")


class RequestSerializer(serializers.ModelSerializer):
    """A document before its approvers: what it is, its facts as submitted, and how far it is."""

    kind = serializers.CharField(source="about_kind", read_only=True)
    document = serializers.IntegerField(source="about_id", read_only=True)
    amount = AskedMoneyField()
    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)
    policy = serializers.IntegerField(source="policy_id", read_only=True)
    submitted_by = serializers.CharField(source="submitted_label", read_only=True)

    class Meta:
        model = ApprovalRequest
        fields = (
            "id", "version", "kind", "document", "label", "amount", "currency", "client", "policy", "submitted_by", "submitted_at",
            "expires_at", "ended_at", "digest", "state",
        )  # fmt: skip
        read_only_fields = fields


class DecisionSerializer(serializers.Serializer):
    """What one person said, for themselves or on behalf of another. `by_escalation`: because the step was late."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    by = serializers.CharField()
    on_behalf_of = serializers.CharField(allow_null=True)
    by_escalation = serializers.BooleanField()
    comment = serializers.CharField()
    decided_at = serializers.DateTimeField()


class RequestStepSerializer(serializers.Serializer):
    """One question to some people. Steps of the same `stage` are asked together."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    stage = serializers.IntegerField()
    asks = serializers.CharField()
    quorum = serializers.CharField()
    quorum_count = serializers.IntegerField()
    approved_count = serializers.IntegerField()
    opened_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    state = serializers.CharField()
    decisions = DecisionSerializer(many=True)


class ChangeSerializer(serializers.Serializer):
    """A material field of the document: as submitted, and now."""

    label = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    differs = serializers.BooleanField()


class WholeRequestSerializer(RequestSerializer):
    """A request with its steps, their decisions, and the document's material fields as submitted and as they are now.
    `changed`: the document is not what was submitted, and the next decision will make the request void."""

    changed = serializers.BooleanField(read_only=True)
    steps = RequestStepSerializer(many=True, read_only=True)
    content = ChangeSerializer(many=True, read_only=True)

    class Meta(RequestSerializer.Meta):
        fields = (*RequestSerializer.Meta.fields, "changed", "steps", "content")
        read_only_fields = fields

    def to_representation(self, row: ApprovalRequest) -> dict[str, Any]:
        case = look(row.pk, actor=self.context["actor"])
        roster = Roster(row.tenant_id, self.context["at"])
        row.changed = row.state == RequestState.PENDING and not case.unchanged  # type: ignore[attr-defined]
        told = RequestSerializer(row, context=self.context).data
        steps = [_step(case, step, roster) for step in sorted(case.steps, key=lambda item: item.position)]
        changes = ChangeSerializer(since_submission(case), many=True).data
        return {**told, "changed": row.changed, "steps": RequestStepSerializer(steps, many=True).data, "content": changes}  # type: ignore[attr-defined]


def _step(case: Case, step: RequestStep, roster: Roster) -> dict[str, Any]:
    rule = step.rule
    decisions = [
        {
            "verdict": item.verdict, "by": roster.label(item.decided_by_id), "by_escalation": item.by_escalation,
            "on_behalf_of": roster.label(item.on_behalf_of_id) if item.on_behalf_of_id else None,
            "comment": item.comment, "decided_at": item.decided_at,
        }
        for item in case.on(step)
    ]  # fmt: skip
    return {
        "id": step.pk, "position": step.position, "stage": step.stage, "asks": who_text(rule, roster), "quorum": rule.quorum,
        "quorum_count": rule.quorum_count, "approved_count": step.approved_count, "opened_at": step.opened_at, "due_at": step.due_at,
        "state": step.state, "decisions": decisions,
    }  # fmt: skip


class DecideBody(ReasonBody):
    """`on_behalf_of`: for whom, under a delegation; left out, the caller decides for themselves if asked, else for the first who
    delegated. `step`: where more than one waits for the caller."""

    on_behalf_of = PersonField(required=False)
    step = IdField(required=False)


class RejectBody(DecideBody, ReasonNeededBody):
    """As approving, with the reason."""

    reason = serializers.CharField(max_length=500, help_text="Why; kept with the decision.")


class RequestFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=RequestState.choices)
    kind = filters.ChoiceFilter(field_name="about_kind", choices=KINDS, help_text="The kind of document.")
    document = IdFilter(method="by_document", help_text="The id of the document.")

    class Meta:
        model = ApprovalRequest
        fields = ("state", "kind", "document")

    def by_document(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """The id of the document. All kinds are named, since the index of documents begins with the kind."""
        return queryset.filter(about_kind__in=[kind for kind, _label in KINDS], about_id=value)


class RequestView(NounView):
    """Approval requests. They are opened by submitting a document."""

    model = ApprovalRequest
    filterset_class = RequestFilter
    expands = {"client": "client", "policy": "approval-policy"}

    def get_serializer_class(self) -> Any:
        return RequestSerializer if self.action == "list" else WholeRequestSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"at": getattr(self, "at", None)}

    @extend_schema(
        request=DecideBody, responses=WholeRequestSerializer, summary="Approve",
        description="On the first open step that waits for the caller, who must be a person and be asked. The last approval approves the "
        "document. If the document is not what was submitted nothing is approved: the request is void, as its `state` says.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        return self._decide(Verdict.APPROVE, self.body(DecideBody), int(pk))

    @extend_schema(
        request=RejectBody, responses=WholeRequestSerializer, summary="Reject",
        description="On the first open step that waits for the caller; one rejection ends the request, and the document goes back.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        return self._decide(Verdict.REJECT, self.body(RejectBody), int(pk))

    def _decide(self, verdict: Verdict, asked: dict[str, Any], pk: int) -> Response:
        version = self.expected_version()
        behalf = member_of(asked["on_behalf_of"], "on_behalf_of") if "on_behalf_of" in asked else None
        return self.run(
            lambda: actions.decide(
                pk, verdict, actor=self.actor, at=self.at, comment=asked["reason"], on_behalf_of=behalf, step_id=asked.get("step"),
                expected_version=version,
            )
        )  # fmt: skip

    withdraw = act(
        transitions.WITHDRAW, actions.withdraw_request, WholeRequestSerializer, summary="Withdraw a request",
        description="By who submitted the document, which is a draft again.",
    )  # fmt: skip


class QueuePagination(paging.KeysetPagination):
    """By due time, turned forwards only."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [item for item in super().get_schema_operation_parameters(view) if item["name"] in ("limit", "after")]


class QueuedSerializer(serializers.ModelSerializer):
    """An open step that waits for the caller. `request` is what to decide on."""

    request = serializers.IntegerField(source="approval_id", read_only=True)
    kind = serializers.CharField(source="about_kind", read_only=True)
    document = serializers.IntegerField(source="about_id", read_only=True)
    label = serializers.CharField(source="approval.label", read_only=True)
    amount = AskedMoneyField()
    submitted_by = serializers.CharField(source="approval.submitted_label", read_only=True)
    submitted_at = serializers.DateTimeField(source="approval.submitted_at", read_only=True)

    class Meta:
        model = RequestStep
        fields = (
            "id", "request", "kind", "document", "label", "amount", "currency", "position", "stage", "submitted_by", "submitted_at",
            "opened_at", "due_at", "state",
        )  # fmt: skip
        read_only_fields = fields


class QueueView(NounView):
    """What waits for the caller."""

    model = RequestStep
    serializer_class = QueuedSerializer
    pagination_class = QueuePagination
    filter_backends: list[Any] = []

    def known_parameters(self) -> set[str]:
        return {"limit", "after"}

    @extend_schema(
        summary="List what waits for me",
        description="Open steps by due time, the first due first: by role, by name, as a manager, by a permission, by escalation and "
        "on behalf of others. A key is no person, and nothing waits for it. `previous` is always null.",
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        assert self.actor is not None
        self._require_view("view_requeststep")
        limit = paging.limit_of(request.query_params)
        found = queue_page(self.actor, at=self.at, most=limit + 1, after=_place(request.query_params.get("after")))
        behind = None
        if len(found) > limit:
            behind = paging.link_to(request, "after", _cursor(found[limit - 1]))
        return Response({"items": self.told(found[:limit], many=True), "next": behind, "previous": None})


def _cursor(step: RequestStep) -> str:
    """A step's place in the queue: its due time and key."""
    assert step.due_at is not None
    return base64.urlsafe_b64encode(f"q{step.due_at.astimezone(dt.UTC):%Y%m%d%H%M%S%f}-{step.pk}".encode()).decode().rstrip("=")


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    found = re.fullmatch(r"q([0-9]{20})-([1-9][0-9]{0,17})", paging.decoded(cursor))
    try:
        if not found:
            raise ValueError
        return dt.datetime.strptime(found[1], "%Y%m%d%H%M%S%f").replace(tzinfo=dt.UTC), int(found[2])
    except ValueError:
        raise BadQuery(Reason("cursor", _("The cursor is not one that this API gave out."), "after")) from None
