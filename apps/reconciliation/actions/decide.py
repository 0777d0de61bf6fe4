"""What a person, or a run, decides about a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Refused, not_visible
from apps.kernel.money import decimal_text
from apps.payments.actions import Settlement, mark_lines, settle_lines, unsettle_lines
from apps.payments.models import StatementLine
from apps.reconciliation import errors
from apps.reconciliation.models import Match, MatchItem
from apps.reconciliation.states import MatchState
from apps.reconciliation.transitions import ACCEPT, CREATE_ACCEPTED, CREATE_MATCH, REJECT, UNDO
from apps.workflow import storage
from apps.workflow.outcome import SetOutcome
from apps.workflow.runner import Batch, creating, finish, performing, take_chunk
from apps.workflow.sets import performing_many
from apps.workflow.unit import unit_of_work


def match_payload(match: Match, pairs: Sequence[tuple[str, int]] = ()) -> dict[str, Any]:
    """The journal's body of a match: line, rule, reasons, what pays what."""
    return {
        "line_id": match.line_id,
        "rule": match.rule,
        "reasons": match.reasons,
        "amount": decimal_text(match.amount_minor, match.currency),
        "currency": match.currency,
        "pairs": [[number, decimal_text(minor, match.currency)] for number, minor in pairs],
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
        match = batch.row
        unsettle_lines([match.line_id], actor=actor, at=at, reason=reason)
        match.live_key, match.decided_by = None, actor.label
        batch.record(lambda row: match_payload(row, _pairs_of(row)))
    return batch.row


def end_matches(line_ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str) -> None:
    """Undoes the matches of lines whose settlement is ended by payments, in their transaction: accepted -> undone. The
    lines, payments and invoices are the caller's to move."""
    ids = Match.objects.filter(live_key__in=list(line_ids), state=MatchState.ACCEPTED).order_by("pk").values_list("pk", flat=True)
    batch = take_chunk(UNDO, Match, list(ids), actor=actor, at=at, reason=reason, params={})
    if batch.refused:
        raise Refused([item for _row, reasons in batch.refused for item in reasons])
    for match in batch.rows:
        match.live_key, match.decided_by = None, actor.label
    batch.record(lambda row: match_payload(row, _pairs_of(row)))
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
            batch.record(lambda row: match_payload(row, _pairs_of(row)))
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
    batch.record(lambda row: match_payload(row, [(item.invoice.number, item.amount_minor) for item in chosen[row.pk]]))


def _reject(batch: Batch[Match]) -> None:
    mark_lines([row.line_id for row in batch.rows], "open", actor=batch.actor, at=batch.at, reason=batch.reason)
    for row in batch.rows:
        row.live_key, row.decided_by = None, batch.actor.label
    batch.record(match_payload)


def _pairs_of(match: Match) -> list[tuple[str, int]]:
    items = MatchItem.objects.filter(match=match, alternative=match.chosen_alternative).select_related("invoice")
    return [(item.invoice.number, item.amount_minor) for item in items]


def record_results(
    found: Sequence[tuple[Match, Sequence[tuple[int, int, int]], Sequence[tuple[str, int]]]], *, actor: Actor, at: dt.datetime
) -> None:
    """Stores a run's matches of one chunk, all of one state, with their items (alternative, invoice id, minor units)
    and for the journal their pairs (invoice number, minor units), in the open unit."""
    if not found:
        return
    declared = CREATE_ACCEPTED if found[0][0].state == MatchState.ACCEPTED else CREATE_MATCH
    pairs = {id(match): numbers for match, _items, numbers in found}
    with creating(declared, Match, actor=actor, at=at) as batch:
        batch.add(*(match for match, _items, _numbers in found))
        items = [(match.pk, *item) for match, of_match, _numbers in found for item in of_match]
        storage.pour(MatchItem, ("match", "alternative", "invoice", "amount_minor"), items)
        batch.record(lambda row: match_payload(row, pairs[id(row)]))


__all__ = [
    "accept_match", "accept_matches", "end_matches", "match_by_hand", "match_payload", "record_results", "reject_match",
    "reject_matches", "undo_match",
]  # fmt: skip
