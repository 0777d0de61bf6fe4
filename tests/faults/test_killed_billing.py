"""A billing run whose worker is killed: another finishes it, every contract is billed, none twice."""

from __future__ import annotations

import datetime as dt
import signal

import pytest

from apps.invoices.actions import ask_billing
from apps.invoices.billing_runs import STALLED_AFTER, execute
from apps.invoices.models import BilledPeriod, BillingRun, Invoice
from apps.kernel import clock
from apps.tenants.scope import scope
from apps.workflow.completeness import differences
from tests import factories as make
from tests.factories import AT
from tests.factories import contracts as made
from tests.faults import crew
from tests.journal.test_journal import assert_chain_holds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
COUNT = 12


def test_a_killed_billing_leaves_no_gap_and_no_double(process_env):
    company = make.tenant()
    with scope(company.pk):
        client = make.client(company)
        for number in range(COUNT):
            made.active(company, client, f"D-{number}")
        run = ask_billing(dt.date(2026, 3, 31), actor=make.system(company), at=AT)
        for dies_in in (3, 5):
            process = crew.start("bill", company.pk, run.pk, env=process_env | {"CLERK_DIES_IN": str(dies_in)})
            _said, errors = process.communicate(timeout=60)
            assert process.returncode == -signal.SIGKILL, errors
            BillingRun.objects.update(beat_at=clock.now() - STALLED_AFTER * 2)
        assert Invoice.objects.count() == BilledPeriod.objects.values("invoice").distinct().count() == 2 + 4
        done = execute(company.pk, run.pk)
        assert (done.invoice_count, done.failed_count, done.finished_at is not None) == (COUNT, 0, True)
        assert done.totals == [["UAH", COUNT * 3 * 1000_00]]
        assert sorted(Invoice.objects.values_list("contract__number", flat=True)) == sorted(f"D-{number}" for number in range(COUNT))
        assert BilledPeriod.objects.count() == BilledPeriod.objects.values("term", "key").distinct().count() == COUNT * 3
        assert list(differences(company.pk)) == []
        assert_chain_holds(company.pk)


@pytest.mark.mariadb
def test_many_workers_at_one_contract_bill_it_once():
    from apps.invoices.actions import bill_contract
    from apps.kernel.db import retrying

    company = make.tenant()
    with scope(company.pk):
        contract = made.active(company, make.client(company), "D-1")

    def attempt(_number):
        with scope(company.pk):
            return retrying(lambda: bill_contract(contract.pk, dt.date(2026, 3, 31), actor=make.system(company), at=AT), attempts=12)

    made_invoices = [invoice for invoice in crew.at_once(16, attempt) if invoice is not None]
    with scope(company.pk):
        assert len(made_invoices) == Invoice.objects.count() == 1
        assert BilledPeriod.objects.count() == 3
