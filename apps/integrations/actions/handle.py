"""Events that wait are handled: by acts, with the rights that their sender has now."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import structlog
from django.utils.translation import gettext_lazy as _

from apps.integrations import business
from apps.integrations.models import InboundEvent
from apps.integrations.reasons import written
from apps.integrations.states import Outcome
from apps.kernel.actor import Actor
from apps.kernel.db import locked, retrying
from apps.kernel.errors import Bug, Busy, NotPermitted, Reason, Refusal
from apps.tenants.actors import actor_again
from apps.tenants.permission import require
from apps.tenants.scope import scope
from apps.workflow.unit import unit_of_work

logger = structlog.get_logger(__name__)
MOST_ATTEMPTS = 5
# After a claim the event is not claimed again for so long, longer each time: a worker that was killed has left nothing behind.
PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (60, 120, 300, 900, 3600))
Clock = Callable[[], dt.datetime]


def handle_due_events(tenant_id: int, *, now: Clock, most: int = 500) -> int:
    """Handles what is due in the company, the oldest first; how many handlers ran. Safe beside other workers: each attempt is claimed
    by one UPDATE, and effect and outcome are one transaction under the event's row lock."""
    handled = 0
    with scope(tenant_id):
        while handled < most:
            due = InboundEvent.objects.filter(due_at__lte=now()).order_by("due_at", "pk").first()
            if due is None:
                break
            if _claim(due, now()):
                _handle(due, now)
                handled += 1
    return handled


def _claim(row: InboundEvent, at: dt.datetime) -> bool:
    """Begins an attempt, or gives the event up where the last one allowed never came to an end."""
    waiting = InboundEvent.objects.filter(pk=row.pk, outcome="", attempts=row.attempts, due_at=row.due_at)
    if row.attempts >= MOST_ATTEMPTS:
        waiting.update(outcome=Outcome.DEAD, due_at=None, ended_at=at, reasons=[written(_NEVER_ENDED)])
        return False
    return bool(waiting.update(attempts=row.attempts + 1, due_at=at + PAUSES[row.attempts]))


_NEVER_ENDED = Reason("never_ended", _("Its handler was begun five times and never came to an end."))


def _handle(row: InboundEvent, now: Clock) -> None:
    try:
        retrying(lambda: _act(row, now()))
    except Busy:
        logger.info("business_event_busy", inbound_event=row.pk)
    except Refusal as refusal:
        _end(row.pk, Outcome.REJECTED, [written(reason) for reason in refusal.reasons], now())
    except Exception:
        number = uuid.uuid4().hex[:8]
        logger.exception("business_event_failed", inbound_event=row.pk, error_id=number)
        if row.attempts + 1 >= MOST_ATTEMPTS:
            failed = Reason("failed", _("The program failed over it five times; the log has it under %(number)s."), params={"number": number})
            _end(row.pk, Outcome.DEAD, [written(failed)], now())


def _act(row: InboundEvent, at: dt.datetime) -> None:
    """The effect and the outcome, or neither. Does nothing for an event that another worker ended meanwhile."""
    actor = _sender_of(row, at)
    kind = business.find(row.type, row.schema_version)
    if kind is None:
        raise Bug(f"nobody handles {row.type} v{row.schema_version}")
    with unit_of_work(actor=actor, at=at):
        if locked(InboundEvent.objects.filter(pk=row.pk, outcome="")).first() is None:
            return
        made = kind.handle(row.event["data"], actor=actor, at=at)
        InboundEvent.objects.filter(pk=row.pk).update(
            outcome=Outcome.PROCESSED, due_at=None, ended_at=at, object_kind=made.subject_kind, object_id=made.pk
        )


def _sender_of(row: InboundEvent, at: dt.datetime) -> Actor:
    """Who sent the event, or had it handled again, with the rights of now. Raises NotPermitted for a key that was revoked or has ended
    and for a person who has left: what they sent before is rejected, and a person may have it handled again."""
    actor = actor_again(row.tenant_id, row.caller, membership_id=row.membership_id, at=at, request_id=row.request_id)
    if actor is None:
        raise NotPermitted(Reason("sender_gone", _("The key was revoked or has ended, or the person has left, before the event was handled.")))
    require(actor, "integrations.send_inbound_event")
    return actor


def _end(pk: int, outcome: Outcome, reasons: list[dict[str, str]], at: dt.datetime) -> None:
    InboundEvent.objects.filter(pk=pk, outcome="").update(outcome=outcome, due_at=None, ended_at=at, reasons=reasons)
