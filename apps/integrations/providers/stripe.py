"""Stripe: events of payment intents, charges, refunds, disputes and checkout sessions.

Risk note. `Stripe-Signature` is HMAC-SHA256 over time and body with the secret of the endpoint: `t` and one or more `v1`. What is older
or newer than five minutes is refused. The id of the event is in the signed body, so a copy is a duplicate. Only `v1` is read: `v0` is
for tests and proves nothing. Test mode signs as well as live mode does, by another secret: `livemode` is held against the
connection. Events come in any order and are snapshots of the moment at which they were made; the version of the API in them is the
endpoint's. A payment intent that failed may be tried again and succeed; so a failure is never the last word. Amounts are minor units
as Stripe counts them: no decimals for some currencies, two for ISK and UGX although ISO 4217 has none. A refund is counted by its own
id, and by the sum on the charge. The API key is asked for only to look up states: give a restricted key that reads payment intents, and
writes checkout sessions where payment pages are made.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

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
    minor_of,
    moment_in,
    number_in,
    object_in,
    text_in,
    url_in,
)

TOLERANCE_SECONDS = 300
# docs.stripe.com/currencies: amounts without decimals, and with three.
_WHOLE = frozenset(["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"])
_THOUSANDTHS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
_REFERENCES = ("invoice_number", "invoice", "reference", "order_id")
_INTENTS = {
    "requires_payment_method": FactKind.PENDING, "requires_confirmation": FactKind.PENDING, "requires_action": FactKind.PENDING,
    "processing": FactKind.PENDING, "requires_capture": FactKind.PENDING, "canceled": FactKind.FAILED, "succeeded": FactKind.SUCCEEDED,
}  # fmt: skip


def verify(incoming: Incoming, keys: Keys, now: int) -> Verdict:
    """By any of the secrets that hold and any `v1` of the header."""
    parts = [item.strip().partition("=") for item in incoming.headers.get("stripe-signature", "").split(",")][:20]
    stamps = [value for name, _equals, value in parts if name == "t"]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit() and len(stamps[0]) <= 12) or abs(now - int(stamps[0])) > TOLERANCE_SECONDS:
        return Verdict.WRONG
    given = [value.encode() for name, _equals, value in parts if name == "v1"]
    expected = [_signature(secret, stamps[0], incoming.body) for secret in keys.secrets.get("signing", ())]
    right = [hmac.compare_digest(ours, theirs) for ours in expected for theirs in given]
    return Verdict.RIGHT if any(right) else Verdict.WRONG


def _signature(secret: str, stamp: str, body: bytes) -> bytes:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest().encode()


def read(incoming: Incoming) -> Told:
    """The facts of an event; none of one that says nothing of a payment."""
    event = json_of(incoming.body)
    event_id, kind = text_in(event, "id", needed=True), text_in(event, "type", needed=True)
    live = event.get("livemode")
    made = _READERS.get(kind)
    facts = made(object_in(object_in(event, "data"), "object"), event) if made else ()
    return Told(event_id, kind, tuple(facts), None if live is None else not live)


def _digits(currency: str) -> int:
    return 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2


def _amount(data: Mapping[str, Any], name: str, currency: str) -> Decimal | None:
    found = number_in(data, name)
    if found is not None and found != found.to_integral_value():
        raise Unreadable(f"{name}: minor units are whole")
    return None if found is None else found.scaleb(-_digits(currency))


def _reference(data: Mapping[str, Any]) -> str:
    metadata = data.get("metadata")
    named = [text_in(metadata, name) for name in _REFERENCES] if isinstance(metadata, dict) else []
    return next((text for text in named if text), "") or text_in(data, "client_reference_id")


def _page_key(data: Mapping[str, Any]) -> str:
    """Ours, which payment pages carry along."""
    metadata = data.get("metadata")
    return text_in(metadata, "page_key") if isinstance(metadata, dict) else ""


def _fact(kind: FactKind, data: dict[str, Any], event: Mapping[str, Any], **more: Any) -> Fact:
    currency = currency_in(data, "currency")
    amount = _amount(data, more.pop("amount", "amount"), currency)
    if kind in (FactKind.SUCCEEDED, FactKind.REFUNDED) and (amount is None or not currency):
        raise Unreadable("amount or currency is missing")
    values = {"payment_id": text_in(data, "id"), "occurred_at": moment_in(event, "created"), "reference": _reference(data), "page_key": _page_key(data)} | more
    if not values["payment_id"]:
        raise Unreadable("the id of the payment is missing")
    return Fact(kind, amount=amount, currency=currency, **values)


def _intent(data: dict[str, Any], event: Mapping[str, Any]) -> list[Fact]:
    failed = event.get("type") == "payment_intent.payment_failed"
    kind = FactKind.FAILED if failed else _INTENTS.get(text_in(data, "status"), FactKind.PENDING)
    return [_fact(kind, data, event, amount="amount_received" if kind == FactKind.SUCCEEDED else "amount")]


def _charge(data: dict[str, Any], event: Mapping[str, Any]) -> list[Fact]:
    payment_id = _id_of(data, "payment_intent") or text_in(data, "id")
    status = text_in(data, "status")
    if status == "failed":
        return [_fact(FactKind.FAILED, data, event, payment_id=payment_id)]
    if status != "succeeded" or not data.get("captured"):
        return [_fact(FactKind.PENDING, data, event, payment_id=payment_id)]
    taken = "amount_captured" if data.get("amount_captured") is not None else "amount"
    found = [_fact(FactKind.SUCCEEDED, data, event, payment_id=payment_id, amount=taken, occurred_at=moment_in(data, "created"))]
    if _amount(data, "amount_refunded", "UAH"):
        found.append(_fact(FactKind.REFUNDED, data, event, payment_id=payment_id, amount="amount_refunded"))
    return found


def _refund(data: dict[str, Any], event: Mapping[str, Any]) -> list[Fact]:
    kinds = {"succeeded": FactKind.REFUNDED, "failed": FactKind.REFUND_FAILED, "canceled": FactKind.REFUND_FAILED}
    kind = kinds.get(text_in(data, "status"))
    payment_id = _id_of(data, "payment_intent") or _id_of(data, "charge")
    return [_fact(kind, data, event, payment_id=payment_id, part_id=text_in(data, "id"))] if kind else []


def _dispute(data: dict[str, Any], event: Mapping[str, Any]) -> list[Fact]:
    status = text_in(data, "status")
    kind = {"won": FactKind.DISPUTE_WON, "warning_closed": FactKind.DISPUTE_WON, "lost": FactKind.DISPUTE_LOST}.get(status, FactKind.DISPUTED)
    payment_id = _id_of(data, "payment_intent") or _id_of(data, "charge")
    return [_fact(kind, data, event, payment_id=payment_id, part_id=text_in(data, "id"))]


def _session(data: dict[str, Any], event: Mapping[str, Any]) -> list[Fact]:
    if text_in(data, "mode") not in ("payment", ""):
        return []  # a subscription's money comes by its invoices' charges
    paid = text_in(data, "payment_status")
    kinds = {"checkout.session.expired": FactKind.EXPIRED, "checkout.session.async_payment_failed": FactKind.FAILED}
    kind = kinds.get(text_in(event, "type")) or (FactKind.SUCCEEDED if paid == "paid" else FactKind.PENDING)
    intent = _id_of(data, "payment_intent")
    return [_fact(kind, data, event, payment_id=intent or text_in(data, "id"), of_page=not intent, amount="amount_total")]


def _id_of(data: Mapping[str, Any], name: str) -> str:
    """The id of another object, which may stand there whole."""
    value = data.get(name)
    return text_in(value if isinstance(value, dict) else data, "id" if isinstance(value, dict) else name)


_READERS = {
    **dict.fromkeys((f"payment_intent.{name}" for name in ("created", "processing", "requires_action", "amount_capturable_updated", "payment_failed", "canceled", "succeeded")), _intent),
    **dict.fromkeys((f"charge.{name}" for name in ("pending", "succeeded", "captured", "failed", "refunded", "updated")), _charge),
    **dict.fromkeys(("charge.refund.updated", "refund.created", "refund.updated", "refund.failed"), _refund),
    **dict.fromkeys(("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"), _dispute),
    **dict.fromkeys((f"checkout.session.{name}" for name in ("completed", "async_payment_succeeded", "async_payment_failed", "expired")), _session),
}  # fmt: skip


_NOUNS = {"ch_": "charges", "py_": "charges", "cs_": "checkout/sessions"}


def ask(payment_id: str, keys: Keys, now: int) -> Question | None:
    """GET of the payment intent, the charge or the page; nobody to ask without an API key."""
    key, noun = keys.newest("api"), next((noun for start, noun in _NOUNS.items() if payment_id.startswith(start)), "payment_intents")
    return Question("GET", f"{keys.address}/v1/{noun}/{quote(payment_id, safe='')}", {"Authorization": f"Bearer {key}"}) if key else None


def answered(payment_id: str, body: bytes) -> tuple[Fact, ...]:
    """The facts of the object that was asked for."""
    data = json_of(body)
    if text_in(data, "id") != payment_id:
        raise Unreadable("id: the answer is about another payment")
    if text_in(data, "object") == "checkout.session":
        return tuple(_session(data, {"type": f"checkout.session.{text_in(data, 'status')}"}))
    made = _charge if text_in(data, "object") == "charge" else _intent
    return tuple(made(data, {"created": data.get("canceled_at")}))  # of other states it is not said since when


def sample(keys: Keys, now: int) -> Incoming:
    """Signed, of a type that says nothing of money."""
    body = f'{{"id":"evt_sample_{now}","type":"sample","created":{now},"data":{{"object":{{}}}}}}'.encode()
    signature = _signature(keys.newest("signing"), str(now), body).decode()
    return Incoming({"content-type": "application/json", "stripe-signature": f"t={now},v1={signature}"}, body)


def page(asked: PageAsk, keys: Keys) -> Question:
    """POST /v1/checkout/sessions. Stripe knows the request again by its key for 24 hours, as long as such a page can be paid by."""
    told = {"invoice_number": asked.reference, "page_key": asked.key}
    item = "line_items[0]"
    fields = {
        "mode": "payment", "client_reference_id": asked.reference, "success_url": asked.return_url, f"{item}[quantity]": "1",
        f"{item}[price_data][currency]": asked.currency.lower(), f"{item}[price_data][unit_amount]": str(minor_of(asked.amount, _digits(asked.currency))),
        f"{item}[price_data][product_data][name]": asked.text, **{f"metadata[{name}]": text for name, text in told.items()},
        **{f"payment_intent_data[metadata][{name}]": text for name, text in told.items()},
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {keys.newest('api')}", "content-type": "application/x-www-form-urlencoded", "Idempotency-Key": asked.key}
    return Question("POST", f"{keys.address}/v1/checkout/sessions", headers, urlencode(fields).encode())


def paged(body: bytes) -> Page:
    """`id` and `url` of the session; a payment intent of its own comes when the client pays."""
    data = json_of(body)
    return Page(text_in(data, "id", needed=True), url_in(data, "url"))


def why_not(body: bytes) -> str:
    """`error.message`."""
    said = object_in(json_of(body), "error").get("message")
    return said[:300] if isinstance(said, str) else ""


ADAPTER = Adapter(
    "stripe", headers=("stripe-signature",), secrets=("signing", "api"), needed=("signing",), verify=verify, read=read, address="https://api.stripe.com",
    sample=sample, ask=ask, answered=answered, page=page, page_secret="api", paged=paged, why_not=why_not,
)  # fmt: skip
