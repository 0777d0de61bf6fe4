"""Sessions: listed, ended one by one or all at once, and bound to one company at a time."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client as Browser

from apps.tenants.models import Membership, Tenant, User
from apps.workflow.actions import add_member, revoke_member, update_member
from tests import factories as make
from tests.sign_in.door import entries, is_in, sign_in, told

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def actor(acme):
    return make.member(acme, "accountant")


@pytest.fixture
def here(actor):
    return sign_in(actor.label)[0]


@pytest.fixture
def phone(actor, here):
    return sign_in(actor.label, HTTP_USER_AGENT=PHONE, REMOTE_ADDR="203.0.113.20")[0]


def session_of(browser):
    return UserSession.objects.get(session_key=browser.session.session_key)


def end(browser, session):
    return browser.post(f"/accounts/sessions/{session.pk}/end/")


def test_sessions_are_listed_with_device_and_address(here, phone):
    page = here.get("/accounts/sessions/", headers={"Accept-Language": "en"}).content.decode()
    assert "203.0.113.20" in page
    assert "iPhone" in page
    assert page.count("this browser") == 1


def test_an_ended_session_is_refused_at_its_next_request(acme, here, phone, actor):
    theirs = session_of(phone)
    assert end(here, theirs).status_code == 302
    assert phone.get("/admin/").status_code == 302
    assert phone.get("/api/v1/clients").status_code == 401
    assert not is_in(phone)
    assert is_in(here)
    entry = entries(acme)[-1]
    assert (entry.type, entry.actor_user_id) == ("sign_in.session_ended", actor.user_id)
    assert entry.payload == {"email": actor.label, "address": "127.0.0.1", "ended_address": "203.0.113.20", "ended_device": PHONE}


def test_all_others_are_ended_at_once(acme, here, phone, actor):
    third, _answer = sign_in(actor.label)
    assert here.post("/accounts/sessions/").status_code == 302
    assert [is_in(browser) for browser in (here, phone, third)] == [True, False, False]
    assert told(acme)[-2:] == ["session_ended", "session_ended"]
    here.post("/accounts/sessions/")
    assert len(told(acme)) == 5, "nothing ended, nothing journalled"


def test_another_persons_session_is_not_found(acme, here, phone):
    stranger, _answer = sign_in(make.member(acme, "owner").label)
    before = told(acme)
    assert end(stranger, session_of(phone)).status_code == 404
    assert is_in(phone)
    assert told(acme) == before


def test_a_session_does_not_end_itself_that_way(here):
    assert end(here, session_of(here)).status_code == 404
    assert is_in(here)


def test_ending_takes_a_post_and_a_sign_in(here, phone):
    assert here.get(f"/accounts/sessions/{session_of(phone).pk}/end/").status_code == 405
    assert end(Browser(), session_of(phone))["Location"].startswith("/accounts/login/")
    assert is_in(phone)


def test_signing_out_takes_a_post_and_is_journalled(acme, here, actor):
    assert here.get("/accounts/logout/").status_code == 200
    assert is_in(here)
    assert here.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert not is_in(here)
    entry = entries(acme)[-1]
    assert (entry.type, entry.actor_user_id, entry.payload["address"]) == ("sign_in.signed_out", actor.user_id, "127.0.0.1")


def test_signing_out_by_the_admins_button_is_the_same(acme, here):
    assert here.get("/admin/logout/").status_code == 405
    here.post("/admin/logout/")
    assert not is_in(here)
    assert told(acme)[-1] == "signed_out"


def test_changing_the_password_ends_the_other_sessions(here, phone):
    form = {"oldpassword": make.PASSWORD, "password1": "quite-another-word", "password2": "quite-another-word"}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert [is_in(here), is_in(phone)] == [True, False]
    assert here.get("/accounts/sessions/").content.decode().count("<li>") == 1


def test_a_session_ends_with_the_browser_and_after_half_a_day(here, settings):
    assert not here.cookies[settings.SESSION_COOKIE_NAME]["max-age"]
    assert 0 < here.session.get_expiry_age() <= 12 * 60 * 60


def test_a_role_that_was_taken_away_stops_at_the_next_request(acme, here, actor):
    assert here.get("/admin/clients/client/add/").status_code == 200
    update_member(actor.membership_id, ["auditor"], actor=make.system(acme), at=make.AT)
    assert here.get("/admin/clients/client/add/").status_code == 403


def test_a_membership_that_ended_stops_at_the_next_request(acme, here, actor):
    revoke_member(actor.membership_id, actor=make.system(acme), at=make.AT)
    assert here.get("/admin/").status_code == 403
    assert here.get("/api/v1/clients").status_code in (401, 403)


@pytest.fixture
def both(acme, beta, actor):
    """The accountant of Acme is an auditor of Beta."""
    return add_member(actor.label, ["auditor"], actor=make.system(beta), at=make.AT)[0]


def company_of(browser):
    return Membership.objects.get(pk=browser.session["oblik_membership"]).tenant.slug


def test_a_company_is_chosen_and_holds_for_the_session(here, both, actor):
    here.get("/admin/")
    assert company_of(here) == "acme"
    page = here.get("/accounts/companies/", headers={"Accept-Language": "en"}).content.decode()
    assert "Beta" in page
    assert here.post("/accounts/companies/", {"membership": both.pk})["Location"] == "/admin/"
    assert here.get("/admin/clients/client/add/").status_code == 403, "an auditor there"
    assert company_of(here) == "beta"
    other, _answer = sign_in(actor.label)
    other.get("/admin/")
    assert company_of(other) == "acme"


@pytest.mark.parametrize("wrong", ["", "0", "x", "-1", "²", "99999999999999999999", "' OR 1=1"])
def test_a_company_that_is_not_theirs_is_not_found(here, wrong):
    assert here.post("/accounts/companies/", {"membership": wrong}).status_code == 404


def test_another_persons_membership_is_not_found(here, beta):
    other = make.member(beta, "owner")
    assert here.post("/accounts/companies/", {"membership": other.membership_id}).status_code == 404


def test_nobody_slides_into_another_company_when_theirs_ends(acme, here, both, actor):
    """What was meant for one company's books must not be entered into another's."""
    here.get("/admin/")
    revoke_member(actor.membership_id, actor=make.system(acme), at=make.AT)
    for answer in (here.get("/admin/"), here.post("/admin/clients/client/add/", {"code": "X"})):
        assert answer["Location"] == "/accounts/companies/"
    assert here.get("/api/v1/clients").status_code in (401, 403)
    here.post("/accounts/companies/", {"membership": both.pk})
    assert here.get("/admin/").status_code == 200


def test_nobody_slides_into_a_company_that_takes_them_in(here, actor):
    here.get("/admin/")
    earlier = make.tenant("aaa")
    Tenant.objects.filter(pk=earlier.pk).update(name="AAA, first of all lists")
    add_member(actor.label, ["auditor"], actor=make.system(earlier), at=make.AT)
    here.get("/admin/")
    assert company_of(here) == "acme"


def test_a_closed_company_is_closed(acme, here):
    Tenant.objects.filter(pk=acme.pk).update(is_active=False)
    assert here.get("/admin/").status_code == 403


@pytest.mark.parametrize("path", ["mfa/authenticator", "account/emailaddress", "usersessions/usersession", "auth/group"])
def test_an_operator_who_is_a_member_does_not_see_other_peoples_factors_and_sessions(acme, beta, path):
    actor = make.member(acme, "owner")
    User.objects.filter(pk=actor.user_id).update(is_superuser=True)
    sign_in(make.member(beta, "owner").label)
    browser, _answer = sign_in(actor.label)
    assert browser.get(f"/admin/{path}/").status_code == 404
