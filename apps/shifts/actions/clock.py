"""Clock in and out, and correct what was clocked. Nothing that was recorded is changed: a correction is another record.

Locks: the shift, then the person. Who waited finds what the other wrote.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.approvals import actions as approvals
from apps.approvals.models import ApprovalRequest
from apps.approvals.people import as_engine
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, NotPermitted, Reason, Refused, not_visible
from apps.shifts.actions.kept import refuse_any
from apps.shifts.actions.withdrawing import withdraw_requests
from apps.shifts.hours import shift_for
from apps.shifts.models import Assignment, Clocking, Employee, Shift
from apps.shifts.payloads import clocking_body
from apps.shifts.states import SETTLED, ClockingKind, ShiftState
from apps.shifts.transitions import CLOCK, CORRECT_CLOCKING, START
from apps.tenants.permission import permitted
from apps.workflow.runner import creating, performing
from apps.workflow.unit import unit_of_work

# A device's clock may be a little fast; and a phone without signal sends what it kept within days.
MOST_AHEAD = dt.timedelta(minutes=5)
MOST_LATE = dt.timedelta(days=7)


def clock(
    employee_id: int, kind: str, when: dt.datetime, *, actor: Actor, at: dt.datetime, shift_id: int | None = None, reason: str = ""
) -> Clocking:
    """Records that the person came, went, or began or ended a break. `when`: the device's time, to the second; `at`: now.

    Idempotent by person, kind and time: what was clocked already is given back as it is. The shift is the person's whose time
    covers `when`, unless it is said; without one the clocking is kept, for a planner to look at. Coming in starts a published
    shift. Raises NotPermitted for somebody else's clocking without the right to it, NotVisible, Invalid for a time ahead of
    now or more than MOST_LATE behind it (who may correct clockings may enter older ones).
    """
    with unit_of_work(actor=actor, at=at) as unit:
        person = _person(employee_id, actor)
        when = when.replace(microsecond=0)
        refuse_any(_problems(kind, when, at, is_late_allowed=actor.may("shifts.correct_clocking")))
        shift = _shift(shift_id, person, actor) if shift_id is not None else shift_for(person.pk, kind, when)
        shift = _lock([shift.pk] if shift else [], person).get(shift.pk if shift else None)
        key = f"{person.pk}:{kind}:{when.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}"
        known = Clocking.objects.filter(key=key).first()
        if known is not None:
            return known
        if shift is not None and shift.state in SETTLED:  # settled while we waited for it
            shift = None
        with creating(CLOCK, Clocking, actor=actor, at=at, reason=reason) as batch:  # type: ignore[type-var]
            row = Clocking(employee=person, shift=shift, kind=kind, at=when, key=key, reason=reason.strip(), **_recorded(actor, at))
            batch.add(row)
            batch.record(clocking_body)
        unit.own[Clocking].add(row.pk)
        _follow(row, actor, at)
    return row


def correct_clocking(
    clocking_id: int, *, actor: Actor, at: dt.datetime, reason: str, kind: str | None = None, when: dt.datetime | None = None,
    shift_id: int | None = None, is_void: bool = False,
) -> Clocking:  # fmt: skip
    """A record that holds in place of the one that it corrects, with what is given changed; or says that it never was.

    Needs a reason. Refused where the clocking was corrected already (the correction can be), and where the hours of its shift
    are approved. On a closed shift the hours stand as they were closed: reopen it and close it again; hours that wait for
    approval are not approved. Raises NotVisible, NotPermitted, Invalid.
    """
    refuse_any([] if reason.strip() else [Reason("reason_needed", _("Say why: a reason is needed."), "reason")])
    with unit_of_work(actor=actor, at=at) as unit:
        old = permitted(Clocking.objects.filter(pk=clocking_id), actor, "view_clocking").select_related("employee", "shift").first()
        if old is None:
            raise not_visible()
        kind, when = kind or old.kind, (when or old.at).replace(microsecond=0)
        refuse_any(_problems(kind, when, at, is_late_allowed=True))
        gone = old.shift is None or old.shift.state == ShiftState.CANCELLED
        target = _shift(shift_id, old.employee, actor).pk if shift_id is not None else old.shift_id
        if gone and shift_id is None:
            found = shift_for(old.employee_id, kind, when)
            target = found.pk if found else None
        shifts = _lock([pk for pk in (old.shift_id, target) if pk is not None], old.employee)
        if any(shift.state in SETTLED for pk, shift in shifts.items() if pk == target or shift.state != ShiftState.CANCELLED):
            raise Refused(Reason("hours_settled", _("The hours of the shift are approved, or it was cancelled: its clockings stand.")))
        if Clocking.objects.filter(corrects=old).exists():
            raise Refused(Reason("corrected", _("Somebody has corrected this clocking already; correct the correction.")))
        with creating(CORRECT_CLOCKING, Clocking, actor=actor, at=at, reason=reason) as batch:  # type: ignore[type-var]
            row = Clocking(
                employee=old.employee, shift=shifts.get(target), kind=kind, at=when, corrects=old, is_void=is_void, reason=reason.strip(),
                **_recorded(actor, at),
            )  # fmt: skip
            batch.add(row)
            batch.record(clocking_body)
        unit.own[Clocking].add(row.pk)
        _follow(row, actor, at)
        if old.shift_id not in (None, row.shift_id):
            void_changed(shifts[old.shift_id], actor=actor, at=at)
    return row


def void_changed(shift: Shift, *, actor: Actor, at: dt.datetime) -> None:
    """Hours that are before their approvers and are not what was submitted any more are not approved. The shift is locked."""
    live = ApprovalRequest.objects.filter(live_key=f"shift_sheet:{shift.pk}").values_list("pk", flat=True).first()
    if live is not None:
        approvals.void_if_changed(live, actor=as_engine(actor), at=at)


def _follow(row: Clocking, actor: Actor, at: dt.datetime) -> None:
    """What a clocking brings with it, whoever may do it alone: the shift starts, hours that wait are void."""
    shift = row.shift
    if shift is None:
        return
    if row.kind == ClockingKind.IN and not row.is_void and shift.state == ShiftState.PUBLISHED:
        with performing(START, Shift, shift.pk, actor=as_engine(actor), at=at) as batch:
            withdraw_requests([shift.pk], actor=actor, at=at, reason=gettext("The shift has begun."))
            batch.record(lambda made: {"on": made.on.isoformat(), "clocking_id": row.pk})
    void_changed(shift, actor=actor, at=at)


def _person(employee_id: int, actor: Actor) -> Employee:
    """The person, if the actor is it or may clock for others."""
    person = Employee.objects.filter(pk=employee_id).first()
    is_self = person is not None and actor.user_id is not None and person.user_id == actor.user_id
    if is_self and actor.may("shifts.clock"):
        return person  # type: ignore[return-value]
    if person is None or not permitted(Employee.objects.filter(pk=employee_id), actor, "view_employee").exists():
        raise not_visible()
    if not actor.may("shifts.clock_others"):
        raise NotPermitted(Reason("not_permitted", _("You clock for yourself only.")))
    return person


def _shift(shift_id: int, person: Employee, actor: Actor) -> Shift:
    """A shift that was named: one that the person is on."""
    found = Assignment.objects.filter(shift_id=shift_id, employee=person).select_related("shift").first()
    if found is None:
        raise Invalid(Reason("not_on_shift", _("This person is not on the shift."), "shift"))
    if found.shift.state in SETTLED:
        raise Refused(Reason("hours_settled", _("The hours of the shift are approved, or it was cancelled: its clockings stand.")))
    return found.shift


def _lock(shift_ids: list[int], person: Employee) -> dict[int | None, Shift]:
    """The shifts, by their keys, and the person."""
    found: dict[int | None, Shift] = {row.pk: row for row in locked(Shift.objects.filter(pk__in=shift_ids).order_by("pk"))}
    locked(Employee.objects.filter(pk=person.pk)).get()
    return found


def _problems(kind: str, when: dt.datetime, at: dt.datetime, *, is_late_allowed: bool) -> list[Reason]:
    found = []
    if kind not in ClockingKind.values:
        found.append(Reason("kind", _("There is no such kind of clocking."), "kind"))
    if when > at + MOST_AHEAD:
        found.append(Reason("in_future", _("The time is ahead of now; set the clock of the device."), "at"))
    if when < at - MOST_LATE and not is_late_allowed:
        found.append(Reason("too_late", _("This is more than %(days)s days ago: a planner enters it."), "at", {"days": MOST_LATE.days}))
    return found


def _recorded(actor: Actor, at: dt.datetime) -> dict[str, Any]:
    return {"recorded_at": at, "source": actor.door[:20], "by_label": actor.label[:160]}
