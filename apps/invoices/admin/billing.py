"""Billing runs: asked for, tried, and what came of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.invoices import actions
from apps.invoices.admin.billing_hours import BillHoursPages
from apps.invoices.models import BillingRun
from apps.invoices.tasks import execute_billing
from apps.kernel import clock
from apps.kernel.errors import Refusal
from apps.kernel.money import format_money
from apps.workflow.admin.sent import Came, answered_once, came


class BillForm(forms.Form):
    due_on = forms.DateField(label=_("due on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    is_trial = forms.BooleanField(label=_("Only try"), required=False, initial=True, help_text=_("Says what would be billed, and why not; writes nothing."))


@admin.register(BillingRun)
class BillingRunAdmin(BillHoursPages):
    list_display = ("__str__", "due_on", "is_trial", "invoice_count", "failed_count", "requested_by", "created_at", "finished_at")
    list_filter = ("is_trial",)
    ordering = ("-pk",)
    fields = ("due_on", "is_trial", "requested_by", "created_at", "finished_at", "error")
    readonly_fields = fields
    change_list_template = "admin/oblik/billing_list.html"
    change_form_outer_before_template = "admin/oblik/billing_run.html"
    change_form_outer_after_template = None

    def get_urls(self) -> list[Any]:
        return [path("ask/", self.admin_site.admin_view(self.ask_view), name="invoices_billingrun_ask"), *super().get_urls()]

    def ask_view(self, request: HttpRequest) -> HttpResponse:
        """Writes a run down, wakes a worker, shows how far it is."""
        actor = self.actor(request)
        if not actor.may("invoices.bill_invoices"):
            raise PermissionDenied
        tomorrow = clock.today(request.tenant.time_zone) + dt.timedelta(days=1)  # type: ignore[attr-defined]
        form = BillForm(request.POST or None, initial={"due_on": tomorrow})
        if request.method == "POST" and form.is_valid():
            def work(at: dt.datetime) -> Came:
                run = actions.ask_billing(actor=actor, at=at, **form.cleaned_data)
                assert run is not None  # only a daily run is there already
                execute_billing.delay_on_commit(run.tenant_id, run.pk)
                return came(reverse("admin:invoices_billingrun_change", args=[run.pk]), _g("The run is queued; this page shows how far it is."), row=run)

            try:
                return answered_once(request, work)
            except Refusal as refusal:
                for reason in refusal.reasons:
                    form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        context = self.admin_site.each_context(request) | {"title": _g("Bill contracts"), "form": form, "opts": self.opts, "media": self.media}
        return render(request, "admin/oblik/billing_ask.html", context, status=422 if form.errors else 200)

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        run = context.get("oblik_row")
        if run is not None:
            context |= {"billing": run, "totals": [format_money(minor, currency) for currency, minor in run.totals]}
        return context
