"""Hours approved: by a policy, or by somebody who did not work them; never what is not what was submitted."""

from __future__ import annotations

import pytest

from apps.approvals.actions import approve_request, reject_request
from apps.approvals.models import ApprovalRequest
from apps.journal.models import JournalEntry
from apps.kernel.errors import NotPermitted, Refused
from apps.shifts import actions as acts
from apps.shifts.approval import facts, told_sheet
from apps.shifts.content import sheet_content
from apps.shifts.models import Clocking, Shift
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories import shifts as made
from tests.factories.hours import MONDAY, policy_for_all, wall, worked_shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    tenant = make.tenant()
    with scope(tenant.pk):
        yield tenant


@pytest.fixture
def person(company):
    return made.employee(company, made.site(company), "Olena")


def by(company, **more):
    return {"actor": make.system(company), "at": AT} | more


def asked(company, row, **how) -> ApprovalRequest:
    """The hours before the owner."""
    with policy_for_all(company):
        acts.submit_hours(row.pk, **by(company, **how))
    return approvals.live("shift_sheet", row.pk)


def test_without_a_policy_they_are_approved_at_once(company, person):
    row = worked_shift(company, person, state="closed")
    done = acts.submit_hours(row.pk, **by(company, actor=make.member(company, "dispatcher")))
    assert done.state == "approved" and len(done.approved_digest) == 64


def test_nobody_approves_what_they_worked_themself(company, person):
    row, planner = worked_shift(company, person, state="closed"), make.member(company, "dispatcher")
    acts.update_employee(person.pk, **by(company), user_id=planner.user_id)
    with pytest.raises(Refused) as refusal:
        acts.submit_hours(row.pk, actor=planner, at=AT)
    assert [reason.code for reason in refusal.value.reasons] == ["own_hours"]
    assert Shift.objects.get().state == "closed"
    assert acts.submit_hours(row.pk, **by(company, actor=make.member(company, "manager"))).state == "approved"


def test_by_a_policy_they_stay_closed_until_the_owner_decides(company, person):
    row = worked_shift(company, person, state="closed")
    request = asked(company, row)
    assert (Shift.objects.get().state, request.label) == ("closed", f"{person.site.name} № 1 · Guard · 2026-03-23")
    with pytest.raises(Refused):
        acts.submit_hours(row.pk, **by(company))  # no policy any more, and yet before its approvers
    approve_request(request.pk, actor=approvals.owner(company), at=AT)
    done = Shift.objects.get()
    assert (done.state, done.approved_digest) == ("approved", request.digest)
    assert "shift.hours_approved" in JournalEntry.objects.filter(subject_kind="shift").values_list("type", flat=True)


def test_rejected_they_stay_closed_and_may_be_given_again(company, person):
    row = worked_shift(company, person, state="closed")
    reject_request(asked(company, row).pk, actor=approvals.owner(company), at=AT, reason="Olena left at three")
    assert (Shift.objects.get().state, Shift.objects.get().approved_digest) == ("closed", "")
    assert asked(company, row).state == "pending"


def test_a_reopened_sheet_and_a_corrected_one_are_not_approved(company, person):
    row = worked_shift(company, person, state="closed")
    request = asked(company, row)
    acts.correct_clocking(Clocking.objects.get(kind="out").pk, when=wall(MONDAY, "15:00"), reason="left early", **by(company))
    assert (ApprovalRequest.objects.get(pk=request.pk).state, Shift.objects.get().state) == ("voided", "closed")
    with pytest.raises(Refused) as refusal:
        acts.submit_hours(row.pk, **by(company))
    assert [reason.code for reason in refusal.value.reasons] == ["clocked_after_close"]
    acts.reopen_shift(row.pk, reason="mend", **by(company))
    acts.close_shift(row.pk, **by(company))
    second = asked(company, row)
    acts.reopen_shift(row.pk, reason="again", **by(company))
    assert (ApprovalRequest.objects.get(pk=second.pk).state, Shift.objects.get().state) == ("voided", "in_progress")


def test_who_worked_closed_or_corrected_does_not_decide(company, person):
    owner = approvals.owner(company)
    closer = make.member(company, "dispatcher")
    acts.update_employee(person.pk, **by(company), user_id=owner.user_id)
    row = worked_shift(company, person)
    acts.close_shift(row.pk, actor=closer, at=AT)
    row = Shift.objects.get()
    assert facts(row).also_prepared_by == {owner.user_id, closer.user_id}
    assert facts(row).owner_user_id == closer.user_id
    request = asked(company, row)
    with pytest.raises((Refused, NotPermitted)):
        approve_request(request.pk, actor=owner, at=AT)
    assert Shift.objects.get().state == "closed"


def test_the_sheet_reads_as_words_and_follows_what_stands(company, person):
    row = worked_shift(company, person, state="closed")
    seen = sheet_content(row)
    said = {item.key: item.text for item in told_sheet(seen)}
    assert said[f"people.{person.pk}"] == "8:00, from 23 Mar 2026 08:00 to 23 Mar 2026 16:00, breaks 0:00"
    assert seen["stands"] is True and "stands" not in said
    acts.clock(person.pk, "break_start", wall(MONDAY, "12:00"), **by(company))
    assert sheet_content(row)["stands"] is False
    assert said.keys() >= {"site_id", "role", "closed_at", "close_number", "contract_id"}


def test_withdrawn_by_who_gave_them_only(company, person):
    row, planner = worked_shift(company, person, state="closed"), make.member(company, "dispatcher")
    with pytest.raises(Refused) as refusal:
        acts.withdraw_hours(row.pk, actor=planner, at=AT)
    assert [reason.code for reason in refusal.value.reasons] == ["not_asked"]
    request = asked(company, row, actor=planner)
    with pytest.raises(Refused):
        acts.withdraw_hours(row.pk, actor=make.member(company, "manager"), at=AT)
    acts.withdraw_hours(row.pk, actor=planner, at=AT)
    assert (ApprovalRequest.objects.get(pk=request.pk).state, Shift.objects.get().state) == ("withdrawn", "closed")
