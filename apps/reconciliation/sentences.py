"""The engine's reasons as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

from apps.kernel.money import format_money
from apps.reconciliation.engine.facts import FORBIDS, Reason
from apps.reconciliation.engine.why import RULE_LABELS, TEMPLATES, sentence

# What the engine never says: decisions of people and of the moment of settling.
_OURS = {
    "by_hand": gettext_noop("Matched by hand."),
    "changed_meanwhile": gettext_noop("An invoice or the line was changed while the run was at work."),
}
_OUR_LABELS = {"by_hand": gettext_noop("By hand"), "changed_meanwhile": gettext_noop("Changed meanwhile")}

# [code, [[name, value], ...], weight]; what was stored by earlier versions has no weight.
Stored = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Item:
    """One piece of evidence for a person: what it says, and what it weighs in the score. `forbids`: it contradicts, so that
    the line was not settled unaided; its weight is no part of the score."""

    code: str
    sentence: str
    weight: int
    forbids: bool


def why_of(reasons: Stored) -> str:
    """One or more sentences for stored reasons."""
    return " ".join(_sentence(code, params) for code, params, *_weight in reasons)


def evidence_of(reasons: Stored) -> list[Item]:
    """The same, one by one and with their weights."""
    items = []
    for code, params, *weights in reasons:
        weight = weights[0] if weights else 0
        items.append(Item(code, _sentence(code, params), max(weight, 0), weight == FORBIDS))
    return items


def _sentence(code: str, params: Iterable[tuple[str, Any]]) -> str:
    if code in _OURS:
        return gettext(_OURS[code])
    if code not in TEMPLATES:  # stored by another version of the program
        return code
    reason = Reason(code, tuple((name, value) for name, value in params))
    return sentence(reason, gettext, format_money)


def known_rules() -> list[str]:
    """Every rule that has a name."""
    return [*RULE_LABELS, *_OUR_LABELS]


def rule_label(rule: str) -> str:
    """The rule's name for a person."""
    return gettext(RULE_LABELS.get(rule) or _OUR_LABELS.get(rule) or rule) if rule else ""
