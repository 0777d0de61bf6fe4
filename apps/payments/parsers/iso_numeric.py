"""Currencies by their number in ISO 4217, for the formats that write numbers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.payments.parsers.errors import UnreadableFile

# ISO 4217, table A.1, those that statements of our banks and their neighbours are in. 810 and 643 are the rouble of before and after 1998.
NUMBERS = {
    "980": "UAH", "978": "EUR", "840": "USD", "826": "GBP", "756": "CHF", "985": "PLN", "203": "CZK", "348": "HUF", "946": "RON", "975": "BGN",
    "752": "SEK", "578": "NOK", "208": "DKK", "124": "CAD", "036": "AUD", "392": "JPY", "156": "CNY", "949": "TRY", "981": "GEL", "498": "MDL",
    "398": "KZT", "933": "BYN", "643": "RUB", "810": "RUB", "376": "ILS", "784": "AED", "702": "SGD", "554": "NZD", "710": "ZAR", "356": "INR",
}  # fmt: skip


def currency_of(number: str, where: str) -> str:
    """The letters of a currency. Raises UnreadableFile for a number that is none of the table."""
    found = NUMBERS.get(number.zfill(3))
    if not found:
        raise UnreadableFile(_("“%(value)s” is not a currency of ISO 4217."), where=where, value=number[:10])
    return found
