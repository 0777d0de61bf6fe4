"""The tax that a text states."""

from __future__ import annotations

import re
from dataclasses import dataclass

Span = tuple[int, int]
_TAX_WORDS = r"(?<![^\W\d_])(?:пдв|п\.д\.в\.?|ндс|vat|mwst|ust|tva|pdv)(?![^\W\d_])"
_TAX_AMOUNT = re.compile(
    _TAX_WORDS + r"[\s(]{0,3}(?:[0-9]{1,2}(?:[.,][0-9]{1,2})?\s?%)?[\s\-–—=:().,]{0,6}"
    r"([0-9]{1,3}(?:[ '\u00a0\u202f][0-9]{3})+|[0-9]{1,12})"
    r"(?:[.,\-]([0-9]{2})(?![0-9%])|\s{0,2}(?:грн|uah|₴|eur|usd|pln)(?![^\W\d_])(?:\.?\s{0,2}([0-9]{2})\s{0,2}коп)?)",
    re.IGNORECASE,
)  # fmt: skip
_NO_TAX = re.compile(rf"(?:без|without|no|ohne)\s{{1,3}}{_TAX_WORDS}|{_TAX_WORDS}\s{{1,3}}не\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TaxPlaces:
    """Where a text states tax: spans of whole units and of hundredths (empty where there are none), and whether it says that there is no
    tax. The same in all texts that differ in digits only."""

    amounts: tuple[tuple[Span, Span], ...]
    none: bool


def tax_places(text: str) -> TaxPlaces:
    """Where tax stands in a text."""
    amounts = []
    for found in _TAX_AMOUNT.finditer(text):
        cents = found.span(2) if found[2] else found.span(3) if found[3] else (0, 0)
        amounts.append((found.span(1), cents))
    return TaxPlaces(tuple(amounts), _NO_TAX.search(text) is not None)


def tax_at(text: str, places: TaxPlaces) -> int | None:
    """The tax at these places, in minor units of two decimals: 0 for "без ПДВ", None where there is none, or several that differ."""
    if not places.amounts:
        return 0 if places.none else None
    found = {int(re.sub(r"\D", "", text[slice(*whole)])) * 100 + int(text[slice(*cents)] or 0) for whole, cents in places.amounts}
    if places.none:
        found.add(0)
    return found.pop() if len(found) == 1 else None


def tax_in(text: str) -> int | None:
    """The tax that a text states, as `tax_at` gives it."""
    return tax_at(text, tax_places(text))
