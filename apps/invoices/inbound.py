"""What partners ask of invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.integrations import business
from apps.integrations.references import found
from apps.invoices import actions
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import Invoice
from apps.invoices.queries import tax_code_keys
from apps.kernel.actor import Actor

_DAYS = ("issue_on", "due_on")


def request_invoice(data: Mapping[str, Any], *, actor: Actor, at: dt.datetime) -> Invoice:
    """Drafts the invoice; a person issues it."""
    client = found(data, actor, client=(Client.objects.all(), "code"))["client"]
    head = {name: data[name] for name in ("currency", "contract_reference", "note") if name in data}
    head |= {name: dt.date.fromisoformat(data[name]) for name in _DAYS if name in data}
    return actions.create_invoice(client.pk, _lines(data["lines"]), actor=actor, at=at, **head)


def _lines(asked: list[dict[str, Any]]) -> list[LineDraft]:
    codes = tax_code_keys([line["tax_code"] for line in asked])
    return [
        LineDraft(
            line["description"], Decimal(line.get("quantity", "1")), Decimal(line["unit_price"]), codes[line["tax_code"]],
            line.get("unit", "pcs"), line.get("discount_bps", 0),
        )
        for line in asked
    ]  # fmt: skip


def register() -> None:
    """Called from ready()."""
    business.register("invoice.requested", 1, label=_("An invoice to draft"), schemas=Path(__file__).parent / "schemas", handle=request_invoice)
