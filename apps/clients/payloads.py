"""What the journal keeps of a client, version 1."""

from __future__ import annotations

from typing import Any

from apps.clients.models import Client

FIELDS = (
    "code", "legal_name", "short_name", "kind", "edrpou", "vat_number", "billing_address", "language", "currency",
    "payment_terms_days", "credit_limit_minor", "tags", "notes",
)  # fmt: skip


def client_body(client: Client) -> dict[str, Any]:
    """The fields that others may rely on."""
    return {name: getattr(client, name) for name in FIELDS}
