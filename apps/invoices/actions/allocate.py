"""Money put on invoices and taken off: called by payments, inside their act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.invoices.models import Invoice
from apps.invoices.payloads import allocation_body
from apps.invoices.states import InvoiceState
from apps.invoices.transitions import ALLOCATE, DEALLOCATE
from apps.kernel.actor import Actor
from apps.kernel.errors import NotPermitted, Reason, Refused, not_visible
from apps.kernel.money import decimal_text
from apps.kernel.transitions import Transition
from apps.workflow.runner import finish, take_chunk
from apps.workflow.unit import unit_of_work

# What is needed of an invoice when money is put on it or taken off, by this act and by who calls it.
_LOOKED_AT = ("number", "client", "currency", "issue_on", "open_minor", "allocated_minor", "state")


def apply_allocations(amounts: Mapping[int, int], *, actor: Actor, at: dt.datetime, reason: str = "") -> list[Invoice]:
    """Allocates minor units to invoices by id: issued, partially_paid -> partially_paid or paid.

    All or none: raises Refused with every reason (wrong state, more than is open), naming the invoice; NotPermitted.
    Locks the invoices, ids ascending.
    """
    return _move(ALLOCATE, amounts, actor, at, reason)


def release_allocations(amounts: Mapping[int, int], *, actor: Actor, at: dt.datetime, reason: str = "") -> list[Invoice]:
    """Takes minor units off invoices by id: paid, partially_paid -> partially_paid or issued. As apply_allocations."""
    return _move(DEALLOCATE, {pk: -minor for pk, minor in amounts.items()}, actor, at, reason)


def _move(declared: Transition, amounts: Mapping[int, int], actor: Actor, at: dt.datetime, reason: str) -> list[Invoice]:
    with unit_of_work(actor=actor, at=at):
        batch = take_chunk(declared, Invoice, sorted(amounts), actor=actor, at=at, reason=reason, params={}, only=_LOOKED_AT)
        problems = [reason for row, reasons in batch.refused for reason in _named(row, reasons)]
        problems += [
            Reason("more_than_open", _("Invoice %(number)s has %(open)s open, less than %(amount)s."), "",
                   {"number": row.number, "open": decimal_text(row.open_minor, row.currency),
                    "amount": decimal_text(amounts[row.pk], row.currency)})
            for row in batch.rows
            if amounts[row.pk] > row.open_minor
        ]  # fmt: skip
        if problems:
            denied = any(item.code == "not_permitted" for item in problems)
            raise NotPermitted(problems) if denied else Refused(problems)
        if len(batch.rows) != len(amounts):
            raise not_visible()
        for row in batch.rows:
            row.allocated_minor += amounts[row.pk]
            row.open_minor -= amounts[row.pk]
            batch.to(row, _state_of(row))
        batch.record(lambda row: allocation_body(row) | {"amount": decimal_text(amounts[row.pk], row.currency)})
        finish(batch)
        return batch.rows


def _state_of(row: Invoice) -> str:
    if row.open_minor == 0:
        return InvoiceState.PAID
    return InvoiceState.PARTIALLY_PAID if row.allocated_minor else InvoiceState.ISSUED


def _named(row: Invoice, reasons: tuple[Reason, ...]) -> list[Reason]:
    return [
        Reason(item.code, _("Invoice %(number)s: %(sentence)s"), item.field, {"number": str(row), "sentence": str(item)})
        for item in reasons
    ]
