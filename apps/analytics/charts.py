"""Bars of a report: no script, no library; colours of the page, so that they are read in the dark too. The table of the same figures
stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.analytics.kinds import Kind
from apps.analytics.wording import amount_text

TONES = 5


@dataclass(frozen=True)
class Bar:
    """One bar, `wide` per cent of the longest; `tone`: its colour, from 0 (well) to TONES - 1."""

    label: str
    amount: str
    wide: float
    tone: int


@dataclass(frozen=True)
class Chart:
    """Bars of one currency, with what a reader who does not see them is told."""

    title: str
    bars: list[Bar]
    told: str


def charts(head: dict[str, Any], kind: Kind) -> list[Chart]:
    """One chart a currency. Bars are as long as their amounts, the longest is whole; nothing at all is drawn as no bar."""
    found = []
    for currency, pairs in head["bars"]:
        most = max((abs(value) for _code, value in pairs), default=0)
        if not most:
            continue
        bars = [
            Bar(kind.words(code), amount_text(value, currency if kind.bar_money else ""), round(abs(value) * 100 / most, 1), min(index, TONES - 1))
            for index, (code, value) in enumerate(pairs)
        ]
        found.append(Chart(currency, bars, "; ".join(f"{bar.label}: {bar.amount}" for bar in bars)))
    return found
