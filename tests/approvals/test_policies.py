"""Policies: which one applies, what is checked before one is switched on, versions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.approvals import actions
from apps.approvals.actions import StepDraft
from apps.approvals.checks import check_now
from apps.approvals.choice import active_policies, candidates, choose, fits, misses
from apps.approvals.models import ApprovalPolicy, ApprovalRequest
from apps.approvals.queries import who_would_approve
from apps.approvals.subjects import Facts
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.tenants.scope import scope
from apps.workflow.actions import update_member
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories.approvals import BY_APPROVER, BY_OWNER

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture
def acme():
    company = make.tenant("acme")
    make.member(company, "accountant")
    with scope(company.pk):
        yield company


FACTS = st.builds(
    Facts, amount_minor=st.sampled_from([-5000, -999, 0, 999, 1000, 4999, 5000]), currency=st.sampled_from(["UAH", "EUR"]),
    client_id=st.sampled_from([None, 7, 8]), department=st.sampled_from(["", "Sales"]), contract_kind=st.sampled_from(["", "fixed"]),
)  # fmt: skip


def test_the_database_leaves_out_only_what_cannot_apply(acme):
    """For one document exactly what fits; for several all that fit one of them."""
    make.member(acme, "approver")
    varied = [
        {}, {"currency": "UAH"}, {"currency": "UAH", "amount_from_minor": 1000}, {"currency": "EUR", "amount_below_minor": 1000},
        {"currency": "UAH", "amount_from_minor": 1000, "amount_below_minor": 5000}, {"client_id": 7}, {"department": "Sales"},
        {"contract_kind": "fixed"}, {"client_id": 8, "starts_on": DAY + dt.timedelta(days=1)}, {"client_id": 8, "ends_before": DAY + dt.timedelta(days=1)},
    ]  # fmt: skip
    for values in varied:
        approvals.policy(acme, **values)
    everything = active_policies("invoice")
    assert len(everything) == len(varied)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(FACTS, min_size=1, max_size=3), st.sampled_from([-1, 0, 1, 2]))
    def holds(facts, later):
        day = DAY + dt.timedelta(days=later)
        found = {policy.pk for policy in candidates("invoice", facts, day)}
        fitting = {policy.pk for policy in everything for item in facts if fits(policy, item, day)}
        assert found == fitting if len(facts) == 1 else found >= fitting
        assert all(fits(policy, facts[0], day) == (not misses(policy, facts[0], day)) for policy in everything)

    holds()


def test_the_most_specific_policy_applies(acme):
    make.member(acme, "approver")
    for code, values in {
        "all": {}, "uah": {"currency": "UAH"}, "large": {"currency": "UAH", "amount_from_minor": 1000},
        "middle": {"currency": "UAH", "amount_from_minor": 1000, "amount_below_minor": 5000}, "sales": {"department": "Sales"},
        "theirs": {"client_id": 7},
    }.items():  # fmt: skip
        approvals.policy(acme, code=code, **values)

    def chosen(**facts):
        return choose(active_policies("invoice"), Facts(**({"currency": "UAH"} | facts)), DAY).code

    assert chosen(currency="EUR", amount_minor=9000) == "all"
    assert (chosen(amount_minor=999), chosen(amount_minor=1000), chosen(amount_minor=4999), chosen(amount_minor=5000)) == (
        "uah", "middle", "middle", "large",
    )  # fmt: skip
    assert chosen(amount_minor=5000, department="Sales") == "sales"
    assert chosen(amount_minor=5000, department="Sales", client_id=7) == "theirs"
    assert chosen(amount_minor=-1500) == "middle"


def test_a_policy_holds_between_its_days(acme):
    make.member(acme, "approver")
    approvals.policy(acme, starts_on=DAY, ends_before=DAY + dt.timedelta(days=2))
    policies = active_policies("invoice")
    assert [bool(choose(policies, Facts(), DAY + dt.timedelta(days=n))) for n in (-1, 0, 1, 2)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("steps", "values", "code"),
    [
        ([BY_APPROVER], {}, "nobody_holds_role"),
        ([StepDraft("role", role="accountant", quorum="some", quorum_count=2)], {}, "too_many_wanted"),
        ([StepDraft("holders", permission="shred_invoice")], {}, "nobody_holds_permission"),
        ([StepDraft("manager")], {}, "no_managers"),
        ([BY_OWNER], {"ends_before": DAY}, "over"),
        ([BY_OWNER, StepDraft("role", role="owner")], {}, "one_for_two"),
        ([StepDraft("role", role="owner", on_breach="escalate", escalate_role="manager")], {}, "escalates_to_nobody"),
        ([StepDraft("role", role="owner", on_breach="escalate", escalate_role="owner")], {}, "escalates_in_a_circle"),
    ],
)
def test_dead_ends_are_found_before_a_policy_is_switched_on(acme, steps, values, code):
    draft = approvals.drafted(acme, *steps, **values)
    with pytest.raises(Refused) as refusal:
        actions.activate_policy(draft.pk, actor=make.system(acme), at=AT)
    assert code in {reason.code for reason in refusal.value.reasons}
    assert ApprovalPolicy.objects.get(pk=draft.pk).state == "draft"


def test_somebody_who_is_no_member_is_a_dead_end(acme):
    stranger = make.member(make.tenant("other"), "owner")
    draft = approvals.drafted(acme, StepDraft("user", user_id=stranger.user_id))
    assert [reason.code for reason in check_now(draft, at=AT).problems] == ["no_member"]


def test_asking_only_those_who_submit_is_self_approval(acme):
    alone = make.tenant("alone")
    with scope(alone.pk):
        draft = approvals.drafted(alone, BY_OWNER)
        assert [reason.code for reason in check_now(draft, at=AT).problems] == ["self_approval"]
    # Beside others who submit it is worth a warning only.
    found = check_now(approvals.drafted(acme, BY_OWNER), at=AT)
    assert (found.problems, [reason.code for reason in found.warnings]) == ([], ["some_stuck"])


def test_two_of_equal_rank_are_refused_unless_their_days_are_apart(acme):
    make.member(acme, "approver")
    first = approvals.policy(acme, client_id=7, ends_before=DAY + dt.timedelta(days=30))
    with pytest.raises(Refused) as refusal:
        approvals.policy(acme, client_id=7)
    assert [reason.code for reason in refusal.value.reasons] == ["equal_rank"]
    approvals.policy(acme, client_id=8)
    approvals.policy(acme, client_id=7, starts_on=first.ends_before)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount_from_minor": 5, "amount_below_minor": 5, "currency": "UAH"}, "amount_below_minor"),
        ({"amount_from_minor": 5}, "currency"),
        ({"ends_before": dt.date(2020, 1, 1)}, "ends_before"),
        ({"applies_to": "teapot"}, "applies_to"),
        ({"currency": "грн"}, "currency"),
    ],
)
def test_impossible_policies_are_not_drafted(acme, values, field):
    with pytest.raises(Invalid) as refusal:
        approvals.drafted(acme, **values)
    assert field in {reason.field for reason in refusal.value.reasons}
    assert not ApprovalPolicy.objects.exists()


@pytest.mark.parametrize(
    "step",
    [
        StepDraft("role"), StepDraft("user"), StepDraft("holders"), StepDraft("nobody"), StepDraft("role", role="king"),
        StepDraft("role", role="owner", sla_hours=0), StepDraft("role", role="owner", on_breach="escalate"),
        StepDraft("role", role="owner", quorum="some", quorum_count=0),
    ],
)  # fmt: skip
def test_impossible_steps_are_not_drafted(acme, step):
    with pytest.raises(Invalid):
        approvals.drafted(acme, step)
    assert not ApprovalPolicy.objects.exists()


def test_a_change_is_a_new_version_and_running_requests_keep_theirs(acme):
    boss, _other = make.member(acme, "approver"), make.member(acme, "manager")
    first = approvals.policy(acme, code="p")
    running = approvals.submitted(acme)
    with pytest.raises(Refused):
        actions.update_policy(first.pk, actor=make.system(acme), at=AT, name="x")
    second = actions.revise_policy(first.pk, actor=make.system(acme), at=AT)
    with pytest.raises(Refused):
        actions.revise_policy(first.pk, actor=make.system(acme), at=AT)
    actions.update_policy(second.pk, actor=make.system(acme), at=AT, steps=[StepDraft("role", role="manager")])
    actions.activate_policy(second.pk, actor=make.system(acme), at=AT)
    states = dict(ApprovalPolicy.objects.values_list("number", "state"))
    assert states == {1: "retired", 2: "active"}
    assert actions.approve_request(running.pk, actor=boss, at=AT).state == "approved"
    fresh = approvals.submitted(acme)
    assert fresh.policy_id == second.pk
    with pytest.raises(NotPermitted):
        actions.approve_request(fresh.pk, actor=boss, at=AT)


def test_who_would_approve_says_whom_for_whom_and_where_it_ends(acme):
    boss, deputy = make.member(acme, "approver"), make.member(acme, "manager")
    actions.delegate(deputy.user_id, actor=boss, at=AT, starts_on=DAY, ends_before=DAY + dt.timedelta(days=7))
    approvals.policy(acme, BY_APPROVER, BY_OWNER)
    approvals.policy(acme, client_id=7)
    found = who_would_approve("invoice", Facts(currency="UAH"), tenant_id=acme.pk, at=AT)
    assert [step.people for step in found.steps] == [[boss.label], ["owner@acme.example"]]
    assert found.steps[0].delegates == {boss.label: [deputy.label]}
    assert [told for _policy, told in found.passed_over] == ["another client"]
    stuck = who_would_approve("invoice", Facts(prepared_by_user_id=boss.user_id), tenant_id=acme.pk, at=AT)
    assert (stuck.steps[0].people, bool(stuck.steps[0].dead_end), bool(stuck.steps[1].dead_end)) == ([], True, False)
    later = who_would_approve("invoice", Facts(), tenant_id=acme.pk, at=AT + dt.timedelta(days=8))
    assert later.steps[0].delegates == {}


def test_the_manager_of_the_owner_is_foreseen(acme):
    clerk, chief = make.member(acme, "accountant"), make.member(acme, "manager")
    update_member(clerk.membership_id, manager=chief.membership_id, actor=make.system(acme), at=AT)
    approvals.policy(acme, StepDraft("manager"))
    facts = [Facts(owner_user_id=user_id) for user_id in (clerk.user_id, chief.user_id)]
    steps = [who_would_approve("invoice", item, tenant_id=acme.pk, at=AT).steps[0] for item in facts]
    assert [step.people for step in steps] == [[chief.label], []]
    assert steps[1].dead_end


def test_policies_are_the_owners(acme):
    with pytest.raises(NotPermitted):
        actions.create_policy("x", [BY_OWNER], actor=make.member(acme, "manager"), at=AT, name="x", applies_to="invoice", starts_on=DAY)
    assert not ApprovalRequest.objects.exists()
