"""The books follow what a provider said of a payment: by the acts that a person would take, inside the act that took the message.

Nothing is booked over an amount, a currency or a state that does not agree; that is said instead, for a person.
"""

from __future__ import annotations

import datetime as dt
from enum import IntEnum

from django.db.models import QuerySet

from apps.invoices.models import Invoice
from apps.invoices.states import InvoiceKind, InvoiceState
from apps.kernel.actor import Actor
from apps.kernel.clock import local_date
from apps.kernel.errors import Reason
from apps.payments.actions.allocate import allocate_payment
from apps.payments.actions.payments import dispute_payment, lose_dispute, receive_payment, record_payment, win_dispute
from apps.payments.models import BankAccount, Payment, ProviderConnection, ProviderPayment
from apps.payments.providers import problems
from apps.payments.providers.standing import Standing
from apps.payments.states import FALLEN, Direction, PaymentMethod, PaymentState, ProviderState
from apps.tenants.models import Tenant

_OPEN = (InvoiceState.ISSUED, InvoiceState.PARTIALLY_PAID)
SAME_WITHIN = dt.timedelta(days=3)
_WHY = "as the payment provider told"


class Depth(IntEnum):
    """How far the books may follow: a step that was refused is left out when the rest is tried again."""

    NOTHING = 0
    RECORD = 1
    ALL = 2


def follow(row: ProviderPayment, standing: Standing, *, depth: Depth, actor: Actor, at: dt.datetime, decided: bool = False) -> list[Reason]:
    """Brings the books to where the provider says that the payment is; what a person has to look at. `row` is locked, and its `payment`
    is set where one is recorded. `decided`: a person has it booked although another amount came than was asked for; it is then on no
    invoice. Raises refusals of the acts."""
    found = [problems.said(code) for code in standing.problems]
    connection = ProviderConnection.objects.select_related("account").get(pk=row.connection_id)
    if connection.is_test or depth == Depth.NOTHING:
        return found
    if row.payment_id is None and standing.paid_minor is not None and not set(standing.problems) & {"amounts_disagree", "currencies_disagree"}:
        found += _record(row, standing, connection.account, depth=depth, actor=actor, at=at, decided=decided)
    if row.payment_id is not None:
        found += _dispute(row, standing, actor=actor, at=at)
        found += _refund(row, standing, actor=actor, at=at)
    return found


def _record(
    row: ProviderPayment, standing: Standing, account: BankAccount, *, depth: Depth, actor: Actor, at: dt.datetime, decided: bool
) -> list[Reason]:
    assert standing.paid_minor is not None
    amount, currency = standing.paid_minor, standing.currency
    invoice = _invoice_of(row)
    differs = row.asked_minor is not None and invoice is not None and (row.asked_minor, invoice.currency) != (amount, currency)
    wrong = []
    if differs and not decided:
        assert row.asked_minor is not None and invoice is not None
        wrong.append(problems.amount_differs(row.asked_minor, invoice.currency, amount, paid_currency=currency))
    if account.currency != currency:
        return [*wrong, problems.account_currency(currency, str(account))]
    same = [] if decided else list(counterparts(row, standing, at=at)[:3])
    if same:
        wrong.append(problems.maybe_same([f"{payment.received_on:%d.%m.%Y} {payment.reference}".strip() for payment in same]))
    if wrong:
        return wrong
    day = _day(standing, at, actor.tenant_id)
    payment = record_payment(
        amount, currency, actor=actor, at=at, client_id=invoice.client_id if invoice else None, account_id=account.pk, received_on=day,
        method=PaymentMethod.CARD, reference=row.reference[:70],
    )  # fmt: skip
    row.payment_id = payment.pk
    if differs:
        return []
    if invoice is None:
        return [problems.no_invoice(row.our_reference)]
    fits = invoice.currency == currency and (amount == invoice.open_minor or (row.asked_minor is not None and amount < invoice.open_minor))
    if invoice.state not in _OPEN or not fits:
        return [problems.invoice_differs(str(invoice), invoice.open_minor, invoice.currency)]
    if depth == Depth.ALL:
        allocate_payment(payment.pk, {invoice.pk: amount}, actor=actor, at=at)
    return []


def _invoice_of(row: ProviderPayment) -> Invoice | None:
    """The invoice that was asked for, or the one whose number came along, to the letter."""
    if row.invoice_id is not None:
        return Invoice.objects.get(pk=row.invoice_id)
    if not row.our_reference:
        return None
    named = Invoice.objects.filter(number=row.our_reference, kind=InvoiceKind.INVOICE)
    return next((invoice for invoice in named if invoice.number == row.our_reference), None)


def _day(standing: Standing, at: dt.datetime, tenant_id: int) -> dt.date:
    return local_date(min(standing.paid_at or at, at), Tenant.objects.get(pk=tenant_id).time_zone)


def counterparts(row: ProviderPayment, standing: Standing, *, at: dt.datetime) -> QuerySet[Payment]:
    """Money in the books that may be this money: of the same client, amount, currency and account, at most three days away, that came
    in, stands, and belongs to no provider. None where the client is not known."""
    invoice, day = _invoice_of(row), _day(standing, at, row.tenant_id)
    if invoice is None or standing.paid_minor is None:
        return Payment.objects.none()
    known = ProviderPayment.objects.filter(payment__isnull=False).values("payment_id")
    return (
        Payment.objects.filter(
            client_id=invoice.client_id, amount_minor=standing.paid_minor, currency=standing.currency, account_id=row.connection.account_id,
            direction=Direction.IN, received_on__range=(day - SAME_WITHIN, day + SAME_WITHIN),
        ).exclude(state__in=FALLEN).exclude(pk__in=known).order_by("pk")
    )  # fmt: skip


def _dispute(row: ProviderPayment, standing: Standing, *, actor: Actor, at: dt.datetime) -> list[Reason]:
    payment = Payment.objects.get(pk=row.payment_id)
    state = PaymentState(payment.state)
    if standing.state in (ProviderState.DISPUTED, ProviderState.LOST) and state != PaymentState.REVERSED:
        if state in (PaymentState.RECEIVED, PaymentState.ALLOCATED):
            dispute_payment(payment.pk, actor=actor, at=at, reason=_WHY)
        elif state != PaymentState.DISPUTED:
            return [problems.not_in_hand(payment.get_state_display())]
        if standing.state == ProviderState.LOST:
            lose_dispute(payment.pk, actor=actor, at=at, reason=_WHY)
    elif standing.dispute_won and state == PaymentState.DISPUTED:
        win_dispute(payment.pk, actor=actor, at=at)
    return []


def _refund(row: ProviderPayment, standing: Standing, *, actor: Actor, at: dt.datetime) -> list[Reason]:
    """A refund of our own of that amount: its pay-out is done. Else it is a person's to look at."""
    if not standing.refunded_minor:
        return []
    payment = Payment.objects.get(pk=row.payment_id)
    if payment.state == PaymentState.REVERSED:
        return []
    if payment.state != PaymentState.REFUNDED or payment.refunded_minor != standing.refunded_minor:
        return [problems.refund_unmatched(standing.refunded_minor, payment.currency)]
    payout = Payment.objects.filter(payout_of__payment=payment, payout_key__isnull=False).first()
    if payout is not None and payout.state in (PaymentState.PENDING, PaymentState.AUTHORISED):
        receive_payment(payout.pk, actor=actor, at=at)
    return []
