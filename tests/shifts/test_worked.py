"""Worked time: equal to what passed, whatever order the clockings come in."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from apps.shifts.worked import PROBLEMS, Event, worked

KYIV = ZoneInfo("Europe/Kyiv")
START = dt.datetime(2026, 3, 23, 6, tzinfo=dt.UTC)


def at(time: str, day: dt.date = dt.date(2026, 3, 23)) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(time), KYIV).astimezone(dt.UTC)


def events(*pairs: str) -> list[Event]:
    return [Event(kind, at(time)) for kind, time in (pair.split() for pair in pairs)]


def codes(found) -> list[str]:
    return [problem.code for problem in found.problems]


def test_a_day_with_a_break():
    found = worked(events("in 08:00", "break_start 12:00", "break_end 12:30", "out 16:30"))
    assert (found.worked_seconds, found.break_seconds) == (8 * 3600, 1800)  # 4 h + 4 h; half an hour
    assert (found.starts_at, found.ends_at, found.state, found.problems) == (at("08:00"), at("16:30"), "off", ())


def test_who_leaves_and_comes_back_is_not_paid_for_the_time_between():
    found = worked(events("in 08:00", "out 10:00", "in 11:00", "out 12:00"))
    assert (found.worked_seconds, found.break_seconds, found.ends_at) == (3 * 3600, 0, at("12:00"))


def test_at_one_instant_what_fits_comes_first():
    assert worked(events("in 08:00", "in 12:00", "out 12:00", "out 16:00")).problems == ()
    assert worked(events("in 08:00", "break_end 12:00", "break_start 12:00", "out 16:00")).problems == ()
    assert worked(events("out 08:00", "in 08:00")).worked_seconds == 0


def test_a_night_in_which_the_clocks_are_put_forward_is_seven_hours_long():
    found = worked([Event("in", at("22:00", dt.date(2026, 3, 28))), Event("out", at("06:00", dt.date(2026, 3, 29)))])
    assert found.worked_seconds == 7 * 3600
    back = worked([Event("in", at("22:00", dt.date(2026, 10, 24))), Event("out", at("06:00", dt.date(2026, 10, 25)))])
    assert back.worked_seconds == 9 * 3600


def test_every_problem_is_named():
    cases = {
        "double_in": events("in 08:00", "in 09:00", "out 16:00"),
        "missing_in": events("out 16:00"),
        "break_without_start": events("in 08:00", "break_end 12:00", "out 16:00"),
        "double_break": events("in 08:00", "break_start 12:00", "break_start 12:10", "break_end 12:30", "out 16:00"),
        "break_not_ended": events("in 08:00", "break_start 12:00", "out 16:00"),
        "missing_out": events("in 08:00"),
    }
    assert set(cases) == set(PROBLEMS)
    for code, given_events in cases.items():
        assert code in codes(worked(given_events)), code


@st.composite
def days(draw):
    """Well-formed spells with breaks, at whole seconds over two days around a change of the clocks or not."""
    moment = draw(st.sampled_from([START, dt.datetime(2026, 3, 28, 18, tzinfo=dt.UTC), dt.datetime(2026, 10, 24, 18, tzinfo=dt.UTC)]))
    found, spells = [], []
    for _spell in range(draw(st.integers(1, 3))):
        steps = ["in", *["break_start", "break_end"] * draw(st.integers(0, 3)), "out"]
        times = []
        for kind in steps:
            moment += dt.timedelta(seconds=draw(st.integers(1, 4 * 3600)))
            times.append(moment)
            found.append(Event(kind, moment))
        spells.append((times[0], times[-1]))
    return found, spells


@given(days(), st.randoms(use_true_random=False))
def test_work_and_breaks_are_what_passed_in_every_order(day, random):
    found, spells = day
    elapsed = sum(int(ends.timestamp()) - int(begins.timestamp()) for begins, ends in spells)
    straight = worked(found)
    assert straight.problems == ()
    assert straight.worked_seconds + straight.break_seconds == elapsed
    assert (straight.starts_at, straight.ends_at) == (spells[0][0], spells[-1][1])
    shuffled = list(found)
    random.shuffle(shuffled)
    assert worked(shuffled) == straight
    assert worked([Event(item.kind, item.at.astimezone(KYIV)) for item in shuffled]) == straight  # the zone of a device is nothing


@given(st.lists(st.tuples(st.sampled_from(["in", "out", "break_start", "break_end"]), st.integers(0, 20)), max_size=8), st.randoms(use_true_random=False))
def test_whatever_is_clocked_comes_to_one_answer(pairs, random):
    found = [Event(kind, START + dt.timedelta(minutes=minute)) for kind, minute in pairs]
    straight = worked(found)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert worked(shuffled) == straight
    assert min(straight.worked_seconds, straight.break_seconds) >= 0
    assert straight.worked_seconds + straight.break_seconds <= 20 * 60
