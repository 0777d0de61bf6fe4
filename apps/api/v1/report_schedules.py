"""Reports that are made by themselves."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from apps.analytics import actions
from apps.analytics.models import ReportSchedule
from apps.analytics.states import TOLD_ROLES, Cadence, ScheduleState
from apps.analytics.transitions import ARCHIVE_SCHEDULE
from apps.api.platform.fields import ClockField, IdField, ReasonBody
from apps.api.platform.kept import by_key, changing, entering
from apps.api.platform.views import NounView, act
from apps.api.v1.reports import KINDS

TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z"


class ReportScheduleSerializer(serializers.ModelSerializer):
    """When a report is made. `weekday`: 0 is Monday, for a weekly one; `month_day`: for a monthly one, 29 to 31 is the last day of a
    shorter month; `at_time` on the company's clock. `told_role`: who gets a mail with the link; empty: everybody who may see reports."""

    client = serializers.IntegerField(source="client_id", read_only=True, allow_null=True)
    weekday = serializers.IntegerField(read_only=True)
    month_day = serializers.IntegerField(read_only=True)
    at_time = ClockField()
    told_role = serializers.CharField(read_only=True)

    class Meta:
        model = ReportSchedule
        fields = ("id", "version", "kind", "client", "cadence", "weekday", "month_day", "at_time", "told_role", "state", "created_at", "updated_at")
        read_only_fields = fields


class ReportSchedulePatch(ReasonBody):
    """What is changed of a schedule; what was due before stays as it was."""

    kind = serializers.ChoiceField(choices=KINDS, required=False)
    client = IdField(required=False, allow_null=True)
    cadence = serializers.ChoiceField(choices=Cadence.choices, required=False)
    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False)
    month_day = serializers.IntegerField(min_value=1, max_value=31, required=False)
    at_time = serializers.RegexField(TIME, required=False, help_text="Such as 07:00.")
    told_role = serializers.ChoiceField(choices=TOLD_ROLES, required=False, allow_blank=True)


@extend_schema_serializer(examples=[OpenApiExample("Each Monday", value={"kind": "receivables", "cadence": "weekly", "weekday": 0, "at_time": "07:00"}, request_only=True)])
class ReportScheduleBody(ReportSchedulePatch):
    """A report that is made by itself: as of the day before, or over the day, week or month that ended."""

    kind = serializers.ChoiceField(choices=KINDS)


def given(asked: dict[str, Any]) -> dict[str, Any]:
    """A body as the acts take it."""
    found = by_key("client")(asked)
    return found | ({"at_time": serializers.TimeField().to_internal_value(found["at_time"])} if "at_time" in found else {})


class ReportScheduleFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ScheduleState.choices)
    kind = filters.ChoiceFilter(choices=[(code, code) for code in KINDS])

    class Meta:
        model = ReportSchedule
        fields = ("state", "kind")


class ReportScheduleView(NounView):
    """Schedules of reports. What they made stands among the reports."""

    model = ReportSchedule
    serializer_class = ReportScheduleSerializer
    filterset_class = ReportScheduleFilter
    expands = {"client": "client"}

    create = entering(
        actions.create_schedule, ReportScheduleBody, ReportScheduleSerializer, given=given, summary="Have a report made by itself",
        description="Kinds that are about one record (see `needs` in /reports/kinds) are not scheduled.",
    )  # fmt: skip
    partial_update = changing(
        actions.update_schedule, ReportSchedulePatch, ReportScheduleSerializer, given=given, summary="Change a schedule",
        description="Sets the fields that are given.",
    )  # fmt: skip
    archive = act(ARCHIVE_SCHEDULE, actions.archive_schedule, ReportScheduleSerializer, summary="End a schedule", description="It makes no reports any more; those that it made stay.")
