"""/healthz, /readyz and the probes behind it."""

import threading

import pytest

from apps.telemetry import probes


@pytest.fixture
def probe():
    """Register probes for one test."""
    names = []

    def add(name, check, **options):
        probes.register(name, check, **options)
        names.append(name)

    yield add
    for name in names:
        probes.unregister(name)


def broken():
    raise ConnectionError("no route to redis://:hunter2@cache")


def test_alive_needs_no_database(client):
    response = client.get("/healthz", headers={"Host": "10.0.0.7"})
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_ready_names_every_part_with_state_and_time(client, db):
    body = client.get("/readyz").json()
    assert body["status"] == "ok", body
    assert {"database", "cache", "broker"} <= set(body["probes"])
    assert body["probes"]["database"]["status"] == "ok"
    assert body["probes"]["database"]["seconds"] >= 0


def test_a_failing_critical_part_makes_it_503(client, db, probe):
    probe("ledger", broken, critical=True)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert response.json()["failed"] == ["ledger"]


def test_a_failing_part_that_is_not_critical_is_named_and_serving_goes_on(client, db, probe):
    probe("newsletter", broken)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["probes"]["newsletter"]["status"] == "failed"


def test_the_reason_is_told_to_this_machine_only_and_without_passwords(client, db, probe):
    probe("newsletter", broken)
    near = client.get("/readyz").json()["probes"]["newsletter"]
    far = client.get("/readyz", REMOTE_ADDR="203.0.113.9").json()["probes"]["newsletter"]
    assert near["detail"]["error"] == "ConnectionError: no route to redis://:***@cache"
    assert "detail" not in far


def test_a_frozen_part_is_given_up_and_not_started_twice(db, probe):
    release, starts = threading.Event(), []

    def frozen():
        starts.append(1)
        release.wait(30)

    probe("frozen", frozen, limit_seconds=0.05)
    first = next(result for result in probes.run_all() if result.name == "frozen")
    second = next(result for result in probes.run_all() if result.name == "frozen")
    release.set()
    assert not first.ok
    assert not second.ok
    assert "no answer within 0.05 s" in first.detail["error"]
    assert len(starts) == 1


def test_health_addresses_are_read_only(client):
    assert client.post("/healthz").status_code == 405


def test_health_answers_are_never_cached(client):
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"
