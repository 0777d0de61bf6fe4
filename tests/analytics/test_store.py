"""The store: made once, by whoever asked and still may, in one view of the books; what is stored is what the digest says."""

from __future__ import annotations

import datetime as dt
import io
import threading

import pytest
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook

from apps.analytics import actions, kinds
from apps.analytics.actions.reports import holds_digest
from apps.analytics.files import written
from apps.analytics.models import Report, ReportRow
from apps.analytics.snapshot import consistent_view
from apps.clients.models import Client
from apps.journal.models import JournalEntry, JournalHead
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.tenants.scope import scope
from apps.workflow.actions import revoke_member
from tests import factories as make
from tests.factories import AT
from tests.factories.reports import books, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def test_a_report_is_stored_with_its_digest_and_told_in_the_journal(acme):
    books(acme)
    stood_at = JournalHead.objects.get(tenant_id=acme.pk).sequence
    made = report(acme, "receivables", as_of="2026-03-31")
    assert (made.holds, made.row_count, made.error, made.journal_sequence) == (True, 2, "", stood_at)
    assert holds_digest(made)
    entry = JournalEntry.objects.get(type="report.materialized")
    assert (entry.subject_kind, entry.subject_id, entry.payload["digest"], entry.payload["stands_at"]) == ("report", made.pk, made.digest, stood_at)
    again = report(acme, "receivables", as_of="2026-03-31")
    assert again.digest == made.digest


def test_another_figure_is_another_digest(acme):
    one, _two = books(acme)
    made = report(acme, "receivables", as_of="2026-03-31")
    make.issued(acme, one, "1.00", issue_on=dt.date(2026, 3, 30))
    assert report(acme, "receivables", as_of="2026-03-31").digest != made.digest
    made.head_text = made.head_text.replace("3000", "3001")
    assert not holds_digest(made)


def test_rows_are_never_changed(acme):
    books(acme)
    report(acme, "receivables", as_of="2026-03-31")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportRow.objects.update(position=99)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportRow.objects.all()._raw_delete(connection.alias)


@pytest.mark.parametrize(
    ("kind", "params", "fields"),
    [
        ("receivables", {}, {("required", "as_of")}),
        ("receivables", {"as_of": "31.03.2026"}, {("date", "as_of")}),
        ("receivables", {"as_of": "2026-03-31", "since": "2026-03-01"}, {("not_asked", "since")}),
        ("statement", {"since": "2026-03-31", "until": "2026-03-01", "client": 1}, {("empty_period", "until")}),
        ("statement", {"since": "1926-03-31", "until": "2026-03-01", "client": "x"}, {("empty_period", "until"), ("record", "client")}),
        ("nonsense", {}, {("no_such_kind", "kind")}),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_every_reason(acme, kind, params, fields):
    with pytest.raises(Invalid) as refusal:
        actions.ask_report(kind, params, actor=make.system(acme), at=AT)
    assert {(reason.code, reason.field) for reason in refusal.value.reasons} == fields
    assert not Report.objects.exists()


def test_another_companys_client_and_another_clients_contract_are_not_there(acme):
    other = make.tenant("other")
    with scope(other.pk):
        theirs = make.client(other)
    with pytest.raises(NotVisible):
        actions.ask_report("receivables", {"as_of": "2026-03-31", "client": theirs.pk}, actor=make.system(acme), at=AT)


def test_a_clients_user_gets_their_own_statement_and_nothing_else(acme):
    one, two = books(acme)
    person = make.member(acme, "client", client_id=one.pk, door="api")
    made = report(acme, "statement", actor=person, since="2026-02-01", until="2026-03-31")
    assert (made.client_id, made.holds) == (one.pk, True)
    with pytest.raises(NotVisible):
        actions.ask_report("statement", {"client": two.pk, "since": "2026-02-01", "until": "2026-03-31"}, actor=person, at=AT)
    with pytest.raises(NotPermitted):
        actions.ask_report("receivables", {"as_of": "2026-03-31", "client": one.pk}, actor=person, at=AT)


def test_who_may_not_asks_for_none_and_who_may_no_more_gets_none(acme):
    with pytest.raises(NotPermitted):
        actions.ask_report("receivables", {"as_of": "2026-03-31"}, actor=make.member(acme, "dispatcher"), at=AT)
    asker = make.member(acme, "accountant")
    waiting = actions.ask_report("receivables", {"as_of": "2026-03-31"}, actor=asker, at=AT)
    revoke_member(asker.membership_id, actor=make.system(acme), at=AT)
    done = actions.make_report(acme.pk, waiting.pk, now=lambda: AT)
    assert (done.digest, bool(done.error)) == ("", True)
    with pytest.raises(Refused):
        written(done, "csv")


def test_a_report_is_made_once_however_often_a_worker_is_woken(acme):
    books(acme)
    made = report(acme, "receivables", as_of="2026-03-31")
    assert actions.make_report(acme.pk, made.pk, now=lambda: AT + dt.timedelta(days=1)).digest == made.digest
    assert (ReportRow.objects.count(), JournalEntry.objects.filter(type="report.materialized").count()) == (2, 1)


def test_a_worker_that_died_is_succeeded_and_an_error_is_tried_three_times(acme, monkeypatch):
    books(acme)
    waiting = actions.ask_report("receivables", {"as_of": "2026-03-31"}, actor=make.system(acme), at=AT)
    Report.objects.filter(pk=waiting.pk).update(started_at=AT, updated_at=AT)
    assert not actions.make_report(acme.pk, waiting.pk, now=lambda: AT).is_ready
    much_later = AT + dt.timedelta(hours=1)
    assert Report.objects.filter(actions.unfinished_reports(much_later)).exists()
    broken = kinds.Kind(**{**kinds.get_kind("receivables").__dict__, "build": lambda asked: 1 / 0})
    with monkeypatch.context() as patched:
        patched.setitem(kinds._kinds, "receivables", broken)
        for attempt in (1, 2):
            assert actions.make_report(acme.pk, waiting.pk, now=lambda: much_later).attempts == attempt
        ended = actions.make_report(acme.pk, waiting.pk, now=lambda: much_later)
    assert ended.attempts == 3 and "ZeroDivisionError" in ended.error


def test_files_hold_every_row_and_no_formula(acme):
    make.client(acme, "EVIL", legal_name="=HYPERLINK(1)")
    make.issued(acme, Client.objects.get(code="EVIL"), "1234.50", issue_on=dt.date(2026, 3, 1))
    made = report(acme, "receivables", as_of="2026-03-31")
    text = written(made, "csv").read().decode("utf-8-sig").splitlines()
    assert text[1].startswith("EVIL,'=HYPERLINK(1),UAH,") and ",1234.50," in text[1]
    book = load_workbook(io.BytesIO(written(made, "xlsx").read()))
    assert book.worksheets[0]["B2"].value == "'=HYPERLINK(1)" and float(book.worksheets[0]["I2"].value) == 1234.5
    assert any(made.digest == cell.value for row in book.worksheets[1].iter_rows() for cell in row)
    assert written(made, "pdf").read(5) == b"%PDF-"


@pytest.mark.mariadb
@pytest.mark.django_db(transaction=True)
def test_all_figures_of_a_report_are_of_one_moment():
    """What is committed while a report is made is not in it, and its journal entry is behind the one that it stands at."""
    company = make.tenant("acme")
    with scope(company.pk):
        payer = make.client(company)
        with consistent_view(company.pk) as sequence:
            before = kinds.get_kind("receivables").build({"as_of": dt.date(2026, 3, 31)})
            other = threading.Thread(target=_issue, args=(company, payer))
            other.start()
            other.join()
            after = kinds.get_kind("receivables").build({"as_of": dt.date(2026, 3, 31)})
            assert list(before.rows) == list(after.rows) == [] and after.head["controls"] == []
        assert JournalHead.objects.get(tenant_id=company.pk).sequence > sequence
        assert list(kinds.get_kind("receivables").build({"as_of": dt.date(2026, 3, 31)}).rows) != []


def _issue(company, payer):
    try:
        with scope(company.pk):
            make.issued(company, payer)
    finally:
        connection.close()
