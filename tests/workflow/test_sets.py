"""The set path does what the row path does, and counts what it refuses."""

from __future__ import annotations

import pytest
from django_fsm import TransitionNotAllowed
from django_fsm.signals import post_transition

from apps.invoices.actions import (
    apply_allocations,
    create_invoice,
    issue_invoice,
    issue_invoices,
    release_allocations,
    submit_invoice,
    submit_invoices,
    void_invoice,
    void_invoices,
)
from apps.invoices.models import Invoice
from apps.invoices.transitions import VOID
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from apps.workflow import bulk
from apps.workflow.models import BulkAct
from apps.workflow.runner import finish, take_chunk
from apps.workflow.unit import unit_of_work
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db

ROWS = {"submit": submit_invoice, "issue": issue_invoice, "void": void_invoice}
SETS = {"submit": submit_invoices, "issue": issue_invoices, "void": void_invoices}


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def shape(company):
    """Rows, history and journal of every invoice, without the keys that differ by nature."""
    rows = list(Invoice.objects.order_by("pk").values_list("state", "version", "number", "total_minor", "open_minor"))
    history = [
        list(row.history.order_by("history_id").values_list("state", "version", "number", "history_type", "history_change_reason"))
        for row in Invoice.objects.order_by("pk")
    ]
    journal = [
        list(
            JournalEntry.objects.filter(subject_kind="invoice", subject_id=row.pk)
            .order_by("sequence").values_list("type", "from_state", "to_state", "reason", "schema_version")
        )
        for row in Invoice.objects.order_by("pk")
    ]  # fmt: skip
    return rows, history, journal


def test_row_path_and_set_path_leave_the_same(db):
    shapes = []
    for slug, one_by_one in (("rows", True), ("sets", False)):
        company = make.tenant(slug)
        with scope(company.pk):
            payer = make.client(company)
            ids = [make.draft(company, payer, f"{10 + n}.00").pk for n in range(5)]
            for name in ("submit", "issue", "void"):
                if one_by_one:
                    for pk in ids:
                        ROWS[name](pk, actor=make.system(company), at=AT, reason="why")
                else:
                    SETS[name](Invoice.objects.all(), actor=make.system(company), at=AT, reason="why")
            shapes.append(shape(company))
    assert shapes[0] == shapes[1]


def test_refused_rows_are_counted_by_reason_and_left_alone(acme):
    payer = make.client(acme)
    good, issued_before = make.draft(acme, payer), make.issued(acme, payer)
    outcome = submit_invoices(Invoice.objects.all(), actor=make.system(acme), at=AT)
    assert (outcome.done, outcome.seen, outcome.refused) == (1, 2, {"wrong_state": 1})
    assert outcome.samples == {"wrong_state": [issued_before.pk]}
    assert Invoice.objects.get(pk=good.pk).state == "approved"
    assert Invoice.objects.get(pk=issued_before.pk).version == issued_before.version


def test_chunks_join_without_gap_or_double(acme):
    from apps.invoices.actions.issue import _submit
    from apps.invoices.transitions import SUBMIT
    from apps.workflow.sets import performing_many

    payer = make.client(acme)
    for _n in range(7):
        make.draft(acme, payer)
    seen = []
    outcome = performing_many(
        SUBMIT, Invoice.objects.all(), _submit, actor=make.system(acme), at=AT, chunk=3, on_chunk=lambda o: seen.append(o.done)
    )
    assert (outcome.done, seen) == (7, [3, 6, 7])


def test_a_bulk_act_that_died_goes_on_behind_its_last_chunk(acme, monkeypatch):
    payer = make.client(acme)
    ids = [make.draft(acme, payer).pk for _n in range(6)]
    asked = bulk.ask("invoices.submit", ids, actor=make.system(acme), at=AT)
    real, calls = bulk._progress, []

    def dying(*args):
        inner = real(*args)

        def on_chunk(outcome):
            calls.append(outcome.cursor)
            if len(calls) == 2:
                raise KeyboardInterrupt
            inner(outcome)

        return on_chunk

    monkeypatch.setattr(bulk, "_progress", dying)
    from apps.workflow import sets

    monkeypatch.setitem(sets.performing_many.__kwdefaults__, "chunk", 2)
    with pytest.raises(KeyboardInterrupt):
        bulk.run(acme.pk, asked.pk)
    assert BulkAct.objects.get(pk=asked.pk).done_count == 2
    monkeypatch.setattr(bulk, "_progress", real)
    monkeypatch.setattr(bulk, "STALLED_AFTER", bulk.dt.timedelta(seconds=-1))
    done = bulk.run(acme.pk, asked.pk)
    assert (done.state, done.done_count) == ("completed", 6)
    assert JournalEntry.objects.filter(type="invoice.submitted").count() == 6


def test_a_revoked_member_stops_the_rest_of_a_bulk_act(acme):
    from apps.workflow.actions import revoke_member

    payer = make.client(acme)
    someone = make.member(acme, "accountant")
    asked = bulk.ask("invoices.submit", [make.draft(acme, payer).pk], actor=someone, at=AT)
    revoke_member(someone.membership_id, actor=make.system(acme), at=AT)
    assert bulk.run(acme.pk, asked.pk).state == "failed"
    assert Invoice.objects.get().state == "draft"


def test_a_cancelled_bulk_act_does_nothing_more(acme):
    asked = bulk.ask("invoices.submit", [make.draft(acme, make.client(acme)).pk], actor=make.system(acme), at=AT)
    bulk.cancel(asked.pk)
    assert bulk.run(acme.pk, asked.pk).state == "cancelled"
    assert Invoice.objects.get().state == "draft"


@pytest.mark.parametrize(("at_once", "woken"), [(100, 0), (0, 1)])
def test_a_few_rows_of_a_list_are_done_by_the_request_alone(acme, monkeypatch, django_capture_on_commit_callbacks, at_once, woken):
    """A worker woken as well would race the request for the claim, and the page would say that nothing was done."""
    from apps.workflow.admin import many
    from tests.admin.test_pages import browser_of

    monkeypatch.setattr(many, "AT_ONCE", at_once)
    chosen = make.draft(acme, make.client(acme))
    with django_capture_on_commit_callbacks() as callbacks:
        browser_of(make.member(acme, "accountant")).post(
            "/admin/invoices/invoice/", {"action": "invoices_submit", "_selected_action": [chosen.pk], "index": 0}
        )
    assert len(callbacks) == woken
    assert BulkAct.objects.get().state == ("queued" if woken else "completed")


def test_a_row_that_is_refused_for_two_reasons_is_one_row(acme):
    empty = create_invoice(make.client(acme).pk, [], actor=make.system(acme), at=AT)
    asked = bulk.ask("invoices.submit", [empty.pk], actor=make.system(acme), at=AT)
    done = bulk.run(acme.pk, asked.pk)
    assert (done.done_count, done.refused_count) == (0, 1)
    assert {code: line["rows"] for code, line in done.refused.items()} == {"no_lines": 1, "total_not_positive": 1}


def test_each_row_of_a_set_goes_where_its_own_state_and_target_lead_and_a_listener_hears_of_all(acme):
    """Rows that are alike are stepped by what the machine said of the first: this must be what it says of each."""
    actor, payer = make.system(acme), make.client(acme)
    rows = [make.issued(acme, payer, "10.00") for _ in range(6)]
    half, whole = {row.pk: 400 for row in rows[:3]}, {row.pk: row.open_minor for row in rows[3:]}
    heard = []

    def listen(sender, instance, source, target, **_more):
        heard.append((instance.pk, source, target))

    for listening in (False, True):
        if listening:
            post_transition.connect(listen)
        try:
            with unit_of_work(actor=actor, at=AT):
                apply_allocations(half | whole, actor=actor, at=AT)
                states = dict(Invoice.objects.values_list("pk", "state"))
                assert states == {**dict.fromkeys(half, "partially_paid"), **dict.fromkeys(whole, "paid")}
                release_allocations(half | whole, actor=actor, at=AT)
        finally:
            post_transition.disconnect(listen)
        assert set(Invoice.objects.values_list("state", flat=True)) == {"issued"}
    there = [(pk, "issued", "partially_paid") for pk in half] + [(pk, "issued", "paid") for pk in whole]
    assert sorted(heard) == sorted(there + [(pk, target, source) for pk, source, target in there])


def test_a_row_that_is_not_in_hand_stops_its_set_wherever_it_stands(acme):
    actor, payer = make.system(acme), make.client(acme)
    ids = [make.issued(acme, payer).pk for _ in range(3)]
    with pytest.raises(TransitionNotAllowed), unit_of_work(actor=actor, at=AT):
        batch = take_chunk(VOID, Invoice, ids, actor=actor, at=AT, reason="why", params={})
        batch.record(lambda row: {})
        del batch.rows[2].__dict__["_in_act"]
        finish(batch)
    assert set(Invoice.objects.values_list("state", flat=True)) == {"issued"}
