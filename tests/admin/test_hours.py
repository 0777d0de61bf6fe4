"""Hours in the admin: a person's own clock, the hours on a shift's page with their buttons, corrections of a planner."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.urls import reverse

from apps.journal.models import JournalEntry
from apps.shifts import actions as acts
from apps.shifts.models import Clocking, Shift
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.factories import shifts as made
from tests.factories.hours import MONDAY, clocked, published, wall, worked_shift

pytestmark = pytest.mark.django_db
MY_TIME = "/admin/shifts/clocking/my-time/"


@pytest.fixture
def company():
    tenant = make.tenant()
    with scope(tenant.pk):
        yield tenant


@pytest.fixture
def person(company):
    return made.employee(company, made.site(company), "Olena")


def by(company):
    return {"actor": make.system(company), "at": AT}


def text_of(answer):
    page = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index('class="my-time"') :]))


def press(browser, kind, token):
    return browser.post(MY_TIME, {"do": kind, "token": token}, follow=True)


def test_a_person_clocks_their_day_with_one_button_after_the_other(company, person):
    actor = make.member(company, "employee")
    acts.update_employee(person.pk, **by(company), user_id=actor.user_id)
    row, browser = published(made.shift(company, person.site, people=[person])), browser_of(actor)
    with time_machine.travel(wall(MONDAY, "07:58"), tick=False):
        assert "Not at work" in text_of(browser.get(MY_TIME)) and "Guard" in text_of(browser.get(MY_TIME))
        assert "At work since 07:58" in text_of(press(browser, "in", "t1"))
        press(browser, "in", "t1")  # a double tap
    with time_machine.travel(wall(MONDAY, "12:00"), tick=False):
        assert "Worked so far: 4:02" in text_of(browser.get(MY_TIME))
        assert "On a break since 12:00" in text_of(press(browser, "break_start", "t2"))
    with time_machine.travel(wall(MONDAY, "12:30"), tick=False):
        assert "At work since 12:30" in text_of(press(browser, "break_end", "t3"))
    with time_machine.travel(wall(MONDAY, "16:00"), tick=False):
        assert "Not at work" in text_of(press(browser, "out", "t4"))
    assert list(Clocking.objects.values_list("kind", flat=True)) == ["in", "break_start", "break_end", "out"]
    assert set(Clocking.objects.values_list("shift", "by_label")) == {(row.pk, actor.label)}
    assert acts.close_shift(row.pk, **by(company)).state == "closed"


def test_who_is_no_employee_is_told_and_who_may_not_clock_stays_out(company, person):
    planner = browser_of(make.member(company, "dispatcher"))
    assert "not among the employees" in text_of(planner.get(MY_TIME))
    assert press(planner, "in", "t1").status_code == 200 and not Clocking.objects.exists()
    assert browser_of(make.member(company, "auditor")).get(MY_TIME).status_code == 403
    employee = browser_of(make.member(company, "employee"))
    assert employee.get("/admin/shifts/clocking/").status_code == 403


def test_a_kind_that_is_none_is_refused_in_words(company, person):
    actor = make.member(company, "employee")
    acts.update_employee(person.pk, **by(company), user_id=actor.user_id)
    assert "There is no such kind of clocking." in press(browser_of(actor), "sleep", "t1").content.decode()
    assert not Clocking.objects.exists()


def test_a_shifts_page_tells_what_keeps_it_open_and_its_buttons_close_it(company, person):
    row = published(made.shift(company, person.site, people=[person]))
    clocked(company, person, "08:00", kinds=("in",))
    browser = browser_of(make.member(company, "manager"))
    address = reverse("admin:shifts_shift_change", args=[row.pk])
    assert "Olena: has not clocked out after 08:00" in browser.get(address).content.decode()
    clocked(company, person, "16:00", kinds=("out",))
    page = browser.get(address).content.decode()
    assert "8:00" in page and "has not clocked out" not in page and "/do/close/" in page and "/do/reopen/" not in page
    for act, state in (("close", "closed"), ("submit_hours", "approved")):
        browser.post(reverse("admin:shifts_shift_do", args=[row.pk, act]), {"token": act})
        assert Shift.objects.get(pk=row.pk).state == state
    assert "close number 1" in browser.get(address).content.decode()


def test_a_planner_corrects_voids_and_enters_clockings(company, person):
    row = worked_shift(company, person)
    out, browser = Clocking.objects.get(kind="out"), browser_of(make.member(company, "dispatcher"))
    do = reverse("admin:shifts_clocking_do", args=[out.pk, "correct"])
    values = {"kind": "out", "on": "2026-03-23", "time": "15:00:00"}
    told = browser.post(do, values | {"token": "t1"}, follow=True).content.decode()
    assert "Say why: a reason is needed." in told and Clocking.objects.count() == 2
    browser.post(do, values | {"token": "t2", "reason": "left early"})
    later = Clocking.objects.get(corrects=out)
    assert (later.at, later.shift_id, later.is_void) == (wall(MONDAY, "15:00"), row.pk, False)
    page = browser.get(reverse("admin:shifts_clocking_change", args=[out.pk])).content.decode()
    assert "holds instead" in page and "It was corrected already" in page
    with time_machine.travel(wall(MONDAY, "18:00"), tick=False):
        form = {"employee": person.pk, "kind": "in", "on": "2026-03-23", "time": "15:30", "reason": "came back", "form_token": "f1"}
        answer = browser.post(reverse("admin:shifts_clocking_add"), form)
    assert answer.status_code == 302, re.findall(r'errorlist[^<]*<[^>]*>[^<]*', answer.content.decode())
    assert Clocking.objects.filter(kind="in", at=wall(MONDAY, "15:30")).exists()


def test_who_only_looks_corrects_nothing(company, person):
    worked_shift(company, person)
    out, browser = Clocking.objects.get(kind="out"), browser_of(make.member(company, "auditor"))
    entries = JournalEntry.objects.count()
    browser.post(reverse("admin:shifts_clocking_do", args=[out.pk, "correct"]), {"token": "t", "kind": "in", "on": "2026-03-23", "time": "15:00", "reason": "x"})
    assert browser.get(reverse("admin:shifts_clocking_add")).status_code == 403
    assert (Clocking.objects.count(), JournalEntry.objects.count()) == (2, entries)


def test_the_list_finds_what_went_astray(company, person):
    worked_shift(company, person)
    clocked(company, made.employee(company, person.site, "Petro"), "10:00", kinds=("in",))
    browser = browser_of(make.member(company, "dispatcher"))
    page = browser.get("/admin/shifts/clocking/?which=astray").content.decode()
    table = page[page.index("result_list") :]
    assert "Petro" in table and "Olena" not in table
    assert "Olena" in browser.get("/admin/shifts/clocking/?q=ole").content.decode()
