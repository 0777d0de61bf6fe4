"""The calendar of a person: what it holds, by which clock, and that the address is its only key."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import signing
from django.test import Client as Browser
from icalendar import Calendar

from apps.journal.models import JournalEntry
from apps.shifts import actions as acts
from apps.shifts import feed as feeds
from apps.shifts.feed import address_of, feed
from apps.shifts.models import Employee, Shift
from apps.telemetry.masking import mask_text
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import shifts as f

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
AT = dt.datetime(2026, 3, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def acme():
    return make.tenant("acme")


def renewed(company, person, **how):
    return acts.renew_calendar(person.pk, **{"actor": make.system(company), "at": AT} | how)


def token_of(person):
    return address_of(person).removeprefix("/calendar/").removesuffix(".ics")


def events(person, at=AT):
    body = feed(token_of(person), at)
    assert body is not None
    return list(Calendar.from_ical(body).walk("VEVENT"))


def published(company, *args, **fields):
    row = f.shift(company, *args, **fields)
    return acts.publish_shift(row.pk, allow_gaps=True, **f.how(company))


def test_a_person_has_their_published_shifts_and_nothing_of_others(acme):
    place = f.site(acme, name="Warehouse", address="Boryspilska 9")
    person, other = f.employee(acme, place, "Own Name"), f.employee(acme, place, "Colleague Name", phone="+380441112233")
    shown = published(acme, place, people=[person, other], note="SECRET-NOTE")
    f.shift(acme, place, f.MONDAY + DAY, people=[person])  # only planned
    published(acme, place, f.MONDAY + 2 * DAY, people=[other])
    gone = published(acme, place, f.MONDAY + 3 * DAY, people=[person])
    acts.cancel_shift(gone.pk, **f.how(acme, reason="closed"))
    person = renewed(acme, person)
    (event,) = events(person)
    assert (str(event["summary"]), str(event["location"])) == ("Guard · Warehouse", "Warehouse, Boryspilska 9")
    assert (event.start, event.end) == (shown.starts_at, shown.ends_at)
    body = feed(token_of(person), AT).decode()
    assert not [word for word in ("Colleague", "SECRET", "+380", "Own Name") if word in body]


@pytest.mark.parametrize(("zone", "day", "hours", "wall"), [
    ("Europe/Kyiv", "2026-03-28", 11, "20:00"), ("Europe/Kyiv", "2026-10-24", 13, "20:00"), ("America/New_York", "2026-03-07", 11, "20:00"),
    ("Asia/Kolkata", "2026-03-28", 12, "20:00"),
])  # fmt: skip
def test_times_are_those_of_the_site_with_its_real_length(acme, zone, day, hours, wall):
    place = f.site(acme, zone=zone)
    person = f.employee(acme, place)
    published(acme, place, dt.date.fromisoformat(day), "20:00", "08:00", people=[person])
    (event,) = events(renewed(acme, person))
    assert event["dtstart"].params["TZID"] == zone and f"{event.start:%H:%M}" == wall
    assert event.end.astimezone(dt.UTC) - event.start.astimezone(dt.UTC) == dt.timedelta(hours=hours)
    body = feed(token_of(renewed(acme, person, at=AT + DAY)), AT)
    assert [str(item["tzid"]) for item in Calendar.from_ical(body).walk("VTIMEZONE")] == [zone]


def test_a_change_keeps_the_uid_and_counts_up(acme):
    place = f.site(acme)
    person = f.employee(acme, place)
    row = published(acme, place, people=[person])
    person = renewed(acme, person)
    (before,) = events(person)
    acts.update_shift(row.pk, role="Chief guard", **f.how(acme))
    (after,) = events(person)
    assert before["uid"] == after["uid"] and after["sequence"] > before["sequence"]
    with scope(acme.pk):
        assert after["sequence"] == Shift.objects.get().version


def test_it_reaches_from_thirty_days_back_to_a_year_ahead(acme):
    place = f.site(acme)
    person = f.employee(acme, place)
    days = [f.MONDAY + DAY * number for number in (-31, -30, 0, 365, 366)]
    for day in days:
        published(acme, place, day, people=[person])
    assert [event.start.date() for event in events(renewed(acme, person))] == days[1:4]


def test_a_new_address_makes_the_old_one_lead_nowhere(acme):
    person = f.employee(acme, f.site(acme))
    assert address_of(person) == ""
    first = renewed(acme, person)
    old = address_of(first)
    browser = Browser()
    answer = browser.get(old)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "text/calendar; charset=utf-8", "private, max-age=900")
    assert "Set-Cookie" not in answer and not answer.cookies
    second = renewed(acme, first)  # at the same instant
    assert address_of(second) != old
    assert (browser.get(old).status_code, browser.get(address_of(second)).status_code) == (404, 200)
    assert browser.post(address_of(second)).status_code == 405
    with scope(acme.pk):
        assert [entry.payload for entry in JournalEntry.objects.filter(type="employee.calendar_renewed")] == [{"code": person.code}] * 2


def test_an_address_that_is_not_signed_here_asks_nothing_of_the_database(acme, django_assert_num_queries):
    person = renewed(acme, f.employee(acme, f.site(acme)))
    good = token_of(person)
    plain = good.partition("~")[0]
    other_salt = signing.Signer(salt="another", sep="~").sign(plain)
    with django_assert_num_queries(0):
        for token in ("x", plain, f"{plain}~{'A' * 43}", good[:-1] + ("A" if good[-1] != "A" else "B"), other_salt, "~", "9" * 5000, f"{good}~"):
            assert feed(token, AT) is None, token
    stray = [signing.Signer(**feeds._SIGNER).sign(value) for value in ("1", "1.2", f"{acme.pk}.{person.pk}.", f"99999.{person.pk}.{person.feed_key}")]
    assert [feed(token, AT) for token in stray] == [None] * 4


def test_who_works_here_no_more_has_no_calendar(acme):
    place = f.site(acme)
    left, archived = renewed(acme, f.employee(acme, place)), renewed(acme, f.employee(acme, place))
    acts.update_employee(left.pk, left_before=dt.date(2026, 3, 24), **f.how(acme))
    acts.archive_employee(archived.pk, **f.how(acme))
    assert feed(token_of(left), AT) is not None
    assert [feed(token_of(left), AT + DAY), feed(token_of(archived), AT)] == [None, None]


def test_an_address_of_one_company_shows_nothing_of_another(acme):
    other = make.tenant("other")
    person, theirs = f.employee(acme, f.site(acme)), f.employee(other, f.site(other))
    published(other, _site_of(theirs), people=[theirs])
    forged = signing.Signer(**feeds._SIGNER).sign(f"{acme.pk}.{theirs.pk}.{renewed(other, theirs).feed_key}")
    assert feed(forged, AT) is None
    assert events(renewed(acme, person)) == []


def _site_of(person):
    return person.site


def test_the_address_is_made_by_the_person_and_by_who_keeps_employees(acme):
    member = make.member(acme, "employee")
    place = f.site(acme)
    own, colleague = f.employee(acme, place, user_id=member.user_id), f.employee(acme, place)
    browser = browser_of(member)
    page = f"/admin/shifts/employee/{own.pk}"
    assert "There is no address yet" in browser.get(f"{page}/change/").content.decode()
    browser.post(f"{page}/do/renew_calendar/", {"token": "t1"})
    with scope(acme.pk):
        made = Employee.objects.get(pk=own.pk)
    assert address_of(made) in browser.get(f"{page}/change/").content.decode()
    assert browser.post(f"/admin/shifts/employee/{colleague.pk}/do/renew_calendar/", {"token": "t2"}).status_code == 404
    clerk = browser_of(make.member(acme, "accountant"))
    shown = clerk.get(f"{page}/change/").content.decode()
    assert address_of(made) not in shown and "/calendar/" not in shown
    told = clerk.post(f"{page}/do/renew_calendar/", {"token": "t3"}, follow=True).content.decode()
    assert "does not allow" in told
    with scope(acme.pk):
        assert Employee.objects.get(pk=own.pk).feed_key == made.feed_key
    manager = browser_of(make.member(acme, "manager"))
    manager.post(f"/admin/shifts/employee/{colleague.pk}/do/renew_calendar/", {"token": "t4"})
    with scope(acme.pk):
        assert address_of(Employee.objects.get(pk=colleague.pk)) in manager.get(f"/admin/shifts/employee/{colleague.pk}/change/").content.decode()
    assert "feed" not in browser.get(f"{page}/history/").content.decode().lower()


def test_the_address_is_in_no_log(acme):
    person = renewed(acme, f.employee(acme, f.site(acme)))
    assert mask_text(f"GET {address_of(person)} 200") == "GET /calendar/*** 200"
