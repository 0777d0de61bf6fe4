"""What every rule needs: the case before it, and the one place where a verdict is formed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from .book import Book
from .facts import FORBIDS, Line, Pairs, Reason, Result, State
from .reading import Reader, Reading
from .rules import Rule

MAX_LISTED = 8
MAX_LIVE = 500


# The clients that a payer may be (several share a tax number; empty: unknown), the reason code that says by what it is known,
# and whether IBAN and tax number belong to different clients.
Payer = tuple[tuple[int, ...], str, bool]


class Fitting(NamedTuple):
    """What an amount pays exactly where no invoice is named: of which clients, known by what, the invoices open for it now, and
    those open for it only when the run began."""

    payers: tuple[int, ...]
    known_by: str
    now: list[int]
    before: list[int]


class Case:
    """One line with its reading and its payer, and what several rules ask of them: `usable` are the invoices named in the line's
    currency, `live` those of them with money open, `fitting` is found by the first rule that asks (`payer_rules.fitting`)."""

    __slots__ = ("conflict", "fitting", "known_by", "line", "live", "payer", "reading", "usable")

    def __init__(self, book: Book, line: Line, reading: Reading, payer: Payer) -> None:
        self.line = line
        self.reading = reading
        self.payer, self.known_by, self.conflict = payer
        self.fitting: Fitting | None = None
        self.usable: tuple[int, ...] = ()
        self.live: tuple[int, ...] = ()
        named = reading.named
        if len(named) == 1:
            if book.invoices[named[0]].currency == line.currency:
                self.usable = named
                self.live = named if book.left[named[0]] > 0 else ()
        elif named:
            self.usable = tuple([at for at in named if book.invoices[at].currency == line.currency])
            self.live = tuple([at for at in self.usable if book.left[at] > 0])


@dataclass(frozen=True, slots=True)
class Court:
    """What rules may look at: the book, the reader, and how many lines of the run name an invoice."""

    book: Book
    reader: Reader
    named_by: dict[int, int]


Handler = Callable[[Court, Rule, Case], Result | None]

PAYER_REASONS = {
    code: Reason(code)
    for code in (
        "payer_iban", "payer_tax_id", "payer_iban_tax_id", "payer_text", "payer_remembered", "payer_unknown", "payer_conflict",
        "several_clients", "number_goes_on", "unknown_reference", "not_only_candidate",
    )
}  # fmt: skip


@lru_cache(maxsize=256)
def payer_reason(code: str, weight: int) -> Reason:
    """By what a payer is known, and what that weighs."""
    return Reason(code, (), weight)


def money_reason(code: str, line: Line, *, weight: int = 0, **params: str | int) -> Reason:
    """A reason that speaks of amounts in the line's currency."""
    return Reason(code, (("currency", line.currency), *params.items()), weight)


def listed(court: Court, positions: Sequence[int]) -> str:
    """Invoice numbers for a sentence, the first few of many."""
    numbers = [court.book.invoices[at].number for at in positions[:MAX_LISTED]]
    return ", ".join(numbers) + (", …" if len(positions) > MAX_LISTED else "")


def live_of(court: Court, client: int, currency: str) -> list[int]:
    """The first of a client's invoices that have money open."""
    own, left = court.book.of_client(client, currency), court.book.left
    if len(own) <= MAX_LIVE:
        return [at for at in own if left[at] > 0]
    return list(islice((at for at in own if left[at] > 0), MAX_LIVE))


def full(court: Court, positions: Sequence[int]) -> Pairs:
    """Pairs that pay each of these invoices all that it has open."""
    book = court.book
    if len(positions) == 1:
        only = positions[0]
        return ((book.invoices[only].key, book.left[only]),) if book.left[only] > 0 else ()
    return tuple(sorted((book.invoices[at].key, book.left[at]) for at in positions if book.left[at] > 0))


def verdict(
    rule: Rule,
    case: Case,
    *,
    pairs: Pairs,
    reasons: Sequence[Reason],
    against: Sequence[Reason] = (),
    alternatives: Sequence[Pairs] = (),
) -> Result:
    """Settles only when the score suffices, nothing speaks against it, and no other answer is as good.

    `reasons` carry the weights that make up the score; what is `against` forbids.
    """
    score = max(0, min(100, sum([reason.weight for reason in reasons])))
    others: tuple[Pairs, ...] = ()
    if alternatives:
        others = tuple(other for other in dict.fromkeys(alternatives) if other and other != pairs)
    unaided = rule.auto_accept is not None and score >= rule.auto_accept and not against and not others
    state: State = "unmatched" if not pairs else "accepted" if unaided else "proposed"
    rest = case.line.amount_minor - (pairs[0][1] if len(pairs) == 1 else sum([amount for _key, amount in pairs]))
    return Result(
        case.line.key,
        state,
        rule.kind,
        score if pairs else 0,
        pairs,
        others,
        rest,
        (*reasons, *[Reason(reason.code, reason.params, FORBIDS) for reason in against]) if against else tuple(reasons),
    )
