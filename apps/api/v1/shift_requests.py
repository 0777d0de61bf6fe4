"""What people ask for of the roster: an open shift, a colleague in their place, a swap."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from apps.api.platform.fields import Body, IdField
from apps.api.platform.kept import by_key, entering
from apps.api.platform.queries import IdFilter
from apps.api.platform.views import NounView, act
from apps.shifts import actions
from apps.shifts import transitions as t
from apps.shifts.finding import keeps_roster
from apps.shifts.models import Employee, ShiftRequest
from apps.shifts.states import RequestKind, RequestState


class ShiftRequestSerializer(serializers.ModelSerializer):
    """`employee` takes the open `shift`, gives it to `colleague`, or swaps it for the colleague's `other_shift`."""

    shift = serializers.IntegerField(source="shift_id", read_only=True)
    employee = serializers.IntegerField(source="employee_id", read_only=True)
    colleague = serializers.IntegerField(source="colleague_id", read_only=True, allow_null=True)
    other_shift = serializers.IntegerField(source="other_shift_id", read_only=True, allow_null=True)

    class Meta:
        model = ShiftRequest
        fields = ("id", "version", "kind", "shift", "employee", "colleague", "other_shift", "note", "state", "created_at", "updated_at")
        read_only_fields = fields


class ShiftRequestBody(Body):
    """`take`: neither colleague nor other shift; `give`: a colleague; `swap`: a colleague and their shift."""

    kind = serializers.ChoiceField(choices=RequestKind.choices)
    shift = IdField()
    employee = IdField()
    colleague = IdField(required=False, allow_null=True)
    other_shift = IdField(required=False, allow_null=True)
    note = serializers.CharField(max_length=250, required=False, allow_blank=True)


class ShiftRequestFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=RequestState.choices)
    kind = filters.ChoiceFilter(choices=RequestKind.choices)
    shift = IdFilter(field_name="shift_id")
    employee = IdFilter(field_name="employee_id")

    class Meta:
        model = ShiftRequest
        fields = ("state", "kind", "shift", "employee")


class ShiftRequestView(NounView):
    """Requests for shifts. Who does not keep the roster sees their own, and those that they are asked in."""

    model = ShiftRequest
    serializer_class = ShiftRequestSerializer
    filterset_class = ShiftRequestFilter
    expands = {"shift": "shift", "employee": "employee", "colleague": "employee", "other_shift": "shift"}

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        if self.actor is None or keeps_roster(self.actor):
            return rows
        own = Employee.objects.filter(user_id=self.actor.user_id or 0).values("pk")
        return rows.filter(Q(employee__in=own) | Q(colleague__in=own))

    create = entering(
        actions.ask_shift_request, ShiftRequestBody, ShiftRequestSerializer, given=by_key("colleague", "other_shift"),
        first=("kind", "shift", "employee"), summary="Ask for a shift",
        description="Who is no planner asks for themself. Refused (409) with every rule of the roster that it would break.",
    )  # fmt: skip
    accept = act(t.ACCEPT, actions.accept_shift_request, ShiftRequestSerializer, summary="Agree as the colleague")
    decline = act(t.DECLINE, actions.decline_shift_request, ShiftRequestSerializer, summary="Decline as the colleague")
    withdraw = act(t.WITHDRAW_REQUEST, actions.withdraw_shift_request, ShiftRequestSerializer, summary="Take a request back")
