"""Absences: seen by who plans, since they say what is a person's own business."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.shifts import actions
from apps.shifts.admin.base import ShiftsAdmin
from apps.shifts.admin.replacing import may_replace, replace_link
from apps.shifts.models import Absence, Shift, Site
from apps.shifts.states import STAFFED
from apps.shifts.times import day_bounds
from apps.shifts.words import when_text
from apps.workflow.admin import ActButton


@admin.register(Absence)
class AbsenceAdmin(ShiftsAdmin):
    list_display = ("employee", "kind", "starts_on", "ends_before", "note", "show_state")
    list_display_links = ("employee", "kind")
    list_select_related = ("employee",)
    list_filter = ("state", "kind")
    search_fields = ("employee__code__istartswith", "employee__name__icontains")
    search_help_text = _("Start of the staff number, or a part of the name")
    ordering = ("-starts_on", "-pk")
    autocomplete_fields = ("employee",)
    fields = ("employee", "kind", "starts_on", "ends_before", "note")
    create_act, create_permission = staticmethod(actions.record_absence), "record_absence"
    buttons = {"cancel": ActButton(actions.cancel_absence, danger=True)}
    empty_advice = _("Record who does not work when; the roster marks their shifts.")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        today = clock.today(request.tenant.time_zone)  # type: ignore[attr-defined]
        return {"starts_on": today} | super().get_changeform_initial_data(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj is None else (*self.fields, "show_shifts")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "show_shifts")

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = super().get_object(request, *args, **kwargs)
        if row is not None:
            row.__dict__["_shifts"] = _lines(row, self.actor(request))
        return row

    @admin.display(description=_("Shifts in these days"))
    def show_shifts(self, row: Absence) -> str:
        """What the person is still on while they are away, each with the way to a replacement."""
        return format_html_join("", "<div>{} {}</div>", row.__dict__.get("_shifts", ())) or "—"


def _lines(row: Absence, actor: Actor) -> list[tuple[str, str]]:
    zone = Site.objects.values_list("time_zone", flat=True).get(employees=row.employee_id)
    begins, ends = day_bounds(row.starts_on, zone)[0], day_bounds(row.ends_before, zone)[0]
    shifts = Shift.objects.filter(assignments__employee=row.employee_id, ends_at__gt=begins, starts_at__lt=ends, state__in=STAFFED)
    return [
        (f"{shift.site.name}, {shift.role}, {when_text(shift)}", replace_link(shift, row.employee_id) if may_replace(actor, shift) else "")
        for shift in shifts.select_related("site").order_by("starts_at")
    ]
