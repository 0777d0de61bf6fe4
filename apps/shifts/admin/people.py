"""Employees, with what they can do as rows of their form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from apps.kernel.money import format_money
from apps.shifts import actions
from apps.shifts.actions import SkillDraft
from apps.shifts.admin.base import KeptAdmin, kept_buttons
from apps.shifts.feed import address_of
from apps.shifts.models import Employee, EmployeeSkill, HourCost
from apps.tenants.permission import may_on
from apps.workflow.admin import ActButton, decimal_text


class HoursField(forms.DecimalField):
    """Minutes of the model as hours on the page."""

    widget = UnfoldAdminDecimalFieldWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal(0), max_value=Decimal(168), max_digits=5, decimal_places=2, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return decimal_text(Decimal(value) / 60) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        hours = super().clean(value)
        return None if hours is None else round(hours * 60)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True


class EmployeeForm(forms.ModelForm):
    week_max_minutes = HoursField(label=_("Most work in a week, hours"), initial=40 * 60)
    rest_min_minutes = HoursField(label=_("Least rest between shifts, hours"), initial=11 * 60)

    class Meta:
        model = Employee
        fields = ("code",)  # the admin gives the rest: fields of sites cannot be made before a company is bound


class SkillRow(forms.ModelForm):
    class Meta:
        model = EmployeeSkill
        fields = ("starts_on", "ends_before")  # the inline gives the skill: its field cannot be made before a company is bound

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "starts_on" in self.fields:
            self.fields["starts_on"].required = False
            self.fields["starts_on"].help_text = _("Left empty: from the day of hire.")

    def _post_clean(self) -> None:
        """The act checks the values."""


class SkillInline(TabularInline):
    model = EmployeeSkill
    form = SkillRow
    extra = 0
    fields = ("skill", "starts_on", "ends_before")
    autocomplete_fields = ("skill",)
    ordering = ("starts_on", "pk")
    verbose_name, verbose_name_plural = _("skill"), _("skills")
    hide_title = True
    tab = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("skill")

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and (obj is None or obj.state == "active") and actor.may("shifts.update_employee")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may("shifts.view_employeeskill")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)


_WHO = ("code", "name", "site", "team", "hired_on", "left_before", "email", "phone", "user")
_LIMITS = ("week_max_minutes", "rest_min_minutes")
_SHOWN_LIMITS = ("show_week_max", "show_rest_min")


@admin.register(Employee)
class EmployeeAdmin(KeptAdmin):
    form = EmployeeForm
    list_display = ("code", "name", "site", "team", "phone", "show_state")
    list_display_links = ("code", "name")
    list_select_related = ("site", "team")
    list_filter = ("state", "site", "team")
    search_fields = ("code__istartswith", "name__icontains")
    search_help_text = _("Start of the staff number, or a part of the name")
    ordering = ("name", "pk")
    autocomplete_fields = ("site", "team")
    inlines = (SkillInline,)
    create_act, create_permission = staticmethod(actions.create_employee), "create_employee"
    update_act, update_permission = staticmethod(actions.update_employee), "update_employee"
    buttons = kept_buttons(actions.archive_employee, actions.restore_employee) | {
        "renew_calendar": ActButton(actions.renew_calendar),
        "set_hour_cost": ActButton(actions.set_hour_cost, {"hour_cost": forms.DecimalField(label=_("Cost of an hour"), max_digits=12, decimal_places=2)}),
    }  # fmt: skip
    change_form_outer_after_template = "admin/oblik/employee.html"
    empty_advice = _("Add the people who work shifts; they need no sign-in for it.")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Who does not keep the roster sees of this page their own: telephones and limits of colleagues are not for everybody."""
        found, actor = super().get_queryset(request), self.actor(request)
        return found if actor.may("shifts.view_employeeskill") else found.filter(user_id=actor.user_id)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        limits = _LIMITS if obj is None or self.has_change_permission(request, obj) else _SHOWN_LIMITS
        cost = [(_("Cost"), {"fields": ("show_cost",)})] if obj is not None and self.actor(request).may("shifts.view_hourcost") else []
        return [(None, {"fields": _WHO}), (_("Limits"), {"fields": limits}), *cost]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*_SHOWN_LIMITS, "show_cost")

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = super().get_object(request, *args, **kwargs)
        if row is not None and self.actor(request).may("shifts.view_hourcost"):
            minor = HourCost.objects.filter(employee=row).values_list("hour_cost_minor", flat=True).first()
            row.__dict__["_cost"] = "—" if minor is None else format_money(minor, request.tenant.currency)  # type: ignore[attr-defined]
        return row

    @admin.display(description=_("Cost of an hour"))
    def show_cost(self, row: Employee) -> str:
        return str(row.__dict__.get("_cost", "—"))

    @admin.display(description=_("Most work in a week, hours"))
    def show_week_max(self, row: Employee) -> str:
        return decimal_text(Decimal(row.week_max_minutes) / 60)

    @admin.display(description=_("Least rest between shifts, hours"))
    def show_rest_min(self, row: Employee) -> str:
        return decimal_text(Decimal(row.rest_min_minutes) / 60)

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        """The address of the calendar, to whom it belongs and to who hands it out."""
        context = super()._object_context(request, object_id)
        row = context.get("oblik_row")
        if row is not None and row.state == "active" and may_on(row, self.actor(request), "renew_calendar"):
            address = address_of(row)
            context |= {"calendar": f"{settings.SITE_URL}{address}" if address else "", "calendar_of": row}
        return context

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs if obj.pk else kwargs | {"queryset": EmployeeSkill.objects.none()}

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        values = super().act_values(request, form, formsets)
        if formsets and (not form.instance.pk or formsets[0].has_changed()):
            values["skills"] = [_draft(item.cleaned_data) for item in formsets[0].forms if _counts(item)]
        return values


def _counts(item: Any) -> bool:
    data = getattr(item, "cleaned_data", None)
    return bool(data) and not data.get("DELETE") and data.get("skill") is not None


def _draft(data: dict[str, Any]) -> SkillDraft:
    return SkillDraft(data["skill"].pk, data.get("starts_on"), data.get("ends_before"))


