"""Write-offs in the admin: what is given up, and whether it is applied."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.invoices import actions
from apps.invoices.models import WriteOff
from apps.workflow.admin import ActButton, ActModelAdmin, money, state_label


@admin.register(WriteOff)
class WriteOffAdmin(ActModelAdmin):
    list_display = ("__str__", "show_amount", "reason", "created_at", "show_state")
    list_display_links = ("__str__",)
    list_select_related = ("invoice",)
    list_filter = ("state",)
    search_fields = ("invoice__number__startswith",)
    search_help_text = _("The start of the invoice's number")
    ordering = ("-pk",)
    empty_advice = _("A write-off is asked for on the page of the invoice that is given up.")
    show_state = state_label(_("State"))
    show_amount = money("amount", _("Amount"), order=True)
    fields = (("invoice", "show_state"), "show_amount", "reason", "created_at")
    readonly_fields = ("invoice", "show_state", "show_amount", "reason", "created_at")
    buttons = {"withdraw": ActButton(actions.withdraw_write_off)}
