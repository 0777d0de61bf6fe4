"""Contracts, amendments and approvals as partners and approvers meet them over the API."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.approvals.models import ApprovalRequest
from apps.clients.models import Contact
from apps.contracts.models import ContractDocument
from apps.invoices.models import Invoice
from apps.payments.models import StatementLine
from apps.tenants.models import User
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import approvals, camt, contracts
from tests.factories.approvals import BY_APPROVER
from tests.factories.contracts import PDF

pytestmark = pytest.mark.django_db
TERM = {"kind": "recurring", "description": "Support", "amount": "1200.00", "tax_code": "20", "every_months": 1, "timing": "advance"}


class Person:
    """A member, in a session."""

    def __init__(self, actor):
        self.browser, self.user_id = browser_of(actor), actor.user_id
        self.browser.raise_request_exception = False

    def call(self, method, path, body=None, **headers):
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(self.browser, method)(f"/api/v1/{path}", **sent, **{f"HTTP_{name.upper()}": value for name, value in headers.items()})

    def attach(self, contract, data, **headers):
        return self.browser.post(f"/api/v1/contracts/{contract}/documents", {"file": SimpleUploadedFile("Договір.exe", data)}, **headers)


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def owner(acme):
    return Person(make.member(acme, "owner"))


def codes(answer):
    return {item["code"]: item.get("pointer") or item.get("parameter") or item.get("header") for item in answer.json()["errors"]}


def test_a_contract_is_drafted_submitted_signed_and_in_force(acme, owner):
    payer = make.client(acme)
    head = {"number": "C-1", "client": payer.pk, "title": "Support", "value": "14400.00", "starts_on": "2026-01-01", "ends_before": "2027-01-01"}
    made = owner.call("post", "contracts", {**head, "terms": [TERM]})
    assert (made.status_code, made.json()["terms"][0]["amount"], made.json()["value"]) == (201, "1200.00", "14400.00"), made.content
    path = f"contracts/{made.json()['id']}"
    changed = owner.call("patch", path, {"value": "15000.00"}, if_match=made["ETag"])
    assert (changed.json()["value"], len(changed.json()["terms"])) == ("15000.00", 1)
    assert owner.call("patch", path, {"title": "x"}, if_match=made["ETag"]).status_code == 412
    assert owner.call("post", f"{path}/submit", {}).json()["state"] == "approved"
    unsigned = owner.call("post", f"{path}/activate", {"signed_on": "2026-01-05"})
    assert (unsigned.status_code, set(codes(unsigned))) == (409, {"no_document"})
    assert owner.attach(made.json()["id"], PDF).status_code == 201
    active = owner.call("post", f"{path}/activate", {"signed_on": "2026-01-05"}).json()
    assert (active["state"], active["signed_on"]) == ("active", "2026-01-05")
    for query in ("client={0}&state=active", "number=C-1", "ends_from=2026-12-31", "ends_until=2027-01-01", "kind=subscription", "search=C-"):
        assert len(owner.call("get", f"contracts?{query.format(payer.pk)}").json()["items"]) == 1, query
    for query in ("ends_from=2027-01-01", "ends_until=2026-12-31", "state=draft", "owner=nobody@acme.example"):
        assert owner.call("get", f"contracts?{query}").json()["items"] == [], query
    ended = owner.call("post", f"{path}/terminate", {"effective_on": "2026-06-01", "reason": "moved away"}).json()
    assert (ended["state"], ended["effective_on"]) == ("terminated", "2026-06-01")


def test_what_is_wrong_with_a_contract_is_told_with_its_place(acme, owner):
    payer = make.client(acme)
    body = {"number": "C-1", "client": payer.pk, "title": "x", "starts_on": "2026-01-01", "terms": [TERM | {"every_months": 0}], "owner": "nobody@acme.example"}
    assert codes(owner.call("post", "contracts", body)) == {"no_member": "/owner"}
    assert codes(owner.call("post", "contracts", body | {"owner": None})) == {"every_months": "/terms/0/every_months"}
    misspelt = owner.call("post", "contracts", body | {"terms": [TERM | {"price": "1"}]})
    assert (misspelt.status_code, codes(misspelt)) == (422, {"unknown_field": "/terms/0/price"})


def test_a_document_is_told_by_its_content_and_only_downloaded(acme, owner):
    contract = contracts.draft(acme, make.client(acme), "C-1")
    told = owner.attach(contract.pk, PDF).json()
    assert (told["name"], told["content_type"], told["size"]) == ("Договір.exe.pdf", "application/pdf", len(PDF))
    assert owner.attach(contract.pk, PDF).status_code == 409
    refused = owner.attach(contract.pk, b"MZ\x90\x00")
    assert (refused.status_code, codes(refused)) == (422, {"type": "/file"})
    assert owner.call("post", f"contracts/{contract.pk}/documents", {}).status_code == 415
    assert [row["id"] for row in owner.call("get", f"contracts/{contract.pk}/documents").json()["items"]] == [told["id"]]
    file = owner.call("get", f"contract-documents/{told['id']}/file", accept="application/pdf")
    assert (file.status_code, file.content, file["X-Content-Type-Options"]) == (200, PDF, "nosniff")
    assert file["Content-Disposition"].startswith("attachment")


def test_a_document_sent_twice_with_one_key_is_attached_once(acme, owner):
    contract = contracts.draft(acme, make.client(acme), "C-1")
    first, again = (owner.attach(contract.pk, PDF, HTTP_IDEMPOTENCY_KEY="k1") for _time in range(2))
    other = owner.attach(contract.pk, PDF + b"more", HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code, again.json(), other.status_code) == (201, 201, first.json(), 422)
    with scope(acme.pk):
        assert ContractDocument.objects.count() == 1


def test_a_document_larger_than_twenty_mebibytes_is_refused_before_it_is_read(acme, owner):
    contract = contracts.draft(acme, make.client(acme), "C-1")
    answer = owner.browser.post(
        f"/api/v1/contracts/{contract.pk}/documents", b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(22 * 2**20)
    )
    assert answer.status_code == 413


def test_an_amendment_shows_what_it_changes_and_is_applied(acme, owner):
    contract = contracts.active(acme, make.client(acme), "C-1")
    with scope(acme.pk):
        term = contract.terms.get().pk
    body = {"contract": contract.pk, "title": "Dearer", "change": {"title": "Support, gold"}, "change_terms": [{"term": term, "amount": "1500.00"}]}
    made = owner.call("post", "amendments", body)
    assert (made.status_code, len(made.json()["differences"])) == (201, 2), made.content
    assert made.json()["differences"][0]["after"] == "Support, gold"
    wrong = owner.call("post", "amendments", body | {"change_terms": [{"term": term, "amount": "0.00"}]})
    assert (wrong.status_code, set(codes(wrong).values())) == (422, {"/change_terms/0/amount"})
    twice = owner.call("post", "amendments", body | {"remove_terms": [term]})
    assert set(codes(twice)) == {"term_twice"}
    path = f"amendments/{made.json()['id']}"
    assert owner.call("post", f"{path}/submit", {}).json()["state"] == "approved"
    seen = owner.call("get", f"contracts/{contract.pk}").json()
    assert (seen["title"], seen["terms"][0]["amount"], seen["terms_version"]) == ("Support, gold", "1500.00", 2)


def test_a_clients_own_user_sees_signed_contracts_without_what_is_ours(acme):
    own = make.client(acme)
    contracts.draft(acme, own, "D-1")
    signed, foreign = contracts.active(acme, own, "A-1"), contracts.active(acme, make.client(acme, "OTHER"), "A-2")
    person = Person(make.member(acme, "client", client_id=own.pk))
    assert [row["id"] for row in person.call("get", "contracts").json()["items"]] == [signed.pk]
    told = person.call("get", f"contracts/{signed.pk}").json()
    assert (told["number"], set(told) & {"owner", "terms", "notice_on", "signed_document"}) == ("A-1", set())
    assert person.call("get", f"contracts/{foreign.pk}").status_code == 404
    assert person.call("get", f"contracts/{signed.pk}/documents").status_code == 403
    assert codes(person.call("get", "contracts?owner=owner@acme.example")) == {"unknown_parameter": "owner"}
    assert person.call("post", f"contracts/{signed.pk}/suspend", {"reason": "x"}).status_code in (403, 404)


def waiting(acme, *steps, count=1):
    """Requests of invoices that wait for an approver."""
    approver = Person(make.member(acme, "approver"))
    with scope(acme.pk):
        approvals.policy(acme, *steps)
        return approver, [approvals.submitted(acme, payer=make.client(acme)) for _one in range(count)]


def test_an_approver_reads_what_waits_and_approves_it(acme):
    approver, (request,) = waiting(acme)
    queued = approver.call("get", "approvals").json()["items"]
    assert [(row["request"], row["kind"], row["amount"]) for row in queued] == [(request.pk, "invoice", "100.00")]
    told = approver.call("get", f"approval-requests/{request.pk}").json()
    assert (told["changed"], [step["state"] for step in told["steps"]]) == (False, ["open"])
    assert told["content"]
    done = approver.call("post", f"approval-requests/{request.pk}/approve", {"reason": "fine"}, if_match='"1"').json()
    assert (done["state"], done["steps"][0]["decisions"][0]["comment"]) == ("approved", "fine")
    with scope(acme.pk):
        assert Invoice.objects.get(pk=request.about_id).state == "approved"
    assert approver.call("get", "approvals").json()["items"] == []
    assert approver.call("get", f"approval-requests?document={request.about_id}&state=approved").json()["items"][0]["id"] == request.pk


def test_a_rejection_says_why(acme):
    approver, (request,) = waiting(acme)
    path = f"approval-requests/{request.pk}/reject"
    assert approver.call("post", path, {}).status_code == 422
    assert approver.call("post", path, {"reason": "too dear"}).json()["state"] == "rejected"
    assert approver.call("post", path, {"reason": "again"}).status_code == 409


def test_who_is_not_asked_decides_nothing_and_makes_nothing_void(acme):
    """Not even where the document was changed, which the next decision of an approver finds out."""
    _approver, (request,) = waiting(acme)
    Invoice._base_manager.filter(pk=request.about_id).update(note="changed past every act", payment_reference="x")
    for role in ("auditor", "integration"):
        person = Person(make.member(acme, role))
        answer = person.call("post", f"approval-requests/{request.pk}/approve", {})
        assert answer.status_code in (403, 404), (role, answer.content)
    with scope(acme.pk):
        assert ApprovalRequest.objects.get(pk=request.pk).state == "pending"


def test_the_queue_is_turned_page_by_page(acme):
    approver, requests = waiting(acme, count=5)
    seen, path = [], "approvals?limit=2"
    while path:
        page = approver.call("get", path).json()
        seen += [row["request"] for row in page["items"]]
        path = page["next"] and page["next"].split("/api/v1/")[1]
    assert seen == [row.pk for row in requests]
    assert approver.call("get", "approvals?after=azE").status_code == 422


def test_approvals_are_delegated_by_address_and_revoked(acme):
    approver, (request,) = waiting(acme)
    deputy = make.member(acme, "manager")
    with scope(acme.pk):
        address = User.objects.get(pk=deputy.user_id).email
    today = dt.date.today()
    body = {"taker": address, "starts_on": str(today), "ends_before": str(today + dt.timedelta(days=9)), "cap": "500.00", "currency": "UAH"}
    made = approver.call("post", "delegations", body)
    assert (made.status_code, made.json()["taker"], made.json()["cap"]) == (201, address, "500.00"), made.content
    assert codes(approver.call("post", "delegations", body | {"taker": "nobody@acme.example"})) == {"no_member": "/taker"}
    assert [row["request"] for row in Person(deputy).call("get", "approvals").json()["items"]] == [request.pk]
    assert Person(deputy).call("post", f"delegations/{made.json()['id']}/revoke", {}).status_code == 403
    assert approver.call("post", f"delegations/{made.json()['id']}/revoke", {}).json()["state"] == "revoked"
    assert Person(deputy).call("get", "approvals").json()["items"] == []


def test_who_would_approve_is_told_for_real_and_imagined_documents(acme):
    approver, (request,) = waiting(acme, BY_APPROVER)
    ask = "approval-policies/who-would-approve?kind=invoice"
    real = approver.call("get", f"{ask}&document={request.about_id}").json()
    assert (real["policy"]["name"], len(real["steps"][0]["people"]), real["steps"][0]["dead_end"]) == ("Invoices", 1, "")
    long_ago = approver.call("get", f"{ask}&amount=5000000.00&on=2020-01-01").json()
    assert (long_ago["policy"], long_ago["passed_over"][0]["why"]) == (None, "not valid yet")
    assert codes(approver.call("get", f"{ask}&document={request.about_id}&amount=1.00")) == {"document_or_facts": "amount"}
    assert codes(approver.call("get", f"{ask}&owner=nobody@acme.example")) == {"no_member": "owner"}
    assert approver.call("get", f"{ask}&document=999999").status_code == 404
    assert codes(approver.call("get", "approval-policies/who-would-approve")) == {"required": "kind"}


def test_a_contact_is_changed_and_removed(acme):
    partner = Partner(acme)
    payer = make.client(acme)
    made = partner.call("post", f"clients/{payer.pk}/contacts", {"name": "Ann"}).json()
    path = f"contacts/{made['id']}"
    changed = partner.call("patch", path, {"phone": "+380"}, if_match='"1"')
    assert (changed.status_code, changed.json()["phone"], changed["ETag"]) == (200, "+380", '"2"')
    assert partner.call("patch", path, {"phone": "lost"}, if_match='"1"').status_code == 412
    gone = partner.call("post", f"{path}/remove", {"reason": "left"}, idempotency_key="k1")
    again = partner.call("post", f"{path}/remove", {"reason": "left"}, idempotency_key="k1")
    assert (gone.status_code, gone.json(), again.json()) == (200, {"id": made["id"], "name": "Ann"}, gone.json())
    assert partner.call("get", path).status_code == 404
    with scope(acme.pk):
        assert not Contact.objects.exists()


def test_a_statement_line_is_set_aside_and_opened_again(acme, owner):
    make.statement(acme, camt([("10.00", "a")]))
    with scope(acme.pk):
        line = StatementLine.objects.get().pk
    path = f"statement-lines/{line}"
    assert owner.call("post", f"{path}/set-aside", {}).status_code == 422
    assert owner.call("post", f"{path}/set-aside", {"reason": "a fee"}).json()["state"] == "ignored"
    assert owner.call("post", f"{path}/set-aside", {"reason": "a fee"}).status_code == 409
    assert owner.call("post", f"{path}/open-again", {}).json()["state"] == "open"
    assert codes(owner.call("post", f"{path}/open-again", {}, if_match='"1"')) == {"no_versions": "If-Match"}
