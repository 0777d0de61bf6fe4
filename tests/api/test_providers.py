"""Payment providers through the API and the admin: secrets seen by nobody again, who may, awaiting a payment, pages."""

from __future__ import annotations

import pytest

from apps.payments.models import ProviderConnection, ProviderEvent, ProviderPayment, ProviderSecret
from apps.tenants.scope import scope
from apps.workflow.models import IdempotencyRecord
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import AT
from tests.factories import providers as made
from tests.integrations.test_doors import owner

pytestmark = pytest.mark.django_db
PAID = {"payment_id": "p-1", "amount": "100.00", "currency": "UAH"}


@pytest.fixture
def acme():
    return make.tenant("acme")


def test_secrets_are_in_one_answer_or_in_none_and_kept_nowhere_readable(acme):
    partner = owner(acme)
    with scope(acme.pk):
        account = made.account(acme).pk
    first = partner.call("post", "provider-connections", {"kind": "generic", "name": "Shop", "account": account}, idempotency_key="k1")
    assert first.status_code == 201 and first["Cache-Control"] == "no-store", first.content
    secret = first.json()["secret"]
    assert secret.startswith("whsec_") and first.json()["address"].endswith(f"/hooks/providers/{ProviderConnection._base_manager.get().public_id}")
    again = partner.call("post", "provider-connections", {"kind": "generic", "name": "Shop", "account": account}, idempotency_key="k1").json()
    assert (again["id"], again["secret"]) == (first.json()["id"], None)
    bank = partner.call("post", "provider-connections", {"kind": "monobank", "name": "Bank", "account": account, "api": "merchant-token-1"}, idempotency_key="k2").json()
    assert bank["secret"] is None and "merchant" not in str(bank)
    other = partner.call("post", "provider-connections", {"kind": "monobank", "name": "Bank", "account": account, "api": "merchant-token-2"}, idempotency_key="k2")
    assert other.json()["code"] == "idempotency_key_reused"
    rotated = partner.call("post", f"provider-connections/{bank['id']}/rotate-secret", {"api": "merchant-token-3"}, idempotency_key="k3")
    assert (rotated.status_code, rotated.json()["secret"]) == (200, None)
    with scope(acme.pk):
        kept = "".join(f"{row.outcome_text}{row.body_text}" for row in IdempotencyRecord.objects.all()) + "".join(ProviderSecret.objects.values_list("sealed", flat=True))
        assert secret not in kept and "merchant-token" not in kept


def test_a_partner_awaits_a_payment_and_sees_what_was_told(acme):
    partner = Partner(acme)
    with scope(acme.pk):
        shop, secret = made.connection(acme)
        invoice = make.issued(acme, make.client(acme))
    assert partner.call("post", "provider-connections", {"kind": "generic", "name": "X", "account": shop.account_id}).status_code == 403
    asked = partner.call("post", "provider-payments", {"invoice": invoice.pk, "connection": shop.pk, "reference": "p-1"})
    assert (asked.status_code, asked.json()["asked"], asked.json()["state"]) == (201, "100.00", "asked"), asked.content
    assert partner.call("post", f"provider-payments/{asked.json()['id']}/check", {}).status_code == 200
    with scope(acme.pk):
        event = made.told(shop, made.signed(secret, "payment.succeeded", **PAID | {"amount": "90.00"}))
    told = partner.call("get", "provider-payments?is_flagged=true").json()["items"]
    assert [(item["paid"], item["state"], item["problems"][0]["code"], item["payment"]) for item in told] == [("90.00", "paid", "amount_differs", None)]
    assert partner.call("get", f"provider-events?provider_payment={told[0]['id']}").json()["items"][0]["id"] == event.pk
    assert partner.call("post", f"provider-payments/{told[0]['id']}/book", {"reason": "x"}).status_code == 403
    boss = owner(acme)
    assert boss.call("post", f"provider-payments/{told[0]['id']}/book", {"reason": "agreed"}).json()["payment"] is not None
    refused = boss.call("post", f"provider-events/{event.pk}/retry", {"reason": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "refused") or refused.status_code == 409


def test_the_pages_of_providers(acme):
    person = make.member(acme, "owner")
    browser = browser_of(person)
    with scope(acme.pk):
        account = made.account(acme)
        invoice = make.issued(acme, make.client(acme))
    form = {"kind": "monobank", "name": "Bank", "account": account.pk, "api": "merchant-token", "form_token": "t1"}
    answer = browser.post("/admin/payments/providerconnection/add/", form, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 302, answer.content.decode()
    form = {"kind": "generic", "name": "Shop", "account": account.pk, "form_token": "t2"}
    page = browser.post("/admin/payments/providerconnection/add/", form, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "whsec_" in page
    with scope(acme.pk):
        shop = ProviderConnection.objects.get(name="Shop")
        kept = "".join(f"{row.outcome_text}{row.body_text}" for row in IdempotencyRecord.objects.all())
        assert "merchant-token" not in kept and "whsec_" not in kept
    page = browser.get(f"/admin/payments/providerconnection/{shop.pk}/change/").content.decode()
    assert f"/hooks/providers/{shop.public_id}" in page and "whsec_" not in page
    browser.post(f"/admin/payments/providerconnection/{shop.pk}/do/rotate_secret/", {"overlap_hours": 0, "token": "r1"})
    browser.post(f"/admin/payments/providerconnection/{shop.pk}/do/send_sample/", {"token": "s1"})
    ask = {"invoice": invoice.pk, "connection": shop.pk, "reference": "p-1", "amount": "90,00", "form_token": "t3"}
    answer = browser.post("/admin/payments/providerpayment/add/", ask, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 302, answer.content.decode()
    with scope(acme.pk):
        row = ProviderPayment.objects.get()
        assert row.asked_minor == 9000
        event = ProviderEvent.objects.get()
        assert event.type in ("", "sample")
        ProviderEvent.objects.filter(pk=event.pk).update(state="failed", due_at=None, ended_at=AT, body=b"<script>alert(1)</script>" + b"\xff" * 30_000, size=30_025)
    for address in ("providerconnection/", "providerevent/", "providerevent/?state=failed", "providerpayment/", f"providerpayment/{row.pk}/change/", f"providerevent/{event.pk}/change/"):
        answer = browser.get(f"/admin/payments/{address}", HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == 200, address
        assert "<script>alert(1)" not in answer.content.decode()
    assert "bytes more" in answer.content.decode() and "Handle again" in answer.content.decode()
    line = browser.get(f"/admin/invoices/invoice/{invoice.pk}/change/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Payment at a provider awaited" in line
    assert browser.post(f"/admin/payments/providerevent/{event.pk}/ignore/", {"reason": "rubbish"}).status_code == 302
    with scope(acme.pk):
        assert ProviderEvent.objects.get().state == "ignored"
    stranger = browser_of(make.member(make.tenant("other"), "owner"))
    for name in ("retry", "ignore"):
        assert stranger.post(f"/admin/payments/providerevent/{event.pk}/{name}/", {"reason": "x"}).status_code == 404
    assert stranger.get(f"/admin/payments/providerconnection/{shop.pk}/change/").status_code in (302, 404)
