"""DATABASE_URL and REDIS_URL become connections with the options our promises rest on."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DataError, connection

from apps.kernel.db import insert_columns
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


@pytest.fixture
def typed(db):
    """A table with a column of each kind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE typed (id INT AUTO_INCREMENT PRIMARY KEY, words VARCHAR(20) NOT NULL, body LONGTEXT CHECK (JSON_VALID(body)),"
            " day DATE, instant DATETIME(6), rate DECIMAL(9,4), bits BLOB, yes TINYINT(1), share DOUBLE)"
        )
        yield cursor
        cursor.execute("DROP TEMPORARY TABLE typed")


@pytest.mark.mariadb
@pytest.mark.parametrize("digits", [True, False], ids=["as MariaDB takes texts", "as MySQL takes them"])
def test_what_is_written_by_columns_is_read_again(typed, digits, monkeypatch):
    monkeypatch.setitem(connection.__dict__, "mysql_is_mariadb", digits)
    words = ["", "ʼ'\"\\ %s", "Зоря № 1 🙂", "\n\t\x00;--", "x'00'", " a "]
    given = {
        "words": words, "body": ["{}", '{"a": "\\u0431 \\"б\\""}', None, "[]", "1", '"ї"'],
        "day": ["2026-02-28", dt.date(2026, 2, 28), None, *["1900-01-01"] * 3], "instant": ["2026-02-28 23:59:59.000006"] * 5 + [None],
        "rate": ["12.5000", Decimal("-1.25"), None, 3, 0, 0], "bits": [b"", b"'\x00\xff", None, b"a", b"a", b"a"], "yes": [True, False, None, 1, 0, 1],
        "share": [0.5, -1.25, None, 1, 0, 0],
    }  # fmt: skip
    keys = insert_columns("typed", list(given), list(given.values()), returning="id")
    assert keys == sorted(keys) and len(keys) == len(words)
    typed.execute("SELECT words, body, day, instant, rate, bits, yes, share FROM typed ORDER BY id")
    read = list(zip(*typed.fetchall(), strict=True))
    assert list(read[0]) == words and list(read[1]) == given["body"] and list(read[5]) == given["bits"]
    assert read[2][:3] == (dt.date(2026, 2, 28), dt.date(2026, 2, 28), None) and read[3][0] == dt.datetime(2026, 2, 28, 23, 59, 59, 6)
    assert read[4][:4] == (Decimal("12.5"), Decimal("-1.25"), None, 3) and read[6] == (1, 0, None, 1, 0, 1) and read[7][:4] == (0.5, -1.25, None, 1)
    with pytest.raises(DataError):
        insert_columns("typed", ["words"], [["x" * 21]])


@pytest.mark.mariadb
@pytest.mark.parametrize("digits", [True, False], ids=["as MariaDB takes texts", "as MySQL takes them"])
def test_texts_that_fit_into_a_statement_by_themselves_are_written(typed, digits, monkeypatch):
    """The server takes 16 MiB; many long texts go in several statements."""
    monkeypatch.setitem(connection.__dict__, "mysql_is_mariadb", digits)
    bodies = [f'"{letter * count}"' for letter, count in (("x", 15 << 20), *[("ї", 3 << 20)] * 3, *[("я", 1 << 19)] * 8)]
    insert_columns("typed", ["words", "body"], [["a"] * len(bodies), bodies])
    typed.execute("SELECT body FROM typed ORDER BY id")
    assert [row[0] == body for row, body in zip(typed.fetchall(), bodies, strict=True)] == [True] * len(bodies)


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
