"""Starts Oblik on this machine: database, demo, web, worker and beat in one terminal; Ctrl-C ends all."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PORT = int(os.environ.get("PORT", "8000"))
QUEUES = "critical,default,integrations,reconciliation,analytics,beat"
ENV = os.environ | {
    "SITE_URL": os.environ.get("SITE_URL", f"http://localhost:{PORT}"),
    "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.dev"),
    "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    "PYTHONUNBUFFERED": "1",
    # The terminal is for people: whoever runs this as root on a machine of their own knows it.
    "PYTHONWARNINGS": "ignore:::celery.platforms",
}
PROCESSES = {
    "web": [BIN / "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", "2", "--threads", "4", "--worker-class", "gthread",
            "--log-level", "warning"],
    "worker": [BIN / "celery", "--quiet", "-A", "config", "worker", "-P", "threads", "-c", "4", "-Q", QUEUES, "--without-mingle",
               "--without-gossip", "--loglevel", "warning"],
    "beat": [BIN / "celery", "--quiet", "-A", "config", "beat", "--loglevel", "warning"],
}  # fmt: skip


def main() -> int:
    if port_taken():
        print(f"Port {PORT} is taken. Choose another one: PORT=8001 make run", file=sys.stderr)
        return 1
    subprocess.run([sys.executable, "scripts/compile_messages.py"], cwd=ROOT, check=True)
    steps({"Preparing the database": ("migrate", "-v0"), "Collecting static files": ("collectstatic", "--noinput", "-v0")})
    steps({"Demo companies": ("demo", "seed")})
    running = {name: start(name, command) for name, command in PROCESSES.items()}
    try:
        if not wait_until_up(running):
            return 1
        logins = manage("demo", "credentials", stdout=subprocess.PIPE)
        steps({"The worker imports and reconciles the sample statements": ("demo", "run")})
        show(logins)
        return watch(running)
    except KeyboardInterrupt:
        print("\nStopping")
        return 0
    finally:
        stop(running)


def port_taken() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return True
    return False


def manage(*command: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT, env=ENV, stdout=stdout)


def steps(told: dict[str, tuple[str, ...]]) -> None:
    """Commands side by side, by what is said of each; goes on when all have ended."""
    begun = []
    for title, command in told.items():
        print(f"== {title}", flush=True)
        begun.append((command, manage(*command)))
    failed = [" ".join(command) for command, process in begun if process.wait()]
    if failed:
        sys.exit(f"manage.py {failed[0]} failed (see above); nothing is running.")


def start(name: str, command: list[object]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )

    def relay() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            print(f"{name:>6} | {line.decode(errors='replace').rstrip()}", flush=True)

    threading.Thread(target=relay, daemon=True).start()
    return process


def wait_until_up(running: dict[str, subprocess.Popen[bytes]]) -> bool:
    print("== Starting web, worker and beat", flush=True)
    for _second in range(120):
        dead = [name for name, process in running.items() if process.poll() is not None]
        if dead:
            print(f"{dead[0]} did not start (its words are above).", file=sys.stderr)
            return False
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2):  # noqa: S310 - our own address
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    print("The web server did not answer within a minute.", file=sys.stderr)
    return False


def show(logins: subprocess.Popen[bytes]) -> None:
    """Who may sign in, as the command that was begun beside the demo's runs tells it."""
    found, _errors = logins.communicate()
    if logins.returncode:
        raise subprocess.CalledProcessError(logins.returncode, "demo credentials")
    told = json.loads(found)
    print(f"\nOblik is at http://localhost:{PORT}/  (API: http://localhost:{PORT}/api/v1/docs)")
    for tenant in told["tenants"]:
        print(f"\n  {tenant['name']}")
        for user in tenant["users"]:
            print(f"    {user['email']:<32} {user['password']}   {', '.join(user['roles'])}")
        for key in tenant["api_keys"]:
            print(f"    API key {key}")
    print("\nCtrl-C ends everything.", flush=True)


def watch(running: dict[str, subprocess.Popen[bytes]]) -> int:
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                print(f"{name} ended with code {process.returncode}; stopping the others.", file=sys.stderr)
                return 1
        time.sleep(0.5)


def stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ends every process with all its children: politely, then for good."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        for process in running.values():
            try:
                os.killpg(process.pid, sent)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + 8
        while time.monotonic() < deadline and any(process.poll() is None for process in running.values()):
            time.sleep(0.1)
        if all(process.poll() is not None for process in running.values()):
            return


if __name__ == "__main__":
    # Set by name: a shell that starts this in the background has SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    sys.exit(main())
