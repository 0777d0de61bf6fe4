"""How often a caller may ask: never more than so many requests in any minute.

Counted by API key, by person, and by address for whoever is neither. The count is one atomic step in Redis, so that
simultaneous requests cannot slip past it together. Without Redis, or while it is away, each process counts for itself:
callers are let through on purpose rather than answered with an error, and the metrics say so.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from apps.telemetry.metrics import observe_limited, observe_limiter_away

WINDOW_SECONDS = 60
RETRY_REDIS_AFTER_SECONDS = 3.0
logger = structlog.get_logger(__name__)


class TooManyRequests(APIException):
    """429. `wait`: seconds until one more request is let through."""

    status_code = 429
    default_code = "too_many_requests"
    default_detail = _("Too many requests. Wait as long as Retry-After says.")

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True)
class Allowance:
    """What one caller has left: `policy` names the limit, `reset` is seconds until there is more."""

    policy: str
    most: int
    remaining: int
    reset: int
    passed: bool

    @property
    def headers(self) -> dict[str, str]:
        """RateLimit-Policy and RateLimit, as draft-ietf-httpapi-ratelimit-headers writes them."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.most};w={WINDOW_SECONDS}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.reset}',
        }


class _Counter:
    """Redis, and the memory of the process for as long as Redis is away."""

    def __init__(self, url: str) -> None:
        self._memory = MovingWindowRateLimiter(MemoryStorage())
        self._redis = MovingWindowRateLimiter(_redis(url)) if url else None
        self._away_until = 0.0

    def count(self, policy: str, most: int, who: str) -> Allowance:
        if self._redis is not None and time.monotonic() >= self._away_until:
            try:
                return _ask(self._redis, policy, most, who)
            except (RedisError, OSError) as error:
                self._away_until = time.monotonic() + RETRY_REDIS_AFTER_SECONDS
                logger.warning("limiter_away", error=f"{type(error).__name__}: {error}"[:200])
        if self._redis is not None:
            observe_limiter_away()
        return _ask(self._memory, policy, most, who)


def _ask(limiter: MovingWindowRateLimiter, policy: str, most: int, who: str) -> Allowance:
    item = RateLimitItemPerMinute(most, namespace="api")
    passed = limiter.hit(item, policy, who)
    reset_at, remaining = limiter.get_window_stats(item, policy, who)
    reset = min(WINDOW_SECONDS, max(1, math.ceil(reset_at - time.time())))
    return Allowance(policy, most, max(0, remaining) if passed else 0, reset, passed)


def _redis(url: str) -> RedisStorage:
    prefix = f"{settings.CACHES['default'].get('KEY_PREFIX', 'oblik')}-limits"
    return RedisStorage(url, key_prefix=prefix, socket_connect_timeout=1, socket_timeout=2)


_counters: dict[str, _Counter] = {}
_making = threading.Lock()


def _counter(url: str) -> _Counter:
    with _making:  # first requests come together too, and must count together
        if url not in _counters:
            _counters[url] = _Counter(url)
        return _counters[url]


def forget() -> None:
    """Begins to count anew in this process: for tests."""
    with _making:
        _counters.clear()


def count_caller(policy: str, who: str, *, most: int | None = None) -> Allowance | None:
    """Counts one request of an API key ("key") or a person ("user"). `most`: the key's own limit a minute, if it has one.
    None where no limit is set."""
    return _count(policy, settings.API_LIMIT_PER_MINUTE if most is None else most, who)


def count_address(request: Request) -> Allowance | None:
    """Counts one request of nobody in particular, by address. None where no limit is set."""
    return _count("anonymous", settings.API_LIMIT_ANONYMOUS_PER_MINUTE, address_of(request))


def _count(policy: str, most: int, who: str) -> Allowance | None:
    if most <= 0:
        return None
    allowance = _counter(settings.REDIS_URL).count(policy, most, who)
    if not allowance.passed:
        observe_limited(policy)
    return allowance


def address_of(request: Any) -> str:
    """What an anonymous caller is counted by: its address; of IPv6 the network of 64 bits, since one caller commonly has all of
    it; "unknown" for none."""
    try:
        address = ipaddress.ip_address(sender_of(request))
    except ValueError:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def sender_of(request: Any) -> str:
    """Where a request came from: the address of the connection, or behind trusted proxies what they wrote, counted from the right.
    Not checked to be an address."""
    text = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXY_COUNT
    if proxies:
        told = [item.strip() for item in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if item.strip()]
        text = told[-proxies] if len(told) >= proxies else text
    return str(text)
