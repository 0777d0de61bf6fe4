"""Payments at providers in the admin: awaited, told of, looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.integrations.reasons import told
from apps.invoices.models import Invoice
from apps.kernel import clock
from apps.kernel.money import format_money
from apps.payments import actions
from apps.payments.actions.provider_books import counterparts
from apps.payments.models import ProviderCheck, ProviderConnection, ProviderFact, ProviderPayment
from apps.payments.providers.facts import standing
from apps.payments.providers.polling import ask_at_once
from apps.payments.providers.words import fact_label
from apps.payments.states import ProviderState
from apps.payments.tasks import check_provider_payments
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, ActModelAdmin, money, read_money, state_label


class AskForm(forms.ModelForm):
    amount = forms.CharField(
        label=_("Amount"), max_length=40, required=False, widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text=_("Left empty: all that is open on the invoice."),
    )  # fmt: skip

    class Meta:
        model = ProviderPayment
        fields = ()
        help_texts = {"reference": _("Left empty: the payment page is made at monobank, LiqPay or Stripe, and its link is shown. Else as the provider's cabinet shows it. monobank: invoiceId. LiqPay: order_id. Stripe: the payment intent, pi_….")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reference" in self.fields:
            self.fields["reference"].required = False

    def clean(self) -> Any:
        cleaned = super().clean()
        invoice = self.cleaned_data.get("invoice")
        read_money(self, "amount", invoice.currency if invoice else None)
        return cleaned


def _choices(row: ProviderPayment) -> dict[str, forms.Field]:
    """The money in the books that may be the same."""
    found = counterparts(row, standing(row), at=clock.now())[:20]
    choices = [(payment.pk, f"№ {payment.pk} · {localize(payment.received_on)} · {format_money(payment.amount_minor, payment.currency)} {payment.reference}") for payment in found]
    return {"counterpart_id": forms.TypedChoiceField(label=_("Money in the books"), coerce=int, choices=choices, widget=UnfoldAdminSelectWidget)}


@admin.register(ProviderPayment)
class ProviderPaymentAdmin(ActModelAdmin):
    form = AskForm
    list_display = ("reference", "connection", "invoice", "show_asked", "show_paid", "show_look", "show_state")
    list_select_related = ("connection", "invoice")
    list_filter = ("is_flagged", "state", "connection__kind")
    search_fields = ("reference__startswith", "our_reference__startswith")
    search_help_text = _("Start of the provider's id, or of the reference")
    ordering = ("-pk",)
    autocomplete_fields = ("invoice",)
    create_act, create_permission = staticmethod(actions.ask_payment), "ask_provider_payment"
    buttons = {
        "match": ActButton(actions.match_payment, parameters=_choices), "book": ActButton(actions.book_payment), "resolve": ActButton(actions.resolve_payment), "check": ActButton(actions.check_payment),
        "close": ActButton(actions.close_payment, danger=True),
    }  # fmt: skip
    show_state = state_label(_("State"))
    show_asked = money("asked", _("Asked for"))
    show_paid = money("paid", _("Paid"))
    show_refunded = money("refunded", _("Given back"))
    show_fee = money("fee", _("Fee"))
    empty_advice = _("Providers tell of payments by themselves. Add one here that a client is about to make, so that it is waited for and asked about.")
    shown = (
        "show_page", ("show_state", "connection"), ("show_reference", "our_reference"), ("invoice", "payment"), ("show_asked", "show_paid"), ("show_refunded", "show_fee"), "show_problems",
        "show_check", "show_facts",
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("invoice", "connection", "reference", "amount") if obj is None else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else tuple(name for row in self.shown for name in (row if isinstance(row, tuple) else (row,)))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "connection":
            kwargs["queryset"] = permitted(ProviderConnection.objects.filter(state="active"), self.actor(request), "view_providerconnection").order_by("name")
        if db_field.name == "invoice":
            kwargs["queryset"] = permitted(Invoice.objects.filter(state__in=("issued", "partially_paid"), kind="invoice"), self.actor(request), "view_invoice")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        asked = form.cleaned_data
        return {"invoice_id": asked["invoice"].pk, "connection_id": asked["connection"].pk, "reference": asked["reference"], "amount_minor": asked["amount"] or None}

    def get_urls(self) -> list[Any]:
        page = path("for/<int:invoice_id>/", self.admin_site.admin_view(self.ask_view), name="payments_providerpayment_ask")
        return [page, *super().get_urls()]

    def ask_view(self, request: HttpRequest, invoice_id: int) -> HttpResponse:
        """The form, with the invoice chosen, and the connection where there is one only."""
        connections = self.formfield_for_foreignkey(ProviderPayment._meta.get_field("connection"), request).queryset
        found = list(connections.filter(account__currency__in=Invoice.objects.filter(pk=invoice_id).values("currency")).values_list("pk", flat=True)[:2])
        chosen = {"invoice": invoice_id} | ({"connection": found[0]} if len(found) == 1 else {})
        return redirect(f"{reverse('admin:payments_providerpayment_add')}?{urlencode(chosen)}")

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Behind the commit the page is made; then the payment's page, which has the link."""
        row = request.oblik_made[0]  # type: ignore[attr-defined]
        if not row.page_key:
            return super().response_add(request, obj, post_url_continue)
        row = ask_at_once(row.pk, now=clock.now)
        if row.page_url:
            messages.success(request, _g("The payment page is made: copy the link and send it to the client."))
        elif row.state == ProviderState.CLOSED:
            messages.error(request, ProviderCheck.objects.get(about=row).last_error)
        else:
            why = ProviderCheck.objects.get(about=row).last_error
            messages.warning(request, " ".join(filter(None, [why, _g("The payment page is not there yet; it is asked for again in five minutes, or at once by “Ask the provider now”.")])))
        return redirect("admin:payments_providerpayment_change", row.pk)

    @admin.display(description=_("Payment page"))
    def show_page(self, row: ProviderPayment) -> str:
        if not row.page_url:
            return _g("Not made yet") if row.page_key and row.state == ProviderState.ASKED else "—"
        return format_html(
            '<p class="oblik-row"><input class="oblik-mono oblik-address" readonly value="{}" id="page_url" aria-label="{}">'
            ' <button type="button" class="oblik-button" data-copy="#page_url" data-copied="{}">{}</button></p>',
            row.page_url, _g("Payment page"), _g("Copied"), _g("Copy"),
        )  # fmt: skip

    @admin.display(description=_("id at the provider"))
    def show_reference(self, row: ProviderPayment) -> str:
        return "—" if row.reference == row.page_key else row.reference

    @admin.display(description=_("To look at"))
    def show_look(self, row: ProviderPayment) -> str:
        return format_html('<span class="oblik-state oblik-state-warn">{}</span>', _g("Look at it")) if row.is_flagged else "—"

    @admin.display(description=_("To look at"))
    def show_problems(self, row: ProviderPayment) -> str:
        return format_html_join("", "<div>{}</div>", ((item["detail"],) for item in told(row.problems))) or "—"

    @admin.display(description=_("Asked about"))
    def show_check(self, row: ProviderPayment) -> str:
        check = ProviderCheck.objects.filter(about=row).first()
        if check is None:
            return "—"
        parts = [_g("Times asked: %(count)s.") % {"count": check.checks}]
        if check.due_at:
            parts.append(_g("Asked next %(when)s.") % {"when": localize(localtime(check.due_at))})
        return " ".join([*parts, check.last_error])

    @admin.display(description=_("What the provider told"))
    def show_facts(self, row: ProviderPayment) -> str:
        facts = list(ProviderFact.objects.filter(about=row).select_related("event").order_by("pk")[:50])
        lines = [(_moment(fact.occurred_at or fact.told_at), fact_label(fact.kind), _amount(fact), _source(fact)) for fact in facts]
        body = format_html_join("", "<tr><td>{}</td><td>{}</td><td class='oblik-number'>{}</td><td>{}</td></tr>", lines)
        if not body:
            return "—"
        heads = (_g("When"), _g("What"), _g("Amount"), _g("By"))
        return format_html("<div class='oblik-table-wrap'><table class='oblik-table'><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table></div>", *heads, body)

    def after_act(self, request: HttpRequest, row: Any, act: str) -> None:
        if act == "check":
            check_provider_payments.delay_on_commit(row.tenant_id)


def _moment(moment: Any) -> str:
    return localtime(moment).strftime("%d.%m.%Y %H:%M:%S")


def _amount(fact: ProviderFact) -> str:
    return format_money(fact.amount_minor, fact.currency) if fact.currency else "—"


def _source(fact: ProviderFact) -> str:
    if fact.event is None:
        return _g("answer to a question")
    return format_html('<a class="oblik-link" href="{}">{}</a>', reverse("admin:payments_providerevent_change", args=[fact.event.pk]), _g("message № %(id)s") % {"id": fact.event.pk})
