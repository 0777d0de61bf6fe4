"""Payment providers in the admin: the connection, its address and its secrets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget

from apps.integrations.providers import registry
from apps.integrations.sealed import Given
from apps.payments import actions
from apps.payments.models import BankAccount, ProviderConnection, ProviderEvent, ProviderPayment
from apps.payments.provider_transitions import USED
from apps.payments.states import EventState, ProviderKind
from apps.payments.tasks import handle_provider_messages
from apps.tenants.permission import permitted
from apps.workflow.admin import ActButton, ActModelAdmin, state_label


class SecretField(forms.CharField):
    """A secret as it is pasted; what is noted of the form has its digest only."""

    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"})

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=500, **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return Given(text) if text else None


_SECRETS = {
    "signing": (_("Signing secret"), _("Stripe: the secret of the endpoint, it begins with whsec_.")),
    "api": (_("API key"), _("monobank: the merchant's token. Stripe: a restricted key that reads payment intents, if payments are to be looked up.")),
    "private": (_("Private key"), _("LiqPay: the private key of the shop.")),
}


def _secret(name: str) -> SecretField:
    label, explained = _SECRETS[name]
    return SecretField(label=label, help_text=explained)


class ConnectionForm(forms.ModelForm):
    signing, api, private = _secret("signing"), _secret("api"), _secret("private")

    class Meta:
        model = ProviderConnection
        fields = ()  # the page names them: a foreign key here would be read before a company is known
        help_texts = {
            "public_key": _("LiqPay: the public key of the shop."),
            "status_url": _("Of a provider by Standard Webhooks, if it can be asked how a payment stands: an https address."),
            "account": _("Commonly a clearing account of its own: the provider pays out later, less its fee."),
            "is_test": _("Of the provider's test mode: messages are taken and shown, and nothing comes into the books."),
        }


def rotation_fields(row: ProviderConnection) -> dict[str, forms.Field]:
    """What a new secret asks for: the secrets that the provider makes, and how long the old ones hold."""
    adapter = registry.get(row.kind)
    fields: dict[str, forms.Field] = {name: SecretField(label=_SECRETS[name][0]) for name in adapter.secrets if name not in adapter.made}
    hours = forms.IntegerField(label=_g("The old secret holds for (hours)"), min_value=0, max_value=168, initial=24)
    return fields | {"overlap_hours": hours}


@admin.register(ProviderConnection)
class ProviderConnectionAdmin(ActModelAdmin):
    form = ConnectionForm
    list_display = ("name", "kind", "account", "is_test", "show_last", "show_state")
    list_select_related = ("account", "pulse")
    list_filter = ("state", "kind")
    ordering = ("name",)
    create_act, create_permission = staticmethod(actions.create_connection), "create_provider_connection"
    update_act, update_permission = staticmethod(actions.update_connection), "update_provider_connection"
    editable_states = USED
    secret_explained = _("The provider signs every message with this secret: docs/providers.md has how.")
    buttons = {
        "send_sample": ActButton(actions.send_sample), "rotate_secret": ActButton(actions.rotate_connection_secret, parameters=rotation_fields),
        "resume": ActButton(actions.resume_connection), "pause": ActButton(actions.pause_connection), "archive": ActButton(actions.archive_connection, danger=True),
    }  # fmt: skip
    show_state = state_label(_("State"))
    empty_advice = _("Connect monobank, LiqPay, Stripe or any system that signs by Standard Webhooks: it tells of payments, and they come into the books.")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("kind", "name", "account", "is_test", "signing", "api", "private", "public_key", "status_url")
        own = {ProviderKind.LIQPAY: ("public_key",), ProviderKind.GENERIC: ("status_url",)}.get(obj.kind, ())
        return ("show_address", ("kind", "is_test"), ("name", "account"), *own, ("show_last", "show_state"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        shown = ("show_address", "kind", "is_test", "show_last", "show_state")
        return shown if self.has_change_permission(request, obj) else (*shown, "name", "account", "public_key", "status_url")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "account":
            kwargs["queryset"] = permitted(BankAccount.objects.filter(state="open"), self.actor(request), "view_bankaccount").order_by("iban")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _argument(self, name: str) -> str:
        return name if name in _SECRETS else super()._argument(name)

    @admin.display(description=_("Address for the provider"))
    def show_address(self, row: ProviderConnection) -> str:
        return format_html('<code class="oblik-mono">{}</code>', address_of(row))

    @admin.display(description=_("Last message"))
    def show_last(self, row: ProviderConnection) -> str:
        return localize(localtime(row.pulse.last_event_at)) if row.pulse.last_event_at else "—"

    def advice(self, request: HttpRequest, row: ProviderConnection) -> str:
        """What waits for a person, in a line."""
        events = ProviderEvent.objects.filter(connection=row)
        failed, wrong = (events.filter(state=state)[:1000].count() for state in (EventState.FAILED, EventState.REFUSED))
        flagged = ProviderPayment.objects.filter(connection=row, is_flagged=True)[:1000].count()
        counts = _g("Failed messages: %(failed)s. Wrong signatures kept: %(wrong)s, not kept: %(dropped)s. Payments to look at: %(flagged)s.")
        return counts % {"failed": failed, "wrong": wrong, "dropped": row.pulse.dropped, "flagged": flagged}

    def after_act(self, request: HttpRequest, row: Any, act: str) -> None:
        if act in ("send_sample", "resume"):
            handle_provider_messages.delay_on_commit(row.tenant_id)


def address_of(row: ProviderConnection) -> str:
    """The address that the provider is given."""
    return settings.SITE_URL + reverse("provider_message", args=[row.public_id])
