"""An auditor reads all and changes nothing, by whichever door."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from apps.api.urls import router
from apps.clients.models import Client
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key, create_group
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.factories import contracts as made
from tests.factories.payments import received

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        payer = make.client(company, "C1")
        make.draft(company, payer)
        invoice = make.issued(company, payer)
        received(company, 10_000, payer)
        make.statement(company, make.camt([("100.00", invoice.number)]))
        made.active(company, payer, "D-1")
        create_group("Partners", actor=make.system(company), at=AT)
        create_api_key("partner", actor=make.member(company, "owner"), at=AT)
        yield company


def pages():
    """Every noun of the admin with its page class."""
    return sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label)


def test_every_page_of_the_admin_is_read_and_none_is_written(acme):
    browser = browser_of(make.member(acme, "auditor"))
    before, seen = JournalEntry.objects.count(), set()
    for model, page in pages():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listed = browser.get(reverse(f"{name}_changelist"))
        assert listed.status_code in (200, 302), name  # the company's own leads straight to its page
        assert browser.get(reverse(f"{name}_add")).status_code in (403, 404), name
        assert browser.post(reverse(f"{name}_add"), {"name": "x"}).status_code in (403, 404), name
        rows = listed.context["cl"].result_list if listed.status_code == 200 else [acme]
        for row in list(rows)[:1]:
            seen.add(model._meta.label)
            address = reverse(f"{name}_change", args=[row.pk])
            assert browser.get(address).status_code == 200, name
            assert browser.post(address, {"name": "x"}).status_code in (403, 405), name
            for act in getattr(page, "buttons", {}):
                posted = {"token": act, "reason": "x"}
                answer = browser.post(address.replace("/change/", f"/do/{act}/"), posted)
                assert answer.status_code in (302, 403, 404), (name, act)
    assert JournalEntry.objects.count() == before
    assert {"clients.Client", "contracts.Contract", "invoices.Invoice", "payments.Payment", "tenants.Membership", "tenants.ApiKey",
            "tenants.PeopleGroup", "journal.JournalEntry"} <= seen  # fmt: skip


# What an auditor may ask for changes no record: a comparison of rows with their history, the books of a year to take away.
PROVING = {"history-checks", "audit-packs"}


def test_every_noun_of_the_api_is_read_and_none_is_written(acme):
    browser = browser_of(make.member(acme, "auditor"))
    before = JournalEntry.objects.count()
    for noun, view, _name in router.registry:
        listed = browser.get(f"/api/v1/{noun}")
        assert listed.status_code == 200, noun
        for row in listed.json()["items"][:1]:
            for route in view.get_extra_actions():
                if "post" in route.mapping:
                    answer = browser.post(f"/api/v1/{noun}/{row['id']}/{route.url_path}", "{}", content_type="application/json")
                    assert 400 <= answer.status_code < 500, (noun, route.url_path)
        if noun not in PROVING:
            assert 400 <= browser.post(f"/api/v1/{noun}", json.dumps({}), content_type="application/json").status_code < 500
    answer = browser.post("/api/v1/clients", json.dumps({"code": "C9", "legal_name": "New"}), content_type="application/json")
    assert answer.status_code == 403
    assert (JournalEntry.objects.count(), Client.objects.count()) == (before, 1)
    assert apps.is_installed("apps.api")


def test_the_table_of_roles_is_for_owners_and_auditors(acme):
    """Its rows are the grants that the code declares, each in words."""
    from apps.tenants.roles import grants
    from apps.workflow import rights

    address = reverse("admin:tenants_membership_rights")
    for role, status in (("owner", 200), ("auditor", 200), ("manager", 403), ("accountant", 403)):
        assert browser_of(make.member(acme, role)).get(address).status_code == status, role
    parts = rights.table()
    assert {right.name: right.held for part in parts for right in part.rights}.keys() == grants().keys()
    assert [right.name for part in parts for right in part.rights if right.words == right.name.split(".")[1]] == []
    shown = browser_of(make.member(acme, "auditor")).get(address, {"app": "contracts"}).content.decode()
    assert ("Terminate" in shown, "Make void" in shown) == (True, False)
