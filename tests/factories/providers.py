"""Connections to payment providers, and messages as the providers send them."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

from apps.integrations import signing
from apps.integrations.providers.contract import Incoming
from apps.payments import actions
from apps.payments.models import BankAccount, ProviderConnection, ProviderEvent
from apps.payments.providers import taking
from apps.tenants.models import Tenant
from tests import factories as make
from tests.factories import AT

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


def account(company: Tenant, currency: str = "UAH") -> BankAccount:
    """The clearing account of a currency."""
    number = f"CLEARING{currency}"
    return BankAccount.objects.filter(iban=number).first() or actions.open_account(number, currency, actor=make.system(company), at=AT, name="Clearing")


def connection(company: Tenant, kind: str = "generic", *, currency: str = "UAH", **values: Any) -> tuple[ProviderConnection, str | None]:
    """A connection and the secret that was made for it."""
    values.setdefault("name", f"{kind} {ProviderConnection.objects.count() + 1}")
    return actions.create_connection(actor=make.system(company), at=AT, kind=kind, account_id=account(company, currency).pk, **values)


def signed(secret: str, kind: str, *, event_id: str = "msg_1", at: dt.datetime = AT, occurred_at: dt.datetime | None = None, **data: Any) -> Incoming:
    """A message of a generic provider, such as signed(secret, "payment.succeeded", payment_id="p-1", amount="100.00", currency="UAH")."""
    body = json.dumps({"type": kind, "timestamp": (occurred_at or at).isoformat(), "data": data}).encode()
    stamp = int(at.timestamp())
    signature = signing.sign([signing.key_of(secret)], message_id=event_id, timestamp=stamp, body=body)
    return Incoming({"webhook-id": event_id, "webhook-timestamp": str(stamp), "webhook-signature": signature, "content-type": "application/json"}, body)


def told(row: ProviderConnection, message: Incoming, *, at: dt.datetime = AT) -> ProviderEvent:
    """The message taken and handled. Needs the bound tenant."""
    taken = taking.take(row, message, at=at)
    actions.handle_due_messages(row.tenant_id, now=lambda: at)
    return ProviderEvent.objects.get(pk=taken.event_pk)
