"""Sharing with a group, of any noun that may be shared."""

from __future__ import annotations

import contextlib
from typing import Any

from django.db import IntegrityError, transaction

from apps.clients import actions as clients
from apps.contracts import actions as contracts
from apps.invoices import actions as invoices
from apps.tenants import grants
from apps.tenants.grants import Holder
from apps.tenants.models import PeopleGroup
from apps.workflow import sharing
from apps.workflow.runner import Batch
from tests.factories import AT
from tests.scenarios.transitions import WHY, Case


def the_group(tenant_id: int) -> Holder:
    """The company's group "Partners"."""
    found, _made = PeopleGroup.objects.get_or_create(name="Partners", defaults={"tenant_id": tenant_id, "created_at": AT})
    return Holder(group_id=found.pk)


def given_by_hand(row: Any) -> Holder:
    """The row is shared with the group; without a trace, so that taking it back is all that is seen. Of two who race, one gives."""
    holder = the_group(row.tenant_id)
    with contextlib.suppress(IntegrityError), transaction.atomic():
        grants.give(type(row), [row.pk], holder, permissions=[f"view_{row.subject_kind}"], last_on=None, ends_at=None, at=AT, by="test")
    return holder


def cases(noun: str, acts: Any, about: Any) -> dict[str, Case]:
    """Both cases of a noun."""
    update = [f"update_{noun}"]

    def unshared(batch: Batch[Any]) -> None:
        for row in batch.rows:
            holder = given_by_hand(row)
        sharing.take(batch, holder, about=about)

    share, unshare = getattr(acts, f"share_{noun}"), getattr(acts, f"unshare_{noun}")
    return {
        f"{noun}.share": Case(
            lambda row, actor: share(row.pk, the_group(row.tenant_id), update, actor=actor, **WHY),
            lambda batch: sharing.give(batch, the_group(batch.actor.tenant_id), update, last_on=None, about=about),
        ),
        f"{noun}.unshare": Case(lambda row, actor: unshare(row.pk, given_by_hand(row), actor=actor, **WHY), unshared),
    }


MAKERS: dict[str, Any] = {}
CASES = (
    cases("client", clients, lambda row: {"code": row.code})
    | cases("contract", contracts, lambda row: {"number": row.number})
    | cases("invoice", invoices, lambda row: {"number": row.number})
)
