"""Rules for lines that name invoices by their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from .evidence import CLOSED, contradicting, support, weighed
from .facts import Pairs, Reason, Result
from .rules import Rule
from .ruling import PAYER_REASONS, Case, Court, full, listed, live_of, money_reason, payer_reason, verdict
from .subsets import choices, neighbours

# How many of a client's other invoices are looked at for what an excess may pay, of how many each choice is tried, and how many are paid together.
_MOST_OTHERS, _FEW_OTHERS, _MOST_TOGETHER = 400, 10, 8
# What the number and the amount weigh by kind, and what they weigh together with a payer who is known. The default
# threshold is 85.
_WEIGHTS = {
    "exact_reference": (92, 100),
    "reference_variant": (88, 96),
    "several_references": (90, 98),
    "several_uneven": (45, 60),
    "reference_fee": (76, 93),
    "reference_exchange": (72, 86),
    "reference_part": (75, 92),
    "reference_over": (74, 90),
    "reference_doubtful": (40, 55),
    "reference_paid": (50, 50),
}


def weighty(court: Court, rule: Rule, case: Case, reasons: Sequence[Reason], positions: Sequence[int], pairs: Pairs) -> list[Reason]:
    """The rule's reasons with the weight of number and amount, by what the payer is known, and what else agrees."""
    unknown, known = _WEIGHTS[rule.kind]
    found = [weighed(reasons[0], unknown), *reasons[1:]]
    owner = court.book.owner[positions[0]] if positions else None
    if owner is not None and case.payer and owner not in case.payer and owner in pays_for_others(court, case):
        keys = court.book.client_keys
        found.append(payer_reason(case.known_by, 0))
        found.append(Reason("pays_for", (("payer", keys[case.payer[0]]), ("owner", keys[owner])), known - unknown))
    else:
        found.append(payer_reason(case.known_by, known - unknown if case.payer else 0))
    return found + support(court, case, positions, pairs)


def contradictions(court: Court, case: Case, positions: Sequence[int], pairs: Pairs) -> list[Reason]:
    """What forbids that a line pays these invoices without a person."""
    against: list[Reason] = []
    book, payer = court.book, case.payer
    owner = book.owner[positions[0]]
    if case.reading.plain and not case.conflict and owner in payer and (len(positions) == 1 or all(book.owner[at] == owner for at in positions)):
        return contradicting(court, case, positions, pairs)
    owners = dict.fromkeys([book.owner[at] for at in positions])
    if case.conflict:
        against.append(PAYER_REASONS["payer_conflict"])
    if len(owners) > 1:
        against.append(PAYER_REASONS["several_clients"])
    if payer:
        pays_for = pays_for_others(court, case)
        strangers = [at for at in owners if at not in payer and at not in pays_for]
        if strangers:
            keys = book.client_keys
            against.append(Reason("other_client", (("payer", keys[payer[0]]), ("owner", keys[strangers[0]]))))
        elif found := case.reading.taxpayers:
            others = [at for at in found if at not in payer and at != owner and at not in pays_for]
            against += [Reason("other_payer_in_text", (("payer", book.client_keys[at]),)) for at in others[:1]]
    else:
        strangers = list(court.reader.strangers_in_text(case.line, case.reading, (owner,)))
        if strangers:
            against.append(Reason("other_payer_in_text", (("payer", book.client_keys[strangers[0]]),)))
    if case.reading.other:
        against.append(Reason("looks_non_invoice", (("words", case.reading.other.strip()),)))
    return [*against, *contradicting(court, case, positions, pairs)]


def pays_for_others(court: Court, case: Case) -> tuple[int, ...]:
    """The clients for whom the payer's account has paid before, as people decided."""
    table = court.book.paid_from
    return court.book.by_account(table, case.line.counterparty_iban) if table and case.line.counterparty_iban else ()


def exact_reference(court: Court, rule: Rule, case: Case) -> Result | None:
    """One invoice, named letter for letter, paid to the unit."""
    return _one_in_full(court, rule, case) if case.reading.exact else None


def reference_variant(court: Court, rule: Rule, case: Case) -> Result | None:
    """One invoice, named in another spelling, paid to the unit."""
    return None if case.reading.exact else _one_in_full(court, rule, case)


def _one_in_full(court: Court, rule: Rule, case: Case) -> Result | None:
    usable, line = case.usable, case.line
    if len(usable) != 1 or court.book.left[usable[0]] != line.amount_minor:
        return None
    invoice = court.book.invoices[usable[0]]
    pairs = ((invoice.key, line.amount_minor),)
    unknown, known = _WEIGHTS[rule.kind]
    reason = Reason(rule.kind, (("currency", line.currency), ("number", invoice.number), ("amount_minor", line.amount_minor)), unknown)
    if case.reading.plain and len(case.reading.named) == 1 and not case.conflict and court.book.owner[usable[0]] in case.payer and invoice.tax_minor <= 0:
        # As most lines are: the client itself pays, and the text says nothing that could be against it.
        agreeing = support(court, case, usable, pairs) if case.reading.dates else ()
        return verdict(rule, case, pairs=pairs, reasons=(reason, payer_reason(case.known_by, known - unknown), *agreeing))
    against = contradictions(court, case, usable, pairs)
    if case.reading.tail and (not case.payer or _extended(court, case)):
        against.append(PAYER_REASONS["number_goes_on"])
    if case.reading.doubtful:
        against.append(PAYER_REASONS["not_only_candidate"])
    return verdict(
        rule,
        case,
        pairs=pairs,
        reasons=weighty(court, rule, case, [reason], usable, pairs),
        against=against,
    )


def several_references(court: Court, rule: Rule, case: Case) -> Result | None:
    """Several invoices, named one by one, in a range or in a shortened list, whose open sum is paid exactly."""
    line, left = case.line, court.book.left
    if not case.usable or line.amount_minor <= 0:
        return None
    live = list(case.live)
    if len(case.usable) < 2 or sum(left[at] for at in live) != line.amount_minor:
        extra = _extended(court, case)
        live += [at for at in extra if left[at] > 0]
        if not extra or sum(left[at] for at in live) != line.amount_minor:
            return None
    if not live or len(live) > rule.number("max_invoices"):
        return None
    pairs = full(court, live)
    against = contradictions(court, case, live, pairs)
    if case.reading.doubtful:
        against.append(PAYER_REASONS["not_only_candidate"])
    code = rule.kind if len(live) > 1 else "reference_rest"
    reason = money_reason(code, line, count=len(live), numbers=listed(court, live), amount_minor=line.amount_minor)
    return verdict(
        rule,
        case,
        pairs=pairs,
        reasons=weighty(court, rule, case, [reason], live, pairs),
        against=against,
    )


def _extended(court: Court, case: Case) -> list[int]:
    """Invoices that the text may name in short, of the same clients and currency as those it names surely."""
    book, named = court.book, case.reading.named
    extra = court.reader.extended(case.line, named)
    if not extra:
        return []
    owners = {book.owner[at] for at in named}
    return [at for at in extra if book.owner[at] in owners and book.invoices[at].currency == case.line.currency]


def several_uneven(court: Court, rule: Rule, case: Case) -> Result | None:
    """Several invoices are named, and the amount is not their sum: a person decides."""
    live, line, left = case.live, case.line, court.book.left
    if len(live) < 2 or line.amount_minor <= 0:
        return None
    live = live[: rule.number("max_invoices")]
    total, amount = sum(left[at] for at in live), line.amount_minor
    due = sorted(live, key=lambda at: (court.book.invoices[at].due_on, court.book.invoices[at].key))
    chosen = _exact_part(left, due, amount)
    if chosen:
        pairs = full(court, chosen)
        reason = money_reason("several_subset", line, count=len(live), numbers=listed(court, chosen))
    else:
        pairs = _oldest_first(court, due, amount)
        code = "several_short" if amount < total else "several_over"
        reason = money_reason(
            code,
            line,
            numbers=listed(court, live),
            open_minor=total,
            amount_minor=amount,
            difference_minor=abs(total - amount),
        )
    return verdict(
        rule,
        case,
        pairs=pairs,
        reasons=weighty(court, rule, case, [reason], live, pairs),
        against=contradictions(court, case, live, pairs),
    )


def _exact_part(left: list[int], due: list[int], amount: int) -> list[int]:
    """One or all but one of the named invoices that are paid exactly."""
    total = sum(left[at] for at in due)
    for at in due:
        if left[at] == amount:
            return [at]
    for at in due:
        if total - left[at] == amount:
            return [other for other in due if other != at]
    return []


def _oldest_first(court: Court, due: list[int], amount: int) -> tuple[tuple[str, int], ...]:
    pairs = []
    for at in due:
        share = min(court.book.left[at], amount)
        if share <= 0:
            break
        pairs.append((court.book.invoices[at].key, share))
        amount -= share
    return tuple(sorted(pairs))


def reference_fee(court: Court, rule: Rule, case: Case) -> Result | None:
    """One invoice is named, and a small bounded amount is missing that nobody calls a part."""
    at = _single(case)
    if at is None:
        return None
    left = court.book.left[at]
    short = left - case.line.amount_minor
    within = short * 10_000 <= left * rule.number("max_share_bps")
    if not 0 < short <= rule.number("max_fee_minor") or not within or court.reader.shape(case.line).says_part:
        return None
    return _one_unevenly(court, rule, case, at, pays=case.line.amount_minor)


def reference_exchange(court: Court, rule: Rule, case: Case) -> Result | None:
    """One invoice is named, the text speaks of a currency or a rate, and the amount differs by what an exchange may bring."""
    at = _single(case)
    if at is None:
        return None
    shape = court.reader.shape(case.line)
    if shape.says_part or not shape.says_exchange:
        return None
    left = court.book.left[at]
    differs = abs(left - case.line.amount_minor)
    within = differs * 10_000 <= left * rule.number("max_share_bps")
    if not 0 < differs <= rule.number("max_difference_minor") or not within:
        return None
    return _one_unevenly(court, rule, case, at, pays=min(left, case.line.amount_minor))


def reference_part(court: Court, rule: Rule, case: Case) -> Result | None:
    """One invoice is named, and less than its open amount is paid."""
    at = _single(case)
    if at is None or case.line.amount_minor >= court.book.left[at]:
        return None
    return _one_unevenly(court, rule, case, at, pays=case.line.amount_minor)


def reference_over(court: Court, rule: Rule, case: Case) -> Result | None:
    """One invoice is named, and more than its open amount is paid: the rest stays on the payment."""
    at = _single(case)
    if at is None or case.line.amount_minor <= court.book.left[at]:
        return None
    return _one_unevenly(court, rule, case, at, pays=court.book.left[at])


def _single(case: Case) -> int | None:
    """The only invoice named that has money open, where money came in."""
    return case.live[0] if len(case.live) == 1 and case.line.amount_minor > 0 else None


def _one_unevenly(court: Court, rule: Rule, case: Case, at: int, *, pays: int) -> Result:
    book, line = court.book, case.line
    left, invoice = book.left[at], book.invoices[at]
    pairs = ((invoice.key, pays),)
    against = contradictions(court, case, (at,), pairs)
    alternatives = []
    if case.reading.tail:
        against.append(PAYER_REASONS["number_goes_on"])
    if case.reading.unknown or len(case.reading.named) > 1 or court.reader.lists_unknown(line, case.reading.named):
        against.append(PAYER_REASONS["unknown_reference"])
    if case.reading.doubtful:
        against.append(PAYER_REASONS["not_only_candidate"])
    short = [other for other in case.reading.fragments if book.owner[other] == book.owner[at]]
    if extra := [other for other in (*_extended(court, case), *short) if book.left[other] > 0]:
        against.append(Reason("more_named", (("numbers", listed(court, extra)),)))
    owners = (book.owner[at],)
    for other in book.open_for(owners, line.currency, line.amount_minor)[0][:3]:
        against.append(Reason("amount_fits_other", (("number", book.invoices[other].number),)))
        alternatives.append(full(court, [other]))
    excess = line.amount_minor - left
    for other in book.open_for(owners, line.currency, excess)[0][:3] if excess > 0 else ():
        if other != at:
            against.append(Reason("excess_fits_other", (("number", book.invoices[other].number),)))
            alternatives.append(full(court, [at, other]))
    if excess > 0 and not alternatives and (more := _others_of_sum(court, at, excess)):
        against.append(Reason("excess_fits_others", (("numbers", listed(court, more)),)))
        alternatives.append(full(court, [at, *more]))
    reason = money_reason(
        rule.kind,
        line,
        number=invoice.number,
        amount_minor=line.amount_minor,
        open_minor=left,
        difference_minor=abs(excess),
    )
    return verdict(
        rule,
        case,
        pairs=pairs,
        reasons=weighty(court, rule, case, [reason], (at,), pairs),
        against=against,
        alternatives=alternatives,
    )


def _others_of_sum(court: Court, at: int, excess: int) -> list[int]:
    """Several other open invoices of the same client that the excess pays exactly: neighbours by number, or some of a few."""
    book = court.book
    others = [other for other in live_of(court, book.owner[at], book.invoices[at].currency) if other != at][:_MOST_OTHERS]
    amounts = [book.left[other] for other in others]
    found = neighbours(amounts, excess, _MOST_TOGETHER)
    if not found and len(others) <= _FEW_OTHERS:
        found = choices(amounts, excess, _MOST_TOGETHER)
    return [others[place] for place in found[0]] if found else []


def reference_doubtful(court: Court, rule: Rule, case: Case) -> Result | None:
    """A number that can be read as several invoices: those that fit the payer and the amount are offered."""
    book, line = court.book, case.line
    if case.reading.named or not case.reading.doubtful or line.amount_minor <= 0:
        return None
    several = [at for group in case.reading.doubtful for at in group]
    fitting = [at for at in dict.fromkeys(several) if book.invoices[at].currency == line.currency and book.left[at] > 0]
    if case.payer:
        fitting = [at for at in fitting if book.owner[at] in case.payer] or fitting
    fitting.sort(key=lambda at: (book.left[at] != line.amount_minor, at))
    if not fitting:
        return None
    offers = [((book.invoices[at].key, min(book.left[at], line.amount_minor)),) for at in fitting[:10]]
    return verdict(
        rule,
        case,
        pairs=offers[0],
        reasons=weighty(court, rule, case, [Reason(rule.kind, (("numbers", listed(court, fitting)),))], (), ()),
        alternatives=offers[1:],
    )


def reference_paid(court: Court, rule: Rule, case: Case) -> Result | None:
    """The named invoices have nothing open, or are in another currency. What else fits is only offered."""
    named, book, line = case.reading.named, court.book, case.line
    if not named or line.amount_minor <= 0 or case.live:
        return None
    reasons = []
    for at in named[:3]:
        code = CLOSED.get(book.invoices[at].state, "reference_paid") if book.invoices[at].currency == line.currency else "other_currency"
        reasons.append(Reason(code, (("number", book.invoices[at].number),)))
    now, _before = book.open_for(case.payer, line.currency, line.amount_minor)
    offers = [full(court, [at]) for at in now[:5]]
    against = [Reason("amount_fits_other", (("number", book.invoices[at].number),)) for at in now[:5]]
    return verdict(
        rule,
        case,
        pairs=offers[0] if offers else (),
        reasons=weighty(court, rule, case, reasons, (), ()),
        against=against,
        alternatives=offers[1:],
    )
