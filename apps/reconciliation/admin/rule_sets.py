"""Rule sets in the admin: each version's rules in words, and the next version."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminTextareaWidget

from apps.kernel.actor import Actor
from apps.kernel.errors import NotPermitted, NotVisible, Refusal
from apps.kernel.money import format_money
from apps.reconciliation import actions
from apps.reconciliation.actions.rule_sets import LEAST_DECISIONS
from apps.reconciliation.engine import RuleSet as EngineRules
from apps.reconciliation.errors import percent
from apps.reconciliation.models import BackTest, RuleSet
from apps.reconciliation.sentences import rule_label
from apps.reconciliation.tasks import make_backtest
from apps.workflow.admin import ActButton, ActModelAdmin, caption, state_label
from apps.workflow.admin.sent import Came, answered_once, came


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
    list_display = ("show_version", "name", "show_state", "created_at")
    list_filter = ("state",)
    show_state = state_label(_("State"))
    buttons = {"activate": ActButton(actions.activate_rule_set), "retire": ActButton(actions.retire_rule_set, danger=True)}
    list_display_links = ("show_version", "name")
    ordering = ("-number",)
    shown = (("name", "show_version"), ("show_state", "created_at"))
    show_version = caption("number", _("Version"))
    change_form_outer_before_template = "admin/oblik/rules.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name", "rules") if obj is None else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name", "show_version", "show_state", "created_at") if obj is not None else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        last = RuleSet.objects.order_by("-number").first()
        rules = last.rules["rules"] if last else json.loads(EngineRules("1").to_json())["rules"]
        first = {"name": last.name if last else "Oblik", "rules": json.dumps(rules, ensure_ascii=False, indent=1)}
        return first | super().get_changeform_initial_data(request)

    def advice(self, request: HttpRequest, row: RuleSet) -> str:
        if row.state == "draft":
            return _g("A draft: no run uses it. Try it on past decisions, compare the figures, then switch it on.")
        newest = RuleSet.objects.filter(state="active").order_by("-number").values_list("number", flat=True).first()
        if row.number != newest:
            return _g("An earlier version: the runs of its time keep it, new runs use version %(number)s.") % {"number": newest or "—"}
        if not self.has_add_permission(request):
            return _g("New runs use this version.")
        return format_html('{} <a href="{}">{}</a>', _g("New runs use this version."), reverse("admin:reconciliation_ruleset_add"), _g("Write the next version"))

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        row = context.get("oblik_row")
        if row is None:
            return context
        may_try = self.actor(request).may("reconciliation.backtest_rule_set")
        tests = [_shown(test) for test in row.backtests.order_by("-pk")[:5]]
        return context | {
            "rules": [_rule(item) for item in row.rules.get("rules", [])], "backtests": tests, "may_backtest": may_try and row.state != "retired",
            "at_work": any(test["at_work"] for test in tests), "least": LEAST_DECISIONS, "demanded": percent(request.tenant.rule_precision_bps),  # type: ignore[attr-defined]
        }  # fmt: skip

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.backtest_view))
        return [path("<int:rule_set_id>/backtest/", view, name="reconciliation_ruleset_backtest"), *super().get_urls()]

    def backtest_view(self, request: HttpRequest, rule_set_id: int) -> HttpResponse:
        """Asks for a back-test, or leads to the one that is under way."""
        actor = self.actor(request)
        page = reverse("admin:reconciliation_ruleset_change", args=[rule_set_id])

        def work(at: dt.datetime) -> Came:
            test = actions.backtest_rule_set(rule_set_id, actor=actor, at=at)
            make_backtest.delay_on_commit(test.tenant_id, test.pk)
            return came(page, _g("The rules are being tried; this page shows what came of it."), row=test)

        try:
            return answered_once(request, work)
        except (NotPermitted, NotVisible):
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(page)


def _shown(test: BackTest) -> dict[str, Any]:
    """A back-test as people read it: counts with the money behind them, and where the rules erred."""
    money = test.figures.get("money", {})
    names = (("hit", _g("Settled as people decided")), ("false", _g("Settled otherwise")), ("offered", _g("Right answer offered")), ("missed", _g("Left to a person")))
    rows = [
        {"name": name, "count": getattr(test, f"{key}_count"), "amount": ", ".join(format_money(sums[key], code) for code, sums in money.items() if key in sums) or "—"}
        for key, name in names
    ]  # fmt: skip
    wrong = [
        item | {"amount": format_money(item["amount_minor"], item["currency"]), "label": rule_label(item["rule"]), "booked": dt.date.fromisoformat(item["booked_on"]),
                "said": _pairs(item["said"], item["currency"]), "decided": _pairs(item["decided"], item["currency"])}
        for item in test.figures.get("false_hits", [])
    ]  # fmt: skip
    bps = test.precision_bps
    return {
        "test": test, "at_work": test.ended_at is None, "rows": rows, "wrong": wrong, "precision": percent(bps) if bps is not None else "",
        "too_few": test.ended_at is not None and not test.error and test.decision_count < LEAST_DECISIONS,
    }  # fmt: skip


def _pairs(pairs: Any, currency: str) -> str:
    return ", ".join(f"{number}: {format_money(minor, currency)}" for number, minor in pairs) or "—"


def _rule(item: dict[str, Any]) -> dict[str, Any]:
    """One rule as people read it: what it is called, from which certainty it settles by itself, its words."""
    params = item.get("params", {})
    name = rule_label(item["kind"])
    if "category" in params:
        direction = {"in": _g("Incoming"), "out": _g("Outgoing")}.get(params.get("direction", ""), "")
        name = " · ".join(filter(None, [name, rule_label(params["category"]), direction]))
    return {"name": name, "from": item.get("auto_accept"), "words": ", ".join(params.get("words", []))}
