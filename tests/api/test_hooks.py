"""The door of payment providers: who comes in, what is kept, and that nothing brings it down."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from apps.api.platform import throttle
from apps.kernel import clock
from apps.payments.models import Payment, ProviderEvent
from apps.payments.tasks import handle_provider_messages
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import providers as made
from tests.integrations.test_providers import HOSTILE

pytestmark = pytest.mark.django_db
PAID = {"payment_id": "p-1", "amount": "100.00", "currency": "UAH"}


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def shop(acme):
    with scope(acme.pk):
        return made.connection(acme)


def send(public_id, message, **more):
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in message.headers.items() if name != "content-type"}
    return Browser(enforce_csrf_checks=True).post(f"/hooks/providers/{public_id}", message.body, content_type="application/json", **headers | more)


def test_a_signed_message_is_answered_at_once_and_worked_on_later(acme, shop):
    row, secret = shop
    answer = send(row.public_id, made.signed(secret, "payment.succeeded", at=clock.now(), **PAID))
    assert (answer.status_code, answer.json(), answer["Cache-Control"], answer.cookies) == (200, {"status": "received"}, "no-store", {})
    with scope(acme.pk):
        assert (ProviderEvent.objects.get().state, Payment.objects.count()) == ("verified", 0)
    handle_provider_messages(acme.pk)
    with scope(acme.pk):
        assert Payment.objects.count() == 1


def test_who_is_not_let_in(acme, shop):
    row, secret = shop
    good = made.signed(secret, "payment.succeeded", at=clock.now(), **PAID)
    assert send(row.public_id, type(good)(good.headers, good.body + b" ")).status_code == 401
    assert send("0" * 64, good).status_code == send("x", good).status_code == send(row.public_id[:-1], good).status_code == 404
    with scope(acme.pk):
        assert [event.state for event in ProviderEvent.objects.all()] == ["refused"]
    for method in ("get", "put", "patch", "delete", "options"):
        assert getattr(Browser(), method)(f"/hooks/providers/{row.public_id}").status_code == 405


def test_another_companys_door_takes_another_secret(shop):
    other = make.tenant("other")
    with scope(other.pk):
        theirs, _secret = made.connection(other)
    assert send(theirs.public_id, made.signed(shop[1], "payment.succeeded", at=clock.now(), **PAID)).status_code == 401


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_bodies_bring_nothing_down(acme, shop, number):
    row, secret = shop
    from apps.integrations import signing

    body, now = HOSTILE[number], int(clock.now().timestamp())
    signature = signing.sign([signing.key_of(secret)], message_id="m", timestamp=now, body=body)
    message = made.signed(secret, "x", at=clock.now())
    status = send(row.public_id, type(message)({"webhook-id": "m", "webhook-timestamp": str(now), "webhook-signature": signature}, body)).status_code
    assert status == (413 if len(body) > 2**20 else 200)
    handle_provider_messages(acme.pk)
    with scope(acme.pk):
        assert [event.state for event in ProviderEvent.objects.all()] in ([], ["failed"], ["ignored"])
        assert Payment.objects.count() == 0


def test_two_mebibytes_are_not_taken(acme, shop):
    row, _secret = shop
    message = made.signed(shop[1], "payment.succeeded", at=clock.now(), **PAID)
    assert send(row.public_id, type(message)(message.headers, b"x" * 2**21)).status_code == 413
    assert send(row.public_id, message, HTTP_WEBHOOK_SIGNATURE="\xff" * 5000).status_code == 401
    with scope(acme.pk):
        event = ProviderEvent.objects.get()
        assert len(event.headers["webhook-signature"]) == 2000 and set(event.headers) <= {"content-type", "webhook-id", "webhook-timestamp", "webhook-signature"}


def test_too_many_are_asked_to_come_later(shop, settings):
    throttle.forget()
    settings.PROVIDER_MESSAGES_PER_MINUTE = 2
    message = made.signed(shop[1], "payment.pending", at=clock.now(), **PAID)
    answers = [send(shop[0].public_id, message) for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    throttle.forget()
