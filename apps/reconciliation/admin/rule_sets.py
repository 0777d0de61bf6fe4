"""Rule sets in the admin: each version's rules in words, and the next version."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from apps.kernel.actor import Actor
from apps.reconciliation import actions
from apps.reconciliation.engine import RuleSet as EngineRules
from apps.reconciliation.models import RuleSet
from apps.reconciliation.sentences import rule_label
from apps.workflow.admin import ActModelAdmin, caption


class RuleSetForm(forms.ModelForm):
    """The next version as JSON, begun with the version in force."""

    rules = forms.CharField(
        label=_("Rules"), widget=UnfoldAdminTextareaWidget(attrs={"rows": 30, "spellcheck": "false", "class": "oblik-mono"}), max_length=200_000,
        help_text=_("A JSON list: each rule with its kind, and where wanted its parameters and the certainty from which it settles by itself."),
    )  # fmt: skip

    class Meta:
        model = RuleSet
        fields = ("name",)

    def clean_rules(self) -> Any:
        """The list; whether the rules can be used the act says, naming rule and parameter."""
        try:
            found = json.loads(self.cleaned_data["rules"])
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_g("This is not JSON: %(error)s") % {"error": error}) from None
        return found.get("rules") if isinstance(found, dict) else found


def make_version(*, actor: Actor, at: dt.datetime, name: str, rules: Any) -> RuleSet:
    """The form's call: the rules under the number that the act gives the version."""
    return actions.create_rule_set(name, {"version": name, "rules": rules}, actor=actor, at=at)


@admin.register(RuleSet)
class RuleSetAdmin(ActModelAdmin):
    form = RuleSetForm
    create_act, create_permission = staticmethod(make_version), "create_rule_set"
    list_display = ("show_version", "name", "created_at")
    list_display_links = ("show_version", "name")
    ordering = ("-number",)
    shown = (("name", "show_version"), "created_at")
    show_version = caption("number", _("Version"))
    change_form_outer_before_template = "admin/oblik/rules.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name", "rules") if obj is None else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name", "show_version", "created_at") if obj is not None else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        last = RuleSet.objects.order_by("-number").first()
        rules = last.rules["rules"] if last else json.loads(EngineRules("1").to_json())["rules"]
        first = {"name": last.name if last else "Oblik", "rules": json.dumps(rules, ensure_ascii=False, indent=1)}
        return first | super().get_changeform_initial_data(request)

    def advice(self, request: HttpRequest, row: RuleSet) -> str:
        newest = RuleSet.objects.order_by("-number").values_list("number", flat=True).first()
        if row.number != newest:
            return _g("An earlier version: the runs of its time keep it, new runs use version %(number)s.") % {"number": newest}
        if not self.has_add_permission(request):
            return _g("New runs use this version.")
        return format_html('{} <a href="{}">{}</a>', _g("New runs use this version."), reverse("admin:reconciliation_ruleset_add"), _g("Write the next version"))

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        row = context.get("oblik_row")
        return context | {"rules": [_rule(item) for item in row.rules.get("rules", [])] if row else []}


def _rule(item: dict[str, Any]) -> dict[str, Any]:
    """One rule as people read it: what it is called, from which certainty it settles by itself, its words."""
    params = item.get("params", {})
    name = rule_label(item["kind"])
    if "category" in params:
        direction = {"in": _g("Incoming"), "out": _g("Outgoing")}.get(params.get("direction", ""), "")
        name = " · ".join(filter(None, [name, rule_label(params["category"]), direction]))
    return {"name": name, "from": item.get("auto_accept"), "words": ", ".join(params.get("words", []))}
