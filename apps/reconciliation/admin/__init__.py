"""Runs, matches and rule sets in the admin: presentation only."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money, to_minor
from apps.payments.models import BankAccount
from apps.reconciliation import actions
from apps.reconciliation.exports import report_csv, report_xlsx
from apps.reconciliation.models import Match, MatchItem, RuleSet, Run, RunLine
from apps.reconciliation.report import Control, build, stored_report
from apps.reconciliation.sentences import rule_label
from apps.reconciliation.states import Outcome
from apps.reconciliation.tasks import execute_run
from apps.workflow.admin import ActButton, ActModelAdmin, money, state_label

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StartForm(forms.Form):
    account = forms.ModelChoiceField(label=_("Bank account"), queryset=BankAccount.objects.none())
    starts_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_before = forms.DateField(label=_("To, not included"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = BankAccount.objects.order_by("iban")  # type: ignore[attr-defined]


@admin.register(Run)
class RunAdmin(ActModelAdmin):
    list_display = ("__str__", "starts_on", "ends_before", "line_count", "accepted_count", "proposed_count", "unmatched_count", "show_state")
    list_select_related = ("account",)
    list_filter = ("state", "account")
    ordering = ("-pk",)
    show_state = state_label(_("State"))
    fields = (
        "account", "starts_on", "ends_before", "rule_set", "show_state", "error", "started_at", "finished_at", "input_digest", "result_digest",
        "inputs_changed",
    )  # fmt: skip
    readonly_fields = fields
    buttons = {"cancel": ActButton(actions.cancel_run, danger=True)}
    change_list_template = "admin/oblik/run_list.html"
    change_form_outer_before_template = "admin/oblik/run.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("start/", view(self.start_view), name="reconciliation_run_start"),
            path("<int:run_id>/report.csv", view(self.csv_view), name="reconciliation_run_csv"),
            path("<int:run_id>/report.xlsx", view(self.xlsx_view), name="reconciliation_run_xlsx"),
            *super().get_urls(),
        ]

    def start_view(self, request: HttpRequest) -> HttpResponse:
        """Queues a run and shows its progress."""
        actor = self.actor(request)
        if not actor.may("reconciliation.start_run"):
            raise PermissionDenied
        form = StartForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            asked = form.cleaned_data
            try:
                run = retrying(
                    lambda: actions.start_run(
                        asked["account"].pk, actor=actor, at=clock.now(), starts_on=asked["starts_on"], ends_before=asked["ends_before"]
                    )
                )
            except Refusal as refusal:
                for reason in refusal.reasons:
                    form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            else:
                execute_run.delay_on_commit(run.tenant_id, run.pk)
                messages.success(request, _g("The run is queued; this page shows how far it is."))
                return redirect("admin:reconciliation_run_change", run.pk)
        context = self.admin_site.each_context(request) | {"title": _g("Start a run"), "form": form, "opts": self.opts, "media": self.media}
        return render(request, "admin/oblik/run_start.html", context, status=422 if form.errors else 200)

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        run = context.get("oblik_row")
        if run is not None:
            report = stored_report(run) or build(run)
            context |= {
                "run": run, "progress": run.progress, "at_work": run.state in ("queued", "running", "completed"),
                "controls": [_control(item, report.currency) for item in report.controls] if run.finished_at else [], "rows": [_row(row, report.currency) for row in report.rows],
                "totals": [_row(row, report.currency) for row in report.by_outcome()],
                "unmatched": [
                    {"line": item.line, "why": item.why, "amount": format_money(item.amount_minor, report.currency)}
                    for item in RunLine.objects.filter(run=run, outcome="unmatched").select_related("line")[:50]
                ],
            }  # fmt: skip
        return context

    def csv_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self._run(request, run_id)
        return _file(report_csv(run), "text/csv; charset=utf-8", f"reconciliation-{run.pk}.csv")

    def xlsx_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self._run(request, run_id)
        return _file(report_xlsx(run), XLSX, f"reconciliation-{run.pk}.xlsx")

    def _run(self, request: HttpRequest, run_id: int) -> Run:
        run = self.get_queryset(request).select_related("account").filter(pk=run_id).first()
        if run is None:
            raise Http404
        return run


def _row(row: Any, currency: str) -> dict[str, Any]:
    return {
        "outcome": str(Outcome(row.outcome).label), "rule": rule_label(row.rule), "count": row.count,
        "amount": format_money(row.amount_minor, currency),
    }  # fmt: skip


def _control(control: Control, currency: str) -> dict[str, Any]:
    """Amounts as people read them; counts as they are."""
    found, expected = (
        format_money(to_minor(text, currency), currency) if re.fullmatch(r"-?\d+\.\d+", text) else text for text in (control.found, control.expected)
    )
    return {"title": control.title, "holds": control.holds, "found": found, "expected": expected}


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@admin.register(Match)
class MatchAdmin(ActModelAdmin):
    list_display = ("show_line", "show_amount", "show_invoices", "show_rule", "score", "show_state")
    list_select_related = ("line",)
    list_filter = ("state", "rule")
    search_fields = ("line__reference__startswith",)
    search_help_text = _("Bank reference")
    ordering = ("-pk",)
    show_state = state_label(_("State"))
    show_amount = money("amount", _("Amount"))
    show_left = money("unallocated", _("Left on the payment"))
    set_acts = ("reconciliation.accept", "reconciliation.reject")
    fields = (
        "show_line", "show_text", "show_amount", "show_state", "show_why", "show_invoices", "show_alternatives", "show_left", "show_rule", "score",
        "run", "payment", "decided_by",
    )  # fmt: skip
    readonly_fields = fields
    buttons = {
        "accept": ActButton(
            actions.accept_match,
            {"alternative": forms.IntegerField(label=_("Alternative (0: as proposed)"), required=False, min_value=0, initial=0)},
        ),
        "reject": ActButton(actions.reject_match), "undo": ActButton(actions.undo_match, danger=True),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("items__invoice")

    @admin.display(description=_("Statement line"))
    def show_line(self, row: Match) -> str:
        return f"{row.line.booked_on:%d.%m.%Y} · {row.line.reference} · {row.line.counterparty_name}"

    @admin.display(description=_("Remittance text"))
    def show_text(self, row: Match) -> str:
        return row.line.remittance

    @admin.display(description=_("Why"))
    def show_why(self, row: Match) -> str:
        return row.why

    @admin.display(description=_("Rule"))
    def show_rule(self, row: Match) -> str:
        return rule_label(row.rule)

    @admin.display(description=_("Invoices"))
    def show_invoices(self, row: Match) -> str:
        return _items(row, row.chosen_alternative)

    @admin.display(description=_("Other answers"))
    def show_alternatives(self, row: Match) -> str:
        others = sorted({item.alternative for item in row.items.all()} - {row.chosen_alternative})
        return "; ".join(f"{number}: {_items(row, number)}" for number in others) or "—"


def _items(row: Match, alternative: int) -> str:
    items: list[MatchItem] = [item for item in row.items.all() if item.alternative == alternative]
    return ", ".join(f"{item.invoice.number} = {format_money(item.amount_minor, row.currency)}" for item in items) or "—"


@admin.register(RuleSet)
class RuleSetAdmin(ActModelAdmin):
    list_display = ("number", "name", "created_at")
    ordering = ("-number",)
    fields = ("number", "name", "rules")
    readonly_fields = fields
