"""What else a text says for or against an answer: tax in it, contracts, dates, accounts of third parties, documents that are closed.

Each item is a `Reason` with a weight. What supports adds a little to the score, at most `MOST_SUPPORT` together: less
than what an unknown payer of an uneven amount lacks, so that no sum of small things settles a line. What contradicts
has the weight `FORBIDS`: the line is never settled unaided, whatever the score.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .facts import FORBIDS, Pairs, Reason
from .folding import compact, fold
from .ruling import Case, Court, money_reason
from .texts import text_of
from .why import EXPONENTS

MOST_SUPPORT = 8
_CONTRACT, _DATE, _TAX = 3, 2, 3
CLOSED = {"paid": "names_paid", "void": "names_void", "credited": "names_credited", "written_off": "names_written_off"}
_TAX_WORDS = r"(?<![^\W\d_])(?:пдв|п\.д\.в\.?|ндс|vat|mwst|ust|tva|pdv)(?![^\W\d_])"
_TAX_AMOUNT = re.compile(
    _TAX_WORDS + r"[\s(]{0,3}(?:[0-9]{1,2}(?:[.,][0-9]{1,2})?\s?%)?[\s\-–—=:().,]{0,6}"
    r"([0-9]{1,3}(?:[ '\u00a0\u202f][0-9]{3})+|[0-9]{1,12})"
    r"(?:[.,\-]([0-9]{2})(?![0-9%])|\s{0,2}(?:грн|uah|₴|eur|usd|pln)(?![^\W\d_])(?:\.?\s{0,2}([0-9]{2})\s{0,2}коп)?)",
    re.IGNORECASE,
)  # fmt: skip
_NO_TAX = re.compile(rf"(?:без|without|no|ohne)\s{{1,3}}{_TAX_WORDS}|{_TAX_WORDS}\s{{1,3}}не\s", re.IGNORECASE)


def tax_in(text: str) -> int | None:
    """The tax that a text states, in minor units of two decimals: 0 for "без ПДВ", None where it states none or several."""
    found = {
        int(re.sub(r"\D", "", whole)) * 100 + int(cents or more or 0) for whole, cents, more in _TAX_AMOUNT.findall(text)
    }
    if _NO_TAX.search(text):
        found.add(0)
    return found.pop() if len(found) == 1 else None


def weighed(reason: Reason, weight: int) -> Reason:
    """The reason with a weight of its own."""
    return reason if reason.weight == weight else Reason(reason.code, reason.params, weight)


def forbidding(reasons: Sequence[Reason]) -> list[Reason]:
    """The same reasons as contradictions."""
    return [weighed(reason, FORBIDS) for reason in reasons]


def support(court: Court, case: Case, positions: Sequence[int], pairs: Pairs) -> list[Reason]:
    """What agrees with the answer beyond number, payer and amount. Weights together at most `MOST_SUPPORT`."""
    found = []
    line, book = case.line, court.book
    named, dates = case.reading.contracts, case.reading.dates
    if named:
        agreeing = sorted({book.invoices[at].contract for at in positions if compact(fold(book.invoices[at].contract)) in named} - {""})
        if agreeing:
            found.append(Reason("contract_named", (("contract", agreeing[0]),), _CONTRACT))
    if dates and any(book.invoices[at].issue_on in dates for at in positions):
        found.append(Reason("date_agrees", (("date", min(dates & {book.invoices[at].issue_on for at in positions})),), _DATE))
    tax = _tax(court, case, positions, pairs)
    if tax is not None and tax[0] in tax[1]:
        found.append(money_reason("tax_agrees", line, said_minor=tax[0], weight=_TAX))
    return found


def contradicting(court: Court, case: Case, positions: Sequence[int], pairs: Pairs) -> list[Reason]:
    """What a text says that cannot be if the answer is right: a closed document, another currency, contract, date or tax."""
    found: list[Reason] = []
    line, book = case.line, court.book
    for at in case.reading.named:
        invoice = book.invoices[at]
        if invoice.state in CLOSED and at not in positions:
            found.append(Reason(CLOSED[invoice.state], (("number", invoice.number),)))
        elif invoice.currency != line.currency:
            found.append(Reason("other_currency", (("number", invoice.number),)))
    if named := case.reading.contracts:
        written = [book.invoices[at].contract for at in positions]
        if all(written) and not any(compact(fold(contract)) in named for contract in written):
            found.append(Reason("contract_differs", (("contract", written[0]),)))
    tax = _tax(court, case, positions, pairs)
    if tax is not None and tax[0] not in tax[1]:
        found.append(money_reason("tax_differs", line, said_minor=tax[0], tax_minor=tax[1][len(tax[1]) // 2]))
    return found[:5]


def _tax(court: Court, case: Case, positions: Sequence[int], pairs: Pairs) -> tuple[int, range] | None:
    """The tax that the text states, and what it may be for these invoices; None where one of the two is not known."""
    line, book = case.line, court.book
    if not positions or book.invoices[positions[0]].tax_minor <= 0 or line.currency in EXPONENTS:
        return None
    if any(book.invoices[at].tax_minor <= 0 for at in positions):
        return None
    said = tax_in(text_of(line))
    if said is None:
        return None
    invoices = [book.invoices[at] for at in positions]
    whole, total = sum(invoice.tax_minor for invoice in invoices), sum(invoice.total_minor for invoice in invoices)
    slack = 1 + len(invoices)
    if abs(said - whole) <= slack:
        return said, range(said, said + 1)
    share = (2 * whole * sum(amount for _key, amount in pairs) + total) // (2 * total) if total else whole
    return said, range(share - slack, share + slack + 1)
