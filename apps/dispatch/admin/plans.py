"""Calendars, plans, which contract promises which, and queues."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.dispatch import actions
from apps.dispatch.admin.forms import CalendarForm
from apps.dispatch.assignment import week_text
from apps.dispatch.hours import WEEKDAYS
from apps.dispatch.models import BusinessCalendar, ContractSla, SlaPlan, WorkQueue
from apps.dispatch.states import Kept, Priority
from apps.dispatch.transitions import REMOVE_CONTRACT_SLA
from apps.shifts.models import Site
from apps.tenants.models import User
from apps.workflow.admin import ActButton, ActModelAdmin, state_label
from apps.workflow.admin.people import DaysField, HolidayCountryField


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(ActModelAdmin):
    form = CalendarForm
    list_display = ("name", "time_zone", "show_week", "holiday_country", "show_state")
    list_filter = ("state",)
    search_fields = ("name__startswith",)
    ordering = ("name",)
    create_act, create_permission = staticmethod(actions.create_calendar), "create_business_calendar"
    update_act, update_permission = staticmethod(actions.update_calendar), "update_business_calendar"
    editable_states = (Kept.ACTIVE,)
    buttons = {"archive": ActButton(actions.archive_calendar, danger=True)}
    show_state = state_label(_("State"))
    empty_advice = _("A calendar says which hours count for what is promised to clients.")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        editable = obj is None or self.has_change_permission(request, obj)
        hours = WEEKDAYS if editable else ("show_week",)
        return [
            (None, {"fields": ("name", "time_zone")}),
            (_("Working hours"), {"fields": hours, "description": _("Several spans a day are written with a comma; 24:00 is the end of the day; an empty day is off.")}),
            (_("Days off"), {"fields": ("holiday_country", "holiday_subdivision", "days_off")}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None or self.has_change_permission(request, obj) else ("show_week",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "holiday_country":
            return HolidayCountryField(label=capfirst(db_field.verbose_name))
        if db_field.name == "days_off":
            return DaysField(label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        names = set(form.changed_data) if form.instance.pk else set(form.cleaned_data)
        values = {name: form.cleaned_data[name] for name in names if name not in WEEKDAYS and name in form.cleaned_data}
        return values | ({"week": form.week()} if names & set(WEEKDAYS) else {})

    @admin.display(description=_("Working hours"))
    def show_week(self, row: BusinessCalendar) -> str:
        return week_text(row).replace("\n", "; ")


@admin.register(SlaPlan)
class SlaPlanAdmin(ActModelAdmin):
    list_display = ("name", "calendar", "urgent_response", "urgent_resolution", "normal_response", "normal_resolution", "show_state")
    list_select_related = ("calendar",)
    list_filter = ("state",)
    search_fields = ("name__startswith",)
    ordering = ("name",)
    create_act, create_permission = staticmethod(actions.create_plan), "create_sla_plan"
    update_act, update_permission = staticmethod(actions.update_plan), "update_sla_plan"
    editable_states = (Kept.ACTIVE,)
    buttons = {"archive": ActButton(actions.archive_plan, danger=True)}
    show_state = state_label(_("State"))
    fieldsets = [
        (None, {"fields": ("name", "calendar")}),
        *((priority.label, {"fields": ((f"{priority}_response", f"{priority}_resolution"),)}) for priority in Priority),
    ]
    empty_advice = _("A plan says how soon somebody answers and how soon it is done, by priority.")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = BusinessCalendar.objects.filter(state=Kept.ACTIVE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(ContractSla)
class ContractSlaAdmin(ActModelAdmin):
    list_display = ("contract", "plan", "updated_at")
    list_select_related = ("contract", "plan")
    list_filter = ("plan",)
    search_fields = ("contract__number__startswith",)
    ordering = ("-pk",)
    fields = ("contract", "plan")
    autocomplete_fields = ("contract",)
    create_act, create_permission = staticmethod(actions.create_contract_sla), "create_contract_sla"
    update_act, update_permission = staticmethod(actions.update_contract_sla), "update_contract_sla"
    buttons = {"remove": ActButton(actions.remove_contract_sla, danger=True)}
    empty_advice = _("Without a row here the plan of the queue counts for orders of a contract.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("contract",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "plan":
            kwargs["queryset"] = SlaPlan.objects.filter(state=Kept.ACTIVE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[str, Any, bool, list[str]]]:
        reasons = [] if self.actor(request).may("dispatch.remove_contract_sla") else [_g("Your role does not allow this.")]
        return [("remove", REMOVE_CONTRACT_SLA.label, False, reasons)]

    def _label(self, act: str) -> str:
        return str(REMOVE_CONTRACT_SLA.label)

    def _back(self, row: Any) -> HttpResponse:
        if ContractSla.objects.filter(pk=row.pk).exists():
            return super()._back(row)
        return redirect("admin:dispatch_contractsla_changelist")


@admin.register(WorkQueue)
class WorkQueueAdmin(ActModelAdmin):
    list_display = ("name", "plan", "site", "escalate_to", "escalate_role", "takes_requests", "show_state")
    list_select_related = ("plan", "site", "escalate_to")
    list_filter = ("state",)
    search_fields = ("name__startswith",)
    ordering = ("name",)
    fields = ("name", "plan", "site", "escalate_to", "escalate_role", "takes_requests")
    create_act, create_permission = staticmethod(actions.create_queue), "create_work_queue"
    update_act, update_permission = staticmethod(actions.update_queue), "update_work_queue"
    editable_states = (Kept.ACTIVE,)
    buttons = {"archive": ActButton(actions.archive_queue, danger=True)}
    show_state = state_label(_("State"))
    empty_advice = _("Work orders wait in queues until somebody on shift gets them.")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "plan":
            kwargs["queryset"] = SlaPlan.objects.filter(state=Kept.ACTIVE)
        if db_field.name == "site":
            kwargs["queryset"] = Site.objects.filter(state="active")
        if db_field.name == "escalate_to":
            kwargs["queryset"] = User.objects.filter(
                memberships__tenant_id=self.actor(request).tenant_id, memberships__is_active=True, memberships__client_id__isnull=True
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
