"""How many queries a page takes: the same for one row and for three, and no list counts a table whole."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.clients.models import Client
from apps.invoices.actions import write_off_invoice
from apps.invoices.models import Invoice, WriteOff
from apps.journal.models import AuditPack, JournalEntry
from apps.journal.sealing import seal
from apps.payments.actions import refund_payment
from apps.payments.models import BankAccount, Payment, Refund, Statement, StatementLine
from apps.reconciliation.actions import start_run
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Match, Run
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from apps.workflow import bulk
from apps.workflow.actions import ask_export, create_api_key
from apps.workflow.models import BulkAct, HistoryCheck, HistoryDifference
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT, camt, reports
from tests.factories.payments import received

pytestmark = pytest.mark.django_db

# Each request asks for its session, its person and their companies.
LISTS = {
    "clients/client": 5, "invoices/invoice": 5, "invoices/writeoff": 5, "payments/statement": 6, "payments/statementline": 6, "payments/payment": 5, "payments/refund": 6,
    "reconciliation/run": 6, "reconciliation/match": 7, "journal/journalentry": 5, "journal/seal": 5, "workflow/bulkact": 5,
    "tenants/membership": 5, "tenants/apikey": 5, "workflow/historycheck": 6, "workflow/historydifference": 5, "journal/auditpack": 5, "workflow/export": 5,
    "analytics/report": 5, "analytics/reportschedule": 5,
}  # fmt: skip
OBJECTS = {
    Client: 14, Invoice: 17, WriteOff: 12, Statement: 12, StatementLine: 10, Payment: 18, Refund: 16, Run: 16, Match: 19, JournalEntry: 4, BulkAct: 5,
}  # fmt: skip
HOME = {"owner": 15, "accountant": 15, "manager": 13, "auditor": 14}


EDRPOU = {1: "37631700", 2: "36537076", 3: "31316021"}


@pytest.fixture
def acme() -> Tenant:
    return make.tenant("acme")


def grow(company: Tenant, number: int) -> None:
    """One more of everything that a list shows: a payment that is settled, one that is proposed, one that is unknown."""
    payer = make.client(company, f"C{number}", edrpou=EDRPOU[number])
    paid = make.issued(company, payer, f"{number}00.00")
    for _twin in range(2):
        make.issued(company, payer, "50.00")
    make.draft(company, payer)
    entries = [(f"{number}00.00", f"Payment of {paid.number}"), ("50.00", f"Services. Payer {EDRPOU[number]}"), (f"{number}7.00", "unknown")]
    make.statement(company, camt(entries, opening=f"{number}000.00"), f"{number}.xml")
    owner = make.member(company, "owner")
    write_off_invoice(make.issued(company, payer).pk, actor=owner, at=AT, reason="bankrupt")
    create_api_key(f"Key {number}", actor=owner, at=AT)
    with scope(company.pk):
        run = start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT)
        execute(company.pk, run.pk)
        refund_payment(received(company, 10_000, payer).pk, method="cash", reason="sent twice", actor=owner, at=AT)
        drafts = list(Invoice.objects.filter(state="draft").values_list("pk", flat=True))
        bulk.ask("invoices.submit", drafts, actor=owner, at=AT)
        ask_export("clients", "csv", actor=owner, at=AT, language="en", version="2026-11-26")
    with scope(company.pk):
        reports.report(company, "receivables", as_of="2026-03-31", client=payer.pk)
        reports.schedule(company, month_day=number)
    seal(company.pk, at=AT)
    with scope(company.pk):
        AuditPack.objects.create(tenant=company, year=2026, starts_on=AT, ends_before=AT + dt.timedelta(days=9), created_at=AT, updated_at=AT)
        check = HistoryCheck.objects.create(tenant=company, created_at=AT, updated_at=AT)
        for _number in range(2):
            key = f"clients.Client:{HistoryDifference.objects.count()}:columns"
            HistoryDifference.objects.create(
                tenant=company, model_label="clients.Client", row_id=1, what="columns", first_check=check, last_check=check, first_seen_at=AT,
                last_seen_at=AT, open_key=key,
            )  # fmt: skip


def queries_of(browser: Browser, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        answer = browser.get(path)
    assert answer.status_code == 200, path
    return [item["sql"] for item in caught.captured_queries if not re.match("SAVEPOINT|RELEASE", item["sql"])]


def rows_on(browser: Browser, path: str) -> int:
    return browser.get(path).content.decode().count('class="data-row ')


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_as_many_queries_for_three_rows_as_for_one(acme, path):
    browser = browser_of(make.member(acme, "owner"))
    grow(acme, 1)
    browser.get(f"/admin/{path}/")  # what is read once and kept, such as content types
    one, few = queries_of(browser, f"/admin/{path}/"), rows_on(browser, f"/admin/{path}/")
    for number in (2, 3):
        grow(acme, number)
    three, many = queries_of(browser, f"/admin/{path}/"), rows_on(browser, f"/admin/{path}/")
    assert 0 < few < many
    # of a list of several pages the keys of the page are read first
    assert [len(one), len(three)] == [LISTS[path] + (shown == 50) for shown in (few, many)], "\n".join(three)
    assert [sql for sql in three if re.search(r"COUNT\(", sql) and " LIMIT 5000)" not in sql] == []  # to a limit they are counted


@pytest.mark.parametrize("model", OBJECTS, ids=lambda model: model._meta.model_name)
def test_an_object_asks_as_many_queries_in_a_fuller_company(acme, model):
    browser = browser_of(make.member(acme, "owner"))
    grow(acme, 1)
    with scope(acme.pk):
        row = model.objects.order_by("pk").first()
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    browser.get(path)
    one = queries_of(browser, path)
    for number in (2, 3):
        grow(acme, number)
    three = queries_of(browser, path)
    assert (len(one), len(three)) == (OBJECTS[model], OBJECTS[model]), "\n".join(three)


@pytest.mark.parametrize("role", HOME)
def test_the_home_page_of_a_role_asks_as_many_queries_in_a_fuller_company(acme, role):
    browser = browser_of(make.member(acme, role))
    grow(acme, 1)
    browser.get("/admin/")
    one = queries_of(browser, "/admin/")
    for number in (2, 3):
        grow(acme, number)
    three = queries_of(browser, "/admin/")
    assert (len(one), len(three)) == (HOME[role], HOME[role]), "\n".join(three)
    # What is counted is the work that waits, never a whole table.
    assert [sql for sql in three if re.search(r"COUNT\(", sql) and not re.search(r"state|is_flagged", sql.partition("WHERE")[2])] == []
