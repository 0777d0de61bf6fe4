"""Set acts by a worker: who may ask, two workers at once, a broker that is away, progress."""

from __future__ import annotations

import dataclasses

import pytest
from kombu.exceptions import OperationalError

from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Busy
from apps.tenants.actors import actor_of_key
from apps.tenants.scope import scope
from apps.workflow import bulk, sets
from apps.workflow.actions import create_api_key, revoke_api_key
from apps.workflow.models import BulkAct
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def drafts(company, count):
    payer = make.client(company)
    return [make.draft(company, payer).pk for _n in range(count)]


def test_the_rights_of_a_key_are_read_again(acme):
    key, _secret = create_api_key("partner", actor=make.system(acme), at=AT)
    ids = drafts(acme, 2)
    first, second = (bulk.ask("invoices.submit", [pk], actor=actor_of_key(key), at=AT) for pk in ids)
    assert bulk.run(acme.pk, first.pk).done_count == 1
    revoke_api_key(key.pk, actor=make.system(acme), at=AT)
    assert bulk.run(acme.pk, second.pk).state == "failed"
    assert Invoice.objects.get(pk=ids[1]).state == "draft"


def test_an_act_of_nobody_known_is_not_done_by_the_installation_instead(acme):
    """A row without a membership that the installation did not ask for gives nobody the rights of the installation."""
    asked = bulk.ask("invoices.submit", drafts(acme, 1), actor=make.system(acme), at=AT)
    BulkAct.objects.filter(pk=asked.pk).update(requested_by="key:0123456789ab")
    assert bulk.run(acme.pk, asked.pk).state == "failed"
    assert Invoice.objects.get().state == "draft"


def test_a_worker_that_was_taken_for_dead_does_nothing_more(acme, monkeypatch):
    """It wakes up in the middle of a chunk that its successor has done: the chunk is rolled back, counts stay right."""
    monkeypatch.setitem(sets.performing_many.__kwdefaults__, "chunk", 2)
    asked = bulk.ask("invoices.submit", drafts(acme, 6), actor=make.system(acme), at=AT)
    real, told = bulk._progress, []

    def slow(*args):
        inner = real(*args)

        def on_chunk(outcome):
            if outcome.cursor not in told:
                told.append(outcome.cursor)
            if len(told) == 2:  # meanwhile the other one has done this chunk
                BulkAct.objects.filter(pk=asked.pk).update(cursor=outcome.cursor, done_count=4)
            inner(outcome)

        return on_chunk

    monkeypatch.setattr(bulk, "_progress", slow)
    left = bulk.run(acme.pk, asked.pk)
    # What the other one said is rolled back with this chunk here, as it was said in the same transaction.
    assert (left.state, left.done_count) == ("running", 2)
    assert JournalEntry.objects.filter(type="invoice.submitted").count() == 2
    monkeypatch.setattr(bulk, "_progress", real)
    monkeypatch.setattr(bulk, "STALLED_AFTER", bulk.dt.timedelta(seconds=-1))
    done = bulk.run(acme.pk, asked.pk)
    assert (done.state, done.done_count, done.percent) == ("completed", 6, 100)
    assert JournalEntry.objects.filter(type="invoice.submitted").count() == 6


def test_two_runs_of_one_act_do_it_once(acme):
    asked = bulk.ask("invoices.submit", drafts(acme, 3), actor=make.system(acme), at=AT)
    assert [bulk.run(acme.pk, asked.pk).done_count for _n in range(2)] == [3, 3]
    assert JournalEntry.objects.filter(type="invoice.submitted").count() == 3


def test_cancelled_in_the_middle_it_keeps_what_is_done(acme, monkeypatch):
    monkeypatch.setitem(sets.performing_many.__kwdefaults__, "chunk", 2)
    asked = bulk.ask("invoices.submit", drafts(acme, 6), actor=make.system(acme), at=AT)
    real = bulk._progress

    def cancelling(*args):
        inner = real(*args)

        def on_chunk(outcome):
            if outcome.done > 2:
                bulk.cancel(asked.pk)
            inner(outcome)

        return on_chunk

    monkeypatch.setattr(bulk, "_progress", cancelling)
    left = bulk.run(acme.pk, asked.pk)
    assert (left.state, left.done_count) == ("cancelled", 2)
    assert Invoice.objects.filter(state="approved").count() == 2


def test_refused_rows_and_their_sentences_are_kept(acme):
    ids = drafts(acme, 2)
    payer = make.client(acme)
    asked = bulk.ask("invoices.submit", [*ids, make.issued(acme, payer).pk], actor=make.system(acme), at=AT)
    done = bulk.run(acme.pk, asked.pk)
    assert (done.state, done.done_count, done.refused_count) == ("completed", 2, 1)
    assert [(line["code"], line["rows"]) for line in done.refused_lines] == [("wrong_state", 1)]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_loses_no_request(acme, monkeypatch):
    from apps.workflow.tasks import run_bulk_act

    def away(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(run_bulk_act, "delay", away)
    asked = bulk.ask("invoices.submit", drafts(acme, 1), actor=make.system(acme), at=AT)
    assert (acme.pk, asked.pk) in bulk.unfinished(AT + bulk.dt.timedelta(minutes=1))


def test_the_sweeper_finds_what_waits_and_what_stalled_of_every_company(acme):
    asked = bulk.ask("invoices.submit", drafts(acme, 1), actor=make.system(acme), at=AT)
    later = AT + bulk.dt.timedelta(minutes=5)
    assert bulk.unfinished(AT) == []
    assert bulk.unfinished(later) == [(acme.pk, asked.pk)]
    BulkAct.objects.filter(pk=asked.pk).update(state="running", updated_at=later)
    assert bulk.unfinished(later) == []
    assert bulk.unfinished(later + bulk.STALLED_AFTER * 2) == [(acme.pk, asked.pk)]
    BulkAct.objects.filter(pk=asked.pk).update(state="completed")
    assert bulk.unfinished(later + bulk.STALLED_AFTER * 2) == []


def test_the_rights_are_those_of_the_moment_and_not_of_the_asking(acme):
    from apps.workflow.actions import update_member

    clerk = make.member(acme, "accountant")
    asked = bulk.ask("invoices.submit", drafts(acme, 2), actor=clerk, at=AT)
    update_member(clerk.membership_id, ["auditor"], actor=make.system(acme), at=AT)
    done = bulk.run(acme.pk, asked.pk)
    assert (done.done_count, done.refused_count) == (0, 2)
    assert set(done.refused) == {"not_permitted"}


def test_an_error_of_ours_is_tried_a_few_times_and_then_told(acme, monkeypatch):
    asked = bulk.ask("invoices.submit", drafts(acme, 2), actor=make.system(acme), at=AT)
    declared, now = bulk.get("invoices.submit"), AT

    def broken(*args, **kwargs):
        raise ZeroDivisionError("a defect")

    monkeypatch.setitem(bulk._acts, "invoices.submit", dataclasses.replace(declared, run=broken))
    monkeypatch.setattr(bulk.clock, "now", lambda: now)
    pauses = []
    for attempt in range(1, bulk.MOST_ATTEMPTS):
        left = bulk.run(acme.pk, asked.pk)
        assert (left.state, left.attempts) == ("running", attempt)
        assert bulk.run(acme.pk, asked.pk).attempts == attempt  # nobody tries before its time
        pauses.append(left.updated_at + bulk.STALLED_AFTER - now)
        now += pauses[-1] + bulk.dt.timedelta(seconds=1)
        assert bulk.unfinished(now) == [(acme.pk, asked.pk)]
    assert [pause.total_seconds() for pause in pauses] == [30, 60, 120, 240]
    ended = bulk.run(acme.pk, asked.pk)
    assert ended.state == "failed"
    assert "ZeroDivisionError: a defect" in ended.error
    assert "in the log" in ended.error
    assert bulk.unfinished(now + bulk.dt.timedelta(days=1)) == []
    monkeypatch.setitem(bulk._acts, "invoices.submit", declared)
    assert bulk.restart(asked.pk, at=now)
    assert bulk.run(acme.pk, asked.pk).done_count == 2
    assert not bulk.restart(asked.pk, at=now)


def test_what_is_busy_is_tried_again_and_not_failed(acme, monkeypatch):
    asked = bulk.ask("invoices.submit", drafts(acme, 1), actor=make.system(acme), at=AT)
    declared = bulk.get("invoices.submit")

    def busy(*args, **kwargs):
        raise Busy

    monkeypatch.setitem(bulk._acts, "invoices.submit", dataclasses.replace(declared, run=busy))
    assert bulk.run(acme.pk, asked.pk).state == "running"
