"""What pays what. Lock order: payments, then invoices, each by ascending key."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from apps.invoices.actions import apply_allocations, release_allocations
from apps.invoices.models import Invoice
from apps.invoices.periods import require_open
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Refused, not_visible
from apps.kernel.money import decimal_text
from apps.payments.models import Allocation, Payment
from apps.payments.payloads import payment_body
from apps.payments.states import PaymentState
from apps.payments.transitions import ALLOCATE, DEALLOCATE
from apps.tenants.scope import scope
from apps.workflow import storage
from apps.workflow.runner import performing


def allocate_payment(
    payment_id: int, amounts: Mapping[int, int], *, actor: Actor, at: dt.datetime, reason: str = "",
    expected_version: int | None = None,
) -> Payment:  # fmt: skip
    """Allocates minor units of a payment to invoices by id. received -> partially_allocated or allocated.

    Raises Invalid for amounts that are not positive, Refused for more than the payment or an invoice has open,
    another currency, another client's invoice without a reason (a third party pays), or a closed month (`posted_on`).
    """
    if not amounts or any(minor <= 0 for minor in amounts.values()):
        raise Invalid(Reason("amounts", _("Give at least one invoice and an amount more than zero."), "amounts"))
    with performing(ALLOCATE, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        payment = batch.row
        total = sum(amounts.values())
        _check(payment, amounts, total, reason)
        require_open(posted_on(payment, list(amounts)))
        apply_allocations(amounts, actor=actor, at=at, reason=reason)
        storage.insert(
            [
                Allocation(payment=payment, invoice_id=pk, amount_minor=minor, reason=reason, actor_label=actor.label, created_at=at)
                for pk, minor in sorted(amounts.items())
            ]
        )
        payment.allocated_minor += total
        payment.open_minor -= total
        batch.to(payment, PaymentState.ALLOCATED if payment.open_minor == 0 else PaymentState.PARTIALLY_ALLOCATED)
        batch.record(lambda row: payment_body(row) | {"invoices": {str(pk): minor for pk, minor in sorted(amounts.items())}})
    return payment


def deallocate(
    allocation_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> Payment:
    """Takes one allocation back by a reversing one. `expected_version`: of the payment. Locks the payment, then the
    invoice. Raises NotVisible, NotPermitted, Stale, Refused when it was taken back already or settles a statement line:
    that is taken back with its match."""
    with scope(actor.tenant_id):
        allocation = Allocation.objects.filter(pk=allocation_id, reverses__isnull=True).first()
    if allocation is None:
        raise not_visible()
    with performing(
        DEALLOCATE, Payment, allocation.payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version,
        params={"allocation": allocation_id},
    ) as batch:  # fmt: skip
        payment = batch.row
        if Allocation.objects.filter(reverses_id=allocation_id).exists():
            raise Refused(Reason("taken_back", _("This allocation was taken back already.")))
        _reverse([allocation], actor, at, reason)
        payment.allocated_minor -= allocation.amount_minor
        payment.open_minor += allocation.amount_minor
        batch.to(payment, PaymentState.PARTIALLY_ALLOCATED if payment.allocated_minor else PaymentState.RECEIVED)
        batch.record(lambda row: payment_body(row) | {"taken_back": allocation_id})
    return payment


def release_all(payment_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> Payment:
    """Takes back everything that a payment pays. -> received. Refused where some of it settles a statement line."""
    with performing(DEALLOCATE, Payment, payment_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        take_back([batch.row], actor=actor, at=at, reason=reason)
        batch.to(batch.row, PaymentState.RECEIVED)
        batch.record(payment_body)
    return batch.row


def take_back(payments: Sequence[Payment], *, actor: Actor, at: dt.datetime, reason: str) -> None:
    """Reverses every standing allocation of locked payments, inside their act."""
    standing = Allocation.objects.filter(payment__in=payments, reverses__isnull=True, reversed_by__isnull=True)
    _reverse(list(standing.order_by("pk")), actor, at, reason)
    for payment in payments:
        payment.allocated_minor, payment.open_minor = 0, payment.amount_minor


def _reverse(allocations: Sequence[Allocation], actor: Actor, at: dt.datetime, reason: str) -> None:
    ids = [allocation.invoice_id for allocation in allocations if not allocation.settles]
    if ids:
        require_open(day for payment in {item.payment_id: item.payment for item in allocations}.values() for day in posted_on(payment, ids))
    amounts: dict[int, int] = defaultdict(int)
    for allocation in allocations:
        amounts[allocation.invoice_id] += allocation.amount_minor
    if amounts:
        release_allocations(amounts, actor=actor, at=at, reason=reason)
    storage.insert(
        [
            Allocation(
                payment_id=item.payment_id, invoice_id=item.invoice_id, amount_minor=-item.amount_minor, reverses=item,
                settles=item.settles, reason=reason, actor_label=actor.label, created_at=at,
            )
            for item in allocations
        ]
    )  # fmt: skip


def posted_on(payment: Payment, invoice_ids: Sequence[int]) -> list[dt.date]:
    """The days that allocations by hand belong to: the later of the day on which the money came and the invoice's issue."""
    issued = Invoice.objects.filter(pk__in=invoice_ids).values_list("issue_on", flat=True)
    return [max(day, payment.received_on) if payment.received_on else day for day in issued]


def _check(payment: Payment, amounts: Mapping[int, int], total: int, reason: str) -> None:
    problems = []
    if total > payment.open_minor:
        left, asked = decimal_text(payment.open_minor, payment.currency), decimal_text(total, payment.currency)
        problems.append(
            Reason("more_than_left", _("The payment has %(left)s left, less than %(asked)s."), "amounts", {"left": left, "asked": asked})
        )
    for invoice in Invoice.objects.filter(pk__in=list(amounts)).only("id", "number", "currency", "client_id").order_by("pk"):
        problems += against(invoice, payment.currency, payment.client_id, reason=reason)
    if problems:
        raise Refused(problems)


def against(invoice: Invoice, currency: str, client_id: int | None, *, reason: str) -> list[Reason]:
    """Why money in the currency, of the client, cannot pay the invoice. That a third party pays takes a reason."""
    problems = []
    if invoice.currency != currency:
        problems.append(
            Reason("currency", _("Invoice %(number)s is in %(currency)s, the payment in %(paid)s."), "amounts",
                   {"number": str(invoice), "currency": invoice.currency, "paid": currency})
        )  # fmt: skip
    if client_id is not None and invoice.client_id != client_id and not reason.strip():
        problems.append(
            Reason("third_party", _("Invoice %(number)s is another client's: say why this payer pays it."), "reason", {"number": str(invoice)})
        )
    return problems
