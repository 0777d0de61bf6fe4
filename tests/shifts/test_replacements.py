"""Who comes instead: the cheapest of those whom no rule keeps from it, each with the reasons in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.shifts import actions as acts
from apps.shifts.models import Assignment, HourCost
from apps.shifts.replacing import cost_of, replacements
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.factories import shifts as made
from tests.factories.shifts import MONDAY, how

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def depot(acme):
    return made.site(acme, "DEPOT")


@pytest.fixture
def ill(acme, depot):
    """Olha's published shift on Monday, on which she is ill."""
    team = acts.create_team(**how(acme), code="A", name="Team A")
    olha = made.employee(acme, depot, "Olha", team_id=team.pk)
    shift = acts.publish_shift(made.shift(acme, depot, people=[olha]).pk, **how(acme))
    acts.record_absence(olha.pk, MONDAY, MONDAY + DAY, kind="sick", **how(acme))
    return shift, olha, team


def person(company, place, name, cost="", **fields):
    row = made.employee(company, place, name, **fields)
    return acts.set_hour_cost(row.pk, Decimal(cost), **how(company)) if cost else row


def names(found):
    return [item.name for item in found]


def test_the_cheapest_legal_people_come_first_with_their_reasons(acme, depot, ill):
    shift, olha, team = ill
    other = made.site(acme, "OTHER")
    person(acme, depot, "Dear", "300")
    person(acme, other, "Far", "100")
    near = person(acme, depot, "Near", "100", team_id=team.pk)
    person(acme, depot, "Unknown")
    made.shift(acme, depot, MONDAY - DAY, "12:00", "20:30", people=[near])
    made.shift(acme, depot, MONDAY + DAY, "08:00", "16:00", people=[near])
    legal, ruled_out = replacements(shift, actor=make.system(acme), instead_of=olha.pk)
    assert (names(legal), ruled_out) == (["Near", "Far", "Dear", "Unknown"], [])
    assert [item.cost_minor for item in legal] == [80_000, 80_000, 240_000, None]
    assert legal[0].notes == ["no overtime", "11 h 30 min of rest", "same team", "same site", "8 hours of 40 hours this week"]
    assert legal[1].notes == ["no overtime", "no other shift near", "0 hours of 40 hours this week"]


def test_overtime_is_paid_twice_so_that_a_dearer_hour_may_be_the_cheaper_shift(acme, depot, ill):
    shift, olha, _team = ill
    tired = person(acme, depot, "Tired", "100", week_max_minutes=48 * 60)
    for day in range(1, 5):
        made.shift(acme, depot, MONDAY + day * DAY, "08:00", "18:00", people=[tired])
    person(acme, depot, "Fresh", "150")
    legal, _out = replacements(shift, actor=make.system(acme), instead_of=olha.pk)
    assert [(item.name, item.cost_minor, item.overtime_seconds // 3600) for item in legal] == [("Fresh", 120_000, 0), ("Tired", 160_000, 8)]
    assert legal[1].notes[0] == "8 hours of overtime, paid double"


def test_who_is_ruled_out_is_told_with_every_reason(acme, depot, ill):
    shift, olha, _team = ill
    busy, away = person(acme, depot, "Busy", "1"), person(acme, depot, "Away", "1")
    made.shift(acme, depot, MONDAY, "15:00", "23:00", people=[busy])
    acts.record_absence(away.pk, MONDAY, MONDAY + DAY, kind="leave", **how(acme))
    person(acme, depot, "Gone", "1", left_before=MONDAY)
    acts.archive_employee(person(acme, depot, "Archived", "1").pk, **how(acme))
    legal, out = replacements(shift, actor=make.system(acme), instead_of=olha.pk)
    assert (legal, names(out)) == ([], ["Away", "Busy", "Gone"])
    assert "is absent" in out[0].broken[0] and "two shifts at once" in out[1].broken[0] and "does not work here" in out[2].broken[0]


@given(st.integers(0, 48 * 3600), st.integers(0, 48 * 3600), st.integers(1, 10**7))
def test_the_cost_is_rounded_half_up_once(paid, over, rate):
    exact = Decimal(paid + over) * rate / 3600
    assert cost_of(paid, over, rate) == int(exact.quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def test_one_takes_the_place_of_another_as_a_whole(acme, depot, ill):
    shift, olha, _team = ill
    fresh, busy = person(acme, depot, "Fresh"), person(acme, depot, "Busy")
    acts.publish_shift(made.shift(acme, depot, MONDAY, "22:00", "23:00", people=[busy]).pk, **how(acme))
    entries = JournalEntry.objects.count()
    with pytest.raises(Refused):
        acts.replace_on_shift(shift.pk, olha.pk, busy.pk, **how(acme))
    assert list(Assignment.objects.filter(shift=shift).values_list("employee", flat=True)) == [olha.pk]
    assert JournalEntry.objects.count() == entries
    acts.replace_on_shift(shift.pk, olha.pk, fresh.pk, **how(acme))
    assert list(Assignment.objects.filter(shift=shift).values_list("employee", "source")) == [(fresh.pk, "replacement")]
    assert JournalEntry.objects.count() == entries + 2


def test_the_cost_of_an_hour_is_set_anew_kept_in_its_history_and_not_told_in_the_journal(acme, depot):
    row = person(acme, depot, "Olha", "100.50")
    acts.set_hour_cost(row.pk, Decimal("120"), **how(acme))
    cost = HourCost.objects.get(employee=row)
    assert (cost.hour_cost_minor, list(cost.history.order_by("history_id").values_list("hour_cost_minor", flat=True))) == (12_000, [10_050, 12_000])
    assert JournalEntry.objects.filter(type="employee.hour_cost_set").first().payload == {"code": row.code}
    with pytest.raises(Invalid):
        acts.set_hour_cost(row.pk, Decimal("0"), **how(acme))
    with pytest.raises(NotPermitted):
        acts.set_hour_cost(row.pk, Decimal("1"), actor=make.member(acme, "dispatcher"), at=AT)


def test_the_page_shows_costs_to_few_and_puts_the_chosen_one_on(acme, depot, ill):
    shift, olha, _team = ill
    fresh = person(acme, depot, "Fresh", "99")
    page = f"/admin/shifts/shift/{shift.pk}/replace/{olha.pk}/"
    manager, planner, worker = (browser_of(make.member(acme, role)) for role in ("manager", "dispatcher", "employee"))
    assert page in manager.get(f"/admin/shifts/shift/{shift.pk}/change/").content.decode()
    absence = olha.absences.get()
    assert page in planner.get(f"/admin/shifts/absence/{absence.pk}/change/").content.decode()
    assert "792" in manager.get(page).content.decode()
    seen = planner.get(page).content.decode()
    assert "Fresh" in seen and "792" not in seen
    assert worker.get(page).status_code == 403
    assert "99.00" in manager.get(f"/admin/shifts/employee/{fresh.pk}/change/").content.decode()
    assert "99.00" not in planner.get(f"/admin/shifts/employee/{fresh.pk}/change/").content.decode()
    assert planner.post(page, {"to": "x", "token": "a"}).status_code == 422
    assert planner.post(page, {"to": fresh.pk, "token": "t"}).status_code == 302
    assert list(Assignment.objects.filter(shift=shift).values_list("employee", flat=True)) == [fresh.pk]
    assert planner.get(page).status_code == 404


def test_as_many_queries_for_many_people_as_for_one(acme, depot, ill, django_assert_max_num_queries):
    shift, olha, _team = ill
    for number in range(8):
        row = person(acme, depot, f"P{number}", "10")
        made.shift(acme, depot, MONDAY + 2 * DAY, people=[row])
    with django_assert_max_num_queries(8):
        legal, _out = replacements(shift, actor=make.system(acme), instead_of=olha.pk)
    assert len(legal) == 8
