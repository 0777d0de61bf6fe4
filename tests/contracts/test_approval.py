"""Contracts and amendments before their approvers: who decides, what voids, and what may be put in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from apps.approvals.actions import StepDraft, approve_request, reject_request, withdraw_request
from apps.approvals.models import ApprovalRequest
from apps.contracts import actions as acts
from apps.contracts.approval import amendment_facts, facts
from apps.contracts.models import Amendment, Contract
from apps.journal.models import JournalEntry
from apps.kernel.errors import NotPermitted, Refused
from apps.tenants.scope import scope
from apps.workflow.actions import update_member
from apps.workflow.completeness import differences
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT, approvals
from tests.factories import contracts as made
from tests.factories.contracts import SIGNED_ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def client(acme):
    return make.client(acme, "C1")


def how(company):
    return {"actor": make.system(company), "at": AT}


def sql(text):
    with connection.cursor() as cursor:
        cursor.execute(text)


def submitted(company, client, number="D-1", **head):
    """A contract before its approvers, and its request."""
    row = made.draft(company, client, number, **{"value_minor": 12_000_00} | head)
    made.document(company, row)
    acts.submit_contract(row.pk, **how(company))
    return Contract.objects.get(pk=row.pk), approvals.live("contract", row.pk)


def state(row):
    return type(row).objects.get(pk=row.pk).state


def codes(act):
    with pytest.raises(Refused) as found:
        act()
    return [reason.code for reason in found.value.reasons]


def activate(company, row):
    return acts.activate_contract(row.pk, SIGNED_ON, **how(company))


# --- contracts --------------------------------------------------------------------------------------
def test_what_was_approved_is_on_record_and_is_put_in_force(acme, client):
    made.under_a_policy(acme, "contract")
    row, request = submitted(acme, client)
    assert (row.state, row.approved_digest) == ("in_approval", "")
    assert (request.amount_minor, request.currency, request.contract_kind, request.client_id) == (12_000_00, "UAH", "subscription", client.pk)
    assert "wrong_state" in codes(lambda: activate(acme, row))
    assert approve_request(request.pk, actor=approvals.owner(acme), at=AT).state == "approved"
    row = Contract.objects.get(pk=row.pk)
    assert (row.state, row.approved_digest) == ("approved", request.digest)
    assert JournalEntry.objects.get(type="contract.approved").payload["digest"] == request.digest
    assert activate(acme, row).state == "active"
    assert list(differences(acme.pk)) == []


def test_who_drew_it_up_or_submitted_it_does_not_decide(acme, client):
    drafter, editor, submitter, boss = (make.member(acme, "manager") for _n in range(4))
    made.under_a_policy(acme, "contract", StepDraft("role", role="manager"))
    row = acts.create_contract(client.pk, [made.monthly()], number="D-1", title="x", starts_on=dt.date(2026, 1, 1), actor=drafter, at=AT)
    acts.update_contract(row.pk, title="y", actor=editor, at=AT)
    acts.submit_contract(row.pk, actor=submitter, at=AT)
    request = approvals.live("contract", row.pk)
    for person in (drafter, editor, submitter):
        assert codes(lambda person=person: approve_request(request.pk, actor=person, at=AT)) == ["four_eyes"]
    assert approve_request(request.pk, actor=boss, at=AT).state == "approved"


def test_the_owners_manager_and_department_are_those_of_the_contract(acme, client):
    owner, boss = make.member(acme, "accountant"), make.member(acme, "manager")
    update_member(owner.membership_id, manager=boss.membership_id, department="Sales", actor=make.system(acme), at=AT)
    row = made.draft(acme, client, "D-1", owner_id=owner.user_id)
    assert (facts(row).department, facts(row).owner_user_id) == ("Sales", owner.user_id)
    made.under_a_policy(acme, "contract", StepDraft("manager"), department="Sales")
    acts.submit_contract(row.pk, **how(acme))
    request = approvals.live("contract", row.pk)
    with pytest.raises(NotPermitted):
        approve_request(request.pk, actor=approvals.owner(acme), at=AT)
    assert approve_request(request.pk, actor=boss, at=AT).state == "approved"


def test_a_policy_may_be_for_one_kind_of_contract_and_a_set_is_submitted_as_one_row_is(acme, client):
    made.under_a_policy(acme, "contract", contract_kind="fixed_price")
    rows = [made.draft(acme, client, f"D-{kind}", kind=kind) for kind in ("fixed_price", "subscription", "time_and_materials")]
    outcome = acts.submit_contracts(Contract.objects.all(), **how(acme))
    assert outcome.done == 3
    assert [state(row) for row in rows] == ["in_approval", "approved", "approved"]


def test_a_rejection_and_a_withdrawal_send_it_back(acme, client):
    made.under_a_policy(acme, "contract")
    row, request = submitted(acme, client)
    reject_request(request.pk, actor=approvals.owner(acme), at=AT, reason="too dear")
    assert (state(row), JournalEntry.objects.get(type="contract.rejected").reason) == ("draft", "too dear")
    acts.submit_contract(row.pk, **how(acme))
    acts.withdraw_contract(row.pk, **how(acme))
    acts.submit_contract(row.pk, **how(acme))
    withdraw_request(approvals.live("contract", row.pk).pk, **how(acme))
    assert state(row) == "draft"
    assert list(ApprovalRequest.objects.order_by("pk").values_list("state", flat=True)) == ["rejected", "withdrawn", "withdrawn"]


def test_only_who_submitted_takes_it_back(acme, client):
    made.under_a_policy(acme, "contract")
    row = made.draft(acme, client, "D-1")
    acts.submit_contract(row.pk, actor=make.member(acme, "accountant"), at=AT)
    assert codes(lambda: acts.withdraw_contract(row.pk, actor=make.member(acme, "manager"), at=AT)) == ["not_submitter"]
    assert (state(row), approvals.live("contract", row.pk).state) == ("in_approval", "pending")


def test_a_contract_or_term_changed_past_the_acts_voids_the_request(acme, client):
    made.under_a_policy(acme, "contract")
    for number, change in (("D-1", "contracts_contract SET value_minor = 1"), ("D-2", "contracts_billingterm SET amount_minor = 1")):
        row, request = submitted(acme, client, number)
        sql(f"UPDATE {change}")  # noqa: S608
        assert approve_request(request.pk, actor=approvals.owner(acme), at=AT).state == "voided"
        assert state(row) == "draft"


@pytest.mark.parametrize("change", ["contracts_contract SET value_minor = 1", "contracts_contract SET notice_days = 0", "contracts_billingterm SET is_live = 0"])
def test_what_is_not_what_was_approved_is_not_put_in_force(acme, client, change):
    made.under_a_policy(acme, "contract")
    row, request = submitted(acme, client)
    approve_request(request.pk, actor=approvals.owner(acme), at=AT)
    sql(f"UPDATE {change}")  # noqa: S608
    assert codes(lambda: activate(acme, row)) == ["changed_since_approval"]
    assert state(row) == "approved"


def test_a_digest_that_nobody_approved_and_one_that_is_gone_are_found(acme, client):
    made.under_a_policy(acme, "contract")
    row, request = submitted(acme, client)
    approve_request(request.pk, actor=approvals.owner(acme), at=AT)
    for digest, code in (("0" * 64, "no_approval"), ("", "not_approved")):
        sql(f"UPDATE contracts_contract SET approved_digest = '{digest}'")  # noqa: S608
        assert codes(lambda: activate(acme, row)) == [code]
    assert acts.cancel_contract(row.pk, **how(acme)).state == "cancelled"


# --- amendments -------------------------------------------------------------------------------------
def amending(company, contract, **changes):
    """An amendment before its approvers, and its request."""
    row = made.amendment(company, contract, **changes)
    acts.submit_amendment(row.pk, **how(company))
    return Amendment.objects.get(pk=row.pk), approvals.live("amendment", row.pk)


@pytest.fixture
def contract(acme, client):
    return made.active(acme, client, "D-1", value_minor=12_000_00, ends_before=dt.date(2027, 1, 1))


def test_an_amendment_is_applied_by_the_last_approval_and_not_before(acme, contract):
    made.under_a_policy(acme, "amendment", approvals.BY_OWNER, approvals.BY_OWNER_TOO)
    row, request = amending(acme, contract, fields={"value_minor": 15_000_00})
    approve_request(request.pk, actor=approvals.owner(acme), at=AT)
    assert Contract.objects.get().terms_version == 1
    approve_request(request.pk, actor=approvals.owner(acme), at=AT)
    row = Amendment.objects.get(pk=row.pk)
    assert (row.state, row.approved_digest, row.applied_version) == ("approved", request.digest, 2)
    assert (Contract.objects.get().value_minor, Contract.objects.get().terms_version) == (15_000_00, 2)
    types = ["approval_request.approved", "contract.amended", "amendment.approved"]
    assert sorted(JournalEntry.objects.order_by("-sequence").values_list("type", flat=True)[:3]) == sorted(types)
    assert list(differences(acme.pk)) == []


@pytest.mark.parametrize(("new", "amount"), [(15_000_00, 15_000_00), (1_00, 12_000_00)])
def test_the_amount_of_an_amendment_is_the_larger_value_of_before_and_after(acme, contract, new, amount):
    asked = amendment_facts(made.amendment(acme, contract, fields={"value_minor": new}))
    assert (asked.amount_minor, asked.currency, asked.contract_kind) == (amount, "UAH", "subscription")
    assert amendment_facts(made.amendment(acme, contract)).amount_minor == 12_000_00


def test_who_drew_an_amendment_up_does_not_decide_on_it(acme, contract):
    drafter, boss = make.member(acme, "manager"), make.member(acme, "manager")
    made.under_a_policy(acme, "amendment", StepDraft("role", role="manager"))
    row = acts.propose_amendment(contract.pk, title="x", fields={"title": "y"}, actor=drafter, at=AT)
    acts.submit_amendment(row.pk, **how(acme))
    request = approvals.live("amendment", row.pk)
    assert codes(lambda: approve_request(request.pk, actor=drafter, at=AT)) == ["four_eyes"]
    assert approve_request(request.pk, actor=boss, at=AT).state == "approved"


def test_what_it_touches_voids_it_and_what_it_does_not_touch_does_not(acme, contract):
    made.under_a_policy(acme, "amendment")
    term = contract.terms.get()
    first, first_request = amending(acme, contract, fields={"title": "First"})
    dearer, dearer_request = amending(acme, contract, change_terms={term.pk: {"amount": Decimal(2)}})
    _third, third_request = amending(acme, contract, fields={"title": "Third", "notice_days": 5})
    owner = approvals.owner(acme)
    assert approve_request(first_request.pk, actor=owner, at=AT).state == "approved"
    assert approve_request(third_request.pk, actor=owner, at=AT).state == "voided"
    assert approve_request(dearer_request.pk, actor=owner, at=AT).state == "approved"
    assert (state(first), state(dearer), Contract.objects.get().title, Contract.objects.get().notice_days) == ("approved", "approved", "First", 30)


def test_one_of_a_contract_that_has_ended_is_void_instead_of_waiting_for_ever(acme, contract):
    made.under_a_policy(acme, "amendment")
    row, request = amending(acme, contract, fields={"title": "Late"})
    acts.terminate_contract(contract.pk, AT.date(), reason="closed", **how(acme))
    assert approve_request(request.pk, actor=approvals.owner(acme), at=AT).state == "voided"
    assert state(row) == "rejected"


@pytest.mark.parametrize("change", ["changes = '{\"fields\": {\"title\": [\"Contract D-1\", \"Sold\"]}, \"terms\": []}'", "title = 'z'", "base_version = 9"])
def test_an_amendment_changed_past_the_acts_is_void(acme, contract, change):
    made.under_a_policy(acme, "amendment")
    row, request = amending(acme, contract, fields={"title": "Honest"})
    sql(f"UPDATE contracts_amendment SET {change}")  # noqa: S608
    assert approve_request(request.pk, actor=approvals.owner(acme), at=AT).state == "voided"
    assert (state(row), Contract.objects.get().title) == ("rejected", "Contract D-1")


def test_withdrawn_with_its_request_by_who_submitted_it(acme, contract):
    made.under_a_policy(acme, "amendment")
    row, request = amending(acme, contract)
    assert codes(lambda: acts.withdraw_amendment(row.pk, actor=make.member(acme, "manager"), at=AT)) == ["not_submitter"]
    assert acts.withdraw_amendment(row.pk, **how(acme)).state == "withdrawn"
    assert ApprovalRequest.objects.get(pk=request.pk).state == "withdrawn"


def test_an_approved_contract_is_amended_by_approval_only_and_the_whole_is_put_in_force(acme, client):
    made.under_a_policy(acme, "contract")
    row, request = submitted(acme, client)
    approve_request(request.pk, actor=approvals.owner(acme), at=AT)
    free = made.amendment(acme, row, fields={"value_minor": 99_000_00})
    assert codes(lambda: acts.submit_amendment(free.pk, **how(acme))) == ["unapproved_amendment"]
    made.under_a_policy(acme, "amendment")
    _amended, second = amending(acme, row, fields={"value_minor": 13_000_00})
    assert approve_request(second.pk, actor=approvals.owner(acme), at=AT).state == "approved"
    row = Contract.objects.get(pk=row.pk)
    assert row.approved_digest not in ("", request.digest)
    sql("UPDATE contracts_contract SET value_minor = 1")
    assert codes(lambda: activate(acme, row)) == ["changed_since_approval"]
    sql(f"UPDATE contracts_contract SET value_minor = 1300000, approved_digest = '{'0' * 64}'")  # noqa: S608
    assert codes(lambda: activate(acme, row)) == ["no_approval"]
    sql(f"UPDATE contracts_contract SET approved_digest = '{row.approved_digest}'")  # noqa: S608
    assert activate(acme, row).state == "active"


# --- pages ------------------------------------------------------------------------------------------
def test_the_pages_lead_to_each_other_and_show_the_difference(acme, client):
    made.under_a_policy(acme, "contract")
    row, request = submitted(acme, client)
    browser = browser_of(make.member(acme, "owner"))
    seen = browser.get(f"/admin/approvals/approvalrequest/{request.pk}/change/").content.decode()
    assert f"/admin/contracts/contract/{row.pk}/change/" in seen
    assert f"/admin/contracts/contract/{row.pk}/documents/{row.documents.get().pk}/" in seen
    assert "UAH\xa012,000.00" in seen
    assert "Support (billed: Every so many months" in seen
    sql("UPDATE contracts_contract SET value_minor = 1")
    seen = browser.get(f"/admin/contracts/contract/{row.pk}/change/").content.decode()
    assert f"/admin/approvals/approvalrequest/{request.pk}/change/" in seen
    assert 'oblik-fails">UAH\xa00.01<' in seen
    assert "UAH\xa012,000.00" in seen


def test_an_amendments_request_says_what_it_changes_and_how_that_stands(acme, contract):
    made.under_a_policy(acme, "amendment")
    row, request = amending(acme, contract, fields={"value_minor": 15_000_00})
    browser = browser_of(make.member(acme, "owner"))
    sql("UPDATE contracts_contract SET value_minor = 100")
    for page in (f"/admin/approvals/approvalrequest/{request.pk}/change/", f"/admin/contracts/amendment/{row.pk}/change/"):
        seen = browser.get(page).content.decode()
        assert ("UAH\xa012,000.00 → UAH\xa015,000.00" in seen) == ("approvalrequest" in page)
        assert 'oblik-fails">UAH\xa01.00<' in seen


def test_a_kind_of_contract_is_chosen_in_the_form_of_a_policy(acme):
    make.member(acme, "accountant")
    browser = browser_of(make.member(acme, "owner"))
    seen = browser.get("/admin/approvals/approvalpolicy/add/").content.decode()
    assert '<option value="fixed_price">Fixed price</option>' in seen
    form = {"code": "fp", "name": "Fixed price", "applies_to": "contract", "starts_on": "2026-01-01", "contract_kind": "fixed_price",
            "steps-TOTAL_FORMS": 0, "steps-INITIAL_FORMS": 0}  # fmt: skip
    assert browser.post("/admin/approvals/approvalpolicy/add/", form | {"contract_kind": "barter"}).status_code == 200
    answer = browser.post("/admin/approvals/approvalpolicy/add/", form)
    assert answer.status_code == 302
    found = browser.get(f"{answer.url}") if "change" in answer.url else browser.get("/admin/approvals/approvalpolicy/")
    assert found.status_code == 200
