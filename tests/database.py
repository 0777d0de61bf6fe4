"""A migrated database kept between runs: migrating takes longer than most of the tests that follow.

The copy is named after everything that makes it: our migrations, the triggers that they install, the locked libraries and, for MariaDB,
the server. A change of any of them is another copy. `--create-db` goes without. On MariaDB it needs the server's own programs.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var/test"
MOST = 8  # of a kind: one for each branch that is worked on
SECONDS = 300


def fingerprint(root: Path = ROOT) -> str:
    """SHA-256 over what makes the database, hex."""
    made_by = [*root.glob("apps/*/migrations/*.py"), root / "apps/journal/triggers.py", root / "requirements.txt"]
    digest = hashlib.sha256()
    for path in sorted(made_by):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Template:
    """The kept copy. Where there is none, the first process of a run makes it while the others wait at its lock.

    `settings`: those of the database of the tests, with the suffix of this process."""

    kind: str

    def __init__(self, settings: Mapping[str, Any]) -> None:
        KEPT.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        # Of the database of the tests: a file, or a database of the server. The settings themselves name it once it is set up.
        self.name = str(settings["TEST"].get("NAME") or f"test_{settings['NAME']}")
        self.copy = KEPT / f"{fingerprint()[:32]}{self._server()}.{self.kind}"
        self._lock: IO[str] | None = None

    def restore(self) -> None:
        """Puts the copy where the test database will be; migrating it then has nothing to do."""
        lock = (KEPT / f"lock.{self.kind}").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        if self.copy.exists():
            lock.close()
            self._load()
        else:
            self.remove()
            self._lock = lock

    def keep(self) -> None:
        """Keeps the database as it was just migrated, if there was no copy; the oldest copies go."""
        if self._lock is not None:
            unfinished = self.copy.with_suffix(".part")
            unfinished.unlink(missing_ok=True)
            self._save(unfinished)
            unfinished.replace(self.copy)
            for old in sorted(KEPT.glob(f"*.{self.kind}"), key=lambda file: file.stat().st_mtime, reverse=True)[MOST:]:
                old.unlink()
            self._lock.close()
            self._lock = None

    def remove(self) -> None:
        """Takes the database of the tests away."""

    def _server(self) -> str:
        return ""

    def _load(self) -> None:
        raise NotImplementedError

    def _save(self, copy: Path) -> None:
        raise NotImplementedError


class SqliteTemplate(Template):
    """A file, which lies in the run's own folder and goes with it."""

    kind = "sqlite3"

    def _load(self) -> None:
        shutil.copyfile(self.copy, self.name)

    def _save(self, copy: Path) -> None:
        """By SQLite's own backup, so that what still is in its log is in it."""
        with contextlib.closing(sqlite3.connect(self.name)) as live, contextlib.closing(sqlite3.connect(copy)) as file:
            live.backup(file)


class MariadbTemplate(Template):
    """What the server's own program writes of a database, with its triggers."""

    kind = "sql"

    def remove(self) -> None:
        run("client", self.settings, f"--execute=DROP DATABASE IF EXISTS `{self.name}`")

    def _server(self) -> str:
        told = run("client", self.settings, "--skip-column-names", "--execute=SELECT VERSION()").decode()
        return "-" + hashlib.sha256(told.encode()).hexdigest()[:8]

    def _load(self) -> None:
        self.remove()
        load(self.settings, self.name, self.copy.read_bytes())

    def _save(self, copy: Path) -> None:
        copy.write_bytes(dump(self.settings, self.name))


PROGRAMS = {"client": ("mariadb", "mysql"), "dump": ("mariadb-dump", "mysqldump")}


def program(kind: str) -> str | None:
    """Where the server's program for that lies; None where this machine has none."""
    return next(filter(None, map(shutil.which, PROGRAMS[kind])), None)


def run(kind: str, settings: Mapping[str, Any], *words: str, given: bytes | None = None) -> bytes:
    """What a program of the server says. Raises CalledProcessError."""
    where = [f"--host={settings.get('HOST') or '127.0.0.1'}", f"--port={settings.get('PORT') or 3306}", f"--user={settings['USER']}"]
    login = os.environ | ({"MYSQL_PWD": settings["PASSWORD"]} if settings.get("PASSWORD") else {})
    return subprocess.run([str(program(kind)), *where, *words], env=login, input=given, check=True, stdout=subprocess.PIPE, timeout=SECONDS).stdout


def dump(settings: Mapping[str, Any], name: str) -> bytes:
    """A database as statements that make it again, with its triggers."""
    return run("dump", settings, "--single-transaction", "--triggers", "--skip-lock-tables", name)


def load(settings: Mapping[str, Any], name: str, statements: bytes) -> None:
    """A database of that name made of such statements."""
    run("client", settings, f"--execute=CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    run("client", settings, name, given=statements)
