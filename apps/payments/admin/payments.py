"""Payments in the admin: recorded, put on invoices, taken off."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.clients.models import Client
from apps.invoices.models import Invoice
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money
from apps.payments import actions
from apps.payments.admin.choosing import MOST_CHOSEN, Choosing
from apps.payments.admin.refunds import refund_fields
from apps.payments.models import Allocation, BankAccount, Payment, Refund, StatementLine
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, ActModelAdmin, money, person, read_money, state_label


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


class PaymentForm(forms.ModelForm):
    amount = forms.CharField(label=_("Amount"), max_length=40, widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}))

    class Meta:
        model = Payment
        fields = ()  # the page names them: a foreign key here would be read before a company is known

    def clean(self) -> Any:
        cleaned = super().clean()
        read_money(self, "amount", self.cleaned_data.get("currency"))
        return cleaned


def take_off(payment_id: int, *, allocation: int, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Payment:
    """The button's call: the choice was checked to be of this payment."""
    return actions.deallocate(allocation, actor=actor, at=at, reason=reason, expected_version=expected_version)


MOST_LINES = 500


def _of_reference(rows: QuerySet[Payment], term: str) -> QuerySet[Payment]:
    """Payments whose reference begins so. That of a statement line's payment is the line's: looked for there by its index, since each index
    of payments is written by runs. Beside them only those without a line are read."""
    term = term.strip()
    found = rows.filter(reference__istartswith=term)
    lines = list(StatementLine.objects.filter(reference__istartswith=term).order_by().values_list("pk", flat=True)[: MOST_LINES + 1])
    return found if len(lines) > MOST_LINES else found.filter(Q(statement_line_id__in=lines) | Q(statement_line=None))


_RECORDED = ("client", ("amount", "currency"), ("method", "direction"), "received_on", ("reference", "account"))


@admin.register(Payment)
class PaymentAdmin(ActModelAdmin):
    form = PaymentForm
    list_display = ("show_reference", "client", "received_on", "show_amount", "show_open", "show_state")
    list_display_links = ("show_reference",)
    list_select_related = ("client",)
    list_filter = ("state", "method")
    search_fields = ("reference__istartswith",)
    search = staticmethod(_of_reference)
    search_help_text = _("Bank reference")
    ordering = ("-pk",)
    empty_advice = _("Payments come about when statements are reconciled. Record here what comes in otherwise, in cash or by card.")
    autocomplete_fields = ("client",)
    create_act, create_permission = staticmethod(actions.record_payment), "record_payment"
    show_state = state_label(_("State"))
    show_amount = money("amount", _("Amount"), order=True)
    show_allocated = money("allocated", _("Allocated"))
    show_open = money("open", _("Not allocated"), order=True)
    show_refunded = money("refunded", _("Refunded"))
    shown = (
        ("show_amount", "show_state"), ("show_allocated", "show_open"), ("client", "received_on"), ("direction", "method"), ("reference", "account"),
        "statement_line",
    )  # fmt: skip
    shown_alone = (
        "show_amount", "show_state", "show_allocated", "show_open", "show_refunded", "payout_of", "client", "received_on", "direction", "method", "reference", "account",
        "statement_line",
    )  # fmt: skip
    inlines = (AllocationInline,)
    buttons = {
        "allocate": ActButton(page="payments_payment_allocate"), "deallocate": ActButton(take_off, lambda row: _standing(row), danger=True),
        "authorise": ActButton(actions.authorise_payment), "receive": ActButton(actions.receive_payment),
        "fail": ActButton(actions.fail_payment, danger=True), "reverse": ActButton(actions.reverse_payment, danger=True),
        "refund": ActButton(actions.refund_payment, refund_fields, danger=True), "dispute": ActButton(actions.dispute_payment), "win": ActButton(actions.win_dispute),
        "lose": ActButton(actions.lose_dispute, danger=True),
    }  # fmt: skip

    @admin.display(description=_("Payment"), ordering="reference")
    def show_reference(self, row: Payment) -> str:
        return str(row)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return _RECORDED
        back = [name for name, there in (("show_refunded", obj.refunded_minor), ("payout_of", obj.payout_of_id)) if there]
        return (*self.shown[:2], *back, *self.shown[2:])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.shown_alone

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if obj is None else self.inlines

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "received_on" in form.base_fields:
            form.base_fields["received_on"].help_text = _("Left empty: the payment is announced, and is received later.")
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        company = request.tenant  # type: ignore[attr-defined]
        first = {"currency": company.currency, "received_on": clock.today(company.time_zone), "method": "cash"}
        return first | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "account":
            kwargs["queryset"] = permitted(BankAccount.objects.filter(state="open"), self.actor(request), "view_bankaccount").order_by("iban")
        if db_field.name == "client":
            kwargs["queryset"] = permitted(Client.objects.all(), self.actor(request), "view_client")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        asked = dict(form.cleaned_data)
        ids = {f"{name}_id": asked[name].pk if asked[name] else None for name in ("client", "account")}
        given = {name: asked[name] for name in ("currency", "method", "direction", "received_on", "reference")}
        return {"amount_minor": asked["amount"], **ids, **given}

    def get_urls(self) -> list[Any]:
        page = path("<path:object_id>/allocate/", self.admin_site.admin_view(self.allocate_view), name="payments_payment_allocate")
        return [page, *super().get_urls()]

    def allocate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What of the payment pays which invoice."""
        actor = self.actor(request)
        row = self.get_queryset(request).select_related("client").filter(pk=int(object_id)).first() if object_id.isdigit() else None
        if row is None:
            raise Http404
        if not actor.may("payments.allocate_payment"):
            raise PermissionDenied
        choosing = Choosing(
            request, Invoice.objects.filter(client_id=row.client_id) if row.client_id else Invoice.objects.none(),
            actor=actor, currency=row.currency, left_minor=row.open_minor,
        )  # fmt: skip
        if choosing.pressed == "confirm" and not choosing.errors:
            amounts, version = choosing.amounts(), request.POST.get("version", "")
            values = {"amounts": amounts, "reason": choosing.reason, "expected_version": int(version) if version.isdigit() else None}
            try:
                if not choosing.errors:
                    self.run_once(request, row, "allocate", actions.allocate_payment, values)
            except Refusal as refusal:
                choosing.refused(refusal)
            if not choosing.errors:
                messages.success(request, _g("Done: %(act)s.") % {"act": self._label("allocate")})
                return self._back(row)
        facts = [
            (_g("Payment"), str(row)), (_g("Client"), row.client), (_g("received on").capitalize(), date_format(row.received_on) if row.received_on else ""),
            (_g("Amount"), format_money(row.amount_minor, row.currency)), (_g("Not allocated"), format_money(row.open_minor, row.currency)),
        ]  # fmt: skip
        title = _g("Put a payment on invoices")
        context = self.admin_site.each_context(request) | choosing.context() | {
            "title": title, "oblik_page": title, "facts": facts, "token": uuid.uuid4().hex, "version": request.POST.get("version") or row.version,
            "confirm": _g("Allocate"), "back": reverse("admin:payments_payment_change", args=[row.pk]), "opts": self.opts, "media": self.media,
        }  # fmt: skip
        return render(request, "admin/oblik/choose_invoices.html", context, status=422 if choosing.errors else 200)

    def advice(self, request: HttpRequest, row: Payment) -> str:
        if row.payout_of_id and row.state in ("pending", "authorised"):
            return _g("Pay it out to where the refund says, then press “Receive”, or “Fail” if it came back.")
        asked = Refund.objects.filter(payment=row, state="in_approval").first() if row.open_minor and row.direction == "in" else None
        if asked is not None:
            address = reverse("admin:payments_refund_change", args=[asked.pk])
            return format_html('{} <a href="{}">{}</a>', _g("A refund of what is left waits for approval."), address, asked)
        if row.state in ("received", "partially_allocated") and row.direction == "in":
            return _g("%(left)s is not allocated yet: it waits for an invoice of this client.") % {"left": format_money(row.open_minor, row.currency)}
        return _g("All of it is allocated; nothing is left to do.") if row.state == "allocated" else ""


def _standing(row: Payment) -> dict[str, forms.Field]:
    """The choice between the allocations that stand."""
    standing = Allocation.objects.filter(payment=row, reverses__isnull=True, reversed_by__isnull=True).select_related("invoice").order_by("pk")
    choices = [(item.pk, f"{item.invoice}: {format_money(item.amount_minor, row.currency)}") for item in standing[:MOST_CHOSEN]]
    return {"allocation": forms.TypedChoiceField(label=_g("Allocation"), choices=choices, coerce=int)}
