"""The arithmetic of an invoice. Source: EN 16931-1, BR-CO-10 to BR-CO-17: tax is computed on the sum of a rate.

Pure: no database. Amounts are integer minor units; everything is rounded half up, once, where named here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.kernel.money import from_minor, round_to_minor


@dataclass(frozen=True)
class LineInput:
    """What a line is computed from. `rate_bps` and `category` are those of its tax code."""

    quantity: Decimal
    unit_price: Decimal
    discount_bps: int
    category: str
    rate_bps: int


@dataclass(frozen=True)
class TaxTotal:
    """Base and tax of one category and rate."""

    category: str
    rate_bps: int
    base_minor: int
    tax_minor: int


@dataclass(frozen=True)
class Totals:
    """Net and tax of each line in order, the totals by rate, and those of the document."""

    nets: tuple[int, ...]
    taxes: tuple[int, ...]
    by_rate: tuple[TaxTotal, ...]

    @property
    def net_minor(self) -> int:
        return sum(self.nets)

    @property
    def tax_minor(self) -> int:
        return sum(total.tax_minor for total in self.by_rate)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


def compute(lines: Sequence[LineInput], currency: str) -> Totals:
    """The totals of a document. Each rate's tax is shared out to its lines so that they add up to it exactly:
    by rounded running sums, so that no line is off by more than one minor unit."""
    nets = tuple(_net(line, currency) for line in lines)
    rates = sorted({(line.category, line.rate_bps) for line in lines}, key=lambda pair: (-pair[1], pair[0]))
    taxes = [0] * len(lines)
    by_rate = []
    for category, rate in rates:
        members = [index for index, line in enumerate(lines) if (line.category, line.rate_bps) == (category, rate)]
        base = sum(nets[index] for index in members)
        tax = _tax(base, rate, currency)
        running = given = 0
        for index in members:
            running += nets[index]
            taxes[index] = _tax(running, rate, currency) - given
            given += taxes[index]
        by_rate.append(TaxTotal(category, rate, base, tax))
    return Totals(nets, tuple(taxes), tuple(by_rate))


def _net(line: LineInput, currency: str) -> int:
    full = line.quantity * line.unit_price
    return round_to_minor(full * (10_000 - line.discount_bps) / Decimal(10_000), currency)


def _tax(base_minor: int, rate_bps: int, currency: str) -> int:
    return round_to_minor(from_minor(base_minor, currency) * rate_bps / Decimal(10_000), currency)
