"""What a key may do beside its roles: narrower, from fewer places, more or less often, and with a secret that can be changed."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.api.platform import throttle
from apps.clients.models import Client
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, Refused
from apps.tenants.api_keys import find_key, may_come_from
from apps.tenants.models import ApiKey
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key, revoke_api_key, rotate_api_key, update_api_key
from apps.workflow.models import IdempotencyRecord
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import NEW, Partner
from tests.factories import AT

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def acme():
    throttle.forget()
    return Partner(make.tenant("acme"))


def limit(partner, **limits):
    return update_api_key(partner.key.pk, actor=make.system(partner.company), at=AT, **limits)


def test_a_key_that_may_only_read_changes_nothing(acme):
    limit(acme, read_only=True)
    assert acme.call("get", "clients").status_code == 200
    refused = acme.call("post", "clients", NEW)
    assert (refused.status_code, refused.json()["code"]) == (403, "read_only_key")
    with scope(acme.company.pk):
        assert not Client.objects.exists()
        assert not JournalEntry.objects.filter(type="client.created").exists()


def test_a_key_of_chosen_rights_has_those_alone(acme):
    limit(acme, permissions=["clients.view_client"])
    assert acme.call("get", "clients").status_code == 200
    make.issued(acme.company, make.client(acme.company))
    assert acme.call("get", "invoices").json()["items"] == []
    assert acme.call("get", "tax-codes").status_code == 403
    assert acme.call("post", "clients", NEW).status_code == 403


@pytest.mark.parametrize(
    ("networks", "address", "taken"),
    [
        (["203.0.113.0/24"], "203.0.113.9", True), (["203.0.113.0/24"], "203.0.114.9", False), (["2001:db8::/32"], "2001:db8:1::1", True),
        (["10.0.0.0/8", "192.0.2.7/32"], "192.0.2.7", True), (["203.0.113.0/24"], "::ffff:203.0.113.9", True), (["203.0.113.0/24"], "unknown", False),
        ([], "unknown", True),
    ],
)  # fmt: skip
def test_from_where_a_key_is_taken(networks, address, taken):
    assert may_come_from(ApiKey(networks=networks), address) is taken


def test_another_address_is_refused_with_a_code_of_its_own(acme):
    limit(acme, networks=["203.0.113.0/24"])
    refused = acme.call("get", "clients")
    assert (refused.status_code, refused.json()["code"]) == (403, "wrong_network")
    limit(acme, networks=["127.0.0.0/8"])
    assert acme.call("get", "clients").status_code == 200
    acme.key.refresh_from_db()
    assert acme.key.last_used_from == "127.0.0.1"


def test_a_limit_of_its_own_stands_instead_of_the_usual_one(acme, settings):
    settings.API_LIMIT_PER_MINUTE = 1
    limit(acme, requests_per_minute=3)
    answers = [acme.call("get", "clients") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"key";q=3;w=60'


def test_while_a_key_is_rotated_both_secrets_are_valid(acme):
    key, secret = rotate_api_key(acme.key.pk, actor=make.system(acme.company), at=AT, overlap_hours=2)
    assert secret.split("_")[1] == acme.secret.split("_")[1]
    for text, hours, valid in ((secret, 1, True), (acme.secret, 1, True), (secret, 2, True), (acme.secret, 2, False)):
        assert (find_key(text, at=AT + hours * HOUR) is not None) is valid
    assert key.secret_hash not in (secret, acme.secret)
    with scope(acme.company.pk):
        told = JournalEntry.objects.get(type="api_key.rotated")
    assert secret.split("_", 2)[2] not in str(told.payload)


def test_who_lost_the_new_secret_asks_again_with_the_old_one(acme):
    system = make.system(acme.company)
    _key, lost = rotate_api_key(acme.key.pk, actor=system, at=AT)
    _key, kept = rotate_api_key(acme.key.pk, actor=system, at=AT + HOUR)
    assert [find_key(text, at=AT + HOUR) is not None for text in (acme.secret, lost, kept)] == [True, False, True]


def test_without_an_overlap_the_old_secret_ends_at_once(acme):
    rotate_api_key(acme.key.pk, actor=make.system(acme.company), at=AT, overlap_hours=0)
    assert find_key(acme.secret, at=AT) is None


def test_a_key_can_be_made_to_say_which_version_it_changes(acme):
    made = acme.call("post", "clients", NEW)
    path = f"clients/{made.json()['id']}"
    assert acme.call("patch", path, {"notes": "first"}).status_code == 200
    limit(acme, require_if_match=True)
    for method, address, body in (("patch", path, {"notes": "blind"}), ("post", f"{path}/hold", {"reason": "x"})):
        refused = acme.call(method, address, body)
        assert (refused.status_code, refused.json()["code"], refused.json()["errors"][0]["header"]) == (428, "precondition_required", "If-Match")
    assert acme.call("patch", path, {"notes": "late"}, if_match='"1"').status_code == 412
    with scope(acme.company.pk):
        assert (Client.objects.get().notes, Client.objects.get().version) == ("first", 2)
    assert acme.call("patch", path, {"notes": "second"}, if_match='"2"').status_code == 200
    assert acme.call("patch", path, {"notes": "third"}, if_match="*").status_code == 200


def test_a_key_says_what_it_is(acme):
    limit(acme, read_only=True, permissions=["clients.view_client", "clients.create_client"], networks=["127.0.0.0/8"], requests_per_minute=30, require_if_match=True)
    told = acme.call("get", "key")
    assert told["Cache-Control"] == "no-store"
    assert told.json().items() >= {
        "id": acme.key.pk, "name": acme.key.name, "prefix": acme.key.prefix, "company": "acme", "roles": ["integration"], "person": None,
        "permissions": ["clients.view_client"], "read_only": True, "networks": ["127.0.0.0/8"], "requests_per_minute": 30, "require_if_match": True,
        "contract_version": acme.key.contract_version, "expires_at": None, "old_secret_ends_at": None, "last_used_from": "127.0.0.1",
    }.items()  # fmt: skip
    assert acme.key.secret_hash not in told.content.decode() and acme.secret not in told.content.decode()


def test_a_session_has_no_key(acme):
    browser = browser_of(make.member(acme.company, "owner"))
    for answer in (browser.get("/api/v1/key"), browser.post("/api/v1/key/rotate", {}, content_type="application/json")):
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "no_key")


def test_a_key_rotates_itself_and_the_secret_is_told_once(acme):
    made = acme.call("post", "key/rotate", {"overlap_hours": 2, "reason": "yearly"}, idempotency_key="r1")
    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    fresh = made.json()["secret"]
    again = acme.call("post", "key/rotate", {"overlap_hours": 2, "reason": "yearly"}, idempotency_key="r1")
    assert (again["Idempotent-Replayed"], again.json()) == ("true", made.json() | {"secret": None})
    with scope(acme.company.pk):
        assert JournalEntry.objects.filter(type="api_key.rotated").count() == 1
        kept = IdempotencyRecord.objects.get()
    assert fresh.split("_", 2)[2] not in kept.body_text + kept.outcome_text
    acme.secret = fresh
    told = acme.call("get", "key").json()
    assert told["old_secret_ends_at"] == made.json()["old_secret_ends_at"] is not None
    assert acme.call("post", "key/rotate", {"overlap_hours": 721}).status_code == 422


def test_a_key_that_may_only_read_does_not_rotate_itself(acme):
    limit(acme, read_only=True)
    refused = acme.call("post", "key/rotate", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "read_only_key")
    assert acme.call("get", "key").json()["old_secret_ends_at"] is None


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"networks": ["203.0.113.1/24"]}, "network"), ({"networks": ["here"]}, "network"), ({"networks": ["10.0.0.1"] * 51}, "networks"),
        ({"permissions": ["tenants.create_api_key"]}, "permission"), ({"requests_per_minute": 0}, "per_minute"),
    ],
)  # fmt: skip
def test_limits_that_are_none_are_refused(acme, limits, code):
    with pytest.raises(Invalid) as refused:
        limit(acme, **limits)
    assert code in [reason.code for reason in refused.value.reasons]
    with pytest.raises(Invalid):
        create_api_key("other", actor=make.system(acme.company), at=AT, **limits)
    assert ApiKey.objects.count() == 1


def test_who_may_not_is_refused_and_a_revoked_key_stays_as_it_is(acme):
    clerk = make.member(acme.company, "accountant")
    for act in (update_api_key, rotate_api_key):
        with pytest.raises(NotPermitted):
            act(acme.key.pk, actor=clerk, at=AT)
    revoke_api_key(acme.key.pk, actor=make.system(acme.company), at=AT)
    for act in (update_api_key, rotate_api_key):
        with pytest.raises(Refused):
            act(acme.key.pk, actor=make.system(acme.company), at=AT)
