"""The rules of a roster, against a check that goes minute by minute, also over the nights in which Kyiv changes its clocks."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.shifts import rules
from apps.shifts.rules import Person, Piece, Slot
from apps.shifts.times import span

KYIV = "Europe/Kyiv"
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
# Clocks go forward on Sunday, 29 March 2026, and back on Sunday, 25 October 2026: on both sides of the end of a week.
AROUND = (dt.date(2026, 3, 27), dt.date(2026, 10, 23), dt.date(2026, 6, 5))
PERSON = Person(1, "Olha", KYIV, rest_min_minutes=11 * 60, week_max_minutes=40 * 60, hired_on=dt.date(2025, 1, 1))


def slot(pk, day, begins, ends, zone=KYIV, **more):
    starts_at, ends_at = span(day, dt.time.fromisoformat(begins), dt.time.fromisoformat(ends), zone=zone)
    return Slot(pk, starts_at, ends_at, day, zone, site="Depot", role="Guard", **more)


def codes(person, *slots, about=None):
    return [(item.code, item.shift_ids) for item in rules.check({person.employee_id: person}, [Piece(one, person.employee_id) for one in slots], about=about)]


def person(**more):
    return Person(**{**PERSON.__dict__, **more})


# --- each rule by hand ---

MON = dt.date(2026, 3, 23)


def test_a_roster_that_keeps_everything_breaks_nothing():
    assert codes(PERSON, *(slot(n, MON + n * DAY, "08:00", "16:00") for n in range(5))) == []


def test_two_shifts_at_once_are_told_once_with_both():
    assert codes(PERSON, slot(1, MON, "08:00", "16:00"), slot(2, MON, "15:59", "23:00")) == [("double_booked", (1, 2))]
    assert ("double_booked", (1, 2)) not in codes(PERSON, slot(1, MON, "08:00", "16:00"), slot(2, MON, "16:00", "23:00"))


def test_rest_is_counted_from_the_last_shift_before():
    late, early = slot(1, MON, "14:00", "22:00"), slot(2, MON + DAY, "08:59", "12:00")
    assert codes(PERSON, late, early) == [("rest", (1, 2))]
    assert codes(PERSON, late, slot(2, MON + DAY, "09:00", "12:00")) == []


def test_the_night_of_the_clock_change_is_an_hour_of_rest_shorter():
    saturday = dt.date(2026, 3, 28)  # from 21:00 to 08:00 are ten hours then, and eleven a week before
    assert codes(PERSON, slot(1, saturday, "13:00", "21:00"), slot(2, saturday + DAY, "08:00", "12:00")) == [("rest", (1, 2))]
    before = saturday - 7 * DAY
    assert codes(PERSON, slot(1, before, "13:00", "21:00"), slot(2, before + DAY, "08:00", "12:00")) == []


def test_a_week_ends_on_monday_at_midnight_of_the_persons_site_and_a_break_is_not_work():
    days = [slot(n, MON + n * DAY, "08:00", "16:30", break_minutes=30) for n in range(5)]
    assert codes(PERSON, *days) == []
    # 22:00 to 06:00 on the night of the clock change: two hours of it fall into the week, five into the next.
    night = slot(9, MON + 6 * DAY, "22:00", "06:00")
    assert codes(PERSON, *days, night) == [("week", (0, 1, 2, 3, 4, 9))]
    assert [int(part / 3600) for _monday, part in rules.by_week(night, KYIV)] == [2, 6]
    assert [int(part / 3600) for _monday, part in rules.by_week(slot(9, MON + 5 * DAY, "22:00", "06:00"), KYIV)] == [7]


def test_the_skill_is_held_on_the_day_of_the_shift():
    trained = person(skills=((7, MON, MON + DAY),))
    assert codes(trained, slot(1, MON, "22:00", "06:00", skill_id=7, skill="First aid")) == []
    assert codes(trained, slot(1, MON + DAY, "08:00", "16:00", skill_id=7)) == [("skill", (1,))]
    assert codes(PERSON, slot(1, MON, "08:00", "16:00", skill_id=7)) == [("skill", (1,))]


def test_a_night_into_a_day_of_absence_counts_and_one_that_ends_at_midnight_does_not():
    away = person(absences=((MON + DAY, MON + 2 * DAY),))
    assert codes(away, slot(1, MON, "22:00", "06:00")) == [("absent", (1,))]
    assert codes(away, slot(1, MON, "16:00", "00:00")) == []
    assert codes(away, slot(1, MON + 2 * DAY, "00:00", "08:00")) == []


def test_who_is_not_hired_yet_gone_or_put_away_does_not_work():
    for someone in (person(hired_on=MON + DAY), person(left_before=MON), person(active=False)):
        assert codes(someone, slot(1, MON, "08:00", "16:00")) == [("not_employed", (1,))]
    assert codes(person(hired_on=MON, left_before=MON + DAY), slot(1, MON, "08:00", "16:00")) == []


def test_what_others_break_among_themselves_is_not_asked_about():
    early, late, far = slot(1, MON, "08:00", "16:00"), slot(2, MON, "12:00", "20:00"), slot(3, MON + 3 * DAY, "08:00", "16:00")
    assert codes(PERSON, early, late, far, about={3}) == []
    assert codes(PERSON, early, late, far, about={2}) == [("double_booked", (1, 2))]


def test_a_shift_that_lacks_people_is_a_gap_unless_it_is_offered():
    short, offered = slot(1, MON, "08:00", "16:00", needed=3), slot(2, MON, "08:00", "16:00", needed=3, is_open=True)
    found = rules.gaps([short, offered], {1: 2})
    assert [(item.code, item.shift_ids) for item in found] == [("gap", (1,))]
    assert str(found[0]) == "3 are needed and 2 are there: Depot, Guard, 23 Mar 2026, 08:00 – 16:00."
    assert rules.gaps([short], {1: 3}) == []


def test_a_break_is_said_in_the_readers_language_by_the_clock_of_the_site():
    [found] = rules.check({1: PERSON}, [Piece(slot(1, MON, "14:00", "22:00"), 1), Piece(slot(2, MON + DAY, "08:30", "12:00"), 1)])
    assert str(found) == "Olha has 10 h 30 min of rest before Depot, Guard, 24 Mar 2026, 08:30 – 12:00, of the 11 hours that are due."
    with translation.override("uk"):
        assert "24.03.2026 08:30 – 12:00" in str(found)
        assert "Olha has" not in str(found)


# --- against the minutes ---


@st.composite
def rosters(draw):
    """A person and up to six shifts within five days around a change of the clocks, on whole quarters of an hour."""
    first = draw(st.sampled_from(AROUND))
    begin = dt.datetime.combine(first, dt.time(0), ZoneInfo(KYIV)).astimezone(dt.UTC)
    slots = []
    for pk in range(draw(st.integers(1, 6))):
        starts_at = begin + draw(st.integers(0, 5 * 96)) * 15 * MINUTE
        length = draw(st.integers(2, 60)) * 15
        pause = draw(st.integers(0, length - 1))
        skill = draw(st.sampled_from([None, None, 7]))
        on = starts_at.astimezone(ZoneInfo(KYIV)).date()
        slots.append(Slot(pk, starts_at, starts_at + length * MINUTE, on, KYIV, break_minutes=pause, skill_id=skill))
    day = st.integers(-1, 6).map(lambda count: first + count * DAY)
    begins, held = draw(day), draw(day)
    who = person(
        rest_min_minutes=draw(st.sampled_from([0, 15, 60, 660, 720])), week_max_minutes=draw(st.sampled_from([0, 60, 600, 1200, 2400])),
        absences=((begins, begins + draw(st.integers(1, 3)) * DAY),), skills=((7, held, draw(st.sampled_from([None, held + DAY, held + 2 * DAY]))),),
        hired_on=draw(st.sampled_from([dt.date(2025, 1, 1), first + DAY])), left_before=draw(st.sampled_from([None, first + 2 * DAY])),
    )  # fmt: skip
    return who, slots


def minutes(one):
    at = one.starts_at
    while at < one.ends_at:
        yield at
        at += MINUTE


def naive(who, slots):
    """The same answer, minute by minute by the clock on the wall; of rest and weeks whether and which, without names."""
    zone, found = ZoneInfo(who.zone), set()
    worked = {}
    for one in slots:
        days = {at.astimezone(zone).date() for at in minutes(one)}
        if any(begins <= day < ends for day in days for begins, ends in who.absences):
            found.add(("absent", one.shift_id))
        if not (who.hired_on <= one.on and (who.left_before is None or one.on < who.left_before)):
            found.add(("not_employed", one.shift_id))
        if one.skill_id and not any(begins <= one.on and (ends is None or one.on < ends) for _key, begins, ends in who.skills):
            found.add(("skill", one.shift_id))
        count = len(list(minutes(one)))
        for at in minutes(one):
            week = at.astimezone(zone).date().isocalendar()[:2]
            worked[week] = worked.get(week, Fraction(0)) + Fraction(count - one.break_minutes, count)
    found |= {("week", week) for week, sum_of in worked.items() if sum_of > who.week_max_minutes}
    for one in slots:
        for other in slots:
            if one.shift_id < other.shift_id and set(minutes(one)) & set(minutes(other)):
                found.add(("double_booked", frozenset((one.shift_id, other.shift_id))))
        ended = {other.ends_at for other in slots if other is not one}
        if any(one.starts_at - back * MINUTE in ended for back in range(who.rest_min_minutes)):
            found.add(("rest", one.shift_id))
    return found


def told(item):
    if item.code == "week":
        return item.code, item.starts_at.astimezone(ZoneInfo(KYIV)).date().isocalendar()[:2]
    if item.code == "double_booked":
        return item.code, frozenset(item.shift_ids)
    return item.code, item.shift_ids[-1]


@given(rosters())
@settings(max_examples=120, deadline=None)
def test_the_rules_say_what_the_minutes_say(given_):
    who, slots = given_
    found = [told(item) for item in rules.check({1: who}, [Piece(one, 1) for one in slots])]
    assert len(found) == len(set(found))
    assert set(found) == naive(who, slots)


@given(rosters(), st.sampled_from([KYIV, "America/New_York", "Asia/Kolkata"]))
@settings(max_examples=100, deadline=None)
def test_no_second_of_a_shift_is_lost_between_weeks(given_, zone):
    for one in given_[1]:
        assert sum(part for _monday, part in rules.by_week(one, zone)) == one.paid_seconds


@pytest.mark.parametrize(("minutes_", "text"), [(60, "1 hour"), (120, "2 hours"), (690, "11 h 30 min"), (0, "0 hours")])
def test_lengths_are_said_in_words(minutes_, text):
    assert rules.duration(minutes_) == text
