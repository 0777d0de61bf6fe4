"""How often a caller may ask: exactly as often as the settings say, in whatever order the requests come."""

from __future__ import annotations

import secrets
import threading

import pytest
from django.test import Client as Browser

from apps.api.platform import throttle
from apps.telemetry.metrics import REGISTRY
from tests import factories as make
from tests.api.test_api import Partner

pytestmark = pytest.mark.django_db
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _counting_anew(settings):
    """Begins from nothing, under a name of its own: Redis remembers for a minute."""
    settings.CACHES = {**settings.CACHES, "default": settings.CACHES["default"] | {"KEY_PREFIX": f"oblik-test-{secrets.token_hex(6)}"}}
    throttle.forget()
    yield
    throttle.forget()


def counted(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


def test_the_answer_says_how_much_is_left(settings):
    settings.API_LIMIT_PER_MINUTE = 3
    acme = Partner(make.tenant("acme"))
    first = acme.call("get", "clients")
    assert (first["RateLimit-Policy"], first["RateLimit"]) == ('"key";q=3;w=60', '"key";r=2;t=60')
    assert acme.call("get", "invoices")["RateLimit"].startswith('"key";r=1;')
    acme.call("get", "clients")
    refused = acme.call("post", "clients", {"code": "C1", "legal_name": "Late"})
    assert (refused.status_code, refused["Content-Type"], refused.json()["code"]) == (429, "application/problem+json", "too_many_requests")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit"].startswith('"key";r=0;')


def test_callers_do_not_share_a_limit(settings):
    settings.API_LIMIT_PER_MINUTE = 1
    acme, other = Partner(make.tenant("acme")), Partner(make.tenant("other"))
    assert [partner.call("get", "clients").status_code for partner in (acme, acme, other)] == [200, 429, 200]


def test_a_person_is_limited_over_all_sessions(settings):
    from tests.admin.test_pages import browser_of

    settings.API_LIMIT_PER_MINUTE = 1
    owner = make.member(make.tenant("acme"), "owner")
    answers = [browser_of(owner).get("/api/v1/clients") for _session in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[0]["RateLimit-Policy"].startswith('"user"')


@pytest.mark.parametrize("header", [None, "Bearer nonsense", f"Bearer obk_{'0' * 12}_{'x' * 43}", "Basic YTpi"])
def test_a_flood_without_a_valid_key_is_limited_by_address(settings, header, django_assert_max_num_queries):
    settings.API_LIMIT_ANONYMOUS_PER_MINUTE = 5
    sent = {"HTTP_AUTHORIZATION": header} if header else {}
    with django_assert_max_num_queries(8):  # one indexed read for each key that has the form of one, and no slow hash
        answers = [Browser().get("/api/v1/clients", **sent).status_code for _ in range(8)]
    assert answers == [401] * 5 + [429] * 3


def test_a_flood_from_the_same_address_does_not_lock_out_who_has_a_key(settings):
    settings.API_LIMIT_ANONYMOUS_PER_MINUTE = 2
    acme = Partner(make.tenant("acme"))
    for _ in range(4):
        Browser().get("/api/v1/clients")
    assert acme.call("get", "clients").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "9.9.9.9", "192.0.2.1"), (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"), (2, "9.9.9.9", "192.0.2.1"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"), (1, "<script>", "unknown"),
    ],
)  # fmt: skip
def test_whose_address_counts(settings, rf, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    assert throttle.address_of(rf.get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)) == address


def test_with_redis_away_callers_are_let_through_and_it_is_counted(settings):
    settings.REDIS_URL, settings.API_LIMIT_PER_MINUTE = NOWHERE, 5
    acme, before = Partner(make.tenant("acme")), counted("oblik_limiter_away_total")
    assert [acme.call("get", "clients").status_code for _ in range(6)] == [200] * 5 + [429]  # each process for itself
    assert counted("oblik_limiter_away_total") == before + 6


def test_no_limit_where_none_is_set(settings):
    settings.API_LIMIT_PER_MINUTE = 0
    assert "RateLimit" not in Partner(make.tenant("acme")).call("get", "clients")


@pytest.mark.parametrize("memory", [pytest.param(False, marks=pytest.mark.redis, id="redis"), pytest.param(True, id="memory")])
def test_of_fifty_at_once_exactly_ten_pass(settings, memory):
    settings.REDIS_URL = "" if memory else settings.REDIS_URL
    settings.API_LIMIT_PER_MINUTE = 10
    passed, together = [], threading.Barrier(50)

    def ask():
        together.wait(20)
        passed.append(throttle.count_caller("key", "one").passed)

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(passed), sum(passed)) == (50, 10)
