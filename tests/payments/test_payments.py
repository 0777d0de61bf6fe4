"""Money and what it pays: sums hold after every step."""

from __future__ import annotations

import pytest

from apps.invoices.models import Invoice
from apps.kernel.errors import Refused
from apps.payments.actions import (
    Settlement,
    allocate_payment,
    deallocate,
    dispute_payment,
    lose_dispute,
    record_payment,
    reverse_payment,
    settle_lines,
    unsettle_lines,
    win_dispute,
)
from apps.payments.models import Allocation, Payment, StatementLine
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def paid(company, amount=10000):
    """A received payment of a client that owes 100.00 twice."""
    payer = make.client(company)
    owed = [make.issued(company, payer), make.issued(company, payer)]
    payment = record_payment(amount, "UAH", actor=make.system(company), at=AT, client_id=payer.pk, received_on=AT.date())
    return payment, owed


def assert_sums_hold():
    """Allocated on both sides is the sum of the allocations, reversals included."""
    for payment in Payment.objects.all():
        assert payment.allocated_minor == sum(payment.allocations.values_list("amount_minor", flat=True))
        assert payment.open_minor == payment.amount_minor - payment.allocated_minor - payment.refunded_minor
    for invoice in Invoice.objects.all():
        assert invoice.allocated_minor == sum(invoice.allocations.values_list("amount_minor", flat=True))


def test_in_part_then_the_rest(acme):
    payment, owed = paid(acme)
    allocate_payment(payment.pk, {owed[0].pk: 4000}, actor=make.system(acme), at=AT)
    assert Invoice.objects.get(pk=owed[0].pk).state == "partially_paid"
    allocate_payment(payment.pk, {owed[0].pk: 6000}, actor=make.system(acme), at=AT)
    assert (Invoice.objects.get(pk=owed[0].pk).state, Payment.objects.get().state) == ("paid", "allocated")
    assert_sums_hold()


@pytest.mark.parametrize("amounts", [{0: 10001}, {0: 6000, 1: 5000}])
def test_more_than_there_is_is_refused_and_changes_nothing(acme, amounts):
    payment, owed = paid(acme)
    with pytest.raises(Refused):
        allocate_payment(payment.pk, {owed[n].pk: minor for n, minor in amounts.items()}, actor=make.system(acme), at=AT)
    assert Allocation.objects.count() == 0
    assert Payment.objects.get().version == 1


def test_an_allocation_is_taken_back_once_by_a_reversing_one(acme):
    payment, owed = paid(acme)
    allocate_payment(payment.pk, {owed[0].pk: 10000}, actor=make.system(acme), at=AT)
    first = Allocation.objects.get()
    deallocate(first.pk, actor=make.system(acme), at=AT, reason="wrong invoice")
    assert (Payment.objects.get().state, Invoice.objects.get(pk=owed[0].pk).state) == ("received", "issued")
    assert list(Allocation.objects.order_by("pk").values_list("amount_minor", flat=True)) == [10000, -10000]
    with pytest.raises(Refused):
        deallocate(first.pk, actor=make.system(acme), at=AT, reason="again")
    assert_sums_hold()


def test_a_lost_dispute_opens_the_invoices_again(acme):
    payment, owed = paid(acme)
    allocate_payment(payment.pk, {owed[0].pk: 10000}, actor=make.system(acme), at=AT)
    dispute_payment(payment.pk, actor=make.system(acme), at=AT, reason="card holder says no")
    assert win_dispute(payment.pk, actor=make.system(acme), at=AT).state == "allocated"
    dispute_payment(payment.pk, actor=make.system(acme), at=AT, reason="again")
    assert lose_dispute(payment.pk, actor=make.system(acme), at=AT, reason="lost").state == "reversed"
    assert Invoice.objects.get(pk=owed[0].pk).open_minor == 10000
    assert_sums_hold()


def test_money_that_is_allocated_is_not_reversed(acme):
    payment, owed = paid(acme)
    allocate_payment(payment.pk, {owed[0].pk: 5000}, actor=make.system(acme), at=AT)
    with pytest.raises(Refused):
        reverse_payment(payment.pk, actor=make.system(acme), at=AT, reason="x")


def test_a_line_is_settled_taken_back_and_settled_again(acme):
    make.statement(acme, camt([("150.00", "both")]))
    payer = make.client(acme)
    owed = make.issued(acme, payer)
    line = StatementLine.objects.get()
    settlement = Settlement(line.pk, payer.pk, ((owed.pk, 10000),))
    settle_lines([settlement], actor=make.system(acme), at=AT)
    payment = Payment.objects.get()
    assert (payment.state, payment.open_minor, payment.client_id) == ("partially_allocated", 5000, payer.pk)
    with pytest.raises(Refused):
        settle_lines([settlement], actor=make.system(acme), at=AT)
    unsettle_lines([line.pk], actor=make.system(acme), at=AT, reason="another client")
    assert Payment.objects.get().state == "reversed"
    assert StatementLine.objects.get().reconciled_state == "open"
    settle_lines([settlement], actor=make.system(acme), at=AT)
    assert Payment.objects.count() == 2
    assert_sums_hold()
