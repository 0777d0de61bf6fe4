"""Shifts: their form by the clock of the site, people on and off."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminTimeWidget

from apps.kernel import clock
from apps.shifts import actions
from apps.shifts.actions.take_in import COLUMNS, DOOR, REQUIRED
from apps.shifts.admin.hours import HOURS_BUTTONS, HoursPart
from apps.shifts.admin.mine import MyPages
from apps.shifts.admin.replacing import ReplacePages, may_replace, replace_link
from apps.shifts.admin.roster import RosterPages
from apps.shifts.finding import MOST_PEOPLE, free_people, people_on, search, seen_shifts
from apps.shifts.models import Employee, Shift
from apps.shifts.times import instant
from apps.shifts.words import coverage_text, walls, when_text
from apps.workflow.admin import ActButton, ImportingAdmin

_TIMES = ("on", "begins", "ends")


class ShiftForm(forms.ModelForm):
    """Times as the wall of the site has them; an end that is not after the begin is on the next day."""

    on = forms.DateField(label=_("Day"), widget=UnfoldAdminDateWidget)
    begins = forms.TimeField(label=_("Begins"), widget=UnfoldAdminTimeWidget(format="%H:%M"))
    ends = forms.TimeField(label=_("Ends"), widget=UnfoldAdminTimeWidget(format="%H:%M"), help_text=_("By the clock of the site; not after the begin: on the next day."))

    class Meta:
        model = Shift
        fields = ("role",)  # the admin gives the rest: fields of sites cannot be made before a company is bound

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "on" in self.fields:
            begins, ends = walls(self.instance)
            self.initial |= {"on": begins.date(), "begins": begins.time(), "ends": ends.time()}


def _span(row: Shift, data: dict[str, Any]) -> tuple[dt.datetime, dt.datetime]:
    """From and to of the form, in UTC. Of a shift longer than a day the days more are kept."""
    over, zone = 0 if data["ends"] > data["begins"] else 1, data["site"].time_zone
    if row.pk:
        begins, ends = walls(row)
        over += (ends.date() - begins.date()).days - (0 if ends.time() > begins.time() else 1)
    return instant(data["on"], data["begins"], zone), instant(data["on"] + dt.timedelta(days=over), data["ends"], zone)


class When(admin.SimpleListFilter):
    """Days near today; what is further away is found on the roster."""

    title, parameter_name = _("when"), "when"
    _days = {"today": (0, 1), "week": (0, 7), "past": (-7, 0)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("today", _("Today")), ("week", _("Seven days from today")), ("past", _("The last seven days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        days = self._days.get(self.value() or "")
        if days is None:
            return queryset
        today = clock.today(request.tenant.time_zone)  # type: ignore[attr-defined]
        return queryset.filter(on__gte=today + dt.timedelta(days=days[0]), on__lt=today + dt.timedelta(days=days[1]))


def _people(label: Any, people: QuerySet[Employee]) -> forms.TypedMultipleChoiceField:
    """People to choose from, some or one; without a choice the act says what is missing."""
    choices = [(person.pk, person.name) for person in people[:MOST_PEOPLE]]
    return forms.TypedMultipleChoiceField(label=label, coerce=int, choices=choices, widget=forms.SelectMultiple(attrs={"size": min(8, max(2, len(choices)))}))


_FIELDS = ("site", "on", "begins", "ends", "role", "line", "needed_count", "skill", "break_minutes", "contract", "note")
_SHOWN = ("site", "show_when", "show_length", "role", "line", "show_people", "skill", "break_minutes", "contract", "note", "close_number")


@admin.register(Shift)
class ShiftAdmin(HoursPart, RosterPages, MyPages, ReplacePages, ImportingAdmin):
    form = ShiftForm
    list_display = ("show_when", "site", "line", "role", "show_staffed", "show_state")
    list_display_links = ("show_when",)
    list_select_related = ("site",)
    list_filter = (When, "state", "site")
    search_fields = ("site__code",)
    search_help_text = _("A day, or the start of the site's code or name")
    search = staticmethod(search)
    ordering = ("-on", "-pk")
    autocomplete_fields = ("site", "skill", "contract")
    create_act, create_permission = staticmethod(actions.create_shift), "create_shift"
    update_act, update_permission = staticmethod(actions.update_shift), "update_shift"
    editable_states = ("planned", "published")
    empty_advice = _("Plan shifts here or on the roster.")
    buttons = {
        "assign": ActButton(actions.assign_shift, lambda row: {"employee_ids": _people(_("Who"), free_people(row))}),
        "unassign": ActButton(actions.unassign_shift, lambda row: {"employee_ids": _people(_("Who"), people_on(row))}),
        "publish": ActButton(actions.publish_shift, {"allow_gaps": forms.BooleanField(label=_("Publish it though people are lacking"), required=False)}),
        "unpublish": ActButton(actions.unpublish_shift),
        "open": ActButton(actions.open_shift), "shut": ActButton(actions.shut_shift),
        "cancel": ActButton(actions.cancel_shift, danger=True),
        **HOURS_BUTTONS,
    }  # fmt: skip
    import_act, import_permission = staticmethod(actions.import_shifts), "import_shifts"
    import_door = DOOR
    import_title = _("Import shifts")
    import_columns, import_required = COLUMNS, REQUIRED
    set_acts = ("shifts.publish", "shifts.unpublish", "shifts.cancel", "shifts.close")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = seen_shifts(super().get_queryset(request), self.actor(request))
        return found.prefetch_related("assignments") if request.path.endswith("/shifts/shift/") else found  # the list counts them

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = _FIELDS if obj is None or self.has_change_permission(request, obj) else _SHOWN
        return [(None, {"fields": shown}), *([(_("People"), {"fields": ("show_people",)})] if shown is _FIELDS and obj is not None else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("show_when", "show_length", "show_people", "close_number")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        today = clock.today(request.tenant.time_zone)  # type: ignore[attr-defined]
        return {"on": today} | super().get_changeform_initial_data(request)

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        values = super().act_values(request, form, formsets)
        if not form.instance.pk or any(name in values for name in (*_TIMES, "site_id")):
            values["starts_at"], values["ends_at"] = _span(form.instance, form.cleaned_data)
        return {name: value for name, value in values.items() if name not in _TIMES}

    def _argument(self, name: str) -> str:
        return name if name in _TIMES else super()._argument(name)

    @admin.display(description=_("When"), ordering="starts_at")
    def show_when(self, row: Shift) -> str:
        return when_text(row)

    @admin.display(description=_("Hours"))
    def show_length(self, row: Shift) -> str:
        hours, seconds = divmod(row.length_seconds, 3600)
        return f"{hours}:{seconds // 60:02}"

    @admin.display(description=_("People"))
    def show_staffed(self, row: Shift) -> str:
        count = len(row.assignments.all())
        tone = "good" if count >= row.needed_count else "bad"
        return format_html('<span class="oblik-state oblik-state-{}">{}</span>', tone, coverage_text(count, row.needed_count))

    @admin.display(description=_("People on the shift"))
    def show_people(self, row: Shift) -> str:
        people = [item.employee for item in row.assignments.select_related("employee").order_by("employee__name")]
        told = coverage_text(len(people), row.needed_count)
        if not row.__dict__.get("_replaceable"):
            return f"{', '.join(person.name for person in people) or '—'} ({told})"
        lines = format_html_join("", "<div>{} · {}</div>", ((person.name, replace_link(row, person.pk)) for person in people))
        return format_html("{}<div>{}</div>", lines, told)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Beside each person stands the way to a replacement, for who may put one there."""
        row = super().get_object(request, *args, **kwargs)
        if row is not None:
            row.__dict__["_replaceable"] = may_replace(self.actor(request), row)
        return row
