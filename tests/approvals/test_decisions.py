"""Who may decide, how decisions count, and what they lead to."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.approvals import actions
from apps.approvals.actions import StepDraft, approve_request, decide, reject_request
from apps.approvals.models import ApprovalRequest, Decision, RequestStep
from apps.approvals.queries import my_queue, queue_page
from apps.invoices.actions import issue_invoice, reopen_invoice, submit_invoice, submit_invoices, update_invoice, withdraw_invoice
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused, Stale
from apps.tenants.scope import scope
from apps.workflow.actions import revoke_member, update_member
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories.approvals import BY_APPROVER, BY_OWNER

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def footprint(request):
    """What a denied decision must leave alone."""
    fresh = ApprovalRequest.objects.get(pk=request.pk)
    steps = list(RequestStep.objects.filter(approval=request).values_list("state", "version"))
    invoice = Invoice.objects.get(pk=request.about_id)
    return (
        fresh.state, fresh.version, fresh.history.count(), steps, invoice.state, invoice.version, Decision.objects.count(),
        JournalEntry.objects.count(),
    )  # fmt: skip


def refused(request, act, error, code):
    before = footprint(request)
    with pytest.raises(error) as told:
        act()
    assert code in {reason.code for reason in told.value.reasons}
    assert footprint(request) == before


def states(request):
    return list(RequestStep.objects.filter(approval=request).order_by("position").values_list("state", flat=True))


def test_where_no_policy_applies_submit_leads_to_approved(acme):
    make.member(acme, "approver")
    approvals.policy(acme, currency="UAH", amount_from_minor=10_001)
    assert submit_invoice(make.draft(acme, make.client(acme)).pk, actor=make.system(acme), at=AT).state == "approved"
    assert not ApprovalRequest.objects.exists()


def test_an_approval_leads_to_issue_and_is_on_record(acme):
    boss = make.member(acme, "approver")
    approvals.policy(acme)
    request = approvals.submitted(acme)
    invoice = Invoice.objects.get(pk=request.about_id)
    assert (invoice.state, invoice.approved_digest) == ("in_approval", "")
    refused(request, lambda: issue_invoice(invoice.pk, actor=make.system(acme), at=AT), Refused, "wrong_state")
    done = approve_request(request.pk, actor=boss, at=AT, reason="agreed")
    invoice = Invoice.objects.get(pk=request.about_id)
    assert (done.state, done.live_key, states(request)) == ("approved", None, ["approved"])
    assert (invoice.state, invoice.approved_digest) == ("approved", request.digest)
    decision = Decision.objects.get()
    assert (decision.decided_by_id, decision.on_behalf_of_id, decision.comment) == (boss.user_id, None, "agreed")
    entry = JournalEntry.objects.get(type="invoice.approved")
    assert (entry.actor_user_id, entry.reason) == (boss.user_id, "agreed")
    assert issue_invoice(invoice.pk, actor=make.system(acme), at=AT).number


def test_a_rejection_says_why_and_sends_back(acme):
    boss, _clerk = make.member(acme, "approver"), make.member(acme, "accountant")
    approvals.policy(acme, BY_APPROVER, BY_OWNER)
    request = approvals.submitted(acme)
    refused(request, lambda: reject_request(request.pk, actor=boss, at=AT), Invalid, "reason_needed")
    assert reject_request(request.pk, actor=boss, at=AT, reason="wrong price").state == "rejected"
    assert states(request) == ["rejected", "skipped"]
    assert Invoice.objects.get(pk=request.about_id).state == "draft"
    refused(request, lambda: approve_request(request.pk, actor=boss, at=AT), Refused, "wrong_state")
    submit_invoice(request.about_id, actor=make.system(acme), at=AT)
    again = ApprovalRequest.objects.get(state="pending")
    # Who sent it back did not thereby prepare it.
    assert approve_request(again.pk, actor=boss, at=AT).state == "pending"


@pytest.mark.parametrize("role", ["auditor", "employee"])
def test_other_roles_do_not_decide(acme, role):
    make.member(acme, "approver")
    approvals.policy(acme)
    request = approvals.submitted(acme)
    error = NotVisible if role == "employee" else NotPermitted
    before = footprint(request)
    outsider = make.member(acme, role)
    before = footprint(request)
    with pytest.raises(error):
        approve_request(request.pk, actor=outsider, at=AT)
    assert footprint(request) == before


def test_who_is_not_asked_does_not_decide(acme):
    make.member(acme, "approver")
    approvals.policy(acme)
    request, clerk = approvals.submitted(acme), make.member(acme, "accountant")
    refused(request, lambda: approve_request(request.pk, actor=clerk, at=AT), NotPermitted, "not_asked")
    refused(request, lambda: approve_request(request.pk, actor=make.system(acme), at=AT), NotPermitted, "not_permitted")


def test_another_companys_request_does_not_exist(acme):
    make.member(acme, "approver")
    approvals.policy(acme)
    request = approvals.submitted(acme)
    stranger = make.member(make.tenant("other"), "approver")
    with scope(stranger.tenant_id), pytest.raises(NotVisible):
        approve_request(request.pk, actor=stranger, at=AT)


def test_four_eyes_on_submitting_and_on_preparing(acme):
    clerk, editor, other = make.member(acme, "manager", "approver"), make.member(acme, "manager", "approver"), make.member(acme, "approver")
    approvals.policy(acme)
    invoice = make.draft(acme, make.client(acme))
    update_invoice(invoice.pk, actor=editor, at=AT, contract_reference="D-1")
    submit_invoice(invoice.pk, actor=clerk, at=AT)
    request = ApprovalRequest.objects.get()
    for person in (clerk, editor):
        refused(request, lambda person=person: approve_request(request.pk, actor=person, at=AT), Refused, "four_eyes")
        assert not my_queue(person, at=AT).exists()
    assert approve_request(request.pk, actor=other, at=AT).state == "approved"


def test_quorums(acme):
    people = [make.member(acme, "approver") for _n in range(3)]
    approvals.policy(acme, StepDraft("role", role="approver", quorum="some", quorum_count=2))
    request = approvals.submitted(acme)
    assert approve_request(request.pk, actor=people[0], at=AT).state == "pending"
    refused(request, lambda: approve_request(request.pk, actor=people[0], at=AT), Refused, "decided")
    assert approve_request(request.pk, actor=people[1], at=AT).state == "approved"


def test_all_means_all_who_may_as_they_are_now(acme):
    people = [make.member(acme, "approver") for _n in range(3)]
    approvals.policy(acme, StepDraft("role", role="approver", quorum="all"))
    request = approvals.submitted(acme)
    approve_request(request.pk, actor=people[0], at=AT)
    revoke_member(people[2].membership_id, actor=make.system(acme), at=AT)
    assert approve_request(request.pk, actor=people[1], at=AT).state == "approved"


def test_steps_after_each_other_and_beside_each_other(acme):
    boss, owner, manager = make.member(acme, "approver"), make.member(acme, "owner"), make.member(acme, "manager")
    approvals.policy(acme, BY_APPROVER, BY_OWNER, StepDraft("role", role="manager", parallel=True))
    request = approvals.submitted(acme)
    assert states(request) == ["open", "waiting", "waiting"]
    refused(request, lambda: approve_request(request.pk, actor=owner, at=AT), NotPermitted, "not_asked")
    approve_request(request.pk, actor=boss, at=AT)
    assert states(request) == ["approved", "open", "open"]
    assert approve_request(request.pk, actor=manager, at=AT).state == "pending"
    assert states(request) == ["approved", "open", "approved"]
    assert approve_request(request.pk, actor=owner, at=AT).state == "approved"


def test_nobody_counts_in_two_steps_unless_the_policy_says_so(acme):
    both, other = make.member(acme, "approver", "owner"), make.member(acme, "owner")
    approvals.policy(acme, BY_APPROVER, BY_OWNER)
    request = approvals.submitted(acme)
    approve_request(request.pk, actor=both, at=AT)
    refused(request, lambda: approve_request(request.pk, actor=both, at=AT), Refused, "counted_elsewhere")
    assert not my_queue(both, at=AT).exists()
    assert approve_request(request.pk, actor=other, at=AT).state == "approved"
    approvals.policy(acme, BY_APPROVER, StepDraft("role", role="owner", may_repeat=True), currency="UAH")
    request = approvals.submitted(acme)
    approve_request(request.pk, actor=both, at=AT)
    assert my_queue(both, at=AT).count() == 1
    assert approve_request(request.pk, actor=both, at=AT).state == "approved"


def test_revoked_rights_stop_at_the_next_request(acme):
    people = [make.member(acme, "approver") for _n in range(3)]
    approvals.policy(acme)
    request = approvals.submitted(acme)
    revoke_member(people[0].membership_id, actor=make.system(acme), at=AT)
    update_member(people[1].membership_id, ["accountant"], actor=make.system(acme), at=AT)
    # The actors were built before, as a session has them at the door of another process.
    refused(request, lambda: approve_request(request.pk, actor=people[0], at=AT), NotPermitted, "not_permitted")
    refused(request, lambda: approve_request(request.pk, actor=people[1], at=AT), NotPermitted, "not_asked")
    assert approve_request(request.pk, actor=people[2], at=AT).state == "approved"


def test_the_owners_manager_is_who_manages_now(acme):
    first, second, owner = (make.member(acme, "manager") for _n in range(3))
    update_member(owner.membership_id, manager=first.membership_id, actor=make.system(acme), at=AT)
    approvals.policy(acme, StepDraft("manager"))
    payer = make.client(acme, account_manager_id=owner.user_id)
    request = approvals.submitted(acme, payer=payer)
    assert my_queue(first, at=AT).count() == 1
    update_member(owner.membership_id, manager=second.membership_id, actor=make.system(acme), at=AT)
    assert (my_queue(first, at=AT).count(), my_queue(second, at=AT).count()) == (0, 1)
    refused(request, lambda: approve_request(request.pk, actor=first, at=AT), NotPermitted, "not_asked")
    assert approve_request(request.pk, actor=second, at=AT).state == "approved"


def test_holders_of_a_permission_on_the_document(acme):
    from guardian.shortcuts import assign_perm, remove_perm

    from apps.tenants.models import User

    holder = make.member(acme, "dispatcher")
    make.member(acme, "accountant")
    approvals.policy(acme, StepDraft("holders", permission="void_invoice"))
    request = approvals.submitted(acme)
    invoice, person = Invoice.objects.get(pk=request.about_id), User.objects.get(pk=holder.user_id)
    refused(request, lambda: approve_request(request.pk, actor=holder, at=AT), NotPermitted, "not_asked")
    permission = _permission("void_invoice")
    assign_perm(permission, person, invoice)
    assert my_queue(holder, at=AT).count() == 1
    remove_perm(permission, person, invoice)
    assert my_queue(holder, at=AT).count() == 0
    assign_perm(permission, person, invoice)
    assert approve_request(request.pk, actor=holder, at=AT).state == "approved"


def _permission(codename):
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Invoice)
    return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": codename})[0]


def test_a_changed_document_voids_its_request(acme):
    boss = make.member(acme, "approver")
    approvals.policy(acme)
    request = approvals.submitted(acme)
    Invoice._base_manager.filter(pk=request.about_id).update(note="pay to another account")
    done = approve_request(request.pk, actor=boss, at=AT)
    assert (done.state, states(request), Decision.objects.count()) == ("voided", ["skipped"], 0)
    assert Invoice.objects.get(pk=request.about_id).state == "draft"


def test_what_changed_after_its_approval_is_not_issued(acme):
    boss = make.member(acme, "approver")
    approvals.policy(acme)
    request = approvals.submitted(acme)
    approve_request(request.pk, actor=boss, at=AT)
    rows = Invoice._base_manager.filter(pk=request.about_id)
    rows.update(note="pay to another account")
    refused(request, lambda: issue_invoice(request.about_id, actor=make.system(acme), at=AT), Refused, "changed_since_approval")
    rows.update(note="", approved_digest="0" * 64)
    refused(request, lambda: issue_invoice(request.about_id, actor=make.system(acme), at=AT), Refused, "no_approval")
    rows.update(approved_digest="")
    refused(request, lambda: issue_invoice(request.about_id, actor=make.system(acme), at=AT), Refused, "not_approved")
    rows.update(approved_digest=request.digest)
    assert issue_invoice(request.about_id, actor=make.system(acme), at=AT).state == "issued"


def test_the_database_keeps_a_digest_from_what_is_not_approved(acme):
    from django.db import IntegrityError, transaction

    boss = make.member(acme, "approver")
    approvals.policy(acme)
    request = approvals.submitted(acme)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice._base_manager.filter(pk=request.about_id).update(approved_digest=request.digest)
    approve_request(request.pk, actor=boss, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice._base_manager.filter(pk=request.about_id).update(state="draft")
    assert reopen_invoice(request.about_id, actor=make.system(acme), at=AT).approved_digest == ""


def test_a_decision_is_final_by_the_database(acme):
    from django.db import DatabaseError, transaction

    boss = make.member(acme, "approver")
    approvals.policy(acme)
    approve_request(approvals.submitted(acme).pk, actor=boss, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(verdict="reject", comment="no")
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.all().delete()


def test_only_the_submitter_withdraws(acme):
    make.member(acme, "approver")
    approvals.policy(acme)
    clerk, other = make.member(acme, "accountant"), make.member(acme, "accountant")
    request = approvals.submitted(acme, by=clerk)
    refused(request, lambda: withdraw_invoice(request.about_id, actor=other, at=AT), Refused, "not_submitter")
    refused(request, lambda: actions.withdraw_request(request.pk, actor=other, at=AT), Refused, "not_submitter")
    assert actions.withdraw_request(request.pk, actor=clerk, at=AT, reason="a mistake").state == "withdrawn"
    assert Invoice.objects.get(pk=request.about_id).state == "draft"
    submit_invoice(request.about_id, actor=clerk, at=AT)
    withdraw_invoice(request.about_id, actor=clerk, at=AT)
    assert set(ApprovalRequest.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_set_is_submitted_like_its_rows(acme):
    make.member(acme, "approver")
    approvals.policy(acme, currency="UAH", amount_from_minor=5_000)
    payer = make.client(acme)
    for amount in ("10.00", "60.00", "70.00"):
        make.draft(acme, payer, amount)
    assert submit_invoices(Invoice.objects.all(), actor=make.system(acme), at=AT).done == 3
    assert list(Invoice.objects.order_by("pk").values_list("state", flat=True)) == ["approved", "in_approval", "in_approval"]
    assert ApprovalRequest.objects.filter(state="pending").count() == 2


def test_an_older_page_does_not_decide(acme):
    boss = make.member(acme, "approver")
    approvals.policy(acme)
    request = approvals.submitted(acme)
    refused(request, lambda: approve_request(request.pk, actor=boss, at=AT, expected_version=7), Stale, "stale")


def test_many_are_decided_with_a_preview(acme):
    boss = make.member(acme, "accountant", "approver")
    make.member(acme, "approver")
    approvals.policy(acme, BY_APPROVER, BY_OWNER)
    mine, theirs, changed = approvals.submitted(acme, by=boss), approvals.submitted(acme), approvals.submitted(acme)
    Invoice._base_manager.filter(pk=changed.about_id).update(note="x")
    ids = [mine.pk, theirs.pk, changed.pk]
    foreseen = actions.preview_many(ids, actor=boss, at=AT)
    assert [[reason.code for reason in item.reasons] for item in foreseen] == [["four_eyes"], [], ["changed"]]
    assert (foreseen[1].step.position, foreseen[1].last) == (1, False)


def test_the_queue_is_by_due_time_and_empties(acme):
    boss = make.member(acme, "approver")
    approvals.policy(acme)
    late = approvals.submitted(acme)
    invoice = make.draft(acme, make.client(acme))
    submit_invoice(invoice.pk, actor=make.system(acme), at=AT - dt.timedelta(days=3))
    assert [step.approval.about_id for step in my_queue(boss, at=AT)] == [invoice.pk, late.about_id]
    assert [step.approval.about_id for step in queue_page(boss, at=AT, most=9)] == [invoice.pk, late.about_id]
    decide(late.pk, "approve", actor=boss, at=AT)
    assert my_queue(boss, at=AT).count() == 1


def test_pages_of_the_queue_are_the_queue_each_step_once_however_it_waits(acme):
    """Asked by two roles, by name and for two who delegated; many are due at the same instant."""
    giver, other = make.member(acme, "manager"), make.member(acme, "approver")
    boss = make.member(acme, "approver", "owner")
    for person in (giver, other):
        actions.delegate(boss.user_id, actor=person, at=AT, starts_on=AT.date(), ends_before=AT.date() + dt.timedelta(days=9))
    ways = [[BY_APPROVER], [BY_OWNER], [StepDraft("user", user_id=boss.user_id)], [StepDraft("role", role="manager")],
            [BY_APPROVER, StepDraft("role", role="owner", parallel=True)]]  # fmt: skip
    for steps in ways:
        payer = make.client(acme)
        approvals.policy(acme, *steps, client_id=payer.pk)
        for _n in range(2):
            approvals.submitted(acme, payer=payer)
    whole = [step.pk for step in my_queue(boss, at=AT)]
    assert len(whole) == 12
    pages, after = [], None
    while page := queue_page(boss, at=AT, most=5, after=after):
        pages.append([step.pk for step in page])
        after = (page[-1].due_at, page[-1].pk)
    assert pages == [whole[:5], whole[5:10], whole[10:]]
    assert queue_page(make.member(acme, "auditor"), at=AT, most=5) == []


def test_one_statement_finds_a_page_of_the_queue_and_no_list_of_past_decisions(acme):
    boss = make.member(acme, "approver")
    approvals.policy(acme)
    approvals.submitted(acme)
    with CaptureQueriesContext(connection) as caught:
        queue_page(boss, at=AT, most=5)
    steps = [item["sql"] for item in caught.captured_queries if "approvals_requeststep" in item["sql"]]
    assert len(steps) == 2
    assert "EXISTS" not in steps[0]
    assert steps[0].count("LIMIT 5") == steps[0].count("UNION") + 2
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'mysql' else 'QUERY PLAN '}{steps[0]}")
        plan = "\n".join(map(str, cursor.fetchall()))
    assert "request_step_queue" in plan
    assert "MATERIALIZED" not in plan
