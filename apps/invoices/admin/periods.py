"""Accounting periods in the admin: which months are closed, closing one, opening one again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from apps.invoices import actions
from apps.invoices.models import AccountingPeriod
from apps.invoices.periods import month_of, months_closed_now
from apps.kernel import clock
from apps.workflow.admin import ActButton, ActModelAdmin, person, state_label

_OFFERED = 24  # months back


class PeriodForm(forms.ModelForm):
    starts_on = forms.TypedChoiceField(label=_("Month"), coerce=dt.date.fromisoformat, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = AccountingPeriod
        fields = ("starts_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        month, closed, choices = month_of(clock.now().date()), months_closed_now(), []
        for _step in range(_OFFERED):
            month = month_of(month - dt.timedelta(days=1))
            if month not in closed:
                choices.append((month.isoformat(), date_format(month, "F Y")))
        self.fields["starts_on"].choices = choices  # type: ignore[attr-defined]


@admin.register(AccountingPeriod)
class AccountingPeriodAdmin(ActModelAdmin):
    form = PeriodForm
    create_act, create_permission = staticmethod(actions.close_month), "close_period"
    list_display = ("show_month", "show_state", "closed_at", "show_who")
    list_display_links = ("show_month",)
    list_filter = ("state",)
    ordering = ("-starts_on",)
    empty_advice = _("No month is closed. Close one when its invoices are issued, its statements imported and its payments settled.")
    show_state = state_label(_("State"))
    show_who = person("closed_by", _("Closed by"))
    buttons = {"close": ActButton(actions.close_period), "reopen": ActButton(actions.reopen_period, danger=True)}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("starts_on",) if obj is None else (("show_month", "show_state"), ("closed_at", "show_who"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("show_month", "show_state", "closed_at", "show_who")

    def advice(self, request: HttpRequest, row: AccountingPeriod) -> str:
        if row.state == "closed":
            return _g("Nothing dated in this month changes: no invoice is issued or made void, no statement line is brought, settled or undone.")
        return _g("The month was opened again: close it when it is mended.")

    @admin.display(description=_("Month"), ordering="starts_on")
    def show_month(self, row: AccountingPeriod) -> str:
        return str(row)
