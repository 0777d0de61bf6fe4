"""Second factors: set up, asked for, good once; and demanded of owners and accountants where the company says so."""

from __future__ import annotations

import re
import threading

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser

from apps.tenants.models import Tenant
from apps.workflow.second_factor import MfaAdapter, spend
from tests import factories as make
from tests.sign_in.door import code, entries, is_in, person, sign_in, told, with_app

pytestmark = pytest.mark.django_db
NOON = "2026-05-04T12:00:10Z"


def confirmed(actor):
    """A browser in which the person has just given the password again."""
    browser, _answer = sign_in(actor.label)
    browser.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    return browser


@pytest.fixture
def set_up(django_capture_on_commit_callbacks):
    """Set the app up in the browser as its page asks; gives the answer."""

    def post(browser, text):
        with django_capture_on_commit_callbacks(execute=True):
            return browser.post("/accounts/2fa/totp/activate/", {"code": text})

    return post


def give(browser, text):
    return browser.post("/accounts/2fa/authenticate/", {"code": text}, headers={"Accept-Language": "en"})


@pytest.fixture
def strict(acme):
    """A company that asks for second factors."""
    Tenant.objects.filter(pk=acme.pk).update(require_mfa=True)
    acme.refresh_from_db()
    return acme


def test_an_authenticator_app_is_set_up_and_asked_for_from_then_on(acme, set_up):
    actor = make.member(acme, "accountant")
    with time_machine.travel(NOON, tick=False) as clock:
        browser = confirmed(actor)
        page = browser.get("/accounts/2fa/totp/activate/").content.decode()
        secret = re.search(r'value="([A-Z2-7]{32})"', page)[1]
        assert "data:image/svg+xml" in page
        answer = set_up(browser, code(secret=secret))
        assert answer["Location"] == "/accounts/2fa/recovery-codes/"
        codes = re.findall(r"\b\d{8}\b", browser.get(answer["Location"]).content.decode())
        assert len(set(codes)) == 10
        assert told(acme)[-1] == "factor_added"
        assert entries(acme)[-1].payload["factor"] == "totp"

        other, answer = sign_in(actor.label)
        assert answer["Location"] == "/accounts/2fa/authenticate/"
        assert not is_in(other)
        assert give(other, code(secret=secret)).status_code == 200, "the code that set the app up was used up by it"
        clock.shift(30)
        assert give(other, code(secret=secret))["Location"] == "/admin/"
        assert is_in(other)
    assert entries(acme)[-1].payload["methods"] == ["password", "totp"]


def test_the_password_is_asked_for_again_before_a_factor_is_added_or_taken_away(acme):
    actor = make.member(acme, "accountant")
    with_app(person(actor))
    browser, _answer = sign_in(actor.label)
    give(browser, code())
    for path in ("totp/deactivate/", "recovery-codes/generate/", "webauthn/add/"):
        assert "/accounts/reauthenticate/" in browser.get(f"/accounts/2fa/{path}")["Location"]
        assert "/accounts/reauthenticate/" in browser.post(f"/accounts/2fa/{path}")["Location"]
    assert Authenticator.objects.filter(user_id=actor.user_id).count() == 1


def test_who_once_asked_for_a_new_password_may_set_a_factor_up(acme):
    """allauth keeps the address as unconfirmed from then on."""
    actor = make.member(acme, "accountant")
    Browser().post("/accounts/password/reset/", {"email": actor.label})
    assert confirmed(actor).get("/accounts/2fa/totp/activate/").status_code == 200


def test_secrets_are_not_readable_in_the_database(acme, settings):
    actor = make.member(acme, "accountant")
    secret = with_app(person(actor)).data["secret"]
    assert "JBSWY3DP" not in secret
    assert MfaAdapter().decrypt(secret).startswith("JBSWY3DP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    assert MfaAdapter().decrypt(secret).startswith("JBSWY3DP"), "a former key still reads"
    settings.SECRET_KEY_FALLBACKS = []
    browser, _answer = sign_in(actor.label)
    assert give(browser, "123456").status_code == 200, "without the key no code fits, and the page says so"


@pytest.mark.parametrize("later", [0, 31, 59])
def test_a_code_is_good_once_as_long_as_it_would_fit(acme, later):
    """The app's clock may run a period ahead: its code then fits for a minute and a half."""
    actor = make.member(acme, "accountant")
    with_app(person(actor))
    with time_machine.travel(NOON, tick=False) as clock:
        ahead = code(+1)
        first, _answer = sign_in(actor.label)
        assert give(first, ahead).status_code == 302
        clock.shift(later)
        second, _answer = sign_in(actor.label)
        assert give(second, ahead).status_code == 200
        assert give(second, code(-1)).status_code == 200, "nor is one from before it"
        assert not is_in(second)
        clock.shift(90)
        assert give(second, code()).status_code == 302


def test_a_code_does_not_confirm_twice_either(acme):
    actor = make.member(acme, "accountant")
    with_app(person(actor))
    with time_machine.travel(NOON, tick=False) as clock:
        browser, _answer = sign_in(actor.label)
        give(browser, code())
        clock.shift(31)
        again = browser.post("/accounts/2fa/reauthenticate/?next=/accounts/2fa/", {"code": code(-1)})
        assert again.status_code == 200
        assert browser.post("/accounts/2fa/reauthenticate/?next=/accounts/2fa/", {"code": code()}).status_code == 302


@pytest.mark.mariadb
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_one_code_one_gets_in():
    user = person(make.member(make.tenant("acme"), "accountant"))
    app = with_app(user)
    text, outcomes, ready = code(), [], threading.Barrier(4)

    def use():
        ready.wait()
        outcomes.append(spend(Authenticator.objects.get(pk=app.pk), text))
        connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == [False, False, False, True]


def test_a_recovery_code_signs_in_once(acme):
    actor = make.member(acme, "accountant")
    with_app(person(actor))
    browser = confirmed(actor)
    give(browser, code())
    browser.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    browser.post("/accounts/2fa/recovery-codes/generate/")
    codes = re.findall(r"\b\d{8}\b", browser.get("/accounts/2fa/recovery-codes/").content.decode())
    assert re.findall(r"\b\d{8}\b", browser.get("/accounts/2fa/recovery-codes/").content.decode()) == [], "they are shown once"
    first, _answer = sign_in(actor.label)
    assert give(first, codes[0]).status_code == 302
    second, _answer = sign_in(actor.label)
    assert give(second, codes[0]).status_code == 200
    assert give(second, codes[1]).status_code == 302
    assert [entry.payload["methods"][-1] for entry in entries(acme) if entry.type == "sign_in.succeeded"][-1] == "recovery_codes"


def test_wrong_codes_are_journalled_and_lock(acme):
    actor = make.member(acme, "accountant")
    with_app(person(actor))
    browser, _answer = sign_in(actor.label)
    for _ in range(5):
        assert "does not fit" in give(browser, "000000").content.decode()
    assert "try again in five minutes" in give(browser, code()).content.decode()
    fresh, _answer = sign_in(actor.label, REMOTE_ADDR="203.0.113.5")
    assert give(fresh, code()).status_code == 200, "not from another browser either"
    assert told(acme) == ["failed"] * 5 + ["locked"]
    assert entries(acme)[0].payload["method"] == "second factor"
    assert not is_in(browser)


def test_the_second_step_alone_is_worth_nothing(acme):
    actor = make.member(acme, "accountant")
    with_app(person(actor))
    assert give(Browser(), code())["Location"].startswith("/accounts/login/")
    halfway, _answer = sign_in(actor.label)
    assert halfway.get("/admin/").status_code == 302
    assert halfway.get("/api/v1/clients").status_code == 401


def test_a_first_factor_ends_the_sessions_that_were_opened_without(acme, set_up):
    actor = make.member(acme, "accountant")
    old, _answer = sign_in(actor.label)
    browser = confirmed(actor)
    secret = re.search(r'value="([A-Z2-7]{32})"', browser.get("/accounts/2fa/totp/activate/").content.decode())[1]
    set_up(browser, code(secret=secret))
    assert not is_in(old)
    assert is_in(browser)
    assert told(acme)[-2:] == ["factor_added", "session_ended"]


@pytest.mark.parametrize("role", ["owner", "accountant"])
def test_where_the_company_asks_owners_and_accountants_set_one_up_before_they_see_anything(strict, role):
    actor = make.member(strict, role)
    browser, _answer = sign_in(actor.label)
    for path in ("/admin/", "/admin/clients/client/", "/admin/invoices/invoice/add/"):
        assert browser.get(path)["Location"] == "/accounts/2fa/"
    assert browser.post("/admin/clients/client/add/", {"code": "X"})["Location"] == "/accounts/2fa/"
    page = browser.get("/accounts/2fa/", headers={"Accept-Language": "en"}).content.decode()
    assert "asks for a second factor" in page
    for answer in (browser.get("/api/v1/clients"), browser.post("/api/v1/clients", {}, content_type="application/json")):
        assert (answer.status_code, answer.json()["code"]) == (403, "sign_in_incomplete")
    with_app(person(actor))
    assert browser.get("/admin/").status_code == 200
    assert browser.get("/api/v1/clients").status_code == 200


@pytest.mark.parametrize("role", ["manager", "approver", "dispatcher", "employee", "auditor"])
def test_others_are_not_asked(strict, role):
    browser, _answer = sign_in(make.member(strict, role).label)
    assert browser.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(strict):
    actor = make.member(strict, "owner")
    Authenticator.objects.create(user=person(actor), type="recovery_codes", data={"seed": MfaAdapter().encrypt("x"), "used_mask": 0})
    browser, _answer = sign_in(actor.label)
    assert browser.get("/admin/")["Location"] == "/accounts/2fa/"


def test_taking_the_factor_away_closes_the_door_again(strict):
    actor = make.member(strict, "owner")
    with_app(person(actor))
    browser, _answer = sign_in(actor.label)
    give(browser, code())
    assert browser.get("/admin/").status_code == 200
    browser.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    assert browser.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert told(strict)[-1] == "factor_removed"
    assert browser.get("/admin/")["Location"] == "/accounts/2fa/"


def test_an_api_key_is_not_asked_for_a_second_factor(strict):
    from apps.workflow.actions import create_api_key

    _key, secret = create_api_key("k", actor=make.member(strict, "owner"), at=make.AT, roles=["accountant"])
    assert Browser().get("/api/v1/clients", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_a_used_code_stays_used_when_the_cache_forgets(acme):
    """Redis gone, or another process remembering for itself: the row knows."""
    actor = make.member(acme, "accountant")
    with_app(person(actor))
    with time_machine.travel(NOON, tick=False):
        give(sign_in(actor.label)[0], code())
        cache.delete_many([f"allauth.mfa.totp.used?user={actor.user_id}&code={code()}"])
        again, _answer = sign_in(actor.label)
        assert give(again, code()).status_code == 200
