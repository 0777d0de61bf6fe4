"""Where events are sent to, with what they are signed, and how it goes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.integrations.states import Circuit, EndpointState
from apps.integrations.transitions import ENDPOINT
from apps.kernel.state import StateField
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited, known_state


class WebhookEndpoint(ENDPOINT.methods(), Audited):
    """`types`: journal types that it is sent, or ["*"]. `ordered`: an event is not sent before all earlier ones of this endpoint
    are delivered or given up. `since_sequence`: the last journal entry that was there when it was made; sent is what came after."""

    subject_kind = "webhook_endpoint"

    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(_("address"), max_length=500)
    types = models.JSONField(_("events"), default=list)
    ordered = models.BooleanField(_("one after the other"), default=False)
    since_sequence = models.BigIntegerField(_("events after entry"), default=0, editable=False)
    state = StateField(_("state"), max_length=10, choices=EndpointState.choices, default=EndpointState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], name="webhook_endpoint_name_once",
                violation_error_message=_("Another endpoint has this name."),
            ),
            models.CheckConstraint(
                condition=~models.Q(url=""), name="webhook_endpoint_url", violation_error_message=_("An endpoint has an address.")
            ),
            known_state("webhook_endpoint_state_known", EndpointState.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class EndpointSecret(TenantOwned):
    """What signs, sealed by the program's key (sealed.py). The one without `ends_at` is current; those before it sign along until
    then, so that a receiver can change over without losing an event."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="secrets")
    sealed = models.TextField()
    created_at = models.DateTimeField(_("made at"))
    ends_at = models.DateTimeField(_("signs until"), null=True)

    class Meta:
        verbose_name = _("secret of a webhook endpoint")
        verbose_name_plural = _("secrets of webhook endpoints")
        ordering = ["-pk"]


class EndpointPulse(TenantOwned):
    """How sending to an endpoint goes: changed by senders with every batch, so no business row.

    `lease`: the sender that has the endpoint in hand until `lease_ends_at`. `quiet_ends_at`: nothing is sent before; set by an open
    circuit and by Retry-After. `tried`, `retried`: attempts and repeated ones in the window since `window_at`. `failing`: failures
    in a row; `opened`: times in a row that the circuit opened."""

    endpoint = models.OneToOneField(WebhookEndpoint, on_delete=models.PROTECT, related_name="pulse")
    circuit = models.CharField(_("circuit"), max_length=10, choices=Circuit.choices, default=Circuit.CLOSED)
    quiet_ends_at = models.DateTimeField(_("sends again at"), null=True)
    failing = models.PositiveIntegerField(_("failures in a row"), default=0)
    opened = models.PositiveIntegerField(default=0)
    window_at = models.DateTimeField(null=True)
    tried = models.PositiveIntegerField(default=0)
    retried = models.PositiveIntegerField(default=0)
    lease = models.CharField(max_length=36, blank=True, default="")
    lease_ends_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("pulse of a webhook endpoint")
        verbose_name_plural = _("pulses of webhook endpoints")
