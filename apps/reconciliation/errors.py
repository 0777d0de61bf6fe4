"""Refusals of this app, as reasons with a sentence."""

from decimal import Decimal

from django.utils.formats import number_format
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


def no_backtest() -> Reason:
    """A rule set is switched on with figures only."""
    return Reason("no_backtest", _("Try the rules on past decisions first: there is no back-test of this version that is done."))


def too_imprecise(*, hits: int, false_hits: int, demanded_bps: int, precision_bps: int) -> Reason:
    """The back-test is below what the company demands."""
    params = {
        "settled": hits + false_hits, "hits": hits, "false": false_hits, "precision": percent(precision_bps), "demanded": percent(demanded_bps),
    }  # fmt: skip
    return Reason(
        "too_imprecise",
        _("Of %(settled)s past decisions that these rules would settle by themselves %(hits)s are right and %(false)s wrong: "
          "%(precision)s %%, and the company demands %(demanded)s %%. Make the rules stricter, or let a person decide where they err."),
        "", params,
    )  # fmt: skip


def percent(bps: int) -> str:
    """Hundredths of a percent as a percentage with two decimals, as the reader's language writes it."""
    return str(number_format(Decimal(bps) / 100, 2))


def payment_stands(state: str) -> Reason:
    """What the line was settled with is in another hand: the dispute or refund is ended first."""
    return Reason("payment_stands", _("The payment of the line is “%(state)s”: end that first, then undo the match."), "", {"state": state})
