"""Providers are asked about payments that they told nothing of, and for the key that they sign with."""

from __future__ import annotations

import base64
import datetime as dt
import json
from urllib.parse import parse_qs

import pytest

from apps.integrations.sealed import Given
from apps.journal.models import JournalEntry
from apps.payments import actions
from apps.payments.models import Payment, ProviderCheck, ProviderEvent, ProviderPayment, ProviderPulse
from apps.payments.providers import polling, taking
from tests import factories as make
from tests.factories import AT
from tests.factories import providers as made
from tests.integrations.receivers import Answering
from tests.integrations.test_providers import MONO_KEY, ORDER, STATE, mono_signed

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def near(settings):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = True


@pytest.fixture
def bank(company, settings):
    """monobank, answering as told by path."""
    with Answering() as server:
        settings.PROVIDER_ADDRESSES = {"monobank": server.address, "liqpay": server.address, "stripe": server.address}
        yield server


@pytest.fixture
def mono(company, bank):
    return made.connection(company, "monobank", api=Given("merchant-token"))[0]


def check(company, at):
    return polling.check_due_payments(company.pk, now=lambda: at)


def asked(company, payer, actor, row, reference="p2_9Zg", amount="42.00"):
    return actions.ask_payment(make.issued(company, payer, amount).pk, connection_id=row.pk, reference=reference, actor=actor, at=AT)


def test_asked_after_five_minutes_an_hour_and_on_five_days_then_given_up(company, payer, actor, bank, mono):
    bank.answers["/api/merchant/invoice/status"] = (200, {**STATE, "status": "created", "modifiedDate": None})
    row = asked(company, payer, actor, mono)
    times = []
    moment = AT
    while ProviderCheck.objects.get().due_at and len(times) < 20:
        moment = ProviderCheck.objects.get().due_at
        assert check(company, moment - dt.timedelta(seconds=1)) == 0 and check(company, moment) == 1
        times.append(moment - AT)
    assert times == [5 * MINUTE, 60 * MINUTE, *(day * DAY for day in range(1, 6))]
    assert [(headers["x-token"], path) for _method, path, headers, _body in bank.got] == [("merchant-token", "/api/merchant/invoice/status?invoiceId=p2_9Zg")] * 7
    row = ProviderPayment.objects.get(pk=row.pk)
    assert (row.state, row.is_flagged, row.problems[0]["code"]) == ("unknown", True, "never_told")
    assert JournalEntry.objects.filter(type="provider_payment.given_up").count() == 1
    bank.answers["/api/merchant/invoice/status"] = (200, STATE)
    actions.check_payment(row.pk, actor=actor, at=moment)
    assert check(company, moment) == 1
    row = ProviderPayment.objects.get(pk=row.pk)
    assert (row.state, row.is_flagged, Payment.objects.get().state) == ("paid", False, "allocated")
    assert check(company, moment + 100 * DAY) == 0


def test_an_answer_and_a_message_are_the_same_payment(company, payer, actor, bank, mono):
    row = asked(company, payer, actor, mono)
    bank.answers["/api/merchant/invoice/status"] = (200, STATE)
    assert check(company, AT + 5 * MINUTE) == 1
    ProviderPulse.objects.update(signing_key=MONO_KEY, key_asked_at=AT)
    event = made.told(mono, mono_signed(STATE))
    assert (event.state, event.about_id, Payment.objects.count()) == ("handled", row.pk, 1)


@pytest.mark.parametrize(
    ("answer", "said"),
    [((500, {}), "HTTP 500"), ((200, b"<html>"), "no JSON"), ((200, {**STATE, "invoiceId": "x"}), "another invoice"), ((200, b"[" * 70_000), "no JSON"), ((302, {}), "HTTP 302")],
)
def test_an_answer_that_tells_nothing_is_noted_and_asked_again(company, payer, actor, bank, mono, answer, said):
    row = asked(company, payer, actor, mono)
    bank.answers["/api/merchant/invoice/status"] = answer
    assert check(company, AT + 5 * MINUTE) == 1
    told = ProviderCheck.objects.get()
    assert said in told.last_error and (told.checks, told.due_at) == (1, AT + 60 * MINUTE)
    assert ProviderPayment.objects.get(pk=row.pk).state == "asked"


def test_nobody_there_and_addresses_inside(company, payer, actor, bank, mono, settings):
    asked(company, payer, actor, mono)
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = False
    assert check(company, AT + 5 * MINUTE) == 1
    assert not bank.got and ProviderCheck.objects.get().last_error


def test_liqpay_is_asked_by_a_signed_form(company, payer, actor, bank):
    shop, _none = made.connection(company, "liqpay", public_key="sandbox_i0", private=Given("a-private-key"))
    asked(company, payer, actor, shop, "INV-1", "0.29")
    bank.answers["/api/request"] = (200, ORDER)
    assert check(company, AT + 5 * MINUTE) == 1
    form = parse_qs(bank.got[0][3].decode())
    assert json.loads(base64.b64decode(form["data"][0])) == {"version": 3, "public_key": "sandbox_i0", "action": "status", "order_id": "INV-1"}
    assert Payment.objects.get().state == "allocated"


def test_stripe_is_asked_where_there_is_a_key(company, payer, actor, bank):
    shop, _none = made.connection(company, "stripe", signing=Given("whsec_abcdef"), api=Given("rk_test_1234"))
    mute, _none = made.connection(company, "stripe", signing=Given("whsec_abcdef"))
    asked(company, payer, actor, shop, "pi_1", "5.00")
    asked(company, payer, actor, mute, "pi_2", "5.00")
    intent = {"id": "pi_1", "object": "payment_intent", "status": "succeeded", "amount": 500, "amount_received": 500, "currency": "uah"}
    bank.answers["/v1/payment_intents/pi_1"] = (200, intent)
    assert check(company, AT + 5 * MINUTE) == 2
    assert [(path, headers["authorization"]) for _method, path, headers, _body in bank.got] == [("/v1/payment_intents/pi_1", "Bearer rk_test_1234")]
    assert [row.state for row in ProviderPayment.objects.order_by("pk")] == ["paid", "asked"]
    assert "nobody to ask" in ProviderCheck.objects.get(about__reference="pi_2").last_error


def test_a_generic_provider_is_asked_at_its_own_address(company, payer, actor, bank):
    shop, _secret = made.connection(company, status_url=f"{bank.address}/status")
    asked(company, payer, actor, shop, "p-1", "100.00")
    bank.answers["/status"] = (200, {"events": [{"type": "payment.succeeded", "timestamp": AT.isoformat(), "data": {"payment_id": "p-1", "amount": "100.00", "currency": "UAH"}}]})
    assert check(company, AT + 5 * MINUTE) == 1
    assert json.loads(bank.got[0][3]) == {"payment_id": "p-1"} and bank.got[0][2]["webhook-signature"].startswith("v1,")
    assert Payment.objects.get().state == "allocated"


def fetch(company, at):
    polling.fetch_keys(company.pk, now=lambda: at)


def test_the_key_of_the_bank_is_fetched_when_it_is_needed(company, bank, mono):
    bank.answers["/api/merchant/pubkey"] = (200, {"key": MONO_KEY})
    taken = taking.take(mono, mono_signed(STATE), at=AT)
    assert taken.accepted and ProviderEvent.objects.get().state == "received"
    assert actions.handle_due_messages(company.pk, now=lambda: AT) == 0
    fetch(company, AT)
    assert ProviderEvent.objects.get().state == "verified" and ProviderPulse.objects.get().signing_key == MONO_KEY
    assert actions.handle_due_messages(company.pk, now=lambda: AT) == 1 and Payment.objects.count() == 1
    wrong = mono_signed(STATE)
    forged = type(wrong)(wrong.headers, wrong.body + b" ")
    assert not taking.take(mono, forged, at=AT + MINUTE).accepted  # the key is fresh
    assert taking.take(mono, forged, at=AT + 11 * MINUTE).accepted  # it may have changed
    fetch(company, AT + 11 * MINUTE)
    assert list(ProviderEvent.objects.order_by("pk").values_list("state", flat=True)) == ["handled", "refused", "refused"]
    assert len(bank.got) == 2


def test_a_key_that_cannot_be_had_is_asked_for_again_and_nothing_is_believed(company, bank, mono):
    bank.answers["/api/merchant/pubkey"] = (403, {})
    taking.take(mono, mono_signed(STATE), at=AT)
    for number in range(8):
        fetch(company, AT + number * 5 * MINUTE)
    event = ProviderEvent.objects.get()
    assert (event.state, event.reasons[0]["code"], Payment.objects.count()) == ("refused", "no_key", 0)
    assert len(bank.got) == 7
