"""Messages of providers are handled: what they say is kept, once by their id, and the books follow. One that failed is handled again or
set aside by a person."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Iterable
from functools import partial

import structlog
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from apps.integrations.providers import registry
from apps.integrations.providers.contract import Fact, Incoming, Told, Unreadable
from apps.integrations.reasons import written
from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.db import locked, retrying
from apps.kernel.errors import Bug, Busy, Invalid, Reason, Refusal, Refused, not_visible
from apps.payments.actions.provider_books import Depth
from apps.payments.actions.provider_payments import take_report
from apps.payments.models import ProviderCheck, ProviderConnection, ProviderEvent
from apps.payments.providers.facts import Said, by_payment
from apps.payments.states import ConnectionState, EventState
from apps.tenants.actors import system_actor
from apps.tenants.permission import permitted, require
from apps.tenants.scope import scope
from apps.workflow.unit import unit_of_work

logger = structlog.get_logger(__name__)
MOST_ATTEMPTS = 6
# After a claim the message is not claimed again for so long, longer each time.
PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (60, 120, 300, 900, 3600, 3600))
_ONCE = "provider_payment_once"
Clock = Callable[[], dt.datetime]


def actor_of(connection: ProviderConnection) -> Actor:
    """The provider, acting for the company that connected it."""
    return system_actor(connection.tenant_id, f"provider {connection.kind}")


def handle_due_messages(tenant_id: int, *, now: Clock, most: int = 500) -> int:
    """Handles the messages of the company whose signature is right and that are due, the oldest first; how many. Those of a paused
    connection wait. Safe beside other workers: each attempt is claimed by one UPDATE, and what it does is one transaction."""
    handled = 0
    with scope(tenant_id):
        due = ProviderEvent.objects.filter(state=EventState.VERIFIED, connection__state=ConnectionState.ACTIVE).select_related("connection")
        while handled < most:
            event = due.filter(due_at__lte=now()).order_by("due_at", "pk").first()
            if event is None:
                break
            if _claim(event, now()):
                _handle(event, now)
                handled += 1
    return handled


def _claim(event: ProviderEvent, at: dt.datetime) -> bool:
    waiting = ProviderEvent.objects.filter(pk=event.pk, state=EventState.VERIFIED, attempts=event.attempts, due_at=event.due_at)
    if event.attempts >= MOST_ATTEMPTS:
        never = Reason("never_ended", _("Handling it was begun six times and never came to an end."))
        waiting.update(state=EventState.FAILED, due_at=None, ended_at=at, reasons=[written(never)])
        return False
    return bool(waiting.update(attempts=event.attempts + 1, due_at=at + PAUSES[event.attempts]))


def _handle(event: ProviderEvent, now: Clock) -> None:
    try:
        told = registry.get(event.connection.kind).read(Incoming(event.headers, bytes(event.body)))
        said = by_payment(told.facts)
    except Unreadable as error:
        _end(event, EventState.FAILED, Reason("unreadable", _("It is not as this provider writes: %(why)s."), params={"why": str(error)}), at=now())
        return
    except Invalid as refusal:
        _end(event, EventState.FAILED, *refusal.reasons, at=now())
        return
    ProviderEvent.objects.filter(pk=event.pk).update(event_id=told.event_id, type=told.type)
    if (nothing := _nothing_in(told, event.connection)) is not None:
        _end(event, EventState.IGNORED, nothing, at=now())
        return
    try:
        as_far_as_it_goes(lambda depth, refused: _act(event, told, said, depth=depth, refused=refused, at=now()))
    except Busy:
        logger.info("provider_event_busy", provider_event=event.pk)
    except Exception:
        number = uuid.uuid4().hex[:8]
        logger.exception("provider_event_failed", provider_event=event.pk, error_id=number)
        if event.attempts + 1 >= MOST_ATTEMPTS:
            failed = Reason("failed", _("The program failed over it six times; the log has it under %(number)s."), params={"number": number})
            _end(event, EventState.FAILED, failed, at=now())


def _nothing_in(told: Told, connection: ProviderConnection) -> Reason | None:
    """Why nothing comes of the message, None where something does."""
    if not told.facts:
        return Reason("no_facts", _("It says nothing of a payment."))
    if told.is_test is not None and told.is_test != connection.is_test:
        if told.is_test:
            return Reason("test_message", _("It is of the provider's test mode, and this connection is not: no money moved."))
        return Reason("live_message", _("It is about real money, and this connection is marked as a test: connect the provider once more."))
    return None


def as_far_as_it_goes(work: Callable[[Depth, tuple[Reason, ...]], None]) -> None:
    """Calls `work` with all, then without putting the money on the invoice, then without the books, until it is not refused; with what
    was refused first. Contention is retried, and so is what another worker did at the same time."""
    refused: tuple[Reason, ...] = ()
    depths, again = [Depth.ALL, Depth.RECORD, Depth.NOTHING], 3
    while depths:
        try:
            retrying(partial(work, depths[0], refused))
            return
        except IntegrityError:
            again -= 1  # another delivery of it took effect meanwhile; the next look sees that
            if not again:
                raise
        except Busy:
            raise
        except Refusal as refusal:
            if refusal.reasons[0].code == _ONCE and again:
                again -= 1
                continue
            refused = refused or refusal.reasons
            depths.pop(0)
    raise Bug("what a provider told was refused even without the books")


def take_answer(check: ProviderCheck, facts: Iterable[Fact], *, at: dt.datetime) -> None:
    """Takes what the provider answered of a payment that it was asked about. Raises Invalid for amounts that the currency cannot have."""
    said, connection = by_payment(facts, at=at), check.about.connection

    def work(depth: Depth, refused: tuple[Reason, ...]) -> None:
        actor = actor_of(connection)
        with unit_of_work(actor=actor, at=at):
            take_report(connection.pk, said, event=None, depth=depth, refused=refused, actor=actor, at=at)

    as_far_as_it_goes(work)


def _act(event: ProviderEvent, told: Told, said: dict[str, Said], *, depth: Depth, refused: tuple[Reason, ...], at: dt.datetime) -> None:
    key = hashlib.sha256(told.event_id.encode()).hexdigest()
    with unit_of_work(actor=actor_of(event.connection), at=at) as unit:
        if locked(ProviderEvent.objects.filter(pk=event.pk, state=EventState.VERIFIED)).first() is None:
            return
        same = ProviderEvent.objects.filter(connection_id=event.connection_id)
        if same.filter(handled_key=key).exists():
            _end(event, EventState.IGNORED, Reason("handled_before", _("The same message took effect before.")), at=at)
            return
        rows = take_report(event.connection_id, said, event=event, depth=depth, refused=refused, actor=unit.actor, at=at)
        ProviderEvent.objects.filter(pk=event.pk).update(
            state=EventState.HANDLED, handled_key=key, about=rows[0], due_at=None, ended_at=at, reasons=[]
        )
        later = written(Reason("handled_later", _("The same message took effect when it came again.")))
        same.filter(event_id=told.event_id, state=EventState.FAILED).exclude(pk=event.pk).update(state=EventState.IGNORED, reasons=[later])


def _end(event: ProviderEvent, state: EventState, *reasons: Reason, at: dt.datetime) -> None:
    own = ProviderEvent.objects.filter(pk=event.pk, state=EventState.VERIFIED)
    own.update(state=state, due_at=None, ended_at=at, reasons=[written(reason) for reason in reasons])


def retry_message(event_id: int, *, actor: Actor, at: dt.datetime, reason: str) -> ProviderEvent:
    """failed -> verified: it is handled again by a worker, which the caller's door wakes. Locks the message. Raises NotVisible,
    NotPermitted, Invalid without a reason, Refused for one that did not fail."""
    changes = {"state": EventState.VERIFIED, "due_at": at, "ended_at": None, "attempts": 0, "reasons": []}
    return _decide(event_id, "retried", changes, permission="retry_provider_event", actor=actor, at=at, reason=reason)


def ignore_message(event_id: int, *, actor: Actor, at: dt.datetime, reason: str) -> ProviderEvent:
    """failed -> ignored: a person has seen to it otherwise. Raises as `retry_message`."""
    return _decide(event_id, "ignored", {"state": EventState.IGNORED}, permission="ignore_provider_event", actor=actor, at=at, reason=reason)


def _decide(event_id: int, past: str, changes: dict[str, object], *, permission: str, actor: Actor, at: dt.datetime, reason: str) -> ProviderEvent:
    if not reason.strip():
        raise Invalid(Reason("reason_needed", _("Say why: a reason is needed."), "reason"))
    with unit_of_work(actor=actor, at=at) as unit:
        row = locked(permitted(ProviderEvent.objects.filter(pk=event_id), actor, "view_providerevent")).first()
        if row is None:
            raise not_visible()
        require(actor, f"payments.{permission}")
        if row.state != EventState.FAILED:
            raise Refused(Reason("not_failed", _("Only a message that failed is handled again or set aside.")))
        ProviderEvent.objects.filter(pk=row.pk).update(**changes)
        body = {"connection_id": row.connection_id, "event_id": row.event_id, "type": row.type, "before": [item["code"] for item in row.reasons]}
        unit.drafts.append(Draft(f"provider_event.{past}", ProviderEvent.subject_kind, row.pk, body, reason=reason.strip()))
    return ProviderEvent.objects.get(pk=event_id)
