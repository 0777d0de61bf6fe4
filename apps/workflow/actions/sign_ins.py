"""What happens at the door, in the journal of every company of the person: signing in, passwords, factors, sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.tenants.actors import actor_of_membership, system_actor
from apps.tenants.models import Membership, User
from apps.workflow.unit import shared_work

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
    """Journals `sign_in.<event>` in every company that the person works for, in one transaction.

    `proved`: the person is known to have done it; else (a wrong password) the entry names them and nobody as its actor.
    """
    with shared_work(at=at) as told:
        told.extend(_entries(person, event, origin, proved=proved, **details))


def _entries(person: User, event: str, origin: Origin, *, proved: bool = True, **details: Any) -> Iterator[tuple[Actor, Draft]]:
    body = {"email": person.email, "address": origin.address} | details
    for membership in Membership.objects.filter(user=person, is_active=True).select_related("user").order_by("tenant_id"):
        if proved:
            actor = actor_of_membership(membership, door=DOOR, request_id=origin.request_id)
        else:
            actor = system_actor(membership.tenant_id, "sign-in", door=DOOR, request_id=origin.request_id)
        yield actor, Draft(f"sign_in.{event}", "membership", membership.pk, body)


def end_sessions(sessions: Sequence[UserSession], person: User, *, at: dt.datetime, origin: Origin) -> int:
    """Signs those sessions of the person out at their next request and journals each, in one transaction. Gives how many
    there were."""
    with shared_work(at=at) as told:
        standing = list(UserSession.objects.filter(user=person, pk__in=[session.pk for session in sessions]).order_by("pk"))
        for session in standing:
            details = {"ended_address": session.ip, "ended_device": session.user_agent[:200]}
            session.end()
            told.extend(_entries(person, "session_ended", origin, **details))
    return len(standing)


def other_sessions(person: User, session_key: str | None) -> list[UserSession]:
    """The person's sessions but the one with the key."""
    return list(UserSession.objects.filter(user=person).exclude(session_key=session_key or "").order_by("pk"))
