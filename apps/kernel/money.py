"""Money is an integer of minor units with its currency beside it. Rounding is half up, and only where named."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache, lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Invalid, Reason

# ISO 4217: currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    **dict.fromkeys(
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"], 0
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
# The largest amount that fits a signed 64-bit column with room to add a million of them.
MAX_MINOR = 9_000_000_000_000
_LETTERS_BEFORE_DIGITS = re.compile(r"^(-?[A-Z]{3})(?=\d)")


def is_currency(code: str) -> bool:
    """Whether the three letters are a currency of ISO 4217, of today or of the past."""
    from babel.numbers import list_currencies

    return code in list_currencies() and code not in ("XXX", "XTS")


def exponent(currency: str) -> int:
    """How many decimals the currency has (ISO 4217); 2 for one that the table does not name."""
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal | str | int, currency: str) -> int:
    """Minor units of an exact amount. A text is plain ASCII digits with a point: no exponent, grouping or other numerals.

    Raises Invalid if it is no number, has more decimals than the currency (zeros beyond are taken), or is too large.
    """
    try:
        if isinstance(amount, str) and not _PLAIN.fullmatch(amount):
            raise ValueError
        value = Decimal(amount)
    except (InvalidOperation, ValueError, TypeError):
        raise Invalid(
            Reason("amount_not_a_number", _("“%(amount)s” is not an amount."), params={"amount": str(amount)[:40]})
        ) from None
    if not value.is_finite():
        raise Invalid(
            Reason("amount_not_a_number", _("“%(amount)s” is not an amount."), params={"amount": str(amount)[:40]})
        )
    if abs(value) > MAX_MINOR:
        raise Invalid(Reason("amount_too_large", _("%(amount)s is too large an amount."), params={"amount": str(value)[:40]}))
    scaled = value.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise Invalid(
            Reason(
                "too_many_decimals",
                _("%(amount)s has more decimals than %(currency)s has."),
                params={"amount": str(value), "currency": currency},
            )
        )
    return int(scaled)


def round_to_minor(amount: Decimal, currency: str) -> int:
    """Minor units of an amount, rounded half up (away from zero at the half)."""
    return int(amount.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount as a Decimal with exactly the currency's decimals."""
    return Decimal(minor).scaleb(-exponent(currency))


def decimal_text(minor: int, currency: str) -> str:
    """The amount as the API and files write it: "1234.50", "-8.00", "500" for JPY."""
    return decimal_writer(currency)(minor)


@lru_cache(500)
def decimal_writer(currency: str) -> Callable[[int], str]:
    """What writes amounts of the currency as `decimal_text` does: for many of one currency."""
    return _writer(exponent(currency))


@cache
def _writer(places: int) -> Callable[[int], str]:
    if not places:
        return str
    unit, form = 10**places, f"%d.%0{places}d"

    def write(minor: int) -> str:
        return form % divmod(minor, unit) if minor >= 0 else f"-{form % divmod(-minor, unit)}"

    return write


def format_money(minor: int, currency: str, *, language: str | None = None) -> str:
    """The amount as a person reads it in their language: "1 234,50 ₴", "€1,234.50", "UAH 1,234.50"."""
    locale = (language or get_language() or "en").replace("-", "_")
    shape = _shape(currency, locale)
    return _by_babel(minor, currency, locale) if shape is None else shape.write(minor)


def _by_babel(minor: int, currency: str, locale: str) -> str:
    from babel.numbers import format_currency

    text = format_currency(from_minor(minor, currency), currency, locale=locale)
    return _LETTERS_BEFORE_DIGITS.sub("\\1\N{NO-BREAK SPACE}", text)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a language writes amounts of a currency: what stands before and behind (plain, then below zero), between thousands, and
    before the decimals."""

    around: tuple[tuple[str, str], tuple[str, str]]
    group: str
    point: str
    places: int

    def write(self, minor: int) -> str:
        before, behind = self.around[minor < 0]
        whole, part = divmod(abs(minor), 10**self.places)
        grouped = f"{whole:,}".replace(",", self.group) if whole > 999 else str(whole)
        return f"{before}{grouped}{self.point}{part:0{self.places}d}{behind}" if self.places else f"{before}{grouped}{behind}"


_TRIED = (0, 1, 99, 100, 999, 1000, 12_345, 99_999, 100_000, 123_456, 999_999, 1_000_000, 12_345_678, 100_000_000, 8_888_888_888_888)
_PARTS = re.compile(r"(\D*)1(\D*)234(\D*)567(?:(\D+)(8{1,4}))?(\D*)")


@lru_cache(maxsize=1024)
def _shape(currency: str, locale: str) -> _Shape | None:
    """The shape, read off what Babel writes; None where it does not give Babel's own text for all amounts that are tried."""
    places = exponent(currency)
    plain, below = (_PARTS.fullmatch(_by_babel(sign * int("1234567" + "8" * places), currency, locale)) for sign in (1, -1))
    if plain is None or below is None or plain[2] != plain[3] or len(plain[5] or "") != places:
        return None
    shape = _Shape(((plain[1], plain[6]), (below[1], below[6])), plain[2], plain[4] or "", places)
    same = all(shape.write(minor) == _by_babel(minor, currency, locale) for tried in _TRIED for minor in (tried, -tried))
    return shape if same else None
