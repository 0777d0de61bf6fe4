"""A run in parts says and writes what a run in one does, whatever happens to its workers. On a database with many writers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import F, Sum

from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.payments.models import Allocation, BankAccount, Payment, StatementLine
from apps.reconciliation import execution, parts, writing
from apps.reconciliation.actions import cancel_run, start_run
from apps.reconciliation.execution import STALLED_AFTER, execute, execute_part
from apps.reconciliation.models import Match, Run, RunChunk, RunLine, RunPart, RunProgress
from apps.reconciliation.report import build
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.faults.checks import settlement_faults
from tests.journal.test_journal import assert_chain_holds
from tests.reconciliation.test_runs import DIGESTS, load

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]
CHUNK = 70


@pytest.fixture
def acme():
    company = make.tenant()
    with scope(company.pk):
        yield company


@pytest.fixture
def run(acme, settings, monkeypatch):
    settings.RUN_PARTS, settings.RUN_PART_LINES = 4, 50
    monkeypatch.setattr(execution, "CHUNK", CHUNK)
    load(acme, "case1")
    return start_run(BankAccount.objects.get().pk, actor=make.system(acme), at=AT)


def assert_all_is_right(company, run):
    done = Run.objects.get(pk=run.pk)
    assert (done.state, done.inputs_changed, done.result_digest) == ("checked", False, DIGESTS["case1"])
    assert all(control.holds for control in build(done).controls)
    assert RunLine.objects.values("line").distinct().count() == RunLine.objects.count() == done.line_count == RunProgress.objects.get().position
    assert Payment.objects.count() == Match.objects.filter(state="accepted").count() == done.accepted_count
    assert RunChunk.objects.count() == 0
    assert settlement_faults() == []
    assert_chain_holds(company.pk)


def decide_only(company, run):
    """Decides and keeps all lines, and writes none."""
    woken = []
    real = parts.free_parts
    try:
        parts.free_parts = lambda *_args: []
        execute(company.pk, run.pk, wake=lambda _tenant, part: woken.append(part))
    finally:
        parts.free_parts = real
    return list(dict.fromkeys(woken))


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_result_is_the_same_for_any_number_of_parts(acme, run, settings, count):
    settings.RUN_PARTS = count
    execute(acme.pk, run.pk)
    assert RunPart.objects.count() == (count if count > 1 else 0)
    assert_all_is_right(acme, run)


def test_parts_are_stretches_of_the_order_and_each_line_is_in_one(acme, run):
    woken = decide_only(acme, run)
    found = list(RunPart.objects.order_by("number"))
    assert woken == [part.pk for part in found]
    assert sum(part.total for part in found) == Run.objects.get().line_count
    assert max(part.total for part in found) - min(part.total for part in found) <= 1
    assert [part.starts_on for part in found] == sorted(part.starts_on for part in found)
    assert all(one.ends_on <= other.starts_on for one, other in zip(found, found[1:], strict=False))
    assert Payment.objects.count() == 0


def test_parts_may_be_written_in_any_order_and_twice(acme, run):
    woken = decide_only(acme, run)
    for part in reversed(woken):
        last = execute_part(acme.pk, part)
        before = JournalEntry.objects.count()
        assert execute_part(acme.pk, part) is None  # a message that comes twice
        RunPart.objects.filter(pk=part).update(beat_at=None)
        assert execute_part(acme.pk, part) is None  # and one whose worker seems dead
        assert JournalEntry.objects.count() == before
    assert last == run.pk
    execute(acme.pk, run.pk)
    assert_all_is_right(acme, run)


def test_a_part_whose_worker_died_is_finished_by_another(acme, run, monkeypatch):
    woken = decide_only(acme, run)
    real, calls = writing.write_chunk, []

    def dying(*args, **kwargs):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(writing, "write_chunk", dying)
    with pytest.raises(KeyboardInterrupt):
        execute_part(acme.pk, woken[1])
    monkeypatch.setattr(writing, "write_chunk", real)
    assert RunLine.objects.count() == RunPart.objects.get(pk=woken[1]).position == CHUNK
    assert execute_part(acme.pk, woken[1]) is None  # its worker is not taken for dead yet
    assert RunLine.objects.count() == CHUNK
    assert woken[1] not in {part for _tenant, part in execution.unwritten_parts(clock.now())}
    RunPart.objects.filter(pk=woken[1]).update(beat_at=F("beat_at") - STALLED_AFTER - dt.timedelta(seconds=1))
    for _tenant, part in execution.unwritten_parts(clock.now()):
        execute_part(acme.pk, part)
    execute(acme.pk, run.pk)
    assert_all_is_right(acme, run)


def test_a_chunk_that_was_written_and_not_thrown_away_is_passed_over(acme, run):
    woken = decide_only(acme, run)
    kept = RunChunk.objects.filter(part_id=woken[0]).order_by("pk").first()
    body, part = bytes(kept.body), kept.part_id
    execute_part(acme.pk, part)
    RunPart.objects.filter(pk=part).update(position=F("position") - 1, beat_at=None)
    RunChunk.objects.create(tenant_id=acme.pk, run_id=run.pk, part_id=part, body=body)
    before = JournalEntry.objects.count()
    execute_part(acme.pk, part)
    assert JournalEntry.objects.count() == before
    RunPart.objects.filter(pk=part).update(position=F("total"))
    execute(acme.pk, run.pk)
    assert_all_is_right(acme, run)


def test_of_a_part_that_nobody_began_it_is_not_asked_what_is_written(acme, run, settings, monkeypatch):
    settings.RUN_PARTS = 4
    monkeypatch.setattr(parts, "_without_results", pytest.fail)
    execute(acme.pk, run.pk)
    assert_all_is_right(acme, run)


def test_parts_in_hand_are_those_begun_and_not_done(acme, run, monkeypatch):
    woken = decide_only(acme, run)
    assert parts.in_hand(run.pk) == []
    execute_part(acme.pk, woken[0])
    real, seen = writing.write_chunk, []

    def looking(*args, **kwargs):
        seen.append([part.pk for part in parts.in_hand(run.pk)])
        return real(*args, **kwargs)

    monkeypatch.setattr(writing, "write_chunk", looking)
    execute_part(acme.pk, woken[1])
    assert seen
    assert seen == [[woken[1]]] * len(seen)
    assert parts.in_hand(run.pk) == []


def test_the_sweeper_wakes_for_the_first_parts_that_wait(acme, run, monkeypatch):
    woken = decide_only(acme, run)
    monkeypatch.setattr(parts, "MOST_WOKEN", 2)
    assert execution.unwritten_parts(clock.now()) == [(acme.pk, part) for part in woken[:2]]
    for part in woken[:2]:
        execute_part(acme.pk, part)
    assert execution.unwritten_parts(clock.now()) == [(acme.pk, part) for part in woken[2:4]]


def test_who_decides_may_die_while_parts_are_written(acme, run, monkeypatch):
    real, calls, woken = parts._keep_chunk, [], []

    def dying(*args, **kwargs):
        if len(calls) == 6:
            raise KeyboardInterrupt
        calls.append(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(parts, "_keep_chunk", dying)
    with pytest.raises(KeyboardInterrupt):
        execute(acme.pk, run.pk, wake=lambda _tenant, part: woken.append(part))
    monkeypatch.setattr(parts, "_keep_chunk", real)
    assert woken
    assert execute_part(acme.pk, woken[0]) is None  # the first part is written before the last is decided
    assert Payment.objects.count() > 0
    execution.release(run.pk)
    execute(acme.pk, run.pk)
    assert_all_is_right(acme, run)


def test_a_run_cancelled_while_parts_are_written_stops(acme, run):
    woken = decide_only(acme, run)
    execute_part(acme.pk, woken[0])
    settled = RunLine.objects.count()
    cancel_run(run.pk, actor=make.system(acme), at=AT)
    assert execute_part(acme.pk, woken[1]) is None
    assert execute(acme.pk, run.pk).state == "cancelled"
    assert RunLine.objects.count() == settled == RunPart.objects.get(pk=woken[0]).total
    assert execution.unwritten_parts(clock.now()) == []
    assert RunChunk.objects.count() == 0
    assert_chain_holds(acme.pk)


def test_an_invoice_paid_meanwhile_is_told_in_parts_too(acme, run):
    from apps.invoices.actions import void_invoice

    decide_only(acme, run)
    chunk = RunChunk.objects.order_by("pk").first()
    first = next(item for item in parts._items(chunk.body) if item.outcome == "accepted" and len(item.pairs) == 1)
    void_invoice(first.items[0][1], actor=make.system(acme), at=AT, reason="withdrawn")
    done = execute(acme.pk, run.pk)
    assert done.state == "checked"
    assert {RunLine.objects.get(line_id=first.line_id).rule} == {"changed_meanwhile"}
    assert StatementLine.objects.get(pk=first.line_id).reconciled_state == "open"
    assert Allocation.objects.aggregate(total=Sum("amount_minor"))["total"] == Payment.objects.aggregate(total=Sum("allocated_minor"))["total"]
