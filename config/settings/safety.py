"""What production must not start with. A pure function, so that every rule is tested by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from config.settings.databases import MYSQL, SQLITE

KNOWN_KEYS = ("development-only", "django-insecure", "changeme", "change-me", "secret", "example")
_REDIS = ("redis://", "rediss://")
LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]", ""}


def unsafe_values(settings: Mapping[str, Any]) -> list[str]:
    """Return one sentence for every unsafe value, each beginning with the variable to change."""
    return [
        *_secrets(settings),
        *_addresses(settings),
        *_stores(settings),
        *_mail(settings),
    ]


def _secrets(settings: Mapping[str, Any]) -> Iterator[str]:
    keys = {"SECRET_KEY": [settings["SECRET_KEY"]], "SECRET_KEY_FALLBACKS": settings["SECRET_KEY_FALLBACKS"]}
    for name, values in keys.items():
        for key in values:
            if key.lower().startswith(KNOWN_KEYS):
                yield f"{name}: this is a known value; make a new random one"
            elif len(key) < 50 or len(set(key)) < 10:
                yield f"{name}: too short or too simple; at least 50 random characters"
    if settings["DEBUG"]:
        yield "DEBUG: must be off; it shows settings and data to whoever causes an error"
    if not re.fullmatch(r"[0-9a-fA-F]{64}", settings["JOURNAL_SIGNING_KEY"]):
        yield "JOURNAL_SIGNING_KEY: not set; 64 random hex digits that sign the journal, kept apart from the database"
    elif len(set(settings["JOURNAL_SIGNING_KEY"].lower())) < 8:
        yield "JOURNAL_SIGNING_KEY: too simple; whoever guesses it can forge the journal's seals; 64 random hex digits"
    if settings["METRICS_TOKEN"] and len(settings["METRICS_TOKEN"]) < 16:
        yield "METRICS_TOKEN: too short; at least 16 characters, or leave it empty for loopback only"


def _addresses(settings: Mapping[str, Any]) -> Iterator[str]:
    hosts = settings["ALLOWED_HOSTS"]
    if any("*" in host for host in hosts):
        yield "ALLOWED_HOSTS: a wildcard lets anyone forge links in mails; name the hosts"
    elif not set(hosts) - LOOPBACK:
        yield "ALLOWED_HOSTS: not set; name the hosts that the site is reached by"
    site = urlsplit(settings["SITE_URL"])
    if site.scheme != "https":
        yield "SITE_URL: must begin with https://; passwords and sessions would travel in the open"
    elif (site.hostname or "") in LOOPBACK:
        yield "SITE_URL: must name the public host, links in mails lead there"
    for origin in settings["CSRF_TRUSTED_ORIGINS"]:
        if not origin.startswith("https://") or "://*" in origin.replace("://*.", "://"):
            yield f"CSRF_TRUSTED_ORIGINS: {origin} is not a single https:// origin"
    if not settings["SECURE_SSL_REDIRECT"] and not settings["TRUSTED_PROXY_COUNT"]:
        yield "SECURE_SSL_REDIRECT: may be off only behind a proxy (TRUSTED_PROXY_COUNT above 0)"
    if settings["SECURE_HSTS_SECONDS"] < 3600:
        yield "SECURE_HSTS_SECONDS: must be at least 3600"


def _stores(settings: Mapping[str, Any]) -> Iterator[str]:
    database = settings["DATABASES"]["default"]
    if database["ENGINE"] == SQLITE:
        yield "DATABASE_URL: SQLite serves one machine only; give a mysql:// address"
    elif database["ENGINE"] != MYSQL:
        yield "DATABASE_URL: give a mysql:// address; on other databases nothing here was ever tried"
    elif not database.get("PASSWORD") and (database.get("HOST") or "") not in LOOPBACK:
        yield "DATABASE_URL: a database over the network needs a password"
    broker = settings["CELERY_BROKER_URL"]
    if broker.split(":", 1)[0] in ("filesystem", "memory"):
        yield "BROKER_URL: the file-based broker loses messages when a worker is killed; give a redis:// address"
    elif not broker.startswith(_REDIS):
        yield "BROKER_URL: give a redis:// or rediss:// address"
    if not settings["REDIS_URL"]:
        yield "REDIS_URL: not set; sign-in limits would be counted by each process for itself"
    elif not settings["REDIS_URL"].startswith(_REDIS):
        yield "REDIS_URL: give a redis:// or rediss:// address"
    elif settings["REDIS_URL"] == broker:
        yield "BROKER_URL: the same database as REDIS_URL; clearing the cache would drop jobs"


def _mail(settings: Mapping[str, Any]) -> Iterator[str]:
    if not settings["EMAIL_URL"].startswith("smtp"):
        yield "EMAIL_URL: must be an smtp address; password links would be written to logs or files"
