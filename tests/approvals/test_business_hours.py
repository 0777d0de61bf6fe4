"""Terms in working hours, across weekends and clock changes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.approvals.business_hours import Workday, add_hours, hours_between, public_holidays

KYIV = Workday()
ZONES = ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
instants = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2028, 12, 31)).map(lambda at: at.replace(tzinfo=dt.UTC, microsecond=0))
terms = st.integers(1, 200)
workdays = st.builds(
    Workday, zone=st.sampled_from(ZONES), opens=st.sampled_from([dt.time(0), dt.time(1, 30), dt.time(9)]),
    closes=st.sampled_from([dt.time(17), dt.time(18, 30), dt.time(23, 59)]), country=st.sampled_from(["", "UA", "DE", "US"]),
    days_off=st.frozensets(st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)), max_size=20),
)  # fmt: skip


def kyiv(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=ZoneInfo("Europe/Kyiv"))


def test_a_term_runs_over_the_night_and_the_weekend():
    assert add_hours(kyiv(2026, 3, 27, 16), 4, KYIV) == kyiv(2026, 3, 30, 11)
    assert add_hours(kyiv(2026, 3, 28, 12), 1, KYIV) == kyiv(2026, 3, 30, 10)
    assert add_hours(kyiv(2026, 3, 30, 9), 9, KYIV) == kyiv(2026, 3, 30, 18)
    assert add_hours(kyiv(2026, 3, 30, 20), 9, KYIV) == kyiv(2026, 3, 31, 18)


def test_a_term_passes_over_public_holidays_and_days_off():
    german = Workday(country="DE")
    thursday = kyiv(2026, 12, 24, 17)
    assert add_hours(thursday, 2, german) == kyiv(2026, 12, 28, 10)  # Christmas Day is a Friday
    assert add_hours(thursday, 2, KYIV) == kyiv(2026, 12, 25, 10)
    closed = Workday(country="DE", days_off=frozenset({dt.date(2026, 12, 28)}))
    assert add_hours(thursday, 2, closed) == kyiv(2026, 12, 29, 10)


def test_in_ukraine_public_holidays_are_worked_since_martial_law():
    assert public_holidays("UA", 2026) == frozenset()
    assert dt.date(2021, 8, 24) in public_holidays("UA", 2021)


def test_the_clock_change_moves_no_term_on_the_wall():
    # Clocks in Kyiv went forward on Sunday, 29 March 2026.
    assert add_hours(kyiv(2026, 3, 27, 17), 2, KYIV).astimezone(ZoneInfo("Europe/Kyiv")) == kyiv(2026, 3, 30, 10)


def test_a_night_shift_on_the_day_of_a_change_has_its_real_length():
    # From midnight to six there were five hours in New York on 10 March 2024, a Sunday.
    nights = Workday("America/New_York", dt.time(0), dt.time(6), frozenset(range(7)))
    start = dt.datetime(2024, 3, 10, 0, tzinfo=ZoneInfo("America/New_York"))
    assert hours_between(start, start + dt.timedelta(days=1), nights) == 5


@settings(max_examples=200, deadline=None)
@given(instants, terms, terms, workdays)
def test_terms_add_up(at, first, second, workday):
    assert add_hours(add_hours(at, first, workday), second, workday) == add_hours(at, first + second, workday)


@settings(max_examples=200, deadline=None)
@given(instants, terms, workdays)
def test_a_term_ends_in_working_time_and_lasts_what_it_says(at, hours, workday):
    end = add_hours(at, hours, workday)
    local = end.astimezone(ZoneInfo(workday.zone))
    assert end > at
    assert workday.is_worked(local.date())
    assert abs(hours_between(at, end, workday) - hours) < 1e-9


@settings(max_examples=100, deadline=None)
@given(instants, st.integers(0, 10_000), terms, workdays)
def test_who_starts_later_ends_no_earlier(at, minutes, hours, workday):
    assert add_hours(at, hours, workday) <= add_hours(at + dt.timedelta(minutes=minutes), hours, workday)
