"""Companies and members: each change with its journal entry."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.journal.log import Draft, ensure_head
from apps.kernel.actor import Actor
from apps.kernel.clock import time_zones
from apps.kernel.db import locked, reasons_of
from apps.kernel.errors import Invalid, Reason, Refused, not_visible
from apps.kernel.money import is_currency
from apps.tenants.actors import system_actor
from apps.tenants.models import Membership, Tenant, User
from apps.tenants.permission import end_member_grants, require
from apps.tenants.roles import Role
from apps.workflow.given import check_fields
from apps.workflow.unit import shared_work, unit_of_work

# What is not given stays as it is; None takes it away.
KEEP: Any = object()

_on_tenant_created: list[Callable[[Tenant, Actor, dt.datetime], None]] = []


# Each says whether the bound company has the client with a key.
_client_checks: list[Callable[[int], bool]] = []


def register_client_check(check: Callable[[int], bool]) -> None:
    """Declares how the app of clients knows one of the bound company's by key."""
    _client_checks.append(check)


# Each says the key of the bound company's client with a code, or None.
_client_finders: list[Callable[[str], int | None]] = []


def register_client_finder(find: Callable[[str], int | None]) -> None:
    """Declares how the app of clients finds one of the bound company's by code."""
    _client_finders.append(find)


def find_client(code: str) -> int | None:
    """The key of the bound company's client with the code, or None."""
    return next((key for key in (find(code) for find in _client_finders) if key is not None), None)


def on_tenant_created(work: Callable[[Tenant, Actor, dt.datetime], None]) -> None:
    """Declares what an app does for a new company, such as its tax codes. Must be idempotent."""
    _on_tenant_created.append(work)


def create_tenant(
    slug: str, *, name: str, currency: str, country: str, admin_email: str, at: dt.datetime, language: str = "uk",
    time_zone: str = "Europe/Kyiv",
) -> tuple[Tenant, str | None]:  # fmt: skip
    """A company with its first owner. Gives the owner's one-time password, or None for a person who has one.

    Several transactions, the owner last: a company without members is one that was not made to its end, and the same call
    goes on with it.

    Raises Invalid for bad values, Refused for a code that is taken.
    """
    tenant = Tenant(slug=slug, name=name, currency=currency.upper(), country=country.upper(), language=language, time_zone=time_zone)
    try:
        tenant.clean_fields()
        User(email=admin_email).clean_fields(exclude=["password"])
    except ValidationError as error:
        raise Invalid(reasons_of(error)) from None
    _check_place(tenant)
    with shared_work(at=at) as told:
        known = locked(Tenant.objects.filter(slug=slug)).first()
        if known is not None and known.memberships.exists():
            raise Refused(Reason("slug_taken", _("There is a company “%(slug)s” already."), "slug", {"slug": slug}))
        if known is not None:
            tenant.pk, tenant.created_at = known.pk, known.created_at
        tenant.save()
        ensure_head(tenant.pk)
        actor = system_actor(tenant.pk, "operator", door="command")
        told.append((actor, Draft("tenant.created", "tenant", tenant.pk, {"slug": slug, "name": name, "currency": tenant.currency})))
    for work in _on_tenant_created:
        work(tenant, actor, at)
    _membership, password = add_member(admin_email, [Role.OWNER], actor=actor, at=at, language=language)
    return tenant, password


def _check_place(tenant: Tenant) -> None:
    """Refuses a currency, country or time zone that is none."""
    problems = []
    if not is_currency(tenant.currency):
        problems.append(Reason("currency", _("“%(value)s” is not a currency of ISO 4217."), "currency", {"value": tenant.currency}))
    if tenant.country not in Locale("en").territories or tenant.country == "ZZ":
        problems.append(Reason("country", _("“%(value)s” is not a country of ISO 3166."), "country", {"value": tenant.country}))
    if tenant.time_zone not in time_zones():
        problems.append(Reason("time_zone", _("“%(value)s” is not a time zone."), "time_zone", {"value": tenant.time_zone}))
    if problems:
        raise Invalid(problems)


def add_member(
    email: str, roles: Sequence[str], *, actor: Actor, at: dt.datetime, name: str = "", client_id: int | None = None,
    language: str = "uk", password: str | None = None,
) -> tuple[Membership, str | None]:  # fmt: skip
    """Takes a person into the company, by email. Gives a one-time password if the person is new.

    A back-office role lets them into the admin. `client_id`: whose user this is, a client of this company. A member whose membership had ended is taken back with the new roles. Raises NotPermitted, Invalid, Refused for a member.
    """
    require(actor, "tenants.create_membership")
    email = email.strip().lower()
    with unit_of_work(actor=actor, at=at) as unit:
        _check_client(roles, client_id)
        user = User.objects.filter(email=email).first()
        fresh = None
        if user is None:
            fresh = password or secrets.token_urlsafe(12)
            user = User(email=email, name=name, language=language, is_staff=_back_office(roles), must_change_password=password is None)
            user.set_password(fresh)
            check_fields(user, leave_out=["password"])
            user.save(force_insert=True)
        membership = locked(Membership.objects.filter(tenant_id=actor.tenant_id, user=user)).first() or Membership(
            tenant_id=actor.tenant_id, user=user, is_active=False
        )
        if membership.is_active:
            raise Refused(Reason("member_already", _("This person is a member already."), "email"))
        membership.roles, membership.client_id, membership.is_active = list(roles), client_id, True
        check_fields(membership)
        membership.save()
        if _back_office(roles) and not user.is_staff:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
        unit.drafts.append(Draft("membership.created", "membership", membership.pk, {"email": email, "roles": list(roles)}))
    return membership, fresh


def update_member(
    membership_id: int, roles: Sequence[str] | None = None, *, actor: Actor, at: dt.datetime, client_id: int | None = None,
    department: str | None = None, manager: int | None = KEEP,
) -> Membership:  # fmt: skip
    """Changes what is given: roles (with them the client), department, the manager (a membership of this company, or
    None for nobody). It holds from the member's next request on. Raises NotVisible, NotPermitted, Invalid, Refused.
    """
    require(actor, "tenants.update_membership")
    with unit_of_work(actor=actor, at=at) as unit:
        if roles is not None:
            _check_client(roles, client_id)
        membership = _membership(membership_id, actor)
        body: dict[str, Any] = {"email": membership.user.email}
        if roles is not None:
            body["roles"] = [list(membership.roles), list(roles)]
            membership.roles, membership.client_id = list(roles), client_id
        if department is not None and department.strip() != membership.department:
            body["department"] = [membership.department, department.strip()]
            membership.department = department.strip()
        if manager is not KEEP and manager != membership.manager_id:
            body["manager"] = [membership.manager_id, manager]
            membership.manager = _manager(manager, membership)
        check_fields(membership)
        _keep_an_owner(membership, actor)
        membership.save()
        unit.drafts.append(Draft("membership.updated", "membership", membership.pk, body))
    return membership


def _manager(manager_id: int | None, membership: Membership) -> Membership | None:
    """The manager's membership. Raises Invalid for another company's, and where somebody would be their own manager."""
    if manager_id is None:
        return None
    above = dict(Membership.objects.filter(tenant_id=membership.tenant_id).values_list("pk", "manager_id"))
    if manager_id not in above:
        raise Invalid(Reason("no_manager", _("There is no such member."), "manager"))
    step: int | None = manager_id
    for _hop in range(len(above)):
        if step is None:
            return Membership.objects.get(pk=manager_id)
        if step == membership.pk:
            break
        step = above[step]
    raise Invalid(Reason("manager_cycle", _("Nobody can be their own manager, directly or through others."), "manager"))


def revoke_member(membership_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> Membership:
    """Ends a membership and the exceptions on single records with it; both stop at the next request. The last owner cannot
    be revoked."""
    require(actor, "tenants.revoke_membership")
    with unit_of_work(actor=actor, at=at) as unit:
        membership = _membership(membership_id, actor)
        if not membership.is_active:
            raise Refused(Reason("ended", _("This membership has ended already.")))
        membership.is_active = False
        _keep_an_owner(membership, actor)
        membership.save(update_fields=["is_active"])
        body = {"email": membership.user.email, "exceptions_ended": end_member_grants(actor.tenant_id, membership.user_id)}
        unit.drafts.append(Draft("membership.revoked", "membership", membership.pk, body, "active", "revoked", reason))
    return membership


def _check_client(roles: Sequence[str], client_id: int | None) -> None:
    """A client's user has that role alone, since it sees what is the client's and nothing else."""
    if (Role.CLIENT in roles) != (client_id is not None) or (Role.CLIENT in roles and len(set(roles)) > 1):
        raise Invalid(Reason("client_role", _("The role “Client” stands alone and needs a client; no other role has one."), "roles"))
    if client_id is not None and not all(check(client_id) for check in _client_checks):
        raise Invalid(Reason("no_client", _("There is no such client."), "client"))


def _back_office(roles: Sequence[str]) -> bool:
    """Whether the roles let somebody into the admin."""
    return bool(set(roles) - {Role.CLIENT, Role.INTEGRATION})




def _membership(membership_id: int, actor: Actor) -> Membership:
    found = locked(Membership.objects.filter(pk=membership_id, tenant_id=actor.tenant_id)).first()
    if found is None:
        raise not_visible()
    return found


def _keep_an_owner(changed: Membership, actor: Actor) -> None:
    """Refuses to leave a company without an owner."""
    if changed.is_active and Role.OWNER in changed.roles:
        return
    others = Membership.objects.filter(tenant_id=actor.tenant_id, is_active=True).exclude(pk=changed.pk)
    if not any(Role.OWNER in item.roles for item in locked(others)):
        raise Refused(Reason("last_owner", _("A company needs an owner: make somebody else one first.")))
