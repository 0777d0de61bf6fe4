"""People of a client and what was said with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client, Contact, Interaction
from apps.clients.transitions import ADD_CONTACT, RECORD_INTERACTION, REMOVE_CONTACT, UPDATE_CONTACT
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.tenants.models import Membership
from apps.tenants.permission import permitted
from apps.workflow.given import field_problems, set_fields
from apps.workflow.runner import creating, performing

CONTACT = ("name", "position", "email", "phone")


def add_contact(client_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> Contact:
    """Adds a person of the client. `values`: the fields of CONTACT. Raises NotVisible, NotPermitted, Invalid."""
    with creating(ADD_CONTACT, Contact, actor=actor, at=at, reason=reason) as batch:
        contact = Contact(client=_client(client_id, actor))
        _assign(contact, values)
        batch.add(contact)
        batch.record(lambda row: {"client": client_id, "name": row.name})
    return contact


def update_contact(
    contact_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **values: Any
) -> Contact:
    """Changes the fields that are given. The journal keeps their names, history the values.

    Locks the contact. Raises NotVisible, NotPermitted, Stale, Invalid.
    """
    with performing(UPDATE_CONTACT, Contact, contact_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        contact = batch.row
        before = {name: getattr(contact, name) for name in CONTACT}
        _assign(contact, values)
        changed = sorted(name for name in CONTACT if before[name] != getattr(contact, name))
        batch.record(lambda row: {"client": row.client_id, "name": row.name, "changed": changed})
    return contact


def remove_contact(
    contact_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> Contact:
    """Deletes the contact; history and journal keep that it was. Raises NotVisible, NotPermitted, Stale."""
    with performing(REMOVE_CONTACT, Contact, contact_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.delete_rows()
        batch.record(lambda row: {"client": row.client_id, "name": row.name})
    return batch.row


def record_interaction(
    client_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", owner_id: int | None = None, answers_id: int | None = None,
    **values: Any,
) -> Interaction:  # fmt: skip
    """Records a call, mail, meeting or note. `values`: kind, happened_on, summary, follow_up_on. The owner is the actor's
    person unless another member is named; `answers_id`: an earlier one of the same client that it comes back to or corrects.

    Raises NotVisible, NotPermitted, Invalid.
    """
    with creating(RECORD_INTERACTION, Interaction, actor=actor, at=at, reason=reason) as batch:
        interaction = Interaction(client=_client(client_id, actor), owner_id=owner_id or actor.user_id, answers_id=answers_id, **values)
        _check(interaction)
        _check_references(interaction)
        batch.add(interaction)
        batch.record(
            lambda row: {"client": client_id, "kind": row.kind, "happened_on": row.happened_on, "follow_up_on": row.follow_up_on,
                         "answers": row.answers_id}
        )  # fmt: skip
    return interaction


def _client(client_id: int, actor: Actor) -> Client:
    client = permitted(Client.objects.filter(pk=client_id), actor, "view_client").first()
    if client is None:
        raise not_visible()
    return client


def _assign(contact: Contact, values: dict[str, Any]) -> None:
    set_fields(contact, values, CONTACT)
    _check(contact)


def _check(row: Contact | Interaction) -> None:
    if problems := field_problems(row, leave_out=("client", "owner", "answers")):
        raise Invalid(problems)


def _check_references(row: Interaction) -> None:
    """The owner works for the company; what it comes back to was said with the same client; it is looked at again later."""
    found = []
    if row.owner_id and not Membership.objects.filter(user_id=row.owner_id, tenant_id=row.client.tenant_id, is_active=True).exists():
        found.append(Reason("no_owner", _("There is no such member."), "owner"))
    if row.answers_id and not Interaction.objects.filter(pk=row.answers_id, client=row.client).exists():
        found.append(Reason("no_interaction", _("There is no such conversation with this client."), "answers"))
    if row.follow_up_on and row.follow_up_on < row.happened_on:
        found.append(Reason("follow_up_before", _("The day to come back is before the day of the conversation."), "follow_up_on"))
    if found:
        raise Invalid(found)
