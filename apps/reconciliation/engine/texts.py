"""The payer's own words of a line, and what single words among them say."""

from __future__ import annotations

from .facts import Line
from .folding import fold

MAX_TEXT = 4000
_ABSENT = frozenset(("", "NOTPROVIDED", "NOT PROVIDED", "NONREF"))
_EXCHANGE_WORDS = tuple(fold(word) for word in ("курс", "еквівалент", "екв.", "exchange", "rate", "usd", "eur", "валют", "конверт"))
_PART_WORDS = tuple(fold(word) for word in ("частк", "частин", "частич", "аванс", "передоплат", "part", "advance", "instal"))


def text_of(line: Line) -> str:
    """The payer's own words: the remittance text, and the end-to-end id where the payer gave one."""
    text = line.remittance
    if line.end_to_end_id and line.end_to_end_id.upper() not in _ABSENT:
        text = f"{text} ; {line.end_to_end_id}"
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT]


def says_part(line: Line) -> bool:
    """Whether the payer calls the payment a part or an advance."""
    folded = fold(text_of(line))
    return any(word in folded for word in _PART_WORDS)


def says_exchange(line: Line) -> bool:
    """Whether the text speaks of a rate or of another currency."""
    folded = fold(text_of(line))
    return any(word in folded for word in _EXCHANGE_WORDS)
