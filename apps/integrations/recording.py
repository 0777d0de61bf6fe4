"""What senders write: leases, attempts and what becomes of deliveries, a batch a transaction."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from apps.integrations import pulse as pulses
from apps.integrations.http import Answer
from apps.integrations.models import DeliveryAttempt, EndpointPulse, WebhookDelivery, WebhookEndpoint
from apps.integrations.states import UNDELIVERED, Circuit, DeliveryState, EndpointState
from apps.kernel.db import durable, locked

LEASE = dt.timedelta(seconds=120)
LONGEST_ASKED = dt.timedelta(hours=24)  # that a Retry-After is waited for
GONE = 410


@dataclass(frozen=True)
class Result:
    """One attempt: the answer, or why there was none."""

    delivery: WebhookDelivery
    at: dt.datetime
    answer: Answer | None = None
    error: str = ""
    milliseconds: int = 0

    @property
    def good(self) -> bool:
        return self.answer is not None and 200 <= self.answer.status < 300

    @property
    def said(self) -> str:
        """What failed, in short."""
        return self.error if self.answer is None else f"HTTP {self.answer.status}"


def lease(endpoint_id: int, token: str, *, now: dt.datetime) -> EndpointPulse | None:
    """Takes the endpoint in hand, for nobody else to send to it; None where another has it. A circuit whose time is over opens
    half. Needs the bound tenant; a transaction of its own."""
    with durable():
        free = Q(lease_ends_at=None) | Q(lease_ends_at__lt=now) | Q(lease=token)
        pulse = locked(EndpointPulse.objects.filter(free, _active(), endpoint_id=endpoint_id)).first()
        if pulse is None or (pulse.quiet_ends_at and pulse.quiet_ends_at > now):
            return None
        if pulse.circuit == Circuit.OPEN:
            pulse.circuit = Circuit.HALF_OPEN
        pulse.lease, pulse.lease_ends_at, pulse.quiet_ends_at = token, now + LEASE, None
        _keep(pulse)
    return pulse


def _active(**as_known: int) -> Q:
    """Pulses of endpoints that are sent to. By EXISTS: the endpoint's own row is not locked with its pulse."""
    return Q(Exists(WebhookEndpoint.objects.filter(pk=OuterRef("endpoint_id"), state=EndpointState.ACTIVE, **as_known)))


def release(endpoint_id: int, token: str) -> None:
    """Gives the endpoint out of hand."""
    EndpointPulse.objects.filter(endpoint_id=endpoint_id, lease=token).update(lease="", lease_ends_at=None)


def spend(pulse: EndpointPulse, token: str, *, now: dt.datetime) -> None:
    """The budget of repeats is spent: the circuit opens."""
    with durable():
        held = locked(EndpointPulse.objects.filter(pk=pulse.pk, lease=token)).first()
        if held is not None:
            pulses.open_circuit(held, now)
            held.window_at = None
            _keep(held)


def record(endpoint: WebhookEndpoint, token: str, results: Sequence[Result], *, now: dt.datetime, chance: random.Random) -> tuple[EndpointPulse | None, list[WebhookDelivery]]:
    """Writes attempts and deliveries and counts them; gives the pulse as it is then (None where the lease was lost, or the endpoint was
    paused, changed or given another secret meanwhile) and the deliveries that are to be given up: those whose time is over, and those that the endpoint will never take. One transaction; locks the pulse."""
    given_up: list[WebhookDelivery] = []
    with durable():
        pulse = locked(EndpointPulse.objects.filter(_active(version=endpoint.version), endpoint=endpoint, lease=token)).first()
        counted = pulse or EndpointPulse(endpoint=endpoint)
        _attempts(results)
        good: dict[int, list[int]] = defaultdict(list)
        for result in results:
            if result.good and result.answer is not None:
                good[result.answer.status].append(result.delivery.pk)
                pulses.succeeded(counted)
            else:
                pulses.failed(counted, now)
                if _put_off(endpoint, result, counted, now=now, chance=chance):
                    given_up.append(result.delivery)
        waiting = WebhookDelivery.objects.filter(state__in=UNDELIVERED)
        for status, ids in good.items():
            waiting.filter(pk__in=ids).update(
                state=DeliveryState.DELIVERED, due_at=None, ended_at=now, attempts=F("attempts") + 1, last_status=status, last_error=""
            )
        pulses.count(counted, tried=len(results), retried=sum(1 for result in results if result.delivery.attempts), now=now)
        if pulse is not None:
            pulse.lease_ends_at = now + LEASE
            _keep(pulse)
    return pulse, given_up


def _attempts(results: Sequence[Result]) -> None:
    DeliveryAttempt.objects.bulk_create(
        DeliveryAttempt(
            tenant_id=result.delivery.tenant_id, delivery=result.delivery, at=result.at, error=result.error[:300],
            milliseconds=result.answer.milliseconds if result.answer else result.milliseconds,
            status=result.answer.status if result.answer else None,
            answer_text=result.answer.body[:2000].decode("utf-8", "replace").replace("\x00", "")[:1000] if result.answer else "",
        )
        for result in results
    )  # fmt: skip


def _put_off(endpoint: WebhookEndpoint, result: Result, pulse: EndpointPulse, *, now: dt.datetime, chance: random.Random) -> bool:
    """Says when the delivery is tried again; True where it is not. One that keeps the order holds up the whole endpoint."""
    delivery, answer = result.delivery, result.answer
    wait = pulses.next_wait(delivery.attempts + 1, chance)
    asked = pulses.retry_after(answer.headers, now) if answer is not None and answer.status in (413, 429, 503) else None
    if asked is not None:
        wait = max(wait, min(asked, LONGEST_ASKED))
        pulses.keep_quiet(pulse, now + min(asked, LONGEST_ASKED))
    due_at = now + wait
    over = due_at > delivery.give_up_at or (answer is not None and answer.status == GONE)
    if endpoint.ordered and not over:
        pulses.keep_quiet(pulse, due_at)
        due_at = endpoint.created_at
    WebhookDelivery.objects.filter(pk=delivery.pk, state__in=UNDELIVERED).update(
        state=DeliveryState.RETRYING, due_at=due_at, attempts=F("attempts") + 1, last_status=answer.status if answer else None, last_error=result.said[:300]
    )
    return over


def _keep(pulse: EndpointPulse) -> None:
    names = ("circuit", "quiet_ends_at", "failing", "opened", "window_at", "tried", "retried", "lease", "lease_ends_at")
    EndpointPulse.objects.filter(pk=pulse.pk).update(**{name: getattr(pulse, name) for name in names})
