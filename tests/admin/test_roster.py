"""The roster page: what it shows of a week and a month, in how many queries, and each change as one act."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from apps.journal.models import JournalEntry
from apps.shifts import actions as acts
from apps.shifts.models import Assignment, Shift
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.admin.test_queries import queries_of
from tests.factories import shifts as f

pytestmark = pytest.mark.django_db
ROSTER = "/admin/shifts/shift/roster/"
DAY = dt.timedelta(days=1)
WEEK = f"{ROSTER}?on=2026-03-25"


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def planner(acme):
    return browser_of(make.member(acme, "dispatcher"))


def text_of(answer):
    assert answer.status_code == 200
    page = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("data-roster") : page.index("<dialog")]))


def sheet_of(browser, address=WEEK):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.context["sheet"]


def change(browser, shift, *, how="application/json", **fields):
    return browser.post(f"/admin/shifts/shift/{shift.pk}/people/", fields, headers={"accept": how})


def on_shift(company, shift):
    with scope(company.pk):
        return sorted(Assignment.objects.filter(shift=shift).values_list("employee_id", flat=True))


def told(company):
    with scope(company.pk):
        return list(JournalEntry.objects.filter(type__in=("shift.assigned", "shift.unassigned")).order_by("sequence").values_list("type", flat=True))


def test_a_week_by_post_shows_hours_people_and_coverage(acme, planner):
    place = f.site(acme, name="Warehouse")
    first, second = f.employee(acme, place, "First Person"), f.employee(acme, place, "Second Person")
    f.shift(acme, place, begins="08:00", ends="20:00", people=[first], needed_count=2)
    f.shift(acme, place, f.MONDAY + 5 * DAY, begins="20:00", ends="08:00", people=[second], line="Gate")
    f.shift(acme, place, f.MONDAY + 7 * DAY, begins="07:00", ends="09:00")
    sheet = sheet_of(planner)
    assert [str(day.on) for day in sheet.days] == [f"2026-03-{day}" for day in range(23, 30)]
    assert [(day.count, day.needed) for day in sheet.days] == [(1, 2), *[(0, 0)] * 4, (1, 1), (0, 0)]
    assert {row.title: [[card.hours for card in cell.cards] for cell in row.cells] for row in sheet.rows} == {
        "Gate": [*[[]] * 5, ["20:00–08:00"], []], "Guard": [["08:00–20:00"], *[[]] * 6],
    }  # fmt: skip
    night = sheet.rows[0].cells[5].cards[0]
    assert (night.over, night.minutes) == (1, 11 * 60), "a night in which the clocks go forward has eleven hours, on the day it starts"
    said = text_of(planner.get(WEEK))
    assert "1 of 2" in said and "First Person" in said and "07:00" not in said
    assert {row.title: row.minutes for row in sheet.people} == {"First Person": 720, "Second Person": 660}


def test_a_month_is_a_calendar_month_and_a_shift_stands_on_the_day_of_its_site(acme, planner):
    far = f.site(acme, zone="America/New_York")
    row = f.shift(acme, far, dt.date(2026, 2, 28), "20:00", "23:00")  # 01:00 UTC of the first of March
    assert row.starts_at.date() == dt.date(2026, 3, 1)
    sheet = sheet_of(planner, f"{ROSTER}?span=month&on=2026-02-10")
    assert (len(sheet.days), sheet.days[-1].needed) == (28, 1)
    assert sheet.rows[0].cells[-1].cards[0].hours == "20:00–23:00"
    assert sheet_of(planner, f"{ROSTER}?span=month&on=2026-03-10").rows == []


def test_by_person_all_shifts_of_a_person_are_there_and_who_helps_out(acme, planner):
    here, there = f.site(acme, name="A"), f.site(acme, name="B")
    own, guest = f.employee(acme, here, "Own", week_max_minutes=600), f.employee(acme, there, "Guest")
    f.shift(acme, here, people=[own], needed_count=2)
    f.shift(acme, here, f.MONDAY + DAY, people=[guest])
    f.shift(acme, there, f.MONDAY + 2 * DAY, people=[own], break_minutes=30)
    sheet = sheet_of(planner, f"{WEEK}&by=person&site={here.pk}")
    assert [row.title for row in sheet.rows] == ["Guest", "Own"]
    assert [[card.place for card in cell.cards] for cell in sheet.rows[1].cells] == [[""], [], ["B"], [], [], [], []]
    assert (sheet.rows[1].hours, sheet.rows[1].is_over) == ("15:30 of 10 h", True)
    assert [(str(on), len(cards)) for on, cards in sheet.open_cards if cards] == [("2026-03-23", 1)]
    every = sheet_of(planner, f"{WEEK}&by=person&site=all")
    assert [row.title for row in every.rows] == ["Guest", "Own"]


def test_a_team_narrows_the_people(acme, planner):
    place = f.site(acme)
    group = acts.create_team(**f.how(acme), code="T", name="Team", site_id=place.pk)
    f.employee(acme, place, "In", team_id=group.pk), f.employee(acme, place, "Out")
    assert [row.title for row in sheet_of(planner, f"{WEEK}&by=person&team={group.pk}").rows] == ["In"]
    assert [row.title for row in sheet_of(planner, f"{WEEK}&team={group.pk}").people] == ["In"]


def test_absences_are_marked_for_who_may_see_them(acme, planner):
    place = f.site(acme)
    person = f.employee(acme, place, "Ill Person")
    acts.record_absence(person.pk, f.MONDAY + DAY, f.MONDAY + 3 * DAY, kind="sick", note="SECRET", **f.how(acme))
    address = f"{WEEK}&by=person"
    assert [cell.absence for cell in sheet_of(planner, address).rows[0].cells] == ["", "Illness", "Illness", "", "", "", ""]
    assert "SECRET" not in planner.get(address).content.decode()
    colleague = browser_of(make.member(acme, "employee"))
    assert "Illness" not in colleague.get(address).content.decode()
    assert {cell.absence for cell in sheet_of(colleague, address).rows[0].cells} == {""}


def test_what_the_plan_breaks_is_marked_in_words_on_both_sheets(acme, planner):
    place = f.site(acme, name="Warehouse")
    paper = f.skill(acme)
    person, other = f.employee(acme, place, "Ivan"), f.employee(acme, place, "Olena", skills=[paper])
    f.shift(acme, place, begins="08:00", ends="20:00", people=[person])
    early = f.shift(acme, place, f.MONDAY + DAY, begins="06:00", ends="14:00", people=[person, other], skill_id=paper.pk)
    card = sheet_of(planner).rows[0].cells[1].cards[0]
    assert {item.name: [mark.short for mark in item.marks] for item in card.people} == {"Ivan": ["too little rest", "lacks the skill"], "Olena": []}
    assert "10 hours of rest" in card.title and card.mark_words == "too little rest, lacks the skill"
    rows = {row.title: [cell.cards[0].mark_words for cell in row.cells if cell.cards] for row in sheet_of(planner, f"{WEEK}&by=person").rows}
    assert rows == {"Ivan": ["too little rest", "too little rest, lacks the skill"], "Olena": [""]}
    assert "10 hours of rest" in planner.get(f"/admin/shifts/shift/{early.pk}/people/").content.decode()


def test_a_week_is_planned_by_templates_copied_and_published_as_a_whole(acme, planner):
    place = f.site(acme)
    person = f.employee(acme, place, "Ivan")
    f.template(acme, place, weekdays="15")
    address = f"{WEEK}&site={place.pk}"
    for _click in range(2):
        assert planner.post(address, {"do": "roll_out", "token": "t1"}).status_code == 302
    with scope(acme.pk):
        rows = list(Shift.objects.order_by("on"))
    assert [str(row.on) for row in rows] == ["2026-03-23", "2026-03-27"]
    acts.assign_shift(rows[0].pk, [person.pk], **f.how(acme))
    refused = planner.post(address, {"do": "publish", "token": "t2"})
    assert (refused.status_code, "1 are needed and 0 are there" in refused.content.decode()) == (422, True)
    with scope(acme.pk):
        assert set(Shift.objects.values_list("state", flat=True)) == {"planned"}
    told = planner.post(address, {"do": "publish", "allow_gaps": "1", "token": "t3"}, follow=True)
    assert "2 shifts are published." in told.content.decode()
    told = planner.post(f"{ROSTER}?on=2026-03-30&site={place.pk}", {"do": "copy", "with_people": "1", "token": "t4"}, follow=True)
    assert "2 shifts are planned; there already: 0." in told.content.decode()
    with scope(acme.pk):
        assert Assignment.objects.filter(employee=person, shift__on="2026-03-30").exists()
        before = JournalEntry.objects.count()
    assert planner.post(address, {"do": "burn"}).status_code == 422
    auditor = browser_of(make.member(acme, "auditor"))
    assert auditor.post(address, {"do": "roll_out"}).status_code == 422
    with scope(acme.pk):
        assert (Shift.objects.count(), JournalEntry.objects.count() - before) == (4, 1)  # the auditor came


def test_an_employee_sees_the_published_roster_and_changes_nothing(acme):
    member = make.member(acme, "employee")
    place = f.site(acme)
    own = f.employee(acme, place, "Own", user_id=member.user_id)
    planned = f.shift(acme, place, people=[own])
    browser = browser_of(member)
    assert sheet_of(browser).rows == []
    assert browser.get(f"/admin/shifts/shift/{planned.pk}/people/").status_code == 404
    assert change(browser, planned, do="unassign", employee=own.pk).status_code == 404
    assert on_shift(acme, planned) == [own.pk]
    page = browser.get(WEEK).content.decode()
    assert "data-may-assign" not in page and "data-new" not in page


def test_an_auditor_reads_and_is_refused(acme):
    place = f.site(acme)
    person = f.employee(acme, place, "Name")
    row = f.shift(acme, place)
    browser = browser_of(make.member(acme, "auditor"))
    assert "Guard" in text_of(browser.get(WEEK))
    assert "<select" not in browser.get(f"/admin/shifts/shift/{row.pk}/people/").content.decode()
    answer = change(browser, row, do="assign", employee=person.pk)
    assert (answer.status_code, len(answer.json()["reasons"])) == (409, 1)
    assert on_shift(acme, row) == [] and told(acme) == []


def test_put_on_and_taken_off_each_is_one_act(acme, planner):
    place = f.site(acme)
    first, second = f.employee(acme, place, "First"), f.employee(acme, place, "Second")
    row = f.shift(acme, place, needed_count=2)
    for _click in range(2):
        assert change(planner, row, do="assign", employee=first.pk, token="t1").json() == {"reasons": []}
    assert change(planner, row, do="assign", employee=second.pk).status_code == 200
    assert change(planner, row, do="unassign", employee=first.pk).status_code == 200
    assert on_shift(acme, row) == [second.pk]
    assert told(acme) == ["shift.assigned", "shift.assigned", "shift.unassigned"]


def test_a_double_booking_is_refused_in_words_at_the_shift(acme, planner):
    place = f.site(acme, name="Warehouse")
    person = f.employee(acme, place, "Ivan")
    f.shift(acme, place, begins="08:00", ends="16:00", people=[person])
    late = f.shift(acme, place, begins="12:00", ends="20:00")
    answer = change(planner, late, do="assign", employee=person.pk)
    assert answer.status_code == 409
    assert answer.json()["reasons"] == ["Ivan has a shift at Warehouse from 23 Mar 2026, 08:00 to 23 Mar 2026, 16:00."]
    page = change(planner, late, how="text/html", do="assign", employee=person.pk, back=WEEK)
    assert (page.status_code, "Ivan has a shift at Warehouse" in page.content.decode()) == (422, True)
    assert on_shift(acme, late) == []


def test_a_move_is_both_or_neither(acme, planner):
    place = f.site(acme)
    person = f.employee(acme, place)
    early, late = f.shift(acme, place, people=[person], begins="08:00", ends="16:00"), f.shift(acme, place, begins="12:00", ends="20:00")
    assert change(planner, late, do="move", employee=person.pk, from_shift=early.pk).json() == {"reasons": []}
    assert (on_shift(acme, early), on_shift(acme, late)) == ([], [person.pk])
    other = f.employee(acme, place)
    full = f.shift(acme, place, f.MONDAY + DAY, people=[other])
    before = told(acme)
    answer = change(planner, full, do="move", employee=person.pk, from_shift=late.pk)
    assert (answer.status_code, answer.json()["reasons"]) == (409, ["1 are needed on the shift and 1 are on it."])
    assert (on_shift(acme, late), on_shift(acme, full), told(acme)) == ([person.pk], [other.pk], before)
    for fields in ({"do": "move"}, {"do": "dance"}, {"do": "assign", "employee": "x"}, {"do": "move", "employee": person.pk, "from_shift": full.pk}):
        assert change(planner, full, **fields).status_code == 409, fields
    assert told(acme) == before


def test_without_a_script_the_page_of_a_shift_does_the_same_and_leads_back(acme, planner):
    place = f.site(acme)
    paper = f.skill(acme)
    away, free, _plain = f.employee(acme, place, "Away", skills=[paper]), f.employee(acme, place, "Free", skills=[paper]), f.employee(acme, place, "Plain")
    acts.record_absence(away.pk, f.MONDAY, f.MONDAY + DAY, kind="leave", **f.how(acme))
    row = f.shift(acme, place, skill_id=paper.pk)
    page = planner.get(f"/admin/shifts/shift/{row.pk}/people/?back={ROSTER}")
    assert [str(item) for item in page.context["free"]] == ["Free", "Away, absent", "Plain, lacks the skill"]
    answer = change(planner, row, how="text/html", do="assign", employee=free.pk, back=WEEK)
    assert (answer.status_code, answer["Location"]) == (302, WEEK)
    answer = change(planner, row, how="text/html", do="unassign", employee=free.pk, back="//evil.example/")
    assert answer["Location"] == f"/admin/shifts/shift/{row.pk}/people/"
    part = planner.get(f"/admin/shifts/shift/{row.pk}/people/?part=1").content.decode()
    assert "<html" not in part and "Nobody is on this shift yet." in part


@pytest.mark.parametrize(("query", "said"), [
    ("on=yesterday", "“yesterday” is no day"), ("on=0001-01-01", "“0001-01-01” is no day"), ("site=999999", "There is no such site"), ("span=year&by=x&page=x&team=x", ""),
])  # fmt: skip
def test_an_address_that_names_nothing_is_answered_in_words(acme, planner, query, said):
    f.site(acme)
    page = planner.get(f"{ROSTER}?{query}")
    assert page.status_code == 200 and said in page.content.decode()


def test_a_company_without_sites_is_told_what_to_do_first(acme, planner):
    assert "There is no site yet" in planner.get(ROSTER).content.decode()


def test_nothing_of_another_company_is_shown_or_changed(acme):
    other = make.tenant("other")
    place = f.site(other, name="SECRET-SITE")
    row = f.shift(other, place, role="SECRET-ROLE")
    f.site(acme)
    browser = browser_of(make.member(acme, "owner"))
    for query in (f"site={place.pk}", f"by=person&site={place.pk}", "by=person&site=all"):
        assert "SECRET" not in browser.get(f"{ROSTER}?on=2026-03-23&{query}").content.decode()
    assert browser.get(f"/admin/shifts/shift/{row.pk}/people/").status_code == 404
    assert change(browser, row, do="assign", employee=1).status_code == 404
    own = f.shift(acme, f.site(acme))
    assert change(browser, own, do="move", employee=1, from_shift=row.pk).status_code == 409
    with scope(other.pk):
        assert Shift.objects.get().version == row.version


QUERIES = {"by=post": 13, "by=person": 14, "by=person&site=all": 12}


@pytest.mark.parametrize("span", ["week", "month"])
@pytest.mark.parametrize("query", QUERIES)
def test_a_sheet_asks_as_many_queries_for_many_people_as_for_one(acme, planner, query, span):
    place, elsewhere = f.site(acme, name="A"), f.site(acme, name="B")
    paper = f.skill(acme)

    def grow(number):
        people = [f.employee(acme, place, skills=[paper]) for _person in range(number)]
        for day in range(number):
            f.shift(acme, place, f.MONDAY + day * DAY, people=people, needed_count=number + 1, skill_id=paper.pk, line=f"Line {day}")
            f.shift(acme, elsewhere, f.MONDAY + (day + 7) * DAY, people=people)
        acts.record_absence(people[0].pk, f.MONDAY, f.MONDAY + DAY, kind="leave", **f.how(acme))

    address = f"{ROSTER}?on=2026-03-23&span={span}&{query}" + ("" if "site" in query else f"&site={place.pk}")
    grow(1)
    planner.get(address)
    few = queries_of(planner, address)
    grow(4)
    many = queries_of(planner, address)
    assert (len(few), len(many)) == (QUERIES[query], QUERIES[query])
    assert QUERIES[query] <= 15
