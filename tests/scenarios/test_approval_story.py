"""A large invoice on its way to the client, told as it happens."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.approvals.actions import StepDraft, approve_request, delegate, reject_request, wake_step
from apps.approvals.models import ApprovalRequest, RequestStep
from apps.approvals.queries import my_queue
from apps.invoices.actions import issue_invoice, submit_invoice, update_invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Refused
from apps.tenants.scope import scope
from apps.workflow.actions import update_member
from tests import factories as make
from tests.factories import AT, approvals
from tests.journal.test_journal import assert_chain_holds

pytestmark = pytest.mark.django_db


def test_a_large_invoice_finds_its_way():
    company = make.tenant("acme")
    clerk, chief, finance, deputy = (make.member(company, role) for role in ("manager", "manager", "accountant", "approver"))
    owner = make.member(company, "owner")
    with scope(company.pk):
        update_member(clerk.membership_id, manager=chief.membership_id, actor=make.system(company), at=AT)
        manager_step = StepDraft("manager", sla_hours=8, on_breach="escalate", escalate_role="owner")
        approvals.policy(company, manager_step, StepDraft("role", role="accountant"), currency="UAH", amount_from_minor=100_000_00)
        payer = make.client(company, account_manager_id=clerk.user_id)

        # A small one needs nobody; a large one goes to the manager of who looks after the client.
        small, large = make.draft(company, payer, "99999.99"), make.draft(company, payer, "100000.00")
        assert submit_invoice(small.pk, actor=clerk, at=AT).state == "approved"
        assert submit_invoice(large.pk, actor=clerk, at=AT).state == "in_approval"
        assert [my_queue(person, at=AT).count() for person in (clerk, chief, finance, owner)] == [0, 1, 0, 0]

        # The chief sends it back; the clerk mends it and submits again.
        request = ApprovalRequest.objects.get(state="pending")
        reject_request(request.pk, actor=chief, at=AT, reason="the contract is missing")
        update_invoice(large.pk, actor=clerk, at=AT, contract_reference="D-77")
        submit_invoice(large.pk, actor=clerk, at=AT)
        request = ApprovalRequest.objects.get(state="pending")

        # The chief is away and decides nothing; after eight working hours the owner is asked, and agrees.
        step = RequestStep.objects.get(approval=request, position=1)
        wake_step(company.pk, step.pk, at=step.due_at)
        later = step.due_at + dt.timedelta(minutes=5)
        assert my_queue(owner, at=later).count() == 1
        assert approve_request(request.pk, actor=owner, at=later).state == "pending"

        # The accountant is on leave; their deputy decides for them.
        delegate(deputy.user_id, actor=finance, at=later, starts_on=later.date(), ends_before=later.date() + dt.timedelta(days=14))
        assert approve_request(request.pk, actor=deputy, at=later, reason="checked").state == "approved"

        # Issued as it was approved; and never again by that approval.
        assert issue_invoice(large.pk, actor=make.system(company), at=later).number
        with pytest.raises(Refused):
            approve_request(request.pk, actor=chief, at=later)
        told = JournalEntry.objects.filter(subject_kind="invoice", subject_id=large.pk).order_by("sequence").values_list("type", flat=True)
        assert list(told) == [
            "invoice.created", "invoice.submitted", "invoice.rejected", "invoice.updated", "invoice.submitted", "invoice.approved",
            "invoice.issued",
        ]  # fmt: skip
        assert_chain_holds(company.pk)
