"""Requests for shifts: an employee sees and answers their own, who plans all."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.shifts import actions
from apps.shifts.admin.base import ShiftsAdmin
from apps.shifts.models import Employee, Shift, ShiftRequest
from apps.shifts.words import when_text
from apps.workflow.admin import ActButton


@admin.register(ShiftRequest)
class ShiftRequestAdmin(ShiftsAdmin):
    list_display = ("kind", "employee", "show_shift", "colleague", "show_other", "show_state")
    list_display_links = ("kind", "employee")
    list_select_related = ("employee", "colleague", "shift__site", "other_shift__site")
    list_filter = ("state", "kind")
    search_fields = ("employee__code__istartswith", "employee__name__icontains")
    search_help_text = _("Start of the staff number, or a part of the name")
    ordering = ("-pk",)
    autocomplete_fields = ("shift", "employee", "colleague", "other_shift")
    fields = ("kind", "shift", "employee", "colleague", "other_shift", "note")
    create_act, create_permission = staticmethod(actions.ask_shift_request), "ask_shift_request"
    editable_states = ()
    empty_advice = _("Ask for an open shift, give a shift to a colleague, or swap with one.")
    buttons = {
        "accept": ActButton(actions.accept_shift_request), "decline": ActButton(actions.decline_shift_request),
        "withdraw": ActButton(actions.withdraw_shift_request, danger=True),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request)
        actor = self.actor(request)
        if actor.may("shifts.view_shifttemplate"):
            return found
        own = Employee.objects.filter(user_id=actor.user_id).values("pk")
        return found.filter(Q(employee__in=own) | Q(colleague__in=own))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = Employee.objects.filter(user_id=self.actor(request).user_id).values_list("pk", flat=True).first()
        return {"employee": own} | super().get_changeform_initial_data(request)

    @admin.display(description=_("Shift"))
    def show_shift(self, row: ShiftRequest) -> str:
        return _told(row.shift)

    @admin.display(description=_("The colleague's shift"))
    def show_other(self, row: ShiftRequest) -> str:
        return _told(row.other_shift)


def _told(shift: Shift | None) -> str:
    return f"{shift.site.name}, {shift.role}, {when_text(shift)}" if shift is not None else "—"
