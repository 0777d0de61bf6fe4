"""What a person, or a run, decides about a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import models

from apps.invoices.periods import month_of, months_closed_now, reason_of
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Refused, not_visible
from apps.kernel.money import decimal_text
from apps.payments.actions import Settlement, mark_lines, settle_lines, unsettle_lines
from apps.payments.models import Allocation, Payment, StatementLine
from apps.payments.states import PaymentState
from apps.payments.transitions import NOT_REFUNDED
from apps.reconciliation import errors
from apps.reconciliation.actions.decisions import put_on_record, put_rows_on_record
from apps.reconciliation.models import Match, MatchItem, Run
from apps.reconciliation.states import DecisionKind, MatchState
from apps.reconciliation.transitions import ACCEPT, CREATE_ACCEPTED, CREATE_MATCH, REJECT, UNDO
from apps.workflow import storage
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch, creating, finish, performing, take_chunk
from apps.workflow.sets import performing_many
from apps.workflow.unit import unit_of_work

_UNDOABLE = (PaymentState.RECEIVED, PaymentState.PARTIALLY_ALLOCATED, PaymentState.ALLOCATED)


def match_payload(match: Match, pairs: Sequence[tuple[str, int]] = ()) -> dict[str, Any]:
    """The journal's body of a match: line, rule, reasons, what pays what."""
    return _body(match.line_id, match.rule, match.reasons, match.amount_minor, match.currency, pairs)


def _body(line_id: int, rule: str, reasons: list[Any], amount_minor: int, currency: str, pairs: Sequence[tuple[str, int]]) -> dict[str, Any]:  # noqa: PLR0917 - as a match has them
    return {
        "line_id": line_id,
        "rule": rule,
        "reasons": reasons,
        "amount": decimal_text(amount_minor, currency),
        "currency": currency,
        "pairs": [[number, decimal_text(minor, currency)] for number, minor in pairs],
    }


def accept_match(
    match_id: int, *, actor: Actor, at: dt.datetime, alternative: int = 0, reason: str = "", expected_version: int | None = None
) -> Match:
    """Settles the line as the match says (or as its alternative number says). proposed -> accepted.

    Locks: the match, its line, then payments' and invoices' rows as `settle_lines` does.
    """
    with performing(
        ACCEPT, Match, match_id, actor=actor, at=at, reason=reason, expected_version=expected_version,
        params={"alternative": alternative},
    ) as batch:  # fmt: skip
        _accept(batch)
    return batch.row


def accept_matches(
    queryset: models.QuerySet[Match], *, actor: Actor, at: dt.datetime, reason: str = "",
    params: Mapping[str, Any] | None = None, ids: Sequence[int] | None = None, after: int = 0,
    on_chunk: Callable[[SetOutcome], None] | None = None,
) -> SetOutcome:  # fmt: skip
    """accept_match over a set; a proposal with equally good alternatives is refused and left to a person."""
    return performing_many(
        ACCEPT, queryset, _accept_unambiguous, actor=actor, at=at, reason=reason, params=params, ids=ids, after=after,
        on_chunk=on_chunk, chunk=200,
    )  # fmt: skip


def reject_match(
    match_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> Match:
    """Frees the line for the next run or for a match by hand. proposed -> rejected."""
    with performing(REJECT, Match, match_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        _reject(batch)
    return batch.row


def reject_matches(
    queryset: models.QuerySet[Match], *, actor: Actor, at: dt.datetime, reason: str = "",
    params: Mapping[str, Any] | None = None, ids: Sequence[int] | None = None, after: int = 0,
    on_chunk: Callable[[SetOutcome], None] | None = None,
) -> SetOutcome:  # fmt: skip
    """reject_match over a set."""
    return performing_many(
        REJECT, queryset, _reject, actor=actor, at=at, reason=reason, params=params, ids=ids, after=after, on_chunk=on_chunk
    )


def undo_match(
    match_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> Match:
    """Takes a settlement back: allocations are reversed by new ones, the payment is reversed, the line is open
    again. accepted -> undone."""
    with performing(UNDO, Match, match_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        _undo(batch)
    return batch.row


def undo_matches(
    queryset: models.QuerySet[Match], *, actor: Actor, at: dt.datetime, reason: str = "",
    params: Mapping[str, Any] | None = None, ids: Sequence[int] | None = None, after: int = 0,
    on_chunk: Callable[[SetOutcome], None] | None = None,
) -> SetOutcome:  # fmt: skip
    """undo_match over a set: the matches of a run, of a statement, of a version of the rules. What cannot be undone (its payment
    is disputed or refunded) is refused and counted; the rest goes on."""
    return performing_many(
        UNDO, queryset, _undo, actor=actor, at=at, reason=reason, params=params, ids=ids, after=after, on_chunk=on_chunk, chunk=200
    )


def _undo(batch: Batch[Match]) -> None:
    """Ends the settlements of all rows in hand that can be ended."""
    against = not_undoable(batch.rows)
    for row in [row for row in batch.rows if row.pk in against]:
        batch.refuse(row, *against[row.pk])
    if not batch.rows:
        return
    unsettle_lines([row.line_id for row in batch.rows], actor=batch.actor, at=batch.at, reason=batch.reason)
    _ended(batch)


def _ended(batch: Batch[Match]) -> None:
    pairs = _pairs_of_all(batch.rows)
    for row in batch.rows:
        row.live_key, row.decided_by = None, batch.actor.label
    batch.record(lambda row: match_payload(row, pairs[row.pk]))
    put_on_record(
        DecisionKind.UNDONE, batch.rows, lambda row: pairs[row.pk], actor=batch.actor, at=batch.at, reason=batch.reason
    )


def not_undoable(matches: Sequence[Match]) -> dict[int, list[Reason]]:
    """Why settlements cannot be taken back, by match: for the act and for its preview. Holds no locks."""
    states = dict(Payment.objects.filter(pk__in=[row.payment_id for row in matches if row.payment_id]).values_list("pk", "state"))
    booked = dict(StatementLine.objects.filter(pk__in=[row.line_id for row in matches]).values_list("pk", "booked_on"))
    closed = months_closed_now()
    by_hand = _taken_off_too([row.payment_id for row in matches if row.payment_id]) if closed else {}
    against: dict[int, list[Reason]] = {}
    for row in matches:
        state, day = states.get(row.payment_id or 0), booked[row.line_id]
        found = [] if state is None or state in _UNDOABLE else [NOT_REFUNDED.reason if state == PaymentState.REFUNDED else errors.payment_stands(str(PaymentState(state).label))]
        days = [day, *by_hand.get(row.payment_id or 0, ())]
        found += [reason_of(day) for day in sorted(set(days)) if month_of(day) in closed]
        if found:
            against[row.pk] = found
    return against


def end_matches(line_ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str) -> None:
    """Undoes the matches of lines whose settlement is ended by payments, in their transaction: accepted -> undone. The
    lines, payments and invoices are the caller's to move."""
    ids = Match.objects.filter(live_key__in=list(line_ids), state=MatchState.ACCEPTED).order_by("pk").values_list("pk", flat=True)
    batch = take_chunk(UNDO, Match, list(ids), actor=actor, at=at, reason=reason, params={})
    if batch.refused:
        raise Refused([item for _row, reasons in batch.refused for item in reasons])
    if batch.rows:
        _ended(batch)
    finish(batch)


def match_by_hand(
    line_id: int, pairs: Sequence[tuple[int, int]], *, actor: Actor, at: dt.datetime, reason: str = "", client_id: int | None = None
) -> Match:
    """Settles a line with the invoices that a person chose: pairs of (invoice id, minor units).

    A live proposal of the line is rejected in the same transaction. Raises NotVisible, Invalid, Refused.
    """
    if not pairs:
        raise Invalid(errors.nothing_to_settle())
    with unit_of_work(actor=actor, at=at):
        line = StatementLine.objects.filter(pk=line_id).first()
        if line is None:
            raise not_visible()
        if sum(minor for _invoice, minor in pairs) > line.amount_minor:
            raise Invalid(errors.amounts_exceed_line())
        for proposal in Match.objects.filter(line_id=line_id, state=MatchState.PROPOSED):
            reject_match(proposal.pk, actor=actor, at=at, reason=reason)
        with creating(CREATE_ACCEPTED, Match, actor=actor, at=at, reason=reason) as batch:
            payments = settle_lines(
                [Settlement(line_id=line_id, client_id=client_id, pairs=tuple(pairs))], actor=actor, at=at, reason=reason
            )
            left = line.amount_minor - sum(minor for _invoice, minor in pairs)
            batch.add(
                Match(
                    line=line, live_key=line.pk, rule="by_hand", score=100, reasons=[["by_hand", []]],
                    amount_minor=line.amount_minor, unallocated_minor=left, currency=line.currency,
                    state=MatchState.ACCEPTED, payment_id=payments[line_id], decided_by=actor.label,
                )
            )  # fmt: skip
            match = batch.rows[0]
            storage.insert([MatchItem(match=match, invoice_id=invoice, amount_minor=minor) for invoice, minor in pairs])
            settled = _pairs_of_all([match])[match.pk]
            batch.record(lambda row: match_payload(row, settled))
            put_on_record(DecisionKind.ACCEPTED, [match], lambda row: settled, actor=actor, at=at, reason=reason)
    return match


def _accept_unambiguous(batch: Batch[Match]) -> None:
    ambiguous = set(
        MatchItem.objects.filter(match_id__in=[row.pk for row in batch.rows], alternative__gt=0).values_list("match_id", flat=True)
    )
    for row in [row for row in batch.rows if row.pk in ambiguous]:
        batch.refuse(row, errors.ambiguous())
    if batch.rows:
        _accept(batch)


def _accept(batch: Batch[Match]) -> None:
    """Settles the lines of all rows in hand in one set."""
    alternative = int(batch.params.get("alternative", 0))
    chosen: dict[int, list[MatchItem]] = {row.pk: [] for row in batch.rows}
    clients: dict[int, int] = {}
    items = MatchItem.objects.filter(match_id__in=list(chosen), alternative=alternative).select_related("invoice")
    for item in items:
        chosen[item.match_id].append(item)
        clients[item.match_id] = item.invoice.client_id
    for row in [row for row in batch.rows if not chosen[row.pk]]:
        batch.refuse(row, errors.no_such_alternative(alternative) if alternative else errors.nothing_to_settle())
    if not batch.rows:
        return
    settlements = [
        Settlement(
            line_id=row.line_id, client_id=clients[row.pk],
            pairs=tuple((item.invoice_id, item.amount_minor) for item in chosen[row.pk]),
        )
        for row in batch.rows
    ]  # fmt: skip
    payments = settle_lines(settlements, actor=batch.actor, at=batch.at, reason=batch.reason)
    for row in batch.rows:
        row.payment_id, row.decided_by = payments[row.line_id], batch.actor.label
        row.chosen_alternative = alternative
        row.unallocated_minor = row.amount_minor - sum(item.amount_minor for item in chosen[row.pk])
    pairs = {pk: [(str(item.invoice.number), item.amount_minor) for item in items] for pk, items in chosen.items()}
    batch.record(lambda row: match_payload(row, pairs[row.pk]))
    put_on_record(
        DecisionKind.ACCEPTED, batch.rows, lambda row: pairs[row.pk], actor=batch.actor, at=batch.at, reason=batch.reason
    )


def _reject(batch: Batch[Match]) -> None:
    mark_lines([row.line_id for row in batch.rows], "open", actor=batch.actor, at=batch.at, reason=batch.reason)
    for row in batch.rows:
        row.live_key, row.decided_by = None, batch.actor.label
    batch.record(match_payload)
    pairs = _pairs_of_all(batch.rows)
    put_on_record(
        DecisionKind.REJECTED, batch.rows, lambda row: pairs[row.pk], actor=batch.actor, at=batch.at, reason=batch.reason
    )


def _taken_off_too(payment_ids: Sequence[int]) -> dict[int, list[dt.date]]:
    """By payment the days of what it pays by hand beside the settlement, which is taken off with it."""
    standing = Allocation.objects.filter(payment_id__in=payment_ids, settles=False, reverses__isnull=True, reversed_by__isnull=True)
    found: dict[int, list[dt.date]] = {}
    for payment_id, received_on, issue_on in standing.values_list("payment_id", "payment__received_on", "invoice__issue_on"):
        found.setdefault(payment_id, []).append(max(received_on, issue_on))
    return found


def _pairs_of_all(matches: Sequence[Match]) -> dict[int, list[tuple[str, int]]]:
    """By match what it pays: the answer that was chosen."""
    chosen = {match.pk: match.chosen_alternative for match in matches}
    found: dict[int, list[tuple[str, int]]] = {pk: [] for pk in chosen}
    items = MatchItem.objects.filter(match_id__in=list(chosen)).order_by("pk")
    for match_id, alternative, number, minor in items.values_list("match_id", "alternative", "invoice__number", "amount_minor"):
        if alternative == chosen[match_id]:
            found[match_id].append((number, minor))
    return found


class Found(NamedTuple):
    """What a run says of one line: the answer with its reasons, `pairs` of (invoice number, minor units), and `items` of
    (alternative, invoice id, minor units), the answer itself being alternative 0."""

    line_id: int
    rule: str
    score: int
    reasons: list[Any]
    amount_minor: int
    unallocated_minor: int
    pairs: Sequence[tuple[str, int]]
    items: Sequence[tuple[int, int, int]]


_MATCH = ("run", "currency", "state", "decided_by", "line", "live_key", "rule", "score", "reasons", "amount_minor", "unallocated_minor", "payment")


def record_results(
    run: Run, found: Sequence[Found], *, actor: Actor, at: dt.datetime, payments: Mapping[int, int] | None = None
) -> None:
    """Stores a run's matches of one chunk, all accepted where `payments` (by line id) are given, else proposed, in the open unit."""
    if not found:
        return
    accepted, currency, count = payments is not None, run.account.currency, len(found)
    declared, state = (CREATE_ACCEPTED, MatchState.ACCEPTED) if accepted else (CREATE_MATCH, MatchState.PROPOSED)
    paid, lines = payments or {}, [item.line_id for item in found]
    with creating(declared, Match, actor=actor, at=at) as batch:
        keys = batch.fill(Match, _MATCH, [
            [run.pk] * count, [currency] * count, [state.value] * count, [actor.label if accepted else ""] * count, lines, lines,
            [item.rule for item in found], [item.score for item in found], [item.reasons for item in found],
            [item.amount_minor for item in found], [item.unallocated_minor for item in found], [paid.get(pk) for pk in lines],
        ])  # fmt: skip
        items = [(pk, *one) for pk, item in zip(keys, found, strict=True) for one in item.items]
        storage.pour(MatchItem, ("match", "alternative", "invoice", "amount_minor"), items)
        bodies = [_body(item.line_id, item.rule, item.reasons, item.amount_minor, currency, item.pairs) for item in found]
        batch.tell(Match, keys, states=[state.value] * count, bodies=bodies)
        kind = DecisionKind.ACCEPTED if accepted else DecisionKind.PROPOSED
        put_rows_on_record(kind, [(item.line_id, pk, item.pairs) for pk, item in zip(keys, found, strict=True)], actor=actor, at=at)


__all__ = [
    "Found", "accept_match", "accept_matches", "end_matches", "match_by_hand", "match_payload", "not_undoable", "record_results", "reject_match",
    "reject_matches", "undo_match", "undo_matches",
]  # fmt: skip
