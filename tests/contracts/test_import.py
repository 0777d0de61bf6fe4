"""Contracts from a table."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.contracts.actions import import_contracts
from apps.contracts.models import BillingTerm, Contract
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db
TABLE = (
    "number,client_code,title,kind,currency,value,starts_on,ends_before,renewal,renewal_months,amount,every_months,timing,tax_code\n"
    "Д-1,C1,Підтримка,subscription,UAH,12000,2026-01-01,01.01.2027,automatic,12,1000.50,1,arrears,20\n"
    "D-2,C1,Works,fixed_price,EUR,\"5 000,25\",2026-02-01,,,,,,,\n"
    "D-3,C9,Works,,UAH,,2026-02-01,,,,,,,\n"
    "D-4,C1,Works,other,UAH,1.005,2026-02-30,,,,x,,,\n"
    "D-5,C1,Works,,UAH,,2026-02-01,2026-01-01,,,,,,\n"
).encode()


@pytest.fixture
def acme():
    company = make.tenant("acme")
    make.client(company, "C1")
    with scope(company.pk):
        yield company


def test_importing_twice_adds_nothing_and_a_dry_run_writes_nothing(acme):
    reports = [import_contracts(TABLE, actor=make.system(acme), at=AT, dry_run=dry_run) for dry_run in (True, False, False)]
    assert [(report.taken, report.known, len(report.refused)) for report in reports] == [(2, 0, 3), (2, 0, 3), (0, 2, 3)]
    assert (Contract.objects.count(), BillingTerm.objects.count()) == (2, 1)


def test_rows_become_drafts_with_a_term_and_bad_ones_are_named(acme):
    report = import_contracts(TABLE, actor=make.system(acme), at=AT)
    first, second = Contract.objects.order_by("pk")
    assert (first.state, first.value_minor, first.ends_before, first.renewal_months) == ("draft", 12000_00, dt.date(2027, 1, 1), 12)
    term = first.terms.get()
    assert (term.amount_minor, term.every_months, term.timing, term.tax_code, term.starts_on) == (1000_50, 1, "arrears", "20", dt.date(2026, 1, 1))
    assert (second.currency, second.value_minor, second.kind) == ("EUR", 5000_25, "fixed_price")
    assert {(problem.line, tuple(reason.code for reason in problem.reasons)) for problem in report.refused} == {
        (4, ("no_client",)), (5, ("choice", "date", "too_many_decimals", "amount_not_a_number")), (6, ("period",)),
    }  # fmt: skip
