"""What the journal keeps of a client, version 1."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client

# How the journal tells what happened, by type.
TOLD = {
    "client.created": _("Client created"),
    "client.contact_added": _("Contact added"),
    "client.contact_updated": _("Contact changed"),
    "client.contact_removed": _("Contact removed"),
    "client.interaction_recorded": _("Conversation recorded"),
    "client.updated": _("Client changed"),
    "client.qualified": _("Client became active"),
    "client.held": _("Client put on hold"),
    "client.released": _("Client taken off hold"),
    "client.archived": _("Client archived"),
    "client.restored": _("Client restored"),
    "client.shared": _("Client shared"),
    "client.unshared": _("Sharing of the client ended"),
}

FIELDS = (
    "code", "legal_name", "short_name", "kind", "edrpou", "vat_number", "billing_address", "language", "currency",
    "payment_terms_days", "credit_limit_minor", "tags", "notes",
)  # fmt: skip


def client_body(client: Client) -> dict[str, Any]:
    """The fields that others may rely on."""
    return {name: getattr(client, name) for name in FIELDS}
