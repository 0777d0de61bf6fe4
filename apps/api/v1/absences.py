"""When people do not work."""

from __future__ import annotations

from django_filters import rest_framework as filters
from rest_framework import serializers

from apps.api.platform.fields import Body, IdField
from apps.api.platform.kept import entering
from apps.api.platform.queries import DayFilter, IdFilter
from apps.api.platform.views import NounView, act
from apps.shifts import actions
from apps.shifts.models import Absence
from apps.shifts.states import AbsenceKind, AbsenceState
from apps.shifts.transitions import CANCEL_ABSENCE


class AbsenceSerializer(serializers.ModelSerializer):
    """Whole days of the person's site, `ends_before` not included."""

    employee = serializers.IntegerField(source="employee_id", read_only=True)

    class Meta:
        model = Absence
        fields = ("id", "version", "employee", "kind", "starts_on", "ends_before", "note", "state", "created_at", "updated_at")
        read_only_fields = fields


class AbsenceBody(Body):
    """Days on which the person does not work; `ends_before` is the first on which they do."""

    employee = IdField()
    starts_on = serializers.DateField()
    ends_before = serializers.DateField()
    kind = serializers.ChoiceField(choices=AbsenceKind.choices)
    note = serializers.CharField(max_length=250, required=False, allow_blank=True)


class AbsenceFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=AbsenceState.choices)
    employee = IdFilter(field_name="employee_id")
    kind = filters.ChoiceFilter(choices=AbsenceKind.choices)
    ends_after = DayFilter(field_name="ends_before", lookup_expr="gt", help_text="Those that last beyond this day.")

    class Meta:
        model = Absence
        fields = ("state", "employee", "kind", "ends_after")


class AbsenceView(NounView):
    """Absences."""

    model = Absence
    serializer_class = AbsenceSerializer
    filterset_class = AbsenceFilter
    expands = {"employee": "employee"}

    create = entering(
        actions.record_absence, AbsenceBody, AbsenceSerializer, first=("employee", "starts_on", "ends_before"), summary="Record an absence",
        description="What the person is planned for stands until somebody else is found. Refused (422) for days of another absence.",
    )  # fmt: skip
    cancel = act(CANCEL_ABSENCE, actions.cancel_absence, AbsenceSerializer, summary="Cancel an absence")
