"""The same files by the admin's form and by the API: an answer in words, no 5xx, and nothing of them in the books."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from apps.journal.models import JournalEntry
from apps.payments.models import BankAccount, Statement, StatementLine
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.payments.test_hostile_statements import REFUSED

pytestmark = pytest.mark.django_db


def stored(company):
    with scope(company.pk):
        return [model.objects.count() for model in (Statement, StatementLine, BankAccount, JournalEntry)]


def test_the_api_refuses_each_with_a_problem():
    company = make.tenant("acme")
    _key, secret = create_api_key("partner", actor=make.system(company), at=AT)
    before, http = stored(company), Browser(raise_request_exception=False)
    for name, data in REFUSED.items():
        upload = SimpleUploadedFile("statement", data)
        answer = http.post("/api/v1/statements", {"file": upload}, HTTP_AUTHORIZATION=f"Bearer {secret}")
        assert (answer.status_code // 100, answer["Content-Type"]) == (4, "application/problem+json"), name
        assert "root:" not in answer.content.decode()
    assert stored(company) == before


def test_the_form_refuses_each_with_a_sentence():
    company = make.tenant("acme")
    accountant = make.member(company, "accountant")
    before, browser = stored(company), browser_of(accountant)
    for name, data in REFUSED.items():
        answer = browser.post("/admin/payments/statement/import/", {"file": SimpleUploadedFile("statement", data)})
        assert answer.status_code == 422, name
        assert "root:" not in answer.content.decode()
    assert stored(company) == before


def test_the_api_reads_a_table_by_a_profile_of_the_partner():
    company = make.tenant("acme")
    _key, secret = create_api_key("partner", actor=make.system(company), at=AT)
    profile = '{"header": false, "columns": {"date": 1, "amount": 2, "account": 3}, "decimal": ",", "delimiter": ";", "default_currency": "UAH"}'
    body = {"file": SimpleUploadedFile("t.csv", b"01.03.2026;1.234,50;UA1\n"), "profile": profile}
    answer = Browser().post("/api/v1/statements", body, HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 201, answer.content
    with scope(company.pk):
        assert [line.amount_minor for line in StatementLine.objects.all()] == [123450]


def test_the_form_reads_a_table_by_a_profile():
    company = make.tenant("acme")
    profile = '{"columns": {"date": "Tag", "amount": "Wert", "account": "Konto"}, "default_currency": "EUR"}'
    body = {"file": SimpleUploadedFile("t.csv", b"Tag;Wert;Konto\n01.03.2026;12,50;DE1\n"), "profile_json": profile}
    answer = browser_of(make.member(company, "owner")).post("/admin/payments/statement/import/", body)
    assert answer.status_code == 200
    with scope(company.pk):
        assert [(line.amount_minor, line.account.iban) for line in StatementLine.objects.all()] == [(1250, "DE1")]
