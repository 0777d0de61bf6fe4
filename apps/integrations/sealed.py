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
from django.utils.crypto import salted_hmac

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


class Given:
    """A secret as somebody has just given it. Its text is a digest by the program's key: so it may stand among values that are noted,
    compared or logged, and only `reveal` tells it."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> str:
        """The secret itself, to be sealed at once."""
        return self._secret

    def __str__(self) -> str:
        return "given:" + salted_hmac("oblik.given-secret", self._secret, algorithm="sha256").hexdigest()

    __repr__ = __str__
