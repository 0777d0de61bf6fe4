"""Shifts and clockings over the API: as a roster system, and as a person's telephone."""

from __future__ import annotations

import json

import pytest
import time_machine

from apps.api.platform import throttle
from apps.journal.models import JournalEntry
from apps.shifts.models import Clocking, Shift
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import shifts as made
from tests.factories.hours import MONDAY, published, wall

pytestmark = pytest.mark.django_db
EIGHT, FOUR = "2026-03-23T08:00:00+02:00", "2026-03-23T16:00:00+02:00"


@pytest.fixture
def company():
    throttle.forget()
    tenant = make.tenant()
    with scope(tenant.pk):
        yield tenant


@pytest.fixture
def partner(company):
    return Partner(company)


class Telephone:
    """A person's own session."""

    def __init__(self, company, person):
        self.actor = make.member(company, "employee")
        from apps.shifts.actions import update_employee

        update_employee(person.pk, actor=make.system(company), at=make.AT, user_id=self.actor.user_id)
        self.browser = browser_of(self.actor)

    def call(self, method, path, body=None, **headers):
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(self.browser, method)(f"/api/v1/{path}", **sent, **{f"HTTP_{name.upper()}": value for name, value in headers.items()})


def test_a_shift_from_its_plan_to_its_hours(company):
    planner = Partner(company, "manager")
    place = made.site(company)
    person = made.employee(company, place, "Olena")
    body = {"site": place.pk, "role": "Guard", "starts_at": EIGHT, "ends_at": FOUR}
    row = planner.call("post", "shifts", body).json()
    assert (row["state"], row["starts_at"], row["on"], row["line"]) == ("planned", "2026-03-23T06:00:00Z", "2026-03-23", "Guard")
    path = f"shifts/{row['id']}"
    assert planner.call("post", f"{path}/assign", {"employees": [person.pk]}).json()["people"] == [{"employee": person.pk, "name": "Olena", "source": "plan"}]
    assert planner.call("patch", path, {"note": "gate 2"}).json()["note"] == "gate 2"
    assert planner.call("post", f"{path}/publish", {}).json()["state"] == "published"
    for kind, when in (("in", EIGHT), ("out", "2026-03-23T15:00:00+02:00")):
        assert planner.call("post", "clockings", {"employee": person.pk, "kind": kind, "at": when}).status_code == 201
    out = planner.call("get", f"clockings?shift={row['id']}").json()["items"][0]
    mended = planner.call("post", f"clockings/{out['id']}/correct", {"at": FOUR, "reason": "wrong button"})
    assert (mended.status_code, mended.json()["corrects"], mended.json()["holds"]) == (201, out["id"], True)
    assert planner.call("get", f"clockings/{out['id']}").json()["holds"] is False
    told = planner.call("get", f"{path}/hours").json()
    assert (told["stands"], told["exceptions"], told["people"][0]["worked_seconds"]) == (False, [], 28_800)
    assert planner.call("post", f"{path}/close", {}).json()["close_number"] == 1
    assert planner.call("get", f"{path}/hours").json()["stands"] is True
    assert planner.call("post", f"{path}/submit-hours", {}).json()["state"] == "approved"


def test_a_close_that_is_refused_says_every_reason(company):
    planner, place = Partner(company, "manager"), made.site(company)
    person = made.employee(company, place, "Olena")
    row = published(made.shift(company, place, people=[person]))
    planner.call("post", "clockings", {"employee": person.pk, "kind": "in", "at": EIGHT})
    answer = planner.call("post", f"shifts/{row.pk}/close", {})
    assert (answer.status_code, [item["code"] for item in answer.json()["errors"]]) == (409, ["missing_out"])
    assert planner.call("get", f"shifts/{row.pk}/hours", accept_language="en").json()["exceptions"] == ["Olena: has not clocked out after 08:00"]


def test_an_employee_clocks_and_sees_for_themself_alone(company):
    place = made.site(company)
    person, other = made.employee(company, place, "Olena"), made.employee(company, place, "Petro", phone="+380")
    mine, theirs = (published(made.shift(company, place, people=[who])) for who in (person, other))
    planned = made.shift(company, place, day=MONDAY.replace(day=25), people=[person])
    phone = Telephone(company, person)
    with time_machine.travel(wall(MONDAY, "08:01"), tick=False):
        sent = phone.call("post", "clockings", {"kind": "in", "at": EIGHT}, idempotency_key="k1")
        again = phone.call("post", "clockings", {"kind": "in", "at": EIGHT}, idempotency_key="k1")
        anew = phone.call("post", "clockings", {"kind": "in", "at": EIGHT}, idempotency_key="k2")  # the key was lost with the answer
        assert (sent.status_code, again["Idempotent-Replayed"], Clocking.objects.count()) == (201, "true", 1)
        assert sent.json() == again.json() == anew.json() and sent.json()["shift"] == mine.pk
        entries = JournalEntry.objects.count()
        for body in ({"kind": "in", "at": EIGHT, "employee": other.pk}, {"kind": "in", "at": EIGHT, "shift": theirs.pk}):
            assert phone.call("post", "clockings", body).status_code in (403, 404, 422)
        early = phone.call("post", "clockings", {"kind": "out", "at": "2026-03-23T09:00:00+02:00"})
        assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "in_future")
        assert (Clocking.objects.count(), JournalEntry.objects.count()) == (1, entries)
        assert [row["id"] for row in phone.call("get", "employees").json()["items"]] == [person.pk]
        assert [row["id"] for row in phone.call("get", "shifts").json()["items"]] == [mine.pk]
        assert "contract" not in phone.call("get", f"shifts/{mine.pk}").json()
        for path in (f"employees/{other.pk}", f"shifts/{theirs.pk}", f"shifts/{planned.pk}"):
            assert phone.call("get", path).status_code == 404
        assert phone.call("get", f"shifts/{mine.pk}/hours").status_code == 403
        assert phone.call("post", f"clockings/{sent.json()['id']}/correct", {"is_void": True, "reason": "x"}).status_code in (403, 404)
        assert phone.call("post", f"shifts/{mine.pk}/close", {}).status_code == 403
    assert Shift.objects.get(pk=mine.pk).state == "in_progress"


def test_a_key_says_who_and_a_time_says_its_offset(company, partner):
    person = made.employee(company, made.site(company))
    nobody = partner.call("post", "clockings", {"kind": "in", "at": EIGHT})
    assert (nobody.status_code, nobody.json()["errors"][0]["pointer"]) == (422, "/employee")
    naive = partner.call("post", "clockings", {"employee": person.pk, "kind": "in", "at": "2026-03-23T08:00:00"})
    assert (naive.status_code, naive.json()["errors"][0]["code"]) == (422, "instant")
    assert not Clocking.objects.exists()


def test_lists_are_filtered_by_day_site_person_and_state(company, partner):
    place, elsewhere = made.site(company), made.site(company)
    person = made.employee(company, place)
    rows = [made.shift(company, place, people=[person]), made.shift(company, elsewhere), made.shift(company, place, day=MONDAY.replace(day=24))]
    asked = {
        f"site={place.pk}": {0, 2}, f"employee={person.pk}": {0}, "day_from=2026-03-24": {2}, "day_until=2026-03-24": {0, 1}, "state=published": set(),
    }  # fmt: skip
    for query, expected in asked.items():
        found = {item["id"] for item in partner.call("get", f"shifts?{query}").json()["items"]}
        assert found == {rows[index].pk for index in expected}, query
    with time_machine.travel(wall(MONDAY, "12:00"), tick=False):
        partner.call("post", "clockings", {"employee": made.employee(company, place).pk, "kind": "in", "at": EIGHT})
        partner.call("post", "clockings", {"employee": person.pk, "kind": "in", "at": EIGHT})
    assert [len(partner.call("get", f"clockings?{query}").json()["items"]) for query in ("astray=true", "astray=false", f"employee={person.pk}")] == [1, 1, 1]
