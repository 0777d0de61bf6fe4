"""Refusals of this app, as reasons with a sentence."""

from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Reason


def no_such_alternative(number: int) -> Reason:
    """The chosen alternative is not among those of the match."""
    return Reason("no_such_alternative", _("There is no alternative number %(number)s."), "alternative", {"number": number})


def nothing_to_settle() -> Reason:
    """A match without invoices cannot be accepted."""
    return Reason("nothing_to_settle", _("This match names no invoice."))


def amounts_exceed_line() -> Reason:
    """The chosen amounts are more than the line has."""
    return Reason("amounts_exceed_line", _("The amounts add up to more than the statement line."), "pairs")


def line_set_aside() -> Reason:
    """The line is matched, ignored, or its statement is quarantined."""
    return Reason("line_set_aside", _("The statement line is settled, set aside or in quarantine."))


def ambiguous() -> Reason:
    """Several answers are equally good; a set act does not choose."""
    return Reason("ambiguous", _("Several answers are equally good; choose one by hand."))


def changed_meanwhile(sentence: str) -> Reason:
    """Between matching and settling somebody else changed an invoice or the line."""
    return Reason("changed_meanwhile", _("Changed meanwhile: %(sentence)s"), "", {"sentence": sentence})
