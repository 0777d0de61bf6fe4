"""The doors for the hours of one contract: what is shown first is what is made."""

from __future__ import annotations

import pytest
from django.urls import reverse

from apps.invoices.models import BilledHours, Invoice
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import shifts as made
from tests.invoices.test_hours import contract, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return make.tenant("acme")


def agreed(company, **fields):
    with scope(company.pk):
        agreement = contract(company)
        shift = worked(company, agreement, made.site(company, "WH", name="Warehouse"), **fields)
    return agreement, shift


def books(company):
    with scope(company.pk):
        return Invoice.objects.count(), BilledHours.objects.count()


def test_the_page_shows_what_would_be_billed_and_drafts_it(acme):
    agreement, shift = agreed(acme)
    browser = browser_of(make.member(acme, "accountant"))
    page = reverse("admin:invoices_billingrun_hours", args=[agreement.pk])
    assert page in browser.get(reverse("admin:contracts_contract_change", args=[agreement.pk])).content.decode()
    days = {"starts_on": "2026-03-01", "before": "2026-04-01"}
    shown = browser.post(page, days | {"show": "1"}).content.decode()
    assert "Guard, Warehouse, 23.03.2026" in shown and reverse("admin:shifts_shift_change", args=[shift.pk]) in shown
    assert books(acme) == (0, 0)
    made_it = browser.post(page, days | {"bill": "1"})
    with scope(acme.pk):
        invoice = Invoice.objects.get()
    assert made_it["Location"] == reverse("admin:invoices_invoice_change", args=[invoice.pk])
    assert invoice.net_minor == 200_000
    again = browser.post(page, days | {"bill": "1"})
    assert again.status_code == 422 and books(acme) == (1, 1)


def test_the_page_is_for_who_bills_in_this_company(acme):
    agreement, _shift = agreed(acme)
    page = reverse("admin:invoices_billingrun_hours", args=[agreement.pk])
    assert browser_of(make.member(acme, "accountant")).get(page).status_code == 200
    assert browser_of(make.member(acme, "dispatcher")).get(page).status_code in (403, 404)
    assert browser_of(make.member(make.tenant("other"), "owner")).get(page).status_code == 404


def test_the_api_tells_what_would_be_billed_and_drafts_it_once(acme):
    agreement, shift = agreed(acme)
    partner = Partner(acme, "accountant")
    told = partner.call("get", f"contracts/{agreement.pk}/hours-to-bill?before=2026-04-01").json()
    assert told["invoice"] == {"currency": "UAH", "net": "2000.00", "tax": "0.00", "total": "2000.00"}
    assert [(row["shift"], row["hours"]) for row in told["hours"]] == [(shift.pk, "8.0000")]
    assert books(acme) == (0, 0)
    bill = {"before": "2026-04-01"}
    answers = [partner.call("post", f"contracts/{agreement.pk}/bill-hours", bill, idempotency_key="h-1") for _time in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["net"] == "2000.00" and answers[0].json() == answers[1].json()
    refused = partner.call("post", f"contracts/{agreement.pk}/bill-hours", bill)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "no_hours")
    assert partner.call("get", f"contracts/{agreement.pk}/hours-to-bill?before=2026-04-01").json() == {"invoice": None, "lines": [], "hours": []}
    assert partner.call("get", f"contracts/{agreement.pk}/hours-to-bill").status_code == 422
    assert books(acme) == (1, 1)
