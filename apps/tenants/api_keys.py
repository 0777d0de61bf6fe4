"""API keys: the secret is shown once; only its hash is kept.

A key reads `obk_<prefix>_<secret>`: the prefix (12 hex digits) finds the row, the secret (256 random bits)
proves it. A fast hash is right for such secrets: there is nothing to guess.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets

from django.db import OperationalError

from apps.kernel.db import is_contention
from apps.tenants.models import ApiKey

_FORM = re.compile(r"^obk_([0-9a-f]{12})_([A-Za-z0-9_\-]{43})$")
USED_EVERY = dt.timedelta(minutes=1)


def new_secret() -> tuple[str, str, str]:
    """(prefix, hash, the whole key to show once)."""
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return prefix, _hash(secret), f"obk_{prefix}_{secret}"


def find_key(text: str, *, at: dt.datetime) -> ApiKey | None:
    """The live key, or None for one that is unknown, expired, revoked, of an inactive company or of a person who left.

    Writes the time of last use, at most once a minute, unless other writers are in the way.
    """
    form = _FORM.match(text)
    if not form:
        return None
    key = ApiKey.objects.select_related("tenant", "membership__user").filter(prefix=form[1]).first()
    if key is None or not hmac.compare_digest(key.secret_hash, _hash(form[2])):
        return None
    if key.revoked_at or (key.expires_at and key.expires_at <= at) or not key.tenant.is_active:
        return None
    if key.membership is not None and not (key.membership.is_active and key.membership.user.is_active):
        return None  # the way in of a person ends with their membership
    if key.last_used_at is None or at - key.last_used_at >= USED_EVERY:
        _note_use(key, at)
    return key


def _note_use(key: ApiKey, at: dt.datetime) -> None:
    """Of many requests that come together one writes; none fails for it."""
    try:
        ApiKey.objects.filter(pk=key.pk, last_used_at=key.last_used_at).update(last_used_at=at)
    except OperationalError as error:
        if not is_contention(error):
            raise


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
