"""What else a text says for or against an answer: tax in it, contracts, dates, accounts of third parties, documents that are closed.

Each item is a `Reason` with a weight. What supports adds a little to the score, at most `MOST_SUPPORT` together: less
than what an unknown payer of an uneven amount lacks, so that no sum of small things settles a line. What contradicts
has the weight `FORBIDS`: the line is never settled unaided, whatever the score.
"""

from __future__ import annotations

from collections.abc import Sequence

from .facts import FORBIDS, Pairs, Reason
from .folding import compact, fold
from .ruling import Case, Court, money_reason
from .why import EXPONENTS

MOST_SUPPORT = 8
_CONTRACT, _DATE, _TAX = 3, 2, 3
CLOSED = {"paid": "names_paid", "void": "names_void", "credited": "names_credited", "written_off": "names_written_off"}


def weighed(reason: Reason, weight: int) -> Reason:
    """The reason with a weight of its own."""
    return reason if reason.weight == weight else Reason(reason.code, reason.params, weight)


def forbidding(reasons: Sequence[Reason]) -> list[Reason]:
    """The same reasons as contradictions."""
    return [weighed(reason, FORBIDS) for reason in reasons]


def support(court: Court, case: Case, positions: Sequence[int], pairs: Pairs) -> list[Reason]:
    """What agrees with the answer beyond number, payer and amount. Weights together at most `MOST_SUPPORT`."""
    found: list[Reason] = []
    line, book = case.line, court.book
    if named := case.reading.contracts:
        agreeing = sorted({book.invoices[at].contract for at in positions if compact(fold(book.invoices[at].contract)) in named} - {""})
        if agreeing:
            found.append(Reason("contract_named", (("contract", agreeing[0]),), _CONTRACT))
    if (dates := case.reading.dates) and (issued := dates.intersection([book.invoices[at].issue_on for at in positions])):
        found.append(Reason("date_agrees", (("date", min(issued)),), _DATE))
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
    said = court.reader.tax_said(line)
    if said is None:
        return None
    invoices = [book.invoices[at] for at in positions]
    whole, total = sum(invoice.tax_minor for invoice in invoices), sum(invoice.total_minor for invoice in invoices)
    slack = 1 + len(invoices)
    if abs(said - whole) <= slack:
        return said, range(said, said + 1)
    share = (2 * whole * sum(amount for _key, amount in pairs) + total) // (2 * total) if total else whole
    return said, range(share - slack, share + slack + 1)
