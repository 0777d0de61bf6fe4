"""Shifts: planned, published, worked, closed, their hours approved."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.bulk import many, many_new
from apps.api.platform.fields import Body, IdField, InstantField, ReasonBody
from apps.api.platform.queries import DayFilter, IdFilter
from apps.api.platform.views import NounView, act
from apps.shifts import actions, transitions
from apps.shifts.finding import keeps_roster, seen_shifts
from apps.shifts.hours import exceptions, sheets, worked_of
from apps.shifts.models import Assignment, Shift
from apps.shifts.states import CLOSED, ShiftState
from apps.tenants.permission import require

MOST_PEOPLE = 200


class OnShiftSerializer(serializers.ModelSerializer):
    """Somebody on a shift, and how they came to it."""

    employee = serializers.IntegerField(source="employee_id", read_only=True)
    name = serializers.CharField(source="employee.name", read_only=True)

    class Meta:
        model = Assignment
        fields = ("employee", "name", "source")
        read_only_fields = fields


class ShiftSerializer(serializers.ModelSerializer):
    """A shift. Times are instants in UTC; `on` is the day on which it begins at its site. `line`: the post at which shifts follow
    and close after each other. `close_number`: the site's, of its last close. `people`: who is on it; who does not keep the
    roster finds themself alone there, and no `contract`."""

    site = serializers.IntegerField(source="site_id", read_only=True)
    skill = serializers.IntegerField(source="skill_id", read_only=True, allow_null=True)
    contract = serializers.IntegerField(source="contract_id", read_only=True, allow_null=True, required=False)
    people = serializers.SerializerMethodField()

    class Meta:
        model = Shift
        fields = (
            "id", "version", "site", "on", "starts_at", "ends_at", "role", "line", "break_minutes", "skill", "needed_count", "is_open",
            "contract", "note", "close_number", "closed_at", "state", "people", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OnShiftSerializer(many=True))
    def get_people(self, row: Shift) -> list[dict[str, Any]]:
        actor = self.context["actor"]
        own = None if keeps_roster(actor) else actor.user_id or 0
        found = [item for item in row.assignments.all() if own is None or item.employee.user_id == own]
        return OnShiftSerializer(found, many=True).data  # type: ignore[return-value]

    def to_representation(self, row: Shift) -> dict[str, Any]:
        told = super().to_representation(row)
        if not keeps_roster(self.context["actor"]):
            told.pop("contract", None)
        return told


class ShiftPatch(Body):
    starts_at = InstantField(required=False)
    ends_at = InstantField(required=False)
    site = IdField(required=False)
    role = serializers.CharField(max_length=60, required=False)
    line = serializers.CharField(max_length=60, required=False, allow_blank=True, help_text="The role, if left out.")
    break_minutes = serializers.IntegerField(min_value=0, max_value=1440, required=False)
    skill = IdField(required=False, allow_null=True)
    needed_count = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE, required=False)
    contract = IdField(required=False, allow_null=True)
    note = serializers.CharField(max_length=250, required=False, allow_blank=True)


@extend_schema_serializer(examples=[OpenApiExample("A day at the warehouse", value={
    "site": 1, "role": "Guard", "starts_at": "2026-03-23T08:00:00+02:00", "ends_at": "2026-03-23T16:00:00+02:00", "needed_count": 2,
}, request_only=True)])
class ShiftBody(ShiftPatch):
    """A planned shift, of at most 48 hours. Times say their offset from UTC."""

    site = IdField()
    role = serializers.CharField(max_length=60)
    starts_at = InstantField()
    ends_at = InstantField()


class PeopleBody(ReasonBody):
    """Ids of employees."""

    employees = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_PEOPLE)


class PublishBody(ReasonBody):
    """`allow_gaps`: also where people lack."""

    allow_gaps = serializers.BooleanField(required=False, default=False)


class ReplaceBody(ReasonBody):
    """`leaves`: who is taken off; `comes`: who is put on in their place."""

    leaves = IdField()
    comes = IdField()


class MoveBody(ReasonBody):
    """`employee` comes from the shift `from_shift`."""

    employee = IdField()
    from_shift = IdField()


class HoursLineSerializer(serializers.Serializer):
    """What somebody worked on a shift. From the first in to the last out; breaks as they were clocked."""

    employee = serializers.IntegerField()
    name = serializers.CharField()
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    worked_seconds = serializers.IntegerField()
    break_seconds = serializers.IntegerField()


class HoursSerializer(serializers.Serializer):
    """The hours of a shift: as they were closed (`stands`), else as the clockings say now. `exceptions`: what keeps the shift
    from being closed, in words."""

    stands = serializers.BooleanField()
    people = HoursLineSerializer(many=True)
    exceptions = serializers.ListField(child=serializers.CharField())


class ShiftFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ShiftState.choices)
    site = IdFilter(field_name="site_id")
    contract = IdFilter(field_name="contract_id")
    employee = IdFilter(method="by_employee", help_text="Who is on it.")
    day_from = DayFilter(field_name="on", lookup_expr="gte", help_text="Begins on this day or later.")
    day_until = DayFilter(field_name="on", lookup_expr="lt", help_text="Begins before this day.")

    class Meta:
        model = Shift
        fields = ("state", "site", "contract", "employee", "day_from", "day_until")

    def by_employee(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """Who is on it."""
        return queryset.filter(Exists(Assignment.objects.filter(shift=OuterRef("pk"), employee_id=value)))


class ShiftView(NounView):
    """Shifts. Who does not keep the roster sees the published ones that they are on."""

    model = Shift
    serializer_class = ShiftSerializer
    filterset_class = ShiftFilter
    expands = {"site": "site", "skill": "skill", "contract": "contract"}

    def base_queryset(self) -> QuerySet:
        return Shift.objects.prefetch_related(Prefetch("assignments", Assignment.objects.select_related("employee").order_by("pk")))

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        if self.actor is None or keeps_roster(self.actor):
            return rows
        mine = Assignment.objects.filter(shift=OuterRef("pk"), employee__user_id=self.actor.user_id or 0)
        return seen_shifts(rows, self.actor).filter(Exists(mine))

    @extend_schema(request=ShiftBody, responses={201: ShiftSerializer}, summary="Plan a shift", description="It counts once it is published.")
    def create(self, request: Request) -> Response:
        asked = _named(self.body(ShiftBody))
        return self.run(lambda: actions.create_shift(actor=self.actor, at=self.at, **asked), status=201)

    @extend_schema(
        request=ShiftPatch, responses=ShiftSerializer, summary="Change a shift",
        description="Sets the fields that are given; times and site only while it is planned. Refused (409) where somebody on it would be on two shifts at once.",
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        asked, version = _named(self.body(ShiftPatch)), self.expected_version()
        return self.run(lambda: actions.update_shift(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked))

    @extend_schema(
        request=PeopleBody, responses=ShiftSerializer, summary="Put people on a shift",
        description="Refused (409), with every reason: who is on it or elsewhere in that time, who does not work here then, more people than are needed.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        asked, version = self.body(PeopleBody), self.expected_version()
        return self.run(
            lambda: actions.assign_shift(
                int(pk), asked["employees"], actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version
            )
        )

    @extend_schema(request=PeopleBody, responses=ShiftSerializer, summary="Take people off a shift", description="Refused (422) for who is not on it.")
    @action(detail=True, methods=["post"])
    def unassign(self, request: Request, pk: str) -> Response:
        asked, version = self.body(PeopleBody), self.expected_version()
        return self.run(
            lambda: actions.unassign_shift(
                int(pk), asked["employees"], actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version
            )
        )

    @extend_schema(
        request=ReplaceBody, responses=ShiftSerializer, summary="Put somebody on a shift in another's place",
        description="Both or neither. Refused (409) with every rule that the other would break.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, pk: str) -> Response:
        asked, version = self.body(ReplaceBody), self.expected_version()
        how: dict[str, Any] = {"actor": self.actor, "at": self.at, "reason": asked["reason"], "expected_version": version}
        return self.run(lambda: actions.replace_on_shift(int(pk), asked["leaves"], asked["comes"], **how))

    @extend_schema(
        request=MoveBody, responses=ShiftSerializer, summary="Move a person from another shift to this one",
        description="Both or neither. If-Match is the version of the shift that they come to.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        asked, version = self.body(MoveBody), self.expected_version()
        how: dict[str, Any] = {"actor": self.actor, "at": self.at, "reason": asked["reason"], "expected_version": version}
        return self.run(lambda: actions.move_person(int(pk), asked["employee"], from_shift=asked["from_shift"], **how))

    @extend_schema(
        request=PublishBody, responses=ShiftSerializer, summary="Publish a shift",
        description="Refused (409) with every rule of the roster that it breaks, by whom and when.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        asked, version = self.body(PublishBody), self.expected_version()
        return self.run(
            lambda: actions.publish_shift(
                int(pk), actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version, allow_gaps=asked["allow_gaps"]
            )
        )

    create_many = many_new(summary="Plan many shifts")
    publish_many = many("publish", summary="Publish many shifts")
    cancel_many = many("cancel", summary="Cancel many shifts")
    close_many = many("close", summary="Close many shifts")
    submit_hours_many = many("submit_hours", summary="Give the hours of many shifts for approval")
    unpublish = act(transitions.UNPUBLISH, actions.unpublish_shift, ShiftSerializer, summary="Take a shift back from the roster")
    cancel = act(transitions.CANCEL, actions.cancel_shift, ShiftSerializer, summary="Cancel a shift", description="A published one needs a reason.")
    open = act(transitions.OPEN, actions.open_shift, ShiftSerializer, summary="Offer a shift", description="Who may work it can ask for it once it is published.")
    shut = act(transitions.SHUT, actions.shut_shift, ShiftSerializer, summary="Offer a shift no more", description="Who has asked for it stays asked.")
    start = act(transitions.START, actions.start_shift, ShiftSerializer, summary="Start a shift", description="The first who clocks in starts it too.")
    close = act(
        transitions.CLOSE, actions.close_shift, ShiftSerializer, summary="Close a shift",
        description="With the site's next close number; the hours of everybody are written down. Refused (409), with every reason: clockings that "
        "do not tell the hours, an earlier shift of its site and line that is not closed.",
    )  # fmt: skip
    reopen = act(
        transitions.REOPEN, actions.reopen_shift, ShiftSerializer, summary="Reopen a closed shift",
        description="The closing stays on record; the next one has a new number. Hours that wait for approval are not approved.",
    )  # fmt: skip
    submit_hours = act(
        transitions.SUBMIT_HOURS, actions.submit_hours, ShiftSerializer, summary="Give the hours of a closed shift for approval",
        description="Approved at once where no policy applies, else closed until its approvers decide. Refused (409) for who worked on the shift, and "
        "where something was clocked after the close.",
    )  # fmt: skip
    withdraw_hours = act(transitions.WITHDRAW_HOURS, actions.withdraw_hours, ShiftSerializer, summary="Take hours back from their approvers")

    @extend_schema(responses=HoursSerializer, summary="Read the hours of a shift", filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def hours(self, request: Request, pk: str) -> Response:
        require(self.actor, "shifts.view_workedtime")  # type: ignore[arg-type]
        return Response(HoursSerializer(_hours(self.get_object())).data)


def _hours(row: Shift) -> dict[str, Any]:
    if row.state in CLOSED:
        lines = [(item.employee, item) for item in worked_of(row)]
        return {"stands": True, "people": [_line(person, found) for person, found in lines], "exceptions": []}
    told = sheets([row])[row.pk]
    said = [str(reason) for reason in exceptions(told, row.site.time_zone)]
    return {"stands": False, "people": [_line(line.employee, line.worked) for line in told], "exceptions": said}


def _line(person: Any, found: Any) -> dict[str, Any]:
    times: dict[str, dt.datetime | None] = {"starts_at": found.starts_at, "ends_at": found.ends_at}
    return {"employee": person.pk, "name": person.name, **times, "worked_seconds": found.worked_seconds, "break_seconds": found.break_seconds}


def _named(asked: dict[str, Any]) -> dict[str, Any]:
    """The fields as acts take them: other records by key."""
    return {f"{name}_id" if name in ("site", "skill", "contract") else name: value for name, value in asked.items()}
