"""A month is closed while others change it: what is done is done before, and nothing behind."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.invoices.actions import close_month
from apps.journal.models import JournalEntry
from apps.kernel.db import retrying
from apps.kernel.errors import Refused
from apps.payments.actions import record_payment
from apps.payments.models import Payment
from apps.tenants.scope import scope
from tests import factories as make
from tests.faults import crew

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb]
DAY, LATER = dt.date(2026, 3, 9), dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


def test_nothing_of_the_month_is_written_behind_its_closing():
    company = make.tenant()
    with scope(company.pk):
        payer = make.client(company)

    def attempt(number):
        with scope(company.pk):
            how = {"actor": make.system(company), "at": LATER}
            if number == 5:
                retrying(lambda: close_month(DAY.replace(day=1), **how), attempts=12)
                return "closed"
            try:
                for _again in range(4):
                    retrying(lambda: record_payment(100, "UAH", received_on=DAY, client_id=payer.pk, method="cash", **how), attempts=12)
            except Refused as refusal:
                assert [reason.code for reason in refusal.reasons] == ["period_closed"]
                return "refused"
            return "recorded"

    outcomes = list(crew.at_once(10, attempt))
    assert outcomes.count("closed") == 1
    with scope(company.pk):
        closed = JournalEntry.objects.get(type="period.closed").sequence
        recorded = list(JournalEntry.objects.filter(type="payment.recorded").values_list("sequence", flat=True))
        assert len(recorded) == Payment.objects.count()
        assert all(sequence < closed for sequence in recorded)
