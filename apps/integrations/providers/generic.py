"""A provider of one's own: any system that signs by Standard Webhooks 1.0 and writes the schema of docs/providers.md.

Risk note. Signed are the message's id, its time and the body, by HMAC-SHA256 with a shared secret: who has the secret can say
anything, and neither side can prove to a third who wrote a message. What is older or newer than five minutes is refused, so a copy
is of use for five minutes only, and within them the id makes it a duplicate. The address of the request and its other headers are
not signed and not read. Where a status address is given, its answer is believed because of TLS alone.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from apps.integrations import signing
from apps.integrations.providers.contract import (
    Adapter,
    Fact,
    FactKind,
    Incoming,
    Keys,
    Question,
    Told,
    Unreadable,
    Verdict,
    currency_in,
    decimal_text_in,
    json_of,
    moment_in,
    object_in,
    quoted,
    text_in,
)

_TYPES = {
    "payment.pending": FactKind.PENDING, "payment.succeeded": FactKind.SUCCEEDED, "payment.failed": FactKind.FAILED,
    "payment.expired": FactKind.EXPIRED, "payment.refunded": FactKind.REFUNDED, "payment.refund_failed": FactKind.REFUND_FAILED,
    "payment.disputed": FactKind.DISPUTED, "payment.dispute_won": FactKind.DISPUTE_WON, "payment.dispute_lost": FactKind.DISPUTE_LOST,
}  # fmt: skip
_WITH_AMOUNT = (FactKind.SUCCEEDED, FactKind.REFUNDED)


def verify(incoming: Incoming, keys: Keys, now: int) -> Verdict:
    """By any of the secrets that hold."""
    headers = incoming.headers
    stamp = headers.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return Verdict.WRONG
    said = {"message_id": headers.get("webhook-id", ""), "timestamp": int(stamp), "body": incoming.body, "signature": headers.get("webhook-signature", "")}
    right = [signing.verifies(secret, now=now, **said) for secret in keys.secrets.get("signing", ())]  # type: ignore[arg-type]
    return Verdict.RIGHT if any(right) else Verdict.WRONG


def read(incoming: Incoming) -> Told:
    """The fact of a message; none for a type that the schema does not have."""
    event_id = text_in({"webhook-id": incoming.headers.get("webhook-id", "")}, "webhook-id", needed=True)
    message = json_of(incoming.body)
    kind = text_in(message, "type", needed=True)
    if kind not in _TYPES:
        return Told(event_id, kind)
    data = object_in(message, "data")
    is_test = data.get("test")
    if is_test is not None and not isinstance(is_test, bool):
        raise Unreadable("data.test: true or false is expected")
    return Told(event_id, kind, (_fact(_TYPES[kind], message, data),), is_test)


def _fact(kind: FactKind, message: dict[str, Any], data: dict[str, Any]) -> Fact:
    found = Fact(
        kind, text_in(data, "payment_id", needed=True), decimal_text_in(data, "amount"), currency_in(data, "currency"), moment_in(message, "timestamp"),
        text_in(data, "reference"), text_in(data, "refund_id") or text_in(data, "dispute_id"), decimal_text_in(data, "fee"),
    )  # fmt: skip
    if kind in _WITH_AMOUNT and (found.amount is None or not found.currency):
        raise Unreadable("data: amount and currency are missing")
    return found


def ask(payment_id: str, keys: Keys, now: int) -> Question | None:
    """A signed GET-like POST to the company's own status address, where it gave one."""
    if not keys.address or not urlsplit(keys.address).hostname:
        return None
    body = b'{"payment_id":' + quoted(payment_id) + b"}"
    message_id = f"status_{now}"
    headers = {
        "content-type": "application/json", "webhook-id": message_id, "webhook-timestamp": str(now),
        "webhook-signature": signing.sign([signing.key_of(keys.newest("signing"))], message_id=message_id, timestamp=now, body=body),
    }  # fmt: skip
    return Question("POST", keys.address, headers, body)


def answered(payment_id: str, body: bytes) -> tuple[Fact, ...]:
    """The facts of an answer, each as the schema of a message has them, under `events`. Facts of other payments are left out."""
    events = json_of(body).get("events")
    if not isinstance(events, list) or not all(isinstance(item, dict) for item in events) or len(events) > 100:
        raise Unreadable("events: a list of at most 100 objects is expected")
    found = [_fact(_TYPES[item["type"]], item, object_in(item, "data")) for item in events if item.get("type") in _TYPES]
    return tuple(fact for fact in found if fact.payment_id == payment_id)


def sample(keys: Keys, now: int) -> Incoming:
    """Signed, of a type that says nothing of money."""
    body, message_id = b'{"type":"sample","data":{}}', f"sample_{now}"
    signature = signing.sign([signing.key_of(keys.newest("signing"))], message_id=message_id, timestamp=now, body=body)
    return Incoming({"content-type": "application/json", "webhook-id": message_id, "webhook-timestamp": str(now), "webhook-signature": signature}, body)


ADAPTER = Adapter(
    "generic", headers=("webhook-id", "webhook-timestamp", "webhook-signature"), secrets=("signing",), needed=(), made=("signing",), verify=verify,
    read=read, sample=sample, ask=ask, answered=answered,
)  # fmt: skip
