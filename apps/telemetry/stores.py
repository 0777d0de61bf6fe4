"""Probes of the three stores that the product stands on."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import redis  # here and not inside a probe: two threads that import it at once deadlock
from celery import current_app
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django_redis import get_redis_connection
from django_redis.cache import RedisCache


def probe_database() -> dict[str, Any]:
    """Ask the database for one row over a connection of its own. Raises the driver's error."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return {"vendor": connection.vendor}


def probe_cache() -> dict[str, Any]:
    """Ask the cache itself: through Django's interface its failures are swallowed on purpose."""
    backend = caches["default"]
    if isinstance(backend, RedisCache):
        get_redis_connection("default").ping()
        return {"kind": "redis"}
    key, value = "telemetry.probe", secrets.token_hex(8)
    backend.set(key, value, 10)
    if backend.get(key) is None:
        raise ConnectionError("the cache forgot what it was just told")
    return {"kind": "memory"}


def probe_broker() -> dict[str, Any]:
    """Reach the broker over a new connection, or see that the folders of the embedded one can be written."""
    url = str(settings.CELERY_BROKER_URL)
    kind = url.split(":", 1)[0]
    if kind == "filesystem":
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
        trial = folder / f".probe-{secrets.token_hex(6)}"
        trial.touch()
        trial.unlink()
        return {"kind": kind, "waiting": sum(1 for _ in folder.glob("*.msg"))}
    if kind in ("redis", "rediss"):
        client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2)
        try:
            client.ping()
        finally:
            client.close()
        return {"kind": kind}
    with current_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return {"kind": kind}
