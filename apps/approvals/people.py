"""Who may decide, asked of the memberships, grants and delegations as they stand now; never of a stored list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Q

from apps.approvals import subjects
from apps.approvals.models import Delegation, PolicyStep
from apps.approvals.states import DelegationState, Who
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.tenants.actors import actor_of_membership
from apps.tenants.grants import holders_of
from apps.tenants.models import Membership, Tenant

DECIDE = "approvals.decide_request"


@dataclass(frozen=True)
class Asked:
    """What a step is asked about. `about_id` None: an imagined document."""

    kind: str
    about_id: int | None
    amount_minor: int
    currency: str
    owner_user_id: int | None


class Roster:
    """The active members of the bound tenant and the delegations of a day, read once."""

    def __init__(self, tenant_id: int, at: dt.datetime) -> None:
        self.tenant = Tenant.objects.get(pk=tenant_id)
        self.day = clock.local_date(at, self.tenant.time_zone)
        found = Membership.objects.filter(tenant_id=tenant_id, is_active=True, user__is_active=True).select_related("user", "manager")
        self.members = {member.user_id: member for member in found}

    @cached_property
    def actors(self) -> dict[int, Actor]:
        """Every member as they would act now."""
        return {user_id: actor_of_membership(member, door="job") for user_id, member in self.members.items()}

    @cached_property
    def deciders(self) -> frozenset[int]:
        """The people who may decide on anything at all."""
        return frozenset(user_id for user_id, actor in self.actors.items() if actor.may(DECIDE))

    @cached_property
    def delegations(self) -> list[Delegation]:
        """The delegations that hold on the day."""
        held = Delegation.objects.filter(state=DelegationState.ACTIVE, starts_on__lte=self.day, ends_before__gt=self.day)
        return list(held.order_by("pk"))

    def label(self, user_id: int) -> str:
        """The person's name, or address, or number where they are no member."""
        member = self.members.get(user_id)
        return (member.user.name or member.user.email) if member else f"№ {user_id}"

    def people_of(self, rule: PolicyStep, asked: Asked) -> frozenset[int]:
        """Whom the step asks: active members who may decide. A delegation is looked up apart."""
        return self._found(rule, asked) & self.deciders

    def _found(self, rule: PolicyStep, asked: Asked) -> frozenset[int]:
        if rule.who == Who.ROLE:
            return self.with_role(rule.role)
        if rule.who == Who.USER:
            return frozenset({rule.user_id} if rule.user_id else ())
        if rule.who == Who.MANAGER:
            manager = self.manager_of(asked.owner_user_id)
            return frozenset({manager} if manager else ())
        return self.holders(rule.permission, asked)

    def with_role(self, role: str) -> frozenset[int]:
        """Members who have the role."""
        return frozenset(user_id for user_id, member in self.members.items() if role in member.role_set)

    def manager_of(self, user_id: int | None) -> int | None:
        """The manager of a member, if both are active members."""
        member = self.members.get(user_id) if user_id is not None else None
        manager = member.manager if member else None
        return manager.user_id if manager is not None and manager.user_id in self.members else None

    def holders(self, codename: str, asked: Asked) -> frozenset[int]:
        """Members who hold the permission on the document: by role, or by a grant on this one, their own or of
        a group of theirs, that has not ended."""
        subject = subjects.get(asked.kind)
        name = f"{subject.model._meta.app_label}.{codename}"
        by_role = {user_id for user_id, actor in self.actors.items() if actor.client_id is None and actor.may(name)}
        if asked.about_id is None:
            return frozenset(by_role)
        single = holders_of(subject.model, asked.about_id, codename) & self.members.keys()
        return frozenset(by_role | {user_id for user_id in single if self.actors[user_id].client_id is None})

    def escalated_to(self, rule: PolicyStep) -> frozenset[int]:
        """Whom a late step goes to."""
        found = self.with_role(rule.escalate_role) if rule.escalate_role else frozenset({rule.escalate_user_id} if rule.escalate_user_id else ())
        return found & self.deciders

    def givers_to(self, taker: int, asked: Asked) -> list[int]:
        """Those on whose behalf the person may decide on it."""
        return sorted({item.giver_id for item in self.delegations if item.taker_id == taker and covers(item, asked)})

    def takers_from(self, givers: Iterable[int], asked: Asked) -> dict[int, list[int]]:
        """Giver to takers who may decide at all, for those of the givers who have delegated."""
        wanted, found = set(givers), {}
        for item in self.delegations:
            if item.giver_id in wanted and item.taker_id in self.deciders and covers(item, asked):
                found.setdefault(item.giver_id, []).append(item.taker_id)
        return found


def covers(delegation: Delegation, asked: Asked) -> bool:
    """True if the delegation is for this kind and amount; an amount in another currency is above any cap."""
    if delegation.kinds and asked.kind not in delegation.kinds:
        return False
    return delegation.cap_minor is None or (delegation.currency == asked.currency and abs(asked.amount_minor) <= delegation.cap_minor)


def covered_q(delegation: Delegation) -> Q:
    """`covers` as a WHERE on steps of requests."""
    where = Q(about_kind__in=delegation.kinds) if delegation.kinds else Q()
    if delegation.cap_minor is not None:
        where &= Q(currency=delegation.currency, amount_minor__lte=delegation.cap_minor, amount_minor__gte=-delegation.cap_minor)
    return where


def queue_key(rule: PolicyStep, owner_user_id: int | None) -> str:
    """Whom an open step waits for, as a key that the queue is indexed by."""
    name: Any = {Who.ROLE: rule.role, Who.USER: rule.user_id, Who.MANAGER: owner_user_id or 0, Who.HOLDERS: rule.permission}[Who(rule.who)]
    return f"{rule.who}:{name}"


def escalated_key(rule: PolicyStep) -> str:
    """Whom an escalated step waits for."""
    return f"role:{rule.escalate_role}" if rule.escalate_role else f"user:{rule.escalate_user_id}"


def as_engine(actor: Actor) -> Actor:
    """The engine, acting in the name of who decided: what follows from a decision needs no right of the decider's."""
    return replace(actor, is_system=True)
