"""Rows of lists look as the theme draws them, and cost less: what is the same in all rows is made once."""

from __future__ import annotations

import pytest
from unfold.admin import ModelAdmin
from unfold.templatetags import unfold_list

from apps.invoices.models import Invoice
from apps.tenants.scope import scope
from apps.workflow.admin import lists
from tests import factories as make
from tests.admin.test_pages import browser_of

pytestmark = pytest.mark.django_db
LIST = "/admin/invoices/invoice/"


@pytest.fixture
def browser():
    company = make.tenant("acme")
    with scope(company.pk):
        payer = make.client(company)
        for _number in range(4):
            make.draft(company, payer)
        yield browser_of(make.member(company, "accountant"))


@pytest.mark.parametrize("language", ["uk", "en"])
def test_a_list_is_byte_for_byte_what_the_theme_alone_makes_of_it(browser, monkeypatch, language):
    browser.cookies["django_language"] = language
    ours = browser.get(LIST).content
    monkeypatch.setattr(unfold_list, "result_headers", lists._of_the_theme)
    monkeypatch.setattr(lists, "box", lambda key: ModelAdmin.action_checkbox(None, Invoice(pk=key)))
    theirs = browser.get(LIST).content
    assert f'<html lang="{language}"'.encode() in ours and ours.count(b'name="_selected_action"') == 4
    assert _without_tokens(ours) == _without_tokens(theirs)


def test_the_headers_of_a_list_are_made_once(browser, monkeypatch):
    asked = []
    monkeypatch.setattr(lists, "_of_the_theme", lambda cl, real=lists._of_the_theme: asked.append(cl) or real(cl))
    assert browser.get(LIST).status_code == 200
    assert len(asked) == 1


def _without_tokens(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrf" not in line and b"nonce" not in line and b"token" not in line]
