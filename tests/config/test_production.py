"""Production settings in a process of their own, as they start in service."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.test_safety import KEY

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": KEY,
    "JOURNAL_SIGNING_KEY": "0f1e2d3c4b5a6978" * 4,
    "ALLOWED_HOSTS": "oblik.example.com",
    "CSRF_TRUSTED_ORIGINS": "https://oblik.example.com",
    "SITE_URL": "https://oblik.example.com",
    "DATABASE_URL": "mysql://oblik:pa55word@127.0.0.1:3306/oblik",
    "REDIS_URL": "redis://127.0.0.1:6379/1",
    "BROKER_URL": "redis://127.0.0.1:6379/0",
}
VARIABLES = [*GOOD, "DEBUG", "EMAIL_URL", "LOG_FORMAT", "LOG_LEVEL", "METRICS_TOKEN", "SECURE_SSL_REDIRECT"]


def manage(tmp_path, *arguments, **changes):
    env = {key: value for key, value in os.environ.items() if key not in VARIABLES}
    env |= {"DJANGO_SETTINGS_MODULE": "config.settings.prod", "VAR_DIR": str(tmp_path)} | GOOD | changes
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)


def test_the_deployment_check_is_clean(tmp_path):
    pytest.importorskip("MySQLdb", reason="needs mysqlclient: production settings name MySQL")
    result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


def test_an_unsafe_start_is_refused_and_every_value_named(tmp_path):
    bad = {"SECRET_KEY": "short", "DEBUG": "1", "ALLOWED_HOSTS": "*", "SITE_URL": "http://x", "REDIS_URL": ""}
    result = manage(tmp_path, "check", DATABASE_URL="sqlite:///x.sqlite3", BROKER_URL="filesystem://", **bad)
    assert result.returncode != 0
    for variable in (*bad, "DATABASE_URL", "BROKER_URL"):
        assert f"- {variable}:" in result.stderr


@pytest.mark.parametrize(
    ("variable", "value"), [("DATABASE_URL", "nonsense"), ("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml"), ("TRUSTED_PROXY_COUNT", "two")]
)
def test_what_cannot_be_read_is_named(tmp_path, variable, value):
    result = manage(tmp_path, "check", **{variable: value})
    assert result.returncode != 0
    assert variable in result.stderr.strip().splitlines()[-1]


def test_without_any_variable_production_does_not_start(tmp_path):
    result = manage(tmp_path, "check", **dict.fromkeys(GOOD, ""))
    assert result.returncode != 0
    assert "ImproperlyConfigured" in result.stderr
    assert "- SECRET_KEY:" in result.stderr
