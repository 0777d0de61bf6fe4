"""The clock of service levels, held against a simulation that walks minute by minute and looks at a clock on the wall."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.kernel.working_hours import DAY, WorkingHours, due, elapsed, instant_of, worked

MINUTE = dt.timedelta(minutes=1)
HOUR = 3600
ZONES = ("Europe/Kyiv", "America/New_York", "Asia/Kolkata")
OFFICE = ((9 * HOUR, 13 * HOUR), (14 * HOUR, 18 * HOUR))
# Just before the clocks change (Kyiv, New York), before Christmas and on an ordinary day.
STARTS = [dt.datetime(*day, tzinfo=dt.UTC) for day in ((2026, 3, 27, 20), (2026, 10, 24, 20), (2026, 3, 7, 20), (2026, 10, 31, 20), (2026, 12, 23, 8), (2026, 6, 10))]


def kyiv(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=ZoneInfo("Europe/Kyiv"))


@st.composite
def timetables(draw) -> WorkingHours:
    """Up to three spans a weekday, to the minute; at least one day is worked."""
    weekly = []
    for _day in range(7):
        cuts = sorted(draw(st.sets(st.integers(0, 1440), min_size=0, max_size=6)))
        weekly.append(tuple((a * 60, b * 60) for a, b in zip(cuts[::2], cuts[1::2], strict=False)))
    if not any(weekly):
        weekly[0] = ((0, DAY),)
    off = draw(st.frozensets(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), max_size=5))
    return WorkingHours(draw(st.sampled_from(ZONES)), tuple(weekly), draw(st.sampled_from(["", "US", "DE", "IN"])), days_off=off)


starts = st.builds(lambda at, minutes: at + minutes * MINUTE, st.sampled_from(STARTS), st.integers(0, 2 * 1440))
spans = st.lists(st.tuples(st.integers(0, 4 * 1440), st.integers(0, 1440)), max_size=4)


def pauses_of(start, found):
    return [(start + a * MINUTE, start + (a + b) * MINUTE) for a, b in found]


def simulated(start, end, hours, pauses):
    """The minutes in which the clock on the wall has come to a span's beginning and not yet to its end."""
    zone, at, reached, count = ZoneInfo(hours.zone), start - dt.timedelta(days=2), None, 0
    while at < end:
        wall = at.astimezone(zone).replace(tzinfo=None)
        reached = wall if reached is None or wall > reached else reached
        second = reached.hour * 3600 + reached.minute * 60
        open_now = hours.is_worked(reached.date()) and any(a <= second < b for a, b in hours.weekly[reached.weekday()])
        if at >= start and open_now and not any(a <= at < b for a, b in pauses):
            count += 1
        at += MINUTE
    return count * MINUTE


@settings(max_examples=60, deadline=None)
@given(starts, st.integers(0, 4 * 1440), timetables(), spans)
def test_what_has_passed_is_what_a_walk_over_the_minutes_counts(start, minutes, hours, found):
    pauses = pauses_of(start, found)
    end = start + minutes * MINUTE
    assert elapsed(start, end, hours, pauses=pauses) == simulated(start, end, hours, pauses)


@settings(max_examples=150, deadline=None)
@given(starts, st.integers(1, 3000), timetables(), spans)
def test_at_the_due_time_exactly_the_target_has_passed_and_not_a_second_before(start, minutes, hours, found):
    pauses, target = pauses_of(start, found), minutes * MINUTE
    end = due(start, target, hours, pauses=pauses)
    assert elapsed(start, end, hours, pauses=pauses) == target
    assert elapsed(start, end - dt.timedelta(seconds=1), hours, pauses=pauses) < target


@settings(max_examples=150, deadline=None)
@given(starts, st.integers(0, 3000), st.integers(1, 3000), timetables(), spans)
def test_time_never_runs_backwards(start, first, more, hours, found):
    pauses = pauses_of(start, found)
    early, late = start + first * MINUTE, start + (first + more) * MINUTE
    assert elapsed(start, early, hours, pauses=pauses) <= elapsed(start, late, hours, pauses=pauses)
    assert elapsed(start, late, hours, pauses=pauses) == elapsed(start, early, hours, pauses=pauses) + elapsed(early, late, hours, pauses=pauses)
    assert due(start, (first + 1) * MINUTE, hours, pauses=pauses) < due(start, (first + 1 + more) * MINUTE, hours, pauses=pauses)


@settings(max_examples=100, deadline=None)
@given(starts, st.integers(1, 2000), timetables(), spans, st.integers(0, 3000), st.integers(1, 1440))
def test_a_pause_never_brings_the_due_time_forward(start, minutes, hours, found, at, long):
    pauses = pauses_of(start, found)
    assert due(start, minutes * MINUTE, hours, pauses=[*pauses, *pauses_of(start, [(at, long)])]) >= due(start, minutes * MINUTE, hours, pauses=pauses)


def test_lunch_and_the_weekend_stop_the_clock():
    hours = WorkingHours("Europe/Kyiv", (OFFICE,) * 5 + ((), ()))
    assert due(kyiv(2026, 3, 27, 12), dt.timedelta(hours=2), hours) == kyiv(2026, 3, 27, 15)
    assert due(kyiv(2026, 3, 27, 17), dt.timedelta(hours=2), hours) == kyiv(2026, 3, 30, 10)
    assert due(kyiv(2026, 3, 27, 17), dt.timedelta(hours=2), hours, pauses=[(kyiv(2026, 3, 30, 9), kyiv(2026, 3, 30, 10))]) == kyiv(2026, 3, 30, 11)


@pytest.mark.parametrize(("day", "length"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)])
def test_round_the_clock_a_day_has_its_real_length(day, length):
    always = WorkingHours("Europe/Kyiv", (((0, DAY),),) * 7)
    assert elapsed(kyiv(*day), instant_of("Europe/Kyiv", dt.date(*day), DAY), always) == dt.timedelta(hours=length)


def test_an_hour_that_is_left_out_begins_with_the_change_and_one_that_comes_twice_with_the_first():
    left_out = instant_of("America/New_York", dt.date(2026, 3, 8), 2 * HOUR + 1800)
    assert left_out == dt.datetime(2026, 3, 8, 7, tzinfo=dt.UTC)
    assert instant_of("America/New_York", dt.date(2026, 11, 1), HOUR + 1800) == dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC)


def test_holidays_of_a_subdivision_are_days_off_too():
    bavaria = WorkingHours("Europe/Berlin", (((9 * HOUR, 17 * HOUR),),) * 7, "DE", "BY")
    germany = WorkingHours("Europe/Berlin", (((9 * HOUR, 17 * HOUR),),) * 7, "DE")
    epiphany = dt.date(2026, 1, 6)
    assert (bavaria.is_worked(epiphany), germany.is_worked(epiphany)) == (False, True)


def test_what_is_never_open_is_never_due_and_says_so():
    never = WorkingHours("UTC", ((),) * 7)
    with pytest.raises(ValueError, match="never open"):
        due(STARTS[0], MINUTE, never)
    assert list(worked(STARTS[0], never)) == []
    assert elapsed(STARTS[0], STARTS[1], never) == dt.timedelta()
