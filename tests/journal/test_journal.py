"""Gapless, chained, append-only."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from apps.journal.hashing import GENESIS, HASHED, entry_hash, instant_text
from apps.journal.models import JournalEntry, JournalHead
from apps.kernel.db import retrying
from apps.tenants.scope import scope
from tests import factories as make


def assert_chain_holds(tenant_id):
    """Every entry follows the one before, without a gap, and hashes to what it says."""
    previous, expected = GENESIS, 1
    for entry in JournalEntry.objects.order_by("sequence"):
        values = {name: getattr(entry, name) for name in HASHED} | {"at": instant_text(entry.at)}
        assert (entry.sequence, entry.previous_hash, entry.hash) == (expected, previous, entry_hash(values))
        previous, expected = entry.hash, expected + 1
    head = JournalHead.objects.get(tenant_id=tenant_id)
    assert (head.sequence, head.hash) == (expected - 1, previous)


@pytest.mark.django_db
def test_the_chain_holds_over_everything_that_was_done():
    company = make.tenant()
    with scope(company.pk):
        make.issued(company, make.client(company))
        assert JournalEntry.objects.count() > 8
        assert_chain_holds(company.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE journal_journalentry SET reason = 'x'", "DELETE FROM journal_journalentry",
                                       "UPDATE clients_historicalclient SET notes = 'x'", "DELETE FROM clients_historicalclient"])  # fmt: skip
def test_the_database_refuses_to_change_what_was_written(statement):
    company = make.tenant()
    make.client(company)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_many_writers_leave_no_gap():
    company = make.tenant()
    barrier = threading.Barrier(8)

    def work(worker):
        barrier.wait()
        try:
            for number in range(10):
                retrying(lambda number=number: make.client(company, f"W{worker}-{number}"), attempts=12)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(company.pk):
        assert JournalEntry.objects.filter(type="client.created").count() == 80
        assert_chain_holds(company.pk)
