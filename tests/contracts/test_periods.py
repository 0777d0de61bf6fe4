"""The calendar of billing, without a database: months, parts, shares."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from apps.contracts.periods import ALIGNED_MONTHS, Part, add_months, moved_end, uncovered

D = dt.date
DAYS = st.dates(D(2000, 1, 1), D(2060, 12, 31))


def parts(starts_on, until, months, aligned=False, billed=()):
    return [(part.starts_on, part.ends_before) for part in uncovered(starts_on, until, months, aligned=aligned, billed=billed)]


def test_months_clip_and_come_back():
    assert [add_months(D(2026, 1, 31), n) for n in (1, 2, 3, 13)] == [D(2026, 2, 28), D(2026, 3, 31), D(2026, 4, 30), D(2027, 2, 28)]
    assert add_months(D(2028, 1, 31), 1) == D(2028, 2, 29)
    assert add_months(D(2026, 3, 31), -1) == D(2026, 2, 28)


def test_periods_from_the_last_of_january_lose_no_day():
    assert parts(D(2026, 1, 31), D(2026, 5, 1), 1) == [
        (D(2026, 1, 31), D(2026, 2, 28)), (D(2026, 2, 28), D(2026, 3, 31)), (D(2026, 3, 31), D(2026, 4, 30)), (D(2026, 4, 30), D(2026, 5, 1)),
    ]  # fmt: skip


def test_renewals_do_not_drift():
    end = D(2026, 1, 31)
    ends = []
    for _month in range(3):
        end = moved_end(D(2025, 1, 31), end, 1)
        ends.append(end)
    assert ends == [D(2026, 2, 28), D(2026, 3, 31), D(2026, 4, 30)]
    assert moved_end(D(2026, 1, 1), D(2026, 6, 20), 1) == D(2026, 7, 20)


def test_an_aligned_term_begins_with_a_part_that_costs_its_days():
    found = list(uncovered(D(2026, 1, 16), D(2026, 3, 1), 1, aligned=True, billed=()))
    assert [(part.starts_on, part.ends_before, part.amount_of(310_00)) for part in found] == [
        (D(2026, 1, 16), D(2026, 2, 1), 160_00), (D(2026, 2, 1), D(2026, 3, 1), 310_00),
    ]  # fmt: skip
    quarter = next(uncovered(D(2026, 5, 1), D(2026, 12, 1), 3, aligned=True, billed=()))
    assert (quarter.opens_on, quarter.starts_on, quarter.ends_before) == (D(2026, 4, 1), D(2026, 5, 1), D(2026, 7, 1))


def test_a_period_that_was_billed_to_an_earlier_end_is_billed_for_its_rest():
    billed = [(D(2026, 1, 15), D(2026, 2, 15)), (D(2026, 2, 15), D(2026, 3, 1))]
    assert parts(D(2026, 1, 15), D(2026, 4, 1), 1, billed=billed) == [(D(2026, 3, 1), D(2026, 3, 15)), (D(2026, 3, 15), D(2026, 4, 1))]


def test_a_hole_left_by_a_void_invoice_is_billed_again_and_nothing_else():
    billed = [(D(2026, 1, 1), D(2026, 2, 1)), (D(2026, 3, 1), D(2026, 4, 1))]
    assert parts(D(2026, 1, 1), D(2026, 4, 1), 1, billed=billed) == [(D(2026, 2, 1), D(2026, 3, 1))]


def test_half_a_minor_unit_goes_up_once():
    first, second = (Part(day, day + dt.timedelta(days=1), D(2026, 1, 1), D(2026, 1, 3)) for day in (D(2026, 1, 1), D(2026, 1, 2)))
    assert (first.amount_of(101), second.amount_of(101)) == (51, 50)


@given(DAYS, st.integers(1, 900), st.integers(1, 24), st.booleans(), st.lists(st.tuples(st.integers(0, 900), st.integers(1, 120)), max_size=6))
def test_every_day_is_billed_exactly_once(starts_on, days, months, aligned, stretches):
    """Whatever was billed before: what is left and what was billed cover each day once, within the grid's boundaries."""
    if aligned and months not in ALIGNED_MONTHS:
        months = 3
    until = starts_on + dt.timedelta(days=days)
    billed, after = [], 0
    for begin, length in sorted(stretches):
        first = max(begin, after)
        if first < days:
            after = min(first + length, days)
            billed.append((starts_on + dt.timedelta(days=first), starts_on + dt.timedelta(days=after)))
    left = list(uncovered(starts_on, until, months, aligned=aligned, billed=billed))
    covered = sorted([(part.starts_on, part.ends_before) for part in left] + billed)
    day = starts_on
    for begin, end in covered:
        assert begin == day < end
        day = end
    assert day == until
    for part in left:
        assert part.opens_on <= part.starts_on < part.ends_before <= part.closes_before


@given(DAYS, st.integers(1, 12), st.integers(1, 10**9), st.lists(st.integers(1, 400), max_size=5))
def test_the_parts_of_a_period_add_up_to_its_amount(starts_on, months, amount, cuts):
    closes = add_months(starts_on, months)
    inside = {starts_on + dt.timedelta(days=n) for n in cuts if starts_on + dt.timedelta(days=n) < closes}
    days = sorted({starts_on, closes} | inside)
    shares = [Part(a, b, starts_on, closes).amount_of(amount) for a, b in zip(days, days[1:], strict=False)]
    assert sum(shares) == amount and min(shares) >= 0


@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_months_keep_the_day_or_take_the_last(day, first, second):
    there = add_months(day, first + second)
    assert there.day == day.day or add_months(there + dt.timedelta(days=1), 0).day == 1
    assert add_months(day, first) <= there
