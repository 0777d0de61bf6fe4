"""What is frozen is said to be so in time; labels do not grow with what strangers ask; jobs carry who asked."""

from __future__ import annotations

import json
import logging
import socket
import time

import pytest
from django.db import connections
from django.test import Client as Browser

from apps.telemetry import context, probes
from apps.workflow.actions import create_api_key
from tests import factories as make
from tests.factories import AT


@pytest.fixture
def silent_port():
    """A server that takes connections and never says a word, as a frozen process does."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        yield server.getsockname()[1]


def verdict(name):
    return next(result for result in probes.run_all() if result.name == name)


def test_a_frozen_broker_degrades_readiness_in_time(db, client, settings, silent_port):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent_port}/0"
    begun = time.monotonic()
    answer = client.get("/readyz")
    assert time.monotonic() - begun < 4
    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "degraded")
    assert "broker" in body["failed"]
    assert body["probes"]["database"]["status"] == "ok"


def test_a_broker_that_is_gone_is_told_at_once(db, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    found = verdict("broker")
    assert not found.ok
    assert found.seconds < 1.5


@pytest.mark.mariadb
def test_a_frozen_database_is_said_to_be_unavailable_in_time(db, client, monkeypatch, silent_port):
    monkeypatch.setitem(connections.settings["default"], "PORT", silent_port)
    begun = time.monotonic()
    answer = client.get("/readyz")
    assert time.monotonic() - begun < 4
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert "database" in answer.json()["failed"]


def series(page):
    return {line.rsplit(" ", 1)[0] for line in page.splitlines() if line and not line.startswith("#")}


def test_labels_do_not_grow_with_what_strangers_ask(db, client):
    ask = Browser(raise_request_exception=False)
    for path in ("/nowhere/at/all", "/api/v1/clients/1", "/api/v1/nothing"):
        ask.get(path)
        ask.generic("FROBNICATE", path)
    before = series(client.get("/metrics").text)
    for number in range(25):
        ask.get(f"/nowhere/{number}")
        ask.get(f"/api/v1/clients/{number + 2}?q={number}", HTTP_HOST=f"h{number}.example", HTTP_USER_AGENT=f"a{number}")
        ask.generic(f"M{number}", f"/nowhere/{number}")
    grown = {item for item in series(client.get("/metrics").text) - before if "_bucket" not in item}
    assert len(grown) < 10, grown


def test_latency_is_kept_by_route(db, client):
    make.tenant("acme")
    Browser().get("/accounts/login/")
    page = client.get("/metrics").text
    assert 'django_http_requests_latency_seconds_by_view_method_bucket{le="0.1",method="GET",view="account_login"}' in page


@pytest.fixture
def logged():
    """The request's own lines, as structlog hands them over."""
    found = []

    class Keeper(logging.Handler):
        def emit(self, record):
            if isinstance(record.msg, dict):
                found.append(record.msg)

    keeper, root = Keeper(), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel("INFO")
    yield found
    root.removeHandler(keeper)
    root.setLevel(level)


def test_a_line_of_a_request_by_key_or_session_names_the_company(db, logged):
    company = make.tenant("acme")
    _key, secret = create_api_key("partner", actor=make.system(company), at=AT)
    Browser().get("/api/v1/clients", HTTP_AUTHORIZATION=f"Bearer {secret}")
    (line,) = [item for item in logged if item["event"] == "request_finished"]
    assert (line["tenant"], line["door"]) == (company.pk, "api")
    assert secret not in json.dumps(logged, default=str)


def test_what_a_job_carries_is_who_asked(db, client):
    from apps.tenants.models import User

    someone = make.member(make.tenant("acme"), "accountant")
    client.force_login(User.objects.get(pk=someone.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    seen = []
    real = context.bind

    def noting(**values):
        real(**values)
        seen.append(context.current())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "bind", noting)
        client.get("/admin/")
    assert any(item.get("user_id") == someone.user_id and item.get("tenant") == someone.tenant_id for item in seen)
