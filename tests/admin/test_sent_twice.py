"""A form that is sent twice, by a double click or by going back, makes one record."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin

from apps.payments.models import Payment
from apps.tenants.models import ApiKey
from apps.tenants.scope import scope
from apps.workflow.admin import ActModelAdmin
from apps.workflow.models import IdempotencyRecord
from tests import factories as make
from tests.admin.test_pages import browser_of

pytestmark = pytest.mark.django_db
CASH = {"amount": "100.00", "currency": "UAH", "method": "cash", "direction": "in", "received_on": "2026-03-31"}
ADD = "/admin/payments/payment/add/"


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def clerk(acme):
    return browser_of(make.member(acme, "accountant"))


def token_of(page):
    return re.search(rb'name="form_token" value="([0-9a-f]{32})"', page.content).group(1).decode()


def test_every_form_of_a_new_record_has_a_token_of_its_own(acme):
    browser = browser_of(make.member(acme, "owner"))
    pages = [page for page in admin.site._registry.values() if isinstance(page, ActModelAdmin) and page.create_act is not None]
    assert len(pages) >= 8
    for page in pages:
        path = f"/admin/{page.opts.app_label}/{page.opts.model_name}/add/"
        if page.opts.label == "payments.StatementProfile":  # made of a file, on pages of its own: tests/payments/test_columns.py
            continue
        assert token_of(browser.get(path)) != token_of(browser.get(path)), path


def test_cash_that_is_sent_twice_is_recorded_once(acme, clerk):
    form = CASH | {"form_token": token_of(clerk.get(ADD))}
    assert clerk.post(ADD, form).status_code == 302
    again = clerk.post(ADD, form, follow=True)
    assert "This form was sent twice; the record was made once." in again.content.decode()
    with scope(acme.pk):
        assert Payment.objects.count() == 1
        kept = IdempotencyRecord.objects.get()
        assert (kept.object_kind, kept.object_id) == ("payment", Payment.objects.get().pk)


def test_the_same_form_with_other_values_is_refused(acme, clerk):
    form = CASH | {"form_token": token_of(clerk.get(ADD))}
    clerk.post(ADD, form)
    other = clerk.post(ADD, form | {"amount": "200.00"})
    assert (other.status_code, "Open a new one" in other.content.decode()) == (200, True)
    assert token_of(other) == form["form_token"]
    with scope(acme.pk):
        assert Payment.objects.get().amount_minor == 10_000


def test_a_refused_form_may_be_mended_and_sent_again(acme, clerk):
    form = CASH | {"form_token": token_of(clerk.get(ADD))}
    refused = clerk.post(ADD, form | {"amount": "0"})
    assert (refused.status_code, token_of(refused)) == (200, form["form_token"])
    assert clerk.post(ADD, form).status_code == 302
    with scope(acme.pk):
        assert Payment.objects.get().amount_minor == 10_000


def test_two_people_with_one_token_are_two_people(acme, clerk):
    form = CASH | {"form_token": token_of(clerk.get(ADD))}
    other = browser_of(make.member(acme, "accountant"))
    assert [person.post(ADD, form).status_code for person in (clerk, other)] == [302, 302]
    with scope(acme.pk):
        assert Payment.objects.count() == 2


def test_a_secret_is_shown_once(acme):
    browser, path = browser_of(make.member(acme, "owner")), "/admin/tenants/apikey/add/"
    form = {"name": "Bank", "roles": ["integration"], "form_token": token_of(browser.get(path))}
    first, again = browser.post(path, form), browser.post(path, form)
    assert (first.status_code, again.status_code) == (200, 302), first.content.decode()[:2000]
    with scope(acme.pk):
        assert ApiKey.objects.filter(tenant=acme).count() == 1
