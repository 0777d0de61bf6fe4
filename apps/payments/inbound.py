"""What partners tell of money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.integrations import business
from apps.integrations.references import found
from apps.kernel.actor import Actor
from apps.kernel.money import to_minor
from apps.payments import actions
from apps.payments.models import BankAccount, Payment


def receive_payment(data: Mapping[str, Any], *, actor: Actor, at: dt.datetime) -> Payment:
    """Records the money as received. Of a payer who is not named it is kept without a client, for a person to say whose it is."""
    named = found(data, actor, client=(Client.objects.all(), "code"), account=(BankAccount.objects.all(), "iban"))
    return actions.record_payment(
        to_minor(data["amount"], data["currency"]), data["currency"], actor=actor, at=at, received_on=dt.date.fromisoformat(data["received_on"]),
        **{f"{name}_id": row.pk if row else None for name, row in named.items()}, **{name: data[name] for name in ("method", "reference") if name in data},
    )  # fmt: skip


def register() -> None:
    """Called from ready()."""
    business.register("payment.received", 1, label=_("Money that a partner collected"), schemas=Path(__file__).parent / "schemas", handle=receive_payment)
