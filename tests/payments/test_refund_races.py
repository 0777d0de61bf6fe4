"""Money is put on an invoice while somebody agrees that it goes back: one of both takes it, never both."""

from __future__ import annotations

import pytest

from apps.approvals.actions import approve_request
from apps.approvals.models import ApprovalRequest
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.payments import actions as acts
from apps.payments.models import Payment, Refund
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories.payments import received
from tests.faults import crew
from tests.journal.test_journal import assert_chain_holds
from tests.payments.test_payments import assert_sums_hold
from tests.payments.test_refunds import IBAN

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb]


def at_once(company, works):
    def attempt(number):
        with scope(company.pk):
            try:
                return retrying(works[number], attempts=20)
            except Refusal as refusal:
                return sorted(reason.code for reason in refusal.reasons)

    return crew.at_once(len(works), attempt)


def test_allocation_against_approval():
    company = make.tenant()
    boss, clerk = make.member(company, "approver"), make.member(company, "accountant")
    with scope(company.pk):
        approvals.policy(company, applies_to="payment_refund")
        payer = make.client(company)
        for _round in range(8):
            paid, owed = received(company, 100_00, payer), make.issued(company, payer, "40.00")
            refund = acts.refund_payment(paid.pk, actor=clerk, at=AT, reason="paid twice", iban=IBAN)
            request = ApprovalRequest.objects.get(live_key=f"payment_refund:{refund.pk}")
            at_once(company, [
                lambda paid=paid, owed=owed: acts.allocate_payment(paid.pk, {owed.pk: 40_00}, actor=clerk, at=AT),
                lambda request=request: approve_request(request.pk, actor=boss, at=AT),
            ])  # fmt: skip
            paid, refund, request = Payment.objects.get(pk=paid.pk), Refund.objects.get(pk=refund.pk), ApprovalRequest.objects.get(pk=request.pk)
            assert (paid.state, refund.state, request.state, paid.allocated_minor, paid.refunded_minor, refund.payouts.count()) in (
                ("refunded", "approved", "approved", 0, 100_00, 1),
                ("partially_allocated", "rejected", "voided", 40_00, 0, 0),
            )  # fmt: skip
        assert_sums_hold()
        assert_chain_holds(company.pk)


def test_asked_for_ten_times_there_is_one():
    company = make.tenant()
    clerk = make.member(company, "accountant")
    with scope(company.pk):
        paid = received(company, 100_00, make.client(company))
        works = [lambda: acts.refund_payment(paid.pk, actor=clerk, at=AT, reason="paid twice", iban=IBAN)] * 10
        found = at_once(company, works)
        assert sum(isinstance(item, Refund) for item in found) == 1 == Refund.objects.count()
        assert Payment.objects.filter(direction="out").count() == 1
        refund = Refund.objects.get()
        acts.fail_payment(refund.payouts.get().pk, actor=clerk, at=AT, reason="no such account")
        found = at_once(company, [lambda: acts.pay_out_refund(refund.pk, actor=clerk, at=AT)] * 10)
        assert sum(isinstance(item, Refund) for item in found) == 1
        assert refund.payouts.count() == 2
        assert_chain_holds(company.pk)
