"""The page of the contract: files of this installation only, under the site's content security policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client as Browser

from apps.api.platform.documents import contract
from apps.clients.models import Client
from apps.tenants.scope import scope
from tests import factories as make
from tests.api.test_api import Partner

CHROMIUM = Path("/usr/bin/chromium")


def test_the_page_brings_everything_itself(db):
    page = Browser().get("/api/v1/docs", HTTP_ACCEPT="text/html,*/*;q=0.8")
    text = page.content.decode()
    assert (page.status_code, "Content-Security-Policy" in page) == (200, True)
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text
    assert "<script>" not in text


def test_the_contract_is_made_once_and_not_sent_twice(db):
    first = Browser().get("/api/v1/openapi.json")
    again = Browser().get("/api/v1/openapi.json", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert Browser().get("/api/v1/openapi.json", HTTP_ACCEPT_LANGUAGE="uk").content == first.content


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")
def test_the_page_works_in_a_browser_that_reaches_nothing_else(live_server, settings):
    sync_api = pytest.importorskip("playwright.sync_api")
    complaints, elsewhere = [], []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith((live_server.url, "data:", "blob:")) else elsewhere.append(asked.url))
        page.goto(f"{live_server.url}/api/v1/docs")
        page.wait_for_selector(".opblock-tag", timeout=30_000)
        nouns = {told["tags"][0] for item in json.loads(contract()[0])["paths"].values() for name, told in item.items() if name != "parameters"}
        assert page.locator(".opblock-tag").count() == len(nouns) > 20
        page.locator("#operations-tag-invoices").click()
        page.get_by_text("Issue an invoice", exact=True).click()
        page.wait_for_selector(".opblock-description", timeout=10_000)
        assert page.locator(".opblock").count() >= 12
        page.screenshot(path=settings.TEST_DIR / "docs.png")
        browser.close()
    assert (complaints, elsewhere) == ([], [])


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")
@pytest.mark.parametrize(("language", "shade"), [("uk-UA", "dark"), ("en-US", "light")])
def test_an_address_is_found_tried_out_with_a_key_and_told_as_a_command(live_server, monkeypatch, language, shade):
    sync_api = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    partner = Partner(make.tenant("acme"))
    complaints = []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale=language, color_scheme=shade)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(f"{live_server.url}/api/v1/docs")
        page.wait_for_selector(".opblock-tag", timeout=30_000)
        assert page.evaluate("document.documentElement.classList.contains('dark-mode')") is (shade == "dark")
        page.fill("#key", partner.secret)
        page.fill("#find", "add a client")
        page.wait_for_selector("#operations-clients-clients_create", timeout=10_000)
        assert page.locator(".opblock").count() < 10
        added = page.locator("#operations-clients-clients_create")
        added.locator(".opblock-summary-control").click()
        tried = "Спробувати" if language == "uk-UA" else "Try it out"
        added.get_by_role("button", name=tried).click()
        assert '"C-1001"' in added.locator("textarea").input_value()  # the example of the contract
        added.locator(".execute").click()
        added.locator(".live-responses-table .response-col_status", has_text="201").wait_for(timeout=10_000)
        told = added.inner_text()
        assert "curl -X 'POST'" in told and "Oblik-Version" in told and "C-1001" in told and "etag" in told
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        kept = page.evaluate("JSON.stringify([localStorage, document.cookie, location.href])")
        assert partner.secret not in kept and page.evaluate("sessionStorage.getItem('oblik-docs-key')") == partner.secret
        page.fill("#find", "no such thing")
        page.locator("#nothing").wait_for(timeout=10_000)
        page.fill("#find", "")
        with page.expect_response(lambda answer: "version=2026-11-01" in answer.url):
            page.select_option("#version", "2026-11-01")
        page.locator(".info .version", has_text="2026-11-01").wait_for(timeout=30_000)
        browser.close()
    with scope(partner.company.pk):
        assert Client.objects.get().code == "C-1001"
    assert complaints == []
