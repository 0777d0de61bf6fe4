"""What is left to credit of an invoice, and the lines and taxes of a credit note: read and computed, not written.

Every credit note of an invoice counts, drafts too, so that two drafts never credit the same thing. The tax of a rate is
rounded half up on its base (EN 16931, BR-CO-17); the note that credits the last of a rate takes exactly the rest of its tax,
so that all credit notes of an invoice add up to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.invoices.models import Invoice, InvoiceLine, InvoiceTaxTotal
from apps.kernel.errors import Invalid, Reason, Refusal
from apps.kernel.money import decimal_text, from_minor, round_to_minor, to_minor

Rate = tuple[str, int]


@dataclass(frozen=True)
class LineCredit:
    """What is credited of a line: a quantity of it, or an amount without tax. One of the two."""

    quantity: Decimal | None = None
    amount: Decimal | None = None


@dataclass
class Rest:
    """What is not credited of a line: quantity, and net in minor units."""

    line: InvoiceLine
    quantity: Decimal
    net_minor: int


def rests_of(invoice: Invoice) -> dict[int, Rest]:
    """The lines of the invoice by position, with what is not credited of each. Two queries.

    A credit at the line's own price takes from the quantity too; one by an amount leaves it.
    """
    lines = InvoiceLine.objects.filter(invoice=invoice).select_related("tax_code").order_by("position")
    found = {line.pk: Rest(line, line.quantity, line.net_minor) for line in lines}
    for credit in InvoiceLine.objects.filter(credits__in=list(found)):
        rest = found[credit.credits_id]
        rest.net_minor -= credit.net_minor
        if (credit.unit_price, credit.discount_bps) == (rest.line.unit_price, rest.line.discount_bps):
            rest.quantity -= credit.quantity
    for rest in found.values():
        if rest.net_minor == 0:
            rest.quantity = Decimal(0)
    return {rest.line.position: rest for rest in found.values()}


def credited_lines(invoice: Invoice, chosen: Mapping[int, LineCredit] | None) -> list[InvoiceLine]:
    """The lines of the credit note, with their nets and not stored; all that is left where nothing is chosen.

    Raises Invalid with the place of everything that is wrong: an unknown line, more than is left of one.
    """
    rests = rests_of(invoice)
    if chosen is None:
        lines = [_rest_line(invoice, rest) for rest in rests.values() if rest.net_minor]
    else:
        lines, problems = [], []
        for position, asked in sorted(chosen.items()):
            place = f"lines.{position}"
            try:
                if position not in rests:
                    raise Invalid(Reason("no_line", _("The invoice has no line %(position)s."), place, {"position": position}))
                lines.append(_chosen_line(invoice, rests[position], asked))
            except Refusal as refusal:
                problems += [Reason(item.code, item.message, item.field if item.field.startswith(place) else f"{place}{item.field and '.'}{item.field}", item.params) for item in refusal.reasons]
        if problems:
            raise Invalid(problems)
    for position, line in enumerate(lines, 1):
        line.position = position
    return lines


def _rest_line(invoice: Invoice, rest: Rest) -> InvoiceLine:
    """All that is left of a line: as a quantity of it where that is worth just the rest, else as one piece of it."""
    line = rest.line
    if rest.quantity and _net(line, rest.quantity, invoice.currency) == rest.net_minor:
        return _line(line, rest.quantity, rest.net_minor)
    return _by_amount(invoice, rest, rest.net_minor, rest.quantity)


def _chosen_line(invoice: Invoice, rest: Rest, asked: LineCredit) -> InvoiceLine:
    if (asked.quantity is None) == (asked.amount is None):
        raise Invalid(Reason("quantity_or_amount", _("Give the quantity or the amount without tax that is credited: one of the two.")))
    if asked.amount is not None:
        net = to_minor(asked.amount, invoice.currency)
        _check_within(net, rest.net_minor, decimal_text(net, invoice.currency), decimal_text(rest.net_minor, invoice.currency), "amount")
        return _rest_line(invoice, rest) if net == rest.net_minor else _by_amount(invoice, rest, net)
    quantity = asked.quantity or Decimal(0)
    if not quantity.is_finite() or quantity != round(quantity, 4):
        raise Invalid(Reason("quantity", _("A number with at most four decimals."), "quantity"))
    _check_within(quantity, rest.quantity, f"{quantity.normalize():f}", f"{rest.quantity.normalize():f}", "quantity")
    net = _net(rest.line, quantity, invoice.currency)
    if quantity == rest.quantity and _of_same_quantity(rest):
        return _rest_line(invoice, rest)
    _check_within(net, rest.net_minor, decimal_text(net, invoice.currency), decimal_text(rest.net_minor, invoice.currency), "quantity")
    return _line(rest.line, quantity, net)


def _of_same_quantity(rest: Rest) -> bool:
    """True if nothing of the line was credited by an amount: its last quantity is then worth all that is left of it."""
    credits = InvoiceLine.objects.filter(credits=rest.line)
    return all((item.unit_price, item.discount_bps) == (rest.line.unit_price, rest.line.discount_bps) for item in credits)


def _check_within(asked: Decimal | int, left: Decimal | int, asked_text: str, left_text: str, field: str) -> None:
    """More than nothing and no more than what is left, on the same side of zero."""
    if asked == 0 or (asked > 0) != (left > 0) and left != 0:
        raise Invalid(Reason("nothing_credited", _("Give what is credited: more than nothing, with the sign of the line."), field))
    if abs(asked) > abs(left):
        told = _("Of this line %(left)s is left to credit, less than %(asked)s.")
        raise Invalid(Reason("more_than_left", told, field, {"left": left_text, "asked": asked_text}))


def _net(line: InvoiceLine, quantity: Decimal, currency: str) -> int:
    return round_to_minor(quantity * line.unit_price * (10_000 - line.discount_bps) / Decimal(10_000), currency)


def _line(line: InvoiceLine, quantity: Decimal, net: int) -> InvoiceLine:
    return InvoiceLine(
        description=line.description, quantity=quantity, unit=line.unit, unit_price=line.unit_price, discount_bps=line.discount_bps,
        tax_code=line.tax_code, net_minor=net, credits=line,
    )  # fmt: skip


def _by_amount(invoice: Invoice, rest: Rest, net: int, quantity: Decimal = Decimal(0)) -> InvoiceLine:
    """One piece at the amount: quantity times price stays the net. The quantity, where one is left, goes into the text."""
    line, price = rest.line, from_minor(net, invoice.currency)
    if abs(price) > 10**11:
        raise Invalid(Reason("amount", _("This amount is too large for one line; credit the line by quantity."), "amount"))
    suffix = f" ({quantity.normalize():f} {line.unit})" if quantity else ""
    return InvoiceLine(
        description=line.description[: 300 - len(suffix)] + suffix, quantity=Decimal(1), unit=line.unit, unit_price=price, discount_bps=0,
        tax_code=line.tax_code, net_minor=net, credits=line,
    )  # fmt: skip


def taxed(invoice: Invoice, lines: list[InvoiceLine]) -> list[InvoiceTaxTotal]:
    """The tax of the credit note by rate, not stored; the lines get their shares, which add up to it. Two queries."""
    rests = _tax_rests(invoice)
    groups: dict[Rate, list[InvoiceLine]] = defaultdict(list)
    for line in lines:
        groups[line.tax_code.category, line.tax_code.rate_bps].append(line)
    totals = []
    for rate in sorted(groups, key=lambda pair: (-pair[1], pair[0])):
        base = sum(line.net_minor for line in groups[rate])
        left_base, left_tax = rests.get(rate, (0, 0))
        own = _tax(base, rate[1], invoice.currency)
        tax = left_tax if base == left_base else max(min(own, max(left_tax, 0)), min(left_tax, 0))
        _share(groups[rate], base, tax, own, rate[1], invoice.currency)
        totals.append(InvoiceTaxTotal(category=rate[0], rate_bps=rate[1], base_minor=base, tax_minor=tax))
    return totals


def _tax_rests(invoice: Invoice) -> dict[Rate, tuple[int, int]]:
    """Base and tax by rate that no credit note has yet."""
    found = {(item.category, item.rate_bps): (item.base_minor, item.tax_minor) for item in InvoiceTaxTotal.objects.filter(invoice=invoice)}
    for item in InvoiceTaxTotal.objects.filter(invoice__credits=invoice):
        base, tax = found[item.category, item.rate_bps]
        found[item.category, item.rate_bps] = (base - item.base_minor, tax - item.tax_minor)
    return found


def _share(lines: list[InvoiceLine], base: int, tax: int, own: int, rate_bps: int, currency: str) -> None:
    """By rounded running sums, as the tax of an invoice is shared: of the rate's tax, or of the rest that it is instead."""
    running = given = 0
    for line in lines:
        running += line.net_minor
        if tax == own:
            upto = _tax(running, rate_bps, currency)
        else:
            upto = round_to_minor(from_minor(tax, currency) * running / base, currency) if base else 0
        line.tax_minor = upto - given
        given = upto
    if lines:
        lines[-1].tax_minor += tax - given
    for line in lines:
        line.gross_minor = line.net_minor + line.tax_minor


def _tax(base_minor: int, rate_bps: int, currency: str) -> int:
    return round_to_minor(from_minor(base_minor, currency) * rate_bps / Decimal(10_000), currency)
