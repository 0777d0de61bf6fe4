"""Every page of the admin, as each role meets it, and never with another company's data."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client as Browser
from django.urls import reverse

from apps.clients.models import Client
from apps.invoices.models import Invoice
from apps.tenants.models import User
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import camt

pytestmark = pytest.mark.django_db


def browser_of(actor):
    """A browser in which the actor's person is signed in."""
    browser = Browser()
    browser.force_login(User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.fixture
def acme():
    company = make.tenant("acme")
    make.client(company, "SECRET-A")
    make.statement(company, camt([("1.00", "x")]))
    return company


def own_lists():
    return [model for model in admin.site._registry if model.__module__.startswith("apps.")]



def test_every_list_opens_for_an_owner(acme):
    browser = browser_of(make.member(acme, "owner"))
    for model in own_lists():
        answer = browser.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), follow=True)
        assert answer.status_code == 200, model
    assert browser.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", ["client", "integration"])
def test_the_admin_is_closed_to_outsiders(acme, role):
    with scope(acme.pk):
        client_id = Client.objects.get().pk if role == "client" else None
    assert browser_of(make.member(acme, role, client_id=client_id)).get("/admin/").status_code == 403


@pytest.mark.parametrize(("role", "reads"), [("auditor", True), ("dispatcher", False), ("employee", False)])
def test_the_journal_is_for_those_who_may_read_it(acme, role, reads):
    """On its page, on the home page, and in the menu."""
    browser = browser_of(make.member(acme, role))
    page, home = reverse("admin:journal_journalentry_changelist"), browser.get("/admin/")
    assert browser.get(page).status_code == (200 if reads else 403)
    assert home.status_code == 200
    assert (home.context["oblik_home"].get("entries") is not None) == reads
    assert (page in home.content.decode()) == reads


def test_the_anonymous_are_sent_to_sign_in():
    answer = Browser().get("/admin/invoices/invoice/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_nothing_of_another_company_is_shown_or_changed(acme):
    other = make.tenant("other")
    owed = make.issued(other, make.client(other, "SECRET-B"))
    browser = browser_of(make.member(acme, "owner"))
    for model in own_lists():
        page = browser.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        assert b"SECRET-B" not in page.content
    with scope(other.pk):
        theirs = Client.objects.get(code="SECRET-B").pk
    assert b"SECRET-B" not in browser.get(f"/admin/clients/client/{theirs}/change/", follow=True).content
    assert browser.post(f"/admin/clients/client/{theirs}/do/hold/", {"reason": "x"}).status_code == 404
    assert browser.post(f"/admin/invoices/invoice/{owed.pk}/do/void/", {"reason": "x"}).status_code == 404
    found = browser.get("/admin/autocomplete/", {"app_label": "invoices", "model_name": "invoice", "field_name": "client", "term": "SECRET"})
    assert b"SECRET-B" not in found.content
    with scope(other.pk):
        assert Invoice.objects.get().state == "issued"


def test_a_button_runs_its_act_once_for_a_double_click(acme):
    with scope(acme.pk):
        drafted = make.draft(acme, Client.objects.get())
    browser = browser_of(make.member(acme, "accountant"))
    for _click in range(2):
        browser.post(f"/admin/invoices/invoice/{drafted.pk}/do/submit/", {"token": "t1"})
    with scope(acme.pk):
        row = Invoice.objects.get()
        assert (row.state, row.version) == ("approved", 2)


def test_a_forged_button_changes_nothing(acme):
    with scope(acme.pk):
        drafted = make.draft(acme, Client.objects.get())
    browser = browser_of(make.member(acme, "auditor"))
    answer = browser.post(f"/admin/invoices/invoice/{drafted.pk}/do/submit/", {"token": "t1"}, follow=True)
    assert b"does not allow" in answer.content
    with scope(acme.pk):
        assert Invoice.objects.get().version == 1


def test_a_client_is_made_and_changed_by_the_form(acme):
    browser = browser_of(make.member(acme, "accountant"))
    form = {"code": "C1", "legal_name": "ТОВ «Зоря»", "kind": "company", "edrpou": "37631700", "language": "uk", "currency": "UAH",
            "payment_terms_days": "14", "ibans": "UA21 3223 1300 0002 6007 2335 6600 1"}  # fmt: skip
    answer = browser.post("/admin/clients/client/add/", form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with scope(acme.pk):
        made = Client.objects.get(code="C1")
        assert [item.iban for item in made.ibans.all()] == ["UA213223130000026007233566001"]
    stale = browser.post(f"/admin/clients/client/{made.pk}/change/", form | {"notes": "x", "row_version": "9"})
    assert b"at version" in stale.content
    bad = browser.post("/admin/clients/client/add/", form | {"code": "C2", "edrpou": "12345670"})
    assert (bad.status_code, b"eight digits" in bad.content) == (200, True)
    with scope(acme.pk):
        assert Client.objects.filter(code="C2").count() == 0
        assert Client.objects.get(code="C1").version == 1


def test_an_issued_invoice_is_read_only(acme):
    with scope(acme.pk):
        owed = make.issued(acme, Client.objects.get())
    browser = browser_of(make.member(acme, "accountant"))
    page = browser.get(f"/admin/invoices/invoice/{owed.pk}/change/")
    assert b'name="due_on"' not in page.content
    assert b"Time line" in page.content
    browser.post(f"/admin/invoices/invoice/{owed.pk}/change/", {"due_on": "2030-01-01"})
    with scope(acme.pk):
        assert Invoice.objects.get().version == owed.version


@pytest.mark.parametrize(("path", "most"), [("invoices/invoice/", 14), ("clients/client/", 12), ("payments/statement/", 14)])
def test_lists_ask_the_same_number_of_queries_for_one_row_and_for_five(acme, django_assert_max_num_queries, path, most):
    browser = browser_of(make.member(acme, "accountant"))
    for _n in range(5):
        make.issued(acme, make.client(acme))
    with django_assert_max_num_queries(most):
        assert browser.get(f"/admin/{path}").status_code == 200


def test_an_invoice_is_drafted_as_one_or_as_a_proforma(acme):
    """A credit note is not drafted by itself."""
    form = browser_of(make.member(acme, "accountant")).get("/admin/invoices/invoice/add/").context["adminform"].form
    assert [value for value, _label in form.fields["kind"].choices if value] == ["invoice", "proforma"]


@pytest.mark.parametrize(("path", "lit"), [("/admin/", "Home"), ("/admin/approvals/approvalrequest/queue/", "My approvals"),
                                           ("/admin/approvals/approvalrequest/", "Requests"), ("/admin/workflow/bulkact/", "Bulk acts")])  # fmt: skip
def test_one_entry_of_the_sidebar_is_lit(acme, path, lit):
    text = browser_of(make.member(acme, "owner")).get(path).context["sidebar_navigation"]
    assert [str(item["title"]) for part in text for item in part["items"] if item["active"]] == [lit]
