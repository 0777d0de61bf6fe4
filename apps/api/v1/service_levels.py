"""What is promised of work orders and by which clock: calendars, plans, which contract promises which, and the queues."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import Body, IdField, PersonField, ReasonBody, member_of
from apps.api.platform.kept import by_key, changing, entering
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.dispatch import actions
from apps.dispatch import transitions as t
from apps.dispatch.models import BusinessCalendar, ContractSla, SlaPlan, WorkQueue
from apps.dispatch.models.plan import MOST_MINUTES
from apps.dispatch.models.queue import ESCALATED_TO
from apps.dispatch.states import Kept, Priority
from apps.workflow.days_off import MOST_DAYS_OFF

TARGETS = tuple(f"{priority}_{what}" for priority in Priority.values for what in ("response", "resolution"))


class SpanField(serializers.ListField):
    """A span of a day: when it begins and ends, such as ["09:00", "13:00"]; "24:00" ends a day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.RegexField(r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z"), min_length=2, max_length=2, **kwargs)


class WeekField(serializers.ListField):
    """Seven days, Monday first, each a list of spans; an empty one is off."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.ListField(child=SpanField(), max_length=24), min_length=7, max_length=7, **kwargs)


class CalendarSerializer(serializers.ModelSerializer):
    """Which hours count. `week`: for each day, Monday first, its spans; `days_off` beside the public holidays of `holiday_country`."""

    week = WeekField(read_only=True)
    days_off = serializers.ListField(child=serializers.DateField(), read_only=True)

    class Meta:
        model = BusinessCalendar
        fields = (
            "id", "version", "name", "time_zone", "week", "holiday_country", "holiday_subdivision", "days_off", "state", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class CalendarPatch(Body):
    """What is changed of a calendar; due times that stand are left."""

    name = serializers.CharField(max_length=100, required=False)
    time_zone = serializers.CharField(max_length=40, required=False)
    week = WeekField(required=False)
    holiday_country = serializers.CharField(max_length=2, required=False, allow_blank=True)
    holiday_subdivision = serializers.CharField(max_length=10, required=False, allow_blank=True)
    days_off = serializers.ListField(child=serializers.DateField(), required=False, max_length=MOST_DAYS_OFF)


class CalendarBody(CalendarPatch):
    """A calendar; without `week` it is Monday to Friday, 9 to 18."""

    name = serializers.CharField(max_length=100)


def calendar_given(asked: dict[str, Any]) -> dict[str, Any]:
    """A body as the acts take it: days as text."""
    return asked | ({"days_off": [day.isoformat() for day in asked["days_off"]]} if "days_off" in asked else {})


class KeptFilter(filters.FilterSet):
    """What is archived, and what is not."""

    state = filters.ChoiceFilter(choices=Kept.choices)


class CalendarView(NounView):
    """Business calendars."""

    model = BusinessCalendar
    serializer_class = CalendarSerializer
    filterset_class = KeptFilter

    create = entering(
        actions.create_calendar, CalendarBody, CalendarSerializer, given=calendar_given, summary="Enter a calendar", description="Refused (409) for a name that is taken."
    )
    partial_update = changing(
        actions.update_calendar, CalendarPatch, CalendarSerializer, given=calendar_given, summary="Change a calendar", description="Due times that stand are left."
    )
    archive = act(t.ARCHIVE_CALENDAR, actions.archive_calendar, CalendarSerializer, summary="Archive a calendar")


class PlanSerializer(serializers.ModelSerializer):
    """How soon somebody answers and how soon it is done, by priority: working minutes of the calendar."""

    calendar = serializers.IntegerField(source="calendar_id", read_only=True)

    class Meta:
        model = SlaPlan
        fields = ("id", "version", "name", "calendar", *TARGETS, "state", "created_at", "updated_at")
        read_only_fields = fields


class PlanPatch(Body):
    """What is changed of a plan; due times that stand are left."""

    name = serializers.CharField(max_length=100, required=False)
    calendar = IdField(required=False)

    def get_fields(self) -> dict[str, Any]:
        targets = {name: serializers.IntegerField(min_value=1, max_value=MOST_MINUTES, required=False) for name in TARGETS}
        return super().get_fields() | targets  # type: ignore[return-value]


class PlanBody(PlanPatch):
    """A plan. Nothing is resolved before it is answered (422)."""

    name = serializers.CharField(max_length=100)
    calendar = IdField()


class PlanFilter(KeptFilter):
    calendar = IdFilter(field_name="calendar_id")


class PlanView(NounView):
    """Service level plans."""

    model = SlaPlan
    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    expands = {"calendar": "business-calendar"}

    create = entering(
        actions.create_plan, PlanBody, PlanSerializer, first=("calendar",), summary="Enter a service level plan",
        description="Targets in working minutes of the calendar.",
    )  # fmt: skip
    partial_update = changing(
        actions.update_plan, PlanPatch, PlanSerializer, given=by_key("calendar"), summary="Change a service level plan",
        description="Due times that stand are left.",
    )  # fmt: skip
    archive = act(t.ARCHIVE_PLAN, actions.archive_plan, PlanSerializer, summary="Archive a service level plan")


class ContractSlaSerializer(serializers.ModelSerializer):
    """The plan that a contract promises; without one that of the queue counts."""

    contract = serializers.IntegerField(source="contract_id", read_only=True)
    plan = serializers.IntegerField(source="plan_id", read_only=True)

    class Meta:
        model = ContractSla
        fields = ("id", "version", "contract", "plan", "created_at", "updated_at")
        read_only_fields = fields


class ContractSlaPatch(Body):
    """Another plan for new orders of the contract."""

    plan = IdField(required=False)


class ContractSlaBody(Body):
    """The contract promises the plan."""

    contract = IdField()
    plan = IdField()


class ContractSlaFilter(filters.FilterSet):
    contract = IdFilter(field_name="contract_id")
    plan = IdFilter(field_name="plan_id")


class ContractSlaView(NounView):
    """Which contract promises which plan."""

    model = ContractSla
    serializer_class = ContractSlaSerializer
    filterset_class = ContractSlaFilter
    expands = {"contract": "contract", "plan": "sla-plan"}

    create = entering(
        actions.create_contract_sla, ContractSlaBody, ContractSlaSerializer, first=("contract", "plan"), summary="Promise a service level",
        description="New orders of the contract take the plan. Refused (409) where the contract has one.",
    )  # fmt: skip
    partial_update = changing(
        actions.update_contract_sla, ContractSlaPatch, ContractSlaSerializer, given=by_key("plan"), summary="Promise another service level",
        description="For new orders of the contract.",
    )  # fmt: skip

    @extend_schema(
        request=ReasonBody, responses=ContractSlaSerializer, summary="Promise no service level of its own",
        description="The plan of the queue counts again for new orders. Answers with the row as it was.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        reason, version = self.body(ReasonBody)["reason"], self.expected_version()

        def removed() -> dict[str, Any]:
            told = dict(self.get_serializer(self.get_object()).data)
            actions.remove_contract_sla(int(pk), actor=self.actor, at=self.at, reason=reason, expected_version=version)  # type: ignore[arg-type]
            return told

        return self.run(removed)


class QueueSerializer(serializers.ModelSerializer):
    """Where work orders wait. `escalate_to`: who hears of broken promises, by address; `escalate_role`: whoever has the role."""

    plan = serializers.IntegerField(source="plan_id", read_only=True, allow_null=True)
    site = serializers.IntegerField(source="site_id", read_only=True, allow_null=True)
    escalate_role = serializers.CharField(read_only=True, help_text="Empty where nobody by role.")
    escalate_to = serializers.EmailField(source="escalate_to.email", read_only=True, allow_null=True)

    class Meta:
        model = WorkQueue
        fields = (
            "id", "version", "name", "plan", "site", "escalate_to", "escalate_role", "takes_requests", "state", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class QueuePatch(Body):
    """What is changed of a queue; another plan counts for new orders."""

    name = serializers.CharField(max_length=100, required=False)
    plan = IdField(required=False, allow_null=True)
    site = IdField(required=False, allow_null=True)
    escalate_to = PersonField(required=False, allow_null=True)
    escalate_role = serializers.ChoiceField(choices=ESCALATED_TO, required=False, allow_blank=True)
    takes_requests = serializers.BooleanField(required=False)


class QueueBody(QueuePatch):
    """A queue."""

    name = serializers.CharField(max_length=100)


class QueueFilter(KeptFilter):
    plan = IdFilter(field_name="plan_id")
    site = IdFilter(field_name="site_id")


def queue_given(asked: dict[str, Any]) -> dict[str, Any]:
    """A body as the acts take it. Raises Invalid for who is no member."""
    found = by_key("plan", "site")(asked)
    if "escalate_to" in found:
        address = found.pop("escalate_to")
        found["escalate_to_id"] = None if address is None else member_of(address, "escalate_to")
    return found


class HandedOutSerializer(serializers.Serializer):
    """How many orders were given to people, and how many still wait."""

    assigned = serializers.IntegerField()
    waiting = serializers.IntegerField()


class WorkQueueView(NounView):
    """Work queues."""

    model = WorkQueue
    serializer_class = QueueSerializer
    filterset_class = QueueFilter
    expands = {"plan": "sla-plan", "site": "site"}

    def base_queryset(self) -> QuerySet:
        return WorkQueue.objects.select_related("escalate_to")

    create = entering(
        actions.create_queue, QueueBody, QueueSerializer, given=queue_given, summary="Enter a work queue", description="Refused (409) for a name that is taken."
    )
    partial_update = changing(
        actions.update_queue, QueuePatch, QueueSerializer, given=queue_given, summary="Change a work queue", description="Another plan counts for new orders."
    )
    archive = act(t.ARCHIVE_QUEUE, actions.archive_queue, QueueSerializer, summary="Archive a work queue", description="Refused (409) while an order of it is open.")

    @extend_schema(
        request=Body, responses=HandedOutSerializer, summary="Hand out the orders of a queue",
        description="To the people who are on shift now. What nobody can have, and what was changed meanwhile, stays in the queue.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="dispatch", parser_classes=[StrictJSONParser])
    def hand_out(self, request: Request, pk: str) -> Response:
        self.body(Body)
        self.expected_version()

        def act() -> dict[str, Any]:
            found = actions.dispatch_queue(self.get_object().pk, actor=self.actor, at=self.at)  # type: ignore[arg-type]
            return {"assigned": found.outcome.done, "waiting": len(found.left) + found.outcome.refused_rows}

        return self.run(act)
