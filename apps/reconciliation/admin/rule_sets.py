"""Rule sets in the admin: each version's rules in words, and the next version."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.reconciliation.models import RuleSet
from apps.reconciliation.sentences import rule_label
from apps.workflow.admin import ActModelAdmin, caption


@admin.register(RuleSet)
class RuleSetAdmin(ActModelAdmin):
    list_display = ("show_version", "name", "created_at")
    list_display_links = ("show_version", "name")
    ordering = ("-number",)
    fields = (("name", "show_version"), "created_at")
    readonly_fields = ("name", "show_version", "created_at")
    show_version = caption("number", _("Version"))
    change_form_outer_before_template = "admin/oblik/rules.html"

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
