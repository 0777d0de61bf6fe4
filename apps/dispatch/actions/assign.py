"""Orders given to people: by dispatch, set-wise and explained; or by a person, with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.dispatch.actions.work import one, unassigning
from apps.dispatch.engine import Choice, Left, OnShift, decide
from apps.dispatch.models import WorkOrder, WorkQueue
from apps.dispatch.payloads import assignment_body
from apps.dispatch.queries import AT_WORK, holds_skill, load_of, local_day, minutes_left, on_shift, stranded, waiting, waiting_of
from apps.dispatch.states import OrderState
from apps.dispatch.transitions import ASSIGN, DISPATCH, UNASSIGN
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason
from apps.shifts.models import Assignment, Employee, Shift
from apps.tenants.permission import require
from apps.tenants.scope import scope
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch
from apps.workflow.sets import performing_many
from apps.workflow.unit import unit_of_work

# A person who is chosen by hand gets the order for the shift that they are on, or the next one within this time.
SOON = dt.timedelta(hours=24)

# Why nobody on shift can have an order: of how many people it is so.
NOBODY = {
    "site": _("%(count)s on shift now work at another site."),
    "skill": _("%(count)s on shift now lack the skill."),
    "ends": _("The shift of %(count)s ends before the work would."),
    "full": _("%(count)s have too much work in hand."),
}


@dataclass
class Dispatched:
    """What a run of dispatch did: `outcome` of the set act, and the orders that nobody could have, with the reasons."""

    outcome: SetOutcome
    left: list[Left] = field(default_factory=list)


def dispatch_queue(queue_id: int | None = None, *, actor: Actor, at: dt.datetime) -> Dispatched:
    """Gives the orders that wait (of one queue, or of all) to the people who are on shift now: engine.decide says to whom.

    What was decided is written in chunks. Each chunk locks the shifts that it gives work to, keys ascending, then the orders, and
    asks again: an order that was changed, taken or cancelled meanwhile is refused and counted, and so is one that would not fit
    any more, because another dispatcher filled the shift. So two at once give no order twice and nobody too much. What was
    refused waits for the next run. Raises NotPermitted.
    """
    require(actor, f"dispatch.{DISPATCH.permission}")
    with scope(actor.tenant_id):
        plan = decide(waiting(queue_id), on_shift(at))
        chosen = {choice.order.key: choice for choice in plan.choices}
        outcome = performing_many(
            DISPATCH, WorkOrder.objects.all(), giving(chosen), actor=actor, at=at, ids=sorted(chosen), lock_before=_lock_shifts(chosen)
        )
    return Dispatched(outcome, plan.left)


def dispatch_order(order_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> WorkOrder:
    """queued -> assigned, one order out of its turn: to whom the engine would give it. Refused where nobody on shift can have it,
    with the reasons. Locks the shift, then the order."""
    with unit_of_work(actor=actor, at=at):
        order = WorkOrder.objects.select_related("queue").filter(pk=order_id).first()
        plan = decide([waiting_of(order)] if order is not None else [], on_shift(at))
        chosen = {choice.order.key: choice for choice in plan.choices}
        _lock_shifts(chosen)(list(chosen))
        apply = giving(chosen) if chosen else _nobody(plan.left)
        return one(DISPATCH, apply, order_id, actor=actor, at=at, reason=reason, version=expected_version)


def _nobody(left: Sequence[Left]) -> Callable[[Batch[WorkOrder]], None]:
    def apply(batch: Batch[WorkOrder]) -> None:
        for row in list(batch.rows):
            why = [Reason(name, NOBODY[name], params={"count": count}) for item in left for name, count in item.why.items()]
            batch.refuse(row, *(why or [Reason("nobody", _("Nobody is on shift now."))]))

    return apply


def _lock_shifts(chosen: dict[int, Choice]) -> Callable[[Sequence[int]], None]:
    def lock(ids: Sequence[int]) -> None:
        shifts = sorted({chosen[pk].person.shift for pk in ids})
        list(locked(Shift.objects.filter(pk__in=shifts).order_by("pk")).values_list("pk", flat=True))

    return lock


def giving(chosen: dict[int, Choice]) -> Callable[[Batch[WorkOrder]], None]:
    """The body of the set act: what was decided, held against what is so now that the shifts and orders are locked."""

    def apply(batch: Batch[WorkOrder]) -> None:
        now = {(person.employee, person.shift): person for person in on_shift(batch.at, shift_ids=sorted({chosen[row.pk].person.shift for row in batch.rows}))}
        queues = _queue_sites(batch.rows)
        load = {key: person.load for key, person in now.items()}
        for row in sorted(batch.rows, key=lambda item: item.pk):
            choice = chosen[row.pk]
            key = (choice.person.employee, choice.person.shift)
            reason = _against(row, queues[row.queue_id], choice, now.get(key), load.get(key, 0))
            if reason is not None:
                batch.refuse(row, reason)
                continue
            load[key] += row.estimated_minutes
            row.employee_id, row.shift_id, row.assigned_at, row.assignment = *key, batch.at, choice.why
        batch.record(assignment_body)

    return apply


def _queue_sites(rows: Sequence[WorkOrder]) -> dict[int, int | None]:
    return dict(WorkQueue.objects.filter(pk__in={row.queue_id for row in rows}).values_list("pk", "site_id"))


def _against(row: WorkOrder, queue_site: int | None, choice: Choice, person: OnShift | None, load: int) -> Reason | None:
    asked = choice.order
    if (row.skill_id, row.site_id or queue_site, row.estimated_minutes) != (asked.skill, asked.site, asked.minutes):
        return Reason("changed", _("The order was changed meanwhile; it waits for the next run."))
    if person is None or (asked.skill is not None and asked.skill not in person.skills):
        return Reason("not_there", _("The person is not on this shift any more, or lacks the skill now."))
    if row.estimated_minutes > person.left - load:
        return Reason("full", _("The person was given other work meanwhile."))
    return None


def release_orders(*, actor: Actor, at: dt.datetime) -> SetOutcome:
    """assigned -> queued, for somebody else: what nobody began before its shift ended or was taken off the roster."""
    with scope(actor.tenant_id):
        shifts = dict(stranded(at).order_by("pk").values_list("pk", "shift_id"))

        def apply(batch: Batch[WorkOrder]) -> None:
            for row in list(batch.rows):
                if row.state != OrderState.ASSIGNED or row.shift_id != shifts[row.pk]:
                    batch.refuse(row, Reason("changed", _("The order was changed meanwhile; it waits for the next run.")))
            unassigning(batch)

        reason = gettext("Its shift ended before work began.")
        return performing_many(UNASSIGN, WorkOrder.objects.all(), apply, actor=actor, at=at, ids=sorted(shifts), reason=reason)


def assign_order(
    order_id: int, employee_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> WorkOrder:
    """queued, assigned -> assigned, to the person whom somebody chose. Needs a reason. It overrides load and shift, and says so in
    `assignment`; not the skill, which somebody must hold, and not whether they work here. Locks the person's shift, then the order.

    Raises NotVisible, NotPermitted, Stale, Invalid, Refused.
    """
    with unit_of_work(actor=actor, at=at):
        person = Employee.objects.filter(pk=employee_id, state="active").select_related("site").first()
        shift = _shift_of(person, at) if person is not None else None
        return one(ASSIGN, _assigning, order_id, actor=actor, at=at, reason=reason, version=expected_version, person=person, shift=shift)


def _shift_of(person: Employee, at: dt.datetime) -> Shift | None:
    """The shift that the person is on, or is on next; locked."""
    rows = Assignment.objects.filter(employee=person, ends_at__gt=at, starts_at__lt=at + SOON, shift__state__in=AT_WORK)
    shift_id = rows.order_by("starts_at", "pk").values_list("shift_id", flat=True).first()
    return locked(Shift.objects.filter(pk=shift_id)).first() if shift_id is not None else None


def _assigning(batch: Batch[WorkOrder]) -> None:
    person, shift = batch.params["person"], batch.params["shift"]
    if person is None:  # said to who may do it only
        raise Invalid(Reason("no_employee", _("There is no such person at work here."), "employee"))
    day = local_day(max(batch.at, shift.starts_at) if shift is not None else batch.at, person.site.time_zone)
    load = load_of([shift.pk], batch.at).get((person.pk, shift.pk), 0) if shift is not None else 0
    left = minutes_left(batch.at, shift.starts_at, shift.ends_at, pause=shift.break_minutes) if shift is not None else 0
    for row in list(batch.rows):
        if row.employee_id == person.pk:
            batch.refuse(row, Reason("has_it", _("This person has the order already."), "employee"))
        elif row.skill_id is not None and not holds_skill(person.pk, row.skill_id, day):
            batch.refuse(row, Reason("no_skill_held", _("%(name)s does not hold the skill that the order asks for."), "employee", {"name": person.name}))
        else:
            over = _overridden(waiting_of(row), shift, batch.at, left=left, load=load)
            row.assignment = {"by": "person", "load": load, "left": left, "overrides": over, "reason": batch.reason}
            row.employee, row.shift, row.assigned_at = person, shift, batch.at
            load += row.estimated_minutes
    batch.record(assignment_body)


def _overridden(order: Any, shift: Shift | None, at: dt.datetime, *, left: int, load: int) -> list[str]:
    if shift is None:
        return ["no_shift"]
    found = ["later_shift"] if shift.starts_at > at else []
    if order.site is not None and order.site != shift.site_id:
        found.append("site")
    if order.minutes > left:
        found.append("ends")
    elif order.minutes > left - load:
        found.append("full")
    return found
