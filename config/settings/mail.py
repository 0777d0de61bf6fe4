"""Turns EMAIL_URL into Django's mail settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_BACKENDS = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "memory": "django.core.mail.backends.locmem.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtp+tls": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
}


def mail_from_url(url: str) -> dict[str, Any]:
    """Return the settings for `console://`, `memory://`, `file:///folder` or `smtp://user:password@host:port`.

    `smtp+tls` upgrades the connection, `smtps` encrypts it from the start. Time-out 10 s.
    Raises ImproperlyConfigured on another scheme or an smtp address without a host.
    """
    parts = urlsplit(url)
    if parts.scheme not in _BACKENDS:
        raise ImproperlyConfigured(f"EMAIL_URL: unknown scheme {parts.scheme!r}; use {', '.join(_BACKENDS)}")
    settings: dict[str, Any] = {"EMAIL_BACKEND": _BACKENDS[parts.scheme], "EMAIL_TIMEOUT": 10}
    if parts.scheme == "file":
        return settings | {"EMAIL_FILE_PATH": parts.path}
    if not parts.scheme.startswith("smtp"):
        return settings
    if not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL: an smtp address needs a host")
    default_port = {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme]
    return settings | {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or default_port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
