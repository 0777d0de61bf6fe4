"""Pages of dispatch: forms, buttons, the board and its rows, who sees what, and how many queries they take."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.dispatch import actions as acts
from apps.dispatch.models import BusinessCalendar, ContractSla, SlaPlan, WorkOrder, WorkQueue
from apps.kernel import clock
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import contracts as contract
from tests.factories import dispatch as made
from tests.factories import shifts as roster
from tests.factories.dispatch import HOUR, how

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 31, 9, tzinfo=dt.UTC)


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def desk(acme, monkeypatch):
    """The dispatcher's browser, at a time that stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return browser_of(make.member(acme, "dispatcher"))


@pytest.fixture
def owner(acme):
    return browser_of(make.member(acme, "owner"))


def text_of(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


WEEK = {"monday": "9:00-13:00, 14:00-18:00", "tuesday": "00:00-24:00", "wednesday": "", "thursday": "", "friday": "", "saturday": "", "sunday": ""}


def test_a_calendar_is_written_as_people_write_hours(acme, owner):
    form = {"name": "Desk", "time_zone": "Europe/Kyiv", "holiday_country": "DE", "holiday_subdivision": "BY", "days_off": "2026-12-31", "form_token": "a"}
    answer = owner.post("/admin/dispatch/businesscalendar/add/", form | WEEK)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    row = BusinessCalendar.objects.get()
    assert row.week[:3] == [[["09:00", "13:00"], ["14:00", "18:00"]], [["00:00", "24:00"]], []]
    page = text_of(owner.get(f"/admin/dispatch/businesscalendar/{row.pk}/change/"))
    assert "09:00–13:00, 14:00–18:00" in page
    wrong = text_of(owner.post("/admin/dispatch/businesscalendar/add/", form | WEEK | {"name": "X", "monday": "nine", "form_token": "b"}))
    assert "is no span such as" in wrong
    wrong = text_of(owner.post("/admin/dispatch/businesscalendar/add/", form | WEEK | {"name": "X", "monday": "18:00-09:00", "holiday_country": "", "form_token": "c"}))
    assert "Work must end later" in wrong
    assert BusinessCalendar.objects.count() == 1
    form["row_version"] = "1"
    assert owner.post(f"/admin/dispatch/businesscalendar/{row.pk}/change/", form | WEEK | {"sunday": "10:00-12:00", "form_token": "d"}).status_code == 302
    row = BusinessCalendar.objects.get()
    assert (row.version, row.week[6], row.days_off) == (2, [["10:00", "12:00"]], ["2026-12-31"])


def test_a_plan_a_promise_and_a_queue_are_made_and_changed(acme, owner):
    calendar = made.calendar(acme)
    targets = {f"{priority}_{what}": "60" for priority in ("urgent", "high", "normal", "low") for what in ("response", "resolution")}
    assert owner.post("/admin/dispatch/slaplan/add/", {"name": "Gold", "calendar": calendar.pk, "form_token": "a"} | targets).status_code == 302
    plan = SlaPlan.objects.get()
    agreed = contract.active(acme, make.client(acme), "C-1")
    assert owner.post("/admin/dispatch/contractsla/add/", {"contract": agreed.pk, "plan": plan.pk, "form_token": "b"}).status_code == 302
    row = ContractSla.objects.get()
    assert owner.post("/admin/dispatch/workqueue/add/", {"name": "Repairs", "plan": plan.pk, "form_token": "c"}).status_code == 302
    assert WorkQueue.objects.get().plan_id == plan.pk
    assert "promised in a contract" in text_of(owner.post(f"/admin/dispatch/slaplan/{plan.pk}/do/archive/", {"token": "t"}, follow=True))
    assert owner.post(f"/admin/dispatch/contractsla/{row.pk}/do/remove/", {"token": "u"}).status_code == 302
    assert not ContractSla.objects.exists()


def test_an_order_is_made_given_and_worked_by_buttons(acme, desk):
    payer, queue, place = make.client(acme), made.queue(acme, plan_id=made.round_the_clock(acme).pk), roster.site(acme)
    person, other = roster.employee(acme, place, "Ann"), roster.employee(acme, place, "Bob")
    made.at_work(acme, place, person)
    form = {"client": payer.pk, "queue": queue.pk, "priority": "urgent", "title": "No light", "description": "", "estimated_minutes": "30", "form_token": "a"}
    assert desk.post("/admin/dispatch/workorder/add/", form).status_code == 302
    order = WorkOrder.objects.get()

    def press(act, **more):
        return text_of(desk.post(f"/admin/dispatch/workorder/{order.pk}/do/{act}/", {"token": act} | more, follow=True))

    press("enqueue")
    press("dispatch")
    page = text_of(desk.get(f"/admin/dispatch/workorder/{order.pk}/change/"))
    assert "Given by dispatch: 0 min in hand, 4 h left of the shift." in page
    assert "Say why" in press("assign", employee_id=other.pk)
    assert "Although: is on no shift now or soon." in press("assign", employee_id=other.pk, reason="knows the house")
    press("start")
    press("hold", reason="waits for a part")
    press("resume")
    press("complete")
    order = WorkOrder.objects.get()
    assert (order.state, order.employee_id, order.responded_at) == ("done", other.pk, NOW)


def test_the_board_shows_the_first_due_first_with_words_beside_the_colour(acme, desk):
    plan, place, wiring = made.round_the_clock(acme), roster.site(acme), roster.skill(acme)
    queue, other = made.queue(acme, plan_id=plan.pk), made.queue(acme, "Other", site_id=place.pk)
    late = made.order(acme, queue, at=NOW - HOUR, priority="urgent", title="Late one")
    risky = made.order(acme, queue, at=NOW - HOUR * 3.5, title="Risky one", skill_id=wiring.pk)
    calm = made.order(acme, queue, at=NOW, title="Calm one")
    free = made.order(acme, other, at=NOW, title="Free one")
    held = made.order(acme, queue, at=NOW - HOUR, priority="urgent", title="Held one")
    acts.hold_order(held.pk, **how(acme, NOW, reason="why"))
    done = made.order(acme, queue, at=NOW, title="Gone one")
    acts.cancel_order(done.pk, **how(acme, NOW, reason="why"))
    page = text_of(desk.get("/admin/dispatch/workorder/board/"))
    found = sorted((late, risky, calm, free, held), key=lambda row: page.index(row.title))
    assert [row.pk for row in found] == [late.pk, risky.pk, calm.pk, free.pk, held.pk]
    assert "Gone one" not in page and "late by 30 min" in page and "in 30 min" in page
    for words in ("Breached: 1", "At risk: 1", "In time: 1", "Nothing promised: 1", "On hold: 1"):
        assert words in page
    rows = text_of(desk.get(f"/admin/dispatch/workorder/board/rows/?skill={wiring.pk}"))
    assert "Risky one" in rows and "Late one" not in rows and "<html" not in rows
    assert "Free one" in (at_place := text_of(desk.get(f"/admin/dispatch/workorder/board/rows/?site={place.pk}"))) and "Late one" not in at_place
    assert "Late one" not in text_of(desk.get(f"/admin/dispatch/workorder/board/rows/?queue={other.pk}"))
    assert "Late one" in text_of(desk.get("/admin/dispatch/workorder/board/rows/?queue=nonsense"))


def test_dispatch_now_gives_what_waits(acme, desk):
    place, queue = roster.site(acme), made.queue(acme)
    made.at_work(acme, place, roster.employee(acme, place))
    for _number in range(5):
        made.order(acme, queue, estimated_minutes=70)
    assert "Given to people on shift: 3. Still waiting: 2." in text_of(desk.post("/admin/dispatch/workorder/board/dispatch/", follow=True))


def test_who_may_only_look_sees_the_board_and_dispatches_nothing(acme):
    place, queue = roster.site(acme), made.queue(acme)
    made.at_work(acme, place, roster.employee(acme, place), at=clock.now())
    order = made.order(acme, queue, title="No light")
    auditor = browser_of(make.member(acme, "auditor"))
    page = text_of(auditor.get("/admin/dispatch/workorder/board/"))
    assert "No light" in page and "Dispatch now" not in page
    auditor.post("/admin/dispatch/workorder/board/dispatch/")
    auditor.post(f"/admin/dispatch/workorder/{order.pk}/do/cancel/", {"reason": "why", "token": "t"})
    assert (WorkOrder.objects.get().state, WorkOrder.objects.get().version) == ("queued", order.version)


def test_another_companys_orders_are_on_no_board(acme):
    other = make.tenant("other")
    with scope(other.pk):
        order = made.order(other, made.queue(other), title="Theirs alone")
    desk = browser_of(make.member(acme, "dispatcher"))
    assert "Theirs alone" not in text_of(desk.get("/admin/dispatch/workorder/board/"))
    assert desk.get(f"/admin/dispatch/workorder/{order.pk}/change/").status_code in (302, 404)


@pytest.mark.parametrize("path", ["workorder/", "workorder/board/rows/", "workqueue/", "slaplan/", "contractsla/", "businesscalendar/"])
def test_a_page_asks_as_many_queries_for_many_rows_as_for_one(acme, owner, path):
    def grow(number):
        plan = made.plan(acme, f"Plan {number}")
        payer = make.client(acme)
        acts.create_contract_sla(contract.active(acme, payer, f"C-{number}").pk, plan.pk, **how(acme))
        made.order(acme, made.queue(acme, f"Queue {number}", plan_id=plan.pk), client_id=payer.pk)

    def asked():
        owner.get(f"/admin/dispatch/{path}")
        with CaptureQueriesContext(connection) as caught:
            text_of(owner.get(f"/admin/dispatch/{path}"))
        return len(caught)

    grow(1)
    one = asked()
    grow(2)
    grow(3)
    assert asked() == one <= 12
