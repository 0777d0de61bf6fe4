"""What happens at the door, in the journal of every company of the person: signing in, passwords, factors, sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from allauth.usersessions.models import UserSession

from apps.journal.log import Draft
from apps.kernel.db import retrying
from apps.tenants.actors import actor_of_membership, system_actor
from apps.tenants.models import Membership, User
from apps.workflow.unit import unit_of_work

DOOR = "sign_in"


@dataclass(frozen=True)
class Origin:
    """Where a request came from: the address of the client and the number of the request."""

    address: str
    request_id: str = ""


def find_person(email: str) -> User | None:
    """The person who signs in with this address, however it is cased; compared here, since a collation also folds accents."""
    email = email.strip().lower()
    return next((person for person in User.objects.filter(email=email) if person.email == email), None)


def record_sign_in(person: User, event: str, *, at: dt.datetime, origin: Origin, proved: bool = True, **details: Any) -> None:
    """Journals `sign_in.<event>` in every company that the person works for, each in a transaction of its own.

    `proved`: the person is known to have done it; else (a wrong password) the entry names them and nobody as its actor.
    """

    def write(membership: Membership) -> None:
        if proved:
            actor = actor_of_membership(membership, door=DOOR, request_id=origin.request_id)
        else:
            actor = system_actor(membership.tenant_id, "sign-in", door=DOOR, request_id=origin.request_id)
        body = {"email": person.email, "address": origin.address} | details
        with unit_of_work(actor=actor, at=at) as unit:
            unit.drafts.append(Draft(f"sign_in.{event}", "membership", membership.pk, body))

    for found in Membership.objects.filter(user=person, is_active=True).select_related("user").order_by("tenant_id"):
        retrying(partial(write, found))


def end_sessions(sessions: list[UserSession], person: User, *, at: dt.datetime, origin: Origin) -> int:
    """Signs those sessions of the person out at their next request and journals each. Gives how many there were."""
    for session in sessions:
        session.end()
        record_sign_in(person, "session_ended", at=at, origin=origin, ended_address=session.ip, ended_device=session.user_agent[:200])
    return len(sessions)


def other_sessions(person: User, session_key: str | None) -> list[UserSession]:
    """The person's sessions but the one with the key."""
    return list(UserSession.objects.filter(user=person).exclude(session_key=session_key or "").order_by("pk"))
