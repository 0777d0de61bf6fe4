"""What a page refuses: the acts of other roles, other companies' values in filters, anything posted to history."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from apps.clients.models import Client
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.payments.models import BankAccount, Payment, Statement
from apps.reconciliation.actions import start_run
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Match, Run
from apps.tenants.models import ApiKey, Membership
from apps.tenants.scope import scope
from apps.workflow import bulk
from apps.workflow.actions import create_api_key
from apps.workflow.admin import ActModelAdmin
from apps.workflow.models import BulkAct
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT, camt

pytestmark = pytest.mark.django_db

BUTTONS = [
    (model, act) for model, model_admin in admin.site._registry.items() if isinstance(model_admin, ActModelAdmin) for act in model_admin.buttons
]  # fmt: skip


@pytest.fixture
def acme():
    """A company with one of everything that has a button, each in a state from which something is possible."""
    company = make.tenant("acme")
    payer = make.client(company, "ACME-1", edrpou="37631700")
    paid = make.issued(company, payer, "100.00")
    for _twin in range(2):
        make.issued(company, payer, "50.00")
    make.draft(company, payer)
    make.statement(company, camt([("100.00", paid.number), ("50.00", "Services. Payer 37631700")]))
    make.statement(company, camt([("1.00", "x")], closing="9.00"), "quarantined.xml")
    create_api_key("Key", actor=make.member(company, "owner"), at=AT)
    with scope(company.pk):
        run = start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT)
        execute(company.pk, run.pk)
        start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT)
    return company


def rows_of(model, company):
    if model in (Membership, ApiKey):
        return list(model.objects.filter(tenant=company))
    return list(model.objects.all())


def everything(company):
    """Each row with a button as it stands, its history, and the journal."""
    with scope(company.pk):
        found = {model: sorted(map(str, model.objects.values_list())) for model in {model for model, _act in BUTTONS} - {Membership, ApiKey}}
        found |= {model: sorted(map(str, model.objects.filter(tenant=company).values_list())) for model in (Membership, ApiKey)}
        found |= {f"history of {model}": model.history.count() for model in found if hasattr(model, "history")}
        return found | {"journal": JournalEntry.objects.count()}


def test_there_is_something_to_try(acme):
    assert {model for model, _act in BUTTONS} >= {Client, Invoice, Statement, Payment, Run, Match, Membership, ApiKey}
    with scope(acme.pk):
        assert set(Match.objects.values_list("state", flat=True)) == {"accepted", "proposed"}
        assert set(Statement.objects.values_list("state", flat=True)) == {"imported", "quarantined"}
        assert set(Run.objects.values_list("state", flat=True)) >= {"queued"}


@pytest.mark.parametrize("role", ["auditor", "employee", "dispatcher"])
def test_forged_posts_of_every_button_change_nothing(acme, role):
    """With and without the fields that the act asks for; by who sees the page, and by who does not."""
    before = everything(acme)
    browser = browser_of(make.member(acme, role))
    with scope(acme.pk):
        before["journal"] = JournalEntry.objects.count()
        before[Membership] = sorted(map(str, Membership.objects.filter(tenant=acme).values_list()))
        targets = [(model, act, row.pk) for model, act in BUTTONS for row in rows_of(model, acme)]
    for model, act, key in targets:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_do", args=[key, act])
        for number, body in enumerate(({}, {"reason": "because", "alternative": "0"})):
            answer = browser.post(address, body | {"token": f"{act}-{number}"})
            assert answer.status_code in (302, 403, 404), (model, act)
    after = everything(acme)
    assert after == before


def test_forged_forms_change_nothing(acme):
    """An auditor posts the add and change forms that owners and accountants use."""
    auditor = browser_of(make.member(acme, "auditor"))
    before = everything(acme)
    with scope(acme.pk):
        client, drafted = Client.objects.get(), Invoice.objects.get(state="draft")
    form = {"code": "X", "legal_name": "X", "kind": "company", "language": "uk", "currency": "UAH", "payment_terms_days": "1"}
    assert auditor.post("/admin/clients/client/add/", form).status_code == 403
    auditor.post(f"/admin/clients/client/{client.pk}/change/", form)
    auditor.post(f"/admin/invoices/invoice/{drafted.pk}/change/", {"note": "mine"})
    assert auditor.post("/admin/payments/statement/import/", {}).status_code == 403
    assert auditor.post("/admin/reconciliation/run/start/", {}).status_code == 403
    auditor.post("/admin/invoices/invoice/", {"action": "invoices_submit", "_selected_action": [drafted.pk], "index": "0"})
    with scope(acme.pk):
        BulkAct.objects.all().delete()  # the request is noted, and refused for each of its rows
    assert everything(acme) == before


def test_history_takes_no_posts(acme):
    browser = browser_of(make.member(acme, "owner"))
    before = everything(acme)
    with scope(acme.pk):
        keys = {model: model._default_manager.first().pk for model in (Client, Invoice, Statement, Payment, Run, Match, JournalEntry)}
    for model, key in keys.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[key])
        answer = browser.post(address, {"code": "X", "state": "paid", "note": "rewritten"})
        assert answer.status_code in (403, 405), model
        assert browser.post(f"{address}1/", {"code": "X"}).status_code in (302, 404, 405), model
    assert everything(acme) == before


def test_filters_offer_nothing_of_another_company(acme):
    other = make.tenant("other")
    make.statement(other, camt([("1.00", "SECRET-TEXT")], account="UA903052992990004149123456789"))
    with scope(other.pk):
        account, statement = BankAccount.objects.get(), Statement.objects.get()
        run = start_run(account.pk, actor=make.system(other), at=AT)
    browser = browser_of(make.member(acme, "owner"))
    for model in admin.site._registry:
        if model._meta.app_label in ("clients", "invoices", "payments", "reconciliation", "journal", "workflow", "tenants"):
            page = browser.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), follow=True).content.decode()
            assert account.iban not in page, model
    for path in (
        f"payments/statementline/?statement__id__exact={statement.pk}", f"payments/statementline/?account__id__exact={account.pk}",
        f"reconciliation/match/?run__id__exact={run.pk}", f"payments/statement/?account__id__exact={account.pk}",
        f"reconciliation/run/start/?account={account.pk}",
    ):  # fmt: skip
        page = browser.get(f"/admin/{path}", follow=True).content.decode()
        assert "SECRET-TEXT" not in page, path
        assert account.iban not in page, path


def test_a_bulk_act_is_cancelled_by_who_asked_for_it_and_by_nobody_else(acme):
    asker, colleague = make.member(acme, "accountant"), make.member(acme, "owner")
    with scope(acme.pk):
        row = bulk.ask("invoices.submit", [Invoice.objects.get(state="draft").pk], actor=asker, at=AT)
    address = f"/admin/workflow/bulkact/{row.pk}/cancel/"
    assert browser_of(colleague).post(address).status_code == 404
    assert browser_of(make.member(make.tenant("other"), "owner")).post(address).status_code == 404
    assert browser_of(asker).get(address).status_code == 405
    row.refresh_from_db()
    assert not row.cancel_asked
    assert "Cancel" in browser_of(asker).get(f"/admin/workflow/bulkact/{row.pk}/change/").content.decode()
    assert browser_of(asker).post(address).status_code == 302
    row.refresh_from_db()
    assert row.cancel_asked


def test_a_failed_bulk_act_goes_on_for_who_asked_for_it(acme):
    clerk, other = make.member(acme, "accountant"), make.member(acme, "accountant")
    with scope(acme.pk):
        row = bulk.ask("clients.archive", [make.client(acme).pk], actor=clerk, at=make.AT)
        BulkAct.objects.filter(pk=row.pk).update(state="failed", error="a defect")
    address = f"/admin/workflow/bulkact/{row.pk}/"
    assert browser_of(other).post(f"{address}restart/").status_code == 404
    page = browser_of(clerk).get(f"{address}change/").content.decode()
    assert "a defect" in page and "restart/" in page
    assert browser_of(clerk).post(f"{address}restart/").status_code == 302
    with scope(acme.pk):
        assert (BulkAct.objects.get().state, BulkAct.objects.get().error) == ("queued", "")
    assert browser_of(clerk).post(f"{address}restart/").status_code == 404
