"""Many people at one request at the same moment: counted exactly, and whatever ends it ends it once."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.approvals import actions
from apps.approvals.actions import StepDraft, approve_request, reject_request
from apps.approvals.models import ApprovalPolicy, ApprovalRequest, Decision, RequestStep
from apps.invoices.actions import submit_invoice, withdraw_invoice
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, approvals
from tests.faults import crew
from tests.journal.test_journal import assert_chain_holds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb]
LATER = AT + dt.timedelta(days=30)


def at_once(company, attempts, act):
    """The codes of the refusals, None for what succeeded, of `act(number)` at the same moment."""

    def attempt(number):
        with scope(company.pk):
            try:
                retrying(lambda: act(number), attempts=20)
            except Refusal as refusal:
                return sorted(reason.code for reason in refusal.reasons)
            return None

    return crew.at_once(attempts, attempt)


@pytest.mark.parametrize("wanted", [1, 7, 50])
def test_fifty_people_on_one_step_are_counted_exactly(wanted):
    company = make.tenant()
    people = [make.member(company, "approver") for _n in range(50)]
    with scope(company.pk):
        approvals.policy(company, StepDraft("role", role="approver", quorum="some", quorum_count=wanted))
        request = approvals.submitted(company)
        found = at_once(company, 50, lambda number: approve_request(request.pk, actor=people[number], at=AT))
        assert found.count(None) == wanted
        assert all(codes == ["wrong_state"] for codes in found if codes is not None)
        step = RequestStep.objects.get()
        assert (step.state, step.approved_count, Decision.objects.count()) == ("approved", wanted, wanted)
        assert step.version == wanted + 1 == step.history.count()
        assert JournalEntry.objects.filter(type="approval_request.approved").count() == 1
        assert JournalEntry.objects.filter(type="invoice.approved").count() == 1
        assert_chain_holds(company.pk)


def test_one_person_twenty_times_counts_once():
    company = make.tenant()
    people = [make.member(company, "approver") for _n in range(2)]
    with scope(company.pk):
        approvals.policy(company, StepDraft("role", role="approver", quorum="all"))
        request = approvals.submitted(company)
        found = at_once(company, 20, lambda number: approve_request(request.pk, actor=people[0], at=AT))
        assert found.count(None) == 1
        assert Decision.objects.count() == RequestStep.objects.get().approved_count == 1


def enders(company, people, request, step):
    """All that may end a request."""
    return [
        lambda: approve_request(request.pk, actor=people[0], at=AT),
        lambda: reject_request(request.pk, actor=people[1], at=AT, reason="no"),
        lambda: withdraw_invoice(request.about_id, actor=make.system(company), at=AT),
        lambda: actions.wake_step(company.pk, step.pk, at=LATER),
        lambda: actions.expire_request(company.pk, request.pk, at=LATER),
    ]


def test_approval_rejection_withdrawal_and_the_clock_end_it_once():
    company = make.tenant()
    people = [make.member(company, "approver") for _n in range(4)]
    with scope(company.pk):
        approvals.policy(company, StepDraft("role", role="approver", on_breach="reject"), expire_days=1)
        for _round in range(5):
            request = approvals.submitted(company)
            step = RequestStep.objects.get(approval=request)
            acts = enders(company, people, request, step)
            at_once(company, len(acts), lambda number, acts=acts: acts[number]())
            ended = JournalEntry.objects.filter(subject_kind="approval_request", subject_id=request.pk).exclude(type="approval_request.opened")
            fresh = ApprovalRequest.objects.get(pk=request.pk)
            assert ended.count() == 1 == fresh.version - 1
            assert Invoice.objects.get(pk=request.about_id).state == ("approved" if fresh.state == "approved" else "draft")
        assert_chain_holds(company.pk)


def test_of_two_policies_of_equal_rank_one_is_switched_on():
    company = make.tenant()
    make.member(company, "approver")
    with scope(company.pk):
        drafts = [approvals.drafted(company) for _n in range(4)]
        found = at_once(company, 4, lambda number: actions.activate_policy(drafts[number].pk, actor=make.system(company), at=AT))
        assert found.count(None) == 1 == ApprovalPolicy.objects.filter(state="active").count()
        assert all(codes == ["equal_rank"] for codes in found if codes is not None)


def test_a_document_is_submitted_once():
    company = make.tenant()
    make.member(company, "approver")
    with scope(company.pk):
        approvals.policy(company)
        invoice = make.draft(company, make.client(company))
        found = at_once(company, 10, lambda number: submit_invoice(invoice.pk, actor=make.system(company), at=AT))
        assert found.count(None) == 1 == ApprovalRequest.objects.count()
