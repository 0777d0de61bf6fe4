"""Write-offs: what is open is given up, with a reason, by two people where a policy says so."""

from __future__ import annotations

import pytest

from apps.approvals import actions as approvals
from apps.approvals.models import ApprovalRequest
from apps.invoices import actions
from apps.invoices.models import Invoice, WriteOff
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import approvals as policies

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def asked(company, row, actor=None, reason="bankrupt"):
    return actions.write_off_invoice(row.pk, actor=actor or make.system(company), at=AT, reason=reason)


def standing(row):
    row = Invoice.objects.get(pk=row.pk)
    return row.state, row.allocated_minor, row.written_off_minor, row.open_minor


def test_without_a_policy_it_is_applied_at_once_and_told(acme):
    row = make.issued(acme, make.client(acme))
    actions.apply_allocations({row.pk: 4_000}, actor=make.system(acme), at=AT)
    made = asked(acme, row, make.member(acme, "accountant"))
    assert (made.state, made.amount_minor, made.reason, made.live_key) == ("applied", 6_000, "bankrupt", None)
    assert standing(row) == ("written_off", 4_000, 6_000, 0)
    told = list(JournalEntry.objects.order_by("sequence").values_list("type", flat=True))[-3:]
    assert told == ["write_off.requested", "invoice.written_off", "write_off.approved"]


def test_with_a_policy_somebody_else_approves_it(acme):
    clerk, approver = make.member(acme, "accountant"), make.member(acme, "approver")
    policies.policy(acme, policies.StepDraft("holders", permission="approve_write_off"), applies_to="write_off")
    row = make.issued(acme, make.client(acme))
    made = asked(acme, row, clerk)
    assert (made.state, standing(row)[0]) == ("requested", "issued")
    request = ApprovalRequest.objects.get(live_key=f"write_off:{made.pk}")
    with pytest.raises(Refused, match="somebody else must decide"):
        approvals.approve_request(request.pk, actor=clerk, at=AT)
    approvals.approve_request(request.pk, actor=approver, at=AT)
    made = WriteOff.objects.get(pk=made.pk)
    assert (made.state, made.approved_digest) == ("applied", request.digest)
    assert standing(row) == ("written_off", 0, 10_000, 0)


def test_money_that_comes_meanwhile_voids_the_request(acme):
    clerk, approver = make.member(acme, "accountant"), make.member(acme, "approver")
    policies.policy(acme, applies_to="write_off")
    row = make.issued(acme, make.client(acme))
    made = asked(acme, row, clerk)
    actions.apply_allocations({row.pk: 1}, actor=make.system(acme), at=AT)
    request = approvals.approve_request(ApprovalRequest.objects.get().pk, actor=approver, at=AT)
    assert (request.state, WriteOff.objects.get(pk=made.pk).state) == ("voided", "rejected")
    assert standing(row) == ("partially_paid", 1, 0, 9_999)
    assert asked(acme, row, clerk).amount_minor == 9_999


def test_a_rejected_or_withdrawn_one_leaves_the_invoice_owed(acme):
    clerk, approver = make.member(acme, "accountant"), make.member(acme, "approver")
    policies.policy(acme, applies_to="write_off")
    row = make.issued(acme, make.client(acme))
    made = asked(acme, row, clerk)
    with pytest.raises(Refused, match="waiting already"):
        asked(acme, row, clerk)
    with pytest.raises(Refused, match="Only who submitted"):
        actions.withdraw_write_off(made.pk, actor=make.member(acme, "accountant"), at=AT)
    assert actions.withdraw_write_off(made.pk, actor=clerk, at=AT).state == "withdrawn"
    assert ApprovalRequest.objects.get().state == "withdrawn"
    again = asked(acme, row, clerk)
    approvals.reject_request(ApprovalRequest.objects.get(live_key=f"write_off:{again.pk}").pk, actor=approver, at=AT, reason="call them first")
    assert WriteOff.objects.get(pk=again.pk).state == "rejected"
    assert standing(row) == ("issued", 0, 0, 10_000)


def test_it_is_not_applied_past_its_approval(acme):
    clerk, _approver = make.member(acme, "accountant"), make.member(acme, "approver")
    policies.policy(acme, applies_to="write_off")
    row = make.issued(acme, make.client(acme))
    made = asked(acme, row, clerk)
    for digest, told in (("", "asks for approval"), ("d" * 64, "No approval is on record")):
        with pytest.raises(Refused, match=told):
            actions.approve_write_off(made.pk, actor=make.system(acme), at=AT, digest=digest)
    assert standing(row) == ("issued", 0, 0, 10_000)


@pytest.mark.parametrize("kind", ["draft", "proforma", "paid", "credit_note"])
def test_nothing_is_written_off_that_is_not_owed(acme, kind):
    how = {"actor": make.system(acme), "at": AT}
    row = make.draft(acme, make.client(acme)) if kind == "draft" else make.issued(acme, make.client(acme), kind="proforma" if kind == "proforma" else "invoice")
    if kind == "paid":
        actions.apply_allocations({row.pk: 10_000}, **how)
    if kind == "credit_note":
        row = actions.credit_invoice(row.pk, reason="agreed", **how)
    with pytest.raises(Refused):
        asked(acme, row)
    assert not WriteOff.objects.exists()


def test_it_needs_a_reason_and_the_right(acme):
    row = make.issued(acme, make.client(acme))
    with pytest.raises(Invalid, match="a reason is needed"):
        asked(acme, row, reason=" ")
    for role in ("approver", "auditor", "dispatcher"):
        with pytest.raises(NotPermitted):
            asked(acme, row, make.member(acme, role))


def test_what_is_written_off_is_final(acme):
    row = make.issued(acme, make.client(acme))
    asked(acme, row)
    for act in (actions.void_invoice, actions.credit_invoice, actions.write_off_invoice):
        with pytest.raises(Refused):
            act(row.pk, actor=make.system(acme), at=AT, reason="why")
    with pytest.raises(Refused):
        actions.apply_allocations({row.pk: 1}, actor=make.system(acme), at=AT)
