"""monobank acquiring: the state of an invoice as its webhook and its status address tell it, in one shape.

Risk note. X-Sign is ECDSA with SHA-256 over the body, by a key of the bank alone: the company can prove what it was told. Neither a
time nor an id is signed or sent: an old message can be sent again for ever, so nothing rests on the order of arrival; each message
is a state with its `modifiedDate`, and what it says is kept as a fact. The key is fetched from the bank with the company's token
over TLS and kept; a signature that fails once has the key fetched anew, at most every ten minutes, before it is called wrong. Test
tokens sign by the same key and mark nothing in the message: keep them in a connection of their own that is marked as a test.
Amounts are minor units, `ccy` is the number of ISO 4217, `finalAmount` is what is left after refunds. The token in the header X-Token
opens the whole API of the merchant, refunds too: it is sealed at rest and sent to the bank alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

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
    json_of,
    minor_of,
    moment_in,
    number_in,
    text_in,
    url_in,
)

# Of ISO 4217, those that the bank settles in; each has two decimals.
_CURRENCIES = {980: "UAH", 840: "USD", 978: "EUR", 826: "GBP", 985: "PLN"}
_WAITS = ("created", "processing", "hold")


def verify(incoming: Incoming, keys: Keys, now: int) -> Verdict:
    """By the bank's key that is kept; without one, or against it, unsure."""
    if not keys.public_key:
        return Verdict.UNSURE
    try:
        signature = base64.b64decode(incoming.headers.get("x-sign", ""), validate=True)
    except (binascii.Error, ValueError):
        return Verdict.WRONG
    if not 8 <= len(signature) <= 80:  # DER of two numbers of 256 bits
        return Verdict.WRONG
    try:
        _key(keys.public_key).verify(signature, incoming.body, ec.ECDSA(SHA256()))
    except (InvalidSignature, Unreadable):
        return Verdict.UNSURE
    return Verdict.RIGHT


def _key(text: str) -> ec.EllipticCurvePublicKey:
    try:
        found = load_pem_public_key(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise Unreadable("key: no public key") from error
    if not isinstance(found, ec.EllipticCurvePublicKey):
        raise Unreadable("key: no key of an elliptic curve")
    return found


def ask_key(keys: Keys) -> Question:
    """The bank's current key."""
    return Question("GET", f"{keys.address}/api/merchant/pubkey", {"X-Token": keys.newest("api")})


def key_of(body: bytes) -> str:
    """Base64 of the PEM, as the bank gives it. Raises Unreadable for what is no key."""
    found = json_of(body).get("key")
    if not isinstance(found, str) or len(found) > 2000:
        raise Unreadable("key is missing")
    _key(found)
    return found


def read(incoming: Incoming) -> Told:
    """The facts of a state. The bank sends no id: the digest of the body stands for it."""
    state = json_of(incoming.body)
    facts = _facts(state)
    return Told(hashlib.sha256(incoming.body).hexdigest(), f"invoice.{text_in(state, 'status')}", facts)


def answered(payment_id: str, body: bytes) -> tuple[Fact, ...]:
    """The facts of the status that was asked for."""
    state = json_of(body)
    if text_in(state, "invoiceId") != payment_id:
        raise Unreadable("invoiceId: the answer is about another invoice")
    return _facts(state)


def _facts(state: dict[str, Any]) -> tuple[Fact, ...]:
    status = text_in(state, "status", needed=True)
    payment_id, reference = text_in(state, "invoiceId", needed=True), text_in(state, "reference")
    changed_at, currency = moment_in(state, "modifiedDate"), _currency(state)
    taken = _minor(number_in(state, "amount"))

    def fact(kind: FactKind, amount: Decimal | None = taken, **more: Any) -> Fact:
        return Fact(kind, payment_id, amount, currency, changed_at, reference, **more)

    if status in _WAITS:
        return (fact(FactKind.PENDING),)
    if status == "failure":
        return (fact(FactKind.FAILED),)
    if status == "expired":
        return (fact(FactKind.EXPIRED),)
    if status not in ("success", "reversed"):
        raise Unreadable(f"status: {status} is not known")
    if taken is None or not currency:
        raise Unreadable("amount or ccy is missing")
    final, back = _minor(number_in(state, "finalAmount")), _refunded(state)
    if back is not None:
        paid = taken if final is None else final + back
    elif status == "reversed":
        paid, back = taken, taken - (final or 0)
    else:
        paid, back = final or taken, Decimal(0)  # of a hold that was closed for less, the final amount was taken
    found = (fact(FactKind.SUCCEEDED, paid, fee=_fee(state)),)
    return (*found, fact(FactKind.REFUNDED, back)) if back > 0 else found


def _refunded(state: dict[str, Any]) -> Decimal | None:
    """The sum of the refunds that came through, None where the state lists none."""
    listed = state.get("cancelList")
    if not isinstance(listed, list) or not listed:
        return None
    if len(listed) > 1000 or not all(isinstance(item, dict) for item in listed):
        raise Unreadable("cancelList: a list of refunds is expected")
    sums = [_minor(number_in(item, "amount")) or Decimal(0) for item in listed if item.get("status") == "success"]
    return sum(sums, Decimal(0))


def _fee(state: Mapping[str, Any]) -> Decimal | None:
    info = state.get("paymentInfo")
    return _minor(number_in(info, "fee")) if isinstance(info, dict) else None


def _minor(amount: Decimal | None) -> Decimal | None:
    if amount is not None and amount != amount.to_integral_value():
        raise Unreadable("amount: minor units are whole")
    return None if amount is None else amount.scaleb(-2)


def _currency(state: dict[str, Any]) -> str:
    number = state.get("ccy")
    if number is None:
        return ""
    found = _CURRENCIES.get(number) if isinstance(number, int) else None
    if found is None:
        raise Unreadable("ccy: this currency is not known")
    return found


def ask(payment_id: str, keys: Keys, now: int) -> Question | None:
    """GET /api/merchant/invoice/status with the merchant's token."""
    return Question("GET", f"{keys.address}/api/merchant/invoice/status?invoiceId={quote(payment_id, safe='')}", {"X-Token": keys.newest("api")})


PAID_BY_SECONDS = 5 * 24 * 3600  # as long as it is asked how the payment stands


def page(asked: PageAsk, keys: Keys) -> Question:
    """POST /api/merchant/invoice/create. The bank knows no request by a key: see `lost`."""
    body = {
        "amount": minor_of(asked.amount, 2), "ccy": _number_of(asked.currency), "redirectUrl": asked.return_url, "webHookUrl": asked.message_url,
        "validity": PAID_BY_SECONDS, "merchantPaymInfo": {"reference": asked.reference, "destination": asked.text},
    }  # fmt: skip
    headers = {"X-Token": keys.newest("api"), "content-type": "application/json"}
    return Question("POST", f"{keys.address}/api/merchant/invoice/create", headers, json.dumps(body).encode())


def _number_of(currency: str) -> int:
    found = next((number for number, code in _CURRENCIES.items() if code == currency), None)
    if found is None:
        raise Unreadable("ccy: the bank does not settle in this currency")
    return found


def paged(body: bytes) -> Page:
    """`invoiceId` and `pageUrl`."""
    data = json_of(body)
    return Page(text_in(data, "invoiceId", needed=True), url_in(data, "pageUrl"))


def lost(asked: PageAsk, keys: Keys, now: int) -> Question:
    """The statement since it was asked for first: a page that somebody paid by is in it. One that nobody was given is paid by nobody."""
    return Question("GET", f"{keys.address}/api/merchant/statement?from={int(asked.since.timestamp())}&to={now}", {"X-Token": keys.newest("api")})


def found(asked: PageAsk, body: bytes) -> tuple[Page, ...]:
    """The payments with our reference and amount."""
    listed = json_of(body).get("list")
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise Unreadable("list: a list of payments is expected")
    same = {"reference": asked.reference, "amount": minor_of(asked.amount, 2), "ccy": _number_of(asked.currency)}
    ids = [text_in(item, "invoiceId", needed=True) for item in listed if {name: item.get(name) for name in same} == same]
    return tuple(Page(name, f"https://pay.mbnk.biz/{quote(name, safe='')}") for name in ids)


def why_not(body: bytes) -> str:
    """`errText`."""
    return text_in(json_of(body), "errText")


ADAPTER = Adapter(
    "monobank", headers=("x-sign",), secrets=("api",), needed=("api",), verify=verify, read=read, address="https://api.monobank.ua", ask=ask,
    answered=answered, ask_key=ask_key, key_of=key_of, page=page, page_secret="api", paged=paged, lost=lost, found=found, why_not=why_not,
)  # fmt: skip
