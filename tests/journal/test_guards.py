"""The triggers that keep what is written: which ones there are, and what puts back those that a restored dump lacks."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from apps.journal import guards, triggers
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from tests import factories as make

GONE = "append_only_update_journal_journalentry"


@pytest.fixture
def without_one(transactional_db):
    """A database whose journal could be changed."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {GONE}")
    yield
    guards.put(connection, guards.missing(connection)[0])


def test_what_migrations_declare_is_what_there_is(db):
    assert set(guards.declared(connection)) == triggers.names(connection)
    assert len(triggers.names(connection)) > 100


def test_a_guard_that_is_missing_is_named_and_put_back_by_the_command(without_one):
    company = make.tenant("acme")
    told = io.StringIO()
    with pytest.raises(CommandError, match="1 "):
        call_command("journal", "guards", stdout=told)
    assert GONE in told.getvalue()
    call_command("journal", "guards", "--put", stdout=told)
    again = io.StringIO()
    call_command("journal", "guards", stdout=again)
    assert GONE not in again.getvalue() and str(len(triggers.names(connection))) in again.getvalue()
    with scope(company.pk), pytest.raises(DatabaseError, match="append-only"):
        JournalEntry.objects.update(reason="forged")


def told_of_all():
    """By name what each trigger says."""
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute("SELECT TRIGGER_NAME, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


@pytest.mark.parametrize("first", range(3))
def test_what_is_put_back_is_what_was_there_and_the_others_are_left(transactional_db, first):
    """Older migrations put triggers together that later ones put otherwise."""
    before = told_of_all()
    gone = sorted(before)[first::3]
    with connection.cursor() as cursor:
        for name in gone:
            cursor.execute(f"DROP TRIGGER {name}")
    absent, count = guards.missing(connection)
    assert (sorted(absent), count) == (gone, len(before))
    guards.put(connection, absent)
    assert told_of_all() == before


def test_migrate_puts_it_back_though_it_has_nothing_else_to_do(without_one):
    told = io.StringIO()
    call_command("migrate", "--plan", stdout=told)
    assert GONE not in triggers.names(connection)
    call_command("migrate", stdout=told)
    assert GONE in triggers.names(connection) and GONE in told.getvalue()


def test_nothing_is_put_where_nothing_is_missing(db, monkeypatch):
    monkeypatch.setattr(guards, "_Heard", lambda *_args: pytest.fail())
    wanted = dict.fromkeys(triggers.names(connection))
    monkeypatch.setattr(guards, "declared", lambda _connection: wanted)
    assert guards.missing(connection) == ({}, len(wanted))
    guards.put(connection, {})
