"""What the comparison of rows with history found is kept, shown to those who answer for the books, and closed when mended."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from apps.approvals.actions import delegate
from apps.clients.actions import add_contact, record_interaction
from apps.dispatch.actions import create_contract_sla
from apps.invoices.actions import write_off_invoice
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.kernel.errors import NotPermitted
from apps.payments.actions import create_profile
from apps.shifts.actions import set_hour_cost
from apps.tenants.scope import scope
from apps.workflow.actions import ask_history_check, check_history, run_history_check
from apps.workflow.completeness import audited_models
from apps.workflow.models import HistoryCheck, HistoryDifference
from apps.workflow.tasks import wake_history_checks
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.factories import approvals as asked
from tests.factories import contracts as agreed
from tests.factories import dispatch as orders
from tests.factories import shifts as work
from tests.scenarios.transitions import MAKERS

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LIST = "/admin/workflow/historydifference/"


@pytest.fixture
def acme():
    return make.tenant("acme")


def by_hand(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def check(company, at=AT):
    return check_history(actor=make.system(company), at=at)


def people_at_work(company, contract):
    """A row of every model of shifts, dispatch and integrations."""
    MAKERS["integrations.WebhookEndpoint"](company, "active", 1)
    for noun in ("Team", "ShiftTemplate", "Absence", "Shift"):
        MAKERS[f"shifts.{noun}"](company, "active" if noun != "Shift" else "planned", 1)
    person = work.employee(company, work.site(company), skills=[work.skill(company)])
    set_hour_cost(person.pk, Decimal(100), actor=make.system(company), at=AT)
    MAKERS["shifts.ShiftRequest"](company, "withdrawn", 1)
    MAKERS["dispatch.WorkOrder"](company, "queued", 1)
    MAKERS["analytics.ReportSchedule"](company, "active", 1)
    create_contract_sla(contract.pk, orders.plan(company, "Promised").pk, actor=make.system(company), at=AT)


def one_of_everything(company):
    """A row of every model with history."""
    from tests.scenarios.transitions.payments import a_file, a_refund
    from tests.scenarios.transitions.periods import a_period
    from tests.scenarios.transitions.reconciliation import a_match, a_run
    from tests.scenarios.transitions.workflow import a_row

    owner, payer = make.member(company, "owner"), make.client(company, "C1")
    make.member(company, "approver")
    with scope(company.pk):
        a_match(company, "accepted", 1)
        a_period(company, "closed", 1)
        a_run(company, "checked", 2)
        a_refund(company, "in_approval", 3)
        a_file(company, "waiting", 1)
        a_row(company, "waiting", 1)
        MAKERS["payments.ProviderPayment"](company, "paid", 1)
        write_off_invoice(make.issued(company, payer).pk, actor=owner, at=AT, reason="bankrupt")
        agreed.amendment(company, agreed.active(company, payer, "K-1"))
    asked.policy(company, asked.BY_APPROVER)
    with scope(company.pk):
        asked.submitted(company, payer=payer)
        add_contact(payer.pk, actor=owner, at=AT, name="Olha")
        create_profile("Own", {"columns": {"date": "Day", "amount": "Sum", "account": "Account"}}, actor=owner, at=AT)
        record_interaction(payer.pk, actor=owner, at=AT, summary="Called", happened_on=AT.date())
        people_at_work(company, agreed.active(company, payer, "K-2"))
        delegate(make.member(company, "manager").user_id, actor=owner, at=AT, starts_on=AT.date(), ends_before=AT.date() + DAY)
    return owner


def test_a_raw_change_of_every_kind_of_record_is_found_and_shown(acme):
    owner = one_of_everything(acme)
    assert check(acme) == []
    changed = {}
    for model in audited_models():
        with scope(acme.pk):
            row = model._default_manager.order_by("pk").first()
        assert row is not None, model
        by_hand(f"UPDATE {model._meta.db_table} SET created_at = '2001-01-01 00:00:00' WHERE id = %s", row.pk)  # noqa: S608
        changed[model._meta.label] = row.pk
    check(acme, AT + DAY)
    with scope(acme.pk):
        kept = {item.model_label: item.row_id for item in HistoryDifference.objects.filter(what="columns", columns="created_at", resolved_at=None)}
    assert kept == changed
    page = browser_of(owner).get(LIST, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for model in audited_models():
        name = str(model._meta.verbose_name)
        assert f"{name[0].upper()}{name[1:]} № {changed[model._meta.label]}" in page, model


def test_a_difference_leads_to_its_record_and_its_history(acme):
    made = make.client(acme, "C1")
    by_hand("UPDATE clients_client SET notes = 'by hand'")
    check(acme)
    browser = browser_of(make.member(acme, "auditor"))
    with scope(acme.pk):
        found = HistoryDifference.objects.get()
    page = browser.get(f"{LIST}{found.pk}/change/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert reverse("admin:clients_client_change", args=[made.pk]) in page
    assert reverse("admin:clients_client_history", args=[made.pk]) in page
    assert "Changed past the acts: Notes" in page
    told = browser.get(reverse("admin:clients_client_as_of", args=[made.pk])).context["past"]
    assert told.past_acts == ["Notes"]


def test_a_row_taken_out_by_hand_leads_to_its_history(acme):
    made = make.client(acme, "C1")
    by_hand("DELETE FROM clients_client")
    check(acme)
    page = browser_of(make.member(acme, "owner")).get(LIST).content.decode()
    address = reverse("admin:clients_client_history", args=[made.pk])
    assert address in page
    assert browser_of(make.member(acme, "owner")).get(address).status_code == 200


def test_a_difference_is_one_from_the_first_check_that_finds_it_to_the_one_that_finds_it_mended(acme):
    make.client(acme, "C1", notes="true")
    by_hand("UPDATE clients_client SET notes = 'x'")
    check(acme)
    check(acme, AT + DAY)
    with scope(acme.pk):
        found = HistoryDifference.objects.get()
        assert (found.first_seen_at, found.last_seen_at, found.resolved_at) == (AT, AT + DAY, None)
    by_hand("UPDATE clients_client SET notes = 'true'")
    check(acme, AT + 2 * DAY)
    with scope(acme.pk):
        found.refresh_from_db()
        assert (found.last_seen_at, found.resolved_at, found.open_key) == (AT + DAY, AT + 2 * DAY, None)
    by_hand("UPDATE clients_client SET notes = 'x'")
    check(acme, AT + 3 * DAY)
    with scope(acme.pk):
        assert HistoryDifference.objects.filter(resolved_at=None).count() == 1
        assert HistoryDifference.objects.count() == 2


def test_the_home_page_warns_those_who_answer_for_the_books(acme):
    make.client(acme, "C1")
    warned = "Rows of the books are not what their history says"
    owner, manager = browser_of(make.member(acme, "owner")), browser_of(make.member(acme, "manager"))
    check(acme)
    assert warned not in owner.get("/admin/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    by_hand("UPDATE clients_client SET notes = 'x'")
    check(acme)
    assert warned in owner.get("/admin/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert warned not in manager.get("/admin/", HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_a_check_is_asked_for_once_while_one_waits_and_a_worker_does_it(acme):
    make.client(acme, "C1")
    auditor = make.member(acme, "auditor")
    first, second = (ask_history_check(actor=auditor, at=AT) for _time in range(2))
    assert first.pk == second.pk
    by_hand("UPDATE clients_client SET notes = 'x'")
    assert len(run_history_check(first.pk, actor=make.system(acme), now=lambda: AT + DAY)) == 1
    assert run_history_check(first.pk, actor=make.system(acme), now=lambda: AT + DAY) == []
    with scope(acme.pk):
        done = HistoryCheck.objects.get()
        assert (done.ended_at, done.difference_count, done.percent, done.requested_by) == (AT + DAY, 1, 100, auditor.label)
        assert done.compared_count == done.row_count > 5
        assert JournalEntry.objects.filter(type="history.checked").count() == 1


def test_a_check_whose_worker_died_is_done_by_another(acme):
    waiting = ask_history_check(actor=make.member(acme, "owner"), at=AT)
    with scope(acme.pk):
        HistoryCheck.objects.filter(pk=waiting.pk).update(started_at=AT, updated_at=AT)
        run_history_check(waiting.pk, actor=make.system(acme), now=lambda: AT + dt.timedelta(minutes=5))
        assert HistoryCheck.objects.get().ended_at is None
        run_history_check(waiting.pk, actor=make.system(acme), now=lambda: AT + dt.timedelta(minutes=15))
        assert HistoryCheck.objects.get().ended_at is not None


def test_the_sweeper_wakes_a_check_that_nobody_does(acme, monkeypatch):
    from apps.workflow import tasks

    woken = []
    monkeypatch.setattr(tasks.run_history_check, "delay", lambda *given: woken.append(given))
    waiting = ask_history_check(actor=make.member(acme, "owner"), at=clock.now() - dt.timedelta(minutes=1))
    wake_history_checks()
    assert woken == [(acme.pk, waiting.pk)]


def test_a_check_that_fails_says_so_and_the_next_may_be_asked_for(acme, monkeypatch):
    checking = sys.modules["apps.workflow.actions.check_history"]  # the package names its function so too
    monkeypatch.setattr(checking, "differences", lambda *_args, **_more: (_ for _ in ()).throw(RuntimeError("disk")))
    with pytest.raises(RuntimeError):
        check(acme)
    with scope(acme.pk):
        failed = HistoryCheck.objects.get()
        assert "disk" in failed.error
    assert ask_history_check(actor=make.member(acme, "owner"), at=AT).pk != failed.pk


def test_who_may_ask_and_see(acme):
    for role in ("manager", "approver", "dispatcher", "employee"):
        actor = make.member(acme, role)
        with pytest.raises(NotPermitted):
            ask_history_check(actor=actor, at=AT)
        browser = browser_of(actor)
        assert browser.get(LIST).status_code == 403
        assert browser.post("/admin/workflow/historycheck/now/").status_code in (403, 404)
    browser = browser_of(make.member(acme, "auditor"))
    answer = browser.post("/admin/workflow/historycheck/now/")
    assert answer.status_code == 302
    assert browser.get(answer.url).status_code == 200


def test_differences_of_another_company_are_not_shown(acme):
    other = make.tenant("other")
    make.client(other, "C1")
    by_hand("UPDATE clients_client SET notes = 'x'")
    check(other)
    with scope(other.pk):
        theirs = HistoryDifference.objects.get()
    browser = browser_of(make.member(acme, "owner"))
    assert "№" not in browser.get(LIST).content.decode().partition('id="result_list"')[2]
    assert browser.get(f"{LIST}{theirs.pk}/change/").status_code == 302
