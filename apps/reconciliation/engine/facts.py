"""What goes into a run and what comes out: frozen values, no behaviour. What there is for each line and invoice are tuples: a frozen
dataclass takes five times as long to make.

Keys are strings that mean the same in every database: a line is its bank account, bank reference and
position; an invoice is its number; a client its code. So two runs over the same facts give the same digest.
All money is in integer minor units of `currency`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

State = Literal["accepted", "proposed", "unmatched", "ignored"]
FORBIDS = -100
Pair = tuple[str, int]
Pairs = tuple[Pair, ...]


class Line(NamedTuple):
    """One entry of a bank statement. `amount_minor` is positive for money in, negative for money out.

    `booked_on` is an ISO date, `reference` the bank's own reference of the entry.
    """

    key: str
    booked_on: str
    amount_minor: int
    currency: str
    counterparty_name: str = ""
    counterparty_iban: str = ""
    counterparty_tax_id: str = ""
    remittance: str = ""
    reference: str = ""
    end_to_end_id: str = ""


class OpenInvoice(NamedTuple):
    """An invoice with money open when the run began, or one that was closed before it: `state` then says how ("paid",
    "void", "credited", "written_off") and `open_minor` is 0. `open_minor` stays that figure for the whole run.
    `tax_minor` is the tax in `total_minor`; 0 where there is none or nobody knows.
    """

    key: str
    number: str
    client_key: str
    currency: str
    open_minor: int
    total_minor: int
    issue_on: str = ""
    due_on: str = ""
    contract: str = ""
    payment_reference: str = ""
    tax_minor: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """By what a client can be known as a payer. `paid_from`: accounts of others from which people decided that it was paid."""

    key: str
    ibans: tuple[str, ...] = ()
    tax_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    paid_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """A bank account of the tenant itself."""

    iban: str


class Reason(NamedTuple):
    """One step of the explanation: a code of `why.TEMPLATES` and its parameters.

    A parameter whose name ends in `_minor` is money; the parameter `currency` says of which kind. `weight`: what it
    adds to the score; `FORBIDS` where it contradicts, so that the line is not settled unaided.
    """

    code: str
    params: tuple[tuple[str, str | int], ...] = ()
    weight: int = 0


class Result(NamedTuple):
    """What the engine says of one line.

    `pairs` are (invoice key, amount): settled when `state` is accepted, a suggestion when it is proposed.
    `alternatives` are other sets of pairs. `score` is 0 to 100. `unallocated_minor` is what of the money
    that came in is left over by `pairs`.
    """

    line_key: str
    state: State
    rule: str
    score: int
    pairs: Pairs
    alternatives: tuple[Pairs, ...]
    unallocated_minor: int
    reasons: tuple[Reason, ...]
