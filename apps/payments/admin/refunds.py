"""Refunds in the admin: what goes back, who is to agree, and whether it was paid out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.approvals.models import ApprovalRequest
from apps.clients.models import ClientIban
from apps.kernel.money import format_money
from apps.payments import actions
from apps.payments.models import Payment, Refund, StatementLine
from apps.payments.refunds import KIND
from apps.payments.states import FALLEN, PaymentMethod, PaymentState, RefundState
from apps.workflow.admin import ActButton, ActModelAdmin, money, state_label


class Payout(admin.SimpleListFilter):
    """How far the money is: on its way, gone, or not to be paid out as it stands."""

    title, parameter_name = _("pay-out"), "payout"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("To be paid out")), ("paid", _("Paid out")), ("failed", _("Pay-out failed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        standing = Payment.objects.filter(payout_key=OuterRef("pk"))
        done = standing.filter(received_on__isnull=False)
        found = {"waiting": Exists(standing) & ~Exists(done), "paid": Exists(done), "failed": ~Exists(standing)}.get(self.value() or "")
        return queryset if found is None else queryset.filter(found, state=RefundState.APPROVED)


@admin.register(Refund)
class RefundAdmin(ActModelAdmin):
    list_display = ("show_refund", "client", "show_amount", "method", "iban", "show_payout", "show_state")
    list_display_links = ("show_refund",)
    list_select_related = ("client",)
    list_filter = ("state", Payout)
    ordering = ("-pk",)
    empty_advice = _("A refund is asked for on the page of the payment that goes back.")
    show_state = state_label(_("State"))
    show_amount = money("amount", _("Amount"), order=True)
    fields = (
        ("show_amount", "show_state"), ("payment", "client"), ("method", "iban"), "payee", "reason", "show_request", "show_payouts",
    )  # fmt: skip
    readonly_fields = (
        "show_amount", "show_state", "payment", "client", "method", "iban", "payee", "reason", "show_request", "show_payouts",
    )  # fmt: skip
    buttons = {"withdraw": ActButton(actions.withdraw_refund), "pay_out": ActButton(actions.pay_out_refund)}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("payouts")

    @admin.display(description=_("Refund"), ordering="pk")
    def show_refund(self, row: Refund) -> str:
        return str(row)

    @admin.display(description=_("Pay-out"))
    def show_payout(self, row: Refund) -> str:
        last = _last(row)
        return _payout_text(last) if last else "—"

    @admin.display(description=_("Pay-outs"))
    def show_payouts(self, row: Refund) -> str:
        found = [
            (reverse("admin:payments_payment_change", args=[item.pk]), item, format_money(item.amount_minor, item.currency), _payout_text(item))
            for item in sorted(row.payouts.all(), key=lambda item: item.pk)
        ]
        return format_html_join(mark_safe("<br>"), '<a class="oblik-link" href="{}">{}</a>: {}, {}', found) or "—"

    @admin.display(description=_("Approval"))
    def show_request(self, row: Refund) -> str:
        if not hasattr(row, "_asked"):  # a page asks for a field's text several times
            row._asked = ApprovalRequest.objects.filter(about_kind=KIND, about_id=row.pk).first()  # type: ignore[attr-defined]
        found = row._asked  # type: ignore[attr-defined]
        if found is None:
            return _g("No policy asked for approval.")
        address = reverse("admin:approvals_approvalrequest_change", args=[found.pk])
        return format_html('<a class="oblik-link" href="{}">{}</a>', address, found.get_state_display())

    def offered(self, request: HttpRequest, row: Refund) -> list[tuple[str, Any, bool, list[str]]]:
        """A standing pay-out is known here: the page shows it."""
        stands = [_g("A pay-out of this refund is under way or done; only one that failed is followed by another.")]
        more = {"pay_out": stands if row.state == RefundState.APPROVED and not _fell(row) else []}
        return [(name, label, needs, [*reasons, *more.get(name, [])]) for name, label, needs, reasons in super().offered(request, row)]

    def advice(self, request: HttpRequest, row: Refund) -> str:
        if row.state == RefundState.IN_APPROVAL:
            return _g("It waits for approval. If the payment is put on an invoice meanwhile, the refund is void and is asked for anew.")
        if row.state != RefundState.APPROVED:
            return ""
        if _fell(row):
            return _g("The pay-out failed: the money is still here. Mend the cause, then record a new pay-out to the same place.")
        last = _last(row)
        if last is not None and last.state in (PaymentState.PENDING, PaymentState.AUTHORISED):
            address = reverse("admin:payments_payment_change", args=[last.pk])
            told = _g("Pay it out, then note on its payment that it was received, or that it failed.")
            return format_html('{} <a href="{}">{}</a>', told, address, _g("Open the pay-out"))
        return ""


def _last(row: Refund) -> Payment | None:
    return max(row.payouts.all(), key=lambda item: item.pk, default=None)


def _fell(row: Refund) -> bool:
    """Whether no pay-out of it stands."""
    return all(item.state in FALLEN for item in row.payouts.all())


def _payout_text(payout: Payment) -> str:
    """The state of a payment that goes out, in words for money that goes out."""
    said = {PaymentState.RECEIVED: _g("paid out"), PaymentState.PENDING: _g("to be paid out"), PaymentState.FAILED: _g("Pay-out failed").lower()}
    return said.get(PaymentState(payout.state)) or str(payout.get_state_display()).lower()


def refund_fields(row: Payment) -> dict[str, forms.Field]:
    """What a refund of the payment asks for, filled in with where its money came from."""
    if row.direction != "in" or row.state not in (PaymentState.RECEIVED, PaymentState.PARTIALLY_ALLOCATED):
        return {}
    iban, payee = _payer(row)
    method = PaymentMethod.BANK if iban else row.method
    return {
        "method": forms.ChoiceField(label=_g("How"), choices=PaymentMethod.choices, initial=method),
        "iban": forms.CharField(label=_g("To IBAN (by bank)"), required=False, max_length=42, initial=iban),
        "payee": forms.CharField(label=_g("Payee"), required=False, max_length=140, initial=payee),
    }


def _payer(row: Payment) -> tuple[str, str]:
    line = StatementLine.objects.filter(pk=row.statement_line_id).first() if row.statement_line_id else None
    known = ClientIban.objects.filter(client_id=row.client_id).order_by("pk").first() if row.client_id and not (line and line.counterparty_iban) else None
    iban = (line.counterparty_iban if line else "") or (known.iban if known else "")
    return iban, (line.counterparty_name if line else "") or (row.client.legal_name if row.client else "")
