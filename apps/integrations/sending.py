"""Sending: what is due of every company, to many endpoints side by side, so that none waits for another.

A sender takes endpoints in hand by a lease and sends to each from threads of its own share; the database is written by one thread,
between requests and never during one. A sender that dies leaves leases that end, and attempts that were not noted: those messages come
again under the same id. At least once, to nobody's harm.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from django.conf import settings

from apps.integrations import bodies, queries, recording
from apps.integrations import pulse as pulses
from apps.integrations.actions import give_up, pause_endpoint
from apps.integrations.http import Line, Unreachable
from apps.integrations.models import EndpointPulse, EndpointSecret, WebhookDelivery, WebhookEndpoint
from apps.integrations.recording import Result
from apps.integrations.sealed import unseal
from apps.integrations.signing import key_of, sign
from apps.integrations.states import Circuit, DeliveryKind
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import Refused
from apps.tenants.actors import system_actor
from apps.tenants.scope import scope

AT_ONCE = 16  # endpoints in one sender's hand
THREADS = 32
LINES = 4  # requests to one endpoint side by side
CHUNK = 25
SECONDS = 45.0
LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Message:
    """What a thread needs to send one delivery, without the database."""

    delivery: WebhookDelivery
    message_id: str
    body: bytes


@dataclass(eq=False)
class Hand:
    """An endpoint in the sender's hand: its keys, what is under way, and lines that are open."""

    tenant_id: int
    endpoint: WebhookEndpoint
    pulse: EndpointPulse
    keys: list[bytes]
    under_way: dict[Future[list[Result]], tuple[Line, list[Message]]] = field(default_factory=dict)
    idle: list[Line] = field(default_factory=list)
    dry: bool = False

    @property
    def most(self) -> int:
        """How many chunks may be under way: one where order is kept, where something failed, and on trial."""
        careful = self.endpoint.ordered or self.pulse.failing or self.pulse.circuit != Circuit.CLOSED
        return 1 if careful else LINES


class Sender:
    """One run. `seconds`: no chunk is begun later."""

    def __init__(self, *, seconds: float = SECONDS, now: Callable[[], dt.datetime] = clock.now, chance: random.Random | None = None) -> None:
        self.token, self.now, self.chance = str(uuid.uuid4()), now, chance or random.Random()
        self.ends = time.monotonic() + seconds
        self.hands: dict[int, Hand] = {}
        self.sent = 0

    def run(self) -> int:
        """Sends until nothing is due or the time is over; the number of attempts."""
        looked = -LOOK_SECONDS
        with ThreadPoolExecutor(THREADS, thread_name_prefix="webhooks") as pool:
            while True:
                open_for_more = time.monotonic() < self.ends
                if open_for_more and time.monotonic() - looked >= LOOK_SECONDS:
                    looked = time.monotonic()
                    self._take_endpoints()
                for hand in list(self.hands.values()):
                    while open_for_more and not hand.dry and len(hand.under_way) < hand.most:
                        messages = self._messages(hand)
                        if not messages:
                            hand.dry = True
                            break
                        self._begin(pool, hand, messages)
                    if not hand.under_way:
                        self._give_back(hand)
                if not self.hands:
                    return self.sent
                self._gather()

    def _take_endpoints(self) -> None:
        now = self.now()
        for tenant_id, endpoint_id in queries.due_endpoints(now, limit=AT_ONCE - len(self.hands)):
            with scope(tenant_id):
                pulse = retrying(lambda pk=endpoint_id: recording.lease(pk, self.token, now=now))  # type: ignore[misc]
                if pulse is not None:
                    endpoint = WebhookEndpoint.objects.get(pk=endpoint_id)
                    self.hands[endpoint_id] = Hand(tenant_id, endpoint, pulse, keys_of(endpoint, now))

    def _give_back(self, hand: Hand) -> None:
        for line in hand.idle:
            line.close()
        with scope(hand.tenant_id):
            retrying(lambda: recording.release(hand.endpoint.pk, self.token))
        del self.hands[hand.endpoint.pk]

    def _messages(self, hand: Hand) -> list[Message]:
        """The next chunk: due, none under way already, no more repeats than the budget has."""
        now = self.now()
        if hand.pulse.quiet_ends_at and hand.pulse.quiet_ends_at > now:
            return []
        taken = [message.delivery.pk for _line, chunk in hand.under_way.values() for message in chunk]
        trial = hand.pulse.circuit == Circuit.HALF_OPEN
        with scope(hand.tenant_id):
            due = WebhookDelivery.objects.filter(endpoint=hand.endpoint, due_at__lte=now).exclude(pk__in=taken).order_by("due_at", "pk")
            rows = list(due[: 1 if trial else CHUNK])
            late = [row for row in rows if row.give_up_at <= now]
            for row in late:
                self._give_up(hand, row)
            rows = [row for row in rows if row.give_up_at > now]
            chosen = rows if trial else _within(rows, pulses.repeats_left(hand.pulse, now))
            if rows and not chosen:  # only repeats are due, and their budget is spent
                retrying(lambda: recording.spend(hand.pulse, self.token, now=now))
                return []
            if late and not rows:
                return self._messages(hand)
            return _written(chosen)

    def _give_up(self, hand: Hand, row: WebhookDelivery) -> None:
        with contextlib.suppress(Refused):  # it has ended meanwhile
            retrying(lambda: give_up(row.pk, actor=system_actor(hand.tenant_id, "webhooks"), at=self.now()))

    def _pause(self, hand: Hand) -> None:
        with contextlib.suppress(Refused):  # it is paused already
            retrying(lambda: pause_endpoint(hand.endpoint.pk, reason="410 Gone", actor=system_actor(hand.tenant_id, "webhooks"), at=self.now()))

    def _begin(self, pool: ThreadPoolExecutor, hand: Hand, messages: list[Message]) -> None:
        line = hand.idle.pop() if hand.idle else Line(hand.endpoint.url)
        future = pool.submit(send_chunk, line, hand, messages, most_failures=1 if hand.most == 1 else 3, now=self.now)
        hand.under_way[future] = (line, messages)

    def _gather(self) -> None:
        """Waits a moment, writes what came back, cuts what takes too long."""
        owners = {future: hand for hand in self.hands.values() for future in hand.under_way}
        done, _open = wait(owners, timeout=0.2, return_when=FIRST_COMPLETED)
        for future in done:
            hand = owners[future]
            line, _messages = hand.under_way.pop(future)
            hand.idle.append(line)
            results = future.result()
            self.sent += len(results)
            self._write(hand, results)
        moment = time.monotonic()
        for line, _messages in (chunk for hand in self.hands.values() for chunk in hand.under_way.values()):
            if line.overdue(moment):
                line.cut()

    def _write(self, hand: Hand, results: Sequence[Result]) -> None:
        with scope(hand.tenant_id):
            pulse, given_up = retrying(
                lambda: recording.record(hand.endpoint, self.token, results, now=self.now(), chance=self.chance)
            )
            for row in given_up:
                self._give_up(hand, row)
            gone = any(result.answer is not None and result.answer.status == recording.GONE for result in results)
            if gone:
                self._pause(hand)
        if pulse is None or gone:
            hand.dry = True  # the lease was lost, or the endpoint is another by now: whoever takes it in hand reads it anew
        else:
            hand.pulse = pulse


def send_chunk(line: Line, hand: Hand, messages: Sequence[Message], *, most_failures: int, now: Callable[[], dt.datetime]) -> list[Result]:
    """Sends one after the other over the line until so many failed; what is not among the results was not tried. In a thread."""
    results: list[Result] = []
    failures, began = 0, time.monotonic()
    for message in messages:
        at, started = now(), time.monotonic()
        try:
            answer = line.request("POST", hand.endpoint.url, headers=headers_of(message, hand.keys, at), body=message.body)
            result = Result(message.delivery, at, answer)
        except Unreachable as error:
            result = Result(message.delivery, at, error=str(error), milliseconds=round((time.monotonic() - started) * 1000))
        results.append(result)
        failures += not result.good
        if failures >= most_failures or time.monotonic() - began > 10:
            break
    return results


def headers_of(message: Message, keys: Sequence[bytes], at: dt.datetime) -> dict[str, str]:
    """The headers of Standard Webhooks."""
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json", "User-Agent": "Oblik-Webhooks/1", "webhook-id": message.message_id,
        "webhook-timestamp": str(timestamp), "webhook-signature": sign(keys, message_id=message.message_id, timestamp=timestamp, body=message.body),
    }  # fmt: skip


def keys_of(endpoint: WebhookEndpoint, now: dt.datetime) -> list[bytes]:
    """The keys that sign now: the current secret's, then those of secrets that sign along."""
    found = EndpointSecret.objects.filter(endpoint=endpoint).order_by("-pk")
    return [key_of(unseal(row.sealed)) for row in found if row.ends_at is None or row.ends_at > now]


def _within(rows: Sequence[WebhookDelivery], repeats: int) -> list[WebhookDelivery]:
    chosen = []
    for row in rows:
        if row.attempts and row.kind != DeliveryKind.SAMPLE:
            if repeats <= 0:
                continue
            repeats -= 1
        chosen.append(row)
    return chosen


def _written(rows: Sequence[WebhookDelivery]) -> list[Message]:
    entries = {entry.sequence: entry for entry in JournalEntry.objects.filter(sequence__in=[row.sequence for row in rows if row.sequence is not None])}
    return [
        Message(row, row.message_id, row.sample_text.encode() if row.sequence is None else bodies.text_of(bodies.event_of(entries[row.sequence])))
        for row in rows
    ]


def send_due() -> int:
    """What the job does. The number of attempts."""
    return Sender(seconds=settings.WEBHOOKS_SENDER_SECONDS).run()
