"""Runs, matches and rule sets in the admin: presentation only. Runs and matches stand here."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.journal.queries import actor_text
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money, to_minor
from apps.payments.admin.choosing import Choosing
from apps.payments.models import BankAccount, StatementLine
from apps.reconciliation import actions, parts
from apps.reconciliation.admin.known import known_view
from apps.reconciliation.admin.rule_sets import RuleSetAdmin
from apps.reconciliation.admin.undoing import decided_of, undo_view
from apps.reconciliation.admin.workbench import bench_view
from apps.reconciliation.exports import report_csv, report_xlsx
from apps.reconciliation.models import Match, MatchItem, Run, RunLine
from apps.reconciliation.report import Control, build, stored_report
from apps.reconciliation.sentences import evidence_of, known_rules, rule_label
from apps.reconciliation.states import Outcome
from apps.reconciliation.suggestions import likely
from apps.reconciliation.tasks import execute_run
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, ActModelAdmin, caption, money, number, state_label
from apps.workflow.admin.sent import Came, answered_once, came

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StartForm(forms.Form):
    account = forms.ModelChoiceField(label=_("Bank account"), queryset=BankAccount.objects.none())
    starts_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts = BankAccount.objects.order_by("iban")  # type: ignore[attr-defined]
        if not self.initial.get("account") and len(only := accounts[:2]) == 1:
            self.initial["account"] = only[0].pk


@admin.register(Run)
class RunAdmin(ActModelAdmin):
    list_display = (
        "show_name", "starts_on", "show_last_day", "show_count_lines", "show_count_settled", "show_count_proposed", "show_count_unmatched", "show_state",
    )  # fmt: skip
    list_display_links = ("show_name",)
    list_select_related = ("account",)
    list_filter = ("state", "account")
    ordering = ("-pk",)
    empty_advice = _("Import a statement, then start a run: it finds the invoice of each payment.")
    show_state = state_label(_("State"))
    show_count_lines = number("line_count", _("Lines"))
    show_count_settled = number("accepted_count", _("Settled"))
    show_count_proposed = number("proposed_count", _("Proposed"))
    show_count_unmatched = number("unmatched_count", _("Unmatched"))
    show_input = caption("input_digest", _("Input digest"), mono=True)
    show_result = caption("result_digest", _("Result digest"), mono=True)
    fieldsets = (
        (_("Details"), {"fields": (
            ("account", "show_state"), ("starts_on", "show_last_day"), ("started_at", "finished_at"), ("rule_set", "show_changed"), "show_input", "show_result",
        )}),
    )  # fmt: skip
    readonly_fields = (
        "account", "show_state", "starts_on", "show_last_day", "started_at", "finished_at", "rule_set", "show_changed", "show_input", "show_result",
    )  # fmt: skip
    buttons = {"cancel": ActButton(actions.cancel_run, danger=True)}
    change_list_template = "admin/oblik/run_list.html"
    change_form_outer_before_template = "admin/oblik/run.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("start/", view(self.start_view), name="reconciliation_run_start"),
            path("known/", view(lambda request: known_view(self, request)), name="reconciliation_run_known"),
            path("<int:run_id>/report.csv", view(self.csv_view), name="reconciliation_run_csv"),
            path("<int:run_id>/report.xlsx", view(self.xlsx_view), name="reconciliation_run_xlsx"),
            *super().get_urls(),
        ]

    def start_view(self, request: HttpRequest) -> HttpResponse:
        """Queues a run and shows its progress."""
        actor = self.actor(request)
        if not actor.may("reconciliation.start_run"):
            raise PermissionDenied
        form = StartForm(request.POST or None, initial={"account": request.GET.get("account", "")} if request.GET.get("account", "").isdigit() else None)
        if request.method == "POST" and form.is_valid():
            asked = form.cleaned_data
            period = {"starts_on": asked["starts_on"], "ends_before": asked["ends_on"] + dt.timedelta(days=1) if asked["ends_on"] else None}

            def work(at: dt.datetime) -> Came:
                run = actions.start_run(asked["account"].pk, actor=actor, at=at, **period)
                execute_run.delay_on_commit(run.tenant_id, run.pk)
                return came(reverse("admin:reconciliation_run_change", args=[run.pk]), _g("The run is queued; this page shows how far it is."), row=run)

            try:
                return answered_once(request, work)
            except Refusal as refusal:
                for reason in refusal.reasons:
                    field = reason.field.replace("ends_before", "ends_on")
                    form.add_error(field if field in form.fields else None, str(reason))
        context = self.admin_site.each_context(request) | {
            "title": _g("Start a run"), "oblik_page": _g("Start a run"), "form": form, "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/run_start.html", context, status=422 if form.errors else 200)

    @admin.display(description=_("Reconciliation run"))
    def show_name(self, row: Run) -> str:
        return str(row)

    @admin.display(description=_("Last day"), ordering="ends_before")
    def show_last_day(self, row: Run) -> str:
        return date_format(row.ends_before - dt.timedelta(days=1)) if row.ends_before else "—"

    @admin.display(description=_("Inputs changed while it was interrupted"))
    def show_changed(self, row: Run) -> str:
        return _g("yes") if row.inputs_changed else _g("no")

    def advice(self, request: HttpRequest, row: Run) -> str:
        if row.state == "failed":
            return format_html("{} {}", row.error, _g("Nothing is lost: start the run again."))
        if row.state == "suspect":
            return _g("A control does not hold: do not rely on this run before somebody has looked into it.")
        if row.state != "checked":
            return ""
        waiting = Match.objects.filter(run=row, state="proposed").count()
        if waiting:
            address = reverse("admin:reconciliation_match_changelist") + f"?state__exact=proposed&run__id__exact={row.pk}"
            return format_html('{} <a href="{}">{}</a>', _g("Every control holds."), address, _g("Decide on the proposals: %(count)s") % {"count": waiting})
        return _g("Every control holds, and no proposal waits for a decision.")

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        run = context.get("oblik_row")
        if run is not None:
            report = stored_report(run) or build(run)
            context |= {
                "run": run, "progress": run.progress, "parts": parts.in_hand(run.pk) if run.state == "running" else [], "may_undo": self.actor(request).may("reconciliation.undo_match"), "at_work": run.state in ("queued", "running", "completed"),
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


class RuleFilter(admin.SimpleListFilter):
    """By rule, of the rules that the program knows."""

    title, parameter_name = _("rule"), "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((rule, rule_label(rule)) for rule in known_rules()), key=lambda item: item[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(rule=self.value()) if self.value() else queryset


class OfRun(admin.SimpleListFilter):
    """The matches of one run, led to from its page; nothing to choose from here."""

    title, parameter_name = _("run"), "run__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        row = Run.objects.filter(pk=self.value()).select_related("account").first() if (self.value() or "").isdigit() else None
        return [(str(row.pk), str(row))] if row else []

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(run_id=self.value()) if self.lookup_choices else queryset


class OfLine(admin.SimpleListFilter):
    """The matches of one statement line, led to from its page; nothing to choose from here."""

    title, parameter_name = _("statement line"), "line__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        row = StatementLine.objects.filter(pk=self.value()).first() if (self.value() or "").isdigit() else None
        return [(str(row.pk), str(row))] if row else []

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(line_id=self.value()) if self.lookup_choices else queryset


def _of_reference(rows: QuerySet[Match], term: str) -> QuerySet[Match]:
    """Matches of the lines whose reference begins so. The lines are asked for as the company's own, by which their index begins."""
    return rows.filter(line__in=StatementLine.objects.filter(reference__istartswith=term.strip()))


@admin.register(Match)
class MatchAdmin(ActModelAdmin):
    list_display = ("show_line", "show_amount", "show_invoices", "show_rule", "show_score", "show_state")
    list_display_links = ("show_line",)
    list_select_related = ("line",)
    list_filter = ("state", RuleFilter, OfRun, OfLine)
    show_score = number("score", _("Certainty, of 100"))
    empty_advice = _("Matches are made by runs: start one when a statement is imported.")
    search_fields = ("line__reference__istartswith",)
    search = staticmethod(_of_reference)
    search_help_text = _("Bank reference")
    ordering = ("-pk",)
    show_state = state_label(_("State"))
    show_amount = money("amount", _("Amount"))
    show_left = money("unallocated", _("Left on the payment"))
    set_acts = ("reconciliation.accept", "reconciliation.reject")
    change_list_template = "admin/oblik/match_list.html"
    fields = (
        ("show_amount", "show_state"), "show_line", "show_text", "show_invoices", "show_alternatives", "show_why", "show_left", ("show_rule", "show_score"),
        ("run", "payment"), "show_decided", "show_decisions",
    )  # fmt: skip
    readonly_fields = (
        "show_amount", "show_state", "show_line", "show_text", "show_invoices", "show_alternatives", "show_why", "show_left", "show_rule", "show_score",
        "run", "payment", "show_decided", "show_decisions",
    )  # fmt: skip
    buttons = {
        "accept": ActButton(actions.accept_match, lambda row: _alternatives(row)),
        "reject": ActButton(actions.reject_match), "undo": ActButton(actions.undo_match, danger=True),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("items__invoice")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"oblik_may_undo": self.actor(request).may("reconciliation.undo_match")} | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        page = path("by-hand/<int:line_id>/", self.admin_site.admin_view(self.by_hand_view), name="reconciliation_match_by_hand")
        undoing = path("undo/", self.admin_site.admin_view(lambda request: undo_view(self, request)), name="reconciliation_match_undo_many")
        bench = path("workbench/", self.admin_site.admin_view(lambda request: bench_view(self, request)), name="reconciliation_workbench")
        return [page, undoing, bench, *super().get_urls()]

    def by_hand_view(self, request: HttpRequest, line_id: int) -> HttpResponse:
        """A statement line, and the invoices that a person chooses for it."""
        actor = self.actor(request)
        seen = permitted(StatementLine.objects.select_related("account"), actor, "view_statementline")
        line = seen.filter(pk=line_id).first()
        if line is None:
            raise Http404
        if not actor.may("reconciliation.accept_match"):
            raise PermissionDenied
        page = reverse("admin:payments_statementline_change", args=[line.pk])
        choosing = Choosing(request, likely(line, actor), actor=actor, currency=line.currency, left_minor=max(line.amount_minor, 0))
        if choosing.pressed == "confirm" and not choosing.errors:
            amounts = choosing.amounts()
            values = {"pairs": sorted(amounts.items()), "client_id": choosing.first_client(amounts), "reason": choosing.reason}
            try:
                if not choosing.errors:
                    self.run_once(request, line, "match_by_hand", actions.match_by_hand, values)
            except Refusal as refusal:
                choosing.refused(refusal)
            if not choosing.errors:
                messages.success(request, _g("The line is settled with the invoices that you chose."))
                return redirect(page)
        facts = [
            (_g("Booked on"), date_format(line.booked_on)), (_g("Amount"), format_money(line.amount_minor, line.currency)),
            (_g("Counterparty"), " · ".join(filter(None, [line.counterparty_name, line.counterparty_iban, line.counterparty_tax_id]))),
            (_g("Remittance text"), line.remittance), (_g("Bank reference"), line.reference), (_g("State"), line.get_reconciled_state_display()),
        ]  # fmt: skip
        title = _g("Match by hand")
        context = self.admin_site.each_context(request) | choosing.context() | {
            "title": title, "oblik_page": title, "facts": facts, "token": uuid.uuid4().hex, "version": "", "confirm": _g("Settle the line"),
            "back": page, "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/choose_invoices.html", context, status=422 if choosing.errors else 200)

    @admin.display(description=_("Statement line"))
    def show_line(self, row: Match) -> str:
        return " · ".join(filter(None, [date_format(row.line.booked_on), row.line.counterparty_name, row.line.reference]))

    @admin.display(description=_("Decided by"))
    def show_decided(self, row: Match) -> str:
        return actor_text(row.decided_by) or "—"

    @admin.display(description=_("Decisions about the line"))
    def show_decisions(self, row: Match) -> str:
        if "_decisions" not in row.__dict__:  # a template asks for a field several times
            row.__dict__["_decisions"] = decided_of(row.line_id)
        return row.__dict__["_decisions"]

    def advice(self, request: HttpRequest, row: Match) -> str:
        if row.state != "proposed":
            return ""
        if len(_choices(row)) > 1:
            return _g("Several answers fit. Compare the text of the payment with the invoices, then accept the right one, or reject them all.")
        return _g("Compare the text of the payment with the invoices, then accept or reject.")

    @admin.display(description=_("Remittance text"))
    def show_text(self, row: Match) -> str:
        return row.line.remittance

    @admin.display(description=_("Why"))
    def show_why(self, row: Match) -> str:
        """The evidence one by one: what each weighs in the certainty, and what forbids settling without a person."""
        items = ((_("forbids settling unaided") if item.forbids else f"+{item.weight}" if item.weight else "", item.sentence) for item in evidence_of(row.reasons))
        return format_html_join("", '<div>{1} <span class="oblik-quiet">{0}</span></div>', items) or "—"

    @admin.display(description=_("Rule"))
    def show_rule(self, row: Match) -> str:
        return rule_label(row.rule)

    @admin.display(description=_("Invoices"))
    def show_invoices(self, row: Match) -> str:
        return _items(row, row.chosen_alternative)

    @admin.display(description=_("Other answers"))
    def show_alternatives(self, row: Match) -> str:
        others = [text for alternative, text in _choices(row) if alternative != row.chosen_alternative]
        return format_html_join("", "<div>{}</div>", ((text,) for text in others)) or "—"


def _items(row: Match, alternative: int) -> str:
    items: list[MatchItem] = [item for item in row.items.all() if item.alternative == alternative]
    return ", ".join(f"{item.invoice.number}: {format_money(item.amount_minor, row.currency)}" for item in items) or "—"


def _choices(row: Match) -> list[tuple[int, str]]:
    """The answers of a match by their number, as people read them."""
    return [(alternative, _items(row, alternative)) for alternative in sorted({item.alternative for item in row.items.all()})]


def _alternatives(row: Match) -> dict[str, forms.Field]:
    """The choice between the answers, where there is more than one."""
    choices = _choices(row)
    if row.state != "proposed" or len(choices) < 2:
        return {}
    field = forms.TypedChoiceField(
        label=_g("Which answer is right"), choices=choices, coerce=int, initial=row.chosen_alternative,
        widget=forms.RadioSelect,
    )  # fmt: skip
    return {"alternative": field}


__all__ = ["MatchAdmin", "RuleSetAdmin", "RunAdmin"]
