"""The payer's own words of a line, and what single words among them say."""

from __future__ import annotations

from .facts import Line
from .folding import WORDS, fold

MAX_TEXT = 4000
_ABSENT = frozenset(("", "NOTPROVIDED", "NOT PROVIDED", "NONREF"))
EXCHANGE_WORDS = tuple(fold(word) for word in ("курс", "еквівалент", "екв.", "exchange", "rate", "usd", "eur", "валют", "конверт"))
PART_WORDS = tuple(fold(word) for word in ("частк", "частин", "частич", "аванс", "передоплат", "part", "advance", "instal"))
LEGAL_FORMS = frozenset(
    fold(form)
    for form in (
        "тов", "тзов", "пп", "ат", "прат", "пат", "тдв", "фоп", "дп", "кп", "ооо", "чп", "зао", "оао", "llc", "ltd", "inc", "gmbh", "ag", "sa",
        "bv", "corp", "jsc", "pjsc",
    )
)  # fmt: skip


def text_of(line: Line) -> str:
    """The payer's own words: the remittance text, and the end-to-end id where the payer gave one."""
    text = line.remittance
    if line.end_to_end_id and line.end_to_end_id.upper() not in _ABSENT:
        text = f"{text} ; {line.end_to_end_id}"
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT]


def words_of(folded: str) -> list[str]:
    """The words of a skeleton: runs of letters and digits."""
    return WORDS.findall(folded)


def names_legal_form(folded: str) -> bool:
    """Whether the legal form of a company is one of the words of a skeleton."""
    return not LEGAL_FORMS.isdisjoint(words_of(folded))
