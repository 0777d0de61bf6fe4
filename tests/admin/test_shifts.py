"""Sites, people and shifts in the admin: what their forms do, by the clock of the site, and what each role sees of them."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from apps.journal.models import JournalEntry
from apps.shifts import actions as acts
from apps.shifts.models import Absence, Assignment, Employee, EmployeeSkill, Shift, ShiftTemplate, Site
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.admin.test_queries import queries_of, rows_on
from tests.factories import shifts as f

pytestmark = pytest.mark.django_db
ROWS = {"skills-TOTAL_FORMS": "0", "skills-INITIAL_FORMS": "0"}
LISTS = {"site": 5, "team": 5, "skill": 5, "employee": 7, "absence": 5, "shifttemplate": 6, "shift": 7}
OBJECTS = {"site": 9, "team": 10, "skill": 9, "employee": 16, "absence": 12, "shifttemplate": 11, "shift": 25}


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def planner(acme):
    return browser_of(make.member(acme, "manager"))


def page_of(browser, noun, pk):
    answer = browser.get(f"/admin/shifts/{noun}/{pk}/change/")
    assert answer.status_code == 200
    return answer


def entries(company):
    with scope(company.pk):
        return JournalEntry.objects.count()


def test_an_employee_is_entered_with_skills_and_hours_as_people_say_them(acme, planner):
    place, paper = f.site(acme), f.skill(acme)
    form = {"code": "E-7", "name": "Шевчук Іван", "site": place.pk, "hired_on": "2026-01-12", "week_max_minutes": "37.5", "rest_min_minutes": "12"}
    rows = {"skills-TOTAL_FORMS": "1", "skills-INITIAL_FORMS": "0", "skills-0-skill": paper.pk, "skills-0-starts_on": "", "skills-0-ends_before": "2027-01-01"}
    answer = planner.post("/admin/shifts/employee/add/", form | rows)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with scope(acme.pk):
        row = Employee.objects.get()
        assert (row.week_max_minutes, row.rest_min_minutes, row.feed_key) == (37 * 60 + 30, 720, "")
        held = EmployeeSkill.objects.get()
        assert (held.skill_id, held.starts_on, held.ends_before) == (paper.pk, dt.date(2026, 1, 12), dt.date(2027, 1, 1))
    shown = page_of(planner, "employee", row.pk).context["adminform"].form
    assert shown["week_max_minutes"].value() == "37.5"


def test_skills_of_an_employee_are_left_alone_by_a_change_of_the_name(acme, planner):
    place, paper = f.site(acme), f.skill(acme)
    row = f.employee(acme, place, skills=[paper])
    form = {"code": row.code, "name": "Renamed", "site": place.pk, "hired_on": "2025-01-01", "week_max_minutes": "40", "rest_min_minutes": "11"}
    with scope(acme.pk):
        held = EmployeeSkill.objects.get()
    same = {"skills-TOTAL_FORMS": "1", "skills-INITIAL_FORMS": "1", "skills-0-id": held.pk, "skills-0-employee": row.pk,
            "skills-0-skill": paper.pk, "skills-0-starts_on": "2025-01-01", "skills-0-ends_before": ""}  # fmt: skip
    assert planner.post(f"/admin/shifts/employee/{row.pk}/change/", form | same | {"row_version": row.version}).status_code == 302
    with scope(acme.pk):
        assert (Employee.objects.get().name, EmployeeSkill.objects.get().pk) == ("Renamed", held.pk)
        assert JournalEntry.objects.get(type="employee.updated").payload == {"changed": {"name": [row.name, "Renamed"]}}
    assert planner.post(f"/admin/shifts/employee/{row.pk}/change/", form | same | {"skills-0-DELETE": "on"}).status_code == 302
    with scope(acme.pk):
        assert not EmployeeSkill.objects.exists()


def test_a_number_that_is_taken_is_said_at_the_form(acme, planner):
    place = f.site(acme, "S1")
    told = planner.post("/admin/shifts/site/add/", {"code": place.code, "name": "x", "time_zone": "Mars/Olympus"})
    assert "“Mars/Olympus” is no time zone" in told.content.decode()
    told = planner.post("/admin/shifts/site/add/", {"code": place.code, "name": "x", "time_zone": "Europe/Kyiv"})
    assert "Another site has this code." in told.content.decode()
    with scope(acme.pk):
        assert Site.objects.count() == 1


@pytest.mark.parametrize(("zone", "day", "begins", "ends", "hours"), [
    ("Europe/Kyiv", "2026-03-23", "08:00", "20:00", 12), ("Europe/Kyiv", "2026-03-28", "22:00", "06:00", 7),
    ("Europe/Kyiv", "2026-10-24", "22:00", "06:00", 9), ("Asia/Kolkata", "2026-03-28", "22:00", "06:00", 8),
])  # fmt: skip
def test_a_shift_is_entered_by_the_clock_of_its_site(acme, planner, zone, day, begins, ends, hours):
    place = f.site(acme, zone=zone)
    form = {"site": place.pk, "on": day, "begins": begins, "ends": ends, "role": "Guard", "needed_count": "2", "break_minutes": "0"}
    answer = planner.post("/admin/shifts/shift/add/", form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with scope(acme.pk):
        row = Shift.objects.get()
    assert (row.length_seconds, str(row.on), row.line) == (hours * 3600, day, "Guard")
    shown = page_of(planner, "shift", row.pk)
    found = {name: str(shown.context["adminform"].form[name].value())[:10] for name in ("on", "begins", "ends")}
    assert found == {"on": day, "begins": f"{begins}:00", "ends": f"{ends}:00"}
    assert planner.post(f"/admin/shifts/shift/{row.pk}/change/", form | {"note": "keys at the desk", "row_version": "1"}).status_code == 302
    with scope(acme.pk):
        assert JournalEntry.objects.get(type="shift.updated").payload["changed"] == {"note": ["", "keys at the desk"]}


def test_a_shift_longer_than_a_day_keeps_its_length_when_it_is_moved(acme, planner):
    place = f.site(acme)
    from apps.shifts.times import instant

    row = acts.create_shift(**f.how(acme), site_id=place.pk, role="Guard", starts_at=instant(f.MONDAY, dt.time(8), "Europe/Kyiv"),
                            ends_at=instant(f.MONDAY + dt.timedelta(days=1), dt.time(20), "Europe/Kyiv"))  # fmt: skip
    form = {"site": place.pk, "on": "2026-03-24", "begins": "08:00", "ends": "20:00", "role": "Guard", "line": "Guard", "needed_count": "1", "break_minutes": "0"}
    assert planner.post(f"/admin/shifts/shift/{row.pk}/change/", form).status_code == 302
    with scope(acme.pk):
        assert (Shift.objects.get().length_seconds, str(Shift.objects.get().on)) == (36 * 3600, "2026-03-24")


def test_people_are_put_on_a_shift_and_taken_off_by_its_buttons(acme, planner):
    place = f.site(acme)
    busy, first, second = (f.employee(acme, place, name) for name in ("Busy", "First", "Second"))
    f.shift(acme, place, people=[busy], begins="12:00", ends="20:00")
    row = f.shift(acme, place, needed_count=2)
    page = page_of(planner, "shift", row.pk).content.decode()
    offered = re.search(r'<select name="employee_ids".*?</select>', page, re.DOTALL)[0]
    assert ("First" in offered, "Busy" in offered) == (True, False)
    do = f"/admin/shifts/shift/{row.pk}/do"
    refused = planner.post(f"{do}/assign/", {"employee_ids": [busy.pk], "token": "t0"}, follow=True)
    assert "Select a valid choice" in refused.content.decode()
    planner.post(f"{do}/assign/", {"employee_ids": [first.pk, second.pk], "token": "t1"})
    planner.post(f"{do}/unassign/", {"employee_ids": [second.pk], "token": "t2"})
    with scope(acme.pk):
        assert list(Assignment.objects.filter(shift=row).values_list("employee_id", flat=True)) == [first.pk]


def test_weekdays_of_a_template_are_ticked(acme, planner):
    place = f.site(acme)
    form = {"code": "T1", "site": place.pk, "role": "Guard", "begins": "20:00", "ends": "08:00", "weekdays": ["6", "7"], "break_minutes": "0", "needed_count": "1"}
    assert planner.post("/admin/shifts/shifttemplate/add/", form).status_code == 302
    with scope(acme.pk):
        row = ShiftTemplate.objects.get()
    assert (row.weekdays, row.line) == ("67", "Guard")
    assert planner.get("/admin/shifts/shifttemplate/").content.decode().count("20:00–08:00 +1") == 1
    assert planner.post("/admin/shifts/shifttemplate/add/", form | {"code": "T2", "weekdays": []}).status_code == 200


def test_why_somebody_is_absent_is_for_who_plans(acme, planner):
    person = f.employee(acme, f.site(acme))
    form = {"employee": person.pk, "kind": "sick", "starts_on": "2026-03-23", "ends_before": "2026-03-25", "note": "SECRET-NOTE"}
    assert planner.post("/admin/shifts/absence/add/", form).status_code == 302
    with scope(acme.pk):
        row = Absence.objects.get()
    assert "SECRET-NOTE" in planner.get("/admin/shifts/absence/").content.decode()
    before = entries(acme)
    colleague = browser_of(make.member(acme, "employee"))
    for path in ("absence/", f"absence/{row.pk}/change/", f"absence/{row.pk}/history/", "absence/add/"):
        assert colleague.get(f"/admin/shifts/{path}").status_code in (403, 404), path
    assert colleague.post(f"/admin/shifts/absence/{row.pk}/do/cancel/").status_code in (403, 404)
    with scope(acme.pk):
        assert (Absence.objects.get().state, JournalEntry.objects.count() - before) == ("active", 1)  # the member who came
    planner.post(f"/admin/shifts/absence/{row.pk}/do/cancel/", {"token": "t"})
    with scope(acme.pk):
        assert Absence.objects.get().state == "cancelled"


def test_an_employee_sees_of_colleagues_no_telephone_and_no_plan_that_may_change(acme):
    member = make.member(acme, "employee")
    place = f.site(acme)
    own = f.employee(acme, place, "Own Name", user_id=member.user_id)
    other = f.employee(acme, place, "Other Name", phone="+380441112233")
    planned = f.shift(acme, place, people=[own])
    browser = browser_of(member)
    people = browser.get("/admin/shifts/employee/").content.decode()
    assert ("Own Name" in people, "Other Name" in people) == (True, False)
    for path in (f"employee/{other.pk}/change/", f"employee/{other.pk}/history/", f"shift/{planned.pk}/change/"):
        answer = browser.get(f"/admin/shifts/{path}", follow=True)
        assert "+380441112233" not in answer.content.decode() and (answer.status_code != 200 or answer.redirect_chain), path
    assert browser.get(f"/admin/shifts/employee/{own.pk}/change/").status_code == 200
    assert rows_on(browser, "/admin/shifts/shift/") == 0
    before = entries(acme)
    assert browser.post(f"/admin/shifts/shift/{planned.pk}/do/unassign/", {"employee_ids": [own.pk]}).status_code == 404
    assert browser.post("/admin/shifts/site/add/", {"code": "X"}).status_code == 403
    assert entries(acme) == before


@pytest.mark.parametrize(("term", "found"), [("2026-03-23", 1), ("24.03.2026", 1), ("S-1", 2), ("nowhere", 0), ("2026-02-31", 0)])
def test_shifts_are_found_by_day_and_site(acme, planner, term, found):
    place = f.site(acme, "S-1")
    f.shift(acme, place), f.shift(acme, place, f.MONDAY + dt.timedelta(days=1))
    assert rows_on(planner, f"/admin/shifts/shift/?q={term}") == found


def grow(company, number):
    """One more of everything."""
    place, paper = f.site(company), f.skill(company)
    group = acts.create_team(**f.how(company), code=f"T{number}", name=f"Team {number}", site_id=place.pk)
    person = f.employee(company, place, skills=[paper, f.skill(company)], team_id=group.pk)
    f.template(company, place, skill_id=paper.pk)
    f.shift(company, place, people=[person, f.employee(company, place)], skill_id=paper.pk)
    acts.record_absence(person.pk, f.MONDAY, f.MONDAY + dt.timedelta(days=2), kind="leave", **f.how(company))


def test_lists_and_pages_ask_as_many_queries_in_a_fuller_company(acme, planner):
    grow(acme, 1)
    with scope(acme.pk):
        keys = {noun: model.objects.order_by("pk").first().pk for noun, model in _models().items()}
    for noun, key in keys.items():
        planner.get(f"/admin/shifts/{noun}/"), page_of(planner, noun, key)  # what is read once and kept
    grow(acme, 2), grow(acme, 3)
    lists = {noun: queries_of(planner, f"/admin/shifts/{noun}/") for noun in keys}
    pages = {noun: queries_of(planner, f"/admin/shifts/{noun}/{key}/change/") for noun, key in keys.items()}
    assert {noun: len(asked) for noun, asked in lists.items()} == LISTS
    assert {noun: len(asked) for noun, asked in pages.items()} == OBJECTS
    assert [sql for asked in lists.values() for sql in asked if "COUNT(" in sql and " LIMIT 5000)" not in sql] == []  # to a limit they are counted


def _models():
    from apps.shifts import models

    return {name.lower(): getattr(models, name) for name in ("Site", "Team", "Skill", "Employee", "Absence", "ShiftTemplate", "Shift")}


def test_a_person_has_their_next_shifts_on_one_page(acme, monkeypatch, django_assert_max_num_queries):
    member = make.member(acme, "employee")
    place = f.site(acme, name="Warehouse", address="Boryspilska 9")
    own, other = f.employee(acme, place, "Own", user_id=member.user_id), f.employee(acme, place, "Colleague")
    monkeypatch.setattr("apps.kernel.clock.now", lambda: dt.datetime(2026, 3, 25, 9, tzinfo=dt.UTC))  # Wednesday, 11:00 in Kyiv

    def published(day, *people, begins="08:00", ends="16:00"):
        made = f.shift(acme, place, f.MONDAY + dt.timedelta(days=day), begins, ends, people=people, role=f"Role {day}")
        acts.publish_shift(made.pk, **f.how(acme))

    published(0, own), published(2, own), published(5, own, begins="20:00", ends="04:00"), published(15, own), published(16, own), published(3, other)
    f.shift(acme, place, f.MONDAY + dt.timedelta(days=4), people=[own], role="Only planned")
    browser = browser_of(member)
    with django_assert_max_num_queries(14):  # most of them ask for the menu what is shared with somebody who sees no clients
        answer = browser.get("/admin/shifts/shift/mine/")
    shifts = answer.context["shifts"]
    assert [(item.role, item.hours, item.over, item.is_now) for item in shifts] == [
        ("Role 2", "08:00–16:00", 0, True), ("Role 5", "20:00–04:00", 1, False), ("Role 15", "08:00–16:00", 0, False),
    ]  # fmt: skip
    assert answer.context["week"] == "23 of 40 h"  # the night in which the clocks go forward has an hour less
    page = answer.content.decode()
    assert "Boryspilska 9" in page and "Colleague" not in page and "Only planned" not in page
    assert "You are not among the employees" in browser_of(make.member(acme, "auditor")).get("/admin/shifts/shift/mine/").content.decode()
