"""Credit notes and write-offs in the admin and over the API."""

from __future__ import annotations

import pytest

from apps.approvals.models import ApprovalRequest
from apps.invoices.models import Invoice, WriteOff
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import approvals

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def clerk(acme):
    return browser_of(make.member(acme, "accountant"))


def fresh(company, row):
    with scope(company.pk):
        return Invoice.objects.get(pk=row.pk)


def test_a_clerk_credits_a_line_and_issues_the_note(acme, clerk):
    row = make.issued(acme, make.client(acme))
    page = f"/admin/invoices/invoice/{row.pk}"
    assert f"{page}/credit/" in clerk.get(f"{page}/change/").content.decode()
    shown = clerk.get(f"{page}/credit/").content.decode()
    assert "1. Work" in shown
    assert 'name="quantity_1"' in shown
    wrong = clerk.post(f"{page}/credit/", {"scope": "chosen", "amount_1": "100,01", "reason": "late"})
    assert wrong.status_code == 422
    assert "Of this line 100.00 is left to credit, less than 100.01." in wrong.content.decode()
    assert clerk.post(f"{page}/credit/", {"scope": "chosen", "reason": "late"}).status_code == 422
    assert clerk.post(f"{page}/credit/", {"scope": "chosen", "amount_1": "a", "reason": "late"}).status_code == 422
    made = clerk.post(f"{page}/credit/", {"scope": "chosen", "amount_1": "30,00", "reason": "late", "token": "t1"})
    again = clerk.post(f"{page}/credit/", {"scope": "chosen", "amount_1": "30,00", "reason": "late", "token": "t1"})
    assert made.status_code == again.status_code == 302
    with scope(acme.pk):
        note = Invoice.objects.get(kind="credit_note")
    draft = clerk.get(f"/admin/invoices/invoice/{note.pk}/change/").content.decode()
    assert "Check what is credited" in draft
    assert 'name="note"' not in draft, "a note is not edited"
    for act in ("submit", "issue"):
        clerk.post(f"/admin/invoices/invoice/{note.pk}/do/{act}/", {})
    assert (fresh(acme, note).number, fresh(acme, row).open_minor) == ("CN-2026-000001", 7_000)
    assert "CN-2026-000001" in clerk.get(f"{page}/change/").content.decode()


def test_the_page_of_a_credit_note_shows_its_own_approvals(acme, clerk):
    make.member(acme, "approver")
    with scope(acme.pk):
        approvals.policy(acme, applies_to="credit_note")
    row = make.issued(acme, make.client(acme))
    clerk.post(f"/admin/invoices/invoice/{row.pk}/credit/", {"scope": "chosen", "amount_1": "30,00", "reason": "late"})
    with scope(acme.pk):
        note = Invoice.objects.get(kind="credit_note")
    page = f"/admin/invoices/invoice/{note.pk}"
    assert "kind=credit_note&amp;document=" in clerk.get(f"{page}/change/").content.decode()
    clerk.post(f"{page}/do/submit/", {})
    with scope(acme.pk):
        request = ApprovalRequest.objects.get(about_kind="credit_note")
    above, _line, time_line = clerk.get(f"{page}/change/").content.decode().rpartition("Time line")
    opened = f"/admin/approvals/approvalrequest/{request.pk}/change/"
    assert opened in above
    assert opened in time_line


def test_a_clerk_asks_for_a_write_off_and_takes_it_back(acme, clerk):
    make.member(acme, "approver")
    with scope(acme.pk):
        approvals.policy(acme, applies_to="write_off")
    row = make.issued(acme, make.client(acme))
    page = f"/admin/invoices/invoice/{row.pk}"
    clerk.post(f"{page}/do/write_off/", {"reason": ""})
    clerk.post(f"{page}/do/write_off/", {"reason": "bankrupt"})
    with scope(acme.pk):
        asked = WriteOff.objects.get()
        request = ApprovalRequest.objects.get()
    assert "waits for approval" in clerk.get(f"{page}/change/").content.decode()
    assert clerk.get(f"/admin/approvals/approvalrequest/{request.pk}/change/").status_code == 200
    assert "bankrupt" in clerk.get("/admin/invoices/writeoff/").content.decode()
    clerk.post(f"/admin/invoices/writeoff/{asked.pk}/do/withdraw/", {"reason": ""})
    assert 'data-row' in clerk.get("/admin/invoices/writeoff/?state__exact=withdrawn").content.decode()
    with scope(acme.pk):
        assert WriteOff.objects.get().state == "withdrawn"


def test_who_may_not_is_refused(acme):
    row = make.issued(acme, make.client(acme))
    auditor = browser_of(make.member(acme, "auditor"))
    page = f"/admin/invoices/invoice/{row.pk}"
    assert auditor.get(f"{page}/credit/").status_code == 403
    auditor.post(f"{page}/do/write_off/", {"reason": "x"})
    other = browser_of(make.member(make.tenant("other"), "owner"))
    assert other.post(f"{page}/credit/", {"scope": "full", "reason": "x"}).status_code == 404
    with scope(acme.pk):
        assert not WriteOff.objects.exists()
        assert not Invoice.objects.filter(kind="credit_note").exists()


def test_over_the_api(acme):
    partner = Partner(acme)
    payer = make.client(acme)
    row = make.issued(acme, payer)
    wrong = partner.call("post", f"invoices/{row.pk}/credit", {"reason": "x", "lines": [{"position": 1, "quantity": "2"}]})
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "more_than_left")
    body = {"reason": "late", "lines": [{"position": 1, "amount": "30.00"}]}
    note = partner.call("post", f"invoices/{row.pk}/credit", body, idempotency_key="c1")
    assert (note.status_code, note.json()["kind"], note.json()["total"], note.json()["open"]) == (201, "credit_note", "30.00", "0.00")
    assert (note.json()["corrects"], note.json()["lines"][0]["corrects_line"]) == (row.pk, 1)
    assert partner.call("post", f"invoices/{row.pk}/credit", body, idempotency_key="c1").json() == note.json()
    for act in ("submit", "issue"):
        assert partner.call("post", f"invoices/{note.json()['id']}/{act}", {}).status_code == 200
    found = partner.call("get", f"invoices/{row.pk}").json()
    assert (found["credited"], found["open"], found["state"]) == ("30.00", "70.00", "issued")
    assert [item["id"] for item in partner.call("get", f"invoices?corrects={row.pk}").json()["items"]] == [note.json()["id"]]
    done = partner.call("post", f"invoices/{row.pk}/write-off", {"reason": "bankrupt"})
    assert (done.status_code, done.json()["amount"], done.json()["state"]) == (201, "70.00", "applied")
    assert partner.call("get", f"write-offs/{done.json()['id']}").json()["invoice"] == row.pk
    assert partner.call("post", f"write-offs/{done.json()['id']}/withdraw", {"reason": ""}).status_code == 409
    assert partner.call("get", f"invoices/{row.pk}").json()["written_off"] == "70.00"
