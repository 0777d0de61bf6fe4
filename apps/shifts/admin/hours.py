"""Hours in the admin: what was clocked of a shift and what it comes to, its buttons, and the list of clockings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminTimeWidget

from apps.approvals.queries import requests_about
from apps.journal.queries import DOORS, actor_text
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.shifts import actions
from apps.shifts.admin.base import ShiftsAdmin
from apps.shifts.admin.my_time import MyTimePages
from apps.shifts.approval import span_text
from apps.shifts.hours import astray, exceptions, holding, sheets, worked_of
from apps.shifts.models import Clocking, Shift
from apps.shifts.states import CLOSED, ClockingKind, ShiftState
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, person

HOURS_BUTTONS = {
    "start": ActButton(actions.start_shift),
    "close": ActButton(actions.close_shift),
    "reopen": ActButton(actions.reopen_shift, danger=True),
    "submit_hours": ActButton(actions.submit_hours),
    "withdraw_hours": ActButton(actions.withdraw_hours, danger=True),
}
# In these a button of hours has nothing to say yet or any more.
_IN_SIGHT = {
    "start": (ShiftState.PUBLISHED,), "close": (ShiftState.IN_PROGRESS,), "reopen": (ShiftState.CLOSED,), "submit_hours": (ShiftState.CLOSED,),
    "withdraw_hours": (ShiftState.CLOSED,),
}  # fmt: skip


class HoursPart(ShiftsAdmin):
    """Mixed into the admin of shifts: the hours and the clockings below the form."""

    change_form_outer_after_template = "admin/oblik/shift_hours.html"

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        if "oblik_row" in context:
            actor = self.actor(request)
            context["requests"] = requests_about(context["oblik_row"], actor)
            if actor.may("shifts.view_clocking"):
                context |= hours_of(context["oblik_row"], actor)
        return context

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[str, Any, bool, list[str]]]:
        """The buttons of hours in the states that they are for only: a planned shift would have five that are off."""
        return [offer for offer in super().offered(request, row) if row.state in _IN_SIGHT.get(offer[0], (row.state,))]


def hours_of(row: Shift, actor: Actor) -> dict[str, Any]:
    """The hours of the shift as they were closed, else as the clockings say now with what keeps it from closing; and every
    clocking with the record that holds instead."""
    is_closed = row.state in CLOSED
    told = sheets([row])[row.pk]
    lines = [(item.employee.name, item) for item in worked_of(row)] if is_closed else [(line.employee.name, line.worked) for line in told if line.clocked]
    clockings = list(permitted(Clocking.objects.filter(shift=row), actor, "view_clocking").select_related("employee").order_by("at", "pk"))
    corrected = set(Clocking.objects.filter(corrects__in=clockings).values_list("corrects_id", flat=True))
    begun = bool(clockings) or row.state not in (ShiftState.PLANNED, ShiftState.PUBLISHED, ShiftState.CANCELLED)
    return {
        "hours_closed": is_closed, "hours_shown": begun, "may_correct": actor.may("shifts.correct_clocking"),
        "hours_lines": [
            {"name": name, "from": item.starts_at, "to": item.ends_at, "worked": span_text(item.worked_seconds), "breaks": span_text(item.break_seconds)}
            for name, item in lines
        ],
        "hours_total": span_text(sum(item.worked_seconds for _name, item in lines)),
        "hours_problems": [str(reason) for reason in exceptions(told, row.site.time_zone)] if begun and not is_closed else [],
        "hours_clockings": [(item, item.is_void or item.pk in corrected, actor_text(item.by_label)) for item in clockings],
            }  # fmt: skip


def _correction(row: Clocking) -> Mapping[str, forms.Field]:
    local = timezone.localtime(row.at)
    return {
        "kind": forms.ChoiceField(label=_("What it was"), choices=ClockingKind.choices, initial=row.kind),
        "on": forms.DateField(label=_("Day"), initial=local.date(), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")),
        "time": forms.TimeField(label=_("Time"), initial=local.time(), widget=forms.TimeInput(attrs={"type": "time", "step": 1}, format="%H:%M:%S")),
        "is_void": forms.BooleanField(label=_("It never was: void it"), required=False),
    }


def _instant(on: dt.date, time: dt.time) -> dt.datetime:
    """The instant at which the company's clock shows the time."""
    return timezone.make_aware(dt.datetime.combine(on, time)).astimezone(dt.UTC)


def correct_for(clocking_id: int, *, actor: Actor, at: dt.datetime, on: dt.date, time: dt.time, reason: str = "", **values: Any) -> Clocking:
    """The panel's call of the act."""
    return actions.correct_clocking(clocking_id, actor=actor, at=at, when=_instant(on, time), reason=reason, **values)


def clock_for(*, actor: Actor, at: dt.datetime, employee_id: int, kind: str, on: dt.date, time: dt.time, reason: str = "") -> Clocking:
    """The form's call of the act."""
    return actions.clock(employee_id, kind, _instant(on, time), actor=actor, at=at, reason=reason)


class ClockingForm(forms.ModelForm):
    """Entered for somebody: the time by the company's clock."""

    on = forms.DateField(label=gettext_lazy("Day"), widget=UnfoldAdminDateWidget)
    time = forms.TimeField(label=gettext_lazy("Time"), widget=UnfoldAdminTimeWidget(format="%H:%M"), help_text=gettext_lazy("By the clock of the company."))

    class Meta:
        model = Clocking
        fields = ("kind",)  # the admin gives the rest: fields of people cannot be made before a company is bound


class Holds(admin.SimpleListFilter):
    """What holds, and what a planner has to look at."""

    title, parameter_name = gettext_lazy("which"), "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("astray", gettext_lazy("Without a shift")), ("holds", gettext_lazy("Those that hold"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {"astray": astray, "holds": holding}.get(self.value() or "")
        return chosen(queryset) if chosen else queryset


def _search(found: QuerySet[Clocking], term: str) -> QuerySet[Clocking]:
    """By the start of the person's name or staff number."""
    return found.filter(employee__name__istartswith=term.strip()) | found.filter(employee__code=term.strip())


@admin.register(Clocking)
class ClockingAdmin(MyTimePages, ShiftsAdmin):
    form = ClockingForm
    list_display = ("show_at", "employee", "kind", "show_shift", "show_holds", "show_by")
    list_display_links = ("show_at",)
    list_select_related = ("employee", "shift__site")
    list_filter = (Holds, "kind")
    search_fields = ("employee__name",)
    search_help_text = gettext_lazy("The start of a name, or a staff number")
    search = staticmethod(_search)
    ordering = ("-at", "-pk")
    show_by = person("by_label", gettext_lazy("By"))
    autocomplete_fields = ("employee",)
    create_act, create_permission = staticmethod(clock_for), "clock_others"
    buttons = {"correct": ActButton(correct_for, _correction)}
    empty_advice = gettext_lazy("People clock in and out under My time; a planner enters what is missing here.")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        entered = ("employee", "kind", "on", "time", "reason")
        shown = ("employee", "kind", "show_at", "show_shift", "show_holds", "recorded_at", "show_door", "show_by", "corrects", "reason")
        return [(None, {"fields": entered if obj is None else shown})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("show_at", "show_shift", "show_holds", "show_door", "show_by")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"on": clock.today(request.tenant.time_zone)} | super().get_changeform_initial_data(request)  # type: ignore[attr-defined]

    def _argument(self, name: str) -> str:
        return name if name in ("on", "time") else super()._argument(name)

    def _label(self, act: str) -> str:
        return _("Correct")

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[str, Any, bool, list[str]]]:
        if not self.actor(request).may("shifts.correct_clocking"):
            return [("correct", _("Correct"), True, [_("Your role does not allow this.")])]
        later = Clocking.objects.filter(corrects=row).exists()
        settled = row.shift is not None and row.shift.state in (ShiftState.APPROVED, ShiftState.BILLED)
        reasons = [*([_("It was corrected already; correct the correction.")] if later else ()), *([_("The hours of the shift are approved.")] if settled else ())]
        return [("correct", _("Correct"), True, reasons)]

    def advice(self, request: HttpRequest, row: Any) -> str:
        later = Clocking.objects.filter(corrects=row).first()
        if later is not None:
            return _("Corrected: %(what)s holds instead.") % {"what": later} if not later.is_void else _("It was made void: %(reason)s") % {"reason": later.reason}
        if row.shift is None and not row.is_void:
            return _("No shift of this person was near that time. Put them on one and correct this clocking, or void it.")
        return ""

    @admin.display(description=gettext_lazy("Time"), ordering="at")
    def show_at(self, row: Clocking) -> str:
        local = timezone.localtime(row.at)
        time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
        return f"{date_format(local.date(), 'SHORT_DATE_FORMAT')} {time}"

    @admin.display(description=gettext_lazy("Through"))
    def show_door(self, row: Clocking) -> str:
        return str(DOORS.get(row.source, row.source))

    @admin.display(description=gettext_lazy("Shift"))
    def show_shift(self, row: Clocking) -> str:
        return f"{row.shift.role}, {row.shift.site.name}" if row.shift is not None else "—"

    @admin.display(description=gettext_lazy("Corrects or voids"))
    def show_holds(self, row: Clocking) -> str:
        if row.corrects_id is None:
            return "—"
        return _("voids № %(number)s") % {"number": row.corrects_id} if row.is_void else _("corrects № %(number)s") % {"number": row.corrects_id}
