"""Servers of a test's own, each in a process group of its own, that can be killed, frozen and started again on the same data."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests import database

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("mariadbd", "mariadb-install-db", "redis-server")


def missing() -> list[str]:
    """Which of the programs are not on this machine."""
    own = [name for name in NEEDED if _program(name) is None]
    return own + [names[0] for kind, names in database.PROGRAMS.items() if database.program(kind) is None]


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(holds: Callable[[], Any], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come about"
        time.sleep(0.1)


class Server:
    """One program. `command` and `env` are what it is started with, `port` where it answers."""

    def __init__(self, folder: Path, command: list[str], *, port: int = 0, env: Mapping[str, str] | None = None) -> None:
        self.folder, self.command, self.port, self.env = folder, command, port, env
        self.log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.env, stdout=output, stderr=output, start_new_session=True)
        if self.port:
            until(self._answers, f"{self.command[0]} at its port:\n{self.log.read_text(errors='replace')[-2000:]}")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def send(self, number: int) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """As the kernel would, with all its children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.send(signal.SIGKILL)
            self.process.wait(20)
            self.process = None


def mariadb(folder: Path) -> Server:
    """An empty server on data of its own, whose commits are on the disk when they are answered."""
    folder.mkdir()
    data, port = folder / "data", free_port()
    user = ["--user=root"] if os.geteuid() == 0 else []
    made = [_program("mariadb-install-db"), "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db", *user]
    subprocess.run([str(part) for part in made], check=True, capture_output=True, timeout=120)
    command = [_program("mariadbd"), "--no-defaults", f"--datadir={data}", f"--port={port}", f"--socket={folder / 's'}", "--bind-address=127.0.0.1",
               "--innodb-flush-log-at-trx-commit=1", f"--pid-file={folder / 'pid'}", "--skip-log-bin", *user]  # fmt: skip
    server = Server(folder, [str(part) for part in command], port=port)
    server.start()
    return server


def copied(server: Server, name: str) -> str:
    """Copies a database of the suite's server to this one; its address."""
    from django.db import connection

    theirs = connection.settings_dict
    database.load({"PORT": server.port, "USER": "root"}, name, database.dump(theirs, str(theirs["NAME"])))
    return f"mysql://root@127.0.0.1:{server.port}/{name}"


def redis(folder: Path) -> Server:
    """An empty server that keeps nothing when it is killed."""
    folder.mkdir()
    port = free_port()
    command = [_program("redis-server"), "--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"]
    server = Server(folder, [str(part) for part in command], port=port)
    server.start()
    return server


def web(folder: Path, env: Mapping[str, str]) -> Server:
    """Gunicorn as it serves in production."""
    folder.mkdir()
    port = free_port()
    environment = {**env, "WEB_BIND": f"127.0.0.1:{port}", "VAR_DIR": str(folder)}
    server = Server(folder, [str(Path(sys.executable).parent / "gunicorn"), "-c", "config/gunicorn.py", "config.wsgi"], port=port, env=environment)
    server.start()
    return server


def celery(folder: Path, env: Mapping[str, str], *options: str) -> Server:
    """A worker, or with "beat" the scheduler."""
    folder.mkdir()
    server = Server(folder, [sys.executable, "-m", "celery", "-A", "config", *options], env={**env, "VAR_DIR": str(folder)})
    server.start()
    return server


def ask(port: int, method: str, path: str, *, body: Any = None, headers: Mapping[str, str], seconds: float = 30) -> tuple[int, Any, dict[str, str]]:
    """(status, JSON, headers) of an answer; status 0 where none came."""
    line = HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        line.request(method, path, body=None if body is None else json.dumps(body), headers={"Host": "localhost", "Content-Type": "application/json", **headers})
        answer = line.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None, dict(answer.getheaders())
    except (OSError, HTTPException):
        return 0, None, {}
    finally:
        line.close()
