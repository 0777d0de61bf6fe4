"""Numbers of invoices: given at issue, in issue order."""

from __future__ import annotations

from apps.invoices.models import NumberSeries
from apps.workflow import numbering


def take_numbers(series: str, year: int, count: int) -> list[str]:
    """The next numbers of a series, in order: "INV-2026-000001". Locks the series row until the act commits."""
    return numbering.take_numbers(NumberSeries, series, year, count=count)
