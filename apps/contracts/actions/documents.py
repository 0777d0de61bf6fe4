"""Documents: files attached to a contract, as they were, for good."""

from __future__ import annotations

import datetime as dt

from apps.contracts import files
from apps.contracts.actions.decide import one
from apps.contracts.models import Contract, ContractDocument
from apps.contracts.transitions import ATTACH
from apps.kernel.actor import Actor
from apps.workflow import storage
from apps.workflow.runner import Batch


def attach_document(
    contract_id: int, data: bytes, name: str, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ContractDocument:
    """Attaches a file: PDF, DOCX, XLSX, PNG, JPEG or P7S by its content, at most files.MAX_BYTES.

    The file is written before the row, under its digest, so a row is never without its file; a file whose row was
    refused lies unused. Locks the contract. Raises Invalid (what the file is, or its size), NotVisible, NotPermitted,
    Refused for a file that the contract has.
    """
    kept = files.checked(data, name)
    made: list[ContractDocument] = []

    def apply(batch: Batch[Contract]) -> None:
        files.FILES.store(kept.data, actor.tenant_id, kept.sha256)
        made.append(attach(batch, kept))

    one(ATTACH, apply, contract_id, actor=actor, at=at, reason=reason, version=expected_version)
    return made[0]


def attach(batch: Batch[Contract], kept: files.Kept) -> ContractDocument:
    """The rows of a checked and stored file, one for each contract in hand; the last of them."""
    rows = [
        ContractDocument(
            contract=contract, name=kept.name, content_type=kept.content_type, size=len(kept.data), sha256=kept.sha256,
            uploaded_by=batch.actor.label[:160], uploaded_by_id=batch.actor.user_id, uploaded_at=batch.at,
        )
        for contract in batch.rows
    ]  # fmt: skip
    storage.insert(rows)
    batch.record(lambda row: {"number": row.number, "name": kept.name, "sha256": kept.sha256, "size": len(kept.data)})
    return rows[-1]
