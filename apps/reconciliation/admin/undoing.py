"""Undoing many settlements: chosen by run, statement or version of the rules, shown before it is done, done by a worker."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.journal.queries import actor_text
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money
from apps.payments.models import Statement
from apps.reconciliation.models import Decision, Match, RuleSet, Run
from apps.reconciliation.undoing import preview, settled_by
from apps.tenants.permission import permitted
from apps.workflow.admin.many import ask_once
from apps.workflow.admin.sent import was_sent

_SHOWN = 100  # of each kind, the newest


class UndoForm(forms.Form):
    run = forms.ModelChoiceField(label=_("Reconciliation run"), queryset=Run.objects.none(), required=False)
    statement = forms.ModelChoiceField(label=_("Bank statement"), queryset=Statement.objects.none(), required=False)
    rule_set = forms.ModelChoiceField(label=_("Rule set"), queryset=RuleSet.objects.none(), required=False)
    since = forms.DateField(label=_("Settled since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("run", Run.objects.select_related("account").order_by("-pk"))
        self._offer("statement", Statement.objects.select_related("account").order_by("-pk"))
        self._offer("rule_set", RuleSet.objects.order_by("-number"))

    def _offer(self, name: str, rows: Any) -> None:
        """All may be chosen, the newest are listed."""
        field = self.fields[name]
        field.queryset = rows  # type: ignore[attr-defined]
        chosen = str(self.data.get(name, ""))
        listed = list(rows[:_SHOWN])
        if chosen.isdigit() and not any(row.pk == int(chosen) for row in listed):
            listed += list(rows.filter(pk=chosen))
        field.choices = [("", "—"), *((row.pk, str(row)) for row in listed)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if not self.errors and not any(asked.get(name) for name in ("run", "statement", "rule_set")):
            raise forms.ValidationError(_g("Choose a run, a statement or a rule set."))
        return asked


def undo_view(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """GET: the choice and what it would do. POST: asks for the set act and shows its progress."""
    actor = model_admin.actor(request)
    if not actor.may("reconciliation.undo_match"):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    asked = any(given.get(name) for name in ("run", "statement", "rule_set", "since"))
    form = UndoForm(given if asked or request.method == "POST" else None)
    shown = None
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        ids = {f"{name}_id": chosen[name].pk if chosen[name] else None for name in ("run", "statement", "rule_set")}
        shown = preview(permitted(settled_by(**ids, since=chosen["since"]), actor, "view_match"))
        reason = given.get("reason", "").strip()
        if request.method == "POST" and not reason:
            messages.error(request, _g("Say why: a reason is needed."))
        elif request.method == "POST" and (shown.ids or was_sent(request)):
            try:
                act = ask_once(request, "reconciliation.undo", shown.ids, reason=reason[:500], wake=True)
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                return redirect("admin:workflow_bulkact_change", act.pk)
    title = _g("Undo settlements")
    context = model_admin.admin_site.each_context(request) | {
        "title": title, "oblik_page": title, "form": form, "opts": Match._meta, "media": model_admin.media, "preview": shown,
        "money": [format_money(minor, currency) for currency, minor in sorted(shown.money.items())] if shown else [],
        "refused": sorted(shown.refused.items()) if shown else [], "hidden": [(name, given.get(name, "")) for name in form.fields],
    }  # fmt: skip
    return render(request, "admin/oblik/undo_many.html", context, status=422 if form.is_bound and form.errors else 200)


def decided_of(line_id: int) -> str:
    """What was decided of a line, the last first."""
    rows = (
        (date_format(row.decided_at, "SHORT_DATETIME_FORMAT"), row.get_kind_display(), ", ".join(number for number, _minor in row.pairs) or "—",
         " · ".join(filter(None, [actor_text(row.actor_label), row.reason])))
        for row in Decision.objects.filter(line_id=line_id).order_by("-number")[:20]
    )  # fmt: skip
    return format_html_join("", '<div>{} · {} · {} <span class="oblik-quiet">{}</span></div>', rows) or "—"
