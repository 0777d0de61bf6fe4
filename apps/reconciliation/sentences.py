"""The engine's reasons as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, gettext_noop

from apps.kernel.money import format_money
from apps.reconciliation.engine.facts import Reason
from apps.reconciliation.engine.why import RULE_LABELS, TEMPLATES, sentence

# What the engine never says: decisions of people and of the moment of settling.
_OURS = {
    "by_hand": gettext_noop("Matched by hand."),
    "changed_meanwhile": gettext_noop("An invoice or the line was changed while the run was at work."),
}
_OUR_LABELS = {"by_hand": gettext_noop("By hand"), "changed_meanwhile": gettext_noop("Changed meanwhile")}

Stored = Iterable[tuple[str, Iterable[tuple[str, Any]]]]


def why_of(reasons: Stored) -> str:
    """One or more sentences for stored reasons ([code, [[name, value], ...]])."""
    return " ".join(_sentence(code, params) for code, params in reasons)


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
