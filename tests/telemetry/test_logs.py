"""Log lines are JSON, masked, and carry request, tenant, user and door."""

import io
import json
import logging

import pytest
import structlog

from apps.telemetry import context
from apps.telemetry.logs import logging_settings


@pytest.fixture
def lines():
    """Log as in service, into memory; return what was written as parsed JSON."""
    settings = logging_settings("json", "INFO")
    stream = io.StringIO()
    formatter_settings = settings["formatters"]["structured"]
    factory = formatter_settings.pop("()")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(factory(**formatter_settings))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_line_carries_the_context_and_hides_secrets(lines):
    context.bind(request_id="req-12345678", tenant="acme", user_id=7, door="api")
    structlog.get_logger("oblik.test").info("signed_in", password="hunter2", iban="UA213223130000026007233566001")
    (line,) = lines()
    assert line["event"] == "signed_in"
    assert (line["request_id"], line["tenant"], line["user_id"], line["door"]) == ("req-12345678", "acme", 7, "api")
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")
    assert "hunter2" not in str(line)
    assert line["iban"] == "UA21***6001"


def test_lines_of_the_standard_library_leave_by_the_same_way(lines):
    context.bind(tenant="acme")
    logging.getLogger("some.library").warning("token=%s", "hunter2")
    (line,) = lines()
    assert line["tenant"] == "acme"
    assert "hunter2" not in str(line)


def test_a_traceback_is_one_masked_line(lines):
    try:
        raise ValueError("mysql://oblik:hunter2@db/oblik")
    except ValueError:
        structlog.get_logger("oblik.test").exception("failed")
    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert "hunter2" not in str(line)


def test_every_request_is_one_line_with_its_id(client, db, lines):
    response = client.get("/robots.txt?secret=hunter2", headers={"X-Request-ID": "from-upstream-1"})
    assert response.headers["X-Request-ID"] == "from-upstream-1"
    (line,) = [line for line in lines() if line["event"] == "request_finished"]
    assert line["request_id"] == "from-upstream-1"
    assert line["request"] == "GET /robots.txt"
    assert line["code"] == 200
    assert line["milliseconds"] >= 0
    assert "hunter2" not in str(lines())


def test_the_context_ends_with_the_request(client, db):
    client.get("/robots.txt", headers={"X-Request-ID": "from-upstream-1"})
    assert context.current() == {}


@pytest.mark.parametrize("offered", ["", "short", "x" * 65, "has space in it", "new\nline-forged", "ідентифікатор"])
def test_an_insane_request_id_is_replaced(offered):
    given = context.sane_request_id(offered)
    assert given != offered
    assert len(given) == 36


def test_only_known_keys_may_be_bound():
    with pytest.raises(ValueError, match="salary"):
        context.bind(salary=1)
