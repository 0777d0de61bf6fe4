"""Days are the company's: at half past ten in the evening of London it is tomorrow in Kyiv."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from apps.invoices.actions import create_invoice
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import TaxCode
from apps.tenants.scope import scope
from tests import factories as make
from tests.api.test_api import Partner

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 3, 31, 22, 30, tzinfo=dt.UTC)


def test_a_draft_without_a_date_has_the_company_s_day():
    company = make.tenant()
    payer = make.client(company)
    with scope(company.pk):
        code = TaxCode.objects.get(code="none").pk
    made = create_invoice(payer.pk, [LineDraft("Work", Decimal(1), Decimal(5), code)], actor=make.system(company), at=EVENING)
    assert (made.issue_on, made.tax_point_on) == (dt.date(2026, 4, 1), dt.date(2026, 4, 1))
    assert made.due_on == dt.date(2026, 4, 15)


def test_an_invoice_is_overdue_by_the_company_s_calendar():
    company = make.tenant()
    partner = Partner(company)
    late = make.issued(company, make.client(company), due_on=dt.date(2026, 3, 31))
    for at, found in ((EVENING - dt.timedelta(hours=2), []), (EVENING, [late.pk])):
        with time_machine.travel(at, tick=False):
            items = partner.call("get", "invoices?overdue=true").json()["items"]
        assert [item["id"] for item in items] == found
