"""Sites and the people who work there."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView
from apps.shifts.finding import keeps_roster
from apps.shifts.models import Employee, EmployeeSkill, Site
from apps.shifts.states import KeptState


class SiteSerializer(serializers.ModelSerializer):
    """A place. `time_zone`: IANA name; the days and hours of its shifts are those of this zone. `client`: whose place it is."""

    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)

    class Meta:
        model = Site
        fields = ("id", "version", "code", "name", "time_zone", "address", "client", "state", "created_at", "updated_at")
        read_only_fields = fields


class SiteFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=KeptState.choices)
    code = filters.CharFilter(field_name="code", help_text="The whole code.")

    class Meta:
        model = Site
        fields = ("state", "code")


class SiteView(NounView):
    """Sites."""

    model = Site
    serializer_class = SiteSerializer
    filterset_class = SiteFilter


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

    def base_queryset(self) -> QuerySet:
        return Employee.objects.prefetch_related(Prefetch("skills", EmployeeSkill.objects.select_related("skill").order_by("pk")))

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        if self.actor is None or keeps_roster(self.actor):
            return rows
        return rows.filter(user_id=self.actor.user_id or 0)
