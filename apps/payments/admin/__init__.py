"""Bank accounts, statements and payments in the admin: presentation only. Accounts and statements stand here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Refusal
from apps.payments import actions
from apps.payments.admin.continuity import ContinuityAdmin
from apps.payments.admin.lines import StatementLineAdmin
from apps.payments.admin.payments import PaymentAdmin
from apps.payments.admin.profiles import StatementProfileAdmin
from apps.payments.admin.provider_events import ProviderEventAdmin
from apps.payments.admin.provider_payments import ProviderPaymentAdmin
from apps.payments.admin.providers import ProviderConnectionAdmin
from apps.payments.admin.refunds import RefundAdmin
from apps.payments.admin.unread import UnreadFileAdmin, UploadForm, keep_refused
from apps.payments.models import BankAccount, Statement, StatementLine
from apps.workflow.admin import ActButton, ActModelAdmin, caption, money, number, state_label
from apps.workflow.admin.sent import Came, taken_once


@admin.register(BankAccount)
class BankAccountAdmin(ContinuityAdmin):
    list_display = ("iban", "currency", "name", "bank_name", "show_state")
    search_fields = ("iban", "name")
    ordering = ("iban",)
    fields = ("iban", "currency", "name", "bank_name")
    show_state = state_label(_("State"))
    empty_advice = _("Add the account that your clients pay to, or import a statement: it brings its account along.")
    create_act, create_permission = staticmethod(actions.open_account), "open_account"
    update_act, update_permission = staticmethod(actions.update_account), "update_account"
    editable_states = ("open",)
    buttons = {"close": ActButton(actions.close_account, danger=True), "reopen": ActButton(actions.reopen_account)}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj is None else (("iban", "currency"), ("show_state", "show_days"), "name", "bank_name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("iban", "currency", "show_state", "show_days")

    @admin.display(description=_("Statements"))
    def show_days(self, row: BankAccount) -> str:
        return format_html('<a class="oblik-link" href="{}">{}</a>', reverse("admin:payments_bankaccount_continuity", args=[row.pk]), _g("Show the days proved"))

    def advice(self, request: HttpRequest, row: BankAccount) -> str:
        return _g("It takes no more statements; what it has stays and can be reconciled.") if row.state == "closed" else ""


@admin.register(Statement)
class StatementAdmin(ActModelAdmin):
    list_display = ("show_period", "account", "show_open_balance", "show_closing", "show_count_entries", "show_count_new", "show_state")
    list_display_links = ("show_period",)
    list_select_related = ("account",)
    list_filter = ("state", "account")
    ordering = ("-pk",)
    empty_advice = _("Import the first statement: download it from your bank as CAMT.053, MT940 or CSV.")
    show_state = state_label(_("State"))
    show_open_balance = money("opening", _("Opening balance"))
    show_closing = money("closing", _("Closing balance"))
    show_credit = money("credit", _("Credits"))
    show_debit = money("debit", _("Debits"))
    show_count_entries = number("entry_count", _("Entries"))
    show_count_new = number("new_count", _("New"))
    show_sum = caption("file_sha256", _("Fingerprint of the file (SHA-256)"), mono=True)
    show_format = caption("format", _("Format"))
    fieldsets = (
        (None, {"fields": (
            ("account", "show_state"), ("starts_on", "ends_on"), ("show_open_balance", "show_closing"), ("show_credit", "show_debit"),
            ("show_count_entries", "show_count_new"), "show_lines", "show_warnings",
        )}),
        (_("File"), {"fields": (("file_name", "show_format"), "show_sum")}),
    )  # fmt: skip
    readonly_fields = (
        "account", "show_state", "starts_on", "ends_on", "show_open_balance", "show_closing", "show_credit", "show_debit", "show_count_entries",
        "show_count_new", "show_lines", "show_warnings", "file_name", "show_format", "show_sum",
    )  # fmt: skip
    buttons = {"release": ActButton(actions.release_statement, danger=True)}
    change_list_template = "admin/oblik/statement_list.html"

    @admin.display(description=_("Period"), ordering="starts_on")
    def show_period(self, row: Statement) -> str:
        days = [date_format(day) for day in (row.starts_on, row.ends_on) if day]
        return "–".join(days) or _g("No dates")

    @admin.display(description=_("Statement lines"))
    def show_lines(self, row: Statement) -> str:
        address = reverse("admin:payments_statementline_changelist") + f"?statement__id__exact={row.pk}"
        return format_html('<a class="oblik-link" href="{}">{}</a>', address, _g("Show the lines"))

    def advice(self, request: HttpRequest, row: Statement) -> str:
        if row.state == "quarantined":
            asked = _g("Compare it with the bank's own figures. Import a corrected file, or release this one with a reason.")
            return format_html("{} {}", row.problem, asked)
        waiting = StatementLine.objects.filter(statement=row, reconciled_state="open")[:1]
        if waiting and self.actor(request).may("reconciliation.start_run"):
            address = reverse("admin:reconciliation_run_start") + f"?account={row.account_id}"
            return format_html('{} <a href="{}">{}</a>', _g("Some of its lines wait for reconciliation."), address, _g("Start a run"))
        return "" if waiting else _g("Every line of it is settled, proposed or set aside.")

    @admin.display(description=_("Warnings"))
    def show_warnings(self, row: Statement) -> str:
        return "; ".join(row.warnings) or "—"

    def get_urls(self) -> list[Any]:
        return [path("import/", self.admin_site.admin_view(self.import_view), name="payments_statement_import"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A file into the import act, and what came of it."""
        actor = self.actor(request)
        if not actor.may("payments.import_statement"):
            raise PermissionDenied
        form, result = UploadForm(request.POST or None, request.FILES or None), None
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]

            def work(at: dt.datetime) -> Came:
                upload.seek(0)
                return _came(actions.import_statement(upload.file, upload.name, actor=actor, at=at, **form.given))

            try:
                result = _result(taken_once(request, work))
            except Refusal as refusal:
                if kept := keep_refused(request, form, refusal, actor=actor):
                    return redirect("admin:payments_unreadfile_change", kept.pk)
                for reason in refusal.reasons:
                    form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        context = self.admin_site.each_context(request) | {
            "title": _g("Import a bank statement"), "oblik_page": _g("Import a bank statement"), "form": form, "result": result, "may_choose": actor.may("payments.create_profile"),
            "may_start": actor.may("reconciliation.start_run") and result and len(result.quarantined) < len(result.statements), "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/statement_import.html", context, status=200 if request.method == "GET" or result else 422)


def _came(result: actions.ImportResult) -> Came:
    told = {"statements": [item.pk for item in result.statements], "new": result.new, "had": result.had, "warnings": list(map(str, result.warnings)), "known": result.known, "profiles": result.profiles}
    found = Came(told=told)
    words = _g("Imported: %(new)s new entries, %(had)s known already.") % {"new": result.new, "had": result.had}
    found.say(messages.WARNING if result.quarantined else messages.SUCCESS, words)
    if result.quarantined:
        found.say(messages.WARNING, _g("A statement is in quarantine: nothing of it is reconciled before somebody has looked at it."))
    return found


def _result(what: Came) -> actions.ImportResult:
    told = dict(what.told)
    rows = Statement.objects.select_related("account").in_bulk(told.pop("statements"))
    return actions.ImportResult(statements=[rows[pk] for pk in what.told["statements"]], **told)


__all__ = [
    "BankAccountAdmin", "PaymentAdmin", "ProviderConnectionAdmin", "ProviderEventAdmin", "ProviderPaymentAdmin", "RefundAdmin", "StatementAdmin",
    "StatementLineAdmin", "StatementProfileAdmin", "UnreadFileAdmin",
]  # fmt: skip
