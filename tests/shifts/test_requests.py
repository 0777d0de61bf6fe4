"""Open shifts, and what people ask for: done as a whole or not at all. Denied means: the error, the rows unchanged, no history, no
journal."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.approvals.actions import approve_request, reject_request
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, Refusal, Refused
from apps.shifts import actions as acts
from apps.shifts.models import Assignment, Shift, ShiftRequest
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT, approvals
from tests.factories import shifts as made
from tests.factories.shifts import how

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 4, 6)


class World:
    """Olha and Ivan, who sign in, and the shifts of a depot a week ahead."""

    def __init__(self, company):
        self.company, self.place = company, made.site(company, "DEPOT")
        self.actor, self.person = {}, {}
        for name in ("Olha", "Ivan", "Petro"):
            self.actor[name] = make.member(company, "employee")
            self.person[name] = made.employee(company, self.place, name, user_id=self.actor[name].user_id)

    def shift(self, day=MONDAY, begins="08:00", ends="16:00", *names, **more):
        shift = made.shift(self.company, self.place, day, begins, ends, people=[self.person[name] for name in names], **more)
        return acts.publish_shift(shift.pk, allow_gaps=True, **how(self.company))

    def asked(self, kind, shift, name, colleague=None, other=None, by=None):
        return acts.ask_shift_request(
            kind, shift.pk, self.person[name].pk, actor=self.actor[by or name], at=AT,
            colleague_id=self.person[colleague].pk if colleague else None, other_shift_id=other.pk if other else None,
        )  # fmt: skip

    def on(self, shift):
        return sorted(Assignment.objects.filter(shift=shift).values_list("employee__name", "source"))


@pytest.fixture
def world():
    company = make.tenant("acme")
    with scope(company.pk):
        yield World(company)


def refused(act, error=Refused):
    """The codes of the refusal; nothing was left behind."""

    def state():
        shifts = list(Shift.objects.order_by("pk").values_list("pk", "version"))
        requests = list(ShiftRequest.objects.order_by("pk").values_list("pk", "version", "state"))
        return shifts, requests, Assignment.objects.count(), ShiftRequest.history.count(), JournalEntry.objects.count()

    before = state()
    with pytest.raises(error) as found:
        act()
    assert state() == before
    return [reason.code for reason in found.value.reasons]


def test_an_open_shift_is_taken_by_who_may_work_it_and_is_open_no_more(world):
    shift = world.shift(needed_count=1)
    assert refused(lambda: world.asked("take", shift, "Olha")) == ["not_open"]
    assert acts.open_shift(shift.pk, **how(world.company)).is_open
    assert refused(lambda: acts.open_shift(shift.pk, **how(world.company))) == ["open"]
    assert world.asked("take", shift, "Olha").state == "approved"
    assert world.on(shift) == [("Olha", "open")]
    assert not Shift.objects.get(pk=shift.pk).is_open
    assert refused(lambda: acts.open_shift(shift.pk, **how(world.company))) == ["full"]


def test_a_shift_that_is_offered_is_published_though_it_lacks_people(world):
    shift = made.shift(world.company, world.place, MONDAY)
    acts.open_shift(shift.pk, **how(world.company))
    assert acts.publish_shift(shift.pk, **how(world.company)).state == "published"
    assert not acts.shut_shift(shift.pk, **how(world.company)).is_open


def test_nobody_takes_a_shift_that_breaks_a_rule_has_begun_or_is_anothers_to_ask_for(world):
    world.shift(MONDAY, "22:00", "06:00", "Olha")
    shift = world.shift(MONDAY + DAY, needed_count=2)
    acts.open_shift(shift.pk, **how(world.company))
    assert refused(lambda: world.asked("take", shift, "Olha")) == ["rest"]
    assert refused(lambda: world.asked("take", shift, "Ivan", by="Olha"), NotPermitted) == ["not_yours"]
    begun = world.shift(made.MONDAY)
    acts.open_shift(begun.pk, **how(world.company))
    assert refused(lambda: world.asked("take", begun, "Ivan")) == ["begun"]
    assert refused(lambda: world.asked("take", shift, "Ivan", "Olha"), Invalid) == ["whom"]
    planner = make.member(world.company, "dispatcher")
    assert acts.ask_shift_request("take", shift.pk, world.person["Ivan"].pk, actor=planner, at=AT).state == "approved"


def test_a_shift_is_given_when_the_colleague_agrees(world):
    shift = world.shift(MONDAY, "08:00", "16:00", "Olha")
    request = world.asked("give", shift, "Olha", "Ivan")
    assert (request.state, world.on(shift)) == ("asked", [("Olha", "plan")])
    assert refused(lambda: world.asked("give", shift, "Olha", "Petro")) == ["shift_request_live_once"]
    assert refused(lambda: acts.accept_shift_request(request.pk, actor=world.actor["Olha"], at=AT), NotPermitted) == ["not_permitted"]
    assert refused(lambda: acts.decline_shift_request(request.pk, actor=world.actor["Petro"], at=AT), NotPermitted) == ["not_permitted"]
    assert refused(lambda: acts.withdraw_shift_request(request.pk, actor=world.actor["Petro"], at=AT), NotPermitted) == ["not_permitted"]
    assert acts.accept_shift_request(request.pk, actor=world.actor["Ivan"], at=AT).state == "approved"
    assert world.on(shift) == [("Ivan", "swap")]
    types = list(JournalEntry.objects.filter(subject_kind="shift", subject_id=shift.pk).order_by("sequence").values_list("type", flat=True))
    assert types[-2:] == ["shift.unassigned", "shift.assigned"]


def test_a_colleague_declines_and_the_person_asks_another(world):
    shift = world.shift(MONDAY, "08:00", "16:00", "Olha")
    request = world.asked("give", shift, "Olha", "Ivan")
    assert acts.decline_shift_request(request.pk, actor=world.actor["Ivan"], at=AT).state == "declined"
    assert world.asked("give", shift, "Olha", "Petro").state == "asked"
    assert acts.withdraw_shift_request(ShiftRequest.objects.first().pk, actor=world.actor["Olha"], at=AT).state == "withdrawn"


def test_two_swap_shifts_that_neither_could_have_beside_their_own(world):
    early = world.shift(MONDAY, "08:00", "16:00", "Olha")
    late = world.shift(MONDAY, "15:00", "23:00", "Ivan")
    request = world.asked("swap", early, "Olha", "Ivan", late)
    assert acts.accept_shift_request(request.pk, actor=world.actor["Ivan"], at=AT).state == "approved"
    assert (world.on(early), world.on(late)) == ([("Ivan", "swap")], [("Olha", "swap")])


def test_a_swap_is_refused_as_a_whole_where_one_of_the_two_would_break_a_rule(world):
    monday = world.shift(MONDAY, "08:00", "16:00", "Olha")
    tuesday = world.shift(MONDAY + DAY, "08:00", "16:00", "Ivan")
    request = world.asked("swap", monday, "Olha", "Ivan", tuesday)
    acts.record_absence(world.person["Olha"].pk, MONDAY + DAY, MONDAY + 2 * DAY, kind="leave", **how(world.company))
    # That she is absent is her own business: a colleague hears that she cannot work, who plans hears why.
    assert refused(lambda: acts.accept_shift_request(request.pk, actor=world.actor["Ivan"], at=AT)) == ["not_free"]
    planner = make.member(world.company, "dispatcher")
    assert refused(lambda: acts.accept_shift_request(request.pk, actor=planner, at=AT)) == ["absent"]
    assert (world.on(monday), world.on(tuesday)) == ([("Olha", "plan")], [("Ivan", "plan")])


def in_approval(world, shift):
    """A gift of Olha's to Ivan that waits for an approver; and the approver."""
    approver = make.member(world.company, "approver")
    approvals.policy(world.company, applies_to="shift_request")
    request = world.asked("give", shift, "Olha", "Ivan")
    request = acts.accept_shift_request(request.pk, actor=world.actor["Ivan"], at=AT)
    assert request.state == "in_approval"
    return request, approver


def test_under_a_policy_it_is_done_when_it_is_approved_by_somebody_else(world):
    shift = world.shift(MONDAY, "08:00", "16:00", "Olha")
    request, approver = in_approval(world, shift)
    waiting = approvals.live("shift_request", request.pk)
    barred = set(waiting.barred.values_list("user_id", flat=True))
    assert {world.actor["Olha"].user_id, world.actor["Ivan"].user_id} <= barred
    assert world.on(shift) == [("Olha", "plan")]
    approve_request(waiting.pk, actor=approver, at=AT)
    request = ShiftRequest.objects.get(pk=request.pk)
    assert (request.state, request.approved_digest, request.live_key) == ("approved", waiting.digest, None)
    assert world.on(shift) == [("Ivan", "swap")]


def test_an_approval_that_would_break_a_rule_by_now_is_refused_and_waits(world):
    shift = world.shift(MONDAY, "08:00", "16:00", "Olha")
    request, approver = in_approval(world, shift)
    waiting = approvals.live("shift_request", request.pk)
    acts.record_absence(world.person["Ivan"].pk, MONDAY, MONDAY + DAY, kind="sick", **how(world.company))
    assert refused(lambda: approve_request(waiting.pk, actor=approver, at=AT)) == ["absent"]
    reject_request(waiting.pk, actor=approver, at=AT, reason="he is ill")
    assert ShiftRequest.objects.get(pk=request.pk).state == "rejected"
    assert world.on(shift) == [("Olha", "plan")]


def test_requests_fall_with_their_shift(world):
    first, second = world.shift(MONDAY, "08:00", "16:00", "Olha"), world.shift(MONDAY + DAY, "08:00", "16:00", "Olha")
    request, _approver = in_approval(world, first)
    other = world.asked("give", second, "Olha", "Petro")
    acts.cancel_shift(first.pk, reason="closed", **how(world.company))
    assert ShiftRequest.objects.get(pk=request.pk).state == "withdrawn"
    assert approvals.live("shift_request", request.pk) is None
    acts.unpublish_shift(second.pk, **how(world.company))
    assert ShiftRequest.objects.get(pk=other.pk).state == "withdrawn"


@pytest.mark.parametrize("by", ["hand", "clocking"])
def test_a_shift_that_begins_ends_the_requests_about_it(world, by):
    shift, other = world.shift(MONDAY, "08:00", "16:00", "Olha"), world.shift(MONDAY + DAY, "08:00", "16:00", "Petro")
    request = world.asked("give", shift, "Olha", "Ivan")
    kept = world.asked("give", other, "Petro", "Ivan")
    if by == "hand":
        acts.start_shift(shift.pk, **how(world.company))
    else:
        acts.clock(world.person["Olha"].pk, "in", shift.starts_at, actor=make.system(world.company), at=shift.starts_at)
    with scope(world.company.pk):
        states = dict(ShiftRequest.objects.values_list("pk", "state"))
        told = JournalEntry.objects.get(type="shift_request.withdrawn", subject_id=request.pk)
    assert (states[request.pk], states[kept.pk]) == ("withdrawn", "asked")
    assert told.reason == "The shift has begun."


def test_a_request_falls_when_its_person_is_taken_off_or_the_shift_is_changed(world):
    shift = world.shift(MONDAY, "08:00", "16:00", "Olha", "Petro")
    request, other = world.asked("give", shift, "Olha", "Ivan"), world.shift(MONDAY + DAY, "08:00", "16:00", "Olha")
    kept = world.asked("give", other, "Olha", "Petro")
    acts.unassign_shift(shift.pk, [world.person["Petro"].pk], **how(world.company))
    assert ShiftRequest.objects.get(pk=request.pk).state == "asked"
    acts.unassign_shift(shift.pk, [world.person["Olha"].pk], **how(world.company))
    assert ShiftRequest.objects.get(pk=request.pk).state == "withdrawn"
    acts.update_shift(other.pk, note="by the gate", **how(world.company))
    assert ShiftRequest.objects.get(pk=kept.pk).state == "asked"
    acts.update_shift(other.pk, break_minutes=30, **how(world.company))
    assert ShiftRequest.objects.get(pk=kept.pk).state == "withdrawn"


def test_of_two_who_take_the_last_place_one_gets_it(world):
    shift = world.shift(needed_count=1)
    acts.open_shift(shift.pk, **how(world.company))
    approver = make.member(world.company, "approver")
    approvals.policy(world.company, applies_to="shift_request")
    first, second = world.asked("take", shift, "Olha"), world.asked("take", shift, "Ivan")
    approve_request(approvals.live("shift_request", first.pk).pk, actor=approver, at=AT)
    with pytest.raises(Refusal):
        approve_request(approvals.live("shift_request", second.pk).pk, actor=approver, at=AT)
    assert world.on(shift) == [("Olha", "open")]


def test_an_employee_sees_and_answers_their_own_requests_on_a_page(world):
    shift = world.shift(MONDAY, "08:00", "16:00", "Olha")
    request = world.asked("give", shift, "Olha", "Ivan")
    page = f"/admin/shifts/shiftrequest/{request.pk}/change/"
    assert browser_of(world.actor["Petro"]).get(page).status_code != 200
    ivan = browser_of(world.actor["Ivan"])
    assert "Olha" in ivan.get("/admin/shifts/shiftrequest/").content.decode()
    assert ivan.get(page).status_code == 200
    assert browser_of(world.actor["Olha"]).get("/admin/shifts/shiftrequest/add/").status_code == 200
