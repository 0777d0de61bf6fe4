"""Tax ids and IBANs: normal forms and check digits, by python-stdnum."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _
from stdnum import iban as iban_number
from stdnum.exceptions import ValidationError as NumberError
from stdnum.ua import edrpou, rntrc

from apps.clients.states import ClientKind
from apps.kernel.errors import Text


def normal_iban(text: str) -> str:
    """Capitals without blanks."""
    return re.sub(r"[\s\-]", "", text).upper()


def check_iban(text: str) -> Text | None:
    """What is wrong with an IBAN in words, or None. Source: ISO 13616 (mod 97)."""
    try:
        iban_number.validate(text, check_country=False)
    except NumberError:
        return _("This is not a valid IBAN: its check digits do not fit.")
    return None


def check_tax_id(text: str, kind: str) -> Text | None:
    """What is wrong with an EDRPOU (companies) or RNTRC (people) in words, or None; empty is right."""
    if not text:
        return None
    person = kind in (ClientKind.SOLE_TRADER, ClientKind.PERSON)
    try:
        if len(text) == 10 or person:
            rntrc.validate(text)
        else:
            edrpou.validate(text)
    except NumberError:
        if person:
            return _("An RNTRC has ten digits, and the last one must fit the others.")
        return _("An EDRPOU has eight digits, and the last one must fit the others.")
    return None
