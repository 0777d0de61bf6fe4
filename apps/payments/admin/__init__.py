"""Bank accounts, statements and payments in the admin: presentation only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.payments import actions
from apps.payments.models import Allocation, BankAccount, Payment, Statement, StatementLine
from apps.workflow.admin import ActButton, ActModelAdmin, ReadOnlyAdmin, money, state_label


@admin.register(BankAccount)
class BankAccountAdmin(ActModelAdmin):
    list_display = ("iban", "currency", "name", "bank_name")
    search_fields = ("iban", "name")
    ordering = ("iban",)
    fields = ("iban", "currency", "name", "bank_name")
    create_act, create_permission = staticmethod(actions.open_account), "open_account"


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Statement file"), help_text=_("CAMT.053, MT940 or CSV; one file or a zip."))
    account = forms.ModelChoiceField(
        label=_("Bank account"), queryset=BankAccount.objects.none(), required=False, help_text=_("Only for a file that names no account.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = BankAccount.objects.order_by("iban")  # type: ignore[attr-defined]


@admin.register(Statement)
class StatementAdmin(ActModelAdmin):
    list_display = ("account", "starts_on", "ends_on", "show_opening", "show_closing", "entry_count", "new_count", "show_state")
    list_select_related = ("account",)
    list_filter = ("state", "account")
    ordering = ("-pk",)
    show_state = state_label(_("State"))
    show_opening = money("opening", _("Opening balance"))
    show_closing = money("closing", _("Closing balance"))
    show_credit = money("credit", _("Credits"))
    show_debit = money("debit", _("Debits"))
    fields = (
        "account", "show_state", "problem", "starts_on", "ends_on", "show_opening", "show_credit", "show_debit", "show_closing",
        "entry_count", "new_count", "show_warnings", "file_name", "format", "file_sha256",
    )  # fmt: skip
    readonly_fields = fields
    buttons = {"release": ActButton(actions.release_statement, danger=True)}
    change_list_template = "admin/oblik/statement_list.html"

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
                    upload.file, upload.name, actor=actor, at=clock.now(), account_id=account.pk if account else None
                )

            try:
                result = retrying(work)
            except Refusal as refusal:
                for reason in refusal.reasons:
                    form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            else:
                messages.success(request, _g("Imported: %(new)s new entries, %(had)s known already.") % {"new": result.new, "had": result.had})
        context = self.admin_site.each_context(request) | {
            "title": _g("Import a bank statement"), "form": form, "result": result, "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/statement_import.html", context, status=200 if request.method == "GET" or result else 422)


@admin.register(StatementLine)
class StatementLineAdmin(ReadOnlyAdmin):
    list_display = ("booked_on", "show_amount", "counterparty_name", "remittance", "reference", "show_state")
    list_filter = ("reconciled_state", "account")
    search_fields = ("reference__startswith",)
    search_help_text = _("Bank reference")
    ordering = ("-pk",)
    show_amount = money("amount", _("Amount"))
    show_state = state_label(_("State"), "reconciled_state")
    fields = (
        "account", "statement", "booked_on", "value_on", "show_amount", "show_state", "counterparty_name", "counterparty_iban",
        "counterparty_tax_id", "remittance", "reference", "end_to_end_id", "is_reversal",
    )  # fmt: skip
    readonly_fields = fields


class AllocationInline(TabularInline):
    model = Allocation
    fields = ("invoice", "show_amount", "reason", "actor_label", "created_at")
    readonly_fields = fields
    extra = 0
    can_delete = False
    ordering = ("pk",)
    fk_name = "payment"

    @admin.display(description=_("Amount"))
    def show_amount(self, row: Allocation) -> str:
        from apps.kernel.money import format_money

        return format_money(row.amount_minor, row.payment.currency)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may("payments.view_allocation")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Payment)
class PaymentAdmin(ActModelAdmin):
    list_display = ("__str__", "client", "received_on", "show_amount", "show_open", "show_state")
    list_select_related = ("client",)
    list_filter = ("state", "method")
    search_fields = ("reference__startswith",)
    ordering = ("-pk",)
    show_state = state_label(_("State"))
    show_amount = money("amount", _("Amount"), order=True)
    show_allocated = money("allocated", _("Allocated"))
    show_open = money("open", _("Not allocated"), order=True)
    fields = (
        "client", "account", "show_state", "show_amount", "show_allocated", "show_open", "direction", "method", "reference",
        "received_on", "statement_line",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (AllocationInline,)
    buttons = {
        "authorise": ActButton(actions.authorise_payment), "receive": ActButton(actions.receive_payment),
        "fail": ActButton(actions.fail_payment, danger=True), "reverse": ActButton(actions.reverse_payment, danger=True),
        "dispute": ActButton(actions.dispute_payment), "win": ActButton(actions.win_dispute),
        "lose": ActButton(actions.lose_dispute, danger=True),
    }  # fmt: skip


