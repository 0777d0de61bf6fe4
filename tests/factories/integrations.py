"""Webhook endpoints, and senders that do not wait."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from apps.integrations import actions, fan_out
from apps.integrations.models import WebhookEndpoint
from apps.integrations.sending import Sender
from apps.journal.consumers import consume
from apps.tenants.models import Tenant
from tests import factories as make
from tests.factories import AT


def endpoint(company: Tenant, url: str = "https://hooks.example.com/in", *types: str, name: str = "", at: dt.datetime = AT, **values: Any) -> WebhookEndpoint:
    """An endpoint for the types (all)."""
    made, _secret = actions.create_endpoint(
        actor=make.system(company), at=at, name=name or f"Endpoint {WebhookEndpoint.objects.count() + 1}", url=url, types=list(types) or ["*"], **values
    )
    return made


def told(company: Tenant, *, at: dt.datetime = AT) -> None:
    """Has what was journalled noted for the endpoints."""
    consume(company.pk, fan_out.NAME, now=at)


def send(at: dt.datetime = AT) -> int:
    """One sender, as if it were `at`; the number of attempts."""
    return Sender(seconds=20, now=lambda: at, chance=random.Random(1)).run()
