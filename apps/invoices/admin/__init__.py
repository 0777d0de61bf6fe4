"""Invoices in the admin: presentation only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from apps.invoices import actions
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import Invoice, InvoiceLine, TaxCode
from apps.invoices.queries import search
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, ActModelAdmin, money, state_label

_HEAD = ("client", "series", "issue_on", "due_on", "tax_point_on", "currency", "contract_reference", "note")


class LineInline(TabularInline):
    model = InvoiceLine
    extra = 1
    fields = ("description", "quantity", "unit", "unit_price", "discount_bps", "tax_code")
    readonly_fields = ()
    ordering = ("position",)
    hide_title = True
    tab = False

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may("invoices.update_invoice") and (obj is None or obj.state == "draft")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        return actor is not None and actor.may("invoices.view_invoice")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "tax_code":
            kwargs["queryset"] = TaxCode.objects.order_by("code")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Invoice)
class InvoiceAdmin(ActModelAdmin):
    list_display = ("show_number", "client", "issue_on", "due_on", "show_total", "show_open", "show_state")
    list_display_links = ("show_number",)
    list_select_related = ("client",)
    list_filter = ("state", "kind", "issue_on")
    search_fields = ("number",)
    search_help_text = _("The start of a number, or the client's code, EDRPOU, IBAN or name")
    search = staticmethod(search)
    ordering = ("-pk",)
    autocomplete_fields = ("client",)
    inlines = (LineInline,)
    create_permission = "create_invoice"
    update_act, update_permission = staticmethod(actions.update_invoice), "update_invoice"
    editable_states = ("draft",)
    set_acts = ("invoices.submit", "invoices.issue")
    show_state = state_label(_("State"))
    show_total = money("total", _("Total"), order=True)
    show_open = money("open", _("Open"), order=True)
    show_net = money("net", _("Net"))
    show_tax = money("tax", _("Tax"))
    show_allocated = money("allocated", _("Allocated"))
    buttons = {
        "submit": ActButton(actions.submit_invoice), "issue": ActButton(actions.issue_invoice),
        "reopen": ActButton(actions.reopen_invoice), "withdraw": ActButton(actions.withdraw_invoice),
        "void": ActButton(actions.void_invoice, danger=True), "delete_draft": ActButton(actions.delete_invoice, danger=True),
    }  # fmt: skip
    _figures = ("show_number", "kind", "show_state", "show_net", "show_tax", "show_total", "show_allocated", "show_open", "payment_reference")

    @staticmethod
    def create_act(client_id: int, lines: Any, **values: Any) -> Invoice:
        return actions.create_invoice(client_id, lines, **{k: v for k, v in values.items() if v not in (None, "")})

    @admin.display(description=_("Number"), ordering="number")
    def show_number(self, row: Invoice) -> str:
        return str(row)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": _HEAD})]
        found: list[Any] = [(None, {"fields": _HEAD})]
        found.append((_("Figures"), {"fields": self._figures}))
        return found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self._figures if obj is not None else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in ("due_on", "tax_point_on", "currency"):
            if obj is None and name in form.base_fields:
                form.base_fields[name].required = False
                form.base_fields[name].help_text = _("Left empty: from the client and the issue date.")
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        from apps.kernel import clock

        return {"issue_on": clock.today(request.tenant.time_zone)} | super().get_changeform_initial_data(request)  # type: ignore[attr-defined]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "client":
            from apps.clients.models import Client

            kwargs["queryset"] = permitted(Client.objects.all(), self.actor(request), "view_client")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if not obj.pk:
            kwargs["queryset"] = InvoiceLine.objects.none()
        return kwargs

    def act_values(self, request: HttpRequest, form: forms.ModelForm, formsets: Any) -> dict[str, Any]:
        values = super().act_values(request, form, formsets)
        if formsets and (not form.instance.pk or formsets[0].has_changed()):
            values["lines"] = [_line(item.cleaned_data) for item in formsets[0].forms if _counts(item)]
        elif not form.instance.pk:
            values["lines"] = []
        return values


def _counts(item: Any) -> bool:
    data = getattr(item, "cleaned_data", None)
    return bool(data) and not data.get("DELETE") and bool(data.get("description"))


def _line(data: dict[str, Any]) -> LineDraft:
    return LineDraft(
        data["description"], data["quantity"], data["unit_price"], data["tax_code"].pk, data.get("unit") or "pcs", data.get("discount_bps") or 0
    )


@admin.register(TaxCode)
class TaxCodeAdmin(ActModelAdmin):
    list_display = ("code", "name", "rate_bps", "category", "starts_on", "ends_before")
    search_fields = ("code", "name")
    ordering = ("code",)
    fields = ("code", "name", "rate_bps", "category", "starts_on", "ends_before")
    create_act, create_permission = staticmethod(actions.create_tax_code), "create_tax_code"
