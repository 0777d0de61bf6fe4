"""Delegations: whose approvals go to whom, and until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.approvals import actions, subjects
from apps.approvals.admin.people import members_of
from apps.approvals.models import Delegation
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money, to_minor
from apps.workflow.admin import ActButton, ActModelAdmin, state_label


class DelegationForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(label=_("Kinds of documents; none: all"), required=False, widget=forms.CheckboxSelectMultiple)
    cap = forms.DecimalField(label=_("Up to the amount"), required=False, max_digits=18, decimal_places=4)

    class Meta:
        model = Delegation
        fields = ("giver", "taker", "starts_on", "ends_before", "currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kinds" in self.fields:
            self.fields["kinds"].choices = subjects.choices()  # type: ignore[attr-defined]
        if "giver" in self.fields:
            self.fields["giver"].required = False
            self.fields["giver"].help_text = _("Left empty: you.")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        try:
            found["cap_minor"] = None if found.get("cap") is None else to_minor(found["cap"], found.get("currency") or "")
        except Refusal as refusal:
            self.add_error("cap", str(refusal))
        return found


@admin.register(Delegation)
class DelegationAdmin(ActModelAdmin):
    form = DelegationForm
    list_display = ("__str__", "starts_on", "ends_before", "show_kinds", "show_cap", "show_state")
    list_select_related = ("giver", "taker")
    list_filter = ("state",)
    ordering = ("-pk",)
    show_state = state_label(_("State"))
    create_act, create_permission = staticmethod(actions.delegate), "create_delegation"
    buttons = {"revoke": ActButton(actions.revoke_delegation, danger=True)}

    @admin.display(description=_("Kinds of documents"))
    def show_kinds(self, row: Delegation) -> str:
        names = dict(subjects.choices())
        return ", ".join(str(names.get(kind, kind)) for kind in row.kinds) or str(_("all"))

    @admin.display(description=_("Up to the amount"))
    def show_cap(self, row: Delegation) -> str:
        return "—" if row.cap_minor is None else format_money(row.cap_minor, row.currency)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return ("giver", "taker", "starts_on", "ends_before", "show_kinds", "show_cap", "show_state")
        own = ("taker", "starts_on", "ends_before", "kinds", "cap", "currency")
        return ("giver", *own) if self.actor(request).may("approvals.manage_delegations") else own

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("giver", "taker"):
            kwargs["queryset"] = members_of(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def act_values(self, request: HttpRequest, form: forms.ModelForm, formsets: Any) -> dict[str, Any]:
        data = form.cleaned_data
        return {
            "taker_id": data["taker"].pk, "giver_id": data["giver"].pk if data.get("giver") else None, "starts_on": data["starts_on"],
            "ends_before": data["ends_before"], "kinds": data["kinds"], "cap_minor": data["cap_minor"], "currency": data.get("currency") or "",
        }  # fmt: skip
