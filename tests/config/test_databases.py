"""DATABASE_URL and REDIS_URL become connections with the options our promises rest on."""

import datetime as dt

import pytest
from django.db import connection

from config.settings.databases import cache_from_url, database_from_url


def _database(url):
    return database_from_url(url, conn_max_age=60, lock_wait_seconds=5)


def test_sqlite_writers_queue_from_the_beginning_of_the_transaction():
    options = _database("sqlite:////tmp/x.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20


def test_mysql_is_strict_read_committed_and_waits_briefly_for_locks():
    database = _database("mysql://u:p%40ss@db.example:3307/oblik")
    options = database["OPTIONS"]
    assert (database["USER"], database["PASSWORD"], database["PORT"]) == ("u", "p@ss", 3307)
    assert options["isolation_level"] == "read committed"
    assert options["charset"] == "utf8mb4"
    assert "STRICT_TRANS_TABLES" in options["init_command"]
    assert "innodb_lock_wait_timeout=5" in options["init_command"]
    assert database["CONN_HEALTH_CHECKS"] is True


def test_a_statement_waits_for_its_answer_as_long_as_is_said():
    assert "read_timeout" not in _database("mysql://u@db.example/oblik")["OPTIONS"]
    bounded = database_from_url("mysql://u@db.example/oblik", conn_max_age=60, lock_wait_seconds=5, answer_seconds=30)["OPTIONS"]
    assert (bounded["read_timeout"], bounded["write_timeout"]) == (30, 30)


@pytest.mark.mariadb
def test_the_open_mysql_connection_reads_days_and_instants_to_the_microsecond(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DATE('2026-02-28'), CAST('2026-02-28 23:59:59.000006' AS DATETIME(6)), CAST('2026-02-28 23:59:59' AS DATETIME), CAST(NULL AS DATE)")
        found = cursor.fetchone()
    assert found == (dt.date(2026, 2, 28), dt.datetime(2026, 2, 28, 23, 59, 59, 6), dt.datetime(2026, 2, 28, 23, 59, 59), None)


@pytest.mark.sqlite
def test_the_open_sqlite_connection_has_the_pragmas(db):
    found = {}
    with connection.cursor() as cursor:
        for pragma in ("journal_mode", "recursive_triggers", "foreign_keys"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    assert found == {"journal_mode": "wal", "recursive_triggers": 1, "foreign_keys": 1}


@pytest.mark.mariadb
def test_the_open_mysql_connection_has_the_session_values(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@tx_isolation, @@sql_mode, @@innodb_lock_wait_timeout, @@collation_connection")
        isolation, mode, wait, collation = cursor.fetchone()
    assert isolation == "READ-COMMITTED"
    assert "STRICT_TRANS_TABLES" in mode
    assert wait == 5
    assert collation == "utf8mb4_unicode_ci"


def test_without_redis_the_cache_is_the_memory_of_the_process():
    assert cache_from_url("")["BACKEND"].endswith("LocMemCache")


def test_redis_calls_are_bounded_in_time():
    options = cache_from_url("redis://r:6379/1")["OPTIONS"]
    assert 0 < options["SOCKET_CONNECT_TIMEOUT"] <= 2
    assert 0 < options["SOCKET_TIMEOUT"] <= 5
