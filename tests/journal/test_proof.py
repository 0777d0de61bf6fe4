"""A seal and an export find what was done to a journal."""

from __future__ import annotations

import io

import orjson
import pytest
from django.db import connection

from apps.journal import consumers, sealing, triggers
from apps.journal.models import ConsumerCursor, JournalDay, JournalEntry
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    for number in range(4):
        make.client(company, f"C{number}")
    sealing.seal(company.pk, at=AT)
    make.client(company, "C9")
    return company


def exported(company):
    out = io.BytesIO()
    sealing.export(company.pk, out)
    return out.getvalue().splitlines()


def test_an_untouched_journal_holds_in_the_database_and_as_an_export(acme):
    verdict = sealing.check(acme.pk)
    assert (verdict.holds, verdict.seals) == (True, 1)
    assert sealing.check_export(exported(acme)).holds


def test_sealing_twice_seals_nothing_twice(acme):
    assert sealing.seal(acme.pk, at=AT).first > 1
    assert sealing.seal(acme.pk, at=AT) is None


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE journal_journalentry SET reason = 'x' WHERE sequence = 3", "entry 3 was changed"),
        ("DELETE FROM journal_journalentry WHERE sequence = 3", "entry 3 is missing"),
        ("DELETE FROM journal_journalentry WHERE sequence > 12", "its head says"),
        ("DELETE FROM journal_journalentry WHERE sequence > 4", "the journal was cut off"),
    ],
)
@pytest.mark.django_db(transaction=True)  # MariaDB commits at every CREATE and DROP TRIGGER
def test_what_was_done_past_the_triggers_is_found(acme, damage, said):
    triggers.drop(connection, "journal_journalentry")
    try:
        with connection.cursor() as cursor:
            cursor.execute(damage)
    finally:
        triggers.install(connection, "journal_journalentry")
    assert any(said in finding for finding in sealing.check(acme.pk).findings)


def test_a_rewritten_export_is_found_by_its_seal(acme):
    """Somebody recomputes every hash after an edit: only the signature betrays it."""
    from apps.journal.hashing import GENESIS, HASHED, entry_hash

    lines, previous, rewritten = exported(acme), GENESIS, []
    for line in lines[1:]:
        record = orjson.loads(line)
        if "entry" in record:
            entry = record["entry"]
            entry["previous_hash"] = previous
            if entry["sequence"] == 2:
                entry["reason"] = "never happened"
            entry["hash"] = previous = entry_hash({name: entry[name] for name in HASHED})
        rewritten.append(orjson.dumps(record))
    head = orjson.loads(lines[0]) | {"hash": previous}
    verdict = sealing.check_export([orjson.dumps(head), *rewritten])
    assert any("rewritten" in finding for finding in verdict.findings)


def test_another_key_is_not_trusted(acme):
    assert not sealing.check_export(exported(acme), public_key="ab" * 32).holds


@pytest.mark.parametrize("lines", [[], [b"{}"], [b"no"]])
def test_what_is_no_export_is_said_to_be_none(lines):
    with pytest.raises(ValueError, match="export"):
        sealing.check_export(lines)


def test_a_consumer_reads_everything_once_and_in_order(acme):
    assert consumers.consume(acme.pk, "journal_days", now=AT) == entries_in(acme)
    assert consumers.consume(acme.pk, "journal_days", now=AT) == 0
    with scope(acme.pk):
        assert sum(JournalDay.objects.values_list("count", flat=True)) == JournalEntry.objects.count()


def entries_in(company):
    with scope(company.pk):
        return JournalEntry.objects.count()


def test_a_failing_consumer_skips_nothing_and_says_why(acme, monkeypatch):
    def broken(_entries):
        raise RuntimeError("no disk")

    monkeypatch.setitem(consumers._consumers, "journal_days", consumers.Consumer("journal_days", broken))
    with pytest.raises(RuntimeError):
        consumers.consume(acme.pk, "journal_days", now=AT)
    with scope(acme.pk):
        cursor = ConsumerCursor.objects.get()
    assert (cursor.sequence, cursor.failures, cursor.error) == (0, 1, "RuntimeError: no disk")
    monkeypatch.setitem(consumers._consumers, "journal_days", consumers.Consumer("journal_days", consumers.count_days))
    assert consumers.consume(acme.pk, "journal_days", now=cursor.retry_at) > 0
