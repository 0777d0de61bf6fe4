"""Whatever people do to settlements, in any order: every control of every report and every invariant of the books holds."""

from __future__ import annotations

import random

import pytest

from apps.invoices.actions import void_invoice
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Refusal, Refused
from apps.payments import actions as pay
from apps.payments.models import Allocation, BankAccount, Payment, StatementLine
from apps.reconciliation import actions as acts
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Match, Run
from apps.reconciliation.report import build
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT, camt
from tests.factories.payments import received
from tests.faults.checks import settlement_faults
from tests.payments.books import check_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def settled(company, amount="100.00", owed="100.00"):
    """A line of the amount, settled by a run with an invoice that it names."""
    invoice = make.issued(company, make.client(company), owed)
    make.statement(company, camt([(amount, f"Payment of {invoice.number}")]))
    run = acts.start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT)
    execute(company.pk, run.pk)
    return invoice, Match.objects.get(), run


def faults():
    """What does not hold, over every run that has results."""
    broken = [(run.pk, item.code, item.expected, item.found) for run in Run.objects.filter(state__in=["checked", "suspect"])
              for item in build(run).controls if not item.holds]  # fmt: skip
    check_books()
    return broken + settlement_faults()


def test_a_lost_dispute_opens_the_line_and_undoes_the_match(acme):
    invoice, match, run = settled(acme)
    how = {"actor": make.member(acme, "accountant"), "at": AT, "reason": "the bank took it back"}
    pay.dispute_payment(match.payment_id, **how)
    pay.lose_dispute(match.payment_id, **how)
    assert (Match.objects.get().state, Match.objects.get().live_key) == ("undone", None)
    assert StatementLine.objects.get().reconciled_state == "open"
    assert Invoice.objects.get(pk=invoice.pk).state == "issued"
    assert [entry.reason for entry in JournalEntry.objects.filter(type__in=["match.undone", "payment.dispute_lost"])] == [how["reason"]] * 2
    assert faults() == []
    again = acts.start_run(run.account_id, actor=make.system(acme), at=AT)
    assert execute(acme.pk, again.pk).accepted_count == 1
    assert faults() == []


def test_a_dispute_that_may_not_be_lost_leaves_the_match(acme):
    _invoice, match, _run = settled(acme)
    with pytest.raises(Refused):  # it is not disputed
        pay.lose_dispute(match.payment_id, actor=make.system(acme), at=AT, reason="no")
    assert (Match.objects.get().state, StatementLine.objects.get().reconciled_state) == ("accepted", "matched")
    assert not JournalEntry.objects.filter(type="match.undone").exists()


def test_what_settles_a_line_is_taken_off_with_its_match_only(acme):
    _invoice, match, _run = settled(acme)
    for take_off in (
        lambda: pay.deallocate(Allocation.objects.get().pk, actor=make.system(acme), at=AT, reason="by hand"),
        lambda: pay.release_all(match.payment_id, actor=make.system(acme), at=AT, reason="by hand"),
        lambda: pay.reverse_payment(match.payment_id, actor=make.system(acme), at=AT, reason="by hand"),
    ):
        with pytest.raises(Refused):
            take_off()
    assert Allocation.objects.count() == 1
    assert not JournalEntry.objects.filter(type__in=["payment.deallocated", "payment.reversed"]).exists()
    assert faults() == []


def test_money_that_a_settlement_left_pays_more_by_hand_and_is_taken_off_again(acme):
    invoice, match, _run = settled(acme, "150.00")
    other = make.issued(acme, invoice.client, "50.00")
    how = {"actor": make.member(acme, "accountant"), "at": AT}
    if match.state == "proposed":
        acts.accept_match(match.pk, **how)
    payment = Payment.objects.get()
    pay.allocate_payment(payment.pk, {other.pk: 3_000}, **how)
    assert faults() == []
    by_hand = Allocation.objects.get(settles=False)
    pay.deallocate(by_hand.pk, reason="wrong", **how)
    assert faults() == []
    pay.allocate_payment(payment.pk, {other.pk: 5_000}, **how)
    acts.undo_match(match.pk, reason="wrong", **how)
    assert faults() == []


class Clerk:
    """Does what comes, by chance: each step is one act on things that are there, and may be refused."""

    def __init__(self, company, seed):
        self.company, self.chance, self.files = company, random.Random(seed), 0
        self.how = {"actor": make.member(company, "accountant"), "at": AT}
        self.payers = [make.client(company) for _n in range(2)]
        for amount in ("100.00", "100.00", "70.00", "30.00"):
            make.issued(company, self.chance.choice(self.payers), amount)
        self.bring()

    def one(self, queryset):
        return self.chance.choice(list(queryset.order_by("pk")) or [None])

    def bring(self):
        """A statement with lines that name invoices, pay too much or too little, or say nothing."""
        self.files += 1
        number = self.one(Invoice.objects.exclude(number=None)).number
        entries = [(self.chance.choice(["100.00", "70.00", "120.00", "40.00"]), self.chance.choice([f"Payment of {number}", "Services"]))
                   for _n in range(2)]  # fmt: skip
        make.statement(self.company, camt(entries, account=f"2600{self.files}"))

    def run(self):
        account = self.one(BankAccount.objects.all())
        execute(self.company.pk, acts.start_run(account.pk, **self.how).pk)

    def accept(self):
        if match := self.one(Match.objects.filter(state="proposed")):
            acts.accept_match(match.pk, **self.how)

    def reject(self):
        if match := self.one(Match.objects.filter(state="proposed")):
            acts.reject_match(match.pk, **self.how)

    def undo(self):
        if match := self.one(Match.objects.filter(state="accepted")):
            acts.undo_match(match.pk, reason="undo", **self.how)

    def by_hand(self):
        line, invoice = self.one(StatementLine.objects.exclude(reconciled_state="matched")), self.one(Invoice.objects.filter(open_minor__gt=0))
        if line and invoice:
            pairs = [(invoice.pk, min(line.amount_minor, invoice.open_minor, 5_000))]
            acts.match_by_hand(line.pk, pairs, client_id=invoice.client_id, reason="by hand", **self.how)

    def allocate(self):
        payment, invoice = self.one(Payment.objects.filter(open_minor__gt=0)), self.one(Invoice.objects.filter(open_minor__gt=0))
        if payment and invoice:
            pay.allocate_payment(payment.pk, {invoice.pk: min(payment.open_minor, invoice.open_minor)}, reason="third party", **self.how)

    def deallocate(self):
        if allocation := self.one(Allocation.objects.filter(reverses=None)):
            pay.deallocate(allocation.pk, reason="off", **self.how)

    def release(self):
        if payment := self.one(Payment.objects.filter(allocated_minor__gt=0)):
            pay.release_all(payment.pk, reason="off", **self.how)

    def receive(self):
        received(self.company, 9_000, self.chance.choice(self.payers))

    def change(self, act, **which):
        if payment := self.one(Payment.objects.filter(**which)):
            act(payment.pk, reason="why", **self.how)

    def dispute(self):
        self.change(pay.dispute_payment, state__in=["received", "allocated"])

    def win(self):
        self.change(pay.win_dispute, state="disputed")

    def lose(self):
        self.change(pay.lose_dispute, state="disputed")

    def reverse(self):
        self.change(pay.reverse_payment)

    def void(self):
        if invoice := self.one(Invoice.objects.filter(state="issued")):
            void_invoice(invoice.pk, reason="void", **self.how)


STEPS = (
    "bring", "run", "run", "accept", "accept", "reject", "undo", "by_hand", "by_hand", "allocate", "allocate", "deallocate", "release", "receive",
    "dispute", "dispute", "dispute", "win", "lose", "lose", "reverse", "void",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_every_control_holds_after_every_step(acme, seed):
    clerk, done = Clerk(acme, seed), []
    for _n in range(45):
        step = clerk.chance.choice(STEPS)
        try:
            getattr(clerk, step)()
        except Refusal as refusal:
            step = f"{step}: {refusal}"
        done.append(step)
        assert faults() == [], done
    assert Run.objects.filter(state="suspect").count() == 0, done
