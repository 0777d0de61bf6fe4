"""Open shifts, and what people ask for: to take one, to give theirs to a colleague, to swap. An employee acts for themself only
(ShiftRequest.own_rows); who plans may for anybody. Shifts are locked before the request, their people after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.approvals import actions as approvals
from apps.approvals.people import as_engine
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, NotPermitted, Reason, Refused
from apps.kernel.transitions import Transition
from apps.shifts.actions.kept import assign_fields, missing, refuse_any
from apps.shifts.actions.roster import assign_shift, unassign_shift
from apps.shifts.actions.withdrawing import KIND, withdrawing
from apps.shifts.models import Assignment, Employee, Shift, ShiftRequest
from apps.shifts.payloads import request_body, shift_body
from apps.shifts.roster import breaks_of, with_places
from apps.shifts.rules import ABSENT, SKILL, Break
from apps.shifts.states import RequestKind, RequestState, ShiftState, Source
from apps.shifts.transitions import (
    ACCEPT,
    APPROVE_REQUEST,
    ASK,
    DECLINE,
    OPEN,
    REJECT_REQUEST,
    SHUT,
    SUBMIT_REQUEST,
    WITHDRAW_REQUEST,
)
from apps.tenants.scope import scope
from apps.workflow.runner import Batch, creating, performing
from apps.workflow.unit import unit_of_work

_NAMES = ("kind", "shift_id", "employee_id", "colleague_id", "other_shift_id", "note")


def open_shift(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Shift:
    """Offers a shift that lacks people: once it is published whoever may work it can ask for it, and it may be published as it is."""
    with performing(OPEN, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        offering(batch, is_open=True)
    return batch.row


def shut_shift(shift_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Shift:
    """Offers the shift no more. Who has asked for it already stays asked."""
    with performing(SHUT, Shift, shift_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        offering(batch, is_open=False)
    return batch.row


def offering(batch: Batch[Shift], *, is_open: bool) -> None:
    """Sets the flag."""
    for row in batch.rows:
        row.is_open = is_open
    batch.record(shift_body)


def ask_shift_request(
    kind: str, shift_id: int, employee_id: int, *, actor: Actor, at: dt.datetime, colleague_id: int | None = None,
    other_shift_id: int | None = None, note: str = "", reason: str = "",
) -> ShiftRequest:  # fmt: skip
    """Asks to take an open shift, to give one's own to a colleague, or to swap it for a colleague's. Who takes is before the approvers
    at once, or on the shift where no policy applies; else the colleague is asked first.

    Locks the shifts. Raises NotPermitted, also for who asks for another; Invalid; Refused with every rule that it would break.
    """
    given = {"kind": kind, "shift_id": shift_id, "employee_id": employee_id, "colleague_id": colleague_id, "other_shift_id": other_shift_id, "note": note}
    with scope(actor.tenant_id), unit_of_work(actor=actor, at=at):
        with creating(ASK, ShiftRequest, actor=actor, at=at, reason=reason) as batch:
            row = ShiftRequest()
            assign_fields(row, given, _NAMES)
            _whole(row)
            refuse_any(missing(row, ("shift_id", "employee_id", "colleague_id", "other_shift_id"), actor=actor))
            _own(actor, row.employee)
            _lock(row)
            if found := against(row, actor=actor, at=at):
                raise Refused(found)
            row.live_key = f"{row.shift_id}:{row.employee_id}"
            batch.add(row)
            batch.record(request_body)
        return row if row.kind != RequestKind.TAKE else _decided(SUBMIT_REQUEST, row.pk, deciding, actor=actor, at=at, reason=reason)


def accept_shift_request(
    request_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ShiftRequest:  # fmt: skip
    """asked -> in_approval, or approved and done where no policy applies; by the colleague. Raises Refused with every broken rule."""
    return _decided(ACCEPT, request_id, accepting, actor=actor, at=at, reason=reason, version=expected_version)


def decline_shift_request(
    request_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ShiftRequest:  # fmt: skip
    """asked -> declined, by the colleague."""
    with performing(DECLINE, ShiftRequest, request_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        ending(batch)
    return batch.row


def withdraw_shift_request(
    request_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ShiftRequest:  # fmt: skip
    """asked, in_approval -> withdrawn, by who asked or by the colleague who had agreed."""
    with performing(WITHDRAW_REQUEST, ShiftRequest, request_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        withdrawing(batch)
    return batch.row


def approve_shift_request(request_id: int, *, actor: Actor, at: dt.datetime, digest: str, reason: str = "") -> ShiftRequest:
    """in_approval -> approved, and done as a whole, every rule checked again. Called by the approval engine when the last step is
    met; `digest`: of what was approved. Raises Refused where a rule would be broken by now: the request stays as it is."""
    return _decided(APPROVE_REQUEST, request_id, lambda batch: approving(batch, digest), actor=actor, at=at, reason=reason)


def reject_shift_request(request_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> ShiftRequest:
    """in_approval -> rejected, called by the approval engine when a request ended without approval."""
    with performing(REJECT_REQUEST, ShiftRequest, request_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        ending(batch)
    return batch.row


def _decided(
    declared: Transition, request_id: int, apply: Callable[[Batch[ShiftRequest]], None], *, actor: Actor, at: dt.datetime, reason: str,
    version: int | None = None,
) -> ShiftRequest:  # fmt: skip
    """Performs the transition and, where it ends approved, what was asked for: in one transaction."""
    with scope(actor.tenant_id), unit_of_work(actor=actor, at=at):
        lock_shifts_of(request_id)
        with performing(declared, ShiftRequest, request_id, actor=actor, at=at, reason=reason, expected_version=version) as batch:
            apply(batch)
        if batch.row.state == RequestState.APPROVED:
            _do(batch.row, actor=as_engine(actor), at=at, reason=reason)
    return batch.row


def deciding(batch: Batch[ShiftRequest]) -> None:
    """Asks for approval, or approves where no policy applies."""
    asked = approvals.open_requests(KIND, batch.rows, actor=batch.actor, at=batch.at)
    for row in batch.rows:
        batch.to(row, RequestState.IN_APPROVAL if row.pk in asked else RequestState.APPROVED)
        row.live_key = row.live_key if row.pk in asked else None
    batch.record(request_body)


def accepting(batch: Batch[ShiftRequest]) -> None:
    """The colleague agrees, if nothing speaks against it by now."""
    for row in list(batch.rows):
        if found := against(row, actor=batch.actor, at=batch.at):
            batch.refuse(row, *found)
    deciding(batch)


def approving(batch: Batch[ShiftRequest], digest: str) -> None:
    """The rows remember what was approved."""
    for row in list(batch.rows):
        if found := against(row, actor=batch.actor, at=batch.at):
            batch.refuse(row, *found)
            continue
        row.approved_digest, row.live_key = digest, None
    batch.record(lambda row: request_body(row) | {"digest": row.approved_digest})


def ending(batch: Batch[ShiftRequest]) -> None:
    """The request stands in the way of no other."""
    for row in batch.rows:
        row.live_key = None
    batch.record(request_body)


def _do(row: ShiftRequest, **how: Any) -> None:
    """Puts people where they asked to be. Taken off first, so that what each ends up with is judged and not what lies between."""
    if row.kind == RequestKind.TAKE:
        assign_shift(row.shift_id, [row.employee_id], source=Source.OPEN, **how)
        return
    assert row.colleague_id is not None
    unassign_shift(row.shift_id, [row.employee_id], **how)
    if row.other_shift_id is not None:
        unassign_shift(row.other_shift_id, [row.colleague_id], **how)
        assign_shift(row.other_shift_id, [row.employee_id], source=Source.SWAP, **how)
    assign_shift(row.shift_id, [row.colleague_id], source=Source.SWAP, **how)


def against(row: ShiftRequest, *, actor: Actor, at: dt.datetime) -> list[Reason]:
    """Why it cannot be: shifts that are not on the roster or have begun, people who are not where they should be, broken rules. That
    somebody is absent or lacks a skill is told to themself and to who may see it; others hear that they cannot work it."""
    shifts = list(with_places([item for item in (row.shift, row.other_shift) if item is not None]))
    found = [_not_standing(item, at) for item in shifts]
    on_it = set(Assignment.objects.filter(shift__in=shifts).values_list("shift_id", "employee_id"))
    if row.kind == RequestKind.TAKE:
        if not row.shift.is_open:
            found.append(Reason("not_open", _("The shift is not offered."), "shift"))
        if (row.shift_id, row.employee_id) in on_it:
            found.append(Reason("on_shift", _("%(name)s is on the shift already."), "employee", {"name": row.employee.name}))
    else:
        found += _places(row, on_it)
    found = [item for item in found if item is not None]
    if found:
        return found
    joining, leaving = _moves(row)
    broken = breaks_of(shifts, joining=joining, leaving=leaving, only=[pk for _shift, pk in joining])
    return [_for_reader(item, row, actor) for item in broken]


def _for_reader(item: Break, row: ShiftRequest, actor: Actor) -> Reason:
    needed = {ABSENT: "shifts.view_absence", SKILL: "shifts.view_employeeskill"}.get(item.code, "")
    person = row.colleague if row.colleague is not None and item.employee_id == row.colleague_id else row.employee
    if not needed or actor.may(needed) or (actor.user_id is not None and person.user_id == actor.user_id):
        return item.reason
    return Reason("not_free", _("%(name)s cannot work this shift."), "colleague", {"name": item.name})


def _not_standing(shift: Shift, at: dt.datetime) -> Reason | None:
    if shift.state != ShiftState.PUBLISHED:
        return Reason("not_published", _("The shift is not on the published roster: %(shift)s."), "shift", {"shift": str(shift)})
    if shift.starts_at <= at:
        return Reason("begun", _("The shift has begun already: %(shift)s."), "shift", {"shift": str(shift)})
    return None


def _places(row: ShiftRequest, on_it: set[tuple[int, int]]) -> list[Reason | None]:
    """Whether the two are on the shifts that they give, and not on those that they get."""
    found: list[Reason | None] = []
    assert row.colleague is not None
    wanted = [(row.shift_id, row.employee, True, "employee"), (row.shift_id, row.colleague, False, "colleague")]
    if row.other_shift_id is not None:
        wanted += [(row.other_shift_id, row.colleague, True, "other_shift"), (row.other_shift_id, row.employee, False, "employee")]
    for shift_id, person, there, name in wanted:
        if ((shift_id, person.pk) in on_it) != there:
            text = _("%(name)s is not on the shift.") if there else _("%(name)s is on the shift already.")
            found.append(Reason("not_on_shift" if there else "on_shift", text, name, {"name": person.name}))
    return found


def _moves(row: ShiftRequest) -> tuple[list[tuple[Shift, int]], list[tuple[Shift, int]]]:
    """Who comes to which shift, and who goes."""
    if row.kind == RequestKind.TAKE:
        return [(row.shift, row.employee_id)], []
    assert row.colleague_id is not None
    joining, leaving = [(row.shift, row.colleague_id)], [(row.shift, row.employee_id)]
    if row.other_shift is not None:
        joining.append((row.other_shift, row.employee_id))
        leaving.append((row.other_shift, row.colleague_id))
    return joining, leaving


def _whole(row: ShiftRequest) -> None:
    """Raises Invalid for a request that names too few or too many."""
    wanted = {"take": (False, False), "give": (True, False), "swap": (True, True)}.get(row.kind, (False, False))
    if (row.colleague_id is not None, row.other_shift_id is not None) != wanted:
        raise Invalid(Reason("whom", _("Who gives names a colleague, who swaps their shift too, who takes neither."), "colleague"))
    if row.colleague_id == row.employee_id or (row.other_shift_id is not None and row.other_shift_id == row.shift_id):
        raise Invalid(Reason("same", _("Choose another person and another shift."), "colleague"))


def _own(actor: Actor, person: Employee) -> None:
    """Raises NotPermitted for who is another and does not plan."""
    if not actor.may("shifts.assign_shift") and (actor.user_id is None or actor.user_id != person.user_id):
        raise NotPermitted(Reason("not_yours", _("You ask and answer for yourself only.")))


def _lock(row: ShiftRequest) -> None:
    """Locks the shifts by their keys; the row gets them as they are now."""
    ids = [pk for pk in (row.shift_id, row.other_shift_id) if pk is not None]
    found = {shift.pk: shift for shift in locked(Shift.objects.filter(pk__in=ids).order_by("pk"))}
    row.shift = found[row.shift_id]
    if row.other_shift_id is not None:
        row.other_shift = found[row.other_shift_id]


def lock_shifts_of(request_id: int) -> None:
    """Locks the shifts before their request: parents come before children."""
    row = ShiftRequest.objects.filter(pk=request_id).first()
    if row is not None:
        _lock(row)
