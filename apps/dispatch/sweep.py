"""What falls due by the clock: promises at risk and promises broken are told, once each.

Found by the index of `wake_at`; the clocks themselves were computed by the acts that changed them. What is told is told by set acts
on locked rows that look again, so a sweep may run twice, at once with another, or end anywhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from apps.dispatch.actions import Dispatched, dispatch_queue, release_orders, tell_breaches, tell_risks
from apps.dispatch.models import WorkOrder
from apps.dispatch.queries import stranded
from apps.dispatch.states import Clock, OrderState
from apps.tenants.actors import system_actor
from apps.tenants.scope import scope


@dataclass
class Swept:
    """How many promises were told of, by clock."""

    at_risk: dict[str, int] = field(default_factory=dict)
    breached: dict[str, int] = field(default_factory=dict)


def sweep(tenant_id: int, at: dt.datetime) -> Swept:
    """Tells what is to be told by the instant. A promise that is broken already is told so, and no more that it is at risk."""
    found, actor = Swept(), system_actor(tenant_id, "dispatch")
    with scope(tenant_id):
        for clock in Clock.values:
            found.breached[clock] = tell_breaches(clock, actor=actor, at=at).done
        for clock in Clock.values:
            found.at_risk[clock] = tell_risks(clock, actor=actor, at=at).done
    return found


def to_tell(tenant_id: int, at: dt.datetime) -> bool:
    """Whether something of the company is to be told by the instant."""
    with scope(tenant_id):
        return WorkOrder.objects.filter(wake_at__lte=at).exists()


def waits(tenant_id: int, at: dt.datetime) -> bool:
    """Whether an order of the company waits for somebody, or is to wait again."""
    with scope(tenant_id):
        return WorkOrder.objects.filter(state=OrderState.QUEUED).exists() or stranded(at).exists()


def hand_out(tenant_id: int, at: dt.datetime) -> Dispatched:
    """Takes back what nobody began before its shift ended, and gives what waits to the people on shift."""
    actor = system_actor(tenant_id, "dispatch")
    release_orders(actor=actor, at=at)
    return dispatch_queue(actor=actor, at=at)
