"""Publishing as a whole, and what is kept once it is published. Denied means: the error, the rows unchanged, no history, no
journal."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.shifts import actions as acts
from apps.shifts.models import Assignment, Shift
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories import shifts as made
from tests.factories.shifts import MONDAY, how

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WEEK = (MONDAY, MONDAY + 7 * DAY)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def depot(acme):
    return made.site(acme, "DEPOT")


@pytest.fixture
def olha(acme, depot):
    return made.employee(acme, depot, "Olha")


def refused(act, error=Refused):
    """The codes of the refusal; nothing was left behind."""

    def state():
        rows = list(Shift.objects.order_by("pk").values_list("pk", "state", "version"))
        return rows, Assignment.objects.count(), Shift.history.count(), Assignment.history.count(), JournalEntry.objects.count()

    before = state()
    with pytest.raises(error) as found:
        act()
    assert state() == before
    return [reason.code for reason in found.value.reasons]


def test_a_shift_is_published_taken_back_and_published_again(acme, depot, olha):
    shift = made.shift(acme, depot, people=[olha])
    assert acts.publish_shift(shift.pk, **how(acme)).state == "published"
    entry = JournalEntry.objects.order_by("-sequence").first()
    assert (entry.type, entry.payload["employees"]) == ("shift.published", [olha.pk])
    assert acts.unpublish_shift(shift.pk, **how(acme)).state == "planned"
    assert acts.publish_shift(shift.pk, **how(acme)).state == "published"
    assert Assignment.objects.filter(shift=shift).count() == 1


def test_a_roster_is_refused_as_a_whole_with_everything_that_is_wrong(acme, depot, olha):
    ivan = made.employee(acme, depot, "Ivan")
    aid = made.skill(acme)
    made.shift(acme, depot, MONDAY, "08:00", "16:00", people=[olha])
    made.shift(acme, depot, MONDAY, "22:00", "06:00", people=[olha], skill_id=aid.pk)
    made.shift(acme, depot, MONDAY + DAY, "08:00", "16:00", people=[ivan], needed_count=2)
    acts.record_absence(ivan.pk, MONDAY + DAY, MONDAY + 2 * DAY, kind="sick", **how(acme))
    found = refused(lambda: acts.publish_roster(depot.pk, *WEEK, **how(acme)))
    assert found == ["absent", "rest", "skill", "gap"]
    found = refused(lambda: acts.publish_roster(depot.pk, *WEEK, allow_gaps=True, **how(acme)))
    assert found == ["absent", "rest", "skill"]


def test_a_roster_that_keeps_the_rules_is_published_as_a_whole(acme, depot, olha):
    for day in range(3):
        made.shift(acme, depot, MONDAY + day * DAY, people=[olha])
    made.shift(acme, depot, MONDAY + 7 * DAY, people=[olha])
    done = acts.publish_roster(depot.pk, *WEEK, **how(acme))
    assert (done.shifts, done.people) == (3, 3)
    assert Shift.objects.filter(state="published").count() == 3
    assert JournalEntry.objects.filter(type="shift.published").count() == 3
    assert refused(lambda: acts.publish_roster(depot.pk, *WEEK, **how(acme)), Invalid) == ["nothing_planned"]


def test_what_is_published_elsewhere_counts_and_what_is_planned_does_not(acme, depot, olha):
    other = made.site(acme, "OTHER")
    for day in range(4):
        made.shift(acme, other, MONDAY + day * DAY, "08:00", "18:00", people=[olha])
    friday = made.shift(acme, depot, MONDAY + 4 * DAY, people=[olha])
    assert acts.publish_shift(friday.pk, **how(acme)).state == "published"
    acts.unpublish_shift(friday.pk, **how(acme))
    acts.publish_roster(other.pk, *WEEK, **how(acme))
    assert refused(lambda: acts.publish_shift(friday.pk, **how(acme))) == ["week"]


def test_a_gap_is_published_where_it_is_allowed(acme, depot, olha):
    shift = made.shift(acme, depot, people=[olha], needed_count=2)
    assert refused(lambda: acts.publish_shift(shift.pk, **how(acme))) == ["gap"]
    assert acts.publish_shift(shift.pk, allow_gaps=True, **how(acme)).state == "published"


def test_on_a_published_shift_a_person_must_keep_every_rule(acme, depot, olha):
    aid = made.skill(acme)
    shift = made.shift(acme, depot, skill_id=aid.pk, needed_count=3)
    acts.assign_shift(shift.pk, [olha.pk], **how(acme))  # while it is planned, anybody
    acts.unassign_shift(shift.pk, [olha.pk], **how(acme))
    acts.publish_shift(shift.pk, allow_gaps=True, **how(acme))
    acts.record_absence(olha.pk, MONDAY, MONDAY + DAY, kind="leave", **how(acme))
    assert refused(lambda: acts.assign_shift(shift.pk, [olha.pk], **how(acme))) == ["absent", "skill"]
    trained = made.employee(acme, depot, skills=[aid])
    acts.assign_shift(shift.pk, [trained.pk], **how(acme))
    # That a colleague breaks a rule meanwhile keeps nobody else from the shift.
    acts.record_absence(trained.pk, MONDAY, MONDAY + DAY, kind="sick", **how(acme))
    acts.assign_shift(shift.pk, [made.employee(acme, depot, skills=[aid]).pk], **how(acme))


def test_a_published_shift_is_not_changed_so_that_its_people_break_a_rule(acme, depot, olha):
    aid = made.skill(acme)
    shift = made.shift(acme, depot, people=[olha])
    acts.publish_shift(shift.pk, **how(acme))
    assert refused(lambda: acts.update_shift(shift.pk, skill_id=aid.pk, **how(acme))) == ["skill"]
    acts.assign_shift(acts.update_shift(shift.pk, needed_count=2, **how(acme)).pk, [made.employee(acme, depot).pk], **how(acme))
    assert refused(lambda: acts.update_shift(shift.pk, needed_count=1, **how(acme)), Invalid) == ["full"]


def test_cancelling_takes_the_people_off_and_needs_a_reason_once_it_is_published(acme, depot, olha):
    planned, shift = made.shift(acme, depot, MONDAY + DAY), made.shift(acme, depot, people=[olha])
    assert acts.cancel_shift(planned.pk, **how(acme)).state == "cancelled"
    acts.publish_shift(shift.pk, **how(acme))
    assert refused(lambda: acts.cancel_shift(shift.pk, **how(acme))) == ["reason_needed"]
    assert acts.cancel_shift(shift.pk, reason="the client closed", **how(acme)).state == "cancelled"
    assert not Assignment.objects.filter(shift=shift).exists()
    assert Assignment.history.filter(shift_id=shift.pk, history_type="-").count() == 1
    acts.publish_shift(made.shift(acme, depot, people=[olha]).pk, **how(acme))


def test_a_set_publishes_what_keeps_the_rules_and_counts_the_rest(acme, depot, olha):
    good = made.shift(acme, depot, people=[olha])
    short = made.shift(acme, depot, MONDAY + 2 * DAY)
    outcome = acts.publish_shifts(Shift.objects.filter(pk__in=[good.pk, short.pk]), **how(acme))
    assert (outcome.done, dict(outcome.refused)) == (1, {"gap": 1})
    assert acts.unpublish_shifts(Shift.objects.all(), **how(acme)).done == 1
    assert acts.cancel_shifts(Shift.objects.all(), **how(acme)).done == 2


def test_a_roster_of_another_company_is_not_there_and_an_employee_publishes_nothing(acme, depot, olha):
    made.shift(acme, depot, people=[olha])
    worker = make.member(acme, "employee")
    assert refused(lambda: acts.publish_roster(depot.pk, *WEEK, actor=worker, at=AT), NotPermitted) == ["not_permitted"]
    other = make.tenant("other")
    with pytest.raises(NotVisible), scope(other.pk):
        acts.publish_roster(depot.pk, *WEEK, **how(other))


def test_publishing_costs_the_same_for_one_and_for_many(acme, depot, django_assert_max_num_queries):
    for number in range(12):
        made.shift(acme, depot, MONDAY + (number % 7) * DAY, people=[made.employee(acme, depot) for _person in range(3)])
    with django_assert_max_num_queries(22):
        acts.publish_roster(depot.pk, *WEEK, **how(acme))
