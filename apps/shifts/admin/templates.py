"""Templates of shifts that come again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTimeWidget

from apps.shifts import actions
from apps.shifts.admin.base import KeptAdmin, kept_buttons
from apps.shifts.models import ShiftTemplate


class WeekdaysField(forms.MultipleChoiceField):
    """The model's "12345" as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return "".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(initial or ()) != set(data or ())


class TemplateForm(forms.ModelForm):
    weekdays = WeekdaysField(label=_("Weekdays"), choices=[(str(number + 1), capfirst(name)) for number, name in WEEKDAYS.items()], initial="12345")

    begins = forms.TimeField(label=_("Begins"), widget=UnfoldAdminTimeWidget(format="%H:%M"))
    ends = forms.TimeField(
        label=_("Ends"), widget=UnfoldAdminTimeWidget(format="%H:%M"), help_text=_("By the clock of the site; not after the begin: on the next day.")
    )

    class Meta:
        model = ShiftTemplate
        fields = ("code",)  # the admin gives the rest: fields of sites cannot be made before a company is bound


_FIELDS = ("code", "site", "role", "line", "begins", "ends", "weekdays", "break_minutes", "skill", "needed_count", "contract")


@admin.register(ShiftTemplate)
class ShiftTemplateAdmin(KeptAdmin):
    form = TemplateForm
    list_display = ("code", "site", "line", "role", "show_hours", "show_weekdays", "needed_count", "show_state")
    list_display_links = ("code",)
    list_select_related = ("site",)
    list_filter = ("state", "site")
    search_fields = ("code__istartswith", "role__istartswith")
    search_help_text = _("Start of the code or of the role")
    autocomplete_fields = ("site", "skill", "contract")
    create_act, create_permission = staticmethod(actions.create_shift_template), "create_shift_template"
    update_act, update_permission = staticmethod(actions.update_shift_template), "update_shift_template"
    buttons = kept_buttons(actions.archive_shift_template, actions.restore_shift_template)
    empty_advice = _("Add a template for each shift that comes again week after week.")

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        shown = obj is not None and not self.has_change_permission(request, obj)
        return tuple("show_weekdays" if shown and name == "weekdays" else name for name in _FIELDS)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        return ("show_weekdays",)

    @admin.display(description=_("Hours"), ordering="begins")
    def show_hours(self, row: ShiftTemplate) -> str:
        return f"{row.begins:%H:%M}–{row.ends:%H:%M}" + ("" if row.ends > row.begins else " +1")

    @admin.display(description=_("Weekdays"))
    def show_weekdays(self, row: ShiftTemplate) -> str:
        return ", ".join(str(WEEKDAYS_ABBR[int(number) - 1]) for number in row.weekdays)
