"""The engine: lines in, results out, the same for every order of the input.

Lines are decided in one canonical order: by booking date, then the bank's reference, then key. So of two lines
that compete for one invoice the earlier wins. Before the first is decided all are read once, because a line that
names an invoice speaks against settling that invoice by amount alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from . import naming_rules, other_rules, payer_rules
from .book import Book
from .facts import ClientFacts, Line, OpenInvoice, OwnAccount, Reason, Result
from .folding import DIGITS
from .reading import SILENT, Reader, Reading
from .rules import Rule, RuleSet
from .ruling import Case, Court, Handler, Payer

HANDLERS: dict[str, Handler] = {
    "own_transfer": other_rules.own_transfer,
    "non_invoice": other_rules.non_invoice,
    "exact_reference": naming_rules.exact_reference,
    "reference_variant": naming_rules.reference_variant,
    "several_references": naming_rules.several_references,
    "several_uneven": naming_rules.several_uneven,
    "reference_fee": naming_rules.reference_fee,
    "reference_exchange": naming_rules.reference_exchange,
    "reference_part": naming_rules.reference_part,
    "reference_over": naming_rules.reference_over,
    "reference_doubtful": naming_rules.reference_doubtful,
    "reference_paid": naming_rules.reference_paid,
    "reference_fragment": payer_rules.reference_fragment,
    "ambiguous_twins": payer_rules.ambiguous_twins,
    "client_amount": payer_rules.client_amount,
    "client_subset": payer_rules.client_subset,
    "client_fee": payer_rules.client_fee,
    "name_amount": payer_rules.name_amount,
}


def canonical_order(line: Line) -> tuple[str, str, str]:
    """The order in which lines are decided."""
    return (line.booked_on, line.reference, line.key)


def _in_order(lines: Iterable[Line]) -> list[Line]:
    """Lines in the canonical order: sorted by text after text, the last first, which is faster than by all three at once."""
    ordered = sorted(lines, key=attrgetter("key"))
    ordered.sort(key=attrgetter("reference"))
    ordered.sort(key=attrgetter("booked_on"))
    return ordered


def consumed_by(results: Iterable[Result]) -> dict[str, int]:
    """What accepted results have settled of each invoice: the state from which a run continues."""
    consumed: dict[str, int] = {}
    for result in results:
        if result.state == "accepted":
            for key, amount in result.pairs:
                consumed[key] = consumed.get(key, 0) + amount
    return consumed


class Engine:
    """Matches lines against open invoices under a rule set.

    `invoices` carry the open amounts as they were when the run began. To continue a run that was cut short, give
    the same facts, `consumed` (what the run's accepted results settled so far, see `consumed_by`), and to `match`
    all lines with the key of the last line that has a result: what follows equals an uninterrupted run.
    Raises ValueError on doubled keys, and where `consumed` exceeds what was open.
    """

    def __init__(
        self,
        rules: RuleSet,
        clients: Iterable[ClientFacts],
        invoices: Iterable[OpenInvoice],
        own_accounts: Iterable[OwnAccount] = (),
        *,
        consumed: Mapping[str, int] | None = None,
    ) -> None:
        self.rules = rules
        self._book = Book(clients, invoices, own_accounts, consumed or {})
        speaking = [rule for rule in rules.rules if rule.kind == "non_invoice"]
        inward = [stem for rule in speaking if rule.text("direction") == "in" for stem in other_rules.stems(rule)]
        digits_matter = any(not stem or DIGITS.search(stem) for rule in speaking for stem in other_rules.stems(rule))
        self._reader = Reader(self._book, tuple(dict.fromkeys(inward)), digits_matter=digits_matter)
        self._in: list[tuple[Handler, Rule]] = [
            (HANDLERS[rule.kind], rule) for rule in rules.rules if rule.kind != "non_invoice" or rule.text("direction") == "in"
        ]
        # A line that names nothing has no use for the rules about names.
        self._in_unnamed = [(handler, rule) for handler, rule in self._in if handler.__module__ != naming_rules.__name__]
        self._out: list[tuple[Handler, Rule]] = [
            (HANDLERS[rule.kind], rule)
            for rule in rules.rules
            if rule.kind == "own_transfer" or (rule.kind == "non_invoice" and rule.text("direction") == "out")
        ]

    def place_of(self, invoice_key: str) -> int:
        """The place of an invoice among all of them, sorted by key. Raises KeyError."""
        return self._book.position[invoice_key]

    def match(self, lines: Iterable[Line], *, after: str | None = None) -> Iterator[Result]:
        """Results in the canonical order, one for each line behind `after`.

        `lines` are all lines of the run, also when it continues. The engine's balances move on as results are
        drawn, so an engine serves one run. Raises ValueError on a doubled key or an unknown `after`.
        """
        ordered = _in_order(lines)
        keys = {line.key for line in ordered}
        if len(keys) != len(ordered):
            raise ValueError("Two lines have the same key.")
        if after is not None and after not in keys:
            raise ValueError(f"There is no line {after!r} to continue after.")
        del keys
        named_by: dict[int, int] = {}
        readings: list[Reading] = []
        for line in ordered:
            reading = self._reader.read(line) if line.amount_minor > 0 else SILENT
            readings.append(reading)
            for at in reading.named:
                named_by[at] = named_by.get(at, 0) + 1
        court = Court(self._book, self._reader, named_by)
        waiting = after is not None
        for line, reading in zip(ordered, readings, strict=True):
            if waiting:
                waiting = line.key != after
                continue
            result = self._decide(court, line, reading)
            if result.state == "accepted":
                self._book.take(result.pairs)
            yield result

    def _decide(self, court: Court, line: Line, reading: Reading) -> Result:
        case = Case(self._book, line, reading, self._payer(line))
        if line.amount_minor > 0:
            for handler, rule in self._in if reading.named or reading.doubtful else self._in_unnamed:
                result = handler(court, rule, case)
                if result is not None:
                    return result
            return Result(line.key, "unmatched", "none", 0, (), (), line.amount_minor, payer_rules.why_unmatched(court, case))
        for handler, rule in self._out if line.amount_minor else ():
            result = handler(court, rule, case)
            if result is not None:
                return result
        code = "money_out" if line.amount_minor else "no_money"
        return Result(line.key, "unmatched", "none", 0, (), (), 0, (Reason(code),))

    def _payer(self, line: Line) -> Payer:
        book = self._book
        by_iban = book.by_account(book.ibans, line.counterparty_iban) if line.counterparty_iban else ()
        by_tax = book.by_account(book.tax_ids, line.counterparty_tax_id) if line.counterparty_tax_id else ()
        if by_iban and by_tax:
            if by_iban == by_tax:
                return by_iban, "payer_iban_tax_id", False
            both = tuple(client for client in by_iban if client in by_tax)
            if both:
                return both, "payer_iban_tax_id", False
            return tuple(sorted({*by_iban, *by_tax})), "payer_iban_tax_id", True
        if by_iban:
            return by_iban, "payer_iban", False
        if by_tax:
            return by_tax, "payer_tax_id", False
        remembered = book.by_account(book.paid_from, line.counterparty_iban) if line.counterparty_iban else ()
        if remembered:
            return remembered, "payer_remembered", False
        return (), "payer_unknown", False
