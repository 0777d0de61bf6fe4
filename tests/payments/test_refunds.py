"""Money that goes back to its payer, as an accountant would check it: who agreed, what is left, whether it was paid out."""

from __future__ import annotations

import pytest

from apps.approvals.actions import approve_request, reject_request, withdraw_request
from apps.approvals.cases import look
from apps.approvals.models import ApprovalRequest
from apps.approvals.queries import since_submission
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused, Stale
from apps.payments import actions as acts
from apps.payments.models import Payment, Refund, StatementLine
from apps.reconciliation.actions import match_by_hand, undo_match
from apps.reconciliation.models import Match
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, approvals
from tests.factories.payments import lines_of, received
from tests.journal.test_journal import assert_chain_holds
from tests.payments.test_payments import assert_sums_hold

pytestmark = pytest.mark.django_db
IBAN = "UA213223130000026007233566001"
OTHER_IBAN = "UA903052992990004149123456789"


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


@pytest.fixture
def boss(acme):
    """Decides on every refund."""
    found = make.member(acme, "approver")
    approvals.policy(acme, applies_to="payment_refund")
    return found


@pytest.fixture
def clerk(acme):
    return make.member(acme, "accountant")


def now(row):
    return type(row).objects.get(pk=row.pk)


def request_of(refund):
    return ApprovalRequest.objects.get(about_kind="payment_refund", about_id=refund.pk)


def ask(paid, clerk, **how):
    return acts.refund_payment(paid.pk, actor=clerk, at=AT, **{"reason": "paid twice", "iban": IBAN, "payee": "Romashka LLC"} | how)


def test_a_client_paid_too_much_and_gets_the_rest_back(acme, boss, clerk):
    payer = make.client(acme)
    owed = make.issued(acme, payer, "70.00")
    paid = received(acme, 100_00, payer)
    acts.allocate_payment(paid.pk, {owed.pk: 70_00}, actor=clerk, at=AT)

    # The clerk asks for the 30.00 to go back; nothing moves before somebody else agrees.
    refund = ask(paid, clerk)
    assert (refund.state, refund.amount_minor, now(paid).state, now(paid).open_minor) == ("in_approval", 30_00, "partially_allocated", 30_00)
    with pytest.raises(Refused, match="somebody else must decide"):
        approve_request(request_of(refund).pk, actor=clerk, at=AT)

    # The boss agrees: the payment is refunded, what paid the invoice stays paid, and 30.00 is to be paid out.
    approve_request(request_of(refund).pk, actor=boss, at=AT)
    paid, refund = now(paid), now(refund)
    assert (paid.state, paid.allocated_minor, paid.refunded_minor, paid.open_minor) == ("refunded", 70_00, 30_00, 0)
    assert (refund.state, refund.approved_digest) == ("approved", request_of(refund).digest)
    assert Invoice.objects.get(pk=owed.pk).state == "paid"
    out = refund.payouts.get()
    assert (out.direction, out.state, out.amount_minor, out.client_id) == ("out", "pending", 30_00, payer.pk)

    # Finance pays it out.
    assert acts.receive_payment(out.pk, actor=clerk, at=AT).state == "received"
    told = JournalEntry.objects.filter(subject_kind__in=["payment", "payment_refund"]).order_by("sequence").values_list("type", flat=True)
    assert list(told) == [
        "payment.recorded", "payment.allocated", "payment_refund.requested", "payment_refund.approved", "payment.recorded", "payment.refunded",
        "payment.received",
    ]  # fmt: skip
    assert_sums_hold()
    assert_chain_holds(acme.pk)


def test_without_a_policy_it_is_refunded_at_once(acme, clerk):
    paid = received(acme, 100_00, make.client(acme))
    refund = ask(paid, clerk, method="cash", iban="")
    assert (refund.state, refund.needs_approval, refund.approved_digest) == ("approved", False, "")
    assert (now(paid).state, now(paid).refunded_minor, refund.payouts.get().method) == ("refunded", 100_00, "cash")


def test_a_policy_for_large_refunds_leaves_small_ones_alone(acme, clerk):
    make.member(acme, "approver")
    approvals.policy(acme, applies_to="payment_refund", currency="UAH", amount_from_minor=50_00)
    assert ask(received(acme, 49_99, make.client(acme)), clerk).state == "approved"
    assert ask(received(acme, 50_00, make.client(acme)), clerk).state == "in_approval"


def test_an_allocation_meanwhile_voids_the_request(acme, boss, clerk):
    payer = make.client(acme)
    paid = received(acme, 100_00, payer)
    refund = ask(paid, clerk)
    acts.allocate_payment(paid.pk, {make.issued(acme, payer, "40.00").pk: 40_00}, actor=clerk, at=AT)
    changes = [change for change in since_submission(look(request_of(refund).pk, actor=boss)) if change.differs]
    assert [(change.label, change.before, change.after) for change in changes] == [
        ("Payment: Not allocated", "UAH\xa0100.00", "UAH\xa060.00"), ("Payment: State", "Received", "Partially allocated")
    ]  # fmt: skip
    assert approve_request(request_of(refund).pk, actor=boss, at=AT).state == "voided"
    assert (now(refund).state, now(paid).state, Payment.objects.count()) == ("rejected", "partially_allocated", 1)
    # What is left is asked for anew.
    assert ask(paid, clerk).amount_minor == 60_00
    assert_sums_hold()


def test_a_request_that_the_payment_moved_away_from_gives_way_to_a_new_one(acme, boss, clerk):
    payer = make.client(acme)
    paid = received(acme, 100_00, payer)
    first = ask(paid, clerk)
    with pytest.raises(Refused, match="waits for approval already"):
        ask(paid, clerk)
    acts.allocate_payment(paid.pk, {make.issued(acme, payer, "40.00").pk: 40_00}, actor=clerk, at=AT)
    second = ask(paid, clerk)
    assert (now(first).state, request_of(first).state, second.amount_minor) == ("rejected", "voided", 60_00)


def test_rejected_or_withdrawn_the_money_stays(acme, boss, clerk):
    paid = received(acme, 100_00, make.client(acme))
    reject_request(request_of(ask(paid, clerk)).pk, actor=boss, at=AT, reason="it pays the next invoice")
    withdrawn = ask(paid, clerk)
    with pytest.raises(Refused, match="Only who submitted"):
        acts.withdraw_refund(withdrawn.pk, actor=make.member(acme, "accountant"), at=AT)
    withdraw_request(request_of(withdrawn).pk, actor=clerk, at=AT)
    assert sorted(Refund.objects.values_list("state", flat=True)) == ["rejected", "withdrawn"]
    assert (now(paid).state, now(paid).open_minor, Payment.objects.count()) == ("received", 100_00, 1)
    assert ask(paid, clerk).state == "in_approval"


@pytest.mark.parametrize("end", [acts.fail_payment, acts.reverse_payment])
def test_a_pay_out_that_fails_is_seen_and_followed_by_another(acme, clerk, end):
    paid = received(acme, 100_00, make.client(acme))
    refund = ask(paid, clerk)
    first = refund.payouts.get()
    if end is acts.reverse_payment:
        acts.receive_payment(first.pk, actor=clerk, at=AT)
    with pytest.raises(Refused, match="under way or done"):
        acts.pay_out_refund(refund.pk, actor=clerk, at=AT)
    end(first.pk, actor=clerk, at=AT, reason="the account is closed")
    # The payment stays refunded: the company owes the money, and says so by a refund without a pay-out.
    assert (now(paid).state, now(refund).state) == ("refunded", "approved")
    acts.pay_out_refund(refund.pk, actor=clerk, at=AT)
    assert [(item.state, item.payout_key) for item in refund.payouts.order_by("pk")] == [(now(first).state, None), ("pending", refund.pk)]
    with pytest.raises(Refused):
        acts.pay_out_refund(refund.pk, actor=clerk, at=AT)
    assert_sums_hold()


def test_without_an_approval_of_this_very_content_it_is_not_carried_out(acme, boss, clerk):
    """By the act, called past the engine; what plain SQL may is in the tests of the database's guards."""
    refund = ask(received(acme, 100_00, make.client(acme)), clerk)
    request, system = request_of(refund), make.system(acme)
    for digest in ("", "d" * 64, request.digest):
        with pytest.raises(Refused):
            acts.approve_refund(refund.pk, actor=system, at=AT, digest=digest)
    ApprovalRequest.objects.filter(pk=request.pk).update(state="approved", live_key=None, ended_at=AT)
    Refund.objects.filter(pk=refund.pk).update(iban=OTHER_IBAN)
    with pytest.raises(Refused, match="not what was approved"):
        acts.approve_refund(refund.pk, actor=system, at=AT, digest=request.digest)
    Refund.objects.filter(pk=refund.pk).update(iban=IBAN)
    assert acts.approve_refund(refund.pk, actor=system, at=AT, digest=request.digest).state == "approved"


def test_another_account_voids_the_request(acme, boss, clerk):
    refund = ask(received(acme, 100_00, make.client(acme)), clerk)
    Refund.objects.filter(pk=refund.pk).update(iban=OTHER_IBAN)
    assert approve_request(request_of(refund).pk, actor=boss, at=AT).state == "voided"


def test_what_was_refunded_is_not_taken_off_reversed_or_disputed(acme, clerk):
    payer = make.client(acme)
    owed, paid = make.issued(acme, payer, "70.00"), received(acme, 100_00, payer)
    acts.allocate_payment(paid.pk, {owed.pk: 70_00}, actor=clerk, at=AT)
    ask(paid, clerk)
    tried = [
        lambda: acts.deallocate(paid.allocations.get().pk, actor=clerk, at=AT, reason="wrong invoice"),
        lambda: acts.reverse_payment(paid.pk, actor=clerk, at=AT, reason="sent twice"),
        lambda: acts.dispute_payment(paid.pk, actor=clerk, at=AT, reason="no"),
        lambda: acts.allocate_payment(paid.pk, {owed.pk: 1}, actor=clerk, at=AT),
        lambda: ask(paid, clerk),
    ]
    for act in tried:
        with pytest.raises(Refused):
            act()
    with pytest.raises(Refused, match="went back to the payer"):
        tried[0]()
    assert_sums_hold()


def test_a_settled_line_whose_rest_was_refunded_stays_settled(acme, clerk):
    """Undone, the line would be free for 100.00 of which 30.00 went back."""
    payer = make.client(acme)
    owed = make.issued(acme, payer, "70.00")
    line = lines_of(acme, "100.00")[0]
    match = match_by_hand(line.pk, [(owed.pk, 70_00)], actor=clerk, at=AT, client_id=payer.pk)
    ask(Payment.objects.get(), clerk)
    with pytest.raises(Refused, match="went back to the payer"):
        undo_match(match.pk, actor=clerk, at=AT, reason="another client")
    assert (Match.objects.get().state, StatementLine.objects.get(pk=line.pk).reconciled_state) == ("accepted", "matched")
    assert_sums_hold()


def test_a_match_undone_before_the_decision_voids_the_refund(acme, boss, clerk):
    payer = make.client(acme)
    owed = make.issued(acme, payer, "70.00")
    match = match_by_hand(lines_of(acme, "100.00")[0].pk, [(owed.pk, 70_00)], actor=clerk, at=AT, client_id=payer.pk)
    refund = ask(Payment.objects.get(), clerk)
    undo_match(match.pk, actor=clerk, at=AT, reason="another client")
    assert approve_request(request_of(refund).pk, actor=boss, at=AT).state == "voided"
    assert (now(refund).state, Payment.objects.get().state) == ("rejected", "reversed")
    assert_sums_hold()


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"iban": ""}, "iban_needed"), ({"iban": "UA21322313"}, "iban"), ({"method": "cash"}, "iban_not_needed"), ({"method": "cheque", "iban": ""}, "method"),
        ({"reason": " "}, "reason_needed"), ({"payee": "x" * 141}, "payee"), ({"reason": "x" * 501}, "reason_too_long"),
    ],
)  # fmt: skip
def test_where_it_goes_and_why_is_said(acme, clerk, how, code):
    with pytest.raises(Invalid) as refusal:
        ask(received(acme, 100_00, make.client(acme)), clerk, **how)
    assert [reason.code for reason in refusal.value.reasons] == [code]
    assert not Refund.objects.exists()


def test_who_may_and_on_which_version(acme, clerk):
    paid = received(acme, 100_00, make.client(acme))
    with pytest.raises(NotPermitted):
        ask(paid, make.member(acme, "auditor"))
    with pytest.raises(NotVisible):
        ask(paid, make.member(acme, "employee"))
    with pytest.raises(Stale):
        ask(paid, clerk, expected_version=2)
    out = acts.record_payment(5_00, "UAH", actor=clerk, at=AT, received_on=AT.date(), direction="out")
    with pytest.raises(Refused, match="Only money that came in"):
        ask(out, clerk)
    other = make.tenant("other")
    with scope(other.pk), pytest.raises(NotVisible):
        ask(paid, make.member(other, "owner"))
    assert not Refund.objects.exists()
