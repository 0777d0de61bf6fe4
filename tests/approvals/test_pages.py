"""Approvals in the admin: the queue, a request's page, policies, who would approve, delegations."""

from __future__ import annotations

import re

import pytest
from django.utils.formats import date_format

from apps.approvals.models import ApprovalPolicy, ApprovalRequest, Decision, Delegation
from apps.invoices.models import Invoice
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import approvals

pytestmark = pytest.mark.django_db
QUEUE = "/admin/approvals/approvalrequest/queue/"


@pytest.fixture
def acme():
    company = make.tenant("acme")
    make.member(company, "accountant")
    with scope(company.pk):
        yield company


@pytest.fixture
def boss(acme):
    return make.member(acme, "approver")


def page_of(request):
    return f"/admin/approvals/approvalrequest/{request.pk}/change/"


def test_the_queue_decides(acme, boss):
    approvals.policy(acme)
    first, second, third = (approvals.submitted(acme) for _n in range(3))
    browser = browser_of(boss)
    assert browser.get(QUEUE).content.decode().count("data-row") == 3
    browser.post(QUEUE, {"request": first.pk, "verdict": "approve", "comment": "fine"})
    browser.post(QUEUE, {"request": second.pk, "verdict": "reject", "comment": "no"})
    answer = browser.post(QUEUE, {"request": third.pk, "verdict": "reject", "comment": ""}, follow=True)
    assert "a reason is needed" in answer.content.decode()
    assert list(ApprovalRequest.objects.order_by("pk").values_list("state", flat=True)) == ["approved", "rejected", "pending"]
    assert answer.content.decode().count("data-row") == 1


def test_many_are_approved_behind_a_preview(acme, boss):
    approvals.policy(acme)
    ids = [approvals.submitted(acme).pk for _n in range(2)]
    browser = browser_of(boss)
    seen = browser.post(QUEUE, {"request": ids, "verdict": "preview"}).content.decode()
    assert seen.count("the last step") == 2
    assert not Decision.objects.exists()
    browser.post(QUEUE, {"request": ids, "verdict": "approve", "comment": "month end"})
    assert set(Decision.objects.values_list("comment", flat=True)) == {"month end"}
    assert ApprovalRequest.objects.filter(state="approved").count() == 2


def test_the_queue_takes_few_queries_however_much_waits(acme, boss, django_assert_max_num_queries):
    approvals.policy(acme)
    for _n in range(12):
        approvals.submitted(acme)
    browser = browser_of(boss)
    browser.get(QUEUE)
    with django_assert_max_num_queries(12):
        browser.get(QUEUE)


def test_the_queue_is_turned_page_by_page(acme, boss, monkeypatch):
    monkeypatch.setattr("apps.approvals.admin.requests.SHOWN", 2)
    approvals.policy(acme)
    labels = [f'value="{approvals.submitted(acme).pk}" form' for _n in range(5)]
    browser, address, seen = browser_of(boss), QUEUE, []
    for _page in range(3):
        text = browser.get(address).content.decode()
        seen.append([label for label in labels if label in text])
        behind = re.search(r'href="(\?after=[^"]+)"', text)
        address = QUEUE + behind[1] if behind else address
    assert seen == [labels[:2], labels[2:4], labels[4:]]
    assert "To the first due" in text
    # Who decides on the last of a page stays there while something is left, else comes back to the beginning.
    last = ApprovalRequest.objects.order_by("pk").last()
    answer = browser.post(address, {"request": last.pk, "verdict": "approve", "comment": ""}, follow=True)
    assert answer.redirect_chain == [(address, 302), (QUEUE, 302)]
    assert labels[0] in answer.content.decode()


@pytest.mark.parametrize("place", ["x", "20260331090000000000", "20261331090000000000-1", "20260331090000000000-1%27", "٢" * 20 + "-1"])
def test_an_address_of_no_place_shows_the_beginning_and_says_so(acme, boss, place):
    approvals.policy(acme)
    approvals.submitted(acme)
    text = browser_of(boss).get(f"{QUEUE}?after={place}").content.decode()
    assert "names no place in the queue" in text
    assert text.count("data-row") == 1


@pytest.mark.parametrize("role", ["auditor", "employee"])
def test_who_may_not_decide_has_no_queue(acme, boss, role):
    approvals.policy(acme)
    request = approvals.submitted(acme)
    browser = browser_of(make.member(acme, role))
    assert browser.get(QUEUE).status_code == 403
    assert browser.post(QUEUE, {"request": request.pk, "verdict": "approve"}).status_code == 403
    browser.post(f"/admin/approvals/approvalrequest/{request.pk}/do/approve/", {})
    assert not Decision.objects.exists()


def test_a_forged_button_decides_nothing(acme, boss):
    approvals.policy(acme)
    request = approvals.submitted(acme)
    clerk = browser_of(make.member(acme, "accountant"))
    for act in ("approve", "void", "expire", "withdraw"):
        clerk.post(f"/admin/approvals/approvalrequest/{request.pk}/do/{act}/", {"reason": "x"})
    clerk.post(f"/admin/invoices/invoice/{request.about_id}/do/approve/", {"reason": "x"})
    assert ApprovalRequest.objects.get().state == "pending"
    assert Invoice.objects.get(pk=request.about_id).state == "in_approval"


def test_a_document_is_told_in_words(acme, boss):
    approvals.policy(acme)
    request = approvals.submitted(acme, "12345.60", payer=make.client(acme, "DNIPRO", short_name="Dnipro Freight"))
    invoice = Invoice.objects.get()
    seen = browser_of(boss).get(page_of(request)).content.decode()
    for text in ("<td>Dnipro Freight</td>", "12,345.60", "<td>Invoice</td>", date_format(invoice.due_on), str(invoice.lines.get().tax_code)):
        assert text in seen, text
    assert "1234560" not in seen


def test_a_policy_names_a_client_of_the_company_and_a_kind_of_contract(acme):
    browser, payer = browser_of(make.member(acme, "owner")), make.client(acme, "DNIPRO")
    other = make.tenant("other")
    with scope(other.pk):
        stranger = make.client(other, "STRANGER")
    page = "/admin/approvals/approvalpolicy/add/"
    head = {"code": "big", "name": "Big", "applies_to": "invoice", "starts_on": "2026-01-01", "currency": "UAH", "amount_from": "1 000,50",
            "contract_kind": "subscription"}  # fmt: skip
    steps = steps_form({"who": "role", "role": "accountant"})
    refused = browser.post(page, head | steps | {"client_id": stranger.pk}).content.decode()
    assert "Select a valid choice" in refused
    assert not ApprovalPolicy.objects.exists()
    assert browser.post(page, head | steps | {"client_id": payer.pk}).status_code == 302
    policy = ApprovalPolicy.objects.get()
    assert (policy.client_id, policy.contract_kind, policy.amount_from_minor) == (payer.pk, "subscription", 100050)


def test_a_drafts_page_leads_to_who_would_approve_it(acme, boss):
    approvals.policy(acme)
    clerk = make.member(acme, "accountant")
    invoice = make.draft(acme, make.client(acme), "70.00")
    browser = browser_of(clerk)
    assert f"kind=invoice&amp;document={invoice.pk}" in browser.get(f"/admin/invoices/invoice/{invoice.pk}/change/").content.decode()
    page = f"/admin/approvals/approvalpolicy/who/?kind=invoice&document={invoice.pk}"
    seen = browser.get(page).content.decode()
    assert boss.label in seen
    assert "70.00" in seen
    other = make.tenant("other")
    with scope(other.pk):
        foreign = make.draft(other, make.client(other))
    for wrong in (f"kind=invoice&document={foreign.pk}", "kind=invoice&document=x", "kind=x&document=1"):
        assert browser.get(f"/admin/approvals/approvalpolicy/who/?{wrong}").status_code == 404


def test_amounts_of_a_policy_need_their_currency(acme):
    head = {"code": "big", "name": "Big", "applies_to": "invoice", "starts_on": "2026-01-01", "amount_from": "1000"}
    answer = browser_of(make.member(acme, "owner")).post("/admin/approvals/approvalpolicy/add/", head | steps_form({"who": "role", "role": "accountant"}))
    assert "Say in which currency the amounts are." in answer.content.decode()
    assert not ApprovalPolicy.objects.exists()


def test_a_requests_page_shows_the_document_beside_its_difference(acme, boss):
    approvals.policy(acme)
    request = approvals.submitted(acme)
    browser = browser_of(boss)
    assert "is not what was submitted" not in browser.get(page_of(request)).content.decode()
    Invoice._base_manager.filter(pk=request.about_id).update(note="Pay to IBAN UA00")
    seen = browser.get(page_of(request)).content.decode()
    assert "is not what was submitted" in seen
    assert '<strong class="oblik-fails">Pay to IBAN UA00</strong>' in seen
    answer = browser.post(f"/admin/approvals/approvalrequest/{request.pk}/do/approve/", {"version": 1}, follow=True)
    assert "the request is void" in answer.content.decode()
    assert ApprovalRequest.objects.get().state == "voided"


def steps_form(*steps):
    form = {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": 0}
    plain = {"quorum": "any", "quorum_count": 1, "sla_hours": 16, "on_breach": "remind"}
    for index, step in enumerate(steps):
        form |= {f"steps-{index}-{name}": value for name, value in (plain | step).items()}
    return form


def test_a_policy_is_drafted_checked_and_switched_on(acme):
    browser = browser_of(make.member(acme, "owner"))
    head = {"code": "large", "name": "Large ones", "applies_to": "invoice", "starts_on": "2026-01-01", "currency": "UAH", "amount_from": "1000.50"}
    answer = browser.post("/admin/approvals/approvalpolicy/add/", head | steps_form({"who": "role", "role": "approver"}))
    assert answer.status_code == 302, answer.content.decode()
    policy = ApprovalPolicy.objects.get()
    assert (policy.amount_from_minor, policy.steps.get().role) == (100_050, "approver")
    page = f"/admin/approvals/approvalpolicy/{policy.pk}/change/"
    assert "nobody who may decide has the role" in browser.get(page).content.decode()
    browser.post(f"/admin/approvals/approvalpolicy/{policy.pk}/do/activate/", {})
    assert ApprovalPolicy.objects.get().state == "draft"
    make.member(acme, "approver")
    assert "Nothing speaks against it." in browser.get(page).content.decode()
    browser.post(f"/admin/approvals/approvalpolicy/{policy.pk}/do/activate/", {})
    assert ApprovalPolicy.objects.get().state == "active"
    assert browser.get(page).status_code == 200
    browser.post(f"/admin/approvals/approvalpolicy/{policy.pk}/do/revise/", {})
    assert list(ApprovalPolicy.objects.order_by("number").values_list("state", flat=True)) == ["active", "draft"]


def test_a_draft_is_edited_as_a_whole(acme):
    policy = approvals.drafted(acme, currency="UAH", amount_from_minor=500)
    step = policy.steps.get()
    form = {"name": "Renamed", "applies_to": "invoice", "starts_on": "2026-01-01", "currency": "UAH", "amount_from": "7.00"}
    form |= steps_form({"id": step.pk, "policy": policy.pk, "who": "role", "role": "owner"}, {"who": "role", "role": "manager", "parallel": "on"})
    form["steps-INITIAL_FORMS"] = 1
    answer = browser_of(make.member(acme, "owner")).post(f"/admin/approvals/approvalpolicy/{policy.pk}/change/", form)
    assert answer.status_code == 302, answer.content.decode()
    fresh = ApprovalPolicy.objects.get()
    assert (fresh.name, fresh.amount_from_minor) == ("Renamed", 700)
    assert list(fresh.steps.values_list("role", "parallel")) == [("owner", False), ("manager", True)]


def test_who_would_approve_is_shown(acme, boss):
    approvals.policy(acme)
    asked = {"kind": "invoice", "amount": "100", "currency": "UAH", "on": "2026-04-01", "submitter": boss.user_id}
    browser = browser_of(make.member(acme, "auditor"))
    assert browser.get("/admin/approvals/approvalpolicy/who/").status_code == 200
    seen = browser.get("/admin/approvals/approvalpolicy/who/", asked).content.decode()
    assert "Only people who submitted or prepared the document are asked." in seen


def test_delegations_are_made_and_revoked(acme, boss):
    deputy = make.member(acme, "manager")
    form = {"taker": deputy.user_id, "starts_on": "2026-01-01", "ends_before": "2099-01-01", "kinds": ["invoice"], "cap": "500", "currency": "UAH"}
    answer = browser_of(boss).post("/admin/approvals/delegation/add/", form)
    assert answer.status_code == 302, answer.content.decode()
    row = Delegation.objects.get()
    assert (row.giver_id, row.taker_id, row.kinds, row.cap_minor) == (boss.user_id, deputy.user_id, ["invoice"], 50_000)
    assert browser_of(boss).get(f"/admin/approvals/delegation/{row.pk}/change/").status_code == 200
    browser_of(deputy).post(f"/admin/approvals/delegation/{row.pk}/do/revoke/", {})
    assert Delegation.objects.get().state == "active"
    browser_of(boss).post(f"/admin/approvals/delegation/{row.pk}/do/revoke/", {})
    assert Delegation.objects.get().state == "revoked"
