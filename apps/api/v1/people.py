"""The people who work shifts, what they hold and what an hour of them costs."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.bulk import many_new
from apps.api.platform.fields import AmountField, Body, IdField, PersonField, ReasonBody, member_of
from apps.api.platform.kept import by_key, changing, entering
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.shifts import actions
from apps.shifts.actions import SkillDraft
from apps.shifts.finding import keeps_roster
from apps.shifts.models import Employee, EmployeeSkill
from apps.shifts.models.people import WEEK_MINUTES
from apps.shifts.states import KeptState
from apps.shifts.transitions import EMPLOYEE


class HeldSerializer(serializers.ModelSerializer):
    """A skill that somebody holds, from a day; `ends_before` null: for good."""

    code = serializers.CharField(source="skill.code", read_only=True)

    class Meta:
        model = EmployeeSkill
        fields = ("code", "starts_on", "ends_before")
        read_only_fields = fields


class EmployeeSerializer(serializers.ModelSerializer):
    """A person who works shifts. `code` is the staff number; `left_before`: the first day on which they work no more. Minutes of
    the most work in a week and of the least rest between two shifts."""

    site = serializers.IntegerField(source="site_id", read_only=True)
    team = serializers.IntegerField(source="team_id", read_only=True, allow_null=True)
    email = serializers.CharField(read_only=True, help_text="Empty where none is known.")
    skills = serializers.SerializerMethodField()

    class Meta:
        model = Employee
        fields = (
            "id", "version", "code", "name", "email", "phone", "site", "team", "hired_on", "left_before", "week_max_minutes",
            "rest_min_minutes", "skills", "state", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(HeldSerializer(many=True))
    def get_skills(self, row: Employee) -> list[dict[str, Any]]:
        return HeldSerializer(row.skills.all(), many=True).data  # type: ignore[return-value]


class HeldBody(Body):
    """A skill that the person holds from a day; from the day of hire where none is given, for good where no end is."""

    skill = IdField()
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_before = serializers.DateField(required=False, allow_null=True)


class EmployeePatch(Body):
    """What is changed of a person. `skills` replaces all that are held; `user`: the member of the company who they are, by address."""

    code = serializers.CharField(max_length=20, required=False)
    name = serializers.CharField(max_length=120, required=False)
    user = PersonField(required=False, allow_null=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    site = IdField(required=False)
    team = IdField(required=False, allow_null=True)
    hired_on = serializers.DateField(required=False)
    left_before = serializers.DateField(required=False, allow_null=True)
    week_max_minutes = serializers.IntegerField(min_value=0, max_value=WEEK_MINUTES, required=False)
    rest_min_minutes = serializers.IntegerField(min_value=0, max_value=WEEK_MINUTES, required=False)
    skills = HeldBody(many=True, required=False)


class EmployeeBody(EmployeePatch):
    """A person who works shifts."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    site = IdField()
    hired_on = serializers.DateField()


class CostBody(ReasonBody):
    """`hour_cost`: what an hour costs from now on, in the currency of the company."""

    hour_cost = AmountField()


def given(asked: dict[str, Any]) -> dict[str, Any]:
    """A body as the acts take it. Raises Invalid for who is no member."""
    found = by_key("site", "team")(asked)
    if "user" in found:
        address = found.pop("user")
        found["user_id"] = None if address is None else member_of(address, "user")
    if "skills" in found:
        found["skills"] = [SkillDraft(item["skill"], item.get("starts_on"), item.get("ends_before")) for item in found["skills"]]
    return found


class EmployeeFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=KeptState.choices)
    site = IdFilter(field_name="site_id")
    team = IdFilter(field_name="team_id")
    code = filters.CharFilter(field_name="code", help_text="The whole staff number.")

    class Meta:
        model = Employee
        fields = ("state", "site", "team", "code")


class EmployeeView(NounView):
    """People. Who does not keep the roster sees themself."""

    model = Employee
    serializer_class = EmployeeSerializer
    filterset_class = EmployeeFilter
    expands = {"site": "site", "team": "team"}

    def base_queryset(self) -> QuerySet:
        return Employee.objects.prefetch_related(Prefetch("skills", EmployeeSkill.objects.select_related("skill").order_by("pk")))

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        if self.actor is None or keeps_roster(self.actor):
            return rows
        return rows.filter(user_id=self.actor.user_id or 0)

    create = entering(
        actions.create_employee, EmployeeBody, EmployeeSerializer, given=given, summary="Enter a person", description="Refused (409) for a staff number that is taken."
    )
    partial_update = changing(
        actions.update_employee, EmployeePatch, EmployeeSerializer, given=given, summary="Change a person", description="Sets the fields that are given."
    )
    create_many = many_new(summary="Enter many people")
    archive = act(EMPLOYEE["archive"], actions.archive_employee, EmployeeSerializer, summary="Archive a person")
    restore = act(EMPLOYEE["restore"], actions.restore_employee, EmployeeSerializer, summary="Bring a person back")
    renew_calendar = act(
        EMPLOYEE["renew_calendar"], actions.renew_calendar, EmployeeSerializer, summary="Make the address of a calendar invalid",
        description="The person finds the new one on their own page.",
    )  # fmt: skip

    @extend_schema(
        request=CostBody, responses=EmployeeSerializer, summary="Set what an hour of a person costs",
        description="In the currency of the company. The journal says that it was set, and not how much.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="set-hour-cost")
    def set_hour_cost(self, request: Request, pk: str) -> Response:
        asked, version = self.body(CostBody), self.expected_version()
        return self.run(
            lambda: actions.set_hour_cost(
                int(pk), asked["hour_cost"], actor=self.actor, at=self.at, reason=asked["reason"], expected_version=version  # type: ignore[arg-type]
            )
        )
