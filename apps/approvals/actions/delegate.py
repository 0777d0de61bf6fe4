"""A person's approvals handed to another for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.approvals import subjects
from apps.approvals.models import Delegation
from apps.approvals.payloads import delegation_body
from apps.approvals.people import Roster
from apps.approvals.transitions import DELEGATE, REVOKE
from apps.kernel.actor import Actor
from apps.kernel.db import reasons_of
from apps.kernel.errors import Invalid, NotPermitted, Reason
from apps.workflow.runner import creating, performing

MANAGE = "approvals.manage_delegations"


def delegate(
    taker_id: int, *, actor: Actor, at: dt.datetime, starts_on: dt.date, ends_before: dt.date, kinds: Sequence[str] = (),
    cap_minor: int | None = None, currency: str = "", giver_id: int | None = None, reason: str = "",
) -> Delegation:  # fmt: skip
    """Lets another user decide what the actor may decide; the owner of the company may name another giver.

    `kinds`: subject kinds, none for all. `cap_minor`: the largest amount, in minor units of `currency`. Raises
    NotPermitted, Invalid.
    """
    with creating(DELEGATE, Delegation, actor=actor, at=at, reason=reason) as batch:
        giver_id = giver_id or actor.user_id
        if giver_id != actor.user_id and not actor.may(MANAGE):
            raise NotPermitted(Reason("not_yours", _("You may delegate your own approvals only."), "giver"))
        row = Delegation(
            giver_id=giver_id, taker_id=taker_id, starts_on=starts_on, ends_before=ends_before, kinds=sorted(set(kinds)),
            cap_minor=cap_minor, currency=currency,
        )  # fmt: skip
        problems = _problems(row, Roster(actor.tenant_id, at))
        if problems:
            raise Invalid(problems)
        batch.add(row)
        batch.record(delegation_body)
    return row


def _problems(row: Delegation, roster: Roster) -> list[Reason]:
    found = []
    try:
        row.clean_fields(exclude=["giver", "taker", "kinds"])
    except ValidationError as error:
        found += reasons_of(error)
    if row.giver_id is None or row.giver_id not in roster.members:
        found.append(Reason("no_member", _("There is no such member."), "giver"))
    if row.taker_id not in roster.deciders:
        found.append(Reason("no_decider", _("There is no such member, or they may not decide."), "taker"))
    if row.giver_id == row.taker_id:
        found.append(Reason("to_oneself", _("Delegate to somebody else."), "taker"))
    if row.ends_before <= row.starts_on:
        found.append(Reason("period", _("The period must end after it starts."), "ends_before"))
    elif row.ends_before <= roster.day:
        found.append(Reason("over", _("These days have passed."), "ends_before"))
    if any(subjects.find(kind) is None for kind in row.kinds):
        found.append(Reason("no_such_kind", _("Nothing of this kind can be approved."), "kinds"))
    if (row.cap_minor is None) != (row.currency == "") or (row.cap_minor is not None and row.cap_minor <= 0):
        found.append(Reason("cap", _("An amount needs a currency, and is more than zero."), "cap_minor"))
    return found


def revoke_delegation(
    delegation_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> Delegation:
    """active -> revoked, by the giver or the owner of the company; it stops with the next decision."""
    with performing(REVOKE, Delegation, delegation_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        if batch.row.giver_id != actor.user_id and not actor.may(MANAGE):
            raise NotPermitted(Reason("not_yours", _("You may revoke your own delegations only.")))
        batch.record(delegation_body)
    return batch.row
