"""A real Chromium against a live server. A complaint in the console or a breach of the content policy fails the test.

    def test_something(page, site_url, company, sign_in_as):
        sign_in_as(company, "accountant")
        page.goto(f"{site_url}/admin/")
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from apps.kernel.actor import Actor
from apps.tenants.models import Tenant, User
from tests import factories as make
from tests.conftest import CHROMIUM, MARKERS

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]
TIMEOUT_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all of these tests; they are skipped where there is none."""
    if not CHROMIUM.exists():
        pytest.skip(MARKERS["browser"])
    # Playwright's loop runs in this thread, which makes Django take plain code for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site_url(live_server: Any) -> str:
    """Where the site is, with its static files. By name: browsers know no passkeys for a bare address."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def complaints() -> list[str]:
    """What browsers complained of so far; must be empty at the end. A test that provokes one takes it out."""
    return []


@pytest.fixture
def new_page(chromium: Browser, site_url: str, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a page of a browser of its own: `new_page(locale="uk-UA", viewport={"width": 390, "height": 844})`."""
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def new(**options: Any) -> Page:
        context = chromium.new_context(base_url=site_url, **{"locale": "en-US", "viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page in English, 1440 wide."""
    return new_page()


@pytest.fixture
def company(transactional_db: None) -> Tenant:
    """A company with an owner."""
    return make.tenant("acme")


@pytest.fixture
def sign_in_as(page: Page, site_url: str) -> Callable[..., Actor]:
    """Sign a new person with the roles in, past the sign-in form: `actor = sign_in_as(company, "owner")`. `on`: another page."""

    def sign_in(company: Tenant, *roles: str, on: Page | None = None, **values: Any) -> Actor:
        actor = make.member(company, *roles, **values)
        sign_in_person(on or page, site_url, User.objects.get(pk=actor.user_id))
        return actor

    return sign_in


def sign_in_person(page: Page, site_url: str, person: User) -> None:
    """Give the browser of the page a session of the person."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": site_url}])
