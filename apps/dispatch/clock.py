"""The clocks of a work order: what is due when, what stands, and when something is to be told next.

Pure: works on the order's columns and the hours of its plan. Both clocks run from the moment that the order was received, stand
while it is on hold, and stop when it was answered (response) or ended (both).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.dispatch.states import Clock, Level
from apps.kernel.working_hours import Span, WorkingHours, due

if TYPE_CHECKING:
    from apps.dispatch.models import WorkOrder
    from apps.dispatch.models.plan import Targets

# Of a target, after which it is at risk.
RISK_NUMERATOR, RISK_DENOMINATOR = 4, 5


@dataclass(frozen=True)
class Due:
    """When four fifths of a target are used up, and when all of it is."""

    risk_at: dt.datetime
    due_at: dt.datetime


def due_of(received_at: dt.datetime, target: dt.timedelta, hours: WorkingHours, *, holds: Sequence[Span] = ()) -> Due:
    """The two instants of a target that runs from `received_at` on working time, outside of the holds."""
    risk = target * RISK_NUMERATOR / RISK_DENOMINATOR
    return Due(due(received_at, risk, hours, pauses=holds), due(received_at, target, hours, pauses=holds))


def spans_of(holds: Sequence[Sequence[str]]) -> list[Span]:
    """The holds of a row as instants."""
    return [(dt.datetime.fromisoformat(begin), dt.datetime.fromisoformat(end)) for begin, end in holds]


def stopped_at(order: WorkOrder, clock: str) -> dt.datetime | None:
    """When the clock stopped for good; None while it runs or stands."""
    return order.responded_at or order.ended_at if clock == Clock.RESPONSE else order.ended_at


def set_clocks(order: WorkOrder, targets: Targets | None, hours: WorkingHours | None, *, anew: bool = False) -> None:
    """Computes what is due of each clock that has not stopped, and when the sweep looks at the order next. While it is on hold,
    what has not passed by then is due at no time. `anew`: another promise is made, of which nothing was told yet."""
    for clock in Clock.values:
        if stopped_at(order, clock) is not None:
            continue
        found = None
        if targets is not None and hours is not None:
            found = due_of(order.received_at, getattr(targets, clock), hours, holds=spans_of(order.holds))
        risk_at, due_at = (found.risk_at, found.due_at) if found else (None, None)
        setattr(order, f"{clock}_risk_at", _unless_it_stands(risk_at, order.held_at))
        setattr(order, f"{clock}_due_at", _unless_it_stands(due_at, order.held_at))
        if anew:
            setattr(order, f"{clock}_level", Level.IN_TIME)
    order.wake_at = next_wake(order)


def _unless_it_stands(at: dt.datetime | None, held_at: dt.datetime | None) -> dt.datetime | None:
    return None if at is not None and held_at is not None and at > held_at else at


def risk_to_tell(order: WorkOrder, clock: str) -> dt.datetime | None:
    """Since when the promise is at risk, or will be, if that is still to be told. A clock that has stopped is at no risk."""
    told = getattr(order, f"{clock}_level") != Level.IN_TIME
    return None if told or stopped_at(order, clock) is not None else getattr(order, f"{clock}_risk_at")


def breach_to_tell(order: WorkOrder, clock: str) -> dt.datetime | None:
    """When the promise was broken, or will be, if that is still to be told. One that was kept is never broken."""
    if getattr(order, f"{clock}_level") == Level.BREACHED:
        return None
    due_at, stop = getattr(order, f"{clock}_due_at"), stopped_at(order, clock)
    return None if due_at is None or (stop is not None and stop <= due_at) else due_at


def next_wake(order: WorkOrder) -> dt.datetime | None:
    """When something is to be told next, which may lie in the past; None for never."""
    found = [at for clock in Clock.values for at in (risk_to_tell(order, clock), breach_to_tell(order, clock))]
    return min((at for at in found if at is not None), default=None)


def used(order: WorkOrder, clock: str, at: dt.datetime) -> str:
    """How a promise stands at the instant, whatever was told of it: in_time, at_risk, breached; "" where nothing is promised."""
    due_at, risk_at, stop = getattr(order, f"{clock}_due_at"), getattr(order, f"{clock}_risk_at"), stopped_at(order, clock)
    if due_at is None and risk_at is None:
        return ""
    now = min(stop, at) if stop is not None else at
    if due_at is not None and (now > due_at or (stop is None and now == due_at)):
        return Level.BREACHED
    return Level.AT_RISK if stop is None and risk_at is not None and now >= risk_at else Level.IN_TIME
