"""The menu at the side is kept, and is for each person, page and language what it would be written anew; sums of the home page stop."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils.functional import empty

from apps.kernel.money import format_money
from apps.reconciliation import home
from apps.tenants.models import User
from apps.workflow.templatetags import oblik
from tests import factories as make
from tests.admin.test_pages import browser_of

pytestmark = pytest.mark.django_db
PAGES = ("index", "invoices_invoice_changelist", "approvals_queue", "reconciliation_workbench")


def menu_of(browser, page):
    answer = browser.get(reverse(f"admin:{page}"))
    return re.search(r'<div id="nav-sidebar-apps".*?(?=<script|<div class="border-t|</nav>)', answer.content.decode(), re.DOTALL)[0] if answer.status_code == 200 else None


def test_a_kept_menu_is_what_it_would_be_written_anew(monkeypatch):
    company = make.tenant("acme")
    people = {(role, language): make.member(company, role) for role in ("owner", "accountant", "employee", "auditor") for language in ("en", "uk")}
    for (_role, language), actor in people.items():
        User.objects.filter(pk=actor.user_id).update(language=language)
    asked = [(browser_of(actor), page) for actor in people.values() for page in PAGES]
    oblik._menus.clear()
    first = [menu_of(*item) for item in asked]
    again = [menu_of(*item) for item in asked]
    kept = len(oblik._menus)
    oblik._menus.clear()
    monkeypatch.setattr(oblik, "MOST_MENUS", 1)  # the same person asks twice, somebody else between: written anew each time
    anew = [menu_of(*item) for item in asked]
    assert first == again == anew and len(set(first) - {None}) == kept > 20 and len(oblik._menus) == 1
    assert all(text is None or text.count(" active") == 1 for text in first)


def test_what_is_lit_and_allowed_is_asked_for_each_page_and_the_list_of_all_kinds_for_none():
    company = make.tenant("acme")
    answer = browser_of(make.member(company, "employee")).get(reverse("admin:index"))
    shown = {str(item["title"]) for group in answer.context["sidebar_navigation"] for item in group["items"] if item["has_permission"]}
    assert "My shifts" in shown and "Workbench" not in shown
    assert answer.context["available_apps"]._wrapped is empty  # nobody looked at it


def test_the_home_page_sums_what_waits_up_to_a_limit_and_says_when_there_is_more(monkeypatch):
    company = make.tenant("acme")
    make.statement(company, make.camt([("1.00", "x"), ("2.50", "y"), ("4.00", "z")]))
    browser = browser_of(make.member(company, "accountant"))

    def told():
        return browser.get(reverse("admin:index")).context["oblik_home"]

    assert told()["open_lines"] == [{"count": 3, "amount": format_money(750, "UAH", language="en")}] and told()["proposals"] == []
    monkeypatch.setattr(home, "MOST_SUMMED", 3)
    assert told()["open_lines"][0]["count"] == 3
    monkeypatch.setattr(home, "MOST_SUMMED", 2)
    assert told()["open_lines"] == [{"count": "more than 2", "amount": ""}]
