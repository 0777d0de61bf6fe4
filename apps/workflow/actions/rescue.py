"""A person who lost the password or the second factor, let in again by the operator of the installation."""

from __future__ import annotations

import datetime as dt
import secrets

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from apps.journal.log import Draft
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.tenants.actors import system_actor
from apps.tenants.models import Membership, User
from apps.workflow.unit import shared_work


def rescue_person(email: str, *, at: dt.datetime, password: bool = False, second_factor: bool = False) -> str | None:
    """Takes away what was lost, ends every session, and says so in the journal of each of the person's companies,
    in one transaction.

    Gives the one-time password if one was asked for. Who the person is must have been made sure of by other means.
    Raises NotVisible for an unknown address, Invalid if nothing was asked for.
    """
    if not (password or second_factor):
        raise Invalid(Reason("nothing", _("Say what was lost: the password, the second factor, or both.")))
    fresh = secrets.token_urlsafe(12) if password else None
    with shared_work(at=at) as told:
        person = locked(User.objects.filter(email=email.strip().lower())).first()
        if person is None:
            raise not_visible()
        if fresh:
            person.set_password(fresh)
            person.must_change_password = True
            person.save(update_fields=["password", "must_change_password"])
        if second_factor:
            Authenticator.objects.filter(user=person).delete()
        for session in UserSession.objects.filter(user=person):
            session.end()
        body = {"email": person.email, "password": password, "second_factor": second_factor}
        for membership in Membership.objects.filter(user=person, is_active=True):
            actor = system_actor(membership.tenant_id, "operator", door="command")
            told.append((actor, Draft("membership.rescued", "membership", membership.pk, body)))
    return fresh
