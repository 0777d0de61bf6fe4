"""From draft to approved, and cancelled. Submit serves a row and a set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models

from apps.approvals import actions as approvals
from apps.contracts.models import Contract
from apps.contracts.payloads import contract_body
from apps.contracts.states import ContractState
from apps.contracts.transitions import APPROVE, CANCEL, REJECT, SUBMIT, WITHDRAW
from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.kernel.transitions import Transition
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch, performing
from apps.workflow.sets import performing_many


def submit_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """draft -> in_approval, or straight to approved where no policy applies."""
    return one(SUBMIT, _submit, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def withdraw_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """in_approval -> draft, by who submitted it; its approval request is withdrawn with it."""
    return one(WITHDRAW, _withdraw, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def approve_contract(contract_id: int, *, actor: Actor, at: dt.datetime, digest: str, reason: str = "") -> Contract:
    """in_approval -> approved, called by the approval engine when the last step is met. `digest`: of what was approved."""
    with performing(APPROVE, Contract, contract_id, actor=actor, at=at, reason=reason) as batch:
        approving(batch, digest)
    return batch.row


def reject_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Contract:
    """in_approval -> draft, called by the approval engine when a request ended without approval."""
    return one(REJECT, plainly, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def cancel_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """draft, approved -> cancelled."""
    return one(CANCEL, plainly, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def one(
    declared: Transition, apply: Callable[[Batch[Contract]], None], contract_id: int, *, actor: Actor, at: dt.datetime, reason: str,
    version: int | None, **params: Any,
) -> Contract:  # fmt: skip
    """Performs the transition on one contract; what the act was given beside goes to the batch's params."""
    with performing(
        declared, Contract, contract_id, actor=actor, at=at, reason=reason, expected_version=version, params=params
    ) as batch:
        apply(batch)
    return batch.row


def set_act(declared: Transition, apply: Callable[[Batch[Contract]], None]) -> Callable[..., SetOutcome]:
    """The same over a set."""

    def run(
        queryset: models.QuerySet[Contract], *, actor: Actor, at: dt.datetime, reason: str = "",
        params: Mapping[str, Any] | None = None, ids: Sequence[int] | None = None, after: int = 0,
        on_chunk: Callable[[SetOutcome], None] | None = None,
    ) -> SetOutcome:  # fmt: skip
        return performing_many(
            declared, queryset, apply, actor=actor, at=at, reason=reason, params=params, ids=ids, after=after, on_chunk=on_chunk
        )

    run.__name__ = f"{declared.name}_contracts"
    run.__doc__ = f"{declared.name} over a set: see performing_many."
    return run


def plainly(batch: Batch[Contract]) -> None:
    """Nothing but the state changes."""
    batch.record(contract_body)


def _submit(batch: Batch[Contract]) -> None:
    asked = approvals.open_requests("contract", batch.rows, actor=batch.actor, at=batch.at)
    for row in batch.rows:
        batch.to(row, ContractState.IN_APPROVAL if row.pk in asked else ContractState.APPROVED)
    batch.record(contract_body)


def _withdraw(batch: Batch[Contract]) -> None:
    ids = [row.pk for row in batch.rows]
    refuse(batch, approvals.close_withdrawn("contract", ids, actor=batch.actor, at=batch.at, reason=batch.reason))
    batch.record(contract_body)


def approving(batch: Batch[Contract], digest: str) -> None:
    """The rows remember what was approved."""
    for row in batch.rows:
        row.approved_digest = digest
    batch.record(lambda row: contract_body(row) | {"digest": row.approved_digest})


def refuse(batch: Batch[Any], against: Mapping[int, Reason]) -> None:
    """Takes out the rows that something speaks against."""
    for row in list(batch.rows):
        if row.pk in against:
            batch.refuse(row, against[row.pk])


submit_contracts = set_act(SUBMIT, _submit)
