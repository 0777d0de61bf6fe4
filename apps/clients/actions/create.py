"""A new client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from apps.clients.accounts import checked_ibans, digest_of
from apps.clients.models import Client, ClientIban
from apps.clients.payloads import FIELDS, client_body
from apps.clients.queries import search_text_of
from apps.clients.states import ClientState
from apps.clients.transitions import CREATE
from apps.kernel.actor import Actor
from apps.kernel.db import reasons_of
from apps.kernel.errors import Invalid
from apps.workflow import storage
from apps.workflow.given import set_fields
from apps.workflow.runner import creating

CHANGEABLE = (*FIELDS, "account_manager_id")


def create_client(
    *, actor: Actor, at: dt.datetime, ibans: Sequence[str] = (), prospect: bool = False, reason: str = "", **values: Any
) -> Client:
    """Creates a client, active or as a prospect, with the accounts it pays from.

    `values`: the fields of CHANGEABLE. Raises NotPermitted, Invalid (each field's reason), Refused for a
    code that another client has.
    """
    with creating(CREATE, Client, actor=actor, at=at, reason=reason) as batch:
        numbers = checked_ibans(ibans)
        client = Client(state=ClientState.PROSPECT if prospect else ClientState.ACTIVE, ibans_digest=digest_of(numbers))
        assign(client, values)
        batch.add(client)
        storage.insert([ClientIban(client=client, iban=number) for number in numbers])
        batch.record(lambda row: client_body(row) | {"ibans": numbers})
    return client


def assign(client: Client, values: dict[str, Any]) -> None:
    """Sets the fields and checks them. Raises Bug for a field that is not to be set, Invalid for a bad value."""
    set_fields(client, values, CHANGEABLE)
    client.search_text = search_text_of(client)
    try:
        client.clean_fields(exclude=["tenant", "account_manager", "created_at", "updated_at", "tags"])
        client.clean()
    except ValidationError as error:
        raise Invalid(reasons_of(error)) from None
