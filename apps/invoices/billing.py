"""What is due of a contract on a day: read, not written.

A recurring term is due in advance on the first day of a stretch, in arrears on the day after its last. A one-off is due on its
day, a milestone when it is reached. Hours are billed from approved shifts and not here. What a terminated or expired contract
earned before its end stays due for KEPT_DAYS.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apps.contracts.models import BillingTerm, Contract
from apps.contracts.periods import uncovered
from apps.contracts.states import ContractState, TermKind, Timing
from apps.invoices.models import BilledPeriod

KEPT_DAYS = 400
ONCE = "once"
_FOREVER = dt.date(9000, 1, 1)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """A stretch of a term that is to be billed; `amount_minor` net, in the contract's currency."""

    term: BillingTerm
    key: str
    starts_on: dt.date
    ends_before: dt.date
    amount_minor: int


@dataclass(frozen=True)
class Account:
    """The terms of a contract, and the stretches of each that are billed: (key, from, to)."""

    terms: Sequence[BillingTerm]
    billed: Mapping[int, Sequence[tuple[str, dt.date, dt.date]]]


def billable(on: dt.date) -> QuerySet[Contract]:
    """The contracts that may have something due: in force, suspended (to be named), or ended not long ago. Needs a tenant."""
    since = on - dt.timedelta(days=KEPT_DAYS)
    ended = Q(state=ContractState.EXPIRED, ends_before__gte=since) | Q(state=ContractState.TERMINATED, effective_on__gte=since)
    return Contract.objects.filter(Q(state__in=[ContractState.ACTIVE, ContractState.SUSPENDED]) | ended)


def accounts_of(contract_ids: Iterable[int]) -> dict[int, Account]:
    """Terms and billed stretches of contracts, in two queries."""
    ids = list(contract_ids)
    terms: dict[int, list[BillingTerm]] = defaultdict(list)
    for term in BillingTerm.objects.filter(contract_id__in=ids, is_live=True).exclude(kind=TermKind.HOURS).order_by("position", "pk"):
        terms[term.contract_id].append(term)
    billed: dict[int, list[tuple[str, dt.date, dt.date]]] = defaultdict(list)
    term_ids = [term.pk for found in terms.values() for term in found]
    for term_id, key, starts_on, ends_before in BilledPeriod.objects.filter(term_id__in=term_ids).values_list("term_id", "key", "starts_on", "ends_before"):
        billed[term_id].append((key, starts_on, ends_before))
    return {pk: Account(terms[pk], billed) for pk in ids}


def due_of(contract: Contract, account: Account, on: dt.date) -> list[Due]:
    """What is due on the day and not billed, in the order of the terms and of time."""
    return [item for term in account.terms for item in _due_of_term(contract, term, account.billed.get(term.pk, ()), on)]


def _due_of_term(contract: Contract, term: BillingTerm, billed: Sequence[tuple[str, dt.date, dt.date]], on: dt.date) -> list[Due]:
    if term.kind != TermKind.RECURRING:
        day = term.due_on if term.kind == TermKind.ONCE else term.reached_on
        too_late = contract.effective_on is not None and day is not None and day >= contract.effective_on
        if day is None or day > on or too_late or billed:
            return []
        return [Due(term, ONCE, day, day + _DAY, term.amount_minor)]
    ends = [day for day in (term.ends_before, contract.ends) if day is not None]
    until = min(ends, default=_FOREVER)
    assert term.starts_on is not None  # the database says so of a recurring term
    covered = [(starts_on, ends_before) for _key, starts_on, ends_before in billed]
    found = []
    for part in uncovered(term.starts_on, until, term.every_months, aligned=term.aligned, billed=covered):
        if part.starts_on > on:
            break
        if (part.starts_on if term.timing == Timing.ADVANCE else part.ends_before) <= on:
            amount = part.amount_of(term.amount_minor)
            found.append(Due(term, part.starts_on.isoformat(), part.starts_on, part.ends_before, amount))
    return found
