"""Rules for lines that name no invoice surely: the payer and the amount speak."""

from __future__ import annotations

from .evidence import contradicting, support, weighed
from .facts import Pairs, Reason, Result
from .rules import Rule
from .ruling import MAX_LIVE, PAYER_REASONS, Case, Court, Fitting, full, listed, live_of, money_reason, payer_reason, verdict
from .subsets import choices, neighbours

# What it weighs by what the payer is known; the exact amount of an invoice weighs the rest.
_PAYER = {"payer_iban_tax_id": 44, "payer_iban": 42, "payer_tax_id": 42, "payer_text": 38, "payer_remembered": 20}
_AMOUNT = 50


def fitting(court: Court, case: Case) -> Fitting:
    """Who pays, by the fields of the entry or else by a tax number or IBAN in the text, and which invoices the amount pays exactly."""
    if case.fitting is None:
        payers, known_by = case.payer, case.known_by
        if not payers:
            payers = () if case.reading.mute else court.reader.clients_in_text(case.line, case.reading)
            known_by = "payer_text" if payers else "payer_unknown"
        case.fitting = Fitting(payers, known_by, *court.book.open_for(payers, case.line.currency, case.line.amount_minor))
    return case.fitting


def _weighty(court: Court, case: Case, reason: Reason, known_by: str, at: int) -> list[Reason]:
    """The exact amount, by what the payer is known, and what else agrees."""
    pairs = full(court, [at])
    return [weighed(reason, _AMOUNT), payer_reason(known_by, _PAYER.get(known_by, 0)), *support(court, case, (at,), pairs)]


def doubts(court: Court, case: Case, payers: tuple[int, ...], at: int, before: list[int]) -> list[Reason]:
    """What forbids that an unnamed invoice is settled without a person."""
    against: list[Reason] = []
    book = court.book
    if case.conflict:
        against.append(PAYER_REASONS["payer_conflict"])
    told = not case.reading.mute
    strangers = court.reader.strangers_in_text(case.line, case.reading, payers) if told else ()
    if strangers or len(payers) > 1:
        other = book.client_keys[(strangers or payers[1:])[0]]
        against.append(Reason("other_payer_in_text", (("payer", other),)) if strangers else PAYER_REASONS["several_clients"])
    if case.reading.unknown or (told and court.reader.names_another(case.line, at)):
        against.append(PAYER_REASONS["unknown_reference"])
    if court.named_by.get(at):
        against.append(Reason("named_elsewhere", (("number", book.invoices[at].number),)))
    if before:
        against.append(Reason("twin_settled", (("number", book.invoices[before[0]].number),)))
    if case.reading.other:
        against.append(Reason("looks_non_invoice", (("words", case.reading.other.strip()),)))
    return [*against, *contradicting(court, case, (at,), full(court, [at]))]


def _applies(case: Case) -> bool:
    return not case.reading.named and case.line.amount_minor > 0


def reference_fragment(court: Court, rule: Rule, case: Case) -> Result | None:
    """A part of a number, or a number too short to trust. Settles only with a known client and exact amount."""
    if not _applies(case) or case.reading.mute:
        return None
    line, book, reader = case.line, court.book, court.reader
    loose = reader.loose_groups(line)
    if not loose and not case.reading.fragments:
        return None
    payers, known_by, now, before = fitting(court, case)
    if not payers:
        now = book.open_for_anyone(line.currency, line.amount_minor)[:50]
    hinted = [at for at in now if at in case.reading.fragments or reader.holds_serial(at, loose)]
    if len(hinted) > 10:
        return None
    if not hinted:
        return _uneven_fragment(court, rule, case)
    at = hinted[0]
    against = doubts(court, case, payers, at, before if len(now) == 1 else []) if payers else []
    if len(now) > 1 and not (len(hinted) == 1 and any(v and reader.holds_serial(at, {k: v}) for k, v in loose.items())):
        against.append(PAYER_REASONS["not_only_candidate"])
    reason = money_reason(rule.kind, line, number=book.invoices[at].number, amount_minor=line.amount_minor)
    others = hinted[1:] + [other for other in now if other not in hinted] if against else hinted[1:]
    return verdict(
        rule,
        case,
        pairs=full(court, [at]),
        reasons=_weighty(court, case, reason, known_by, at),
        against=against,
        alternatives=[full(court, [other]) for other in others[:10]],
    )


def _uneven_fragment(court: Court, rule: Rule, case: Case) -> Result | None:
    """A short number of the payer's own invoice, with another amount."""
    book, line = court.book, case.line
    payers, _known_by, now, _before = fitting(court, case)
    own = [
        at
        for at in case.reading.fragments
        if book.owner[at] in payers and book.invoices[at].currency == line.currency and book.left[at] > 0
    ]
    if len(own) != 1 or now:
        return None
    at = own[0]
    reason = money_reason(
        "fragment_uneven",
        line,
        number=book.invoices[at].number,
        amount_minor=line.amount_minor,
        open_minor=book.left[at],
    )
    return verdict(
        rule,
        case,
        pairs=((book.invoices[at].key, min(book.left[at], line.amount_minor)),),
        reasons=(weighed(reason, 40), payer_reason(case.known_by, 15)),
    )


def ambiguous_twins(court: Court, rule: Rule, case: Case) -> Result | None:
    """The payer has several invoices open for exactly this amount: all are offered, none is settled."""
    if not _applies(case):
        return None
    line = case.line
    payers, known_by, now, _before = fitting(court, case)
    if len(now) < 2:
        return None
    reason = money_reason(rule.kind, line, numbers=listed(court, now), amount_minor=line.amount_minor)
    offers = [full(court, [at]) for at in now[: rule.number("max_alternatives") + 1]]
    return verdict(
        rule,
        case,
        pairs=offers[0],
        reasons=(weighed(reason, 30), payer_reason(known_by, 20)),
        against=doubts(court, case, payers, now[0], []),
        alternatives=offers[1:],
    )


def client_amount(court: Court, rule: Rule, case: Case) -> Result | None:
    """The payer is known, and exactly one of the client's invoices is open for this amount."""
    if not _applies(case):
        return None
    line, book = case.line, court.book
    payers, known_by, now, before = fitting(court, case)
    if len(now) != 1:
        return None
    at = now[0]
    reason = money_reason(rule.kind, line, number=book.invoices[at].number, amount_minor=line.amount_minor)
    return verdict(
        rule,
        case,
        pairs=full(court, [at]),
        reasons=_weighty(court, case, reason, known_by, at),
        against=doubts(court, case, payers, at, before),
    )


def client_subset(court: Court, rule: Rule, case: Case) -> Result | None:
    """Some of the payer's invoices add up to the amount. Several choices, or more invoices than are tried, are only offered."""
    if not _applies(case) or case.reading.other:
        return None
    payers, known_by, _now, _before = fitting(court, case)
    offers: list[tuple[tuple[int, int, int], tuple[int, ...]]] = []
    all_tried = True
    for client in payers:
        found, tried = _subsets(court, rule, case, client)
        offers += found
        all_tried = all_tried and tried
    if not offers:
        return None
    offers.sort()
    pairs: list[Pairs] = [full(court, chosen) for _rank, chosen in offers]
    pairs = list(dict.fromkeys(pairs))[: rule.number("max_alternatives") + 1]
    first = offers[0][1]
    reason = money_reason(rule.kind, case.line, numbers=listed(court, first), amount_minor=case.line.amount_minor)
    against = [PAYER_REASONS["not_only_candidate"]] if len(pairs) > 1 else doubts_of_all(court, case, payers, first)
    if not all_tried:
        against.append(Reason("not_all_tried"))
    return verdict(
        rule,
        case,
        pairs=pairs[0],
        reasons=(weighed(reason, 30), weighed(PAYER_REASONS[known_by], 40 if len(pairs) == 1 else 25)),
        against=against,
        alternatives=pairs[1:],
    )


def doubts_of_all(court: Court, case: Case, payers: tuple[int, ...], positions: tuple[int, ...]) -> list[Reason]:
    """What forbids that several unnamed invoices are settled without a person."""
    found = [reason for at in positions for reason in doubts(court, case, payers, at, []) if not reason.code.startswith("tax_")]
    found += [item for item in contradicting(court, case, positions, full(court, positions)) if item.code.startswith("tax_")]
    return list(dict.fromkeys(found))


def _subsets(court: Court, rule: Rule, case: Case, client: int) -> tuple[list[tuple[tuple[int, int, int], tuple[int, ...]]], bool]:
    """Sets of a client's invoices that add up: neighbours first, then the smaller set, then the older; and whether all
    choices within the rule's size were tried."""
    book, amount = court.book, case.line.amount_minor
    live = live_of(court, client, case.line.currency)
    max_size = rule.number("max_invoices")
    ranked: dict[tuple[int, ...], tuple[int, int, int]] = {}
    for run in neighbours([book.left[at] for at in live], amount, max_size):
        chosen = tuple(live[at] for at in run)
        ranked.setdefault(chosen, (0, len(chosen), chosen[0]))
    small, most = [at for at in live if book.left[at] < amount], rule.number("max_candidates")
    all_tried = len(live) < MAX_LIVE and len(small) <= min(most, max_size)
    if len(small) > most:
        small.sort(key=lambda at: (book.invoices[at].due_on, at))
        small = sorted(small[:most])
    if len(small) > 1:
        for choice in choices([book.left[at] for at in small], amount, max_size):
            chosen = tuple(small[at] for at in choice)
            ranked.setdefault(chosen, (1, len(chosen), chosen[0]))
    return [(rank, chosen) for chosen, rank in ranked.items()], all_tried


def name_amount(court: Court, rule: Rule, case: Case) -> Result | None:
    """Only a name or a contract number points to the client, and the amount is exact. Only ever offered."""
    if not _applies(case) or case.payer or case.reading.other:
        return None
    clients = court.book.by_name(case.line.counterparty_name) or court.reader.contract_clients(case.reading)
    now, _before = court.book.open_for(clients, case.line.currency, case.line.amount_minor)
    if not now:
        return None
    first = court.book.invoices[now[0]]
    reason = money_reason(rule.kind, case.line, number=first.number, amount_minor=case.line.amount_minor)
    return verdict(
        rule,
        case,
        pairs=full(court, now[:1]),
        reasons=(weighed(reason, 60 if len(now) == 1 else 45), PAYER_REASONS["payer_unknown"], *support(court, case, now[:1], full(court, now[:1]))),
        against=contradicting(court, case, now[:1], full(court, now[:1])),
        alternatives=[full(court, [at]) for at in now[1:10]],
    )


def client_fee(court: Court, rule: Rule, case: Case) -> Result | None:
    """The payer is known, and the amount is short of one of the client's invoices by what a fee may be. Only ever offered."""
    if not _applies(case) or case.reading.other:
        return None
    payers, known_by, _now, _before = fitting(court, case)
    book, line = court.book, case.line
    most, share = rule.number("max_fee_minor"), rule.number("max_share_bps")
    close = [
        at
        for client in payers
        for at in live_of(court, client, line.currency)
        if 0 < (short := book.left[at] - line.amount_minor) <= most and short * 10_000 <= book.left[at] * share
    ]
    if not close:
        return None
    close.sort(key=lambda at: (book.left[at], at))
    at = close[0]
    reason = money_reason(
        rule.kind, line, number=book.invoices[at].number, difference_minor=book.left[at] - line.amount_minor, amount_minor=line.amount_minor
    )
    offers: list[Pairs] = [((book.invoices[other].key, line.amount_minor),) for other in close[:10]]
    return verdict(
        rule,
        case,
        pairs=offers[0],
        reasons=(weighed(reason, 30), payer_reason(known_by, 20), *support(court, case, (at,), offers[0])),
        against=doubts(court, case, payers, at, []),
        alternatives=offers[1:],
    )


def why_unmatched(court: Court, case: Case) -> tuple[Reason, ...]:
    """Why no rule found an invoice for money in."""
    payers, known_by, _now, _before = fitting(court, case)
    book, line = court.book, case.line
    found = [Reason("nothing_found"), PAYER_REASONS[known_by]]
    if case.reading.unknown:
        found.append(Reason("unknown_number"))
    if len(payers) > 1:
        found.append(Reason("several_payers"))
    live = [at for client in payers for at in live_of(court, client, line.currency)]
    if payers and not live:
        found.append(Reason("client_owes_nothing", (("currency", line.currency),)))
    elif live:
        near = min(live, key=lambda at: (abs(book.left[at] - line.amount_minor), at))
        found.append(
            money_reason(
                "no_amount_fits", line, count=len(live), amount_minor=line.amount_minor,
                number=book.invoices[near].number, open_minor=book.left[near],
            )
        )  # fmt: skip
    return tuple(found)
