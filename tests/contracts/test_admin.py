"""Contracts as people meet them in the admin."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.contracts.models import Amendment, Contract, ContractDocument
from apps.invoices.billing_runs import execute
from apps.invoices.models import BillingRun, Invoice
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import contracts as made
from tests.factories.contracts import PDF, monthly

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        make.client(company, "C1")
        yield company


@pytest.fixture
def browser(acme):
    return browser_of(make.member(acme, "owner"))


def page(row, name="change", *args):
    return reverse(f"admin:contracts_{row._meta.model_name}_{name}", args=[row.pk, *args])


def form_of(company, **more):
    from apps.clients.models import Client

    head = {"number": "D-1", "client": Client.objects.get(code="C1").pk, "title": "Support", "kind": "subscription", "currency": "UAH", "value": "12000.50",
            "starts_on": "2026-01-01", "ends_before": "", "notice_days": "30", "renewal": "none", "renewal_months": "0", "owner": ""}  # fmt: skip
    terms = {"terms-TOTAL_FORMS": "1", "terms-INITIAL_FORMS": "0", "terms-MIN_NUM_FORMS": "0", "terms-MAX_NUM_FORMS": "1000"}
    term = {"kind": "recurring", "description": "Monthly", "amount": "1000.50", "tax_code": "20", "every_months": "1", "timing": "advance"}
    return head | terms | {f"terms-0-{name}": value for name, value in term.items()} | more


def test_a_contract_is_made_and_changed_by_the_form_with_its_terms(acme, browser):
    answer = browser.post("/admin/contracts/contract/add/", form_of(acme))
    assert answer.status_code == 302, answer.content.decode()[:5000]
    row = Contract.objects.get()
    assert (row.value_minor, row.terms.get().amount_minor, row.terms.get().starts_on) == (12000_50, 1000_50, dt.date(2026, 1, 1))
    term = row.terms.get()
    changed = form_of(acme, value="1", row_version="1") | {"terms-INITIAL_FORMS": "1", "terms-0-id": term.pk, "terms-0-contract": row.pk,
                                                           "terms-0-amount": "2000"}  # fmt: skip
    assert browser.post(page(row), changed).status_code == 302
    row = Contract.objects.get()
    assert (row.version, row.value_minor, row.terms.get().amount_minor) == (2, 1_00, 2000_00)
    bad = browser.post("/admin/contracts/contract/add/", form_of(acme, number="D-2", ends_before="2025-01-01"))
    assert (bad.status_code, b"must end after it starts" in bad.content, Contract.objects.count()) == (200, True, 1)


def test_buttons_lead_from_draft_to_terminated(acme, browser):
    from apps.clients.models import Client

    row = made.draft(acme, Client.objects.get(code="C1"), "D-1")
    browser.post(page(row, "do", "submit"), {"token": "1"})
    refused = browser.post(page(row, "do", "activate"), {"token": "2", "signed_on": "2026-01-05"}, follow=True)
    assert b"Attach the signed document first." in refused.content
    browser.post(page(row, "upload"), {"file": SimpleUploadedFile("signed.pdf", PDF)})
    browser.post(page(row, "do", "activate"), {"token": "3", "signed_on": "2026-01-05"})
    browser.post(page(row, "do", "terminate"), {"token": "4", "effective_on": "2026-03-01", "reason": "over"})
    assert Contract.objects.get().state == "terminated"
    for forged in ("expire", "approve", "amend", "remind"):
        assert browser.post(page(row, "do", forged), {"token": forged}).status_code == 404


def test_documents_are_downloads_behind_the_permission_filter(acme, browser):
    from apps.clients.models import Client

    row = made.draft(acme, Client.objects.get(code="C1"), "D-1")
    document = made.document(acme, row, name="Договір <№1>.pdf")
    answer = browser.get(page(row, "document", document.pk))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)
    other = make.tenant("other")
    assert browser_of(make.member(other, "owner")).get(page(row, "document", document.pk)).status_code == 404
    assert browser.get(f"/media/contracts/{acme.pk}/{document.sha256[:2]}/{document.sha256}").status_code == 404
    refused = browser.post(page(row, "upload"), {"file": SimpleUploadedFile("x.pdf", b"<script>")}, follow=True)
    assert b"this is none of them" in refused.content
    auditor = browser_of(make.member(acme, "auditor"))
    auditor.post(page(row, "upload"), {"file": SimpleUploadedFile("x.pdf", PDF + b"2")})
    assert ContractDocument.objects.count() == 1
    assert auditor.get(page(row, "document", document.pk)).status_code == 200


def test_an_amendment_is_drawn_up_shown_and_submitted(acme, browser):
    from apps.clients.models import Client

    row = made.active(acme, Client.objects.get(code="C1"), "D-1")
    shown = browser.get(page(row, "amend"))
    form = {name: field.initial if field.initial is not None else "" for name, field in shown.context["form"].fields.items()}
    form |= {name: value for name, value in shown.context["form"].initial.items() if value is not None}
    form.pop(f"term_{row.terms.get().pk}_remove")
    form["ends_before"] = ""
    asked = form | {"title": "Dearer", f"term_{row.terms.get().pk}_amount": "1500"}
    assert browser.post(page(row, "amend"), asked).status_code == 302
    amendment = Amendment.objects.get()
    assert (amendment.change_count, amendment.changes["fields"]) == (1, {})
    for target in (amendment, row):
        assert b"<del>UAH1,000.00</del>" in browser.get(page(target)).content.replace(b"\xc2\xa0", b"")
    browser.post(page(amendment, "do", "submit"), {"token": "1"})
    assert row.terms.get().amount_minor == 1500_00


def test_billing_is_asked_for_and_its_page_says_what_came_of_it(acme, browser):
    from apps.clients.models import Client

    client = Client.objects.get(code="C1")
    made.active(acme, client, "D-1")
    made.active(acme, client, "D-2", [monthly(tax_code="nonsense")])
    assert browser.get(reverse("admin:invoices_billingrun_ask")).status_code == 200
    answer = browser.post(reverse("admin:invoices_billingrun_ask"), {"due_on": "2026-03-01", "is_trial": "on"})
    run = BillingRun.objects.get()
    assert answer["Location"] == reverse("admin:invoices_billingrun_change", args=[run.pk])
    assert b"data-refresh-seconds" in browser.get(answer["Location"]).content
    execute(acme.pk, run.pk)
    shown = browser.get(answer["Location"]).content.decode()
    assert "There is no tax code “nonsense”." in shown and "invoices would be drafted" in shown and "data-refresh-seconds" not in shown
    assert Invoice.objects.count() == 0
    manager = browser_of(make.member(acme, "manager"))
    assert manager.post(reverse("admin:invoices_billingrun_ask"), {"due_on": "2026-03-01"}).status_code == 403


def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_five(acme, browser, django_assert_max_num_queries):
    for number in range(5):
        made.active(acme, make.client(acme), f"D-{number}")
    for path in ("contracts/contract/", "contracts/amendment/", "invoices/billingrun/"):
        with django_assert_max_num_queries(13):
            assert browser.get(f"/admin/{path}").status_code == 200
