"""Sharing with a group, of any noun that may be shared."""

from __future__ import annotations

from typing import Any

from apps.clients import actions as clients
from apps.contracts import actions as contracts
from apps.invoices import actions as invoices
from apps.tenants import grants
from apps.tenants.grants import Holder
from apps.tenants.models import PeopleGroup, Tenant
from apps.workflow import sharing
from apps.workflow.runner import Batch
from tests.factories import AT
from tests.scenarios import transitions
from tests.scenarios.transitions import WHY, Case


def the_group(tenant_id: int) -> Holder:
    """The company's group "Partners"."""
    found, _made = PeopleGroup.objects.get_or_create(name="Partners", defaults={"tenant_id": tenant_id, "created_at": AT})
    return Holder(group_id=found.pk)


def given_by_hand(row: Any) -> Holder:
    """The row is shared with the group; without a trace, so that taking it back is all that is seen."""
    holder = the_group(row.tenant_id)
    grants.give(type(row), [row.pk], holder, permissions=[f"view_{row.subject_kind}"], last_on=None, ends_at=None, at=AT, by="test")
    return holder


def cases(label: str, state: str, acts: Any, *, about: Any) -> dict[str, Case]:
    """Both cases of a model, on a row in its first state."""
    noun = label.partition(".")[2].lower()
    update = [f"update_{noun}"]

    def unshared(batch: Batch[Any]) -> None:
        sharing.take(batch, the_group(batch.actor.tenant_id), about=about)

    def a_shared_one(company: Tenant, number: int) -> Any:
        row = transitions.MAKERS[label](company, state, number)
        given_by_hand(row)
        return row

    share, unshare = getattr(acts, f"share_{noun}"), getattr(acts, f"unshare_{noun}")
    return {
        f"{noun}.share": Case(
            lambda row, actor: share(row.pk, the_group(row.tenant_id), update, actor=actor, **WHY),
            lambda batch: sharing.give(batch, the_group(batch.actor.tenant_id), update, last_on=None, about=about),
        ),
        f"{noun}.unshare": Case(
            lambda row, actor: unshare(row.pk, the_group(row.tenant_id), actor=actor, **WHY), unshared, make=a_shared_one,
        ),
    }


MAKERS: dict[str, Any] = {}
CASES = (
    cases("clients.Client", "prospect", clients, about=lambda row: {"code": row.code})
    | cases("contracts.Contract", "draft", contracts, about=lambda row: {"number": row.number})
    | cases("invoices.Invoice", "draft", invoices, about=lambda row: {"number": row.number})
)
