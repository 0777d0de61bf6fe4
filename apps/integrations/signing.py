"""Standard Webhooks 1.0: what a message is called and how it is signed (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300


def new_secret() -> str:
    """256 random bits as `whsec_` and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign. Raises ValueError for what is no base64."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret is no base64") from error


def sign(keys: Iterable[bytes], *, message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one `v1,` signature a key, with blanks between."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join("v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys)


def verifies(secret: str, *, message_id: str, timestamp: int, body: bytes, signature: str, now: int) -> bool:
    """Whether one of the `v1` signatures is right and the time is within five minutes; compared in constant time."""
    if not message_id or abs(now - timestamp) > TOLERANCE_SECONDS:
        return False
    expected = sign([key_of(secret)], message_id=message_id, timestamp=timestamp, body=body).encode()
    same = [hmac.compare_digest(expected, part.encode()) for part in signature.split(" ")]
    return any(same)
