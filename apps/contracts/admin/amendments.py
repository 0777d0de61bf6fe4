"""Amendments: what they change, and their buttons."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.approvals.queries import foresee_query, requests_about
from apps.contracts import actions
from apps.contracts.models import Amendment
from apps.contracts.queries import differences
from apps.workflow.admin import ActButton, ActModelAdmin, state_label


@admin.register(Amendment)
class AmendmentAdmin(ActModelAdmin):
    list_display = ("__str__", "title", "change_count", "show_state", "created_at")
    list_display_links = ("__str__", "title")
    list_select_related = ("contract",)
    list_filter = ("state",)
    search_fields = ("contract__number__startswith",)
    search_help_text = _("The start of the contract's number")
    ordering = ("-pk",)
    show_state = state_label(_("State"))
    fields = ("contract", "number", "title", "show_state", "base_version", "applied_version")
    readonly_fields = fields
    buttons = {"submit": ActButton(actions.submit_amendment), "withdraw": ActButton(actions.withdraw_amendment, danger=True)}
    change_form_outer_after_template = "admin/oblik/amendment.html"

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        if "oblik_row" in context:
            row = context["oblik_row"]
            context |= {"differences": differences(row), "requests": requests_about(row, self.actor(request)),
                        "foresee": foresee_query(row, self.actor(request))}
        return context
