"""Starts `make run`'s script in an empty folder as a new user would, looks at it, ends it by Ctrl-C, and starts it again.

    python scripts/smoke.py
Exits with 1 and says what was missing.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_once(folder: str, port: int) -> tuple[str, list[str]]:
    """What it printed until it had been looked at and ended, and what was wrong."""
    own = ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "LC_ALL", "LC_MESSAGES")
    env = {key: value for key, value in os.environ.items() if key not in own}
    env |= {"VAR_DIR": folder, "PORT": str(port), "LANG": "en_US.UTF-8"}
    process = subprocess.Popen(
        [sys.executable, "scripts/run.py"], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    said: list[str] = []
    up = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ctrl-C ends everything"):
                up.set()
        up.set()

    threading.Thread(target=listen, daemon=True).start()
    faults = []
    if not up.wait(PATIENCE_SECONDS) or process.poll() is not None:
        faults.append("it did not come up")
    else:
        faults += look(port)
    process.send_signal(signal.SIGINT)
    try:
        code = process.wait(30)
        faults += [f"it ended with code {code}"] if code else []
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        faults.append("Ctrl-C did not end it")
    faults += left_over(folder)
    return "".join(said), faults


def look(port: int) -> list[str]:
    """What a browser and a monitor would see."""
    faults = []
    for path, words in (("/healthz", "ok"), ("/readyz", '"ok"'), ("/accounts/login/", "<form"), ("/api/v1/openapi.json", '"openapi"')):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:  # noqa: S310 - our own address
                if words not in answer.read().decode():
                    faults.append(f"{path} does not say {words}")
        except OSError as error:
            faults.append(f"{path}: {error}")
    return faults


def left_over(folder: str) -> list[str]:
    """Processes that outlived their parent, by the folder that is in their environment; they are ended."""
    time.sleep(0.5)
    found = []
    for entry in Path("/proc").iterdir() if Path("/proc").exists() else ():
        try:
            if entry.name.isdigit() and int(entry.name) != os.getpid() and f"VAR_DIR={folder}".encode() in (entry / "environ").read_bytes():
                found.append(f"process {entry.name} was still there")
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:
            continue
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        faults, port = [], free_port()
        for turn in ("first", "second"):
            begun = time.monotonic()
            said, wrong = run_once(folder, port)
            print(f"{turn} run: {time.monotonic() - begun:.0f} s, {'; '.join(wrong) or 'well'}")
            if len(re.findall(r": run \d+, Checked", said)) != 2:
                wrong.append("the summaries of two checked runs are not there")
            wrong += ["it says FAILS"] if "FAILS" in said else []
            wrong += ["it made the companies again"] if turn == "second" and "Making " in said else []
            if wrong:
                print(said)
            faults += wrong
    for fault in faults:
        print(f"FAULT: {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
