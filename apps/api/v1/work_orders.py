"""Work orders: asked for, put into the queue, given to people, worked, and how their promises stand."""

from __future__ import annotations

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
from apps.api.platform.fields import Body, IdField, ReasonBody, ReasonNeededBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.dispatch import actions, transitions
from apps.dispatch.models import WorkOrder
from apps.dispatch.models.order import MOST_MINUTES
from apps.dispatch.states import Level, OrderState, Priority
from apps.kernel.errors import Invalid, Reason

# How the house works is not for the client's own people.
INTERNAL = ("queue", "skill", "plan", "estimated_minutes", "employee", "shift", "assigned_at", "assignment", "hold_reason")


class WorkOrderSerializer(serializers.ModelSerializer):
    """A work order. `..._due_at`: when the promise is broken; null where nothing is promised and while the order is on hold.
    `..._level`: what was told of it. `responded_at`: when work began first, which stops the clock of the answer. `assignment`: why
    whoever has it has it. `queue`, `skill`, `plan`, `estimated_minutes`, `employee`, `shift`, `assigned_at`, `assignment` and
    `hold_reason` are left out for the client's own people."""

    queue = serializers.IntegerField(source="queue_id", read_only=True, required=False)
    client = serializers.IntegerField(source="client_id", read_only=True)
    contract = serializers.IntegerField(source="contract_id", read_only=True, allow_null=True)
    site = serializers.IntegerField(source="site_id", read_only=True, allow_null=True)
    skill = serializers.IntegerField(source="skill_id", read_only=True, allow_null=True, required=False)
    plan = serializers.IntegerField(source="plan_id", read_only=True, allow_null=True, required=False)
    employee = serializers.IntegerField(source="employee_id", read_only=True, allow_null=True, required=False)
    shift = serializers.IntegerField(source="shift_id", read_only=True, allow_null=True, required=False)
    estimated_minutes = serializers.IntegerField(read_only=True, required=False)
    assigned_at = serializers.DateTimeField(read_only=True, allow_null=True, required=False)
    assignment = serializers.DictField(read_only=True, required=False)
    hold_reason = serializers.CharField(read_only=True, required=False)

    class Meta:
        model = WorkOrder
        fields = (
            "id", "version", "number", "queue", "client", "contract", "site", "skill", "title", "description", "priority",
            "estimated_minutes", "plan", "received_at", "response_due_at", "response_level", "resolution_due_at", "resolution_level",
            "employee", "shift", "assigned_at", "assignment", "responded_at", "held_at", "hold_reason", "ended_at", "state", "created_at",
            "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, row: WorkOrder) -> dict[str, Any]:
        told = super().to_representation(row)
        actor = self.context.get("actor")
        if actor is not None and actor.client_id is not None:
            for name in INTERNAL:
                told.pop(name, None)
        return told


class WorkOrderPatch(Body):
    """What is changed of an open order. Another priority, contract or queue is another promise, from when it was received."""

    queue = IdField(required=False)
    contract = IdField(required=False, allow_null=True)
    site = IdField(required=False, allow_null=True)
    skill = IdField(required=False, allow_null=True)
    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    estimated_minutes = serializers.IntegerField(min_value=1, max_value=MOST_MINUTES, required=False)


@extend_schema_serializer(examples=[OpenApiExample("No light", value={
    "client": 1, "queue": 1, "title": "No light on the second floor", "priority": "high", "estimated_minutes": 45,
}, request_only=True)])
class WorkOrderBody(WorkOrderPatch):
    """An order. A client's own person gives title, description, priority, contract and site, and no queue: it comes to the one that
    takes requests; `client` is their own and may be left out."""

    client = IdField(required=False)
    title = serializers.CharField(max_length=200)


class AssignBody(ReasonNeededBody):
    """`employee`: who gets it, whatever dispatch would say."""

    employee = IdField()


class WorkOrderFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=OrderState.choices)
    client = IdFilter(field_name="client_id")
    contract = IdFilter(field_name="contract_id")
    queue = IdFilter(field_name="queue_id")
    site = IdFilter(field_name="site_id")
    skill = IdFilter(field_name="skill_id")
    employee = IdFilter(field_name="employee_id")
    priority = filters.ChoiceFilter(choices=Priority.choices)
    resolution_level = filters.ChoiceFilter(choices=Level.choices)
    number = filters.CharFilter(field_name="number", help_text="The whole number.")

    class Meta:
        model = WorkOrder
        fields = ("state", "client", "contract", "queue", "site", "skill", "employee", "priority", "resolution_level", "number")


class WorkOrderView(NounView):
    """Work orders."""

    model = WorkOrder
    serializer_class = WorkOrderSerializer
    filterset_class = WorkOrderFilter
    expands = {"client": "client", "contract": "contract", "site": "site", "employee": "employee", "shift": "shift", "queue": "work-queue", "skill": "skill", "plan": "sla-plan"}

    def known_parameters(self) -> set[str]:
        known = super().known_parameters()
        # What is not shown to a client's own people cannot be asked after by them.
        return known - {"queue", "skill", "employee"} if self.actor is not None and self.actor.client_id is not None else known

    def base_queryset(self) -> QuerySet:
        return WorkOrder.objects.all()

    @extend_schema(
        request=WorkOrderBody, responses={201: WorkOrderSerializer}, summary="Ask for work",
        description="The order gets the next number of the year, and its promises run from now, by the plan of the contract, else of the queue.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(WorkOrderBody)
        assert self.actor is not None
        client_id, queue_id = asked.pop("client", self.actor.client_id), asked.pop("queue", None)
        missing = [("client", client_id), *([("queue", queue_id)] if self.actor.client_id is None else [])]
        if problems := [Reason("required", _("This field is needed."), name) for name, value in missing if value is None]:
            raise Invalid(problems)
        return self.run(
            lambda: actions.create_order(client_id, queue_id, actor=self.actor, at=self.at, **_columns(asked)), status=201  # type: ignore[arg-type]
        )

    @extend_schema(
        request=WorkOrderPatch, responses=WorkOrderSerializer, summary="Change an order",
        description="Sets the fields that are given. Site and skill stay while somebody has the order (422).",
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        asked, version = self.body(WorkOrderPatch), self.expected_version()
        return self.run(lambda: actions.update_order(int(pk), actor=self.actor, at=self.at, expected_version=version, **_columns(asked)))

    create_many = many_new(summary="Ask for much work")
    enqueue_many = many("enqueue", summary="Put many orders into the queue")
    cancel_many = many("cancel", needs_reason=True, summary="Cancel many orders")
    complete_many = many("complete", summary="Complete many orders")
    enqueue = act(transitions.ENQUEUE, actions.enqueue_order, WorkOrderSerializer, summary="Put an order into the queue")
    unassign = act(transitions.UNASSIGN, actions.unassign_order, WorkOrderSerializer, summary="Take an order back into the queue")
    start = act(
        transitions.START, actions.start_order, WorkOrderSerializer, summary="Start work on an order",
        description="The first start answers the client: the clock of the answer stops.",
    )  # fmt: skip
    hold = act(transitions.HOLD, actions.hold_order, WorkOrderSerializer, summary="Put an order on hold", description="Both clocks stand.")
    resume = act(transitions.RESUME, actions.resume_order, WorkOrderSerializer, summary="Resume an order where it was held")
    complete = act(transitions.COMPLETE, actions.complete_order, WorkOrderSerializer, summary="Complete an order")
    cancel = act(transitions.CANCEL, actions.cancel_order, WorkOrderSerializer, summary="Cancel an order")

    @extend_schema(
        request=ReasonBody, responses=WorkOrderSerializer, summary="Give an order to who is on shift",
        description="To whom dispatch would give it. Refused (409) where nobody on shift can have it, with the reasons.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="dispatch", parser_classes=[StrictJSONParser])
    def give(self, request: Request, pk: str) -> Response:
        reason, version = self.body(ReasonBody)["reason"], self.expected_version()
        return self.run(lambda: actions.dispatch_order(int(pk), actor=self.actor, at=self.at, reason=reason, expected_version=version))  # type: ignore[arg-type]

    @extend_schema(
        request=AssignBody, responses=WorkOrderSerializer, summary="Give an order to a person",
        description="Overrides load and shift, with a reason; not the skill that the order asks for (409).",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def assign(self, request: Request, pk: str) -> Response:
        asked, version = self.body(AssignBody), self.expected_version()
        return self.run(
            lambda: actions.assign_order(
                int(pk), asked["employee"], actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version  # type: ignore[arg-type]
            )
        )


def _columns(asked: dict[str, Any]) -> dict[str, Any]:
    """The fields of a body as the acts name them."""
    return {f"{name}_id" if name in ("queue", "contract", "site", "skill") else name: value for name, value in asked.items()}
