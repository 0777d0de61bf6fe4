"""What makes an invoice owed less, at the same moment from two connections: a line is credited once, and money and a write-off
never take the same rest."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.invoices import actions
from apps.invoices.crediting import LineCredit
from apps.invoices.models import Invoice
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.faults import crew

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb]


def at_once(company, *acts):
    """Which of the acts took effect; the others were refused in words."""

    def attempt(number):
        with scope(company.pk):
            try:
                retrying(lambda: acts[number](actor=make.system(company), at=AT), attempts=12)
            except Refusal:
                return False
            return True

    return list(crew.at_once(len(acts), attempt))


def test_a_line_is_credited_once_and_open_money_goes_one_way():
    """In one test: making the tables empty between tests takes longer than the races."""
    company = make.tenant()
    with scope(company.pk):
        payer = make.client(company)
        how = {"actor": make.system(company), "at": AT}

        row = make.issued(company, payer)
        most = {1: LineCredit(amount=Decimal("60.00"))}
        done = at_once(company, *[lambda **who: actions.credit_invoice(row.pk, lines=most, reason="late", **who)] * 4)
        assert sum(done) == 1
        note = Invoice.objects.get(credits=row)
        actions.submit_invoice(note.pk, **how)

        done = at_once(
            company,
            lambda **who: actions.issue_invoice(note.pk, **who),
            lambda **who: actions.apply_allocations({row.pk: 5_000}, **who),
        )
        row = Invoice.objects.get(pk=row.pk)
        assert sum(done) == 1, "60.00 and 50.00 do not fit into 100.00"
        assert row.open_minor == 10_000 - row.allocated_minor - row.credited_minor

        for _turn in range(3):
            row = make.issued(company, payer)
            done = at_once(
                company,
                lambda row=row, **who: actions.write_off_invoice(row.pk, reason="bankrupt", **who),
                lambda row=row, **who: actions.apply_allocations({row.pk: 10_000}, **who),
            )
            row = Invoice.objects.get(pk=row.pk)
            assert sum(done) == 1
            assert (row.allocated_minor + row.written_off_minor, row.open_minor) == (10_000, 0)
            assert row.state == ("written_off" if done[0] else "paid")
