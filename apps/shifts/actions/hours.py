"""Hours from closed to approved, by policy or by somebody who did not work them; and billed, when their invoice is issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.approvals import actions as approvals
from apps.approvals.subjects import frozen
from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.shifts.content import content_of
from apps.shifts.hours import hours_standing, says_the_same, sheets
from apps.shifts.models import Shift
from apps.shifts.states import ShiftState
from apps.shifts.transitions import APPROVE_HOURS, BILL, REJECT_HOURS, SUBMIT_HOURS, WITHDRAW_HOURS
from apps.workflow.runner import Batch, finish, performing, take_all
from apps.workflow.unit import unit_of_work

KIND = "shift_sheet"


def submit_hours(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Shift:
    """The hours of a closed shift: approved at once where no policy applies, else before their approvers, and closed until they
    decide. Refused where a clocking came or was corrected after the close, and, without a policy, for who worked on the shift."""
    with performing(SUBMIT_HOURS, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        submitting(batch)
    return batch.row


def withdraw_hours(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Shift:
    """Takes the hours back from their approvers, by who gave them."""
    with performing(WITHDRAW_HOURS, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        withdrawing(batch)
    return batch.row


def approve_hours(shift_id: int, *, actor: Actor, at: dt.datetime, digest: str, reason: str = "") -> Shift:
    """closed -> approved, called by the approval engine when the last step is met. `digest`: of what was approved."""
    with performing(APPROVE_HOURS, Shift, shift_id, actor=actor, at=at, reason=reason) as batch:
        approving(batch, digest)
    return batch.row


def reject_hours(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Shift:
    """The request ended without approval: the shift stays closed, or was reopened. Called by the approval engine."""
    with performing(REJECT_HOURS, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        plainly(batch)
    return batch.row


def bill_shifts(shift_ids: Sequence[int], *, actor: Actor, at: dt.datetime, invoice: str, reason: str = "") -> None:
    """approved -> billed, for good: called by the issue of the invoice with their hours, in its transaction. `invoice`: its
    number. Locks the shifts by their keys. Raises NotVisible, NotPermitted, and Refused where one of them is not approved."""
    if not shift_ids:
        return
    with unit_of_work(actor=actor, at=at):
        batch = take_all(BILL, Shift, shift_ids, actor=actor, at=at, reason=reason)
        billing(batch, invoice)
        finish(batch)


def submitting(batch: Batch[Shift]) -> None:
    """Asks for approval of the sheets, or approves them."""
    told, stand = sheets(batch.rows), hours_standing(batch.rows)
    for row in list(batch.rows):
        if not says_the_same(told[row.pk], stand[row.pk]):
            batch.refuse(row, Reason("clocked_after_close", _("Something was clocked or corrected after the close: reopen the shift and close it again.")))
    asked = approvals.open_requests(KIND, batch.rows, actor=batch.actor, at=batch.at)
    for row in list(batch.rows):
        users = {line.employee.user_id for line in told[row.pk]}
        if row.pk in asked:
            batch.to(row, ShiftState.CLOSED)
        elif batch.actor.user_id is not None and batch.actor.user_id in users:
            batch.refuse(row, Reason("own_hours", _("You worked on this shift: somebody else approves its hours.")))
        else:
            row.approved_digest = frozen(content_of(row, told[row.pk], stand[row.pk]))[1]
            batch.to(row, ShiftState.APPROVED)
    batch.record(hours_body)


def withdrawing(batch: Batch[Shift]) -> None:
    """Withdraws the live requests; the rows of others are refused."""
    against = approvals.close_withdrawn(KIND, [row.pk for row in batch.rows], actor=batch.actor, at=batch.at, reason=batch.reason)
    for row in list(batch.rows):
        if row.pk in against:
            batch.refuse(row, against[row.pk])
    batch.record(hours_body)


def approving(batch: Batch[Shift], digest: str) -> None:
    """The rows remember what was approved."""
    for row in batch.rows:
        row.approved_digest = digest
    batch.record(hours_body)


def plainly(batch: Batch[Shift]) -> None:
    """Nothing of the row changes but the state."""
    batch.record(hours_body)


def billing(batch: Batch[Shift], invoice: str) -> None:
    """The hours stand on an issued invoice."""
    batch.record(lambda row: hours_body(row) | {"invoice": invoice})


def hours_body(row: Shift) -> dict[str, Any]:
    """Which close it is about, and the digest of what is approved, if it is."""
    return {"on": row.on.isoformat(), "close_number": row.close_number, "digest": row.approved_digest}
