"""A seal and an export find what was done to a journal."""

from __future__ import annotations

import io

import orjson
import pytest
from django.core.management import CommandError, call_command

from apps.journal import consumers, sealing
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
    out.seek(0)
    return out


def test_an_untouched_journal_holds_in_the_database_and_as_an_export(acme):
    verdict = sealing.check(acme.pk)
    assert (verdict.holds, verdict.seals) == (True, 1)
    assert sealing.check_export(exported(acme)).holds


def test_sealing_twice_seals_nothing_twice(acme):
    assert sealing.seal(acme.pk, at=AT).first > 1
    assert sealing.seal(acme.pk, at=AT) is None


def test_seals_of_a_former_key_hold_while_it_is_trusted(acme, settings):
    former = orjson.loads(exported(acme).readline())["public_key"]
    settings.JOURNAL_SIGNING_KEY = "cd" * 32
    sealing.seal(acme.pk, at=AT)
    assert ["not signed by a known key" in finding for finding in sealing.check(acme.pk).findings] == [True]
    now = orjson.loads(exported(acme).readline())["public_key"]
    assert sealing.check(acme.pk, former=[former]).holds
    assert not sealing.check_export(exported(acme), trusted=[now]).holds
    assert sealing.check_export(exported(acme), trusted=[now, former]).holds
    call_command("journal", "verify", "--tenant", "acme", "--public-key", former.upper())
    with pytest.raises(SystemExit):
        call_command("journal", "verify", "--tenant", "acme")
    with pytest.raises(CommandError, match="64"):
        call_command("journal", "verify", "--tenant", "acme", "--public-key", "no key")


HEAD = b'{"format":"oblik-journal-1","public_key":"' + b"ab" * 32 + b'"}\n'


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"no", b"[]", b"\xff\xfe", HEAD, HEAD + b'{"entry":1}', HEAD + b'{"entry":{"sequence":"1"}}', HEAD + b'{"entry":']
)
def test_what_is_no_export_is_said_to_be_none(data):
    with pytest.raises(ValueError, match="export"):
        sealing.check_export(io.BytesIO(data))


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
