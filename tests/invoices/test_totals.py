"""The arithmetic of EN 16931 on any lines."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from apps.invoices.totals import LineInput, compute

lines = some.lists(
    some.builds(
        LineInput,
        quantity=some.decimals("-1000", "1000", places=4),
        unit_price=some.decimals("0", "100000", places=4),
        discount_bps=some.integers(0, 10_000),
        category=some.sampled_from(["S", "E", "Z"]),
        rate_bps=some.sampled_from([0, 700, 1400, 2000]),
    ),
    max_size=30,
)


@given(lines)
def test_lines_rates_and_document_add_up(items):
    totals = compute(items, "UAH")
    assert sum(totals.nets) == totals.net_minor == sum(total.base_minor for total in totals.by_rate)
    assert sum(totals.taxes) == totals.tax_minor
    assert totals.total_minor == totals.net_minor + totals.tax_minor


@given(lines)
def test_tax_of_a_rate_is_rounded_once_half_up(items):
    for total in compute(items, "UAH").by_rate:
        exact = Decimal(total.base_minor) * total.rate_bps / 10_000
        assert abs(Decimal(total.tax_minor) - exact) <= Decimal("0.5")


def test_half_a_kopeck_goes_up():
    line = LineInput(Decimal("1"), Decimal("0.0250"), 0, "S", 2000)
    assert compute([line], "UAH").nets == (3,)
    assert compute([line, line], "UAH").tax_minor == 1
