"""Write-offs: asked for, approved where a policy applies, and applied to the invoice in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.approvals import actions as approvals
from apps.approvals.people import as_engine
from apps.invoices.actions.credit import owed, uncreditable
from apps.invoices.models import Invoice, WriteOff
from apps.invoices.payloads import owed_body, write_off_body
from apps.invoices.transitions import APPROVE_WRITE_OFF, ASK_WRITE_OFF, REJECT_WRITE_OFF, WITHDRAW_WRITE_OFF, WRITE_OFF
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, Refused
from apps.kernel.money import decimal_text
from apps.workflow.runner import Batch, creating, finish, performing, take_chunk
from apps.workflow.unit import unit_of_work


def write_off_invoice(invoice_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> WriteOff:
    """Asks to give up all that is open of the invoice, with a reason; applied at once where no policy applies.

    Locks the invoice. Raises NotVisible, NotPermitted, Stale, Invalid (no reason), Refused (nothing open, a proforma or a
    credit note, one that is waiting already).
    """
    if not reason.strip():
        raise Invalid(Reason("reason_needed", _("Say why: a reason is needed."), "reason"))
    with unit_of_work(actor=actor, at=at):
        with creating(ASK_WRITE_OFF, WriteOff, actor=actor, at=at, reason=reason.strip()) as batch:
            invoice = owed(invoice_id, actor=actor, expected_version=expected_version)
            if reasons := uncreditable(invoice, 0):
                raise Refused(reasons)
            row = WriteOff(
                invoice=invoice, amount_minor=invoice.open_minor, currency=invoice.currency, reason=reason.strip(), live_key=invoice.pk
            )
            batch.add(row)
            batch.record(write_off_body)
        if approvals.open_request("write_off", row, actor=actor, at=at) is None:
            return approve_write_off(row.pk, actor=as_engine(actor), at=at, digest="", reason=reason.strip())
    return row


def approve_write_off(write_off_id: int, *, actor: Actor, at: dt.datetime, digest: str, reason: str = "") -> WriteOff:
    """requested -> applied, and the invoice issued, partially_paid -> written_off in the same transaction.

    Called by the approval engine when the last step is met, and where no policy applies with an empty `digest`. Refused
    where that is not so, where the content is another, and where the invoice has not that amount open.
    """
    with unit_of_work(actor=actor, at=at):
        lock_invoice_of(write_off_id)
        with performing(APPROVE_WRITE_OFF, WriteOff, write_off_id, actor=actor, at=at, reason=reason) as batch:
            applying(batch, {write_off_id: digest})
    return batch.row


def reject_write_off(write_off_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> WriteOff:
    """requested -> rejected, called by the approval engine when a request ended without approval."""
    with performing(REJECT_WRITE_OFF, WriteOff, write_off_id, actor=actor, at=at, reason=reason) as batch:
        closing(batch)
    return batch.row


def withdraw_write_off(write_off_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> WriteOff:
    """requested -> withdrawn, by who asked; its approval request is withdrawn with it."""
    with performing(WITHDRAW_WRITE_OFF, WriteOff, write_off_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        withdrawing(batch)
    return batch.row


def lock_invoice_of(write_off_id: int) -> None:
    """Locks the invoice before its write-off: parents come before children."""
    pk = WriteOff.objects.filter(pk=write_off_id).values_list("invoice_id", flat=True).first()
    if pk is not None:
        locked(Invoice.objects.filter(pk=pk)).first()


def closing(batch: Batch[WriteOff]) -> None:
    """The rows come to an end: another write-off of the invoice may be asked for."""
    for row in batch.rows:
        row.live_key = None
    batch.record(write_off_body)


def withdrawing(batch: Batch[WriteOff]) -> None:
    """By who asked alone."""
    ids = [row.pk for row in batch.rows]
    against = approvals.close_withdrawn("write_off", ids, actor=batch.actor, at=batch.at, reason=batch.reason)
    for row in list(batch.rows):
        if row.pk in against:
            batch.refuse(row, against[row.pk])
    closing(batch)


def applying(batch: Batch[WriteOff], digests: Mapping[int, str]) -> None:
    """Proves the approval, by the digests of what was approved, and gives up what is open of the invoices."""
    against = approvals.unproven("write_off", dict(digests), batch.rows, actor=batch.actor, at=batch.at)
    ids = sorted(row.invoice_id for row in batch.rows)
    taken = take_chunk(WRITE_OFF, Invoice, ids, actor=as_engine(batch.actor), at=batch.at, reason=batch.reason, params={})
    invoices = {row.pk: row for row in taken.rows}
    for row in list(batch.rows):
        invoice = invoices.get(row.invoice_id)
        reason = against.get(row.pk) or (None if invoice is not None and invoice.open_minor == row.amount_minor else _changed(row))
        if reason is not None or invoice is None:
            batch.refuse(row, reason or _changed(row))
            if invoice is not None:
                taken.refuse(invoice)
            continue
        row.approved_digest, row.live_key = digests[row.pk], None
        invoice.written_off_minor, invoice.open_minor = invoice.open_minor, 0
    amounts = {row.invoice_id: row.amount_minor for row in batch.rows}
    taken.record(lambda row: owed_body(row) | {"amount": decimal_text(amounts[row.pk], row.currency)})
    finish(taken)
    batch.record(lambda row: write_off_body(row) | ({"digest": row.approved_digest} if row.approved_digest else {}))


def _changed(row: WriteOff) -> Reason:
    return Reason(
        "open_changed", _("The invoice has not %(amount)s open any more; ask for another write-off."), "",
        {"amount": decimal_text(row.amount_minor, row.currency)},
    )  # fmt: skip
