"""Adapters of payment providers, each by itself: what they take for signed, and the facts that they read."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.integrations.providers import generic, liqpay, monobank, registry, stripe
from apps.integrations.providers.contract import Fact, FactKind, Incoming, Keys, Told, Unreadable, Verdict

NOW = 1_700_000_000
MONO = ec.generate_private_key(ec.SECP256R1())
MONO_KEY = base64.b64encode(MONO.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)).decode()
LIQPAY = Keys({"private": ("a-private-key",)}, "sandbox_i0", "https://www.liqpay.ua")


def incoming(body, **headers):
    return Incoming({name.replace("_", "-"): value for name, value in headers.items()}, body if isinstance(body, bytes) else json.dumps(body).encode())


def stripe_signed(body, secret="whsec_x", at=NOW):
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    digest = hmac.new(secret.encode(), f"{at}.".encode() + text, hashlib.sha256).hexdigest()
    return incoming(text, stripe_signature=f"t={at},v0=00,v1={digest}")


def mono_signed(body, key=MONO):
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return incoming(text, x_sign=base64.b64encode(key.sign(text, ec.ECDSA(SHA256()))).decode())


def liqpay_form(state, digest="sha1", key="a-private-key"):
    data = base64.b64encode(state if isinstance(state, bytes) else json.dumps(state).encode()).decode()
    signature = base64.b64encode(hashlib.new(digest, f"{key}{data}{key}".encode()).digest()).decode()
    return incoming(urlencode({"data": data, "signature": signature}).encode())


def kinds(told: Told):
    return [fact.kind for fact in told.facts]


@pytest.mark.shared
def test_the_vectors_of_standard_webhooks_hold_for_a_generic_provider(shared_dir):
    for case in json.loads((shared_dir / "data" / "webhooks" / "standard-webhooks" / "vectors.json").read_text()):
        message = incoming(case["payload"].encode(), webhook_id=case["id"], webhook_timestamp=str(case["timestamp"]), webhook_signature=case["signature"])
        verdict = generic.verify(message, Keys({"signing": (case["secret"],)}), case.get("now", case["timestamp"]))
        assert (verdict == Verdict.RIGHT) is case["valid"], case["case"]


@pytest.mark.shared
def test_every_event_of_stripe_is_read_and_those_about_payments_tell_facts(shared_dir):
    told = {path.stem: stripe.read(incoming(path.read_bytes())) for path in sorted((shared_dir / "data/webhooks/stripe-events").glob("*.json"))}
    assert len(told) == 48 and all(item.is_test for item in told.values())
    assert {name: kinds(item) for name, item in told.items() if item.facts} == {
        "charge.captured": [FactKind.SUCCEEDED], "charge.failed": [FactKind.FAILED], "charge.refund.updated": [FactKind.REFUNDED],
        "charge.refunded": [FactKind.SUCCEEDED, FactKind.REFUNDED], "charge.succeeded": [FactKind.SUCCEEDED], "charge.updated": [FactKind.PENDING],
        "payment_intent.amount_capturable_updated": [FactKind.PENDING], "payment_intent.canceled": [FactKind.FAILED], "payment_intent.created": [FactKind.PENDING],
        "payment_intent.payment_failed": [FactKind.FAILED], "payment_intent.processing": [FactKind.PENDING], "payment_intent.requires_action": [FactKind.PENDING],
        "payment_intent.succeeded": [FactKind.SUCCEEDED],
    }  # fmt: skip
    paid = told["payment_intent.succeeded"].facts[0]
    assert (paid.payment_id, paid.amount, paid.currency) == ("pi_000000000000000000000000", Decimal("20.00"), "USD")
    assert told["charge.refund.updated"].facts[0].reference == "6735"


def test_stripe_by_any_secret_that_holds_within_five_minutes():
    body = {"id": "evt_1", "type": "x"}
    both = Keys({"signing": ("whsec_new", "whsec_x")})
    assert stripe.verify(stripe_signed(body), both, NOW + 300) == Verdict.RIGHT
    assert stripe.verify(stripe_signed(body), both, NOW + 301) == stripe.verify(stripe_signed(body), both, NOW - 301) == Verdict.WRONG
    assert stripe.verify(stripe_signed(body), Keys({"signing": ("whsec_new",)}), NOW) == Verdict.WRONG
    assert stripe.verify(stripe_signed(body), Keys(), NOW) == Verdict.WRONG
    only_v0 = stripe_signed(body).headers["stripe-signature"].replace("v0=00,v1=", "v0=")
    for header in ("", "t=,v1=", "t=1,t=2,v1=aa", "t=²,v1=é", only_v0, f"t={NOW}"):
        assert stripe.verify(incoming(body, stripe_signature=header), both, NOW) == Verdict.WRONG


@pytest.mark.parametrize(("currency", "amount"), [("jpy", "500"), ("uah", "5.00"), ("kwd", "0.500"), ("isk", "5.00"), ("ugx", "5.00")])
def test_stripe_counts_minor_units_in_its_own_way(currency, amount):
    data = {"id": "pi_1", "status": "succeeded", "amount": 900, "amount_received": 500, "currency": currency, "metadata": {"invoice_number": "INV-1"}}
    fact = stripe.read(incoming({"id": "evt_1", "type": "payment_intent.succeeded", "created": NOW, "livemode": True, "data": {"object": data}})).facts[0]
    assert (fact.amount, fact.reference) == (Decimal(amount), "INV-1")


def test_a_dispute_of_stripe_has_an_end():
    for status, kind in (("needs_response", FactKind.DISPUTED), ("won", FactKind.DISPUTE_WON), ("lost", FactKind.DISPUTE_LOST)):
        data = {"id": "dp_1", "status": status, "amount": 500, "currency": "usd", "charge": "ch_1", "payment_intent": "pi_1"}
        told = stripe.read(incoming({"id": "evt_1", "type": "charge.dispute.closed", "created": NOW, "data": {"object": data}}))
        assert (kinds(told), told.facts[0].payment_id, told.facts[0].part_id) == ([kind], "pi_1", "dp_1")


def test_a_checkout_session_tells_of_its_payment_intent():
    data = {"id": "cs_1", "mode": "payment", "payment_status": "paid", "amount_total": 900, "currency": "eur", "payment_intent": "pi_1", "client_reference_id": "INV-7"}
    fact = stripe.read(incoming({"id": "evt_1", "type": "checkout.session.completed", "created": NOW, "data": {"object": data}})).facts[0]
    assert (fact.kind, fact.payment_id, fact.amount, fact.reference) == (FactKind.SUCCEEDED, "pi_1", Decimal("9.00"), "INV-7")


STATE = {
    "invoiceId": "p2_9Zg", "status": "success", "amount": 4200, "ccy": 980, "finalAmount": 4200, "createdDate": "2026-03-31T08:00:00Z",
    "modifiedDate": "2026-03-31T09:00:00Z", "reference": "INV-1", "paymentInfo": {"fee": 42, "maskedPan": "444403******1902"},
}  # fmt: skip


def test_monobank_by_the_key_of_the_bank():
    keys = Keys({"api": ("token",)}, MONO_KEY)
    assert monobank.verify(mono_signed(STATE), keys, NOW) == Verdict.RIGHT
    other = mono_signed(STATE, ec.generate_private_key(ec.SECP256R1()))
    assert monobank.verify(other, keys, NOW) == monobank.verify(mono_signed(STATE), Keys(), NOW) == Verdict.UNSURE
    assert monobank.verify(incoming(mono_signed(STATE).body + b" ", x_sign=mono_signed(STATE).headers["x-sign"]), keys, NOW) == Verdict.UNSURE
    for header in ("", "not base64", "AAAA", "x" * 400):
        assert monobank.verify(incoming(STATE, x_sign=header), keys, NOW) == Verdict.WRONG
    assert monobank.key_of(json.dumps({"key": MONO_KEY}).encode()) == MONO_KEY
    for answer in (b"{}", b'{"key": "AAAA"}', b'{"key": 5}', b"[]"):
        with pytest.raises(Unreadable):
            monobank.key_of(answer)


def test_what_monobank_says_of_an_invoice():
    def said(**more):
        return [(fact.kind, fact.amount) for fact in monobank.read(incoming(STATE | more)).facts]

    paid = (FactKind.SUCCEEDED, Decimal("42.00"))
    assert said() == [paid]
    assert said(status="processing") == [(FactKind.PENDING, Decimal("42.00"))]
    assert said(status="failure") == [(FactKind.FAILED, Decimal("42.00"))]
    assert said(status="expired") == [(FactKind.EXPIRED, Decimal("42.00"))]
    assert said(status="reversed", finalAmount=0) == [paid, (FactKind.REFUNDED, Decimal("42.00"))]
    part = [{"status": "success", "amount": 1000}, {"status": "processing", "amount": 5}]
    assert said(finalAmount=3200, cancelList=part) == [paid, (FactKind.REFUNDED, Decimal("10.00"))]
    assert said(finalAmount=3000) == [(FactKind.SUCCEEDED, Decimal("30.00"))]  # a hold that was closed for less
    fact = monobank.read(incoming(STATE)).facts[0]
    assert (fact.payment_id, fact.currency, fact.reference, fact.fee) == ("p2_9Zg", "UAH", "INV-1", Decimal("0.42"))
    for wrong in ({"status": "?"}, {"ccy": 999}, {"amount": 1.5}, {"amount": "4200"}, {"amount": -1}, {"modifiedDate": "yesterday"}, {"invoiceId": None}):
        with pytest.raises(Unreadable):
            said(**wrong)


ORDER = {"order_id": "INV-1", "payment_id": 165629, "status": "success", "action": "pay", "amount": 0.29, "currency": "UAH", "end_date": 1774947600000, "receiver_commission": 0.01}


@pytest.mark.parametrize("digest", ["sha1", "sha3_256"])
def test_liqpay_by_either_digest(digest):
    assert liqpay.verify(liqpay_form(ORDER, digest), LIQPAY, NOW) == Verdict.RIGHT
    assert liqpay.verify(liqpay_form(ORDER, digest, "another-key"), LIQPAY, NOW) == Verdict.WRONG
    assert liqpay.verify(liqpay_form(ORDER, digest, "old"), Keys({"private": ("new", "old")}), NOW) == Verdict.RIGHT


def test_liqpay_forms_that_are_none():
    good = liqpay_form(ORDER).body
    for body in (b"", b"data=", good + b"&data=e30", good + b"&signature=AAAA", b"\xff" + good, b"data=e30%3D&signature=AAAA", b"data=e30&signature=" + b"A" * 44):
        assert liqpay.verify(incoming(body), LIQPAY, NOW) == Verdict.WRONG


def test_what_liqpay_says_of_an_order():
    def said(**more):
        told = liqpay.read(liqpay_form(ORDER | more))
        return [(fact.kind, fact.amount) for fact in told.facts], told.is_test

    exact = (FactKind.SUCCEEDED, Decimal("0.29"))
    assert said() == ([exact], False)
    assert said(status="sandbox") == ([exact], True)
    assert said(status="3ds_verify") == ([(FactKind.PENDING, Decimal("0.29"))], False)
    assert said(status="error") == ([(FactKind.FAILED, Decimal("0.29"))], False)
    assert said(status="reversed") == ([exact, (FactKind.REFUNDED, Decimal("0.29"))], False)
    assert said(refund_amount=0.1) == ([exact, (FactKind.REFUNDED, Decimal("0.1"))], False)
    assert said(action="regular") == ([], False)
    with pytest.raises(Unreadable):
        said(amount="0.29")


def test_a_generic_message_is_read_by_its_schema():
    body = {
        "type": "payment.refunded", "timestamp": "2026-03-31T09:00:00+03:00",
        "data": {"payment_id": "p-1", "amount": "12.50", "currency": "UAH", "reference": "INV-1", "refund_id": "r-1", "test": True},
    }  # fmt: skip
    told = generic.read(incoming(body, webhook_id="msg_1"))
    assert told.is_test and told.event_id == "msg_1"
    assert told.facts == (Fact(FactKind.REFUNDED, "p-1", Decimal("12.50"), "UAH", told.facts[0].occurred_at, "INV-1", "r-1"),)
    assert told.facts[0].occurred_at.isoformat() == "2026-03-31T06:00:00+00:00"
    assert generic.read(incoming({"type": "customer.made"}, webhook_id="msg_1")).facts == ()
    for wrong in ({"amount": 12.5}, {"amount": "1e9"}, {"amount": "-1"}, {"currency": "грн"}, {"payment_id": ""}, {"test": "yes"}, {"reference": "x" * 101}, {"amount": None}):
        with pytest.raises(Unreadable):
            generic.read(incoming(body | {"data": body["data"] | wrong}, webhook_id="msg_1"))


SAMPLES = {
    "generic": Keys({"signing": ("whsec_" + base64.b64encode(b"k" * 32).decode(),)}), "stripe": Keys({"signing": ("whsec_x",)}), "liqpay": LIQPAY,
}  # fmt: skip


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_sample_is_signed_and_says_nothing(kind):
    adapter = registry.get(kind)
    message = adapter.sample(SAMPLES[kind], NOW)
    assert adapter.verify(message, SAMPLES[kind], NOW) == Verdict.RIGHT
    assert adapter.read(message).facts == ()


def test_questions_go_to_the_provider_with_what_opens_it():
    keys = Keys({"api": ("token",), "signing": ("whsec_x",)}, address="https://api.example.com")
    asked = monobank.ask("p2/..?x=1", keys, NOW)
    assert (asked.method, asked.url, asked.headers) == ("GET", "https://api.example.com/api/merchant/invoice/status?invoiceId=p2%2F..%3Fx%3D1", {"X-Token": "token"})
    assert stripe.ask("pi_1", keys, NOW).url == "https://api.example.com/v1/payment_intents/pi_1"
    assert stripe.ask("ch_1", keys, NOW).url == "https://api.example.com/v1/charges/ch_1"
    assert stripe.ask("pi_1", Keys(), NOW) is None and generic.ask("p", Keys(), NOW) is None
    form = liqpay.ask("INV-1", LIQPAY, NOW)
    assert liqpay.verify(Incoming({}, form.body), LIQPAY, NOW) == Verdict.RIGHT
    with pytest.raises(Unreadable):
        monobank.answered("other", json.dumps(STATE).encode())
    with pytest.raises(Unreadable):
        stripe.answered("pi_2", b'{"id": "pi_1"}')
    assert liqpay.answered("other", json.dumps(ORDER).encode()) == ()


HOSTILE = [
    b"", b"null", b"[]", b"{", b'{"a":1,"a":2}', b"[" * 100_000, b'{"a":' * 50_000, b'{"id": NaN}', b'{"id": 1e999999}', b"\xff\xfe{\x00}\x00", b"{" + b" " * 2**20 + b"}",
    b'{"id": ' + b"9" * 5000 + b"}", '{"type": "\ud800"}'.encode("utf-8", "surrogatepass"), b'{"id":"\\ud800","type":"payment_intent.succeeded","data":{"object":{}}}',
    b'{"id":{},"type":[],"data":7,"status":"success","invoiceId":[],"amount":1e400,"ccy":{}}',
]  # fmt: skip


@pytest.mark.parametrize("kind", registry.KINDS)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_bodies_are_unreadable_and_nothing_else(kind, number):
    body = HOSTILE[number]
    message = liqpay_form(body) if kind == "liqpay" else incoming(body, webhook_id="msg_1")
    with contextlib.suppress(Unreadable):
        assert registry.get(kind).read(message).facts == ()
    assert registry.get(kind).verify(Incoming({}, body), Keys({"signing": ("whsec_eA==",), "private": ("x",)}), NOW) in Verdict


_json = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@pytest.mark.parametrize("kind", registry.KINDS)
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(state=st.dictionaries(st.sampled_from([*STATE, *ORDER, "id", "type", "data", "created", "livemode", "cancelList", "paymentInfo"]), _json))
def test_any_object_is_read_or_unreadable(kind, state):
    for body in (state | {"type": "payment.succeeded", "data": state}, state | {"id": "evt_1", "type": "charge.refunded", "data": {"object": state}}, STATE | state, ORDER | state):
        text = json.dumps(body).encode()
        with contextlib.suppress(Unreadable):
            registry.get(kind).read(liqpay_form(text) if kind == "liqpay" else incoming(text, webhook_id="msg_1"))
