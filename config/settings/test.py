"""Settings of the test suite. DATABASE_URL, REDIS_URL and BROKER_URL choose what it runs on."""

import atexit
import contextlib
import io
import os
import runpy
import shutil
import tempfile
from pathlib import Path

from apps.telemetry.logs import logging_settings
from config.settings.base import *  # noqa: F403
from config.settings.base import CACHES, CELERY_BROKER_URL, DATABASES, LOG_FORMAT, REDIS_URL, env
from config.settings.databases import SQLITE
from config.settings.jobs import embedded_broker

with contextlib.redirect_stdout(io.StringIO()):  # texts are tried as they stand in the .po, before anything loads them
    runpy.run_path(str(Path(__file__).resolve().parents[2] / "scripts/compile_messages.py"))

DEBUG = False
TEST_DIR = Path(env.str("TEST_DIR", "") or tempfile.mkdtemp(prefix="oblik-test-"))
if "TEST_DIR" not in os.environ:
    atexit.register(shutil.rmtree, TEST_DIR, ignore_errors=True)

API_LIMIT_PER_MINUTE = API_LIMIT_ANONYMOUS_PER_MINUTE = 100_000  # a suite asks often; the limits have tests of their own
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = TEST_DIR / "media"
STATIC_ROOT = TEST_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
LOGGING = logging_settings(LOG_FORMAT, env.str("LOG_LEVEL", "WARNING").upper())

if DATABASES["default"]["ENGINE"] == SQLITE:
    # A file, not shared memory: threads, worker processes and WAL then behave as they do in service.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += ";PRAGMA synchronous=OFF"
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = embedded_broker(TEST_DIR / "queue")
if REDIS_URL:
    CACHES["default"]["KEY_PREFIX"] = f"oblik-test-{TEST_DIR.name}"
