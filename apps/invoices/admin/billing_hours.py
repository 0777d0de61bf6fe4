"""The hours of one contract, billed by hand: what would stand on the invoice, then the draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.contracts.models import Contract
from apps.contracts.states import ContractKind
from apps.invoices import actions
from apps.invoices.actions import HoursForeseen
from apps.invoices.hours import hours_of
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money
from apps.tenants.permission import permitted
from apps.workflow.admin import ActModelAdmin
from apps.workflow.admin.sent import Came, answered_once, came


def _day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class HoursForm(forms.Form):
    starts_on = _day(_("Shifts from"), required=False)
    before = _day(_("Shifts before, not included"), required=True)
    issue_on = _day(_("Date of the invoice"), required=False)


class BillHoursPages(ActModelAdmin):
    """Adds the page to the billing runs."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.hours_view)
        return [path("hours/<int:contract_id>/", view, name="invoices_billingrun_hours"), *super().get_urls()]

    def hours_view(self, request: HttpRequest, contract_id: int) -> HttpResponse:
        """Shows what would be billed on the days that are chosen. POST with `bill`: drafts the invoice."""
        actor = self.actor(request)
        contract = permitted(Contract.objects.select_related("client"), actor, "view_contract").filter(pk=contract_id).first()
        if contract is None or contract.kind != ContractKind.TIME_AND_MATERIALS:
            raise Http404
        if not actor.may("invoices.bill_invoices"):
            raise PermissionDenied
        tomorrow = clock.today(request.tenant.time_zone) + dt.timedelta(days=1)  # type: ignore[attr-defined]
        form = HoursForm(request.POST or None, initial={"before": tomorrow})
        asked = form.cleaned_data if form.is_bound and form.is_valid() else {"starts_on": None, "before": tomorrow, "issue_on": None}
        if form.is_bound and form.is_valid() and "bill" in request.POST:
            answer = self._bill(request, form, contract, asked)
            if answer is not None:
                return answer
        foreseen, reasons = (None, []) if form.errors else _foreseen(contract, asked, actor)
        context = self.admin_site.each_context(request) | {
            "title": _("Bill hours"), "oblik_page": _("Bill hours"), "opts": self.opts, "media": self.media, "form": form, "contract": contract,
            "foreseen": foreseen, "reasons": reasons, "back": reverse("admin:contracts_contract_change", args=[contract.pk]),
            **(_told(foreseen) if foreseen is not None else {}),
        }  # fmt: skip
        return render(request, "admin/oblik/bill_hours.html", context, status=422 if form.errors else 200)

    def _bill(self, request: HttpRequest, form: HoursForm, contract: Contract, asked: dict[str, Any]) -> HttpResponse | None:
        """The way to the draft, or None with what speaks against it on the form."""

        def work(at: dt.datetime) -> Came:
            made = actions.bill_hours(contract.pk, asked["starts_on"], asked["before"], actor=self.actor(request), at=at, issue_on=asked["issue_on"])
            if made is None:
                raise Refusal.because("nothing_to_bill", _g("There are no approved hours on these days that are on no invoice."))
            return came(reverse("admin:invoices_invoice_change", args=[made.pk]), _g("The draft is made; check it and submit it."), row=made)

        try:
            return answered_once(request, work)
        except Refusal as refusal:
            for sentence in refusal.sentences:
                form.add_error(None, sentence)
            return None


def _foreseen(contract: Contract, asked: dict[str, Any], actor: Actor) -> tuple[HoursForeseen | None, list[str]]:
    try:
        return retrying(
            lambda: actions.foresee_hours(contract.pk, asked["starts_on"], asked["before"], actor=actor, at=clock.now(), issue_on=asked["issue_on"])
        ), []
    except Refusal as refusal:
        return None, refusal.sentences


def _told(found: HoursForeseen) -> dict[str, Any]:
    currency = found.invoice.currency
    lines = [
        {"text": line.description, "quantity": line.quantity, "price": line.unit_price, "net": format_money(line.net_minor, currency)}
        for line in found.lines
    ]
    shifts = [
        {"pk": row.shift_id, "on": row.shift.on, "site": row.shift.site.name, "role": row.shift.role, "hours": hours_of(row.seconds)} for row in found.hours
    ]
    net, tax, total = (format_money(getattr(found.invoice, f"{name}_minor"), currency) for name in ("net", "tax", "total"))
    return {"lines": lines, "shifts": shifts, "net": net, "tax": tax, "total": total}
