"""Rules for lines that are known to pay no invoice: own transfers, fees, interest, wages, taxes, loans."""

from __future__ import annotations

import re
from functools import lru_cache

from .book import normal_account
from .facts import Reason, Result
from .folding import fold
from .rules import Rule
from .ruling import Case, Court


def _ignored(case: Case, rule: str, reason: Reason) -> Result:
    rest = max(case.line.amount_minor, 0)
    return Result(case.line.key, "ignored", rule, 95, (), (), rest, (reason,))


def own_transfer(court: Court, rule: Rule, case: Case) -> Result | None:
    """The other side is one of the tenant's own accounts."""
    own = court.book.own_ibans
    iban = case.line.counterparty_iban
    if not own or not iban or (iban not in own and normal_account(iban) not in own):
        return None
    return _ignored(case, rule.kind, Reason("own_transfer"))


def stems(rule: Rule) -> tuple[str, ...]:
    """The words of a rule, folded like the texts that they are sought in."""
    return tuple(fold(word) for word in rule.words("words"))


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(fold(word)) for word in words)
    return re.compile(rf"(?<![^\W_])(?:{alternatives})[^\W\d_]*")


def non_invoice(court: Court, rule: Rule, case: Case) -> Result | None:
    """Words of the text say what the money is. For money in, only where no invoice was found before."""
    words = rule.words("words")
    direction = "in" if case.line.amount_minor > 0 else "out"
    if not words or direction != rule.text("direction") or case.reading.named:
        return None
    said = court.reader.shape(case.line).said(_pattern(words))
    if not said:
        return None
    category = rule.text("category")
    return _ignored(case, category, Reason(category, (("words", said),)))
