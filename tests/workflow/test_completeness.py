"""A write past the acts cannot hide: what was changed, put in or taken out by hand shows by name."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import connection

from apps.clients.models import Client
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
    theirs = make.issued(other, make.client(other, "C1"))
    by_hand("UPDATE invoices_invoiceline SET invoice_id = %s, position = 9 WHERE tenant_id = %s", theirs.pk, acme.pk)
    assert found(acme) == [("invoices.InvoiceLine", "stray", ("invoice_id",))]
    assert "points at another company's row" in str(next(differences(acme.pk)))
    assert found(other) == []
