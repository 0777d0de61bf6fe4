"""From draft to approved, and cancelled. Submit serves a row and a set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models

from apps.contracts import policies
from apps.contracts.models import Contract
from apps.contracts.payloads import contract_body
from apps.contracts.states import ContractState
from apps.contracts.transitions import APPROVE, CANCEL, REJECT, SUBMIT, WITHDRAW
from apps.kernel.actor import Actor
from apps.kernel.transitions import Transition
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch, performing
from apps.workflow.sets import performing_many


def submit_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """draft -> in_approval, or straight to approved where no policy applies."""
    return one(SUBMIT, _submit, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def withdraw_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """in_approval -> draft."""
    return one(WITHDRAW, plainly, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def approve_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Contract:
    """in_approval -> approved. Called by the approvals mechanism only."""
    return one(APPROVE, plainly, contract_id, actor=actor, at=at, reason=reason, version=expected_version)


def reject_contract(contract_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Contract:
    """in_approval -> draft, with the reason. Called by the approvals mechanism only."""
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
    for row in batch.rows:
        batch.to(row, ContractState.IN_APPROVAL if policies.needs_approval(row) else ContractState.APPROVED)
    batch.record(contract_body)


submit_contracts = set_act(SUBMIT, _submit)
