"""Absences: seen by who plans, since they say what is a person's own business."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.shifts import actions
from apps.shifts.admin.base import ShiftsAdmin
from apps.shifts.models import Absence
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
