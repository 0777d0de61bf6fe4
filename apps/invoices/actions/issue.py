"""From draft to issued, and void. Each act serves a row and a set."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import prefetch_related_objects

from apps.approvals import actions as approvals
from apps.invoices.actions.bill_hours import bill_issued, lock_hours
from apps.invoices.actions.credit import crediting, finish_crediting, lock_corrected
from apps.invoices.credit import over_limit
from apps.invoices.models import BilledPeriod, Invoice
from apps.invoices.numbering import take_numbers
from apps.invoices.payloads import invoice_body
from apps.invoices.periods import closed_in, reason_of
from apps.invoices.states import InvoiceState
from apps.invoices.transitions import APPROVE, ISSUE, REJECT, REOPEN, SUBMIT, VOID, WITHDRAW
from apps.invoices.valid_codes import ended_since
from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.kernel.transitions import Transition
from apps.workflow import storage
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch, performing
from apps.workflow.sets import performing_many
from apps.workflow.unit import unit_of_work


def submit_invoice(invoice_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Invoice:
    """draft -> in_approval, or straight to approved where no policy applies. Refused where a line's tax code ended before the tax point."""
    return _one(SUBMIT, _submit, invoice_id, actor, at, reason, expected_version)


def withdraw_invoice(invoice_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Invoice:
    """in_approval -> draft, by who submitted it; its approval request is withdrawn with it."""
    return _one(WITHDRAW, _withdraw, invoice_id, actor, at, reason, expected_version)


def approve_invoice(invoice_id: int, *, actor: Actor, at: dt.datetime, digest: str, reason: str = "") -> Invoice:
    """in_approval -> approved, called by the approval engine when the last step is met. `digest`: of what was approved."""
    with performing(APPROVE, Invoice, invoice_id, actor=actor, at=at, reason=reason) as batch:
        approving(batch, digest)
    return batch.row


def reject_invoice(invoice_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> Invoice:
    """in_approval -> draft, called by the approval engine when a request ended without approval."""
    return _one(REJECT, _plain, invoice_id, actor, at, reason, None)


def reopen_invoice(invoice_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Invoice:
    """approved -> draft, to edit it again; what was approved counts no more."""
    return _one(REOPEN, _reopen, invoice_id, actor, at, reason, expected_version)


def issue_invoice(invoice_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Invoice:
    """approved -> issued, with the next number of its series and year.

    Refused where its content is not what was approved, or was never approved though a policy asks for it; and where it
    would take what the client owes over its credit limit, with the figures; and where a line's tax code ended before the
    tax point. A credit note is put on the invoice that it corrects in the same transaction: refused where that has less
    open. Shifts whose hours it bills are billed with it. Locks: the shifts, the invoice that is corrected, the invoice,
    then the client if it has a limit, then the number series, then the tenant's journal head.
    """
    with unit_of_work(actor=actor, at=at):
        lock_issued([invoice_id])
        return _one(ISSUE, _issue, invoice_id, actor, at, reason, expected_version)


def void_invoice(invoice_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Invoice:
    """issued -> void; the number stays. Needs a reason; refused while money is allocated, and behind a credit. Periods of contracts that it
    billed are to be billed again."""
    return _one(VOID, _void, invoice_id, actor, at, reason, expected_version)


def _one(
    declared: Transition, apply: Callable[[Batch[Invoice]], None], invoice_id: int, actor: Actor, at: dt.datetime, reason: str,
    version: int | None,
) -> Invoice:  # fmt: skip
    with performing(declared, Invoice, invoice_id, actor=actor, at=at, reason=reason, expected_version=version) as batch:
        apply(batch)
    return batch.row


def _set_act(
    declared: Transition, apply: Callable[[Batch[Invoice]], None], lock_before: Callable[[Sequence[int]], None] | None = None
) -> Callable[..., SetOutcome]:
    def run(
        queryset: models.QuerySet[Invoice], *, actor: Actor, at: dt.datetime, reason: str = "",
        params: Mapping[str, Any] | None = None, ids: Sequence[int] | None = None, after: int = 0,
        on_chunk: Callable[[SetOutcome], None] | None = None,
    ) -> SetOutcome:  # fmt: skip
        return performing_many(
            declared, queryset, apply, actor=actor, at=at, reason=reason, params=params, ids=ids, after=after, on_chunk=on_chunk,
            lock_before=lock_before,
        )  # fmt: skip

    run.__name__ = f"{declared.name}_invoices"
    run.__doc__ = f"{declared.name} over a set: see performing_many."
    return run


def _plain(batch: Batch[Invoice]) -> None:
    batch.record(invoice_body)


def _submit(batch: Batch[Invoice]) -> None:
    _refuse(batch, ended_since(batch.rows))
    asked: set[int] = set()
    for kind, rows in _by_kind(batch.rows):
        asked |= approvals.open_requests(kind, rows, actor=batch.actor, at=batch.at).keys()
    for row in batch.rows:
        batch.to(row, InvoiceState.IN_APPROVAL if row.pk in asked else InvoiceState.APPROVED)
    batch.record(invoice_body)


def _withdraw(batch: Batch[Invoice]) -> None:
    for kind, rows in _by_kind(batch.rows):
        _refuse(batch, approvals.close_withdrawn(kind, [row.pk for row in rows], actor=batch.actor, at=batch.at, reason=batch.reason))
    batch.record(invoice_body)


def approving(batch: Batch[Invoice], digest: str) -> None:
    """The rows remember what was approved."""
    for row in batch.rows:
        row.approved_digest = digest
    batch.record(lambda row: invoice_body(row) | {"digest": row.approved_digest})


def _reopen(batch: Batch[Invoice]) -> None:
    for row in batch.rows:
        row.approved_digest = ""
    batch.record(invoice_body)


def _refuse(batch: Batch[Invoice], against: Mapping[int, Reason] | Mapping[int, Sequence[Reason]]) -> None:
    for row in list(batch.rows):
        if row.pk in against:
            found = against[row.pk]
            batch.refuse(row, *([found] if isinstance(found, Reason) else found))


def _against_closed(rows: Sequence[Invoice], *names: str) -> dict[int, list[Reason]]:
    """Reasons against what is dated, by one of these fields, in a month that is closed."""
    found = {row.pk: [reason_of(day) for day in closed_in(getattr(row, name) for name in names)] for row in rows}
    return {pk: reasons for pk, reasons in found.items() if reasons}


def lock_issued(ids: Sequence[int]) -> None:
    """Locks, before the invoices, the shifts whose hours they bill, and then the invoices that they correct."""
    lock_hours(ids)
    lock_corrected(ids)


def _issue(batch: Batch[Invoice]) -> None:
    _refuse(batch, _against_closed(batch.rows, "issue_on", "tax_point_on"))
    _refuse(batch, ended_since(batch.rows))
    prefetch_related_objects([row for row in batch.rows if row.approved_digest], "lines")
    for kind, rows in _by_kind(batch.rows):
        digests = {row.pk: row.approved_digest for row in rows}
        _refuse(batch, approvals.unproven(kind, digests, rows, actor=batch.actor, at=batch.at))
    for row, reason in over_limit(batch.rows):
        batch.refuse(row, reason)
    credited, against = crediting(batch)
    _refuse(batch, against)
    groups: dict[tuple[str, int], list[Invoice]] = defaultdict(list)
    for row in batch.rows:
        groups[row.series, row.issue_on.year].append(row)
    for (series, year), rows in sorted(groups.items()):
        for row, number in zip(rows, take_numbers(series, year, len(rows)), strict=True):
            row.number = number
            row.payment_reference = row.payment_reference or number
    finish_crediting(credited)
    bill_issued(batch.rows, actor=batch.actor, at=batch.at)
    batch.record(invoice_body)


def _by_kind(rows: Sequence[Invoice]) -> list[tuple[str, list[Invoice]]]:
    """The rows by the kind under which they are approved."""
    found: dict[str, list[Invoice]] = defaultdict(list)
    for row in rows:
        found[row.approval_kind].append(row)
    return sorted(found.items())


def _void(batch: Batch[Invoice]) -> None:
    _refuse(batch, _against_closed(batch.rows, "issue_on"))
    for row in batch.rows:
        row.open_minor = 0
    storage.delete_children(BilledPeriod.objects.filter(invoice_id__in=[row.pk for row in batch.rows]))
    batch.record(invoice_body)


submit_invoices = _set_act(SUBMIT, _submit)
issue_invoices = _set_act(ISSUE, _issue, lock_issued)
void_invoices = _set_act(VOID, _void)
