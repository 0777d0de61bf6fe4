"""Refunds in the admin and over the API: asked for, decided, withdrawn, paid out."""

from __future__ import annotations

import pytest

from apps.approvals.models import ApprovalRequest
from apps.payments.actions import Settlement, fail_payment, pay_out_refund, settle_lines
from apps.payments.models import Payment, Refund
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import AT, approvals
from tests.factories.payments import lines_of, received

pytestmark = pytest.mark.django_db
IBAN = "UA213223130000026007233566001"


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def boss(acme):
    found = make.member(acme, "approver")
    with scope(acme.pk):
        approvals.policy(acme, applies_to="payment_refund")
    return browser_of(found)


@pytest.fixture
def clerk(acme):
    return browser_of(make.member(acme, "accountant"))


def test_from_the_payments_page_to_the_pay_out(acme, boss, clerk):
    paid = received(acme, 100_00, make.client(acme))
    page = f"/admin/payments/payment/{paid.pk}"
    assert "To IBAN (by bank)" in clerk.get(f"{page}/change/").content.decode()
    clerk.post(f"{page}/do/refund/", {"method": "bank", "iban": "UA21 3223 1300 0002 6007 2335 66001", "payee": "Romashka", "reason": "paid twice"})
    with scope(acme.pk):
        refund, request = Refund.objects.get(), ApprovalRequest.objects.get()
    assert (refund.state, refund.iban) == ("in_approval", IBAN)
    assert "A refund of what is left waits for approval." in clerk.get(f"{page}/change/").content.decode()
    # The approver sees what goes where, and the document itself, though payments are not theirs to see.
    seen = boss.get(f"/admin/approvals/approvalrequest/{request.pk}/change/").content.decode()
    assert IBAN in seen and f"/admin/payments/refund/{refund.pk}/change/" in seen
    assert boss.get(f"/admin/payments/refund/{refund.pk}/change/").status_code == 200
    assert boss.get(f"{page}/change/").status_code in (302, 403)
    boss.post(f"/admin/approvals/approvalrequest/{request.pk}/do/approve/", {"reason": ""})
    with scope(acme.pk):
        out = Payment.objects.get(direction="out")
        assert Payment.objects.get(pk=paid.pk).state == "refunded"
    assert "Pay it out to where the refund says" in clerk.get(f"/admin/payments/payment/{out.pk}/change/").content.decode()
    clerk.post(f"/admin/payments/payment/{out.pk}/do/fail/", {"reason": "closed account"})
    told = clerk.get(f"/admin/payments/refund/{refund.pk}/change/").content.decode()
    assert "The pay-out failed" in told
    for filtered, count in (("failed", 1), ("waiting", 0), ("paid", 0)):
        assert clerk.get(f"/admin/payments/refund/?payout={filtered}").content.decode().count('class="data-row ') == count
    clerk.post(f"/admin/payments/refund/{refund.pk}/do/pay_out/", {"reason": ""})
    assert clerk.get("/admin/payments/refund/?payout=waiting").content.decode().count('class="data-row ') == 1
    with scope(acme.pk):
        assert refund.payouts.count() == 2


def test_the_form_knows_where_the_money_came_from(acme, clerk):
    payer = make.client(acme, ibans=[IBAN], legal_name="Zoria LLC")
    line = lines_of(acme, "100.00")[0]
    with scope(acme.pk):
        settled = settle_lines([Settlement(line.pk, payer.pk, ())], actor=make.system(acme), at=AT)[line.pk]
    text = clerk.get(f"/admin/payments/payment/{settled}/change/").content.decode()
    assert f'value="{IBAN}"' in text and 'value="Zoria LLC"' in text


def test_what_is_wrong_is_said_and_the_auditor_only_looks(acme, clerk):
    paid = received(acme, 100_00, make.client(acme))
    page = f"/admin/payments/payment/{paid.pk}/do/refund/"
    told = clerk.post(page, {"method": "bank", "iban": "UA12", "reason": "x"}, follow=True).content.decode()
    assert "check digits" in told
    auditor = browser_of(make.member(acme, "auditor"))
    auditor.post(page, {"method": "cash", "reason": "mine"})
    with scope(acme.pk):
        assert not Refund.objects.exists()


def test_over_the_api(acme, boss):
    partner = Partner(acme)
    paid = received(acme, 100_00, make.client(acme))
    body = {"reason": "paid twice", "iban": IBAN}
    asked = partner.call("post", f"payments/{paid.pk}/refund", body, idempotency_key="r1")
    assert (asked.status_code, asked.json()["state"], asked.json()["refunds"][0]["state"]) == (200, "received", "in_approval")
    assert partner.call("post", f"payments/{paid.pk}/refund", body, idempotency_key="r1").json() == asked.json()
    twice = partner.call("post", f"payments/{paid.pk}/refund", body)
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (409, "refund_asked")
    path = f"refunds/{asked.json()['refunds'][0]['id']}"
    found = partner.call("get", path).json()
    assert (found["amount"], found["iban"], found["payouts"], found["needs_approval"]) == ("100.00", IBAN, [], True)
    assert [item["id"] for item in partner.call("get", f"refunds?state=in_approval&payment={paid.pk}").json()["items"]] == [found["id"]]
    assert partner.call("post", f"{path}/withdraw", {}).json()["state"] == "withdrawn"
    wrong = partner.call("post", f"payments/{paid.pk}/refund", {"reason": "x"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/iban")


def test_over_the_api_without_a_policy(acme):
    partner = Partner(acme)
    paid = received(acme, 100_00, make.client(acme))
    done = partner.call("post", f"payments/{paid.pk}/refund", {"reason": "x", "method": "cash"}).json()
    assert (done["state"], done["refunded"], done["open"], done["refunds"][0]["state"]) == ("refunded", "100.00", "0.00", "approved")
    path = f"refunds/{done['refunds'][0]['id']}"
    out = partner.call("get", path).json()["payouts"][0]
    assert partner.call("get", f"payments/{out['id']}").json()["payout_of"] == done["refunds"][0]["id"]
    assert partner.call("post", f"{path}/pay-out", {}).status_code == 403  # finance's own
    fail_payment(out["id"], actor=make.system(acme), at=AT, reason="closed account")
    owner = make.member(acme, "owner")
    with scope(acme.pk):
        pay_out_refund(done["refunds"][0]["id"], actor=owner, at=AT)
    assert [item["state"] for item in partner.call("get", path).json()["payouts"]] == ["failed", "pending"]
