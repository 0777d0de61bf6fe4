"""The calendar of billing: months that clip right, half-open periods, shares by days. Pure: no database.

A period of a recurring term runs from a boundary of its grid to the next. The grid is counted from the term's first day
(31 January, 28 February, 31 March: always from the first day, so that no day is lost on the way), or, for an aligned term,
from 1 January. A part of a period costs its share by days: amount x days of the part / days of the whole period, rounded
half up on running sums, so that the parts of a period always add up to its amount.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ALIGNED_MONTHS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True)
class Part:
    """A stretch of one period: days from `starts_on` up to `ends_before`, of the period from `opens_on` to `closes_before`."""

    starts_on: dt.date
    ends_before: dt.date
    opens_on: dt.date
    closes_before: dt.date

    def amount_of(self, whole_minor: int) -> int:
        """The part's share of the period's amount, in minor units."""
        days = (self.closes_before - self.opens_on).days

        def until(day: dt.date) -> int:
            share = Decimal(whole_minor) * (day - self.opens_on).days / days
            return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))

        return until(self.ends_before) - until(self.starts_on)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(starts_on: dt.date, ends_before: dt.date) -> int | None:
    """How many months lie between two days, or None if it is no whole number of them."""
    months = (ends_before.year - starts_on.year) * 12 + ends_before.month - starts_on.month
    return months if months > 0 and add_months(starts_on, months) == ends_before else None


def moved_end(starts_on: dt.date, ends_before: dt.date, months: int) -> dt.date:
    """The end of a contract, so many months later: counted from its first day where the end lies whole months behind it,
    so that repeated renewals do not drift (31 January, 28 February, 31 March)."""
    run = whole_months(starts_on, ends_before)
    return add_months(ends_before, months) if run is None else add_months(starts_on, run + months)


def uncovered(
    starts_on: dt.date, until: dt.date, months: int, *, aligned: bool, billed: Sequence[tuple[dt.date, dt.date]]
) -> Iterator[Part]:
    """The parts of [starts_on, until) that no billed stretch covers, cut at the boundaries of the grid, in order."""
    covered, index = sorted(billed), 0
    for opens_on, closes_before in _grid(starts_on, until, months, aligned):
        day, end = max(opens_on, starts_on), min(closes_before, until)
        while index < len(covered) and covered[index][0] < end:
            from_day, to_day = covered[index]
            if from_day > day:
                yield Part(day, from_day, opens_on, closes_before)
            day = max(day, min(to_day, end))
            if to_day > end:
                break  # it reaches into the next period
            index += 1
        if day < end:
            yield Part(day, end, opens_on, closes_before)


def _grid(starts_on: dt.date, until: dt.date, months: int, aligned: bool) -> Iterator[tuple[dt.date, dt.date]]:
    anchor, number = starts_on, 0
    if aligned:
        anchor = dt.date(starts_on.year, 1, 1)
        number = (starts_on.month - 1) // months
    while (opens_on := add_months(anchor, number * months)) < until:
        yield opens_on, add_months(anchor, (number + 1) * months)
        number += 1
