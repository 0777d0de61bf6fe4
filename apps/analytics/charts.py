"""Bars of a report as inline SVG: no script, no library; colours of the page, so that it is read in the dark too. The table of the
same figures stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.analytics.kinds import Kind
from apps.analytics.wording import amount_text

WIDE, ROW, LABEL = 560, 30, 190


@dataclass(frozen=True)
class Bar:
    """One bar, in units of the drawing: `wide` of WIDE at most; `x` and `y` are its corner, `base` that of its text."""

    label: str
    amount: str
    x: int
    y: int
    base: int
    wide: float
    tone: int


@dataclass(frozen=True)
class Chart:
    """Bars of one currency, with what a reader who does not see them is told."""

    title: str
    bars: list[Bar]
    height: int
    told: str


def charts(head: dict[str, Any], kind: Kind) -> list[Chart]:
    """One chart a currency. Bars are as long as their amounts, the longest is whole; nothing at all is drawn as no bar."""
    found = []
    for currency, pairs in head["bars"]:
        most = max((abs(value) for _code, value in pairs), default=0)
        if not most:
            continue
        bars = [
            Bar(kind.words(code), amount_text(value, currency if kind.bar_money else ""), LABEL, index * ROW + 6, index * ROW + 20,
                round(abs(value) * (WIDE - LABEL - 150) / most, 1), min(index, 4))
            for index, (code, value) in enumerate(pairs)
        ]  # fmt: skip
        told = "; ".join(f"{bar.label}: {bar.amount}" for bar in bars)
        found.append(Chart(currency, bars, len(pairs) * ROW, told))
    return found
