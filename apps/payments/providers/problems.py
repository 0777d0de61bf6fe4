"""What a person has to look at of a payment at a provider."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Reason
from apps.kernel.money import format_money

_SAID = {
    "amounts_disagree": _("The provider told of different amounts for this payment. Nothing is booked over that: compare with the provider's cabinet."),
    "currencies_disagree": _("The provider told of different currencies for this payment. Nothing is booked over that: compare with the provider's cabinet."),
    "refund_failed": _("A refund at the provider failed: the money is still with it or with you. See the provider's cabinet."),
}


def said(code: str) -> Reason:
    """A problem in what was told, by its code."""
    return Reason(code, _SAID[code])


def amount_differs(asked_minor: int, asked_currency: str, paid_minor: int, *, paid_currency: str) -> Reason:
    """Another amount or currency than was asked for came."""
    values = {"asked": format_money(asked_minor, asked_currency), "paid": format_money(paid_minor, paid_currency)}
    return Reason("amount_differs", _("%(asked)s was asked for, and the provider took %(paid)s. It is not in the books: decide what it is."), params=values)


def account_currency(paid_currency: str, account: str) -> Reason:
    """The money is in another currency than the account."""
    text = _("The money is in %(paid)s, and the account %(account)s is not. It is not in the books.")
    return Reason("account_currency", text, params={"paid": paid_currency, "account": account})


def maybe_same(found: list[str]) -> Reason:
    """Money that the books have may be this money."""
    text = _("The books have money of this client that may be the same, recorded by hand: %(payments)s. Say whether it is the same, or bring it into the books as another.")
    return Reason("maybe_same", text, params={"payments": ", ".join(found)})


def no_invoice(reference: str) -> Reason:
    """Nothing says what the money pays."""
    if not reference:
        return Reason("no_reference", _("The provider gave no reference: say on the payment's page whose money it is and what it pays."))
    return Reason("no_invoice", _("No open invoice has the number “%(reference)s”: say on the payment's page what the money pays."), params={"reference": reference})


def invoice_differs(number: str, open_minor: int, currency: str) -> Reason:
    """The invoice that is named is not open for this amount."""
    text = _("Invoice %(number)s is open for %(open)s, another amount than came: put the money on it by hand.")
    return Reason("invoice_differs", text, params={"number": number, "open": format_money(open_minor, currency)})


def refund_unmatched(refunded_minor: int, currency: str) -> Reason:
    """The provider gave money back that our books do not give back."""
    text = _("The provider gave back %(amount)s, and the books have no refund of that amount for this payment. Ask for the refund here too, or reverse the payment.")
    return Reason("refund_unmatched", text, params={"amount": format_money(refunded_minor, currency)})


def not_in_hand(state: str) -> Reason:
    """The payment is in a state in which the books cannot follow the provider."""
    text = _("The bank disputes or took back the money, and the payment in the books is “%(state)s”: follow by hand.")
    return Reason("not_in_hand", text, params={"state": state})
