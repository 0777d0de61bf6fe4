"""Our metrics and who may read them."""

import subprocess
import sys

import pytest
from prometheus_client import REGISTRY

from apps.telemetry import metrics


def _count(name, **labels):
    return REGISTRY.get_sample_value(f"{name}_count", labels) or 0


def test_an_act_is_counted_by_name_and_outcome():
    before = _count("oblik_act_seconds", act="test_act", outcome="done")
    metrics.observe_act("test_act", "done", 0.02)
    assert _count("oblik_act_seconds", act="test_act", outcome="done") == before + 1
    assert REGISTRY.get_sample_value("oblik_act_seconds_bucket", {"act": "test_act", "outcome": "done", "le": "0.025"})


def test_a_clock_that_steps_back_gives_no_negative_lag():
    metrics.observe_journal_lag("of_a_clock_that_steps_back", -5)
    assert REGISTRY.get_sample_value("oblik_journal_lag_seconds_sum", {"consumer": "of_a_clock_that_steps_back"}) == 0


def test_this_machine_reads_the_metrics(client, db):
    metrics.observe_act("test_act", "done", 0.02)
    client.get("/robots.txt")
    response = client.get("/metrics")
    assert response.status_code == 200
    assert "oblik_act_seconds_bucket" in response.text
    assert "django_http_requests_latency_seconds_by_view_method_bucket" in response.text


@pytest.mark.parametrize(
    "caller",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "},
    ],
)
def test_strangers_do_not(client, settings, caller):
    settings.METRICS_TOKEN = "a-long-enough-token"
    assert client.get("/metrics", **caller).status_code == 403


def test_without_a_token_set_an_empty_bearer_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer ").status_code == 403


def test_a_bearer_of_the_token_does(client, settings):
    settings.METRICS_TOKEN = "a-long-enough-token"
    caller = {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer a-long-enough-token"}
    assert client.get("/metrics", **caller).status_code == 200


ONE_OF_TWO = """
from apps.telemetry import metrics
metrics.observe_act("shared_act", "done", 0.1)
"""
SUM = """
from apps.telemetry import metrics
print(metrics.exposition().decode())
"""


def test_processes_add_up(tmp_path):
    env = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", ONE_OF_TWO], env=env, check=True, timeout=60)
    page = subprocess.run([sys.executable, "-c", SUM], env=env, check=True, timeout=60, capture_output=True, text=True)
    assert 'oblik_act_seconds_count{act="shared_act",outcome="done"} 2.0' in page.stdout


def test_files_of_dead_processes_are_swept(tmp_path):
    (tmp_path / "counter_999999999.db").touch()
    (tmp_path / "counter_1.db").touch()
    assert metrics.sweep_dead_processes(tmp_path) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["counter_1.db"]
