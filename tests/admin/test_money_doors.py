"""Payments and statement lines in the admin: recorded, put on invoices, taken off, matched by hand, set aside."""

from __future__ import annotations

import pytest

from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.payments.models import Allocation, BankAccount, Payment, StatementLine
from apps.reconciliation.models import Match
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories.payments import lines_of, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def payer(acme):
    return make.client(acme, "C1")


@pytest.fixture
def clerk(acme):
    return browser_of(make.member(acme, "accountant"))


def entries(company, kind):
    with scope(company.pk):
        return list(JournalEntry.objects.filter(type=kind).order_by("sequence"))


def test_cash_is_recorded(acme, payer, clerk):
    assert b'name="amount"' in clerk.get("/admin/payments/payment/add/").content
    form = {"client": payer.pk, "amount": "1 234,50", "currency": "UAH", "method": "cash", "direction": "in", "received_on": "2026-03-31", "reference": "K-7"}
    for wrong, said in (({"amount": "many"}, "is not an amount"), ({"amount": "0"}, "more than zero"), ({"client": 987654}, "valid choice")):
        answer = clerk.post("/admin/payments/payment/add/", form | wrong)
        assert (answer.status_code, said in answer.content.decode()) == (200, True), wrong
    assert entries(acme, "payment.recorded") == []
    assert clerk.post("/admin/payments/payment/add/", form).status_code == 302
    announced = clerk.post("/admin/payments/payment/add/", form | {"received_on": "", "client": ""})
    assert announced.status_code == 302
    with scope(acme.pk):
        first, second = Payment.objects.order_by("pk")
    assert (first.amount_minor, first.method, first.state, first.client_id, first.reference) == (123_450, "cash", "received", payer.pk, "K-7")
    assert (second.state, second.client_id) == ("pending", None)


def test_another_companys_client_and_account_are_not_taken(acme, clerk):
    other = make.tenant("other")
    theirs = make.client(other, "THEIRS")
    lines_of(other, "5.00")
    with scope(other.pk):
        account = BankAccount.objects.get().pk
    form = {"amount": "1.00", "currency": "UAH", "method": "cash", "direction": "in", "received_on": "2026-03-31"}
    for wrong in ({"client": theirs.pk}, {"account": account}):
        assert clerk.post("/admin/payments/payment/add/", form | wrong).status_code == 200
    assert entries(acme, "payment.recorded") == []


def test_a_payment_is_put_on_invoices_and_taken_off(acme, payer, clerk):
    old, new = make.issued(acme, payer, "60.00"), make.issued(acme, payer, "100.00")
    strange = make.issued(acme, make.client(acme, "C2"), "5.00")
    paid = received(acme, 10_000, payer)
    page = f"/admin/payments/payment/{paid.pk}/allocate/"
    shown = clerk.get(page).content.decode()
    assert f"amount_{old.pk}" in shown
    assert f"amount_{strange.pk}" not in shown
    assert f"amount_{strange.pk}" in clerk.post(page, {"find": "1", "find_text": strange.number}).content.decode()
    filled = clerk.post(page, {"fill": "1"}).context["choosing"]
    assert {choice.invoice.pk: choice.text for choice in filled.choices} == {old.pk: "60.00", new.pk: "40.00"}
    for wrong, said in (
        ({f"amount_{old.pk}": "x"}, "is not an amount"), ({f"amount_{old.pk}": "61"}, "less than"), ({}, "at least one invoice"),
        ({f"amount_{old.pk}": "60", f"amount_{new.pk}": "60"}, "less than"), ({f"amount_{strange.pk}": "5"}, "say why"),
        ({f"amount_{old.pk}": "1", "version": "9"}, "at version"), ({"amount_99999999": "1"}, "no such record"),
    ):  # fmt: skip
        answer = clerk.post(page, {"confirm": "1", **wrong})
        assert (answer.status_code, said in answer.content.decode()) == (422, True), wrong
    with scope(acme.pk):
        assert Payment.objects.get().version == 1
    for _click in range(2):
        chosen = {f"amount_{old.pk}": "60.00", f"amount_{new.pk}": "40", "version": str(paid.version), "token": "t"}
        assert clerk.post(page, {"confirm": "1", **chosen}).status_code == 302
    with scope(acme.pk):
        row = Payment.objects.get()
        assert (row.state, row.version, Invoice.objects.get(pk=new.pk).open_minor) == ("allocated", 2, 6_000)
        taken = Allocation.objects.get(invoice=old).pk
    button = f"/admin/payments/payment/{paid.pk}/do/deallocate/"
    assert f"value=\"{taken}\"" in clerk.get(f"/admin/payments/payment/{paid.pk}/change/").content.decode()
    assert b"a reason is needed" in clerk.post(button, {"allocation": taken}, follow=True).content
    assert b"Done" in clerk.post(button, {"allocation": taken, "reason": "wrong invoice"}, follow=True).content
    with scope(acme.pk):
        assert (Payment.objects.get().state, Invoice.objects.get(pk=old.pk).state) == ("partially_allocated", "issued")


def test_who_may_not_puts_nothing_on_an_invoice(acme, payer):
    owed, paid = make.issued(acme, payer, "60.00"), received(acme, 10_000, payer)
    line = lines_of(acme, "60.00")[0]
    pages = [f"/admin/payments/payment/{paid.pk}/allocate/", f"/admin/reconciliation/match/by-hand/{line.pk}/"]
    for role, status in (("auditor", 403), ("manager", 403), ("employee", (403, 404))):
        browser = browser_of(make.member(acme, role))
        for page in pages:
            answer = browser.post(page, {"confirm": "1", f"amount_{owed.pk}": "1"})
            assert answer.status_code in (status if isinstance(status, tuple) else (status,)), (role, page)
        for act in ("set_aside", "open_again", "match"):
            browser.post(f"/admin/payments/statementline/{line.pk}/do/{act}/", {"reason": "mine"})
        assert browser.post("/admin/payments/payment/add/", {"amount": "1", "currency": "UAH"}).status_code == 403
    stranger = browser_of(make.member(make.tenant("other"), "owner"))
    assert [stranger.post(page, {"confirm": "1", f"amount_{owed.pk}": "1"}).status_code for page in pages] == [404, 404]
    with scope(acme.pk):
        assert (Payment.objects.get().version, Invoice.objects.get().version, Match.objects.count()) == (1, owed.version, 0)
        assert StatementLine.objects.get(pk=line.pk).reconciled_state == "open"
        assert not JournalEntry.objects.filter(type__in=["payment.allocated", "match.accepted", "statement_line.marked"]).exists()


def test_a_line_is_matched_by_hand(acme, payer, clerk):
    owed, other = make.issued(acme, payer, "60.00"), make.issued(acme, make.client(acme, "C2"), "30.00")
    line, cost = lines_of(acme, "60.00", "-5.00")
    page = f"/admin/reconciliation/match/by-hand/{line.pk}/"
    assert f"amount_{owed.pk}" in clerk.get(page).content.decode()  # the one that has this amount open
    too_much = clerk.post(page, {"confirm": "1", f"amount_{owed.pk}": "60", f"amount_{other.pk}": "1", "reason": "x"})
    assert too_much.status_code == 422
    assert clerk.post(f"/admin/reconciliation/match/by-hand/{cost.pk}/", {"confirm": "1", f"amount_{owed.pk}": "1"}).status_code == 422
    two = {f"amount_{owed.pk}": "40", f"amount_{other.pk}": "20"}
    assert b"say why" in clerk.post(page, {"confirm": "1", **two}).content
    for _click in range(2):
        assert clerk.post(page, {"confirm": "1", **two, "reason": "one owner", "token": "t"}).status_code == 302
    with scope(acme.pk):
        match, payment = Match.objects.get(), Payment.objects.get()
        assert (match.rule, match.state, payment.client_id, payment.state) == ("by_hand", "accepted", payer.pk, "allocated")
        assert StatementLine.objects.get(pk=line.pk).reconciled_state == "matched"


def test_a_line_is_set_aside_with_a_reason_and_opened_again(acme, clerk):
    line = lines_of(acme, "60.00")[0]
    page = f"/admin/payments/statementline/{line.pk}"
    assert b"a reason is needed" in clerk.post(f"{page}/do/set_aside/", {}, follow=True).content
    assert b"Done" in clerk.post(f"{page}/do/set_aside/", {"reason": "a loan"}, follow=True).content
    assert "is “Set aside”" in clerk.post(f"{page}/do/set_aside/", {"reason": "twice"}, follow=True).content.decode()
    with scope(acme.pk):
        assert StatementLine.objects.get(pk=line.pk).reconciled_state == "ignored"
    assert "a loan" in clerk.get(f"{page}/change/").content.decode()  # on its time line
    assert b"Done" in clerk.post(f"{page}/do/open_again/", {}, follow=True).content
    assert [(entry.from_state, entry.to_state, entry.reason) for entry in entries(acme, "statement_line.marked")] == [
        ("open", "ignored", "a loan"), ("ignored", "open", "")
    ]  # fmt: skip


def test_the_list_of_lines_is_narrowed_to_what_waits(acme, clerk):
    lines_of(acme, "60.00", "-5.00", "7.00")
    rows = {side: clerk.get(f"/admin/payments/statementline/?waits={side}").content.decode().count('class="data-row ') for side in ("in", "out", "x")}
    assert rows == {"in": 2, "out": 1, "x": 3}


def test_an_account_is_renamed_closed_and_reopened(acme, clerk):
    lines_of(acme, "60.00")
    with scope(acme.pk):
        account = BankAccount.objects.get()
    page = f"/admin/payments/bankaccount/{account.pk}"
    posted = {"name": "Main", "bank_name": "Bank", "iban": "X", "currency": "EUR", "row_version": account.version}
    assert clerk.post(f"{page}/change/", posted).status_code == 302
    clerk.post(f"{page}/do/close/", {"reason": "moved"})
    assert b'name="bank_name"' not in clerk.get(f"{page}/change/").content  # a closed one is read only
    clerk.post(f"{page}/do/reopen/", {})
    with scope(acme.pk):
        row = BankAccount.objects.get()
    assert (row.name, row.iban, row.currency, row.state, row.version) == ("Main", account.iban, "UAH", "open", account.version + 3)
