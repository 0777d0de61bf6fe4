"""API keys: the secret is shown once; only its hash is kept.

A key reads `obk_<prefix>_<secret>`: the prefix (12 hex digits) finds the row, the secret (256 random bits)
proves it. A fast hash is right for such secrets: there is nothing to guess.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
import re
import secrets

from django.db import OperationalError

from apps.kernel.db import is_contention
from apps.tenants.models import ApiKey, Membership
from apps.tenants.prepared import Prepared

_FORM = re.compile(r"^obk_([0-9a-f]{12})_([A-Za-z0-9_\-]{43})$")
USED_EVERY = dt.timedelta(minutes=1)


def new_secret() -> tuple[str, str, str]:
    """(prefix, hash, the whole key to show once)."""
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return prefix, _hash(secret), f"obk_{prefix}_{secret}"


# The newest version of the API's contract, which a new key is pinned to.
_contracts: list[str] = []


def register_contract(version: str) -> None:
    """Declares the newest version of the API's contract. The app of the API stands above and says it from its ready()."""
    _contracts[:] = [version]


def newest_contract() -> str:
    """The version that a key made now is pinned to; "" where no API is installed."""
    return _contracts[0] if _contracts else ""


_OF_PREFIX = Prepared(lambda prefix: ApiKey.objects.select_related("tenant").filter(prefix=prefix).order_by()[:1])


def find_key(text: str, *, at: dt.datetime, address: str = "") -> ApiKey | None:
    """The live key, or None for one that is unknown, expired, revoked, of an inactive company or of a person who left.

    Writes time and address of last use, at most once a minute, unless other writers are in the way. Whether the address may
    use the key is `may_come_from`.
    """
    form = _FORM.match(text)
    if not form:
        return None
    key: ApiKey | None = _OF_PREFIX.first(prefix=form[1])
    if key is None or not _is_secret(key, _hash(form[2]), at) or not lets_in(key, at):
        return None
    if key.last_used_at is None or at - key.last_used_at >= USED_EVERY:
        _note_use(key, at, address)
    return key


def lets_in(key: ApiKey, at: dt.datetime) -> bool:
    """Whether a key whose company is loaded is live: not revoked, not ended, of an active company, and of a person only while they belong
    to it. Loads the membership of a person's key."""
    if key.revoked_at or (key.expires_at and key.expires_at <= at) or not key.tenant.is_active:
        return False
    if key.membership_id is None:  # a partner's key has none: it is not joined for all
        return True
    key.membership = Membership.objects.select_related("user").get(pk=key.membership_id)
    return key.membership.is_active and key.membership.user.is_active


def rotated_secret(key: ApiKey) -> tuple[str, str]:
    """(hash, the whole key to show once): a new secret under the key's own prefix."""
    secret = secrets.token_urlsafe(32)
    return _hash(secret), f"obk_{key.prefix}_{secret}"


def may_come_from(key: ApiKey, address: str) -> bool:
    """Whether the key is taken from an IP address. An address that is none passes only where no networks are set."""
    if not key.networks:
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ipaddress.ip_network(network) for network in key.networks)


def _is_secret(key: ApiKey, hashed: str, at: dt.datetime) -> bool:
    """Whether the hash is of the key's secret, or while it is rotated of the one before. Compared in constant time."""
    if hmac.compare_digest(key.secret_hash, hashed):
        return True
    still = key.old_secret_ends_at is not None and at < key.old_secret_ends_at
    return still and hmac.compare_digest(key.old_secret_hash, hashed)


def _note_use(key: ApiKey, at: dt.datetime, address: str) -> None:
    """Of many requests that come together one writes; none fails for it."""
    try:
        ApiKey.objects.filter(pk=key.pk, last_used_at=key.last_used_at).update(last_used_at=at, last_used_from=address[:45])
    except OperationalError as error:
        if not is_contention(error):
            raise


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
