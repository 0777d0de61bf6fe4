"""Money is an integer of minor units with its currency beside it. Rounding is half up, and only where named."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

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
    places = exponent(currency)
    if not places:
        return str(minor)
    digits = f"{abs(minor):0{places + 1}d}"
    return f"{'-' if minor < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def format_money(minor: int, currency: str, *, language: str | None = None) -> str:
    """The amount as a person reads it in their language: "1 234,50 ₴", "€1,234.50", "UAH 1,234.50"."""
    from babel.numbers import format_currency

    locale = (language or get_language() or "en").replace("-", "_")
    text = format_currency(from_minor(minor, currency), currency, locale=locale)
    return _LETTERS_BEFORE_DIGITS.sub("\\1\N{NO-BREAK SPACE}", text)
