"""Sentences for the codes that the engine gives as reasons.

The templates are plain English message ids, marked for extraction; a caller passes its own `translate` (and
`money`, to format amounts for a locale). The engine itself never translates.
"""

from __future__ import annotations

from collections.abc import Callable

from .facts import Reason, Result


def gettext_noop(message: str) -> str:
    """Marks a message for extraction and returns it as it is."""
    return message


TEMPLATES: dict[str, str] = {
    "exact_reference": gettext_noop("Names invoice %(number)s and pays exactly its open amount, %(amount)s."),
    "reference_variant": gettext_noop(
        "Names invoice %(number)s, written in another way, and pays exactly its open amount, %(amount)s."
    ),
    "several_references": gettext_noop("Names %(count)s invoices (%(numbers)s) and pays exactly their open sum, %(amount)s."),
    "reference_rest": gettext_noop(
        "Of the invoices named only %(numbers)s is still open, and the payment is exactly its open amount, %(amount)s."
    ),
    "several_subset": gettext_noop("Names %(count)s invoices, but pays exactly the open sum of only these: %(numbers)s."),
    "several_short": gettext_noop(
        "Names invoices %(numbers)s, together open %(open)s, but pays %(amount)s: %(difference)s less."
    ),
    "several_over": gettext_noop("Names invoices %(numbers)s, together open %(open)s, but pays %(amount)s: %(difference)s more."),
    "reference_fee": gettext_noop(
        "Names invoice %(number)s and pays %(amount)s, only %(difference)s less than the open %(open)s: "
        "a bank fee was probably kept back."
    ),
    "reference_part": gettext_noop("Names invoice %(number)s and pays %(amount)s of the open %(open)s."),
    "reference_over": gettext_noop(
        "Names invoice %(number)s, open %(open)s, and pays %(amount)s: %(difference)s stays on the payment."
    ),
    "reference_paid": gettext_noop("Names invoice %(number)s, which has nothing left open."),
    "reference_doubtful": gettext_noop("The number in the text can be read as any of these: %(numbers)s."),
    "reference_fragment": gettext_noop(
        "The text holds a part of the number %(number)s, and the payment is exactly its open amount, %(amount)s."
    ),
    "fragment_uneven": gettext_noop("The text may mean invoice %(number)s, but %(amount)s is not its open amount, %(open)s."),
    "client_amount": gettext_noop("Names no invoice; %(number)s is the client's only invoice open for exactly %(amount)s."),
    "ambiguous_twins": gettext_noop("Names no invoice, and the client has several open for exactly %(amount)s: %(numbers)s."),
    "client_subset": gettext_noop("Names no invoice; the open amounts of %(numbers)s add up to exactly %(amount)s."),
    "name_amount": gettext_noop(
        "The payer's name or a contract number points to a client whose invoice %(number)s is open for exactly %(amount)s."
    ),
    "own_transfer": gettext_noop("A transfer between own accounts."),
    "bank_fee": gettext_noop("A fee of the bank, by the words “%(words)s”."),
    "interest": gettext_noop("Interest, by the words “%(words)s”."),
    "salary": gettext_noop("Wages, by the words “%(words)s”."),
    "taxes": gettext_noop("A tax or a public charge, by the words “%(words)s”."),
    "loan": gettext_noop("A loan or its repayment, by the words “%(words)s”."),
    "refund": gettext_noop("Money sent back, by the words “%(words)s”."),
    "top_up": gettext_noop("The account was topped up, by the words “%(words)s”."),
    "exchange": gettext_noop("A currency exchange, by the words “%(words)s”."),
    "non_invoice": gettext_noop("Pays no invoice, by the words “%(words)s”."),
    "nothing_found": gettext_noop("No invoice fits."),
    "money_out": gettext_noop("Money that went out pays no invoice."),
    "no_money": gettext_noop("The entry moves no money."),
    "payer_iban": gettext_noop("The payer is known as the client by the IBAN."),
    "payer_tax_id": gettext_noop("The payer is known as the client by the tax number."),
    "payer_iban_tax_id": gettext_noop("The payer is known as the client by the IBAN and the tax number."),
    "payer_text": gettext_noop("The text names the client's tax number or IBAN."),
    "payer_unknown": gettext_noop("The payer is not a known client."),
    "payer_conflict": gettext_noop("The payer's IBAN and tax number belong to different clients."),
    "other_client": gettext_noop("But the payer is client %(payer)s, and the invoice belongs to client %(owner)s."),
    "several_clients": gettext_noop("But the invoices belong to different clients."),
    "other_payer_in_text": gettext_noop("But the text names another client, %(payer)s."),
    "named_elsewhere": gettext_noop("But another entry of this run names invoice %(number)s."),
    "twin_settled": gettext_noop(
        "But invoice %(number)s was open for the same amount when the run began, and was settled in it."
    ),
    "amount_fits_other": gettext_noop("But the amount is exactly what is open on invoice %(number)s."),
    "excess_fits_other": gettext_noop("But the excess is exactly what is open on invoice %(number)s."),
    "excess_fits_others": gettext_noop("But the excess is exactly what is open on other invoices together: %(numbers)s."),
    "more_named": gettext_noop("But the text may name more invoices: %(numbers)s."),
    "number_goes_on": gettext_noop("But more digits follow the number, so another document may be meant."),
    "unknown_reference": gettext_noop("But the text also names a number that is not open."),
    "not_only_candidate": gettext_noop("But other invoices fit as well."),
    "other_currency": gettext_noop("Invoice %(number)s is in another currency."),
    "payer_remembered": gettext_noop("From this account others have paid for the client before, as people decided."),
    "pays_for": gettext_noop("Client %(payer)s has paid for client %(owner)s before, as people decided."),
    "contract_named": gettext_noop("The text names contract %(contract)s of the invoice."),
    "contract_differs": gettext_noop("But the text names another contract than the invoice's, %(contract)s."),
    "date_agrees": gettext_noop("The date in the text, %(date)s, is the invoice's."),
    "tax_agrees": gettext_noop("The tax in the text, %(said)s, is the invoice's."),
    "tax_differs": gettext_noop("But the text says %(said)s of tax, and the invoice has %(tax)s."),
    "names_paid": gettext_noop("But the text names invoice %(number)s, which was paid before."),
    "names_void": gettext_noop("But the text names invoice %(number)s, which is void."),
    "names_credited": gettext_noop("But the text names invoice %(number)s, which was credited."),
    "names_written_off": gettext_noop("But the text names invoice %(number)s, which was written off."),
    "reference_exchange": gettext_noop(
        "Names invoice %(number)s and pays %(amount)s; %(difference)s differ from the open %(open)s, as much as an exchange may bring."
    ),
    "client_fee": gettext_noop(
        "Names no invoice; the payment is %(difference)s short of what the client's invoice %(number)s has open, as after a fee."
    ),
    "not_all_tried": gettext_noop("But the client has more open invoices than are tried, so another choice may fit as well."),
    "unknown_number": gettext_noop("The text names a number that no open invoice has."),
    "client_owes_nothing": gettext_noop("The client has no open invoice in %(currency)s."),
    "no_amount_fits": gettext_noop(
        "Of the client's open invoices, %(count)s in number, none is open for %(amount)s; the nearest is %(number)s, open %(open)s."
    ),
    "several_payers": gettext_noop("The payer may be any of several clients."),
    "own_money": gettext_noop("Own money moved between accounts, by the words “%(words)s”."),
    "looks_non_invoice": gettext_noop("But the text speaks of something else: “%(words)s”."),
}

RULE_LABELS: dict[str, str] = {
    "exact_reference": gettext_noop("Invoice number and exact amount"),
    "reference_variant": gettext_noop("Invoice number written in another way"),
    "several_references": gettext_noop("Several invoices named, exact sum"),
    "several_uneven": gettext_noop("Several invoices named, another sum"),
    "reference_fee": gettext_noop("Bank fee kept back"),
    "reference_part": gettext_noop("Part payment"),
    "reference_over": gettext_noop("Overpayment"),
    "reference_paid": gettext_noop("Invoice already paid"),
    "reference_doubtful": gettext_noop("Number fits several invoices"),
    "reference_fragment": gettext_noop("Part of a number and exact amount"),
    "ambiguous_twins": gettext_noop("Several equal invoices"),
    "client_amount": gettext_noop("Client and exact amount"),
    "client_subset": gettext_noop("Several invoices by their sum"),
    "name_amount": gettext_noop("Payer's name and exact amount"),
    "reference_exchange": gettext_noop("Exchange difference"),
    "client_fee": gettext_noop("Client and amount less a fee"),
    "own_transfer": gettext_noop("Transfer between own accounts"),
    "own_money": gettext_noop("Own money moved"),
    "non_invoice": gettext_noop("Not a payment of an invoice"),
    "bank_fee": gettext_noop("Bank fee"),
    "interest": gettext_noop("Interest"),
    "salary": gettext_noop("Wages"),
    "taxes": gettext_noop("Taxes"),
    "loan": gettext_noop("Loan"),
    "refund": gettext_noop("Money sent back"),
    "top_up": gettext_noop("Account topped up"),
    "exchange": gettext_noop("Currency exchange"),
    "none": gettext_noop("Nothing found"),
}

EXPONENTS = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "CLP": 0,
    "ISK": 0,
    "UGX": 0,
    "KWD": 3,
    "BHD": 3,
    "JOD": 3,
    "OMR": 3,
    "TND": 3,
}


def plain_money(amount_minor: int, currency: str) -> str:
    """An amount as digits with its currency code, like "1234.50 UAH"."""
    exponent = EXPONENTS.get(currency, 2)
    sign, digits = ("-" if amount_minor < 0 else ""), str(abs(amount_minor)).rjust(exponent + 1, "0")
    whole, rest = (digits[:-exponent], "." + digits[-exponent:]) if exponent else (digits, "")
    return f"{sign}{whole}{rest} {currency}"


def sentence(
    reason: Reason,
    translate: Callable[[str], str] = str,
    money: Callable[[int, str], str] = plain_money,
) -> str:
    """One reason in words."""
    raw = dict(reason.params)
    currency = str(raw.get("currency", ""))
    shown: dict[str, str | int] = {}
    for name, value in raw.items():
        if name.endswith("_minor"):
            shown[name.removesuffix("_minor")] = money(int(value), currency)
        else:
            shown[name] = value
    return translate(TEMPLATES[reason.code]) % shown


def explain(
    result: Result,
    translate: Callable[[str], str] = str,
    money: Callable[[int, str], str] = plain_money,
) -> str:
    """Why the engine says what it says of a line, in a few sentences."""
    return " ".join(sentence(reason, translate, money) for reason in result.reasons)
