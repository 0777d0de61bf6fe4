"""What the sweep tells of promises: each at risk once, and broken once. Found by `wake_at`, never by computing clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from apps.dispatch.actions.work import one
from apps.dispatch.clock import breach_to_tell, next_wake, risk_to_tell
from apps.dispatch.models import WorkOrder
from apps.dispatch.payloads import promise_body
from apps.dispatch.states import Level
from apps.dispatch.transitions import NOTE_BREACH, NOTE_RISK
from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.kernel.transitions import Transition
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch
from apps.workflow.sets import performing_many


def tell_breaches(clock: str, *, actor: Actor, at: dt.datetime) -> SetOutcome:
    """Records sla.breached for each order whose promise of the clock is broken by the instant and was not told so."""
    return _tell(NOTE_BREACH, clock, actor=actor, at=at)


def tell_risks(clock: str, *, actor: Actor, at: dt.datetime) -> SetOutcome:
    """Records sla.at_risk for each open order of whose target four fifths are used up, and which was not told so."""
    return _tell(NOTE_RISK, clock, actor=actor, at=at)


def note_breach(order_id: int, clock: str, *, actor: Actor, at: dt.datetime, reason: str = "") -> WorkOrder:
    """The same of one order. Refused where nothing is broken, or it was told."""
    return one(NOTE_BREACH, noting, order_id, actor=actor, at=at, reason=reason, version=None, clock=clock)


def note_risk(order_id: int, clock: str, *, actor: Actor, at: dt.datetime, reason: str = "") -> WorkOrder:
    """The same of one order. Refused where nothing is at risk, or it was told."""
    return one(NOTE_RISK, noting, order_id, actor=actor, at=at, reason=reason, version=None, clock=clock)


def _tell(declared: Transition, clock: str, *, actor: Actor, at: dt.datetime) -> SetOutcome:
    column, told = ("due", [Level.BREACHED]) if declared is NOTE_BREACH else ("risk", [Level.AT_RISK, Level.BREACHED])
    rows = WorkOrder.objects.filter(wake_at__lte=at, **{f"{clock}_{column}_at__lte": at}).exclude(**{f"{clock}_level__in": told})
    if declared is NOTE_RISK:
        rows = rows.filter(state__in=declared.sources)
    ids = sorted(rows.values_list("pk", flat=True))
    return performing_many(declared, rows, noting, actor=actor, at=at, ids=ids, params={"clock": clock})


def noting(batch: Batch[WorkOrder]) -> None:
    """The level rises; what is told next is looked at then."""
    breach = batch.declared.name == NOTE_BREACH.name
    to_tell: Callable[[WorkOrder, str], dt.datetime | None] = breach_to_tell if breach else risk_to_tell
    clock = batch.params.get("clock", "resolution")
    for row in list(batch.rows):
        since = to_tell(row, clock)
        if since is None or since > batch.at:
            batch.refuse(row, Reason("not_due", _("There is nothing to tell of this promise now.")))
            continue
        setattr(row, f"{clock}_level", Level.BREACHED if breach else Level.AT_RISK)
        row.wake_at = next_wake(row)
    batch.record(lambda row: promise_body(row, clock))
