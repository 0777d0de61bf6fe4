"""The membership that a signed-in person works under, chosen per session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from apps.kernel.actor import Actor
from apps.tenants.actors import actor_of_membership
from apps.tenants.models import Membership

SESSION_KEY = "oblik_membership"


def memberships_of(user: Any) -> list[Membership]:
    """The active memberships of a person, in a fixed order."""
    found = Membership.objects.select_related("tenant", "user").filter(user=user, is_active=True, tenant__is_active=True)
    return list(found.order_by("tenant__name", "pk"))


def current_membership(request: HttpRequest) -> Membership | None:
    """The session's membership while it is active. A new session takes the first one and stays with it.

    None for who belongs to no company, or no longer to the one that the session works for: that session must choose
    again, and never finds itself in another company's books between two clicks.
    """
    found = memberships_of(request.user)
    if SESSION_KEY not in request.session and found:
        request.session[SESSION_KEY] = found[0].pk
    return next((item for item in found if item.pk == request.session.get(SESSION_KEY)), None)


def choose(request: HttpRequest, membership_id: int) -> bool:
    """Works under another membership of the same person from now on. False if it is not theirs."""
    if any(item.pk == membership_id for item in memberships_of(request.user)):
        request.session[SESSION_KEY] = membership_id
        return True
    return False


def bind(request: HttpRequest) -> Actor | None:
    """Sets request.membership, request.tenant and request.actor; the actor also on the user for permission checks."""
    membership = current_membership(request) if request.user.is_authenticated else None
    request.membership = membership  # type: ignore[attr-defined]
    request.tenant = membership.tenant if membership else None  # type: ignore[attr-defined]
    request.actor = None  # type: ignore[attr-defined]
    if membership is None:
        return None
    actor = actor_of_membership(membership, door="admin", request_id=str(getattr(request, "request_id", "")))
    request.actor = actor  # type: ignore[attr-defined]
    request.user.oblik_actor = actor  # type: ignore[union-attr]
    return actor


def actor_of_user(user: Any) -> Actor | None:
    """The actor bound to the user of this request."""
    return getattr(user, "oblik_actor", None)
