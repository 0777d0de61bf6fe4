"""Contracts of a monthly term and a milestone, about to end, and amendments of their titles."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from apps.contracts import actions as acts
from apps.contracts import files
from apps.contracts.actions import amend, force
from apps.contracts.actions.decide import _submit, _withdraw, approving, plainly
from apps.contracts.actions.documents import attach
from apps.contracts.actions.draft import TermDraft
from apps.contracts.payloads import amendment_body, contract_body
from apps.tenants.models import Tenant
from apps.workflow.runner import Batch
from tests import factories as make
from tests.factories import AT
from tests.factories.contracts import SIGNED_ON, amendment, contract_in, monthly, policy_for_all
from tests.scenarios.transitions import WHY, Case, by_key, each

DIGEST = "d" * 64
NOTED = b"%PDF-1.7\nanother\n%%EOF\n"
MILESTONE = TermDraft("milestone", "Handed over", Decimal("500"), "none")


def a_contract(company: Tenant, state: str, number: int, **head: Any) -> Any:
    tag = head.pop("tag", state)
    client = make.client(company, f"K-{tag}-{number}")
    # What has expired ended the day before; what is to be expired has a maker of its own.
    values = {"ends_before": dt.date(2026, 3, 31) if state == "expired" else dt.date(2026, 5, 1), "terms": [monthly(), MILESTONE]}
    values |= {} if state == "expired" else {"renewal": "manual", "renewal_months": 12}
    return contract_in(state, company, client, f"D-{tag}-{number}", **values | head)


def an_ended_contract(company: Tenant, number: int) -> Any:
    return a_contract(company, "active", number, ends_before=AT.date(), renewal="none", renewal_months=0)


def an_amendment(company: Tenant, state: str, number: int) -> Any:
    how: dict[str, Any] = {"actor": make.system(company), **WHY}
    made = amendment(company, a_contract(company, "active", number, tag=f"amendment-{state}"))
    if state == "in_approval" or state == "rejected":
        with policy_for_all(company):
            made = acts.submit_amendment(made.pk, **how)
        return acts.reject_amendment(made.pk, **how) if state == "rejected" else made
    if state == "approved":
        return acts.submit_amendment(made.pk, **how)
    return acts.withdraw_amendment(made.pk, **how) if state == "withdrawn" else made


def activated(batch: Batch[Any]) -> None:
    batch.params = {"signed_on": SIGNED_ON}
    force._activate(batch)


def attached(batch: Batch[Any]) -> None:
    kept = files.checked(NOTED, "note.pdf")
    files.FILES.store(kept.data, batch.actor.tenant_id, kept.sha256)
    attach(batch, kept)


def amended(batch: Batch[Any]) -> None:
    for row in batch.rows:
        row.title, row.terms_version = "Renamed", 2
    batch.record(
        lambda row: contract_body(row)
        | {"amendment_id": 1, "amendment": 1, "changes": {"fields": {"title": [f"Contract {row.number}", "Renamed"]}, "terms": []}}
    )


def amend_once(row: Any, actor: Any) -> Any:
    """By the act that applies amendments: one that is drawn up here, or none where there can be none or the actor may not."""
    if row.state not in ("approved", "active", "suspended") or not actor.is_system:
        from apps.contracts.models import Amendment

        return amend._apply(Amendment(contract=row, number=1, changes={"fields": {}, "terms": []}), actor, AT, "why")
    return acts.submit_amendment(amendment_of(row).pk, actor=actor, **WHY)


def amendment_of(row: Any) -> Any:
    from apps.tenants.models import Tenant as Company

    return amendment(Company.objects.get(pk=row.tenant_id), row)


def retitled(row: Any, batch: Batch[Any]) -> None:
    row.title = "Other words"


MAKERS = {"contracts.Contract": a_contract, "contracts.Amendment": an_amendment}
CASES = {
    "contract.update": Case(
        lambda row, actor: acts.update_contract(row.pk, actor=actor, title="New", **WHY),
        each(
            lambda row, batch: setattr(row, "title", "New"),
            lambda row: {"number": row.number, "changed": {"title": [f"Contract {row.number}", "New"]}},
        ),
    ),
    "contract.submit": by_key(acts.submit_contract, _submit),
    "contract.withdraw": by_key(acts.withdraw_contract, _withdraw),
    "contract.approve": Case(
        lambda row, actor: acts.approve_contract(row.pk, digest=DIGEST, actor=actor, **WHY), lambda batch: approving(batch, DIGEST)
    ),
    "contract.reject": by_key(acts.reject_contract, plainly),
    "contract.cancel": by_key(acts.cancel_contract, plainly),
    "contract.activate": Case(lambda row, actor: acts.activate_contract(row.pk, SIGNED_ON, actor=actor, **WHY), activated),
    "contract.suspend": by_key(acts.suspend_contract, plainly),
    "contract.resume": by_key(acts.resume_contract, plainly),
    "contract.terminate": Case(
        lambda row, actor: acts.terminate_contract(row.pk, AT.date(), actor=actor, **WHY), force._terminate
    ),
    "contract.expire": by_key(acts.expire_contract, force._expire, make=an_ended_contract),
    "contract.renew": by_key(acts.renew_contract, force._renew),
    "contract.remind": by_key(acts.remind_of_notice, force._remind),
    "contract.attach": Case(lambda row, actor: acts.attach_document(row.pk, NOTED, "note.pdf", actor=actor, **WHY), attached),
    "contract.reach": Case(
        lambda row, actor: acts.reach_milestone(row.pk, row.terms.filter(kind="milestone").values_list("pk", flat=True)[0], actor=actor, **WHY),
        force._reach,
    ),
    "contract.amend": Case(amend_once, amended),
    "amendment.update": Case(
        lambda row, actor: acts.update_amendment(row.pk, actor=actor, title="Other words", **WHY), each(retitled, amendment_body)
    ),
    "amendment.submit": by_key(acts.submit_amendment, amend._submit),
    "amendment.withdraw": by_key(acts.withdraw_amendment, amend._withdraw),
    "amendment.approve": Case(
        lambda row, actor: acts.approve_amendment(row.pk, digest=DIGEST, actor=actor, **WHY), lambda batch: amend.approving(batch, DIGEST)
    ),
    "amendment.reject": by_key(acts.reject_amendment, amend._plainly),
}
