"""What the clock does: reminders, escalation, rejection, expiry; each once."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.approvals import actions
from apps.approvals.actions import StepDraft, approve_request, sweep
from apps.approvals.models import ApprovalRequest, Decision, RequestStep
from apps.approvals.queries import my_queue
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import NotPermitted
from apps.tenants.scope import scope
from apps.workflow.actions import revoke_member
from tests import factories as make
from tests.factories import AT, approvals

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    make.member(company, "accountant")
    with scope(company.pk):
        yield company


def late(**more):
    return StepDraft("role", role="approver", sla_hours=9, **more)


def woken(company, at):
    """As a worker does it, twice, since messages come twice."""
    for _time in range(2):
        for tenant_id, step_id in sweep.late_steps(at):
            actions.wake_step(tenant_id, step_id, at=at)
    return RequestStep.objects.order_by("pk").last()


def count(kind):
    return JournalEntry.objects.filter(type=kind).count()


def test_nothing_is_due_before_its_time_in_working_hours(acme):
    make.member(acme, "approver")
    approvals.policy(acme, late())
    approvals.submitted(acme)
    step = RequestStep.objects.get()
    # Noon in Kyiv on a Tuesday: six hours are left of that day, three are taken from the next.
    assert step.due_at == dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
    assert sweep.late_steps(step.due_at - dt.timedelta(seconds=1)) == []
    assert sweep.late_steps(step.due_at) == [(acme.pk, step.pk)]
    early = actions.wake_step(acme.pk, step.pk, at=step.due_at - dt.timedelta(seconds=1))
    assert early.version == 1


def test_people_are_reminded_once_each_time(acme):
    make.member(acme, "approver")
    approvals.policy(acme, late())
    approvals.submitted(acme)
    step = woken(acme, RequestStep.objects.get().due_at)
    assert (step.state, step.reminded_count, count("approval_step.reminded")) == ("open", 1, 1)
    step = woken(acme, step.wake_at)
    assert (step.reminded_count, step.due_at < step.wake_at) == (2, True)


def test_a_late_step_is_escalated_and_one_above_settles_it(acme):
    people = [make.member(acme, "approver") for _n in range(3)]
    above = make.member(acme, "manager")
    approvals.policy(acme, late(quorum="all", on_breach="escalate", escalate_role="manager"))
    request = approvals.submitted(acme)
    with pytest.raises(NotPermitted):
        approve_request(request.pk, actor=above, at=AT)
    assert not my_queue(above, at=AT).exists()
    step = woken(acme, RequestStep.objects.get().due_at)
    assert (step.state, count("approval_step.escalated")) == ("escalated", 1)
    assert [my_queue(person, at=AT).count() for person in (above, people[0])] == [1, 1]
    approve_request(request.pk, actor=people[0], at=AT)
    assert approve_request(request.pk, actor=above, at=AT).state == "approved"
    assert list(Decision.objects.order_by("pk").values_list("by_escalation", flat=True)) == [False, True]


def test_a_late_step_is_rejected_where_the_policy_says_so(acme):
    make.member(acme, "approver")
    approvals.policy(acme, late(on_breach="reject"))
    request = approvals.submitted(acme)
    step = woken(acme, RequestStep.objects.get().due_at)
    assert (step.state, ApprovalRequest.objects.get().state) == ("rejected", "rejected")
    assert Invoice.objects.get(pk=request.about_id).state == "draft"
    assert (count("approval_request.rejected"), count("invoice.rejected"), Decision.objects.count()) == (1, 1, 0)


def test_a_step_of_all_does_not_wait_for_who_has_left(acme):
    first, second = make.member(acme, "approver"), make.member(acme, "approver")
    approvals.policy(acme, late(quorum="all", on_breach="reject"))
    request = approvals.submitted(acme)
    approve_request(request.pk, actor=first, at=AT)
    revoke_member(second.membership_id, actor=make.system(acme), at=AT)
    woken(acme, RequestStep.objects.get().due_at)
    assert ApprovalRequest.objects.get(pk=request.pk).state == "approved"


def test_a_changed_document_is_found_by_the_clock_too(acme):
    make.member(acme, "approver")
    approvals.policy(acme, late())
    request = approvals.submitted(acme)
    Invoice._base_manager.filter(pk=request.about_id).update(note="x")
    woken(acme, RequestStep.objects.get().due_at)
    assert ApprovalRequest.objects.get(pk=request.pk).state == "voided"


def test_a_request_expires_on_its_day(acme):
    make.member(acme, "approver")
    approvals.policy(acme, expire_days=3)
    request = approvals.submitted(acme)
    day = AT + dt.timedelta(days=3)
    assert sweep.old_requests(day - dt.timedelta(seconds=1)) == []
    assert sweep.old_requests(day) == [(acme.pk, request.pk)]
    for _time in range(2):
        assert actions.expire_request(acme.pk, request.pk, at=day).state == "expired"
    assert (count("approval_request.expired"), Invoice.objects.get(pk=request.about_id).state) == (1, "draft")
    assert sweep.old_requests(day) == []
