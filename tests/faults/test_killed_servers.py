"""Database, Redis and workers killed or frozen under load: what was acknowledged is there, once; what was not is said honestly and in
time; and everything comes back without a person."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from apps.kernel import clock
from apps.workflow.actions import create_api_key
from tests import factories as make
from tests.factories.events import told
from tests.faults import servers
from tests.faults.servers import Server, ask, until

pytestmark = [
    pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.mariadb, pytest.mark.redis,
    pytest.mark.skipif(bool(servers.missing()), reason=f"needs programs that are not here: {', '.join(servers.missing())}"),
]  # fmt: skip
WRITERS, EACH = 4, 20
ANSWER_SECONDS = 2  # how long a web process waits for the database here
QUEUES = "critical,default,integrations,reconciliation,analytics,beat"


@dataclass
class House:
    """One installation: its servers, and how a partner calls it."""

    env: dict[str, str]
    folder: Path
    database: Server
    redis: Server
    headers: dict[str, str]
    web: Server = field(init=False)
    others: list[Server] = field(default_factory=list)

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any, dict[str, str]]:
        return ask(self.web.port, method, path, body=body, headers=self.headers | ({"Idempotency-Key": key} if key else {}))

    def manage(self, *words: str) -> str:
        done = subprocess.run([sys.executable, "manage.py", *words], cwd=servers.ROOT, env=self.env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def value(self, sql: str) -> Any:
        import MySQLdb

        line = MySQLdb.connect(host="127.0.0.1", port=self.database.port, user="root", database="oblik")
        try:
            cursor = line.cursor()
            cursor.execute(sql)
            return cursor.fetchone()[0]
        finally:
            line.close()

    def work(self) -> Server:
        """A worker and, with the first, the scheduler."""
        if not self.others:
            self.others.append(servers.celery(self.folder / "beat", self.env, "beat"))
        options = ("worker", "-P", "threads", "-c", "2", "-Q", QUEUES, "--without-mingle", "--without-gossip")
        self.others.append(servers.celery(self.folder / f"worker-{len(self.others)}", self.env, *options))
        return self.others[-1]


@pytest.fixture
def house(process_env, tmp_path) -> Iterator[House]:
    company = make.tenant()
    _key, secret = create_api_key("partner", roles=("owner",), actor=make.system(company), at=clock.now())
    database = servers.mariadb(tmp_path / "mariadb")
    redis = servers.redis(tmp_path / "redis")
    url = servers.copied(database, "oblik")
    store = f"redis://127.0.0.1:{redis.port}"
    env = process_env | {"DATABASE_URL": url, "REDIS_URL": f"{store}/0", "BROKER_URL": f"{store}/1", "DATABASE_ANSWER_SECONDS": str(ANSWER_SECONDS)}
    made = House(env, tmp_path, database, redis, {"Authorization": f"Bearer {secret}"})
    made.web = servers.web(tmp_path / "web", env)
    until(lambda: made.ask("GET", "/api/v1/key")[0] == 200, "the first answer")
    yield made
    for server in (*made.others, made.web, redis, database):
        server.kill()


@dataclass
class Told:
    """What writers were told, in the order of the answers."""

    acknowledged: dict[str, int] = field(default_factory=dict)  # code: id
    refusals: list[tuple[int, Any, float]] = field(default_factory=list)  # status, body, seconds


def write(house: House, told: Told, writer: int) -> None:
    """Makes clients one after the other, each sent again with the same key until it is acknowledged."""
    for number in range(EACH):
        code, deadline = f"W{writer}-{number}", time.monotonic() + 60
        while code not in told.acknowledged:
            assert time.monotonic() < deadline, told.refusals[-3:]
            begun = time.monotonic()
            status, body, _headers = house.ask("POST", "/api/v1/clients", {"code": code, "legal_name": f"Client {code}"}, key=code)
            if status == 201:
                told.acknowledged[code] = body["id"]
            else:
                told.refusals.append((status, body, time.monotonic() - begun))
                time.sleep(0.2)


def assert_all_is_there_once(house: House, told: Told) -> None:
    codes = {f"W{writer}-{number}" for writer in range(WRITERS) for number in range(EACH)}
    assert set(told.acknowledged) == codes
    for code, pk in told.acknowledged.items():
        assert house.value(f"SELECT COUNT(*) FROM clients_client WHERE id = {pk} AND code = '{code}'") == 1, code
    assert house.value("SELECT COUNT(*) FROM clients_client WHERE code LIKE 'W%'") == len(codes)
    assert house.value("SELECT COUNT(*) FROM clients_historicalclient WHERE code LIKE 'W%'") == len(codes)
    assert house.value("SELECT COUNT(*) FROM journal_journalentry WHERE type = 'client.created'") == len(codes)
    house.manage("journal", "seal")
    house.manage("journal", "verify")
    house.manage("history", "check")


def test_what_was_acknowledged_outlives_database_and_web_processes_that_were_killed(house):
    told = Told()
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, house, told, number) for number in range(WRITERS)]
        for least, server in ((15, house.database), (35, house.web), (55, house.database)):
            until(lambda least=least: len(told.acknowledged) >= least, "so many acknowledgements")
            server.kill()
            time.sleep(1)
            server.start()
        for writer in writers:
            writer.result()
    unanswered = [status for status, _body, _seconds in told.refusals if status == 0]
    answered = {(status, body["code"]) for status, body, _seconds in told.refusals if status}
    assert unanswered, "the web processes were killed"
    assert answered == {(503, "database_away")}
    assert max(seconds for _status, _body, seconds in told.refusals) < 10
    assert_all_is_there_once(house, told)


def test_a_frozen_database_is_told_of_in_time_and_is_there_again_when_it_thaws(house):
    house.database.send(signal.SIGSTOP)
    begun = time.monotonic()
    status, body, headers = house.ask("POST", "/api/v1/clients", {"code": "W0-0", "legal_name": "x"}, key="frozen")
    seconds = time.monotonic() - begun
    house.database.send(signal.SIGCONT)
    assert (status, body["code"], headers["Retry-After"]) == (503, "database_away", "5")
    assert seconds < 4 * ANSWER_SECONDS + 5
    until(lambda: house.ask("POST", "/api/v1/clients", {"code": "W0-0", "legal_name": "x"}, key="frozen")[0] == 201, "the database again")
    assert house.value("SELECT COUNT(*) FROM clients_client WHERE code = 'W0-0'") == 1


def test_nobody_notices_that_redis_was_killed_or_frozen(house):
    told = Told()
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, house, told, number) for number in range(WRITERS)]
        until(lambda: len(told.acknowledged) >= 10, "so many acknowledgements")
        house.redis.kill()
        until(lambda: len(told.acknowledged) >= 40, "acknowledgements without Redis")
        house.redis.start()
        house.redis.send(signal.SIGSTOP)
        for writer in writers:
            writer.result()
        house.redis.send(signal.SIGCONT)
    assert told.refusals == []
    assert_all_is_there_once(house, told)


def test_events_are_handled_once_although_worker_and_broker_were_killed(house):
    first = house.work()
    post = [house.ask("POST", "/api/v1/business-events", told(number), key=f"e{number}")[0] for number in range(10)]
    until(lambda: house.value("SELECT COUNT(*) FROM integrations_inboundevent WHERE outcome = 'processed'") >= 1, "the first event handled")
    first.kill()
    house.redis.kill()  # with every message in it
    post += [house.ask("POST", "/api/v1/business-events", told(number), key=f"e{number}")[0] for number in range(10, 20)]
    house.redis.start()
    house.work()
    assert set(post) == {202}
    until(lambda: house.value("SELECT COUNT(*) FROM integrations_inboundevent WHERE outcome = 'processed'") == 20, "all events handled", 150)
    assert house.value("SELECT COUNT(*) FROM clients_client WHERE code LIKE 'E-%'") == 20
    assert house.value("SELECT COUNT(*) FROM journal_journalentry WHERE type = 'client.created'") == 20
    house.manage("journal", "verify")
