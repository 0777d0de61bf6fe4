"""Signing in with a password: counted, limited, journalled where the person works, and silent about who exists."""

from __future__ import annotations

import time

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from apps.tenants.models import User
from apps.workflow.actions import add_member
from tests import factories as make
from tests.sign_in.door import entries, is_in, person, sign_in, told

pytestmark = pytest.mark.django_db
LIMIT = 5


def guess(email, times=1, **extra):
    return [sign_in(email, "not-the-password", **extra)[1] for _ in range(times)]


def test_signing_in_is_journalled_with_who_and_from_where(acme, beta):
    actor = make.member(acme, "accountant")
    browser, answer = sign_in(actor.label.upper(), REMOTE_ADDR="203.0.113.7")
    assert answer["Location"] == "/admin/"
    assert is_in(browser)
    (entry,) = entries(acme)
    assert (entry.type, entry.actor_user_id, entry.actor_label, entry.door) == ("sign_in.succeeded", actor.user_id, actor.label, "sign_in")
    assert entry.payload == {"email": actor.label, "address": "203.0.113.7", "methods": ["password"]}
    assert entry.request_id == answer["X-Request-ID"]
    assert entries(beta) == []


def test_a_wrong_password_is_journalled_in_each_company_of_the_person_and_nowhere_else(acme, beta):
    gamma = make.tenant("gamma")
    actor = make.member(acme, "accountant")
    add_member(actor.label, ["auditor"], actor=make.system(beta), at=make.AT)
    (answer,) = guess(actor.label, REMOTE_ADDR="203.0.113.8")
    assert answer.status_code == 200
    assert "is not right" in answer.content.decode()
    for company in (acme, beta):
        (entry,) = entries(company)
        assert (entry.type, entry.actor_user_id, entry.actor_label) == ("sign_in.failed", None, "system:sign-in")
        assert entry.payload == {"email": actor.label, "address": "203.0.113.8", "method": "password"}
        assert entry.subject_kind == "membership"
    assert entries(gamma) == []


def test_who_no_longer_works_for_a_company_is_not_in_its_journal(acme, beta):
    actor = make.member(acme, "auditor")
    membership, _password = add_member(actor.label, ["auditor"], actor=make.system(beta), at=make.AT)
    membership.is_active = False
    membership.save()
    guess(actor.label)
    assert (told(acme), told(beta)) == (["failed"], [])


def test_an_address_with_other_accents_is_another_address(acme):
    """A database that folds accents would find the owner; the journal must not name them for it."""
    guess("ówner@acme.example")
    assert told(acme) == []


def test_too_many_wrong_passwords_lock_and_the_right_one_does_not_help(acme):
    actor = make.member(acme, "accountant")
    guess(actor.label, LIMIT)
    browser, answer = sign_in(actor.label)
    assert answer.status_code == 200
    assert "try again in five minutes" in answer.content.decode()
    assert not is_in(browser)
    guess(actor.label, 2)
    assert told(acme) == ["failed"] * LIMIT + ["locked"], "one entry a lock-out, however long the guessing goes on"
    assert entries(acme)[-1].payload["address"] == "127.0.0.1"


def test_others_are_not_locked_with_them(acme):
    actor, other = make.member(acme, "accountant"), make.member(acme, "auditor")
    guess(actor.label, LIMIT + 1)
    assert sign_in(other.label, REMOTE_ADDR="203.0.113.9")[1].status_code == 302


def test_the_lock_ends_by_itself(acme):
    actor = make.member(acme, "accountant")
    with time_machine.travel("2026-05-04T09:00:00Z", tick=False) as clock:
        guess(actor.label, LIMIT + 1)
        clock.shift(299)
        assert sign_in(actor.label)[1].status_code == 200
        clock.shift(2)
        assert sign_in(actor.label)[1].status_code == 302
    assert told(acme)[-1] == "succeeded"


@pytest.mark.parametrize(
    ("way", "extra"),
    [
        ("{upper}", {}),
        (" {email} ", {}),
        ("{email}", {"HTTP_HOST": "localhost"}),
        ("{email}", {"HTTP_HOST": "localhost:4711"}),
        ("{email}", {"HTTP_X_FORWARDED_FOR": "198.51.100.1"}),
        ("{email}", {"REMOTE_ADDR": "198.51.100.2"}),
    ],
)
def test_the_lock_is_not_walked_around(acme, way, extra):
    actor = make.member(acme, "accountant")
    guess(actor.label, LIMIT)
    _browser, answer = sign_in(way.format(email=actor.label, upper=actor.label.upper()), **extra)
    assert "try again in five minutes" in answer.content.decode()


def test_no_other_path_takes_a_password_while_locked(acme):
    actor = make.member(acme, "accountant")
    guess(actor.label, LIMIT)
    browser = Browser()
    both = {"username": actor.label, "login": actor.label, "password": make.PASSWORD}
    assert browser.post("/admin/login/", both)["Location"].startswith("/accounts/login/")
    assert browser.post("/admin/", both).status_code == 302
    assert browser.get("/api/v1/clients", headers={"Authorization": "Basic " + _basic(actor.label)}).status_code == 401
    browser.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    assert not is_in(browser)


def _basic(email):
    import base64

    return base64.b64encode(f"{email}:{make.PASSWORD}".encode()).decode()


def test_guessing_by_one_address_is_limited_over_all_people(acme):
    people = [make.member(acme, "auditor") for _ in range(11)]
    answers = [guess(actor.label)[0] for actor in people]
    assert "is not right" in answers[9].content.decode()
    assert "try again" in answers[10].content.decode()


def test_a_flood_is_answered_429_in_words(acme, settings):
    with time_machine.travel("2026-05-04T09:00:00Z", tick=False):
        answers = guess("nobody@example.com", 31)
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "60"
    assert "tried too often" in answers[-1].content.decode()


def test_asking_for_the_password_again_counts_and_is_limited_too(acme):
    actor = make.member(acme, "accountant")
    browser, _answer = sign_in(actor.label)
    for _ in range(LIMIT):
        browser.post("/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/", {"password": "guess"})
    answer = browser.post("/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/", {"password": make.PASSWORD})
    assert answer.status_code == 200
    assert told(acme) == ["succeeded"] + ["failed"] * LIMIT + ["locked"]


def test_the_old_password_cannot_be_guessed_where_it_is_changed(acme):
    actor = make.member(acme, "accountant")
    browser, _answer = sign_in(actor.label)
    new = {"password1": "quite-another-word", "password2": "quite-another-word"}
    with time_machine.travel("2026-05-04T09:00:00Z") as clock:
        for _ in range(LIMIT):
            browser.post("/accounts/password/change/", {"oldpassword": "guess", **new})
        clock.shift(61)  # the form's own limit by the minute is over, the lock is not
        assert browser.post("/accounts/password/change/", {"oldpassword": make.PASSWORD, **new}).status_code == 200
    assert told(acme) == ["succeeded"] + ["failed"] * LIMIT + ["locked"]
    assert person(actor).check_password(make.PASSWORD)


def test_an_unknown_address_is_answered_like_a_wrong_password(acme):
    actor = make.member(acme, "accountant")
    for wrong in range(LIMIT + 2):
        (known,), (unknown,) = guess(actor.label, REMOTE_ADDR=f"10.0.0.{wrong}"), guess("nobody@example.com", REMOTE_ADDR=f"10.0.1.{wrong}")
        assert known.status_code == unknown.status_code
        assert _words(known, actor.label) == _words(unknown, "nobody@example.com")


def _words(answer, email):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(email, "@")


def test_an_unknown_address_takes_as_long_as_a_wrong_password(acme, settings):
    """By the hasher of production, whose work dwarfs the rest; a person's absence must not save it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    actor = make.member(acme, "accountant")
    user = person(actor)
    user.set_password(make.PASSWORD)
    user.save()

    def fastest(email):
        took = []
        for turn in range(3):
            begun = time.perf_counter()
            guess(email, REMOTE_ADDR=f"10.1.{turn}.1")
            took.append(time.perf_counter() - begun)
        return min(took)

    known, unknown = fastest(actor.label), fastest("nobody@example.com")
    assert unknown > known / 2


def test_resetting_a_password_says_nothing_of_who_exists(acme, mailoutbox, worker_at_once):
    actor = make.member(acme, "accountant")
    known = Browser().post("/accounts/password/reset/", {"email": actor.label})
    unknown = Browser().post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in mailoutbox] == [[actor.label]]


def test_asking_for_a_link_does_the_same_work_for_anybody(acme, monkeypatch):
    from apps.workflow import tasks

    asked = []
    monkeypatch.setattr(tasks.send_reset_link, "delay", asked.append)
    addresses = [make.member(acme, "accountant").label, "nobody@example.com"]
    counts = []
    for email in addresses:
        with CaptureQueriesContext(connection) as queries:
            Browser().post("/accounts/password/reset/", {"email": email})
        counts.append(len(queries))
    assert asked == addresses
    assert counts[0] == counts[1]


def test_the_link_comes_in_the_persons_language_and_leads_to_the_site(acme, mailoutbox, worker_at_once, settings):
    settings.SITE_URL = "https://oblik.example"
    user = person(make.member(acme, "accountant"))
    user.language = "uk"
    user.save()
    Browser().post("/accounts/password/reset/", {"email": user.email.upper()}, headers={"Accept-Language": "en", "Host": "localhost:4711"})
    (mail,) = mailoutbox
    assert mail.subject == "Oblik: новий пароль"
    assert "https://oblik.example/accounts/password/reset/key/" in mail.body


@pytest.mark.parametrize("trouble", [ConnectionRefusedError("no broker"), TimeoutError("frozen")])
def test_asking_for_a_link_is_answered_alike_when_it_cannot_be_sent(acme, monkeypatch, trouble):
    from apps.workflow import tasks

    def fail(*args):
        raise trouble

    monkeypatch.setattr(tasks.send_reset_link, "delay", fail)
    known = Browser().post("/accounts/password/reset/", {"email": make.member(acme, "accountant").label})
    unknown = Browser().post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_a_link_is_good_for_an_hour(acme, mailoutbox, worker_at_once, settings):
    settings.SITE_URL = "https://oblik.example"
    with time_machine.travel("2026-05-04T09:00:00Z", tick=False) as clock:
        Browser().post("/accounts/password/reset/", {"email": make.member(acme, "accountant").label})
        link = next(word for word in mailoutbox[0].body.split() if "/key/" in word).removeprefix("https://oblik.example")
        clock.shift(3599)
        assert "password1" in Browser().get(link, follow=True).content.decode()
        clock.shift(2)
        assert "password1" not in Browser().get(link, follow=True).content.decode()


def test_a_one_time_password_must_be_changed_first(acme):
    member, password = add_member("new@acme.example", ["manager"], actor=make.system(acme), at=make.AT, language="en")
    browser, _answer = sign_in("new@acme.example", password)
    assert browser.get("/admin/")["Location"] == "/accounts/password/change/"
    assert browser.get("/admin/clients/client/")["Location"] == "/accounts/password/change/"
    refused = browser.get("/api/v1/clients")
    assert (refused.status_code, refused.json()["code"]) == (403, "sign_in_incomplete")
    assert refused["Content-Type"] == "application/problem+json"
    form = {"oldpassword": password, "password1": "quite-another-word", "password2": "quite-another-word"}
    browser.post("/accounts/password/change/", form)
    assert browser.get("/admin/").status_code == 200
    assert browser.get("/api/v1/clients").status_code == 200
    assert not User.objects.get(pk=member.user_id).must_change_password
    assert told(acme) == ["succeeded", "password_changed"]
    assert entries(acme)[-1].actor_label == "new@acme.example"


def test_the_admins_own_password_page_leads_to_the_one_with_limits(acme):
    browser, _answer = sign_in(make.member(acme, "owner").label)
    assert browser.post("/admin/password_change/", {"old_password": "guess"})["Location"] == "/accounts/password/change/"


def test_a_reset_password_ends_sessions_unlocks_and_is_journalled(acme, mailoutbox, worker_at_once, settings):
    settings.SITE_URL = "https://oblik.example"
    actor = make.member(acme, "accountant")
    inside, _answer = sign_in(actor.label)
    guess(actor.label, LIMIT + 1)
    browser = Browser()
    browser.post("/accounts/password/reset/", {"email": actor.label})
    link = next(word for word in mailoutbox[0].body.split() if "/password/reset/key/" in word)
    page = browser.get(link.removeprefix("https://oblik.example"), follow=True)
    new = {"password1": "quite-another-word", "password2": "quite-another-word"}
    assert browser.post(page.redirect_chain[-1][0], new).status_code == 302
    assert not is_in(inside)
    assert not is_in(browser), "a link in a mail is no second factor: the person signs in"
    assert sign_in(actor.label, "quite-another-word")[1].status_code == 302
    assert told(acme)[-2:] == ["password_changed", "succeeded"]
    assert entries(acme)[-2].payload["by_mail"] is True
    assert browser.get(link.removeprefix("https://oblik.example"), follow=True).status_code == 200
    assert browser.post(page.redirect_chain[-1][0], new).status_code in (200, 302)
    assert told(acme)[-1] == "succeeded", "a link works once"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"])
def test_signing_in_and_out_leads_to_no_other_site(acme, target):
    actor = make.member(acme, "accountant")
    browser = Browser()
    answer = browser.post("/accounts/login/", {"login": actor.label, "password": make.PASSWORD, "next": target})
    assert answer["Location"] == "/admin/"
    assert "evil" not in browser.post("/accounts/logout/", {"next": target})["Location"]
    browser = Browser()
    answer = browser.post(f"/accounts/login/?next={target}", {"login": actor.label, "password": make.PASSWORD})
    assert answer["Location"] == "/admin/"
    assert "evil" not in Browser().post("/i18n/setlang/", {"language": "uk", "next": target})["Location"]


def test_the_page_that_was_asked_for_is_shown_after_signing_in(acme):
    actor = make.member(acme, "accountant")
    browser = Browser()
    page = browser.get("/admin/clients/client/")["Location"]
    page = browser.get(page)["Location"] if page.startswith("/admin/login") else page
    answer = browser.post(page, {"login": actor.label, "password": make.PASSWORD, "next": "/admin/clients/client/"})
    assert answer["Location"] == "/admin/clients/client/"


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/email/"])
def test_addresses_are_not_the_persons_to_add(acme, address):
    browser, _answer = sign_in(make.member(acme, "owner").label)
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"email": "second@acme.example", "action_add": ""}).status_code == 404


def test_a_deactivated_person_does_not_get_in(acme):
    actor = make.member(acme, "accountant")
    inside, _answer = sign_in(actor.label)
    User.objects.filter(pk=actor.user_id).update(is_active=False)
    assert not is_in(inside)
    browser, _answer = sign_in(actor.label)
    assert not is_in(browser)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_where_addresses_must_be_confirmed_a_mail_leads_in(acme, mailoutbox, settings, language):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    actor = make.member(acme, "auditor")
    browser = Browser(headers={"Accept-Language": language})
    both = {"login": actor.label, "password": make.PASSWORD}
    assert browser.post("/accounts/login/", both)["Location"] == "/accounts/confirm-email/"
    assert not is_in(browser)
    (mail,) = mailoutbox
    assert mail.subject == {"uk": "Oblik: підтвердьте свою адресу", "en": "Oblik: confirm your address"}[language]
    link = next(word for word in mail.body.split() if "/confirm-email/" in word).split("testserver")[1]
    assert browser.get(link).status_code == 200
    browser.post(link)
    assert browser.post("/accounts/login/", both)["Location"] == "/admin/"
