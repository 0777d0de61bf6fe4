"""LiqPay: the callback's `data` and `signature`, and the status of an order.

Risk note. Signed is `data` alone: base64 of SHA-1 (API 3) or SHA3-256 (API 7) over private key, data, private key. That is no HMAC and
SHA-1 is old, though nothing is known that forges this form without the key; the key is shared, so neither side can prove who wrote
a message. Neither a time nor an id is signed: an old callback can be sent again for ever, so nothing rests on the order of arrival.
The private key signs requests to LiqPay too, refunds among them: it is sealed at rest. Amounts are fractions in JSON and are read as
decimals, never as binary floats. The status `sandbox` is a success in which no money moved; it counts for connections that are
marked as a test, and for no other. Subscriptions are left out. A payment is known by the company's `order_id`, since it is by that that its status is asked for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlencode

from apps.integrations.providers.contract import (
    Adapter,
    Fact,
    FactKind,
    Incoming,
    Keys,
    Page,
    PageAsk,
    Question,
    Told,
    Unreadable,
    Verdict,
    currency_in,
    json_of,
    moment_in,
    number_in,
    text_in,
)

_SUCCESS = ("success", "sandbox", "wait_compensation")  # the last: paid, and settled at the end of the day
# Payments by subscription come again and again under one order, so that an order says nothing of one payment.
_OTHER_ACTIONS = ("sample", "subscribe", "unsubscribe", "regular", "auth")
_FAILED = ("failure", "error")


def _form(body: bytes) -> tuple[str, str]:
    """`data` and `signature` of the form. Raises Unreadable unless each stands once."""
    try:
        fields = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=20, encoding="ascii", errors="strict")
    except ValueError as error:
        raise Unreadable("no form with data and signature") from error
    data, signature = fields.get("data", []), fields.get("signature", [])
    if len(data) != 1 or len(signature) != 1:
        raise Unreadable("data and signature stand once each")
    return data[0], signature[0]


def _signed(data: str, private_key: str, digest: str) -> bytes:
    return hashlib.new(digest, f"{private_key}{data}{private_key}".encode(), usedforsecurity=True).digest()


def verify(incoming: Incoming, keys: Keys, now: int) -> Verdict:
    """By any of the private keys that hold; the length of the signature says by which digest."""
    try:
        data, signature = _form(incoming.body)
        given = base64.b64decode(signature, validate=True)
    except (Unreadable, binascii.Error, ValueError):
        return Verdict.WRONG
    digest = {20: "sha1", 32: "sha3_256"}.get(len(given))
    if digest is None:
        return Verdict.WRONG
    right = [hmac.compare_digest(given, _signed(data, key, digest)) for key in keys.secrets.get("private", ())]
    return Verdict.RIGHT if any(right) else Verdict.WRONG


def read(incoming: Incoming) -> Told:
    """The facts of a callback. LiqPay sends no id: the digest of `data` stands for it."""
    data, _signature = _form(incoming.body)
    try:
        state = json_of(base64.b64decode(data, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Unreadable("data is no base64") from error
    status = text_in(state, "status", needed=True)
    facts = () if text_in(state, "action") in _OTHER_ACTIONS else _facts(state)
    return Told(hashlib.sha256(data.encode()).hexdigest(), f"payment.{status}", facts, status == "sandbox")


def answered(payment_id: str, body: bytes) -> tuple[Fact, ...]:
    """The facts of the status that was asked for; none where LiqPay knows no such order yet."""
    state = json_of(body)
    if text_in(state, "order_id") != payment_id or text_in(state, "action") in _OTHER_ACTIONS:
        return ()
    return _facts(state)


def _facts(state: dict[str, Any]) -> tuple[Fact, ...]:
    status, order = text_in(state, "status", needed=True), text_in(state, "order_id", needed=True)
    amount, currency = number_in(state, "amount"), currency_in(state, "currency")
    ended_at = moment_in(state, "end_date", milliseconds=True) or moment_in(state, "create_date", milliseconds=True)

    def fact(kind: FactKind, amount: Decimal | None = amount, **more: Any) -> Fact:
        return Fact(kind, order, amount, currency, ended_at, order, **more)

    if status in _FAILED:
        return (fact(FactKind.FAILED),)
    if status not in (*_SUCCESS, "reversed"):
        return (fact(FactKind.PENDING),)  # every other status waits for the payer, the bank or a check
    if amount is None or not currency:
        raise Unreadable("amount or currency is missing")
    found = (fact(FactKind.SUCCEEDED, fee=number_in(state, "receiver_commission")),)
    back = number_in(state, "refund_amount") or (amount if status == "reversed" else None)
    return (*found, fact(FactKind.REFUNDED, back)) if back else found


def ask(payment_id: str, keys: Keys, now: int) -> Question | None:
    """POST /api/request with `action` status, signed."""
    asked = {"version": 3, "public_key": keys.public_key, "action": "status", "order_id": payment_id}
    return Question("POST", f"{keys.address}/api/request", {"content-type": "application/x-www-form-urlencoded"}, _form_of(asked, keys))


def _form_of(asked: dict[str, Any], keys: Keys) -> bytes:
    data = base64.b64encode(json.dumps(asked).encode()).decode()
    return urlencode({"data": data, "signature": base64.b64encode(_signed(data, keys.newest("private"), "sha1")).decode()}).encode()


def sample(keys: Keys, now: int) -> Incoming:
    """Signed, of an action that says nothing of money."""
    body = _form_of({"action": "sample", "status": "sample", "order_id": f"sample_{now}"}, keys)
    return Incoming({"content-type": "application/x-www-form-urlencoded"}, body)


def page(asked: PageAsk, keys: Keys) -> Page:
    """The checkout link, signed: nobody is asked. The order is the invoice's number and a part of our key, so the same each time."""
    order = f"{asked.reference[:80]}-{asked.key[:8]}"
    told = {
        "version": 3, "public_key": keys.public_key, "action": "pay", "amount": f"{asked.amount:f}", "currency": asked.currency, "description": asked.text,
        "order_id": order, "server_url": asked.message_url, "result_url": asked.return_url,
    }  # fmt: skip
    return Page(order, f"{keys.address}/api/3/checkout?{_form_of(told, keys).decode()}")


ADAPTER = Adapter(
    "liqpay", headers=(), secrets=("private",), needed=("private",), verify=verify, read=read, address="https://www.liqpay.ua", takes_public_key=True,
    sample=sample, ask=ask, answered=answered, page=page, page_secret="private",
)  # fmt: skip
