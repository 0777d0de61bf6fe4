"""Waits, budget and circuit, as numbers."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.integrations import pulse as pulses
from apps.integrations.fan_out import GIVE_UP_AFTER
from apps.integrations.models import EndpointPulse
from tests.factories import AT


def pulse(**values):
    return EndpointPulse(circuit="closed", **values)


@given(st.integers(1, 60), st.randoms(use_true_random=False))
def test_a_wait_is_within_a_fifth_of_the_list_and_waits_grow(attempts, chance):
    base = pulses.WAITS[min(attempts, len(pulses.WAITS)) - 1]
    assert base * 0.8 <= pulses.next_wait(attempts, chance) <= base * 1.2
    assert list(pulses.WAITS) == sorted(pulses.WAITS)


@given(st.integers(0, 2**32))
def test_attempts_are_spread_over_72_hours(seed):
    chance, waited, attempts = random.Random(seed), dt.timedelta(0), 1
    while True:
        waited += pulses.next_wait(attempts, chance)
        if waited > GIVE_UP_AFTER:
            break
        attempts += 1
    assert 12 <= attempts <= 17


def test_many_that_failed_together_do_not_come_together():
    chance = random.Random(7)
    assert len({pulses.next_wait(3, chance) for _n in range(100)}) > 90


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), ("0", 0), ("Tue, 31 Mar 2026 09:01:00 GMT", 60), ("Tue, 31 Mar 2026 08:00:00 GMT", 0), ("soon", None), ("", None), ("-5", None),
     ("99999999999", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(text, seconds):
    assert dt.datetime(2026, 3, 31, 9, 0, tzinfo=dt.UTC) == AT
    found = pulses.retry_after({"retry-after": text}, AT)
    assert found == (None if seconds is None else dt.timedelta(seconds=seconds))


def test_a_tenth_of_the_attempts_may_be_repeats_and_ten_always():
    row = pulse()
    assert pulses.repeats_left(row, AT) == 10
    pulses.count(row, tried=1000, retried=40, now=AT)
    assert pulses.repeats_left(row, AT) == 60
    pulses.count(row, tried=0, retried=60, now=AT)
    assert pulses.repeats_left(row, AT) == 0
    assert pulses.repeats_left(row, AT + pulses.WINDOW) == 10


def test_ten_failures_in_a_row_open_the_circuit_longer_each_time_and_one_success_closes_it():
    row, now, waits = pulse(), AT, []
    for _n in range(9):
        pulses.failed(row, now)
    assert row.circuit == "closed" and row.quiet_ends_at is None
    pulses.failed(row, now)
    for _n in range(8):
        assert row.circuit == "open"
        waits.append((row.quiet_ends_at - now).total_seconds())
        now = row.quiet_ends_at
        row.circuit, row.quiet_ends_at = "half_open", None
        pulses.failed(row, now)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    pulses.succeeded(row)
    assert (row.circuit, row.opened, row.failing, row.quiet_ends_at) == ("closed", 0, 0, None)
