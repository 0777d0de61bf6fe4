"""Signing in by a real browser: an authenticator app, a passkey in three uses, sessions; by keyboard, in both languages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from apps.tenants.models import User
from tests import factories as make
from tests.browser.conftest import sign_in_person
from tests.sign_in.door import code, told, with_app


@pytest.fixture
def person(company):
    return User.objects.get(pk=make.member(company, "accountant").user_id)


def at(page: Page, path: str) -> None:
    """Wait until the page is there; the query does not count, since it may name other pages."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def enter(page: Page, person: User) -> None:
    """Send the sign-in form."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    """Give the password again where the page asks."""
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm", exact=True).click()


def plug_in(page: Page) -> tuple:
    """A device with a fingerprint reader, whose owner always agrees."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    made = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})
    return protocol, made["authenticatorId"]


def test_an_authenticator_app_is_set_up_and_then_asked_for(page, new_page, company, person):
    enter(page, person)
    at(page, "/admin/")
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Set the app up").click()
    confirm(page)
    expect(page.get_by_alt_text("QR code with the key below")).to_be_visible()
    page.get_by_text("Enter the key by hand").click()
    secret = page.get_by_label("Key", exact=True).input_value()
    page.get_by_label("Code that the app shows").fill("000000")
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("alert").filter(has_text="does not fit")).to_be_visible()
    page.get_by_label("Code that the app shows").fill(code(secret=secret))
    page.get_by_role("button", name="Set up").click()
    assert len(re.findall(r"\d{8}", page.get_by_label("Codes", exact=True).input_value())) == 10
    page.get_by_label("I have put the codes away safely").check()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("The app shows a new code every half minute")).to_be_visible()

    other = new_page()
    enter(other, person)
    at(other, "/accounts/2fa/authenticate/")
    other.get_by_label("Code").fill(code(+1, secret=secret))
    other.get_by_role("button", name="Sign in", exact=True).click()
    at(other, "/admin/")
    assert told(company) == ["succeeded", "factor_added", "succeeded"]


def test_a_passkey_is_added_signs_in_alone_and_serves_as_second_factor(page, company, person, site_url):
    protocol, authenticator = plug_in(page)
    enter(page, person)
    at(page, "/admin/")
    page.goto("/accounts/2fa/webauthn/add/")
    confirm(page)
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add the passkey").click()
    at(page, "/accounts/2fa/recovery-codes/")
    page.get_by_label("I have put the codes away safely").check()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("Work laptop")).to_be_visible()
    expect(page.get_by_text("without a password")).to_be_visible()
    assert Authenticator.objects.filter(user=person, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/admin/invoices/invoice/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    at(page, "/admin/invoices/invoice/")
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    assert cookie["expires"] == -1, "it ends with the browser, however one signed in"

    page.context.clear_cookies()
    enter(page, person)
    at(page, "/accounts/2fa/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    at(page, "/admin/")

    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("link", name="Confirm with a passkey").click()
    page.get_by_role("button", name="Use the passkey").click()
    at(page, "/accounts/2fa/webauthn/add/")
    assert told(company) == ["succeeded", "factor_added", "succeeded", "succeeded"]

    protocol.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="The passkey was not used")).to_be_visible(timeout=60_000)


def test_a_passkey_is_renamed_and_removed(page, company, person):
    plug_in(page)
    enter(page, person)
    at(page, "/admin/")
    page.goto("/accounts/2fa/webauthn/add/")
    confirm(page)
    page.get_by_role("button", name="Add the passkey").click()
    at(page, "/accounts/2fa/recovery-codes/")
    page.get_by_label("I have put the codes away safely").check()
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename: Passkey 1").click()
    page.get_by_label("Name").fill("Phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove: Phone").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.filter(user=person).exists()
    assert told(company)[-1] == "factor_removed"


def test_an_owner_is_led_to_a_second_factor_where_the_company_asks(page, company, sign_in_as):
    company.require_mfa = True
    company.save()
    sign_in_as(company, "owner")
    page.goto("/admin/invoices/invoice/")
    at(page, "/accounts/2fa/")
    expect(page.get_by_text("Your company asks for a second factor.")).to_be_visible()


def test_a_session_is_ended_from_another_browser(page, new_page, company, person, site_url):
    phone = new_page(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1")
    for browser in (phone, page):
        enter(browser, person)
        at(browser, "/admin/")
    page.goto("/accounts/sessions/")
    page.get_by_role("listitem").filter(has_text="iPhone").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("That session is signed out.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="iPhone")).to_have_count(0)
    phone.goto("/admin/")
    at(phone, "/accounts/login/")
    page.goto("/admin/")
    at(page, "/admin/")


def test_signing_in_needs_no_mouse_and_shows_where_one_is(page, person):
    page.goto("/accounts/login/")
    assert page.evaluate("document.activeElement.name") == "login"
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(make.PASSWORD)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    at(page, "/admin/")


PAGES = ["login/", "password/reset/", "password/reset/done/", "password/reset/key/1-x/", "password/reset/key/done/", "inactive/"]
PAGES_INSIDE = ["logout/", "password/change/", "reauthenticate/", "2fa/", "2fa/reauthenticate/", "2fa/webauthn/", "sessions/", "companies/"]


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_whole_in_both_languages_and_widths(new_page, company, person, site_url, language, width):
    """Right lang, one heading, every input labelled, nothing wider than the window, every control reached by Tab."""
    page = new_page(locale={"uk": "uk-UA", "en": "en-US"}[language], viewport={"width": width, "height": 844})
    person.language = language
    person.save()
    for path in PAGES:
        page.goto(f"/accounts/{path}")
        _whole(page, language)
    with_app(person)
    sign_in_person(page, site_url, person)
    for path in PAGES_INSIDE:
        page.goto(f"/accounts/{path}")
        _whole(page, language)


def _whole(page: Page, language: str) -> None:
    where = page.url
    assert page.locator("html").get_attribute("lang") == language, where
    assert page.locator("h1").count() == 1, where
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    unnamed = page.evaluate("""[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
        .filter(field => !field.labels.length).map(field => field.outerHTML)""")
    assert unnamed == [], where
    text = page.locator("body").inner_text()
    if language == "uk":
        english = set(re.findall(r"\b[A-Za-z]{4,}\b", re.sub(r"\S+@\S+", "", text))) - {"Oblik", "English", "Acme", "Chrome", "Linux", "HeadlessChrome"}
        assert english == set(), where
    page.keyboard.press("Tab")
    controls = page.locator("a[href]:visible, button:visible, input:not([type=hidden]):visible, textarea:visible, select:visible").count()
    seen = set()
    for _ in range(controls + 3):
        seen.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        page.keyboard.press("Tab")
    assert len(seen) >= controls, where
