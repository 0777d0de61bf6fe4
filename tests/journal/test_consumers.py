"""Readers of the journal: what one of them cannot apply stops neither the others nor itself for good."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.management import call_command
from django.db import connection

from apps.journal import consumers
from apps.journal.models import ConsumerCursor, JournalDay, JournalEntry, ParkedEntry
from apps.kernel.db import retrying
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(seconds=max(consumers.BACK_OFF_SECONDS) + 1)


@pytest.fixture
def reader():
    """A reader that keeps what it was given and stumbles over the types it is told to."""
    seen: list[tuple[int, int]] = []
    poison: set[str] = set()

    def apply(entries):
        for entry in entries:
            if entry.type in poison:
                raise ValueError(f"cannot read {entry.type}")
        seen.extend((entry.tenant_id, entry.sequence) for entry in entries)

    consumers.register("test_reader", apply)
    yield seen, poison
    del consumers._consumers["test_reader"]


def fail(company, times, now=AT):
    for _n in range(times):
        with pytest.raises(ValueError, match="cannot read"):
            consumers.consume(company.pk, "test_reader", now=now)
        now += dt.timedelta(hours=1, seconds=1)
    return now


def test_a_poisoned_entry_is_parked_with_its_reason_and_those_behind_it_are_read(reader):
    seen, poison = reader
    acme = make.tenant("acme")
    make.client(acme)
    poison.add("membership.created")
    now = fail(acme, consumers.PARK_AFTER)
    assert consumers.parked() == []
    now = fail(acme, 1, now)
    with scope(acme.pk):
        stuck = JournalEntry.objects.get(type="membership.created").sequence
        everything = list(JournalEntry.objects.order_by("sequence").values_list("sequence", flat=True))
    assert consumers.parked() == [(acme.pk, "test_reader", stuck, "ValueError: cannot read membership.created")]
    consumers.consume(acme.pk, "test_reader", now=now)
    assert [sequence for _tenant, sequence in seen] == [n for n in everything if n != stuck]


def test_what_is_parked_is_applied_once_when_its_cause_is_mended(reader, capsys):
    seen, poison = reader
    acme = make.tenant("acme")
    poison.add("membership.created")
    now = fail(acme, consumers.PARK_AFTER + 1)
    with pytest.raises(ValueError, match="cannot read"):
        consumers.retry_parked(acme.pk, "test_reader", now=now)
    assert len(consumers.parked()) == 1
    poison.clear()
    call_command("journal", "parked", "--retry", "--tenant", "acme")
    assert "1 applied" in capsys.readouterr().out
    assert consumers.parked() == []
    assert consumers.retry_parked(acme.pk, "test_reader", now=now) == 0
    consumers.consume(acme.pk, "test_reader", now=now)
    assert len(seen) == len(set(seen))


def test_a_reader_whose_every_entry_fails_parks_one_at_a_time(reader):
    _seen, poison = reader
    acme = make.tenant("acme")
    with scope(acme.pk):
        poison |= set(JournalEntry.objects.values_list("type", flat=True))
        count = JournalEntry.objects.count()
    fail(acme, 2 * (consumers.PARK_AFTER + 1))
    with scope(acme.pk):
        assert ParkedEntry.objects.count() == 2 < count
        assert ConsumerCursor.objects.get(consumer="test_reader").sequence == 2


def test_another_company_is_read_all_the_while(reader):
    seen, poison = reader
    acme, other = make.tenant("acme"), make.tenant("other")
    poison.add("client.created")
    make.client(acme)
    fail(acme, 1)
    assert consumers.consume(other.pk, "test_reader", now=AT) > 0
    assert {tenant for tenant, _sequence in seen} == {other.pk}


def test_a_failing_reader_waits_longer_each_time_and_is_not_called_meanwhile(reader):
    _seen, poison = reader
    acme = make.tenant("acme")
    poison.add("membership.created")
    fail(acme, 1)
    assert consumers.consume(acme.pk, "test_reader", now=AT) == 0
    with scope(acme.pk):
        assert ConsumerCursor.objects.get(consumer="test_reader").retry_at == AT + dt.timedelta(seconds=consumers.BACK_OFF_SECONDS[0])


def test_readiness_says_how_late_the_readers_are_and_what_is_parked(reader):
    _seen, poison = reader
    acme = make.tenant("acme")
    soon, late = AT + dt.timedelta(seconds=60), AT + dt.timedelta(seconds=consumers.LATE_SECONDS + 1)
    assert consumers.probe(soon) == {"oldest_unread_seconds": 60, "parked": 0}
    with pytest.raises(RuntimeError, match="the oldest unread entry is 901 s old, 0 are parked"):
        consumers.probe(late)
    for name in consumers.names():
        consumers.consume(acme.pk, name, now=AT)
    assert consumers.probe(late) == {"oldest_unread_seconds": 0, "parked": 0}
    poison.add("client.created")
    make.client(acme)
    fail(acme, consumers.PARK_AFTER + 1)
    with pytest.raises(RuntimeError, match="1 are parked"):
        consumers.probe(soon)


def test_the_lag_of_a_reader_is_measured(reader, client):
    acme = make.tenant("acme")
    consumers.consume(acme.pk, "test_reader", now=AT + dt.timedelta(seconds=3))
    page = client.get("/metrics").content.decode()
    assert 'oblik_journal_lag_seconds_count{consumer="test_reader"}' in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_two_workers_at_once_apply_everything_once():
    acme = make.tenant("acme")
    for number in range(20):
        make.client(acme, f"C{number}")
    barrier, counts = threading.Barrier(4), []

    def work():
        barrier.wait()
        try:
            counts.append(retrying(lambda: consumers.consume(acme.pk, "journal_days", now=AT)))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(acme.pk):
        total = JournalEntry.objects.count()
        assert sum(counts) == total
        assert sum(JournalDay.objects.values_list("count", flat=True)) == total
