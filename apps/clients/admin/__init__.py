"""Clients in the admin: presentation only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from apps.clients import actions
from apps.clients.actions.take_in import COLUMNS, DOOR
from apps.clients.admin.people import ContactAdmin, InteractionAdmin, people_of
from apps.clients.models import Client, ClientIban
from apps.clients.queries import search
from apps.kernel.money import decimal_text
from apps.workflow.admin import ActButton, ImportingAdmin, SharingAdmin, money, number, read_money, state_label


class ClientForm(forms.ModelForm):
    ibans = forms.CharField(
        label=_("IBANs"), required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}), help_text=_("One a line: the accounts that the client pays from.")
    )

    credit_limit = forms.CharField(
        label=_("Credit limit"), required=False, max_length=40, widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text=_("In the client's currency; left empty: no limit."),
    )  # fmt: skip
    tags = forms.CharField(label=_("Tags"), required=False, max_length=2100, widget=UnfoldAdminTextInputWidget, help_text=_("Separated by commas."))

    class Meta:
        model = Client
        fields = (
            "code", "legal_name", "short_name", "kind", "edrpou", "vat_number", "billing_address", "language", "currency",
            "payment_terms_days", "account_manager", "notes",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            limit = self.instance.credit_limit_minor
            self.fields["credit_limit"].initial = "" if limit is None else decimal_text(limit, self.instance.currency)
            self.initial["tags"] = ", ".join(self.instance.tags)
            self.fields["ibans"].initial = "\n".join(ClientIban.objects.filter(client_id=self.instance.pk).values_list("iban", flat=True))

    def clean(self) -> Any:
        cleaned = super().clean()
        read_money(self, "credit_limit", self.cleaned_data.get("currency"))
        tags = list(dict.fromkeys(tag.strip() for tag in self.cleaned_data.get("tags", "").split(",") if tag.strip()))
        self.cleaned_data["tags"] = tags
        if len(tags) > 50 or any(len(tag) > 40 for tag in tags):
            self.add_error("tags", _("At most 50 tags of 40 characters."))
        return cleaned


# Fields of the form that the model has under another name, or not as a column.
_ARGUMENTS = {"ibans": "ibans", "tags": "tags", "credit_limit": "credit_limit_minor"}
_FIELDS = (*ClientForm.Meta.fields[:-2], "credit_limit", "account_manager", "tags", "notes")


@admin.register(Client)
class ClientAdmin(SharingAdmin, ImportingAdmin):
    form = ClientForm
    list_display = ("code", "legal_name", "edrpou", "show_number_of_days", "show_state", "updated_at")
    list_display_links = ("code", "legal_name")
    list_filter = ("state", "kind")
    search_fields = ("code",)
    search_help_text = _("Code, EDRPOU, IBAN, or words of the name")
    search = staticmethod(search)
    ordering = ("-pk",)
    fields = (*_FIELDS, "ibans")
    create_act, create_permission = staticmethod(actions.create_client), "create_client"
    update_act, update_permission = staticmethod(actions.update_client), "update_client"
    editable_states = ("prospect", "active", "on_hold")
    show_state = state_label(_("State"))
    show_limit = money("credit_limit", _("Credit limit"))
    show_number_of_days = number("payment_terms_days", _("Payment term, days"))
    empty_advice = _("Add the first client, or import many at once from a table.")
    import_act, import_permission = staticmethod(actions.import_clients), "create_client"
    import_door = DOOR
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
            return [{"credit_limit": "show_limit", "tags": "show_tags"}.get(name, name) for name in _FIELDS] + ["show_ibans"]
        return self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("show_ibans", "show_limit", "show_tags") if obj is not None and not self.has_change_permission(request, obj) else ()

    @admin.display(description=_("Tags"))
    def show_tags(self, row: Client) -> str:
        return ", ".join(row.tags) or "—"

    @admin.display(description=_("IBANs"))
    def show_ibans(self, row: Client) -> str:
        return ", ".join(row.ibans.values_list("iban", flat=True)) or "—"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "account_manager":
            from apps.tenants.models import User

            kwargs["queryset"] = User.objects.filter(memberships__tenant_id=self.actor(request).tenant_id, memberships__is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _argument(self, name: str) -> str:
        return _ARGUMENTS.get(name) or super()._argument(name)

    def act_values(self, request: HttpRequest, form: Any, formsets: Any) -> dict[str, Any]:
        values = super().act_values(request, form, formsets)
        if "currency" in values:  # the limit is in it
            values["credit_limit_minor"] = form.cleaned_data["credit_limit"]
        if "ibans" in values:
            values["ibans"] = [line.strip() for line in values["ibans"].replace(",", "\n").split("\n") if line.strip()]
        return values


__all__ = ["ClientAdmin", "ContactAdmin", "InteractionAdmin"]
