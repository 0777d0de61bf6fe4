"""The stage of every benchmark: a fresh MariaDB database, a company, a printed table with the machine beneath."""

from __future__ import annotations

import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SERVER = os.environ.get("BENCH_DATABASE_URL", "mysql://root@127.0.0.1:3306/oblik_bench")


def prepare(name: str = "oblik_bench", *, server: str = SERVER) -> None:
    """Makes the database anew, migrates it and sets Django up on it."""
    parts = urlsplit(server)
    os.environ["DATABASE_URL"] = f"{parts.scheme}://{parts.netloc}/{name}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ.setdefault("DEBUG", "false")  # with it on, Django keeps the text of every statement
    import MySQLdb

    link = MySQLdb.connect(host=parts.hostname or "127.0.0.1", port=parts.port or 3306, user=parts.username or "root", passwd=parts.password or "")
    with link.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
        cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    link.close()
    attach()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def twin(source: str, name: str, *, server: str = SERVER) -> None:
    """Makes the database anew as a copy of a small one, with keys, triggers and rows: for what runs more than once, since
    migrations take their time. DATABASE_URL names it then. Needs the server's own programs."""
    from tests.database import dump, load, run

    parts = urlsplit(server)
    os.environ["DATABASE_URL"] = f"{parts.scheme}://{parts.netloc}/{name}"
    settings = {"HOST": parts.hostname, "PORT": parts.port, "USER": parts.username or "root", "PASSWORD": parts.password}
    run("client", settings, f"--execute=DROP DATABASE IF EXISTS `{name}`")
    load(settings, name, dump(settings, source))


def attach() -> None:
    """Sets Django up on the database of DATABASE_URL: for the processes of a benchmark."""
    import django

    django.setup()


def company(slug: str = "bench") -> int:
    """A company to work for; its id."""
    from apps.kernel import clock
    from apps.workflow.actions import create_tenant

    tenant, _password = create_tenant(slug, name=slug, currency="UAH", country="UA", admin_email=f"owner@{slug}.example", at=clock.now())
    return tenant.pk


def copies(model: Any, row: Any, count: int, **changed: str) -> int:
    """So many copies of a row by one INSERT ... SELECT. `changed`: SQL by column, where s.seq counts from 1 and t is the
    row. Gives the key k before the first: the copies are k + 1 to k + count."""
    from django.db import connection

    name, own = model._meta.db_table, model._meta.pk.column
    columns = [field.column for field in model._meta.concrete_fields if field.column != own]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX({own}), 0) FROM {name}")  # noqa: S608 - names from the models
        last = int(cursor.fetchone()[0])
        source = ", ".join(changed.get(column, f"t.`{column}`") for column in columns)
        cursor.execute(
            f"INSERT INTO {name} ({own}, {', '.join(f'`{column}`' for column in columns)}) SELECT {last} + s.seq, {source} "  # noqa: S608
            f"FROM {name} t JOIN seq_1_to_{count} s WHERE t.{own} = %s", [row.pk],
        )  # fmt: skip
    return last


def settle(*models: Any) -> None:
    """Lets the server count its tables anew after they were filled, as it does by itself within minutes."""
    from django.db import connection

    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE TABLE {model._meta.db_table}")
            cursor.fetchall()


def timed(what: Callable[[], Any], times: int) -> list[float]:
    """Milliseconds of each of so many calls, after one that warms up."""
    what()
    found = []
    for _number in range(times):
        begun = time.perf_counter()
        what()
        found.append((time.perf_counter() - begun) * 1000)
    return found


def cpu_ms(what: Callable[[], Any], times: int = 10) -> str:
    """Median milliseconds of processor time of a call, ours and that of the database's thread: what it costs however busy
    the machine is. "—" where the server is on another machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT TID FROM information_schema.processlist WHERE ID = CONNECTION_ID()")
        clock = next(Path("/proc").glob(f"[0-9]*/task/{cursor.fetchone()[0]}/schedstat"), None)
    if clock is None:
        return "—"
    found = []
    for _number in range(times):
        ours, theirs = time.process_time(), int(clock.read_text().split()[0])
        what()
        found.append((time.process_time() - ours) * 1000 + (int(clock.read_text().split()[0]) - theirs) / 1e6)
    return f"{statistics.median(found):.1f}"


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * 0.95) - 1)]


def spread(values: Sequence[float], places: int = 1) -> str:
    """Median with minimum and maximum."""
    return f"{statistics.median(values):,.{places}f} ({min(values):,.{places}f}–{max(values):,.{places}f})"


def peak_mib() -> float:
    """Peak memory of this process so far. Not ru_maxrss: a child starts with that of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints a table and the machine that it was measured on."""
    text = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[i]) for row in text) for i in range(len(head))]
    print(f"\n{title}")
    for index, row in enumerate(text):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
        if index == 0:
            print("  ".join("-" * width for width in widths))
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {database()}", flush=True)


def database() -> str:
    """Name and version of the database server, and what it was given to cache with."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor != "mysql":
            cursor.execute("SELECT 'SQLite ' || sqlite_version()")
            return str(cursor.fetchone()[0])
        cursor.execute("SELECT VERSION(), @@innodb_buffer_pool_size DIV 1048576, @@innodb_flush_log_at_trx_commit")
        return "{}, buffer pool {} MiB, innodb_flush_log_at_trx_commit={}".format(*cursor.fetchone())
