"""Imports, matches, undoings and closings in any order: every control holds after every step, a closed month stays as it was, and what
was known at a number of the journal is told in the same bytes."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.invoices import actions as books
from apps.invoices.models import AccountingPeriod
from apps.kernel.errors import Refusal
from apps.payments.models import Allocation, Payment, StatementLine
from apps.reconciliation.as_of import as_known, head_sequence
from apps.tenants.scope import scope
from tests import factories as make
from tests.reconciliation.test_sequences import Clerk, faults

pytestmark = pytest.mark.django_db
MARCH, LATER = dt.date(2026, 3, 1), dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
COMPANIES = count(1)
STEPS = ("bring", "run", "accept", "reject", "undo", "by_hand", "allocate", "deallocate", "dispute", "lose", "reverse", "void", "close", "reopen")


class Accountant(Clerk):
    """A clerk who closes March and opens it again. Everything in these books is of March."""

    def close(self):
        books.close_month(MARCH, actor=make.system(self.company), at=LATER)

    def reopen(self):
        if period := AccountingPeriod.objects.filter(state="closed").first():
            books.reopen_period(period.pk, actor=make.system(self.company), at=LATER, reason="a late line")


def in_the_books():
    """What may not change while the month is closed."""
    return (
        list(Payment.objects.order_by("pk").values_list("pk", "state", "allocated_minor")), list(Allocation.objects.order_by("pk").values_list("pk")),
        list(StatementLine.objects.filter(reconciled_state="matched").order_by("pk").values_list("pk")), StatementLine.objects.count(),
    )  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=6, max_size=16), seed=st.integers(0, 10_000))
def test_controls_hold_and_the_past_stays_as_it_was_known(db, steps, seed):
    company = make.tenant(f"c{next(COMPANIES)}")
    with scope(company.pk):
        clerk, known, done = Accountant(company, seed), {}, []
        for step in ("run", *steps):
            closed, before = AccountingPeriod.objects.filter(state="closed").exists(), in_the_books()
            try:
                getattr(clerk, step)()
            except Refusal as refusal:
                step = f"{step}: {refusal}"
            done.append(step)
            assert faults() == [], done
            if closed and step not in ("dispute", "reopen"):
                assert in_the_books() == before, done
            number = head_sequence(company.pk)
            known[number] = as_known(company.pk, number)
            for past, report in known.items():
                assert as_known(company.pk, past) == report, done
