"""Webhooks of Oblik are signed by Standard Webhooks: whether one is genuine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

TOLERANCE = 300  # seconds


class NotGenuine(Exception):
    """The message is not from the endpoint that has the secret, was changed, or is too old."""


def verified(body: bytes, headers: Mapping[str, str], *, secret: str, now: float | None = None, tolerance: float = TOLERANCE) -> Any:
    """The event of a message, if one of its signatures is by the secret and it was sent within the tolerance. Raises NotGenuine.

    `body`: the bytes as they came. A message may come twice, under the same `webhook-id`.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        key, sent = base64.b64decode(secret.removeprefix("whsec_"), validate=True), int(given["webhook-timestamp"])
        message = f"{given['webhook-id']}.{sent}.".encode() + body
        signatures = given["webhook-signature"].split()
    except (KeyError, ValueError) as error:
        raise NotGenuine(f"a header or the secret cannot be read: {error}") from None
    if abs((time.time() if now is None else now) - sent) > tolerance:
        raise NotGenuine("it was sent too long ago, or its clock is wrong")
    wanted = "v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    if not any(hmac.compare_digest(wanted.encode(), item.encode()) for item in signatures):
        raise NotGenuine("no signature fits")
    return json.loads(body)
