"""What every act promises, shown on clients and invoices."""

from __future__ import annotations

import contextlib

import pytest
from django_fsm import TransitionNotAllowed

from apps.clients.actions import archive_client, hold_client, update_client
from apps.clients.models import Client
from apps.invoices.actions import issue_invoice, submit_invoice, update_invoice, void_invoice
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Bug, Invalid, NotPermitted, NotVisible, Refused, Stale
from apps.tenants.scope import scope
from apps.workflow.runner import performing
from apps.workflow.unit import unit_of_work
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def footprint(row):
    """What a denied act must leave alone: the row, its history, its journal."""
    fresh = type(row).objects.get(pk=row.pk)
    entries = JournalEntry.objects.filter(subject_kind=row.subject_kind, subject_id=row.pk)
    return fresh.version, fresh.state, row.history.count(), entries.count()


def test_an_act_writes_row_history_and_journal_together(acme):
    payer = make.client(acme)
    hold_client(payer.pk, actor=make.member(acme, "manager"), at=AT, reason="does not answer")
    held = Client.objects.get(pk=payer.pk)
    newest = held.history.order_by("-history_id").first()
    entry = JournalEntry.objects.filter(subject_kind="client", subject_id=payer.pk).order_by("-sequence").first()
    assert (held.state, held.version) == ("on_hold", 2)
    assert (newest.state, newest.version, newest.history_type) == ("on_hold", 2, "~")
    assert (entry.type, entry.from_state, entry.to_state, entry.reason) == ("client.held", "active", "on_hold", "does not answer")


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda acme, row: hold_client(row.pk, actor=make.member(acme, "auditor"), at=AT, reason="x"), NotPermitted),
        (lambda acme, row: hold_client(row.pk, actor=make.member(acme, "owner"), at=AT, reason=" "), Invalid),
        (lambda acme, row: hold_client(row.pk, actor=make.member(acme, "client", client_id=make.client(acme).pk), at=AT, reason="x"), NotVisible),
        (lambda acme, row: update_client(row.pk, actor=make.system(acme), at=AT, expected_version=7, notes="x"), Stale),
        (lambda acme, row: update_client(row.pk, actor=make.system(acme), at=AT, edrpou="12345670"), Invalid),
    ],
)  # fmt: skip
def test_a_denied_act_leaves_nothing_behind(acme, act, expected):
    row = make.client(acme)
    before = footprint(row)
    with pytest.raises(expected):
        act(acme, row)
    assert footprint(row) == before


def test_every_failing_guard_is_told_at_once(acme):
    payer = make.client(acme)
    empty = make.draft(acme, payer)
    update_invoice(empty.pk, actor=make.system(acme), at=AT, lines=[])
    hold_client(payer.pk, actor=make.system(acme), at=AT, reason="late")
    with pytest.raises(Refused) as refusal:
        submit_invoice(empty.pk, actor=make.system(acme), at=AT)
    assert {reason.code for reason in refusal.value.reasons} == {"no_lines", "total_not_positive", "client_closed"}


def test_another_companys_row_does_not_exist(acme):
    other = make.tenant("other")
    theirs = make.client(other)
    with pytest.raises(NotVisible):
        hold_client(theirs.pk, actor=make.member(acme, "owner"), at=AT, reason="x")


def test_rows_are_not_written_past_acts(acme):
    row = make.client(acme)
    with pytest.raises(Bug):
        row.save()
    with pytest.raises(Bug):
        row.delete()
    with pytest.raises(AttributeError):
        row.state = "archived"
    with pytest.raises(TransitionNotAllowed):
        row.archive()


def test_an_act_without_a_journal_entry_is_a_bug_and_writes_nothing(acme):
    from apps.clients.transitions import ARCHIVE

    row = make.client(acme)
    with pytest.raises(Bug), performing(ARCHIVE, Client, row.pk, actor=make.system(acme), at=AT):
        row.notes = "changed"
    assert Client.objects.get(pk=row.pk).version == 1


def test_a_transaction_serves_one_tenant(acme):
    other = make.tenant("other")
    with pytest.raises(Bug), unit_of_work(actor=make.system(acme), at=AT), unit_of_work(actor=make.system(other), at=AT):
        raise AssertionError("not reached")


def test_a_query_without_a_tenant_raises():
    with pytest.raises(Bug):
        Client.objects.count()


def test_a_client_with_open_money_is_not_archived(acme):
    payer = make.client(acme)
    owed = make.issued(acme, payer)
    with pytest.raises(Refused, match="still open"):
        archive_client(payer.pk, actor=make.system(acme), at=AT)
    void_invoice(owed.pk, actor=make.system(acme), at=AT, reason="wrong client")
    assert archive_client(payer.pk, actor=make.system(acme), at=AT).state == "archived"


def test_a_clients_user_sees_its_own_papers_only(acme):
    from apps.tenants.permission import permitted

    mine, others = make.client(acme), make.client(acme)
    own = make.issued(acme, mine)
    make.issued(acme, others)
    visitor = make.member(acme, "client", client_id=mine.pk)
    assert list(permitted(Invoice.objects.all(), visitor, "view_invoice")) == [own]
    assert list(permitted(Client.objects.all(), visitor, "view_client")) == [mine]
    with pytest.raises(NotPermitted):
        issue_invoice(own.pk, actor=visitor, at=AT)


def test_an_act_that_failed_inside_another_takes_the_whole_with_it(acme):
    """Catching the error does not save the half that was written before it."""
    from apps.clients.actions import create_client

    row = make.client(acme)
    before = footprint(row), Client.objects.count(), JournalEntry.objects.count()
    with pytest.raises(Bug, match="nothing is saved"), unit_of_work(actor=make.system(acme), at=AT):
        hold_client(row.pk, actor=make.system(acme), at=AT, reason="x")
        with contextlib.suppress(Refused):
            create_client(actor=make.system(acme), at=AT, code=row.code, legal_name="Twice")
    assert (footprint(row), Client.objects.count(), JournalEntry.objects.count()) == before


def test_the_way_to_the_history_is_made_once(acme):
    """simple_history puts a class together whenever somebody says `.history`; each act says it several times."""
    held = make.client(acme)
    assert type(held.history) is type(type(held).history)
