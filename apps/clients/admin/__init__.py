"""Clients in the admin: presentation only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from apps.clients import actions
from apps.clients.actions.take_in import COLUMNS
from apps.clients.admin.people import ContactAdmin, InteractionAdmin, people_of
from apps.clients.models import Client, ClientIban
from apps.clients.queries import search
from apps.workflow.admin import ActButton, ImportingAdmin, number, state_label


class ClientForm(forms.ModelForm):
    ibans = forms.CharField(
        label=_("IBANs"), required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}), help_text=_("One a line: the accounts that the client pays from.")
    )

    class Meta:
        model = Client
        fields = (
            "code", "legal_name", "short_name", "kind", "edrpou", "vat_number", "billing_address", "language", "currency",
            "payment_terms_days", "account_manager", "notes",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["ibans"].initial = "\n".join(ClientIban.objects.filter(client_id=self.instance.pk).values_list("iban", flat=True))


@admin.register(Client)
class ClientAdmin(ImportingAdmin):
    form = ClientForm
    list_display = ("code", "legal_name", "edrpou", "show_number_of_days", "show_state", "updated_at")
    list_display_links = ("code", "legal_name")
    list_filter = ("state", "kind")
    search_fields = ("code",)
    search_help_text = _("Code, EDRPOU, IBAN, or words of the name")
    search = staticmethod(search)
    ordering = ("-pk",)
    fields = (*ClientForm.Meta.fields, "ibans")
    create_act, create_permission = staticmethod(actions.create_client), "create_client"
    update_act, update_permission = staticmethod(actions.update_client), "update_client"
    editable_states = ("prospect", "active", "on_hold")
    show_state = state_label(_("State"))
    show_number_of_days = number("payment_terms_days", _("Payment term, days"))
    empty_advice = _("Add the first client, or import many at once from a table.")
    import_act, import_permission = staticmethod(actions.import_clients), "create_client"
    import_title = _("Import clients")
    import_columns, import_required = COLUMNS, ("code", "name")
    set_acts = ("clients.qualify", "clients.archive")
    buttons = {
        "qualify": ActButton(actions.qualify_client), "hold": ActButton(actions.hold_client), "release": ActButton(actions.release_client),
        "archive": ActButton(actions.archive_client, danger=True), "restore": ActButton(actions.restore_client),
    }  # fmt: skip

    change_form_outer_after_template = "admin/oblik/client_people.html"

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        row = context.get("oblik_row")
        return context | ({"oblik_people": people_of(row, self.actor(request))} if row else {})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return [*ClientForm.Meta.fields, "show_ibans"]
        return self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("show_ibans",) if obj is not None and not self.has_change_permission(request, obj) else ()

    @admin.display(description=_("IBANs"))
    def show_ibans(self, row: Client) -> str:
        return ", ".join(row.ibans.values_list("iban", flat=True)) or "—"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "account_manager":
            from apps.tenants.models import User

            kwargs["queryset"] = User.objects.filter(memberships__tenant_id=self.actor(request).tenant_id, memberships__is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _argument(self, name: str) -> str:
        return name if name == "ibans" else super()._argument(name)

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        values = super().act_values(request, form, formsets)
        if "ibans" in values:
            values["ibans"] = [line.strip() for line in values["ibans"].replace(",", "\n").split("\n") if line.strip()]
        return values


__all__ = ["ClientAdmin", "ContactAdmin", "InteractionAdmin"]
