"""With Redis gone the process remembers for itself, and /readyz says which part is down."""

import pytest
from django.core.cache import cache, caches

from apps.telemetry import stores
from config import cache as resilient
from config.settings.databases import cache_from_url

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def redis_down(settings):
    resilient._away.clear()
    settings.CACHES = {"default": cache_from_url(NOWHERE)}
    settings.REDIS_URL = NOWHERE
    assert isinstance(caches["default"], resilient.ResilientRedisCache)
    yield
    caches["default"]._memory.clear()


def test_cache_calls_are_answered_from_memory(redis_down):
    assert cache.get("key", "otherwise") == "otherwise"
    cache.set("key", "value", 10)
    assert cache.get("key") == "value"
    assert not cache.add("key", "other")
    assert cache.get_or_set("computed", lambda: 7, 10) == 7
    assert cache.get_many(["key", "absent"]) == {"key": "value"}
    cache.set("count", 1)
    assert cache.incr("count") == 2
    assert cache.delete("key")
    assert "key" not in cache


def test_after_a_failure_redis_is_left_alone_for_a_while(redis_down, monkeypatch):
    asked = []
    monkeypatch.setattr(resilient.RedisCache, "get", lambda *args, **kwargs: asked.append(1))
    cache.set("key", "value")  # fails, and the pause begins
    cache.get("key")
    cache.get("key")
    assert asked == []


def test_when_redis_is_back_it_is_asked_again_and_memory_forgets(redis_down, monkeypatch):
    cache.set("key", "from the outage")
    monkeypatch.setattr(resilient.RedisCache, "get", lambda *args, **kwargs: "from Redis")
    caches["default"]._away.until = 0.001  # the pause is over
    assert cache.get("key") == "from Redis"
    assert caches["default"]._memory.get("key") is None


def test_ready_names_the_cache_and_keeps_serving(redis_down, client, db):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["failed"] == ["cache"]
    assert response.json()["probes"]["database"]["status"] == "ok"


def test_a_page_is_answered(redis_down, client, db):
    assert client.get("/accounts/login/").status_code == 200


def test_signing_in_works_and_guessing_is_still_stopped(redis_down, client, django_user_model, db):
    for name in ("clerk", "victim"):
        django_user_model.objects.create_user(f"{name}@example.com", "Long-enough-1", is_staff=True)
    for _ in range(8):
        client.post("/accounts/login/", {"login": "victim@example.com", "password": "guess"})
    locked = client.post("/accounts/login/", {"login": "victim@example.com", "password": "Long-enough-1"})
    other = client.post("/accounts/login/", {"login": "clerk@example.com", "password": "Long-enough-1"})
    assert locked.status_code != 302
    assert other.status_code == 302


def test_an_unreachable_broker_is_found_in_bounded_time(settings):
    settings.CELERY_BROKER_URL = NOWHERE
    with pytest.raises(Exception, match="refused|connecting"):
        stores.probe_broker()


@pytest.mark.redis
def test_with_redis_up_the_cache_keeps_what_it_is_told(db):
    cache.set("key", "value", 10)
    assert cache.get("key") == "value"
    assert stores.probe_cache() == {"kind": "redis"}
