"""Fixtures of the whole suite: stores, append-only tables between tests, a worker in its own process."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.database import MariadbTemplate, SqliteTemplate, Template, program  # noqa: E402  (the folder is on the path only now)

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))

MARKERS = {
    "mariadb": "needs MariaDB or MySQL: row locks, real isolation; set DATABASE_URL",
    "sqlite": "is about SQLite",
    "redis": "needs Redis: set REDIS_URL",
    "shared": "needs the shared examples beside the repository",
    "browser": "needs Chromium: install the package chromium, or say where it is with CHROMIUM",
}


# How long an example takes says how busy the machine is, and nothing of what is tested.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    import django

    django.setup()  # pytest-django does it only where its own configuration names the settings


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """A run starts from a kept copy of the migrated database (tests/database.py); it is taken away at the end all the same."""
    return bool(request.config.getvalue("reuse_db") or _starts_from_a_copy(request.config))


def _starts_from_a_copy(config: pytest.Config) -> bool:
    from django.conf import settings

    asked_otherwise = config.getvalue("create_db") or config.getvalue("reuse_db")
    with_programs = "sqlite" in settings.DATABASES["default"]["ENGINE"] or (program("client") and program("dump"))
    return bool(with_programs and not asked_otherwise)


@pytest.fixture(scope="session")
def _kept_database(request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None) -> Template | None:
    from django.conf import settings

    if not _starts_from_a_copy(request.config):
        return None
    database = settings.DATABASES["default"]
    template = SqliteTemplate(database) if "sqlite" in database["ENGINE"] else MariadbTemplate(database)
    template.restore()
    return template


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_kept_database: Template | None) -> None:
    """Behind the suffixes of parallel processes stands the copy."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, _kept_database: Template | None) -> Iterator[None]:
    if _kept_database is not None:
        _kept_database.keep()
    yield
    if _kept_database is not None:
        _kept_database.remove()


@pytest.fixture(scope="session", autouse=True)
def _flushing_append_only_tables() -> Iterator[None]:
    import django.db.models  # noqa: F401  (the backends cannot be imported before it)
    from django.db.backends.base.operations import BaseDatabaseOperations

    original = BaseDatabaseOperations.execute_sql_flush
    BaseDatabaseOperations.execute_sql_flush = _flush_append_only_tables(original)  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


# What every migrating fills again from the models: emptied, 170 kinds of rows and 700 permissions would be written behind each test.
REFILLED = {"django_content_type", "auth_permission"}
_DELETION = re.compile(r"DELETE FROM [`\"](\w+)[`\"]")


def _flush_append_only_tables(flush: Callable[..., None]) -> Callable[..., None]:
    """Between transactional tests, in tests only: empties the tables that have rows, past the triggers of those that are append-only."""
    protected: set[str] = set()

    def past_triggers(operations: Any, sql_list: list[str]) -> None:
        from apps.journal import triggers

        connection = operations.connection
        if not protected:
            protected.update(triggers.protected_tables(connection))
        emptied = {statement: found[1] for statement in sql_list if (found := _DELETION.match(statement))}
        filled = _with_rows(connection, sorted(set(emptied.values()) - REFILLED))
        wanted = [statement for statement in sql_list if statement not in emptied or emptied[statement] in filled]
        tables = sorted(protected & filled)
        if connection.vendor == "mysql":  # TRUNCATE asks no trigger, and is a quarter of dropping two and making them again
            flush(operations, [f"TRUNCATE `{emptied[item]}`" if emptied.get(item) in protected else item for item in wanted])
            return
        for table in tables:
            triggers.drop(connection, table)
        try:
            flush(operations, wanted)
        finally:
            for table in tables:
                triggers.install(connection, table)

    return past_triggers


def _with_rows(connection: Any, tables: list[str]) -> set[str]:
    """Those of the tables that are not empty, asked for at once."""
    if not tables:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in tables))  # noqa: S608
        return {table for table, there in zip(tables, cursor.fetchone(), strict=True) if there}


@pytest.fixture(autouse=True)
def _stores_of_this_run(request: pytest.FixtureRequest) -> None:
    """Skip a test whose store this run does not have."""
    from django.conf import settings

    engine = settings.DATABASES["default"]["ENGINE"]
    missing = {
        "mariadb": "mysql" not in engine,
        "sqlite": "sqlite" not in engine,
        "redis": not settings.REDIS_URL,
        "shared": not (ROOT.parent / "shared").is_dir(),
    }
    for name, absent in missing.items():
        if absent and request.node.get_closest_marker(name):
            pytest.skip(MARKERS[name])


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """No test inherits another's cache, log context or language."""
    from django.core.cache import cache
    from django.utils import translation

    from apps.telemetry import context

    context.clear()
    if hasattr(cache, "delete_pattern"):
        cache.delete_pattern("*")  # our prefix only; clear() would empty the whole Redis database
    else:
        cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def shared_dir() -> Path:
    """The shared examples beside the repository; skips where they are not."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(MARKERS["shared"])
    return folder


@pytest.fixture
def process_env(transactional_db: None) -> dict[str, str]:
    """Environment with which another process works on the same database, queue and cache as this test."""
    from django.conf import settings
    from django.db import connection

    config = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{config['NAME']}"
    else:
        login = config["USER"] + (f":{config['PASSWORD']}" if config["PASSWORD"] else "")
        url = f"mysql://{login}@{config['HOST'] or 'localhost'}:{config['PORT'] or 3306}/{config['NAME']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": url,
        "TEST_DIR": str(settings.TEST_DIR),
        "PYTHONPATH": str(ROOT),
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
    }


@pytest.fixture
def worker(process_env: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start real workers: `process = worker()`; each gets its own process group, killed at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        log = Path(process_env["TEST_DIR"]) / f"worker-{len(started)}-{time.time_ns()}.log"
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-P", "threads", "-c", "2"]
        command += ["--without-mingle", "--without-gossip", "-l", "INFO", *options]
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=process_env, cwd=ROOT, stdout=output, stderr=output, start_new_session=True)
        process.log_path = log  # type: ignore[attr-defined]
        started.append(process)
        _wait_until_ready(process, log)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        text = log.read_text(errors="replace")
        if " ready." in text or "ready" in text.rsplit("\n", 3)[-1]:
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    pytest.fail(f"The worker did not start:\n{log.read_text(errors='replace')[-3000:]}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was skipped and why, so that a green run cannot hide what it did not try."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")] += 1
    if reasons:
        terminalreporter.section("skipped, and why")
        for reason, count in reasons.most_common():
            terminalreporter.write_line(f"{count:5d}  {reason}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stores", action="store_true", help="only what meets the database, the cache or another process: the rest says the same on every store")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--stores"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not _meets_stores(item)])
    items[:] = [item for item in items if _meets_stores(item)]


def _meets_stores(item: pytest.Item) -> bool:
    """By its fixtures and marks; what looks at settings, jobs and probes meets them without saying so."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = any(item.get_closest_marker(name) for name in ("django_db", "mariadb", "redis", "faults", "browser"))
    return marked or bool(fixtures & {"db", "transactional_db", "live_server"}) or item.path.parent.name in ("config", "telemetry")
