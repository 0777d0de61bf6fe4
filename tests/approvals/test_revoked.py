"""A right that is taken away stops at the next request, by every door; a delegate never approves what is their own."""

from __future__ import annotations

import pytest

from apps.approvals.actions import StepDraft, delegate, revoke_delegation
from apps.approvals.models import ApprovalRequest, Decision
from apps.invoices.actions import submit_invoice
from apps.tenants.scope import scope
from apps.workflow.actions import revoke_member, update_member
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT, approvals

pytestmark = pytest.mark.django_db
QUEUE = "/admin/approvals/approvalrequest/queue/"
DOORS = {
    "queue": lambda browser, request: browser.post(QUEUE, {"request": request.pk, "verdict": "approve"}),
    "many": lambda browser, request: browser.post(QUEUE, {"request": [request.pk, request.pk], "verdict": "approve", "comment": "all"}),
    "button": lambda browser, request: browser.post(f"/admin/approvals/approvalrequest/{request.pk}/do/approve/", {"reason": "yes"}),
    "rejection": lambda browser, request: browser.post(f"/admin/approvals/approvalrequest/{request.pk}/do/reject/", {"reason": "no"}),
}


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def a_member(company):
    return make.member(company, "approver"), lambda person: revoke_member(person.membership_id, actor=make.system(company), at=AT)


def a_role(company):
    return make.member(company, "approver"), lambda person: update_member(person.membership_id, ["accountant"], actor=make.system(company), at=AT)


def a_delegation(company):
    giver, taker = make.member(company, "approver"), make.member(company, "manager")
    how = {"actor": make.system(company), "at": AT}
    row = delegate(taker.user_id, giver_id=giver.user_id, starts_on=AT.date(), ends_before=AT.date().replace(year=2099), **how)
    return taker, lambda _person: revoke_delegation(row.pk, **how)


def the_givers_role(company):
    giver, taker = make.member(company, "approver"), make.member(company, "manager")
    how = {"actor": make.system(company), "at": AT}
    delegate(taker.user_id, giver_id=giver.user_id, starts_on=AT.date(), ends_before=AT.date().replace(year=2099), **how)
    return taker, lambda _person: update_member(giver.membership_id, ["accountant"], **how)


@pytest.mark.parametrize("right", [a_member, a_role, a_delegation, the_givers_role], ids=lambda right: right.__name__)
def test_what_is_taken_away_stops_at_the_next_request_by_every_door(acme, right):
    make.member(acme, "approver")
    approvals.policy(acme)
    for door, push in DOORS.items():
        person, take_away = right(acme)
        request, browser = approvals.submitted(acme), browser_of(person)
        assert f'value="{request.pk}"' in browser.get(QUEUE).content.decode(), "it waits for them before"
        take_away(person)
        assert push(browser, request).status_code < 500
        assert (ApprovalRequest.objects.get(pk=request.pk).state, Decision.objects.filter(request=request).count()) == ("pending", 0), door


def test_a_delegate_never_approves_what_is_their_own_by_any_door(acme):
    giver, clerk = make.member(acme, "approver"), make.member(acme, "manager")
    approvals.policy(acme, StepDraft("role", role="approver"))
    delegate(clerk.user_id, giver_id=giver.user_id, starts_on=AT.date(), ends_before=AT.date().replace(year=2099), actor=make.system(acme), at=AT)
    browser = browser_of(clerk)
    for door, push in DOORS.items():
        invoice = make.draft(acme, make.client(acme))
        submit_invoice(invoice.pk, actor=clerk, at=AT)
        request = approvals.live("invoice", invoice.pk)
        push(browser, request)
        assert (ApprovalRequest.objects.get(pk=request.pk).state, Decision.objects.count()) == ("pending", 0), door
