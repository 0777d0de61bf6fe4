"""The files of an installation say what the product really has: no engine is needed to see that."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from config.settings.jobs import QUEUES
from tests.config.test_documented import ROOT, ROW

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
RULES = yaml.safe_load((ROOT / "deploy/prometheus/oblik.rules.yml").read_text())
BOARD = json.loads((ROOT / "deploy/grafana/oblik.json").read_text())
EXAMPLE = (ROOT / ".env.example").read_text()
OURS = ("web", "worker", "beat", "migrate")
DOCUMENTED = set(ROW.findall((ROOT / "docs/settings.md").read_text()))


def instructions(name: str) -> list[str]:
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    return [line.split(None, 1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


def test_the_image_runs_without_root_and_asks_itself_for_health():
    assert instructions("USER")[-1] == "10001:10001"
    assert "/healthz" in instructions("HEALTHCHECK")[0]
    assert instructions("CMD")[-1].startswith('["gunicorn"')
    assert "gcc" not in DOCKERFILE.split("\nFROM ")[-1], "the second stage has no compiler"


def test_the_linter_of_images_finds_nothing():
    linter = shutil.which("hadolint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if linter is None:
        pytest.skip("needs hadolint: it comes with requirements-dev on Linux x86-64")
    found = subprocess.run([linter, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert found.returncode == 0, found.stdout


def test_the_image_takes_pinned_and_hashed_things_only():
    assert all(re.fullmatch(r"python:3\.1[123]-slim-[a-z]+( AS build)?", base) for base in instructions("FROM"))
    assert "--require-hashes" in DOCKERFILE
    assert not instructions("ADD")
    assert "libmariadb3" in DOCKERFILE


def test_what_the_image_needs_is_let_in_and_secrets_are_not():
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
    for name in allowed:
        assert (ROOT / name).exists(), name
    assert {"apps", "config", "locale", "templates", "static", "manage.py"} <= set(allowed)
    assert not any(name.startswith((".env", "var", ".git")) for name in allowed)


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_service_is_bounded_restarted_and_watched(name):
    service = COMPOSE["services"][name]
    assert "mem_limit" in service
    assert service["restart"] in ("unless-stopped", "no")
    assert service["logging"]["options"]["max-size"]
    assert "no-new-privileges:true" in service["security_opt"]
    if name != "web":  # the image's own check serves it
        assert "healthcheck" in service
        assert "ports" not in service


@pytest.mark.parametrize("name", OURS)
def test_our_services_write_nowhere_but_where_they_may(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"]["DJANGO_SETTINGS_MODULE"] == "config.settings.prod"


def test_variables_of_compose_and_of_the_example_are_documented_ones():
    own = {"OBLIK_IMAGE", "DATABASE_PASSWORD"}
    handed = {name for service in OURS for name in COMPOSE["services"][service]["environment"]}
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))
    offered = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert handed - {"DJANGO_SETTINGS_MODULE"} <= DOCUMENTED
    assert asked - own <= DOCUMENTED
    assert offered - own == DOCUMENTED


def test_what_compose_insists_on_the_example_leaves_to_be_filled_in_or_shows():
    insisted = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "compose.yaml").read_text()))
    uncommented = set(re.findall(r"^([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert insisted <= uncommented
    for secret in ("SECRET_KEY", "JOURNAL_SIGNING_KEY", "DATABASE_PASSWORD"):
        assert re.search(rf"^{secret}=$", EXAMPLE, re.MULTILINE), f"the example gives no {secret} away"


def test_the_worker_takes_every_queue():
    command = COMPOSE["services"]["worker"]["command"]
    assert set(command[command.index("--queues") + 1].split(",")) == set(QUEUES)


def test_the_database_is_set_up_as_the_settings_ask():
    command = " ".join(COMPOSE["services"]["mariadb"]["command"])
    assert "--innodb-flush-log-at-trx-commit=1" in command
    assert "READ-COMMITTED" in command
    assert "utf8mb4_unicode_ci" in command


def test_cache_and_broker_are_two_and_only_one_forgets():
    cache, broker = (COMPOSE["services"][name]["command"] for name in ("cache", "broker"))
    assert "allkeys-lru" in cache
    assert "noeviction" in broker
    assert broker[broker.index("--appendonly") + 1] == "yes"


def exported() -> set[str]:
    """Names of the metrics that the product exports, as samples."""
    from django_prometheus.middleware import Metrics

    from apps.telemetry import metrics

    kept = [*vars(metrics).values(), *vars(Metrics.get_instance()).values()]
    described = [item.name for metric in kept if isinstance(metric, MetricWrapperBase) for item in metric.describe()]
    return {"up"} | {name + tail for name in described for tail in ("", "_total", "_count", "_sum", "_bucket")}


def names_in(expression: str) -> set[str]:
    plain = re.sub(r'"[^"]*"|\{[^}]*\}|by \([^)]*\)', " ", expression)
    return set(re.findall(r"\b((?:oblik|django)_[a-z_]+|up)\b", plain))


def expressions() -> list[str]:
    rules = [rule["expr"] for group in RULES["groups"] for rule in group["rules"]]
    return rules + [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]


@pytest.mark.parametrize("expression", expressions())
def test_alerts_and_boards_ask_for_metrics_that_exist(expression):
    names = names_in(expression)
    assert names
    assert names <= exported()


def test_every_alert_leads_to_a_runbook():
    for group in RULES["groups"]:
        for rule in group["rules"]:
            assert (ROOT / rule["annotations"]["runbook"]).is_file(), rule["alert"]


def test_the_proxy_passes_the_headers_that_the_settings_trust():
    proxy = (ROOT / "deploy/proxy/Caddyfile").read_text()
    assert "X-Forwarded-For {remote_host}" in proxy
    assert "127.0.0.1:8000" in proxy
