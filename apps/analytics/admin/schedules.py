"""Schedules of reports: made, changed and archived by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from apps.analytics import actions
from apps.analytics.actions.schedules import UNSCHEDULED
from apps.analytics.kinds import all_kinds, label_of
from apps.analytics.models import ReportSchedule
from apps.analytics.states import ScheduleState
from apps.workflow.admin import ActButton, ActModelAdmin, state_label


class ScheduleForm(forms.ModelForm):
    """The kind is chosen from those that a clock can ask for."""

    kind = forms.ChoiceField(label=_("Report"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = ReportSchedule
        fields = ("kind",)  # the others are the page's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, str(kind.label)) for kind in all_kinds() if not set(kind.needs) & set(UNSCHEDULED)]  # type: ignore[attr-defined]


@admin.register(ReportSchedule)
class ReportScheduleAdmin(ActModelAdmin):
    form = ScheduleForm
    list_display = ("show_kind", "client", "cadence", "at_time", "told_role", "show_state")
    list_display_links = ("show_kind",)
    list_select_related = ("client",)
    list_filter = ("state",)
    ordering = ("-pk",)
    fields = ("kind", "client", ("cadence", "at_time"), ("weekday", "month_day"), "told_role")
    autocomplete_fields = ("client",)
    create_act, create_permission = staticmethod(actions.create_schedule), "create_report_schedule"
    update_act, update_permission = staticmethod(actions.update_schedule), "update_report_schedule"
    editable_states = (ScheduleState.ACTIVE,)
    buttons = {"archive": ActButton(actions.archive_schedule, danger=True)}
    show_state = state_label(_("State"))
    empty_advice = _("A schedule makes a report by itself, every day, week or month, and mails the link to who may see it.")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return ("show_kind", *self.fields[1:])
        return self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("show_kind",) if obj is not None and not self.has_change_permission(request, obj) else ()

    @admin.display(description=_("Report"))
    def show_kind(self, row: ReportSchedule) -> str:
        return label_of(row.kind)
