"""People of a client and what was said with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from apps.clients.models import Client, Contact, Interaction
from apps.clients.transitions import ADD_CONTACT, RECORD_INTERACTION
from apps.kernel.actor import Actor
from apps.kernel.db import reasons_of
from apps.kernel.errors import Invalid, not_visible
from apps.tenants.permission import permitted
from apps.workflow.runner import creating


def add_contact(client_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> Contact:
    """Adds a person of the client. Raises NotVisible, NotPermitted, Invalid."""
    with creating(ADD_CONTACT, Contact, actor=actor, at=at, reason=reason) as batch:
        contact = Contact(client=_client(client_id, actor), **values)
        _check(contact)
        batch.add(contact)
        batch.record(lambda row: {"client": client_id, "name": row.name})
    return contact


def record_interaction(client_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> Interaction:
    """Records a call, mail, meeting or note. Raises NotVisible, NotPermitted, Invalid."""
    with creating(RECORD_INTERACTION, Interaction, actor=actor, at=at, reason=reason) as batch:
        interaction = Interaction(client=_client(client_id, actor), owner_id=actor.user_id, **values)
        _check(interaction)
        batch.add(interaction)
        batch.record(lambda row: {"client": client_id, "kind": row.kind, "happened_on": row.happened_on})
    return interaction


def _client(client_id: int, actor: Actor) -> Client:
    client = permitted(Client.objects.filter(pk=client_id), actor, "view_client").first()
    if client is None:
        raise not_visible()
    return client


def _check(row: Contact | Interaction) -> None:
    try:
        row.clean_fields(exclude=["tenant", "client", "owner", "created_at", "updated_at"])
    except ValidationError as error:
        raise Invalid(reasons_of(error)) from None
