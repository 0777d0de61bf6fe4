"""The past of a record: its versions in words, the record as it was at an instant with its lines, and its whole time line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.approvals import actions as approvals
from apps.approvals.actions import StepDraft
from apps.clients.actions import add_contact, remove_contact, update_client
from apps.clients.models import Client, Contact
from apps.contracts.actions import update_contract
from apps.invoices.actions import delete_invoice, submit_invoice, update_invoice
from apps.invoices.actions.draft import LineDraft
from apps.invoices.models import Invoice, TaxCode
from apps.tenants.scope import scope
from apps.workflow.audited import Audited
from apps.workflow.past import look
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.factories import approvals as asked
from tests.factories import contracts as agreed

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
IBAN, OTHER_IBAN = "UA503220014705193143269049553", "UA213223130000026007233566001"


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def owner(acme):
    return make.member(acme, "owner")


@pytest.fixture
def browser(owner):
    return browser_of(owner)


def lines(*amounts):
    code = TaxCode.objects.get(code="none").pk
    return [LineDraft(f"Work {index}", Decimal(1), Decimal(amount), code) for index, amount in enumerate(amounts, 1)]


def page(browser, row, what="as_of", status=200, **query):
    meta = type(row)._meta
    answer = browser.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_{what}", args=[row.pk]), query, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer


def local(at):
    """An instant as an address has it; Kyiv is two or three hours ahead."""
    return at.isoformat()


def fields(past):
    return {line.label: (line.then, line.now) for line in past.lines}


def section(past, label):
    return next(item for item in past.sections if str(item.label) == label)


def test_a_record_is_shown_as_it_was_beside_what_it_is_today(acme, browser):
    made = make.client(acme, "C1", legal_name="Before")
    update_client(made.pk, actor=make.system(acme), at=AT + HOUR, legal_name="After", payment_terms_days=30, reason="renamed")
    past = page(browser, made, at=local(AT + HOUR / 2)).context["past"]
    assert (past.number, past.count, past.is_today) == (1, 2, False)
    assert fields(past)["Legal name"] == ("Before", "After")
    assert [line.label for line in past.lines if line.differs] == ["Legal name", "Payment term, days"]
    assert page(browser, made, at=local(AT + HOUR)).context["past"].is_today


def test_money_choices_and_other_records_are_in_words(acme, browser):
    row = make.draft(acme, make.client(acme, "C1", legal_name="Payer Ltd"), "1234.50")
    shown = fields(page(browser, row, at=local(AT)).context["past"])
    assert shown["Total"][0].replace("\N{NO-BREAK SPACE}", " ") in ("UAH 1,234.50", "₴1,234.50", "1,234.50 UAH"), shown["Total"]
    assert (shown["Client"][0], shown["State"][0], shown["Kind"][0]) == ("Payer Ltd", "Draft", "Invoice")


def test_before_it_was_made_a_record_was_not(acme, browser):
    made = make.client(acme, "C1")
    answer = page(browser, made, at=local(AT - HOUR))
    assert answer.context["past"].version is None
    assert "There was no such record yet" in answer.content.decode()


def test_a_deleted_draft_is_found_with_its_lines_and_who_deleted_it(acme, browser, owner):
    row = make.draft(acme, make.client(acme, "C1"))
    delete_invoice(row.pk, actor=owner, at=AT + HOUR, reason="twice")
    before, after = page(browser, row, at=local(AT)), page(browser, row, at=local(AT + 2 * HOUR))
    assert [item.cells[0][0] for item in section(before.context["past"], "Lines").rows] == ["Work"]
    assert "The record is not there today" in before.content.decode()
    assert after.context["past"].is_deleted
    assert "it was deleted on" in after.content.decode()
    assert "twice" in after.content.decode()
    opened = browser.get(reverse("admin:invoices_invoice_change", args=[row.pk]), follow=True)
    assert opened.redirect_chain[-1][0] == reverse("admin:invoices_invoice_history", args=[row.pk])
    assert "The record was deleted" in opened.content.decode()


def test_replaced_lines_of_a_draft_come_from_the_journal_and_are_proved_by_their_digest(acme, browser):
    with scope(acme.pk):
        row = make.draft(acme, make.client(acme, "C1"), "100.00")
        update_invoice(row.pk, lines=lines("100.00", "5.00"), actor=make.system(acme), at=AT + HOUR)
        update_invoice(row.pk, lines=lines("7.00"), actor=make.system(acme), at=AT + 2 * HOUR)
        found = section(look(Invoice, row.pk, at=AT + HOUR), "Lines")
    assert [item.fate for item in found.rows] == ["changed", "gone"]
    assert [then for then, _now in found.rows[1].cells][0] == "Work 2"
    first = section(page(browser, row, at=local(AT)).context["past"], "Lines").rows
    assert first[0].cells[0] == ("Work", "Work 1")


def test_lines_that_nothing_kept_are_not_made_up(acme):
    row = make.draft(acme, make.client(acme, "C1"))
    with scope(acme.pk):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE invoices_invoiceline SET description = 'by hand' WHERE invoice_id = %s", [row.pk])
        kept = look(Invoice, row.pk, at=AT)  # the journal has them
        assert section(kept, "Lines").rows[0].cells[0] == ("Work", "by hand")
        Invoice.objects.filter(pk=row.pk).update(note="x")  # past the acts: told on the page
        past = look(Invoice, row.pk, at=AT)
    assert past.past_acts == ["Note"]


def test_terms_of_a_contract_come_from_their_history(acme, browser):
    with scope(acme.pk):
        made = agreed.draft(acme, make.client(acme, "C1"), "K-1", [agreed.monthly("1000.00"), agreed.monthly("10.00", description="Hosting")])
        update_contract(made.pk, terms=[agreed.monthly("1200.00")], actor=make.system(acme), at=AT + HOUR)
    terms = section(page(browser, made, at=local(AT)).context["past"], "Billing terms")
    assert [item.fate for item in terms.rows] == ["changed", "gone"]
    assert "1,000" in terms.rows[0].cells[2][0]
    assert "1,200" in terms.rows[0].cells[2][1]


def test_contacts_and_accounts_of_a_client_then(acme):
    with scope(acme.pk):
        made = make.client(acme, "C1", ibans=[IBAN])
        person = add_contact(made.pk, actor=make.system(acme), at=AT, name="Olha")
        remove_contact(person.pk, actor=make.system(acme), at=AT + HOUR)
        update_client(made.pk, ibans=[OTHER_IBAN], actor=make.system(acme), at=AT + HOUR)
        assert not Contact.objects.exists()
        past = look(Client, made.pk, at=AT)
    assert [[cell for cell, _now in row.cells][0] for row in section(past, "Contacts").rows] == ["Olha"]
    accounts = section(past, "Accounts that it pays from")
    assert [(row.cells[0], row.fate) for row in accounts.rows] == [((IBAN, None), "gone"), (("—", OTHER_IBAN), "new")]


def test_a_time_without_an_offset_is_the_companys_and_leads_to_an_address_that_says_so(acme, browser):
    made = make.client(acme, "C1")
    answer = page(browser, made, status=302, at="2026-03-31T12:00")
    assert "at=2026-03-31T12%3A00%3A00%2B03%3A00" in answer.url
    assert browser.get(answer.url).context["past"].at == AT


def test_a_record_without_a_version_is_told_to_have_none(acme, browser):
    with connection.cursor() as cursor:
        made = make.client(acme, "C1")
        columns = ", ".join(field.column for field in Client._meta.concrete_fields if field.column not in ("id", "code"))
        cursor.execute(f"INSERT INTO clients_client (code, {columns}) SELECT 'C9', {columns} FROM clients_client WHERE id = {made.pk}")  # noqa: S608
    with scope(acme.pk):
        row = Client.objects.get(code="C9")
    for what in ("as_of", "history"):
        assert "No version of it is kept" in page(browser, row, what).content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [("soon", "Give a day and a time"), ("2999-01-01T00:00", "yet to come"), ("2026-03-29T03:30", "the clock was put forward"), ("9999-12-31T23:59+00:00", "yet to come")],
)
def test_what_is_no_time_is_told_in_words(acme, browser, given, told):
    assert told in page(browser, make.client(acme, "C1"), status=422, at=given).content.decode()


def test_the_history_of_a_record_says_what_each_version_changed_who_when_and_why(acme, browser, owner):
    made = make.client(acme, "C1", legal_name="Before")
    update_client(made.pk, actor=owner, at=AT + HOUR, legal_name="After", reason="renamed")
    versions = page(browser, made, "history").context["versions"]
    assert [(item.number, item.kind) for item in versions] == [(2, "~"), (1, "+")]
    assert [(change.label, change.before, change.after) for change in versions[0].changes] == [("Legal name", "Before", "After")]
    assert (versions[0].reason, versions[0].who) == ("renamed", owner.label)
    assert browser.get(versions[1].address).context["past"].number == 1


def test_a_long_history_is_read_page_by_page(acme, browser):
    made = make.client(acme, "C1")
    for number in range(60):
        update_client(made.pk, actor=make.system(acme), at=AT + dt.timedelta(minutes=number + 1), notes=f"note {number}")
    first = page(browser, made, "history")
    older = browser.get(first.context["older"])
    numbers = [item.number for answer in (first, older) for item in answer.context["versions"]]
    assert numbers == list(range(61, 0, -1))


def test_a_long_time_line_is_read_page_by_page_and_nothing_is_left_out(acme, browser):
    made = make.client(acme, "C1")
    for number in range(120):
        update_client(made.pk, actor=make.system(acme), at=AT + dt.timedelta(minutes=number + 1), notes=f"note {number}")
    first = browser.get(reverse("admin:clients_client_change", args=[made.pk]))
    older = browser.get(first.context["oblik_past"]["older"])
    told = [event.changes[0].after for answer in (first, older) for event in answer.context["oblik_timeline"] if event.changes]
    assert told == [f"note {number}" for number in range(119, -1, -1)]
    assert older.context["oblik_timeline"][-1].label == "Client created"


def test_approvals_stand_on_the_time_line_of_their_document_in_words(acme, owner):
    approver, away = make.member(acme, "approver"), make.member(acme, "manager")
    accountant = make.member(acme, "accountant")
    asked.policy(acme, asked.BY_APPROVER, StepDraft(who="user", user_id=away.user_id, sla_hours=8))
    with scope(acme.pk):
        approvals.delegate(
            owner.user_id, giver_id=away.user_id, actor=owner, at=AT, starts_on=AT.date(), ends_before=AT.date() + dt.timedelta(days=9)
        )
        request = asked.submitted(acme, by=accountant)
        approvals.approve_request(request.pk, actor=approver, at=AT + HOUR, reason="as agreed")
        approvals.approve_request(request.pk, actor=owner, at=AT + 2 * HOUR)
        row = Invoice.objects.get(pk=request.about_id)
    answer = browser_of(owner).get(reverse("admin:invoices_invoice_change", args=[row.pk]), HTTP_ACCEPT_LANGUAGE="en")
    events = answer.context["oblik_timeline"]
    assert [event.sequence for event in events] == sorted((event.sequence for event in events), reverse=True)
    labels = [event.label for event in events]
    assert labels.index("Approval given") < labels.index("Approval asked for") < labels.index("Invoice drafted")
    told = " ".join(detail for event in events for detail in event.details)
    assert "on behalf of" in told
    assert "Step 1" in told
    assert [event.reason for event in events if event.label == "Approval step met"][-1] == "as agreed"
    assert next(event for event in events if event.label == "Approval asked for").address.endswith(f"/{request.pk}/change/")


def test_who_may_not_see_a_record_sees_nothing_of_its_past(acme, browser):
    other = make.tenant("other")
    theirs = make.client(other, "SECRET")
    gone = make.draft(other, theirs)
    delete_invoice(gone.pk, actor=make.system(other), at=AT + HOUR)
    for row in (theirs, gone):
        for what in ("history", "as_of", "timeline"):
            page(browser, row, what, status=404)
    ours = make.client(acme, "C1")
    employee = browser_of(make.member(acme, "employee"))
    for what in ("history", "as_of", "timeline"):
        meta = Client._meta
        assert employee.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_{what}", args=[ours.pk])).status_code in (403, 404)


def test_nothing_is_posted_to_the_past(acme, browser):
    made = make.client(acme, "C1")
    for what in ("history", "as_of", "timeline"):
        assert browser.post(reverse(f"admin:clients_client_{what}", args=[made.pk])).status_code == 405


def test_every_business_record_of_the_admin_has_a_past(acme):
    for model, shown in admin.site._registry.items():
        if issubclass(model, Audited):
            assert hasattr(shown, "as_of_view"), model


def test_the_pages_of_the_past_ask_as_many_queries_for_a_long_past_as_for_a_short_one(acme, browser, owner):
    made = make.client(acme, "C1")

    def asked_for(what):
        address = reverse(f"admin:clients_client_{what}", args=[made.pk])
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address, {"at": local(AT + HOUR)} if what == "as_of" else {}).status_code == 200
        return len(caught.captured_queries)

    asked_for("history")
    few = {what: asked_for(what) for what in ("history", "as_of", "timeline")}
    for number in range(30):
        update_client(made.pk, actor=make.system(acme), at=AT + dt.timedelta(minutes=number + 1), notes=f"note {number}")
    assert {what: asked_for(what) for what in ("history", "as_of", "timeline")} == few
    assert max(few.values()) <= 17, few


def test_a_submitted_invoice_is_looked_at_in_a_bounded_number_of_queries(acme, browser, owner):
    """However many requests, steps and decisions it went through."""
    approver = make.member(acme, "approver")
    asked.policy(acme, asked.BY_APPROVER)
    accountant = make.member(acme, "accountant")

    def asked_for():
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(reverse("admin:invoices_invoice_change", args=[row.pk])).status_code == 200
        return len(caught.captured_queries)

    with scope(acme.pk):
        request = asked.submitted(acme, by=accountant)
        row = Invoice.objects.get(pk=request.about_id)
        approvals.reject_request(request.pk, actor=approver, at=AT + HOUR, reason="no")
        asked_for()
        once = asked_for()
        for number in range(3):
            at = AT + HOUR * (number + 2)
            submit_invoice(row.pk, actor=accountant, at=at)
            from apps.approvals.models import ApprovalRequest

            again = ApprovalRequest.objects.get(live_key=f"invoice:{row.pk}")
            approvals.reject_request(again.pk, actor=approver, at=at + HOUR / 2, reason="no")
        assert asked_for() == once
