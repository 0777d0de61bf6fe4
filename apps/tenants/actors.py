"""Builds the actor at a door: from a membership, an API key, or for the system itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from apps.kernel.actor import Actor
from apps.kernel.errors import NotPermitted, Reason
from apps.tenants.api_keys import lets_in
from apps.tenants.models import ApiKey, Membership, Tenant
from apps.tenants.roles import Role, permissions_of

if TYPE_CHECKING:
    from apps.tenants.models import User


def actor_of_membership(membership: Membership, *, door: str, request_id: str = "") -> Actor:
    """The actor of an active membership whose user row is loaded."""
    roles = membership.role_set
    return Actor(
        tenant_id=membership.tenant_id,
        user_id=membership.user_id,
        label=membership.user.email,
        membership_id=membership.pk,
        roles=roles,
        permissions=permissions_of(roles),
        client_id=(membership.client_id or 0) if Role.CLIENT in roles else None,
        door=door,
        request_id=request_id,
    )


def actor_for(user: User, tenant: Tenant, *, door: str, request_id: str = "") -> Actor:
    """The actor of a user in a tenant. Raises NotPermitted if they are no active member of it."""
    membership = (
        Membership.objects.select_related("user")
        .filter(user=user, tenant=tenant, is_active=True, user__is_active=True, tenant__is_active=True)
        .first()
    )
    if membership is None:
        from django.utils.translation import gettext_lazy as _

        raise NotPermitted(Reason("not_a_member", _("You are not a member of this company.")))
    return actor_of_membership(membership, door=door, request_id=request_id)


def actor_of_key(key: ApiKey, *, request_id: str = "") -> Actor:
    """The actor of an API key that the door has verified. A key of a client's user acts as that person; another with a
    client's role sees no client's papers."""
    if key.membership is not None:
        person = actor_of_membership(key.membership, door="api", request_id=request_id)
        return replace(person, label=f"key:{key.prefix}", permissions=_narrowed(key, person.permissions))
    roles = frozenset(key.roles)
    return Actor(
        tenant_id=key.tenant_id,
        user_id=None,
        label=f"key:{key.prefix}",
        roles=roles,
        permissions=_narrowed(key, permissions_of(roles)),
        client_id=0 if Role.CLIENT in roles else None,  # a key is of no client: it would see all of them
        door="api",
        request_id=request_id,
    )


def actor_again(tenant_id: int, label: str, *, membership_id: int | None, at: dt.datetime, request_id: str = "") -> Actor | None:
    """Who asked for what a worker does now, with the rights of now; None for a key that was revoked or has ended and for a person who
    has left. `label`, `membership_id`: as they stood in the actor who asked."""
    actor: Actor | None = None
    if label.startswith("system:"):
        return system_actor(tenant_id, label.removeprefix("system:"), request_id=request_id)
    if label.startswith("key:"):
        key = ApiKey.objects.select_related("tenant").filter(tenant_id=tenant_id, prefix=label.removeprefix("key:")).first()
        actor = actor_of_key(key) if key is not None and lets_in(key, at) else None
    elif membership_id is not None:
        membership = Membership.objects.select_related("user", "tenant").filter(tenant_id=tenant_id, pk=membership_id, is_active=True).first()
        if membership is not None and membership.user.is_active and membership.tenant.is_active:
            actor = actor_of_membership(membership, door="job")
    return None if actor is None else replace(actor, door="job", request_id=request_id)


def _narrowed(key: ApiKey, permissions: frozenset[str]) -> frozenset[str]:
    """What is left of the roles' permissions by the limits of the key itself."""
    if key.permissions:
        permissions = permissions & frozenset(key.permissions)
    if key.read_only:
        permissions = frozenset(name for name in permissions if name.partition(".")[2].startswith("view_"))
    return permissions


def system_actor(tenant_id: int, label: str, *, door: str = "job", request_id: str = "") -> Actor:
    """The installation itself, acting for a tenant: jobs, imports by an operator, the demo."""
    return Actor(
        tenant_id=tenant_id, user_id=None, label=f"system:{label}", door=door, request_id=request_id, is_system=True
    )
