"""Random sequences of everything that people, the clock and a hand in the database may do: what must hold then, holds."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.approvals import actions
from apps.approvals.actions import StepDraft, approve_request, reject_request
from apps.approvals.models import ApprovalRequest, BarredPerson, Decision, RequestStep
from apps.approvals.queries import my_queue
from apps.invoices.actions import submit_invoice
from apps.invoices.models import Invoice
from apps.kernel.errors import Refusal
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, approvals

pytestmark = pytest.mark.django_db
_slugs = (f"c{number}" for number in itertools.count())
STEPS = [
    StepDraft("role", role="approver", quorum="some", quorum_count=2, on_breach="escalate", escalate_role="owner"),
    StepDraft("role", role="manager", parallel=True),
    StepDraft("role", role="approver", quorum="all", may_repeat=True, on_breach="reject"),
]
moves = st.tuples(st.sampled_from(["approve", "approve", "approve", "reject", "withdraw", "wake", "expire", "change", "submit"]), st.sampled_from([0, 1, 2, 2, 2, 3, 4]))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(moves, min_size=3, max_size=14))
def test_any_sequence_keeps_the_rules(sequence):
    company = make.tenant(next(_slugs))
    with scope(company.pk):
        roles = [("approver",), ("approver",), ("approver", "manager"), ("manager",), ("owner",)]
        people = [make.member(company, *item) for item in roles]
        clerk = make.member(company, "accountant")
        approvals.policy(company, *STEPS, expire_days=60)
        invoice = make.draft(company, make.client(company))
        submit_invoice(invoice.pk, actor=clerk, at=AT)
        at = AT
        for move, number in sequence:
            at += dt.timedelta(hours=7)
            person = people[number]
            waiting = set(my_queue(person, at=at).values_list("approval_id", flat=True))
            try:
                done = play(company, move, person, clerk, invoice.pk, at)
            except Refusal:
                assert move != "approve" or not waiting, "what is in the queue can be decided"
            else:
                assert move != "approve" or done is None or done in waiting, "what can be decided is in the queue"
            check(invoice.pk, clerk)


def play(company, move, person, clerk, invoice_id, at):
    """One move; the request that it decided on, if any."""
    request = ApprovalRequest.objects.order_by("-pk").first()
    if move == "approve":
        return approve_request(request.pk, actor=person, at=at).pk
    if move == "reject":
        return reject_request(request.pk, actor=person, at=at, reason="no").pk
    if move == "withdraw":
        actions.withdraw_request(request.pk, actor=clerk, at=at)
    elif move == "submit":
        submit_invoice(invoice_id, actor=clerk, at=at)
    elif move == "change":
        Invoice._base_manager.filter(pk=invoice_id, state="draft").update(note=str(at))
    elif move == "expire":
        actions.expire_request(company.pk, request.pk, at=at + dt.timedelta(days=50))
    else:
        for step in RequestStep.objects.filter(wake_at__isnull=False).order_by("pk")[:1]:
            actions.wake_step(company.pk, step.pk, at=step.wake_at)
    return None


def edges(model):
    return {(source, target) for item in model.machine for source in item.sources for target in (item.targets or (source,))}


def walked(row):
    states = list(row.history.order_by("history_id").values_list("state", flat=True))
    return set(zip(states, states[1:], strict=False))


def check(invoice_id, clerk):
    invoice = Invoice.objects.get(pk=invoice_id)
    assert ApprovalRequest.objects.filter(state="pending").count() == (invoice.state == "in_approval")
    for request in ApprovalRequest.objects.all():
        steps = list(request.steps.all())
        assert walked(request) <= edges(ApprovalRequest)
        assert all(walked(step) <= edges(RequestStep) for step in steps)
        assert (request.state == "pending") == any(step.state in ("open", "escalated") for step in steps)
        assert request.state != "approved" or {step.state for step in steps} == {"approved"}
        decisions = list(Decision.objects.filter(request=request))
        assert sum(step.approved_count for step in steps) == len([item for item in decisions if item.verdict == "approve"])
        barred = set(BarredPerson.objects.filter(request=request).values_list("user_id", flat=True))
        assert barred == {clerk.user_id}
        assert not barred & ({item.decided_by_id for item in decisions} | {item.counts_for for item in decisions})
        strict = {step.pk for step in steps if step.position < 3}
        counted = [item.counts_for for item in decisions if item.step_id in strict]
        assert len(counted) == len(set(counted))
