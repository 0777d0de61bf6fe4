"""The company's groups of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.db import locked, refusing_constraints
from apps.kernel.errors import Invalid, Reason, Refused, not_visible
from apps.tenants.models import GroupMember, Membership, PeopleGroup
from apps.tenants.permission import require
from apps.tenants.roles import CLIENT
from apps.workflow.given import check_fields
from apps.workflow.unit import unit_of_work


def create_group(name: str, *, actor: Actor, at: dt.datetime, members: Sequence[int] = ()) -> PeopleGroup:
    """A group of the company with the members, given by membership. Raises NotPermitted, Invalid, Refused for a name that is
    taken."""
    require(actor, "tenants.create_group")
    with unit_of_work(actor=actor, at=at) as unit:
        group = PeopleGroup(tenant_id=actor.tenant_id, name=name.strip(), created_at=at)
        check_fields(group, leave_out=["tenant", "created_at"])
        with refusing_constraints(PeopleGroup):
            group.save(force_insert=True)
        people = [_add(group, membership_id, at) for membership_id in dict.fromkeys(members)]
        unit.drafts.append(Draft("people_group.created", "people_group", group.pk, {"name": group.name, "members": people}))
    return group


def rename_group(group_id: int, name: str, *, actor: Actor, at: dt.datetime, reason: str = "") -> PeopleGroup:
    """Another name for the group. Raises NotVisible, NotPermitted, Invalid, Refused for a name that is taken."""
    require(actor, "tenants.update_group")
    with unit_of_work(actor=actor, at=at) as unit:
        group = _group(group_id, actor)
        before, group.name = group.name, name.strip()
        check_fields(group, leave_out=["tenant", "created_at"])
        with refusing_constraints(PeopleGroup):
            group.save(update_fields=["name"])
        unit.drafts.append(Draft("people_group.renamed", "people_group", group.pk, {"name": [before, group.name]}, reason=reason))
    return group


def add_group_member(group_id: int, membership_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> PeopleGroup:
    """Takes a member of the company into the group; what is shared with it holds for them from the next request on.
    Locks the group, then the membership. Raises NotVisible, NotPermitted, Invalid, Refused for who belongs to it."""
    require(actor, "tenants.update_group")
    with unit_of_work(actor=actor, at=at) as unit:
        group = _group(group_id, actor)
        email = _add(group, membership_id, at)
        body = {"name": group.name, "membership_id": membership_id, "person": email}
        unit.drafts.append(Draft("people_group.member_added", "people_group", group.pk, body, reason=reason))
    return group


def remove_group_member(group_id: int, membership_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> PeopleGroup:
    """Takes a person out of the group; what they had by it stops at the next request. Raises NotVisible, NotPermitted,
    Refused for who does not belong to it."""
    require(actor, "tenants.update_group")
    with unit_of_work(actor=actor, at=at) as unit:
        group = _group(group_id, actor)
        member = GroupMember.objects.select_related("membership__user").filter(group=group, membership_id=membership_id).first()
        if member is None:
            raise Refused(Reason("no_group_member", _("This person does not belong to the group.")))
        body = {"name": group.name, "membership_id": membership_id, "person": member.membership.user.email}
        member.delete()
        unit.drafts.append(Draft("people_group.member_removed", "people_group", group.pk, body, reason=reason))
    return group


def _add(group: PeopleGroup, membership_id: int, at: dt.datetime) -> str:
    member = locked(Membership.objects.filter(pk=membership_id, tenant_id=group.tenant_id)).first()
    if member is None or not member.is_active:
        raise Invalid(Reason("no_member", _("There is no such member."), "members"))
    if CLIENT in member.roles:
        said = _("The user of a client sees what is the client's and nothing else: they belong to no group.")
        raise Invalid(Reason("client_user", said, "members"))
    with refusing_constraints(GroupMember):
        GroupMember.objects.create(tenant_id=group.tenant_id, group=group, membership=member, added_at=at)
    return member.user.email


def _group(group_id: int, actor: Actor) -> PeopleGroup:
    found = locked(PeopleGroup.objects.filter(pk=group_id)).first()
    if found is None:
        raise not_visible()
    return found


