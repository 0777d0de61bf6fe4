"""Payment pages are made at providers: once an ask, whatever answer is lost; the link is kept, and a refusal is told in a sentence."""

from __future__ import annotations

import base64
import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.integrations.providers import liqpay
from apps.integrations.providers.contract import Incoming, Keys, Verdict
from apps.integrations.sealed import Given
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid
from apps.payments import actions
from apps.payments.models import Payment, ProviderCheck, ProviderPayment, ProviderPulse
from apps.payments.providers import polling
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_providers import owner
from tests.factories import AT
from tests.factories import providers as made
from tests.integrations.receivers import Answering
from tests.integrations.test_providers import MONO_KEY, STATE, mono_signed

MINUTE = dt.timedelta(minutes=1)
CREATE, LIST, SESSIONS = "/api/merchant/invoice/create", "/api/merchant/statement", "/v1/checkout/sessions"
PAGE = {"invoiceId": "p2_9Zg", "pageUrl": "https://pay.mbnk.biz/p2_9Zg"}
SESSION = {"id": "cs_1", "object": "checkout.session", "url": "https://checkout.stripe.com/c/pay/cs_1#fid"}


@pytest.fixture
def bank(company, settings):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = True
    with Answering() as server:
        settings.PROVIDER_ADDRESSES = {"monobank": server.address, "liqpay": server.address, "stripe": server.address}
        yield server


@pytest.fixture
def mono(company, bank):
    return made.connection(company, "monobank", api=Given("merchant-token"))[0]


def ask(company, payer, actor, row, amount="42.00"):
    return actions.ask_payment(make.issued(company, payer, amount).pk, connection_id=row.pk, actor=actor, at=AT)


def at_once(row, at=AT):
    return polling.ask_at_once(row.pk, now=lambda: at)


def asked(bank, path):
    return [(method, headers, body) for method, where, headers, body in bank.got if where.partition("?")[0] == path]


def test_monobank_makes_the_page_and_its_message_pays_the_invoice(company, payer, actor, bank, mono):
    bank.answers[CREATE] = (200, PAGE)
    row = at_once(ask(company, payer, actor, mono))
    assert (row.reference, row.page_url, row.state) == ("p2_9Zg", PAGE["pageUrl"], "asked")
    [(method, headers, body)] = asked(bank, CREATE)
    assert (method, headers["x-token"]) == ("POST", "merchant-token")
    assert json.loads(body) == {
        "amount": 4200, "ccy": 980, "redirectUrl": "http://localhost:8000", "webHookUrl": f"http://localhost:8000/hooks/providers/{mono.public_id}", "validity": 432000,
        "merchantPaymInfo": {"reference": row.our_reference, "destination": f"Рахунок {row.our_reference}, {company.name}"},
    }  # fmt: skip
    at_once(row)
    assert len(bank.got) == 1 and ProviderCheck.objects.get().due_at == AT + 5 * MINUTE
    assert JournalEntry.objects.get(type="provider_payment.page_made").payload["page_url"] == PAGE["pageUrl"]
    ProviderPulse.objects.update(signing_key=MONO_KEY, key_asked_at=AT)
    made.told(mono, mono_signed(STATE))
    assert (ProviderPayment.objects.get().state, Payment.objects.get().state) == ("paid", "allocated")


@pytest.mark.parametrize("left", [True, False])
def test_after_a_lost_answer_the_bank_is_looked_up_before_it_is_asked_again(company, payer, actor, bank, mono, left):
    bank.answers[CREATE] = (500, {})
    row = at_once(ask(company, payer, actor, mono))
    assert (row.page_url, "HTTP 500" in ProviderCheck.objects.get().last_error, ProviderCheck.objects.get().due_at) == ("", True, AT + 5 * MINUTE)
    other = {"invoiceId": "p2_other", "reference": row.our_reference, "amount": 1, "ccy": 980}
    bank.answers |= {CREATE: (200, PAGE), LIST: (200, {"list": [other, *([{**other, "invoiceId": "p2_lost", "amount": 4200}] if left else [])]})}
    assert polling.check_due_payments(company.pk, now=lambda: AT + 5 * MINUTE) == 1
    row = ProviderPayment.objects.get()
    assert row.reference == ("p2_lost" if left else "p2_9Zg") and row.page_url.endswith(row.reference)
    assert len(asked(bank, CREATE)) == (1 if left else 2)


def test_where_the_bank_cannot_be_looked_up_nothing_is_asked_again(company, payer, actor, bank, mono):
    bank.answers[CREATE] = (500, {})
    row = at_once(ask(company, payer, actor, mono))
    assert at_once(row, AT + 5 * MINUTE).page_url == "" and len(asked(bank, CREATE)) == 1 and len(asked(bank, LIST)) == 1


def test_a_message_about_a_page_whose_answer_was_lost_is_about_this_ask(company, payer, actor, bank, mono):
    bank.answers[CREATE] = (500, {})
    row = at_once(ask(company, payer, actor, mono))
    ProviderPulse.objects.update(signing_key=MONO_KEY, key_asked_at=AT)
    made.told(mono, mono_signed({**STATE, "invoiceId": "p2_lost", "reference": row.our_reference}))
    row = ProviderPayment.objects.get()
    assert (row.reference, row.state, Payment.objects.get().state) == ("p2_lost", "paid", "allocated")


@pytest.mark.parametrize(("answer", "said"), [((400, {"errCode": "1001", "errText": "invalid amount"}), "invalid amount"), ((403, b"<html>"), "HTTP 403")])
def test_a_refusal_closes_the_ask_with_the_sentence_of_the_provider(company, payer, actor, bank, mono, answer, said):
    bank.answers[CREATE] = answer
    row = at_once(ask(company, payer, actor, mono))
    check = ProviderCheck.objects.get()
    assert (row.state, said in check.last_error, check.due_at) == ("closed", True, None)
    assert said in JournalEntry.objects.get(type="provider_payment.closed").reason


def stripe(company):
    return made.connection(company, "stripe", signing=Given("whsec_abcdef"), api=Given("rk_test_1234"))[0]


def test_stripe_is_asked_by_one_key_however_often(company, payer, actor, bank):
    shop = stripe(company)
    row = at_once(ask(company, payer, actor, shop, "5.00"))
    assert row.state == "closed"  # 404: nobody makes pages there
    bank.answers[SESSIONS] = (503, {})
    row = at_once(ask(company, payer, actor, shop, "5.00"))
    bank.answers[SESSIONS] = (200, SESSION)
    row = at_once(row, AT + 5 * MINUTE)
    assert (row.reference, row.page_url) == ("cs_1", SESSION["url"])
    _first, second, third = asked(bank, SESSIONS)
    assert second[1]["idempotency-key"] == third[1]["idempotency-key"] == row.page_key and second[2] == third[2]
    form = {name: values[0] for name, values in parse_qs(third[2].decode()).items()}
    assert (form["line_items[0][price_data][unit_amount]"], form["line_items[0][price_data][currency]"], form["mode"]) == ("500", "uah", "payment")
    assert form["payment_intent_data[metadata][page_key]"] == form["metadata[page_key]"] == row.page_key
    assert form["metadata[invoice_number]"] == form["client_reference_id"] == row.our_reference


def test_the_payment_intent_takes_the_place_of_the_page(company, payer, actor, bank):
    shop = stripe(company)
    bank.answers[SESSIONS] = (200, SESSION)
    row = at_once(ask(company, payer, actor, shop, "5.00"))
    told = SESSION | {"mode": "payment", "currency": "uah", "amount_total": 500, "client_reference_id": row.our_reference, "metadata": {"page_key": row.page_key}}
    bank.answers[f"{SESSIONS}/cs_1"] = (200, told | {"status": "open", "payment_status": "unpaid", "payment_intent": None})
    assert polling.check_due_payments(company.pk, now=lambda: AT + 5 * MINUTE) == 1
    assert (ProviderPayment.objects.get().reference, ProviderPayment.objects.get().state) == ("cs_1", "pending")
    bank.answers[f"{SESSIONS}/cs_1"] = (200, told | {"status": "complete", "payment_status": "paid", "payment_intent": "pi_1"})
    assert polling.check_due_payments(company.pk, now=lambda: AT + 60 * MINUTE) == 1
    row = ProviderPayment.objects.get()
    assert (row.reference, row.state, row.is_flagged, Payment.objects.get().state) == ("pi_1", "paid", False, "allocated")


def test_liqpay_has_a_signed_link_and_nobody_is_asked(company, payer, actor, bank):
    shop, _none = made.connection(company, "liqpay", public_key="sandbox_i0", private=Given("a-private-key"))
    row = at_once(ask(company, payer, actor, shop))
    query = urlsplit(row.page_url).query
    assert not bank.got and row.page_url.startswith(f"{bank.address}/api/3/checkout?")
    assert liqpay.verify(Incoming({}, query.encode()), Keys({"private": ("a-private-key",)}), 0) == Verdict.RIGHT
    told = json.loads(base64.b64decode(parse_qs(query)["data"][0]))
    assert (told["action"], told["amount"], told["currency"], told["order_id"]) == ("pay", "42.00", "UAH", row.reference)
    assert row.reference.startswith(f"{row.our_reference}-") and told["server_url"].endswith(shop.public_id)


def test_without_a_key_or_a_page_the_id_is_asked_for(company, payer, actor, bank):
    mute, _none = made.connection(company, "stripe", signing=Given("whsec_abcdef"))
    with pytest.raises(Invalid, match="New secret"):
        ask(company, payer, actor, mute)
    with pytest.raises(Invalid, match="id at the provider"):
        ask(company, payer, actor, made.connection(company)[0])
    assert not ProviderPayment.objects.exists()


def test_the_button_on_the_invoice_once_for_a_double_click(company, payer, actor, bank, mono):
    bank.answers[CREATE] = (200, PAGE)
    invoice = make.issued(company, payer, "42.00")
    browser = browser_of(make.member(company, "accountant"))
    page = browser.get(f"/admin/invoices/invoice/{invoice.pk}/change/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Ask for payment" in page and f"/admin/payments/providerpayment/for/{invoice.pk}/" in page
    form_at = browser.get(f"/admin/payments/providerpayment/for/{invoice.pk}/")["Location"]
    assert form_at.endswith(f"?invoice={invoice.pk}&connection={mono.pk}")
    assert browser.get(form_at).status_code == 200
    form = {"invoice": invoice.pk, "connection": mono.pk, "reference": "", "amount": "", "form_token": "t1"}
    for _click in range(2):
        answer = browser.post("/admin/payments/providerpayment/add/", form, HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == 302, answer.content.decode()
    row = ProviderPayment.objects.get()
    page = browser.get(answer["Location"], HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Reference hash" not in page and PAGE["pageUrl"] in page and "copy the link" in page and len(asked(bank, CREATE)) == 1
    assert answer["Location"].endswith(f"/{row.pk}/change/")
    bank.answers[CREATE] = (400, {"errText": "no such merchant"})
    answer = browser.post("/admin/payments/providerpayment/add/", form | {"form_token": "t2"}, HTTP_ACCEPT_LANGUAGE="en")
    assert "no such merchant" in browser.get(answer["Location"], HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Ask for payment" not in browser_of(make.member(company, "auditor")).get(f"/admin/invoices/invoice/{invoice.pk}/change/", HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_over_the_api_the_link_is_in_the_answer_and_in_its_repetition(company, payer, actor, bank, mono):
    partner = owner(company)
    bank.answers[CREATE] = (200, PAGE)
    invoice = make.issued(company, payer, "42.00")
    body = {"invoice": invoice.pk, "connection": mono.pk}
    first = partner.call("post", "provider-payments", body, idempotency_key="k1")
    again = partner.call("post", "provider-payments", body, idempotency_key="k1")
    assert (first.status_code, first.json()["page_url"], first.json()["reference"]) == (201, PAGE["pageUrl"], "p2_9Zg"), first.content
    assert again.json() == first.json() and again["Idempotent-Replayed"] == "true" and len(asked(bank, CREATE)) == 1
    bank.answers[CREATE] = (400, {"errText": "no such merchant"})
    for _time in range(2):
        refused = partner.call("post", "provider-payments", body, idempotency_key="k2")
        assert refused.status_code == 409 and "no such merchant" in str(refused.json())
    assert len(asked(bank, CREATE)) == 2 and ProviderPayment.objects.count() == 2
