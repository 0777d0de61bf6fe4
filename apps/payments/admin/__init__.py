"""Bank accounts, statements and payments in the admin: presentation only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money
from apps.payments import actions
from apps.payments.models import Allocation, BankAccount, Payment, Statement, StatementLine
from apps.payments.parsers.profiles import MOST_TEXT
from apps.workflow.admin import ActButton, ActModelAdmin, ReadOnlyAdmin, caption, money, number, person, state_label


@admin.register(BankAccount)
class BankAccountAdmin(ActModelAdmin):
    list_display = ("iban", "currency", "name", "bank_name")
    search_fields = ("iban", "name")
    ordering = ("iban",)
    fields = ("iban", "currency", "name", "bank_name")
    empty_advice = _("Add the account that your clients pay to, or import a statement: it brings its account along.")
    create_act, create_permission = staticmethod(actions.open_account), "open_account"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Statement file"), help_text=_("CAMT.053, MT940 or CSV as your bank gives it; one file or a zip."), widget=UnfoldAdminFileFieldWidget
    )
    account = forms.ModelChoiceField(
        label=_("Bank account"), queryset=BankAccount.objects.none(), required=False, help_text=_("Only for a file that names no account."),
        widget=UnfoldAdminSelectWidget,
    )
    profile = forms.CharField(
        label=_("Mapping profile"), required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for a CSV whose columns are not known: the name of a profile, or which column is what as JSON."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = BankAccount.objects.order_by("iban")  # type: ignore[attr-defined]


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
            upload, account = form.cleaned_data["file"], form.cleaned_data["account"]

            def work() -> Any:
                upload.seek(0)
                return actions.import_statement(
                    upload.file, upload.name, actor=actor, at=clock.now(), account_id=account.pk if account else None,
                    profile=form.cleaned_data["profile"].strip(),
                )  # fmt: skip

            try:
                result = retrying(work)
            except Refusal as refusal:
                for reason in refusal.reasons:
                    form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            else:
                told = messages.warning if result.quarantined else messages.success
                told(request, _g("Imported: %(new)s new entries, %(had)s known already.") % {"new": result.new, "had": result.had})
                if result.quarantined:
                    messages.warning(request, _g("A statement is in quarantine: nothing of it is reconciled before somebody has looked at it."))
        context = self.admin_site.each_context(request) | {
            "title": _g("Import a bank statement"), "oblik_page": _g("Import a bank statement"), "form": form, "result": result, 
            "may_start": actor.may("reconciliation.start_run") and result and len(result.quarantined) < len(result.statements), "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/statement_import.html", context, status=200 if request.method == "GET" or result else 422)


class OfStatement(admin.SimpleListFilter):
    """The lines of one statement, led to from its page; nothing to choose from here."""

    title, parameter_name = _("statement"), "statement__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        row = Statement.objects.filter(pk=self.value()).select_related("account").first() if (self.value() or "").isdigit() else None
        return [(str(row.pk), str(row))] if row else []

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(statement_id=self.value()) if self.lookup_choices else queryset


@admin.register(StatementLine)
class StatementLineAdmin(ReadOnlyAdmin):
    list_display = ("booked_on", "show_amount", "counterparty_name", "show_text", "reference", "show_state")
    list_filter = ("reconciled_state", "account", OfStatement)
    list_select_related = ("account",)
    empty_advice = _("Lines come with bank statements: import one.")
    search_fields = ("reference__startswith",)
    search_help_text = _("Bank reference")
    ordering = ("-pk",)
    show_amount = money("amount", _("Amount"))
    show_state = state_label(_("State"), "reconciled_state")
    fields = (
        ("show_amount", "show_state"), ("booked_on", "value_on"), ("account", "statement"), "counterparty_name", ("counterparty_iban", "counterparty_tax_id"),
        "remittance", ("reference", "end_to_end_id"), "show_reversal",
    )  # fmt: skip
    readonly_fields = (
        "show_amount", "show_state", "booked_on", "value_on", "account", "statement", "counterparty_name", "counterparty_iban",
        "counterparty_tax_id", "remittance", "reference", "end_to_end_id", "show_reversal",
    )  # fmt: skip

    @admin.display(description=_("Remittance text"))
    def show_text(self, row: StatementLine) -> str:
        return Truncator(row.remittance).chars(80)

    @admin.display(description=_("Reversal"))
    def show_reversal(self, row: StatementLine) -> str:
        return _g("yes") if row.is_reversal else _g("no")


class AllocationInline(TabularInline):
    model = Allocation
    fields = ("invoice", "show_amount", "reason", "show_who", "created_at")
    readonly_fields = fields
    show_who = person("actor_label")
    hide_title = True
    extra = 0
    can_delete = False
    ordering = ("pk",)
    fk_name = "payment"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("invoice", "payment")

    @admin.display(description=_("Amount"))
    def show_amount(self, row: Allocation) -> str:
        return format_html('<span class="oblik-number">{}</span>', format_money(row.amount_minor, row.payment.currency))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may("payments.view_allocation")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Payment)
class PaymentAdmin(ActModelAdmin):
    list_display = ("show_reference", "client", "received_on", "show_amount", "show_open", "show_state")
    list_display_links = ("show_reference",)
    list_select_related = ("client",)
    list_filter = ("state", "method")
    search_fields = ("reference__startswith",)
    search_help_text = _("Bank reference")
    ordering = ("-pk",)
    empty_advice = _("Payments come about when statements are reconciled.")
    show_state = state_label(_("State"))
    show_amount = money("amount", _("Amount"), order=True)
    show_allocated = money("allocated", _("Allocated"))
    show_open = money("open", _("Not allocated"), order=True)
    fields = (
        ("show_amount", "show_state"), ("show_allocated", "show_open"), ("client", "received_on"), ("direction", "method"), ("reference", "account"),
        "statement_line",
    )  # fmt: skip
    readonly_fields = (
        "show_amount", "show_state", "show_allocated", "show_open", "client", "received_on", "direction", "method", "reference", "account",
        "statement_line",
    )  # fmt: skip
    inlines = (AllocationInline,)
    buttons = {
        "authorise": ActButton(actions.authorise_payment), "receive": ActButton(actions.receive_payment),
        "fail": ActButton(actions.fail_payment, danger=True), "reverse": ActButton(actions.reverse_payment, danger=True),
        "dispute": ActButton(actions.dispute_payment), "win": ActButton(actions.win_dispute),
        "lose": ActButton(actions.lose_dispute, danger=True),
    }  # fmt: skip

    @admin.display(description=_("Payment"), ordering="reference")
    def show_reference(self, row: Payment) -> str:
        return str(row)

    def advice(self, request: HttpRequest, row: Payment) -> str:
        if row.state in ("received", "partially_allocated"):
            return _g("%(left)s is not allocated yet: it waits for an invoice of this client.") % {"left": format_money(row.open_minor, row.currency)}
        return _g("All of it is allocated; nothing is left to do.") if row.state == "allocated" else ""
