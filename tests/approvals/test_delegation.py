"""On behalf of another: when it holds, and when it never does."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.approvals import actions
from apps.approvals.actions import StepDraft, approve_request
from apps.approvals.models import ApprovalRequest, Decision
from apps.approvals.queries import my_queue
from apps.invoices.actions import submit_invoice
from apps.kernel.errors import Invalid, NotPermitted, Refusal, Refused
from apps.tenants.scope import scope
from apps.workflow.actions import revoke_member, update_member
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories.approvals import BY_APPROVER

pytestmark = pytest.mark.django_db
DAY = AT.date()
WEEK = {"starts_on": DAY, "ends_before": DAY + dt.timedelta(days=7)}


@pytest.fixture
def acme():
    company = make.tenant("acme")
    make.member(company, "accountant")
    with scope(company.pk):
        yield company


@pytest.fixture
def boss(acme):
    return make.member(acme, "approver")


@pytest.fixture
def deputy(acme):
    return make.member(acme, "manager")


def handed(giver, taker, **more):
    return actions.delegate(taker.user_id, actor=giver, at=AT, **(WEEK | more))


def test_a_delegate_decides_on_behalf(acme, boss, deputy):
    approvals.policy(acme)
    handed(boss, deputy)
    request = approvals.submitted(acme)
    assert my_queue(deputy, at=AT).count() == 1
    assert approve_request(request.pk, actor=deputy, at=AT).state == "approved"
    decision = Decision.objects.get()
    assert (decision.decided_by_id, decision.on_behalf_of_id, decision.counts_for) == (deputy.user_id, boss.user_id, boss.user_id)


@pytest.mark.parametrize(
    "terms",
    [
        {"starts_on": DAY + dt.timedelta(days=1)},
        {"cap_minor": 9_999, "currency": "UAH"},
        {"cap_minor": 10_000_000, "currency": "EUR"},
    ],
)
def test_outside_its_terms_a_delegation_gives_nothing(acme, boss, deputy, terms):
    approvals.policy(acme)
    handed(boss, deputy, **terms)
    request = approvals.submitted(acme)
    assert not my_queue(deputy, at=AT).exists()
    with pytest.raises(NotPermitted):
        approve_request(request.pk, actor=deputy, at=AT)
    assert not Decision.objects.exists()


def test_it_holds_from_its_first_day_until_before_its_last_and_up_to_its_cap(acme, boss, deputy):
    approvals.policy(acme)
    handed(boss, deputy, cap_minor=10_000, currency="UAH", kinds=["invoice"])
    request = approvals.submitted(acme)
    over = AT + dt.timedelta(days=7)
    assert (my_queue(deputy, at=AT).count(), my_queue(deputy, at=over).count()) == (1, 0)
    with pytest.raises(NotPermitted):
        approve_request(request.pk, actor=deputy, at=over)
    assert approve_request(request.pk, actor=deputy, at=AT + dt.timedelta(days=6)).state == "approved"


def gone(acme, boss, deputy, row):
    revoke_member(boss.membership_id, actor=make.system(acme), at=AT)


def demoted(acme, boss, deputy, row):
    update_member(boss.membership_id, ["accountant"], actor=make.system(acme), at=AT)


def revoked(acme, boss, deputy, row):
    actions.revoke_delegation(row.pk, actor=boss, at=AT)


def taker_demoted(acme, boss, deputy, row):
    update_member(deputy.membership_id, ["auditor"], actor=make.system(acme), at=AT)


@pytest.mark.parametrize("end", [gone, demoted, revoked, taker_demoted])
def test_it_ends_with_the_right_it_hands_on(acme, boss, deputy, end):
    make.member(acme, "approver")
    approvals.policy(acme)
    row = handed(boss, deputy)
    request = approvals.submitted(acme)
    end(acme, boss, deputy, row)
    with pytest.raises(NotPermitted):
        approve_request(request.pk, actor=deputy, at=AT)
    assert not Decision.objects.exists()


def test_a_delegate_never_approves_their_own(acme, boss, deputy):
    approvals.policy(acme)
    handed(boss, deputy)
    request = approvals.submitted(acme, by=deputy)
    assert not my_queue(deputy, at=AT).exists()
    with pytest.raises(Refused) as refusal:
        approve_request(request.pk, actor=deputy, at=AT, on_behalf_of=boss.user_id)
    assert [reason.code for reason in refusal.value.reasons] == ["four_eyes"]


def test_nor_does_anybody_approve_a_delegators_own_for_them(acme, deputy):
    clerk = make.member(acme, "accountant", "approver")
    make.member(acme, "approver")
    approvals.policy(acme)
    handed(clerk, deputy)
    request = approvals.submitted(acme, by=clerk)
    assert not my_queue(deputy, at=AT).exists()
    with pytest.raises(Refused) as refusal:
        approve_request(request.pk, actor=deputy, at=AT)
    assert [reason.code for reason in refusal.value.reasons] == ["four_eyes_giver"]


def test_it_is_not_passed_on(acme, boss, deputy):
    third = make.member(acme, "dispatcher")
    approvals.policy(acme)
    handed(boss, deputy)
    handed(deputy, third)
    with pytest.raises(NotPermitted):
        approve_request(approvals.submitted(acme).pk, actor=third, at=AT)


def test_a_place_and_a_person_count_once(acme, boss):
    second = make.member(acme, "approver")
    make.member(acme, "approver")
    approvals.policy(acme, StepDraft("role", role="approver", quorum="some", quorum_count=2))
    handed(boss, second)
    request = approvals.submitted(acme)
    assert approve_request(request.pk, actor=second, at=AT, on_behalf_of=boss.user_id).state == "pending"
    for person, behalf in ((second, None), (boss, None), (second, boss.user_id)):
        with pytest.raises(Refused) as refusal:
            approve_request(request.pk, actor=person, at=AT, on_behalf_of=behalf)
        assert [reason.code for reason in refusal.value.reasons] == ["decided"]
    assert Decision.objects.count() == 1


def test_who_counted_by_another_counts_in_no_other_step(acme, boss, deputy):
    both = make.member(acme, "approver", "owner")
    approvals.policy(acme, BY_APPROVER, StepDraft("role", role="owner"))
    handed(both, deputy)
    request = approvals.submitted(acme)
    approve_request(request.pk, actor=deputy, at=AT)
    for person in (both, deputy):
        with pytest.raises(Refusal):
            approve_request(request.pk, actor=person, at=AT)
        assert not my_queue(person, at=AT).exists()
    assert ApprovalRequest.objects.get(pk=request.pk).state == "pending"


def test_only_ones_own_is_handed_on_and_taken_back(acme, boss, deputy):
    row = handed(boss, deputy)
    with pytest.raises(NotPermitted):
        handed(deputy, make.member(acme, "manager"), giver_id=boss.user_id)
    with pytest.raises(NotPermitted):
        actions.revoke_delegation(row.pk, actor=deputy, at=AT)
    owner = make.member(acme, "owner")
    handed(owner, deputy, giver_id=boss.user_id)
    assert actions.revoke_delegation(row.pk, actor=owner, at=AT).state == "revoked"


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"ends_before": DAY}, "ends_before"),
        ({"starts_on": dt.date(2020, 1, 1), "ends_before": dt.date(2020, 2, 1)}, "ends_before"),
        ({"cap_minor": 5}, "cap_minor"),
        ({"kinds": ["teapot"]}, "kinds"),
    ],
)
def test_impossible_delegations_are_refused(acme, boss, deputy, terms, field):
    with pytest.raises(Invalid) as refusal:
        handed(boss, deputy, **terms)
    assert field in {reason.field for reason in refusal.value.reasons}


@pytest.mark.parametrize("role", ["auditor", "employee"])
def test_it_goes_to_somebody_who_may_decide(acme, boss, role):
    with pytest.raises(Invalid):
        handed(boss, make.member(acme, role))
    with pytest.raises(Invalid):
        handed(boss, boss)


def test_the_submitter_may_hand_on_and_the_rest_goes_on(acme, boss, deputy):
    """A delegation touches what the giver may decide and nothing else."""
    approvals.policy(acme)
    handed(boss, deputy)
    invoice = make.draft(acme, make.client(acme))
    submit_invoice(invoice.pk, actor=make.member(acme, "accountant"), at=AT)
    assert approve_request(ApprovalRequest.objects.get().pk, actor=boss, at=AT).state == "approved"
