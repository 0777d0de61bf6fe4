"""What partners tell of clients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients import actions
from apps.clients.models import Client
from apps.integrations import business
from apps.kernel.actor import Actor


def upsert_client(data: Mapping[str, Any], *, actor: Actor, at: dt.datetime) -> Client:
    """Makes the client, or changes the fields that are given of the one with the code."""
    known = Client.objects.filter(code=data["code"]).first()
    if known is None:
        return actions.create_client(actor=actor, at=at, **data)
    return actions.update_client(known.pk, actor=actor, at=at, **data)


def register() -> None:
    """Called from ready()."""
    business.register("client.upserted", 1, label=_("A client as a partner has it"), schemas=Path(__file__).parent / "schemas", handle=upsert_client)
