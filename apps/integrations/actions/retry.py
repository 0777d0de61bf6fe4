"""An event that was rejected or given up is handled again, by the rights of who asks."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from apps.integrations.models import InboundEvent
from apps.integrations.states import FAILED
from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, Refused, not_visible
from apps.tenants.permission import permitted, require
from apps.workflow.unit import unit_of_work


def retry_event(event_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> InboundEvent:
    """Puts the event back to wait for its handler; from now on it is handled with the rights of `actor`, who answers for it.

    Locks the event. The door wakes a worker after commit. Raises Invalid without a reason, NotVisible, NotPermitted, Refused for an
    event that waits or was processed.
    """
    if not reason.strip():
        raise Invalid(Reason("reason_needed", _("Say why: a reason is needed."), "reason"))
    with unit_of_work(actor=actor, at=at) as unit:
        row = locked(permitted(InboundEvent.objects.filter(pk=event_id), actor, "view_inboundevent")).first()
        if row is None:
            raise not_visible()
        require(actor, "integrations.retry_inbound_event")
        if row.outcome not in FAILED:
            raise Refused(Reason("not_failed", _("Only an event that was rejected or given up is handled again.")))
        before = {"outcome": row.outcome, "reasons": [item["code"] for item in row.reasons], "caller": row.caller}
        InboundEvent.objects.filter(pk=row.pk).update(
            outcome="", ended_at=None, due_at=at, attempts=0, reasons=[], caller=actor.label[:160], membership_id=actor.membership_id
        )
        body = {"source": row.source, "event_id": row.event_id, "type": row.type, "before": before}
        unit.drafts.append(Draft("business_event.retried", InboundEvent.subject_kind, row.pk, body, reason=reason))
    return InboundEvent.objects.get(pk=event_id)
