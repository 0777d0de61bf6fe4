"""The cache: Redis, and the memory of the process for as long as Redis is away.

Reads then miss and writes stay with the process, so pages are answered and sign-in limits go on counting,
by each process for itself. After one failure Redis is left alone for a few seconds: a frozen server costs
one time-out in that span and not one a call. Nothing that must not be lost is ever kept only here.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django_redis.cache import RedisCache
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError

RETRY_AFTER_SECONDS = 3.0
logger = structlog.get_logger(__name__)


@dataclass
class _Away:
    """Until when one server is left alone, on the monotonic clock; 0 while it answers."""

    until: float = 0.0


_away: dict[str, _Away] = {}


def _falling_back(name: str) -> Any:
    """Build the method `name`: the same call, to Redis or to the memory of the process."""

    def method(self: ResilientRedisCache, *args: Any, **kwargs: Any) -> Any:
        if self._may_ask():
            try:
                answer = getattr(super(ResilientRedisCache, self), name)(*args, **kwargs)
            except (RedisError, ConnectionInterrupted, OSError) as error:
                self._leave_alone(error)
            else:
                self._answered()
                return answer
        return getattr(self._memory, name)(*args, **kwargs)

    method.__name__ = name
    return method


class ResilientRedisCache(RedisCache):
    """Django's cache interface over Redis that never raises because Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache(f"instead of {server}", params)
        self._away = _away.setdefault(server, _Away())

    def _may_ask(self) -> bool:
        return time.monotonic() >= self._away.until

    def _leave_alone(self, error: Exception) -> None:
        self._away.until = time.monotonic() + RETRY_AFTER_SECONDS
        logger.warning("cache_away", error=f"{type(error).__name__}: {error}", retry_after=RETRY_AFTER_SECONDS)

    def _answered(self) -> None:
        if self._away.until:
            self._away.until = 0.0
            self._memory.clear()
            logger.info("cache_back")

    get = _falling_back("get")
    get_many = _falling_back("get_many")
    set = _falling_back("set")
    set_many = _falling_back("set_many")
    add = _falling_back("add")
    delete = _falling_back("delete")
    delete_many = _falling_back("delete_many")
    incr = _falling_back("incr")
    decr = _falling_back("decr")
    touch = _falling_back("touch")
    has_key = _falling_back("has_key")
