"""Clerks set to work side by side; some are killed in the middle, and a successor gets the same work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def start(*args: object, env: Mapping[str, str]) -> subprocess.Popen[str]:
    """One clerk."""
    command = [sys.executable, "-m", "tests.faults.clerk", *map(str, args)]
    return subprocess.Popen(command, env=dict(env), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def work(
    jobs: Sequence[Sequence[object]], *, env: Mapping[str, str], kill_after: Mapping[int, int] | None = None,
    die_in: Mapping[int, int] | None = None,
) -> list[str]:  # fmt: skip
    """Gives each clerk a job. Those at the positions of `kill_after` are killed (SIGKILL, at whatever they are) when they
    have acknowledged so many things; those of `die_in` kill themselves inside of that transaction.

    Returns all acknowledgements, the dead ones' too. Raises AssertionError for a clerk that failed, or did not die.
    """
    killed, dying = kill_after or {}, die_in or {}
    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = [pool.submit(_work, job, env, killed.get(index), dying.get(index)) for index, job in enumerate(jobs)]
    return [line for future in futures for line in future.result()]


def _work(job: Sequence[object], env: Mapping[str, str], kill_after: int | None, die_in: int | None) -> list[str]:
    own = env if die_in is None else {**env, "CLERK_DIES_IN": str(die_in)}
    process = start(*job, env=own)
    assert process.stdout is not None
    acknowledged: list[str] = []
    for line in process.stdout:
        acknowledged.append(line.strip())
        if len(acknowledged) == kill_after:
            os.kill(process.pid, signal.SIGKILL)
    _out, errors = process.communicate()
    if kill_after is None and die_in is None:
        assert process.returncode == 0, errors[-2000:]
        return acknowledged
    assert process.returncode == -signal.SIGKILL, f"it was to be killed: {errors[-2000:]}"
    return acknowledged + _work(job, env, None, None)


def at_once(attempts: int, attempt: Callable[[int], Any]) -> list[Any]:
    """What came of `attempt(number)`, called by so many threads at the same moment, each with its own connection."""
    from django.db import connection

    barrier = Barrier(attempts)

    def one(number: int) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(60)
            return attempt(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(attempts) as pool:
        return list(pool.map(one, range(attempts)))
