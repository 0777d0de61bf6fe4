"""Statement lines settled in sets: payments, allocations and invoices of up to 1,000 lines in one transaction.

Lock order, as everywhere: statement lines, payments, invoices, each by ascending key; the journal head last.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from apps.invoices.actions import apply_allocations
from apps.invoices.models import Invoice
from apps.invoices.periods import require_open
from apps.journal.log import Draft
from apps.kernel.actor import Actor
from apps.kernel.db import locked, update_columns
from apps.kernel.errors import Bug, Invalid, NotPermitted, Reason, Refused, not_visible
from apps.kernel.transitions import Transition
from apps.payments import settlements
from apps.payments.actions.allocate import against, take_back
from apps.payments.models import Allocation, Payment, Statement, StatementLine
from apps.payments.payloads import payment_body
from apps.payments.states import Direction, LineState, PaymentMethod, PaymentState, StatementState
from apps.payments.transitions import DEALLOCATE, SETTLE, UNSETTLE
from apps.tenants.permission import require
from apps.tenants.prepared import Prepared
from apps.workflow import storage
from apps.workflow.runner import Batch, creating, finish, take_chunk
from apps.workflow.unit import Unit, current_unit, unit_of_work

_ALLOCATION = ("payment", "invoice", "amount_minor", "settles", "reason", "actor_label", "created_at")
_NAMED_PROBLEMS = 50


class Settlement(NamedTuple):
    """A line, the client whose money it is, and what it pays: pairs of (invoice id, minor units)."""

    line_id: int
    client_id: int | None
    pairs: tuple[tuple[int, int], ...]


class _Line(NamedTuple):
    """What is needed of a locked statement line. Objects of the model cost more than all that is done with them."""

    pk: int
    account_id: int
    statement_id: int
    booked_on: dt.date
    amount_minor: int
    currency: str
    reference: str
    live_key: str | None
    reconciled_state: str

    def __str__(self) -> str:
        return StatementLine.__str__(self)  # type: ignore[arg-type]


_LOCKED = Prepared(lambda keys: locked(StatementLine.objects.filter(pk__in=keys).order_by("pk")).values_list(*_LINE))
_LINE = ("pk", "account_id", "statement_id", "booked_on", "amount_minor", "currency", "reference", "live_key", "reconciled_state")


class _Received(NamedTuple):
    """A payment to be made of a line: its values in the order of _PAYMENT, and what all of them have alike."""

    client_id: int | None
    account_id: int
    statement_line_id: int
    line_key: int
    reference: str
    amount_minor: int
    currency: str
    allocated_minor: int
    open_minor: int
    received_on: dt.date
    state: str
    direction = Direction.IN.value
    method = PaymentMethod.BANK.value
    refunded_minor = 0
    payout_of_id = None


_PAYMENT = ("client", "account", "statement_line", "line_key", "reference", "amount_minor", "currency", "allocated_minor", "open_minor", "received_on", "state")


def settle_lines(items: Sequence[Settlement], *, actor: Actor, at: dt.datetime, reason: str = "") -> dict[int, int]:
    """Receives the money of the lines as payments and allocates it. The payment's id by line id.

    All or none. Locks: the lines, then the invoices, ids ascending. Raises NotPermitted, Invalid for amounts that
    are not positive, Refused when a line was booked in a closed month, when a line is settled, set aside or in quarantine, an invoice has less open, currencies
    differ, or an invoice is another client's and no reason is given. What the pairs leave stays on the payment.
    """
    if not items:
        return {}
    if any(minor <= 0 for item in items for _invoice, minor in item.pairs):
        raise Invalid(Reason("amounts", _("Give at least one invoice and an amount more than zero."), "amounts"))
    with creating(SETTLE, Payment, actor=actor, at=at, reason=reason) as batch:
        lines = _lock_lines([item.line_id for item in items], (LineState.OPEN, LineState.PROPOSED))
        require_open(line.booked_on for line in lines.values())
        payments = [_payment(lines[item.line_id], item) for item in items]
        _move_invoices(items, lines, actor=actor, at=at, reason=reason)
        keys = batch.fill(Payment, _PAYMENT, list(zip(*payments, strict=True)))
        storage.pour(
            Allocation, _ALLOCATION,
            [(key, pk, minor, True, reason, actor.label[:160], at) for key, item in zip(keys, items, strict=True) for pk, minor in item.pairs],
        )  # fmt: skip
        update_columns(StatementLine, list(lines), {"reconciled_state": LineState.MATCHED})
        bodies = [
            payment_body(payment) | {"invoices": {str(pk): minor for pk, minor in item.pairs}} for payment, item in zip(payments, items, strict=True)
        ]
        batch.tell(Payment, keys, states=[payment.state for payment in payments], bodies=bodies)
    return {item.line_id: key for item, key in zip(items, keys, strict=True)}


def unsettle_lines(line_ids: Sequence[int], *, actor: Actor, at: dt.datetime, reason: str) -> None:
    """Takes settlements back: reversing allocations, the payments reversed, the lines open for another settlement.

    All or none. Locks: lines, payments, invoices. Raises NotPermitted, Refused for a line that is not settled, that
    was booked in a closed month, or whose payment is disputed. A payment keeps its line for the record; `line_key` is freed.
    """
    if not (actor.may("payments.deallocate_payment") and actor.may("payments.reverse_payment")):
        raise NotPermitted(Reason("not_permitted", _("Your role does not allow this.")))
    with unit_of_work(actor=actor, at=at) as unit:
        lines = _lock_lines(line_ids, (LineState.MATCHED,))
        require_open(line.booked_on for line in lines.values())
        standing = locked(Payment.objects.filter(line_key__in=list(lines)).order_by("pk"))
        found = list(standing.values_list("pk", "allocated_minor"))
        _run(DEALLOCATE, [pk for pk, allocated in found if allocated], _take_all_back, actor=actor, at=at, reason=reason)
        _run(UNSETTLE, [pk for pk, _allocated in found], _free_line, actor=actor, at=at, reason=reason)
        _mark(lines, LineState.OPEN, unit, reason)


@contextlib.contextmanager
def settlement_ended(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str) -> Iterator[None]:
    """The payment of a settled line is reversed in the block, by its own act: before it, what stands on the line (registered
    in `settlements`) ends and the line is locked; behind it, the line is open. Does nothing for a payment of no line."""
    with unit_of_work(actor=actor, at=at) as unit:
        line_id = Payment.objects.filter(pk=payment_id).values_list("line_key", flat=True).first()
        if line_id is None:
            yield
            return
        settlements.end([line_id], actor=actor, at=at, reason=reason)
        lines = _lock_lines([line_id], (LineState.MATCHED,))
        yield
        _mark(lines, LineState.OPEN, unit, reason)


def mark_lines(line_ids: Sequence[int], state: str, *, actor: Actor, at: dt.datetime, reason: str = "") -> None:
    """Marks lines as proposed, ignored or open again. Raises NotPermitted, Refused for lines that are settled."""
    if state not in (LineState.OPEN, LineState.PROPOSED, LineState.IGNORED):
        raise Bug(f"lines are not marked {state!r} without a settlement")
    require(actor, "payments.mark_line")
    with unit_of_work(actor=actor, at=at) as unit:
        lines = _lock_lines(line_ids, (LineState.OPEN, LineState.PROPOSED, LineState.IGNORED))
        _mark(lines, state, unit, reason)


def set_line_aside(line_id: int, *, actor: Actor, at: dt.datetime, reason: str) -> StatementLine:
    """open -> ignored, by a person who says why: it pays no invoice. A proposal is rejected first, a settlement undone."""
    if not reason.strip():
        raise Invalid(Reason("reason_needed", _("Say why: a reason is needed."), "reason"))
    return _move_line(line_id, LineState.OPEN, LineState.IGNORED, actor=actor, at=at, reason=reason)


def open_line_again(line_id: int, *, actor: Actor, at: dt.datetime, reason: str = "") -> StatementLine:
    """ignored -> open: the next run looks at it again."""
    return _move_line(line_id, LineState.IGNORED, LineState.OPEN, actor=actor, at=at, reason=reason)


def _move_line(line_id: int, source: LineState, target: LineState, *, actor: Actor, at: dt.datetime, reason: str) -> StatementLine:
    """Locks the line. Raises NotPermitted, NotVisible, Refused for another state and for a line that is not in force."""
    require(actor, "payments.mark_line")
    with unit_of_work(actor=actor, at=at) as unit:
        if not StatementLine.objects.filter(pk=line_id).exists():
            raise not_visible()
        lines = _lock_lines([line_id], (source,))
        _mark(lines, target, unit, reason.strip())
        return StatementLine.objects.get(pk=line_id)


def _mark(lines: dict[int, _Line], state: str, unit: Unit, reason: str) -> None:
    moved = {pk: line for pk, line in lines.items() if line.reconciled_state != state}
    if moved:
        update_columns(StatementLine, list(moved), {"reconciled_state": state})
    for pk, line in sorted(moved.items()):
        body = {"reference": line.reference, "statement_id": line.statement_id}
        unit.drafts.append(Draft("statement_line.marked", "statement_line", pk, body, line.reconciled_state, state, reason))


def _lock_lines(line_ids: Sequence[int], allowed: Sequence[str]) -> dict[int, _Line]:
    ids = sorted(set(line_ids))
    lines = {row[0]: _Line._make(row) for row in _LOCKED.rows(keys=ids)}
    current_unit().own[StatementLine].update(lines)
    problems = [
        Reason("line_state", _("The statement line %(line)s is “%(state)s”."), "", {"line": str(line), "state": LineState(line.reconciled_state).label})
        for line in lines.values()
        if line.reconciled_state not in allowed
    ]
    problems += _out_of_force([line for line in lines.values() if line.live_key is None])
    if len(lines) != len(ids):
        problems.append(Reason("no_line", _("A statement line does not exist.")))
    if problems:
        raise Refused(problems[:_NAMED_PROBLEMS])
    return lines


def _out_of_force(lines: Sequence[_Line]) -> list[Reason]:
    """Why lines without a live key cannot be touched."""
    if not lines:
        return []
    waiting = Statement.objects.filter(pk__in={line.statement_id for line in lines}, state=StatementState.QUARANTINED)
    quarantined = set(waiting.values_list("pk", flat=True))
    return [
        Reason("quarantined", _("The statement line %(line)s is in quarantine with its statement."), "", {"line": str(line)})
        if line.statement_id in quarantined
        else Reason("copy", _("The statement line %(line)s is a copy of one that another statement brought."), "", {"line": str(line)})
        for line in lines
    ]


def _payment(line: _Line, item: Settlement) -> _Received:
    paid = sum(minor for _pk, minor in item.pairs)
    if line.amount_minor <= 0 or paid > line.amount_minor:
        raise Refused(Reason("more_than_line", _("The amounts are more than the statement line %(line)s has."), "", {"line": str(line)}))
    left = line.amount_minor - paid
    state = PaymentState.ALLOCATED if left == 0 else PaymentState.PARTIALLY_ALLOCATED if paid else PaymentState.RECEIVED
    return _Received(
        item.client_id, line.account_id, line.pk, line.pk, line.reference, line.amount_minor, line.currency, paid, left, line.booked_on, state.value
    )


def _move_invoices(
    items: Sequence[Settlement], lines: dict[int, _Line], *, actor: Actor, at: dt.datetime, reason: str
) -> None:
    """Puts the money on the invoices, and insists that it is theirs to have."""
    amounts: dict[int, int] = defaultdict(int)
    for item in items:
        for invoice_id, minor in item.pairs:
            amounts[invoice_id] += minor
    if not amounts:
        return
    invoices: dict[int, Invoice] = {row.pk: row for row in apply_allocations(amounts, actor=actor, at=at, reason=reason)}
    problems = [
        problem
        for item in items
        for pk, _minor in item.pairs
        for problem in against(invoices[pk], lines[item.line_id].currency, item.client_id, reason=reason)
    ]
    if problems:
        raise Refused(problems[:_NAMED_PROBLEMS])


def _run(
    declared: Transition, ids: Sequence[int], apply: Callable[[Batch[Payment]], None], *, actor: Actor, at: dt.datetime, reason: str
) -> None:
    """One transition over payments that are locked already: all of them or none."""
    if not ids:
        return
    batch = take_chunk(declared, Payment, ids, actor=actor, at=at, reason=reason, params={"settlement": True})
    if batch.refused:
        raise Refused(
            [
                Reason(item.code, _("Payment %(payment)s: %(sentence)s"), item.field, {"payment": str(row), "sentence": str(item)})
                for row, reasons in batch.refused[:_NAMED_PROBLEMS]
                for item in reasons
            ]
        )
    apply(batch)
    finish(batch)


def _take_all_back(batch: Batch[Payment]) -> None:
    take_back(batch.rows, actor=batch.actor, at=batch.at, reason=batch.reason)
    for row in batch.rows:
        batch.to(row, PaymentState.RECEIVED)
    batch.record(payment_body)


def _free_line(batch: Batch[Payment]) -> None:
    for row in batch.rows:
        row.line_key = None
    batch.record(payment_body)
