"""Clocking in and out, from a telephone or a terminal; and corrections, which are records of their own."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import IdField, InstantField, ReasonBody, ReasonNeededBody
from apps.api.platform.queries import FlagFilter, IdFilter
from apps.api.platform.views import NounView
from apps.kernel.errors import Invalid, Reason
from apps.shifts import actions
from apps.shifts.hours import astray, find_employee
from apps.shifts.models import Clocking
from apps.shifts.states import ClockingKind
from apps.tenants.permission import require


class ClockingSerializer(serializers.ModelSerializer):
    """Something that was clocked. `at`: the device's time; `recorded_at`: when we heard of it. `shift` null: none of the person's
    was near. `corrects`: the record that this one holds in place of; `is_void`: says that that one never was. `holds`: not void,
    and not corrected by another."""

    employee = serializers.IntegerField(source="employee_id", read_only=True)
    shift = serializers.IntegerField(source="shift_id", read_only=True, allow_null=True)
    corrects = serializers.IntegerField(source="corrects_id", read_only=True, allow_null=True)
    by = serializers.CharField(source="by_label", read_only=True)
    holds = serializers.BooleanField(read_only=True)

    class Meta:
        model = Clocking
        fields = ("id", "employee", "shift", "kind", "at", "recorded_at", "source", "by", "corrects", "is_void", "reason", "holds")
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("Coming in", value={"kind": "in", "at": "2026-03-23T07:58:00+02:00"}, request_only=True)])
class ClockingBody(ReasonBody):
    """`employee`: oneself, if left out. `shift`: one that the person is on; left out, the one whose time covers `at`."""

    kind = serializers.ChoiceField(choices=ClockingKind.choices)
    at = InstantField()
    employee = IdField(required=False)
    shift = IdField(required=False)


class CorrectionBody(ReasonNeededBody):
    """What is to hold instead, or `is_void` for what never was."""

    kind = serializers.ChoiceField(choices=ClockingKind.choices, required=False)
    at = InstantField(required=False)
    shift = IdField(required=False)
    is_void = serializers.BooleanField(required=False, default=False)


class ClockingFilter(filters.FilterSet):
    employee = IdFilter(field_name="employee_id")
    shift = IdFilter(field_name="shift_id")
    astray = FlagFilter(method="by_place", help_text="true: those that hold and belong to no shift.")

    class Meta:
        model = Clocking
        fields = ("employee", "shift", "astray")

    def by_place(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Those that hold and belong to no shift, or the others."""
        lost = astray(Clocking.objects.all()).values("pk")
        return queryset.filter(pk__in=lost) if value else queryset.exclude(pk__in=lost)


class ClockingView(NounView):
    """What was clocked. An employee sees and clocks for themself."""

    model = Clocking
    serializer_class = ClockingSerializer
    filterset_class = ClockingFilter
    expands = {"employee": "employee", "shift": "shift"}

    def base_queryset(self) -> QuerySet:
        corrected = Exists(Clocking.objects.filter(corrects=OuterRef("pk")))
        return Clocking.objects.annotate(holds=Q(is_void=False) & ~Q(corrected))

    def get_queryset(self) -> QuerySet:
        own = self.actor is not None and self.actor.may("shifts.clock") and not self.actor.may("shifts.view_clocking")
        if own and self.actor is not None and self.actor.client_id is None:
            return self.base_queryset().filter(employee__user_id=self.actor.user_id or 0)
        return super().get_queryset()

    @extend_schema(
        request=ClockingBody, responses={201: ClockingSerializer}, summary="Clock in, out, or a break",
        description="The same person, kind and time is the same clocking, however often it is sent: it is answered as it is. Late ones are taken, "
        "in any order, for seven days. Coming in starts a published shift.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(ClockingBody)
        employee_id = asked.get("employee") or self._own()
        return self.run(
            lambda: actions.clock(
                employee_id, asked["kind"], asked["at"], actor=self.actor, at=self.at, shift_id=asked.get("shift"), reason=asked["reason"]
            ),
            status=201,
        )  # fmt: skip

    @extend_schema(
        request=CorrectionBody, responses={201: ClockingSerializer}, summary="Correct a clocking",
        description="Answers with the record that holds instead. Refused (409) where it was corrected already, and once the hours are approved.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        asked = self.body(CorrectionBody)
        self.expected_version()
        return self.run(
            lambda: actions.correct_clocking(
                int(pk), actor=self.actor, at=self.at, reason=asked["reason"], kind=asked.get("kind"), when=asked.get("at"),
                shift_id=asked.get("shift"), is_void=asked["is_void"],
            ),
            status=201,
        )  # fmt: skip

    def _own(self) -> int:
        """The person who asks. Raises NotPermitted for who may not clock, Invalid for who is nobody's person."""
        assert self.actor is not None
        require(self.actor, "shifts.clock")
        person = find_employee(self.actor)
        if person is None:
            raise Invalid(Reason("no_employee", _("Say who: you are nobody's entry among the employees."), "employee"))
        return person.pk
