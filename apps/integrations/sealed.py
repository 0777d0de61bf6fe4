"""Secrets at rest: sealed by a key that is derived from SECRET_KEY, so that a stolen dump of the database signs nothing.

Fernet (AES-128-CBC and HMAC-SHA256) by `cryptography`, the key by HKDF-SHA256 (RFC 5869). Whoever changes SECRET_KEY keeps the old
one among SECRET_KEY_FALLBACKS: what it sealed is still read.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from apps.kernel.errors import Bug


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(HKDF(SHA256(), 32, None, b"oblik integrations").derive(key.encode()))) for key in keys])


def _current() -> MultiFernet:
    return _box((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def seal(secret: str) -> str:
    """The secret as it is stored: never the same text twice."""
    return _current().encrypt(secret.encode()).decode()


def unseal(stored: str) -> str:
    """The secret again. Raises Bug where no key of the settings opens it."""
    try:
        return _current().decrypt(stored.encode()).decode()
    except InvalidToken:
        raise Bug("a stored secret cannot be opened: SECRET_KEY was changed without SECRET_KEY_FALLBACKS") from None
