"""Amounts as people and banks write them in tables, read exactly or refused; never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Invalid, Reason
from apps.kernel.money import exponent, to_minor

# A sign may stand before or behind, a currency likewise, brackets mean minus, blanks and apostrophes group.
_SHAPE = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9][0-9.,]*|[.,][0-9]+)(?P<behind>[+-]?)")
_CURRENCY = re.compile(r"^(?:[A-Z]{3}|[₴$€£¥]|[Гг]рн\.?|zł|Kč|Ft)|(?:[A-Z]{3}|[₴$€£¥]|[Гг]рн\.?|zł|Kč|Ft)$")
_MINUS = str.maketrans(dict.fromkeys("−‒–—﹣－", "-"))
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{2,3})*[.,][0-9]{3}")
_BLANK = re.compile(r"[\s\u00a0\u202f'’]")


def plain(text: str) -> str:
    """The number with its sign before it, without blanks and currency; "" if it is no number."""
    bare = _BLANK.sub("", text).translate(_MINUS)
    bracketed = bare.startswith("(") and bare.endswith(")")
    if bracketed:
        bare = bare[1:-1]
    sign = ""
    if bare[:1] in ("+", "-") and bare[1:2] and not bare[1:2].isdigit():  # a currency between sign and number
        sign, bare = bare[0], bare[1:]
    bare = _CURRENCY.sub("", _CURRENCY.sub("", bare))
    found = _SHAPE.fullmatch(bare)
    if found is None or sum(map(bool, (sign, found["sign"], found["behind"], bracketed))) > 1:
        return ""
    minus = bracketed or "-" in (sign, found["sign"], found["behind"])
    return ("-" if minus else "") + found["digits"]


def decimal_mark(texts: Iterable[str]) -> str:
    """The decimal mark that all amounts of a table have in common: "," or "."; "" where they do not tell, or both do.

    Where a number has both marks the last one is it; a mark that stands twice groups; one that is not followed by exactly
    three digits is a decimal mark.
    """
    marks: set[str] = set()
    for text in texts:
        digits = plain(text)
        comma, point = digits.rfind(","), digits.rfind(".")
        if comma >= 0 and point >= 0:
            marks.add("," if comma > point else ".")
        elif digits.count(",") > 1 or digits.count(".") > 1:
            marks.add("." if comma >= 0 else ",")
        elif max(comma, point) >= 0 and _is_decimal(digits, max(comma, point)):
            marks.add(digits[max(comma, point)])
    return marks.pop() if len(marks) == 1 else ""


def _is_decimal(digits: str, at: int) -> bool:
    """Whether a mark that stands alone cannot group thousands."""
    whole = digits[:at].lstrip("-")
    return len(digits) - at - 1 != 3 or len(whole) > 3 or whole in ("", "0")


def minor_of(text: str, currency: str, mark: str = "", *, sure: bool = False) -> int:
    """Minor units of a number as a person writes it. `mark`: the table's decimal mark, "" if unknown; `sure`: a person has named it.

    Raises Invalid for what is no number, and for one that can be read in two ways ("1,000").
    """
    digits = plain(text)
    if not digits:
        raise _no_amount(text)
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        mark = "," if comma > point else "."
    elif digits.count(",") > 1 or digits.count(".") > 1:
        mark = "." if comma >= 0 else ","
    elif max(comma, point) >= 0:
        found = digits[max(comma, point)]
        if _is_decimal(digits, max(comma, point)):
            mark = found
        elif not mark or (mark == found and not sure and exponent(currency) != 3):
            message = _("“%(amount)s” can be read in two ways, as thousands or as decimals: write it without grouping, or name the decimal mark.")
            raise Invalid(Reason("amount_in_two_ways", message, params={"amount": text[:40]}))
    group = "." if mark == "," else ","
    whole, _mark, decimals = digits.partition(mark) if mark else (digits, "", "")
    grouped = group not in whole or _GROUPED.fullmatch(whole)
    if not grouped or group in decimals or mark and mark in decimals:
        raise _no_amount(text)
    return to_minor(whole.replace(group, "") + ("." + decimals if decimals else ""), currency or "UAH")


def _no_amount(text: str) -> Invalid:
    return Invalid(Reason("amount_not_a_number", _("“%(amount)s” is not an amount."), params={"amount": text[:40]}))
