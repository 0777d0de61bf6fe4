"""Numbers without gaps, in issue order, under concurrency."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from apps.invoices.actions import issue_invoice, submit_invoice
from apps.invoices.models import Invoice
from apps.kernel.db import retrying
from apps.kernel.errors import Refused
from apps.tenants.scope import scope
from apps.workflow.unit import unit_of_work
from tests import factories as make
from tests.factories import AT


@pytest.mark.django_db
def test_a_rollback_gives_the_number_back():
    company = make.tenant()
    payer = make.client(company)
    ids = [make.draft(company, payer).pk for _n in range(2)]
    for pk in ids:
        submit_invoice(pk, actor=make.system(company), at=AT)
    with pytest.raises(ZeroDivisionError), unit_of_work(actor=make.system(company), at=AT):
        issue_invoice(ids[0], actor=make.system(company), at=AT)
        raise ZeroDivisionError
    assert issue_invoice(ids[1], actor=make.system(company), at=AT).number == "INV-2026-000001"


@pytest.mark.django_db
def test_series_and_years_are_counted_apart():
    company = make.tenant()
    payer = make.client(company)
    import datetime as dt

    numbers = [
        make.issued(company, payer).number,
        make.issued(company, payer, series="РФ").number,
        make.issued(company, payer, issue_on=dt.date(2025, 12, 31)).number,
        make.issued(company, payer).number,
    ]
    assert numbers == ["INV-2026-000001", "РФ-2026-000001", "INV-2025-000001", "INV-2026-000002"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_eight_clerks_leave_no_gap():
    company = make.tenant()
    payer = make.client(company)
    ids = [make.draft(company, payer).pk for _n in range(48)]
    for pk in ids:
        submit_invoice(pk, actor=make.system(company), at=AT)
    barrier = threading.Barrier(8)

    def work(part):
        barrier.wait()
        try:
            for pk in part:
                retrying(lambda pk=pk: issue_invoice(pk, actor=make.system(company), at=AT), attempts=12)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(ids[n::8],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(company.pk):
        found = sorted(Invoice.objects.values_list("number", flat=True))
    assert found == [f"INV-2026-{n:06}" for n in range(1, 49)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_of_twenty_attempts_at_one_issue_exactly_one_succeeds():
    company = make.tenant()
    pk = make.draft(company, make.client(company)).pk
    submit_invoice(pk, actor=make.system(company), at=AT)
    outcomes, barrier = [], threading.Barrier(20)

    def work():
        barrier.wait()
        try:
            retrying(lambda: issue_invoice(pk, actor=make.system(company), at=AT), attempts=12)
            outcomes.append("issued")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["issued"] + ["refused"] * 19
