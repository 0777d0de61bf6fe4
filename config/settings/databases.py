"""Turns DATABASE_URL and REDIS_URL into Django settings with the options our promises rest on."""

import datetime as dt
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# FULL: a commit that was answered must survive a power cut, and WAL with NORMAL does not promise that.
# recursive_triggers: without it REPLACE deletes rows past the append-only triggers.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA foreign_keys=ON",
)
SQL_MODE = "STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
SQLITE = "django.db.backends.sqlite3"
MYSQL = "django.db.backends.mysql"


def database_from_url(url: str, *, conn_max_age: int, lock_wait_seconds: int, answer_seconds: int = 0) -> dict[str, Any]:
    """Return the settings of one database. `conn_max_age`, `lock_wait_seconds` and `answer_seconds` are in seconds; the last is how long
    a statement may stay without an answer before the server is taken for away, 0 for ever.

    SQLite: WAL, writers queue from BEGIN IMMEDIATE on and wait up to 20 s. MySQL and MariaDB: utf8mb4,
    READ COMMITTED, strict mode, a short wait for row locks (the door retries the whole act instead).
    """
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=conn_max_age, conn_health_checks=True))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError):
        raise ImproperlyConfigured("DATABASE_URL: not an address such as mysql://user:password@host:3306/name") from None
    options = dict(database.get("OPTIONS", {}))
    if database["ENGINE"] == SQLITE:
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", 20)
        options["init_command"] = ";".join(SQLITE_PRAGMAS)
    elif database["ENGINE"] == MYSQL:
        options.setdefault("charset", "utf8mb4")
        options.setdefault("collation", "utf8mb4_unicode_ci")
        options.setdefault("isolation_level", "read committed")
        options.setdefault("connect_timeout", 5)
        if answer_seconds:
            options.setdefault("read_timeout", answer_seconds)
            options.setdefault("write_timeout", answer_seconds)
        options["init_command"] = f"SET SESSION sql_mode='{SQL_MODE}', SESSION innodb_lock_wait_timeout={lock_wait_seconds:d}"
        options.update(_conversions())
        database["TEST"] = {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"}
    database["OPTIONS"] = options
    return database


def _conversions() -> dict[str, Any]:
    """What the driver makes of the columns of each type: as Django has it, but days and instants are read by their own classes, in a
    fifth of the time of the driver's functions. A zero date, which the SQL mode forbids to store, raises ValueError. Nothing where the
    driver is missing: who connects is told so by Django."""
    try:
        from django.db.backends.mysql.base import django_conversions
        from MySQLdb.constants import FIELD_TYPE
    except (ImportError, ImproperlyConfigured):
        return {}
    instants = dict.fromkeys((FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP), dt.datetime.fromisoformat)
    return {"conv": {**django_conversions, **instants, FIELD_TYPE.DATE: dt.date.fromisoformat}}


def cache_from_url(url: str) -> dict[str, Any]:
    """Return the settings of the cache: Redis with memory as the stand-in, or only the memory of the process."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "oblik"}
    return {
        "BACKEND": "config.cache.ResilientRedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "oblik",
        "OPTIONS": {
            "CLIENT_CLASS": "django_redis.client.DefaultClient",
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 2,
            "CONNECTION_POOL_KWARGS": {"max_connections": 50, "health_check_interval": 30},
        },
    }
