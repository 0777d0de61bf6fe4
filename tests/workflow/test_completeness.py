"""A write past the acts cannot hide: what was changed, put in or taken out by hand shows by name."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from apps.clients.actions import import_clients, update_client
from apps.clients.models import Client
from apps.invoices.actions import import_invoices
from apps.invoices.models import Invoice, InvoiceLine
from apps.journal.models import JournalEntry
from apps.payments.models import StatementLine
from apps.tenants.scope import scope
from apps.workflow.actions import check_history
from apps.workflow.completeness import audited_models, differences
from tests import factories as make
from tests.factories import camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    make.issued(company, make.client(company, "C1"))
    make.statement(company, camt([("1.00", "x")]))
    return company


def by_hand(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def found(company):
    return [(item.model, item.what, item.columns) for item in differences(company.pk)]


def test_what_acts_wrote_is_as_history_says(acme):
    assert len(audited_models()) > 8
    assert StatementLine not in audited_models()
    assert found(acme) == []


def test_a_column_changed_by_hand_is_named(acme):
    by_hand("UPDATE invoices_invoice SET note = 'x', due_on = '2031-01-01'")
    assert found(acme) == [("invoices.Invoice", "columns", ("due_on", "note"))]


def test_a_version_raised_by_hand_shows(acme):
    by_hand("UPDATE clients_client SET version = version + 1")
    assert found(acme) == [("clients.Client", "history", ())]


def test_a_row_taken_out_by_hand_shows(acme):
    made = make.client(acme, "C2")
    by_hand("DELETE FROM clients_client WHERE id = %s", made.pk)
    assert found(acme) == [("clients.Client", "gone", ())]


def test_a_row_put_in_by_hand_shows(acme):
    columns = ", ".join(field.column for field in Client._meta.concrete_fields if field.column not in ("id", "code"))
    by_hand(f"INSERT INTO clients_client (code, {columns}) SELECT 'C9', {columns} FROM clients_client")  # noqa: S608
    assert found(acme) == [("clients.Client", "history", ())]


def test_a_draft_deleted_by_its_act_is_no_difference(acme):
    from apps.invoices.actions import delete_invoice

    draft = make.draft(acme, make.client(acme, "C3"))
    delete_invoice(draft.pk, actor=make.system(acme), at=make.AT)
    assert found(acme) == []


def test_the_check_is_kept_by_the_journal_and_told_by_the_command(acme):
    out = io.StringIO()
    call_command("history", "check", tenant="acme", stdout=out)
    assert "every row is as its history says" in out.getvalue()
    by_hand("UPDATE clients_client SET notes = 'x'")
    with pytest.raises(SystemExit) as ended:
        call_command("history", "check", stdout=out)
    assert ended.value.code == 1
    assert "differs from its history in notes" in out.getvalue()
    with scope(acme.pk):
        kept = [entry.payload["differences"] for entry in JournalEntry.objects.filter(type="history.checked").order_by("sequence")]
    assert kept == [0, 1]


def test_another_company_is_not_looked_at(acme):
    other = make.tenant("other")
    by_hand("UPDATE clients_client SET notes = 'x'")
    assert check_history(actor=make.system(other), at=make.AT) == []


def test_a_row_made_by_hand_to_point_at_another_companys_shows(acme):
    """Also where it has no history: of the company that it belongs to, not of the one that it points at."""
    other = make.tenant("other")
    theirs, ours = make.draft(other, make.client(other, "C1")), make.draft(acme, make.client(acme, "C2"))
    by_hand("UPDATE invoices_invoiceline SET invoice_id = %s, position = 9 WHERE invoice_id = %s", theirs.pk, ours.pk)
    assert found(acme) == [("invoices.Invoice", "children", ()), ("invoices.InvoiceLine", "stray", ("invoice_id",))]
    assert "points at another company's row" in str(list(differences(acme.pk))[1])
    assert found(other) == []


LINE_CHANGES = (
    "UPDATE invoices_invoiceline SET description = 'x' WHERE invoice_id = %s",
    "UPDATE invoices_invoiceline SET net_minor = net_minor + 1, gross_minor = gross_minor + 1 WHERE invoice_id = %s",
    "UPDATE invoices_invoicetaxtotal SET base_minor = 1 WHERE invoice_id = %s",
    "DELETE FROM invoices_invoiceline WHERE invoice_id = %s",
)


@pytest.mark.parametrize("change", LINE_CHANGES)
def test_a_line_of_a_draft_changed_by_hand_shows(acme, change):
    draft = make.draft(acme, make.client(acme, "C2"))
    by_hand(change, draft.pk)
    assert found(acme) == [("invoices.Invoice", "children", ())]
    assert "its lines or accounts are not those that its act wrote" in str(next(differences(acme.pk)))


@pytest.mark.parametrize("change", LINE_CHANGES)
def test_a_line_of_what_is_issued_cannot_be_changed_or_taken_out(acme, change):
    with scope(acme.pk):
        issued = Invoice.objects.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        by_hand(change, issued.pk)
    assert found(acme) == []


def test_a_line_moved_onto_what_is_issued_is_refused_and_one_put_there_shows(acme):
    with scope(acme.pk):
        issued = Invoice.objects.get()
    draft = make.draft(acme, make.client(acme, "C2"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        by_hand("UPDATE invoices_invoiceline SET invoice_id = %s, position = 2 WHERE invoice_id = %s", issued.pk, draft.pk)
    columns = ", ".join(field.column for field in InvoiceLine._meta.concrete_fields if field.column not in ("id", "position"))
    by_hand(
        f"INSERT INTO invoices_invoiceline (position, {columns}) SELECT 7, {columns} FROM invoices_invoiceline WHERE invoice_id = %s",  # noqa: S608
        issued.pk,
    )
    assert found(acme) == [("invoices.Invoice", "children", ())]


def test_a_digest_mended_to_fit_differs_from_history(acme):
    by_hand("UPDATE invoices_invoice SET content_digest = ''")
    assert found(acme) == [("invoices.Invoice", "columns", ("content_digest",))]


IBAN, OTHER_IBAN = "UA503220014705193143269049553", "UA213223130000026007233566001"


@pytest.mark.parametrize(
    "change", ["UPDATE clients_clientiban SET iban = 'UA213223130000026007233566001'", "DELETE FROM clients_clientiban"]
)
def test_a_payers_account_changed_by_hand_shows(acme, change):
    made = make.client(acme, "C2", ibans=[IBAN])
    assert found(acme) == []
    by_hand(change)
    assert [(item.what, item.pk) for item in differences(acme.pk)] == [("children", made.pk)]


def test_accounts_changed_by_their_act_are_no_difference_and_the_journal_keeps_both(acme):
    made = make.client(acme, "C2", ibans=["UA50 3220 0147 0519 3143 2690 49553"])
    update_client(made.pk, ibans=[OTHER_IBAN, OTHER_IBAN], actor=make.system(acme), at=make.AT)
    assert found(acme) == []
    with scope(acme.pk):
        entry = JournalEntry.objects.get(type="client.updated")
    assert entry.payload["changed"]["ibans"] == [[IBAN], [OTHER_IBAN]]


def test_the_journal_keeps_the_lines_of_what_was_drafted_and_their_digest_at_issue(acme):
    with scope(acme.pk):
        drafted, issued = (JournalEntry.objects.get(type=f"invoice.{what}").payload for what in ("created", "issued"))
    assert [(line["description"], line["gross_minor"]) for line in drafted["lines"]] == [("Work", 10_000)]
    assert drafted["tax_totals"] == [{"category": "O", "rate_bps": 0, "base_minor": 10_000, "tax_minor": 0}]
    assert len(issued["content_digest"]) == 64
    assert issued["content_digest"] == drafted["content_digest"]


def test_what_was_taken_in_from_tables_is_as_its_digests_say(acme):
    import_clients(f"code,name,iban\nI1,Imported,{IBAN}\nI2,Another,\n".encode(), actor=make.system(acme), at=make.AT)
    rows = b"number,client_code,issue_date,currency,total\nX-1,I1,2026-03-01,UAH,10.50\nX-2,I2,2026-03-01,UAH,7\n"
    assert import_invoices(rows, actor=make.system(acme), at=make.AT).refused == []
    assert found(acme) == []


def test_what_a_match_says_cannot_be_changed(acme):
    from tests.scenarios.transitions.reconciliation import a_match

    with scope(acme.pk):
        a_match(acme, "proposed", 1)
    for change in ("UPDATE reconciliation_matchitem SET amount_minor = 1", "DELETE FROM reconciliation_matchitem"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            by_hand(change)
