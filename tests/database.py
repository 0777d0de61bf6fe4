"""A migrated SQLite database kept between runs: migrating takes longer than most of the tests that follow.

The copy is named after everything that makes it: our migrations, the triggers that they install and the locked libraries.
A change of any of them is another copy. `--create-db` goes without.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import sqlite3
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var/test"
MOST = 8  # of them: one for each branch that is worked on


def fingerprint(root: Path = ROOT) -> str:
    """SHA-256 over what makes the database, hex."""
    made_by = [*root.glob("apps/*/migrations/*.py"), root / "apps/journal/triggers.py", root / "requirements.txt"]
    digest = hashlib.sha256()
    for path in sorted(made_by):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Template:
    """The kept copy. Where there is none, the first process of a run makes it while the others wait at its lock."""

    def __init__(self) -> None:
        KEPT.mkdir(parents=True, exist_ok=True)
        self.copy = KEPT / f"{fingerprint()[:32]}.sqlite3"
        self._lock: IO[str] | None = None

    def restore(self, target: Path) -> None:
        """Puts the copy where the test database will be; migrating it then has nothing to do."""
        lock = (KEPT / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        if self.copy.exists():
            shutil.copyfile(self.copy, target)
            lock.close()
        else:
            self._lock = lock

    def keep(self, source: Path) -> None:
        """Keeps the database as it was just migrated, if there was no copy; the oldest copies go."""
        if self._lock is not None:
            _save(source, self.copy)
            for old in sorted(KEPT.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime, reverse=True)[MOST:]:
                old.unlink()
            self._lock.close()
            self._lock = None


def _save(source: Path, copy: Path) -> None:
    """By SQLite's own backup, so that what still is in its log is in it."""
    unfinished = copy.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(source)) as live, contextlib.closing(sqlite3.connect(unfinished)) as file:
        live.backup(file)
    unfinished.replace(copy)
