"""API keys: made with their limits, changed, rotated, revoked; each with its journal entry."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, Refused, not_visible
from apps.tenants.api_keys import new_secret, newest_contract, rotated_secret
from apps.tenants.models import ApiKey, Membership
from apps.tenants.permission import require
from apps.tenants.roles import Role, permissions_of
from apps.workflow.given import check_fields
from apps.workflow.unit import unit_of_work

MOST_NETWORKS, MOST_PER_MINUTE = 50, 100_000
LONGEST_OVERLAP = dt.timedelta(days=30)
DEFAULT_OVERLAP_HOURS = 24


def create_api_key(
    name: str, *, actor: Actor, at: dt.datetime, roles: Sequence[str] = (Role.INTEGRATION,), expires_at: dt.datetime | None = None,
    membership_id: int | None = None, read_only: bool = False, permissions: Sequence[str] = (), networks: Sequence[str] = (),
    requests_per_minute: int | None = None, require_if_match: bool = False,
) -> tuple[ApiKey, str]:  # fmt: skip
    """A new key and its secret, which is shown this once. It is pinned to the newest version of the contract.

    `membership_id`: the user of a client whose way in it is; such a key acts as that person, its roles are theirs, and it ends
    with the membership. `permissions`: "app.codename" of what its roles allow; none: all. `networks`: CIDR; none: from everywhere.
    Raises NotPermitted; Invalid for no roles, unknown ones, a client's without its user, and limits that are none.
    """
    require(actor, "tenants.create_api_key")
    if membership_id is not None:
        roles = (Role.CLIENT,)
    elif not roles or not set(roles) <= set(Role.values) - {Role.CLIENT}:
        raise Invalid(Reason("roles", _("Choose at least one role from the list; a key cannot be a client's."), "roles"))
    limits = _limits(roles, read_only=read_only, permissions=permissions, networks=networks, requests_per_minute=requests_per_minute)
    limits |= {"require_if_match": bool(require_if_match)}
    prefix, secret_hash, secret = new_secret()
    with unit_of_work(actor=actor, at=at) as unit:
        person = _client_user(membership_id, actor) if membership_id is not None else None
        key = ApiKey(
            tenant_id=actor.tenant_id, name=name.strip(), prefix=prefix, secret_hash=secret_hash, roles=list(roles),
            created_by_id=actor.user_id, expires_at=expires_at, membership=person, contract_version=newest_contract(), **limits,
        )  # fmt: skip
        check_fields(key)
        key.save(force_insert=True)
        told = {name: value for name, value in limits.items() if value}
        body = {"name": key.name, "prefix": prefix, "roles": list(roles), **({"person": person.user.email} if person else {}), **told}
        unit.drafts.append(Draft("api_key.created", "api_key", key.pk, body))
    return key, secret


def update_api_key(
    key_id: int, *, actor: Actor, at: dt.datetime, read_only: bool = False, permissions: Sequence[str] = (),
    networks: Sequence[str] = (), requests_per_minute: int | None = None, require_if_match: bool = False,
) -> ApiKey:  # fmt: skip
    """Sets the limits of a key anew, all of them; they hold from its next request. Raises NotPermitted, NotVisible, Invalid,
    Refused for a revoked key."""
    require(actor, "tenants.update_api_key")
    with unit_of_work(actor=actor, at=at) as unit:
        key = _live(key_id, actor)
        limits = _limits(key.roles, read_only=read_only, permissions=permissions, networks=networks, requests_per_minute=requests_per_minute)
        limits |= {"require_if_match": bool(require_if_match)}
        changed = {name: [getattr(key, name), value] for name, value in limits.items() if getattr(key, name) != value}
        for name, value in limits.items():
            setattr(key, name, value)
        key.save(update_fields=list(limits))
        unit.drafts.append(Draft("api_key.updated", "api_key", key.pk, {"prefix": key.prefix, **changed}))
    return key


def rotate_api_key(key_id: int, *, actor: Actor, at: dt.datetime, overlap_hours: int = DEFAULT_OVERLAP_HOURS, reason: str = "") -> tuple[ApiKey, str]:
    """A new secret for a key, shown this once; the old one is valid beside it for `overlap_hours` (0 to 720).

    A key rotates itself, and who may rotate rotates any. While an overlap runs, another rotation replaces the new secret and
    keeps the old one: so who lost the answer asks again with the old secret. Raises NotPermitted, NotVisible, Invalid, Refused.
    """
    if not 0 <= overlap_hours <= LONGEST_OVERLAP.total_seconds() / 3600:
        raise Invalid(Reason("overlap", _("The old secret may stay valid for 0 to 720 hours."), "overlap_hours"))
    with unit_of_work(actor=actor, at=at) as unit:
        key = _live(key_id, actor)
        if actor.label != f"key:{key.prefix}":
            require(actor, "tenants.rotate_api_key")
        if key.old_secret_ends_at is None or key.old_secret_ends_at <= at:
            key.old_secret_hash = key.secret_hash
        key.old_secret_ends_at = at + dt.timedelta(hours=overlap_hours)
        key.secret_hash, secret = rotated_secret(key)
        key.save(update_fields=["secret_hash", "old_secret_hash", "old_secret_ends_at"])
        body = {"prefix": key.prefix, "old_valid_until": key.old_secret_ends_at.isoformat()}
        unit.drafts.append(Draft("api_key.rotated", "api_key", key.pk, body, "active", "active", reason))
    return key, secret


def revoke_api_key(key_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> ApiKey:
    """Ends a key; it stops at the next request."""
    require(actor, "tenants.revoke_api_key")
    with unit_of_work(actor=actor, at=at) as unit:
        key = _live(key_id, actor)
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        unit.drafts.append(Draft("api_key.revoked", "api_key", key.pk, {"prefix": key.prefix}, "active", "revoked", reason))
    return key


def _client_user(membership_id: int, actor: Actor) -> Membership:
    """The membership, locked. Raises Invalid for one that is none of an active user of a client."""
    found = locked(Membership.objects.filter(pk=membership_id, tenant_id=actor.tenant_id)).first()
    if found is None or not found.is_active or Role.CLIENT not in found.roles:
        raise Invalid(Reason("no_client_user", _("There is no such user of a client."), "membership"))
    return found


def _live(key_id: int, actor: Actor) -> ApiKey:
    """The key, locked. Raises NotVisible for another company's, Refused for a revoked one."""
    key = locked(ApiKey.objects.filter(pk=key_id, tenant_id=actor.tenant_id)).first()
    if key is None:
        raise not_visible()
    if key.revoked_at is not None:
        raise Refused(Reason("revoked", _("This key is revoked already.")))
    return key


def _limits(
    roles: Sequence[str], *, read_only: bool, permissions: Sequence[str], networks: Sequence[str], requests_per_minute: int | None
) -> dict[str, Any]:
    """The limits as they are kept. Raises Invalid with every one that is none."""
    problems, kept = [], []
    held = permissions_of(frozenset(roles))
    for name in sorted(set(permissions) - held):
        problems.append(Reason("permission", _("“%(name)s” is not among the rights of these roles."), "permissions", {"name": name[:100]}))
    for text in networks[: MOST_NETWORKS + 1]:
        try:
            kept.append(str(ipaddress.ip_network(text.strip())))
        except ValueError:
            said = _("“%(text)s” is no network: write it such as 203.0.113.0/24 or 2001:db8::/32, without further bits set.")
            problems.append(Reason("network", said, "networks", {"text": text[:60]}))
    if len(networks) > MOST_NETWORKS:
        problems.append(Reason("networks", _("A key has at most %(most)s networks."), "networks", {"most": MOST_NETWORKS}))
    if requests_per_minute is not None and not 1 <= requests_per_minute <= MOST_PER_MINUTE:
        problems.append(Reason("per_minute", _("Requests a minute are 1 to 100000; leave it empty for the usual limit."), "requests_per_minute"))
    if problems:
        raise Invalid(problems)
    return {
        "read_only": bool(read_only), "permissions": sorted(set(permissions)), "networks": list(dict.fromkeys(kept)), "requests_per_minute": requests_per_minute,
    }  # fmt: skip


