"""The mask over secrets and personal data in log lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MASK = "***"
_SECRET_KEY = re.compile(
    r"passw|passphrase|secret|token|authoriz|cookie|session_?(key|id)|(api|private|signing)_?key|credential|otp|recovery",
    re.IGNORECASE,
)
_IBAN = re.compile(
    r"\b[A-Z]{2} ?\d{2}(?:[A-Z0-9]{11,30}|(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,3})?)\b"  # compact or in fours
)
_EMAIL = re.compile(r"\b([A-Za-z0-9])[A-Za-z0-9._%+-]*@([A-Za-z0-9.-]+\.[A-Za-z]{2,})")
_BEARER = re.compile(r"\b(Bearer|Basic|Api-Key|Token)\s+[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s/]+@")
_OWN_KEY = re.compile(r"\b(obk_[0-9a-f]{12})_[A-Za-z0-9_-]{20,}")
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)")
_COOKIE = re.compile(r"\b((?:Set-)?Cookie:\s*)[^\r\n]+", re.IGNORECASE)
# name=value, name: value and 'name': 'value', as dumps of settings, headers and bodies have them
_NAMED = re.compile(
    r"""(\b[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|(?:api|private|signing|secret)_?key|sessionid)["']?\s*[=:]\s*["']?)"""
    r"""(?!\*\*\*)[^\s"',;&}]+""",
    re.IGNORECASE,
)
_QUERY_SECRET = re.compile(r"((?:^|[?&;,\s])(?:password|token|key|code|secret|api_key)=)[^&\s]+", re.IGNORECASE)
_CALENDAR = re.compile(r"(/calendar/)[^\s/?#\"']+")  # the address is the key
_MAX_DEPTH = 6


def mask_text(text: str) -> str:
    """Hide what looks like a credential; shorten IBANs to both ends and e-mail names to one letter."""
    text = _PRIVATE_KEY.sub(MASK, text)
    text = _OWN_KEY.sub(rf"\1_{MASK}", text)
    text = _COOKIE.sub(rf"\1{MASK}", text)
    text = _CREDENTIALS.sub(rf"\1:{MASK}@", text)
    text = _BEARER.sub(rf"\1 {MASK}", text)
    text = _QUERY_SECRET.sub(rf"\1{MASK}", text)
    text = _CALENDAR.sub(rf"\1{MASK}", text)
    text = _NAMED.sub(rf"\1{MASK}", text)
    text = _EMAIL.sub(rf"\1{MASK}@\2", text)
    return _IBAN.sub(_shorten_iban, text)


def _shorten_iban(found: re.Match[str]) -> str:
    compact = found[0].replace(" ", "").replace("-", "")
    return f"{compact[:4]}{MASK}{compact[-4:]}"


def mask(value: Any, depth: int = 0) -> Any:
    """Return `value` with every secret hidden, through mappings and sequences up to six levels deep."""
    if isinstance(value, str):
        return mask_text(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth >= _MAX_DEPTH:
        return MASK
    if isinstance(value, Mapping):
        return {key: _mask_item(str(key), item, depth) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask(item, depth + 1) for item in value]
    return mask_text(str(value))


def without_secrets(value: Any) -> Any:
    """`value`, JSON-able, with what stands under the name of a secret hidden; everything else is as it was."""
    if isinstance(value, Mapping):
        return {key: MASK if _is_secret(str(key), item) else without_secrets(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(item) for item in value]
    return value


def _is_secret(key: str, item: Any) -> bool:
    return bool(_SECRET_KEY.search(key)) and item not in (None, "", False, True)


def _mask_item(key: str, item: Any, depth: int) -> Any:
    if _is_secret(key, item):
        return MASK
    return mask(item, depth + 1)


def mask_event(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Structlog processor: mask everything but the two keys that the formatter itself needs."""
    return {
        key: item if key in ("_record", "_from_structlog", "exc_info") else _mask_item(key, item, 0)
        for key, item in event.items()
    }
