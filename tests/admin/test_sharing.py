"""The tab "Sharing", groups of people, and the pages of who sees single records only."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.clients.actions import share_client
from apps.clients.models import Client, ClientUserPermission
from apps.invoices.actions import share_invoice
from apps.journal.models import JournalEntry
from apps.tenants.grants import Holder
from apps.tenants.models import GroupMember, PeopleGroup
from apps.tenants.scope import scope
from apps.workflow.actions import create_group
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.admin.test_queries import queries_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def address(row, name="sharing"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def test_a_manager_shares_and_ends_it_on_the_tab(acme):
    row, someone, manager = make.client(acme), make.member(acme, "employee"), make.member(acme, "manager")
    browser = browser_of(manager)
    assert address(row) in browser.get(address(row, "change")).content.decode()
    day = (NOW.date().replace(year=NOW.year + 1)).isoformat()
    asked = {"holder": f"user:{someone.user_id}", "permissions": ["update_client"], "last_on": day, "token": "t"}
    for _click in range(2):  # a double click takes effect once
        assert browser.post(address(row), asked).status_code == 302
    assert JournalEntry.objects.filter(type="client.shared").count() == 1
    page = browser.get(address(row)).content.decode()
    assert someone.label in page
    assert "See, Edit" in page
    theirs = browser_of(someone)
    assert theirs.get(address(row, "change")).status_code == 200
    assert theirs.get(address(row)).status_code == 403  # with whom else it is shared is not theirs to know
    assert browser.post(address(row, "unshare"), {"holder": f"user:{someone.user_id}", "token": "u"}).status_code == 302
    assert not ClientUserPermission.objects.exists()
    assert theirs.get(address(row, "change")).status_code in (302, 403, 404)


def test_what_is_wrong_is_said_beside_the_field(acme):
    row, browser, someone = make.client(acme), browser_of(make.member(acme, "owner")), make.member(acme, "employee")
    answer = browser.post(address(row), {"holder": f"user:{someone.user_id}", "last_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "This day has passed" in answer.content.decode()
    assert browser.post(address(row), {"holder": "user:99999999"}).status_code == 422
    assert not ClientUserPermission.objects.exists()


def test_who_may_not_share_looks_and_changes_nothing(acme):
    row, someone = make.client(acme), make.member(acme, "employee")
    share_client(row.pk, Holder(user_id=someone.user_id), actor=make.system(acme), at=NOW)
    browser = browser_of(make.member(acme, "auditor"))
    page = browser.get(address(row))
    assert page.status_code == 200
    assert "<form method=\"post\" class=\"oblik-card" not in page.content.decode()
    assert browser.post(address(row), {"holder": f"user:{someone.user_id}"}).status_code == 403
    assert browser.post(address(row, "unshare"), {"holder": f"user:{someone.user_id}"}).status_code == 403
    assert ClientUserPermission.objects.count() == 1


def test_who_sees_single_records_has_a_menu_and_a_list_of_those(acme):
    shared, hidden, someone = make.client(acme), make.client(acme), make.member(acme, "employee")
    share_client(shared.pk, Holder(user_id=someone.user_id), ["update_client"], actor=make.system(acme), at=NOW)
    browser = browser_of(someone)
    clients, invoices = reverse("admin:clients_client_changelist"), reverse("admin:invoices_invoice_changelist")
    home = browser.get("/admin/").content.decode()
    assert (clients in home, invoices in home) == (True, False)
    assert [row.pk for row in browser.get(clients).context["cl"].result_list] == [shared.pk]
    assert browser.get(invoices).status_code == 403
    # History, the form and the acts of the others are not there.
    assert browser.get(address(shared, "history")).status_code == 200
    for name in ("history", "change"):
        assert browser.get(address(hidden, name)).status_code in (302, 404)
        assert browser.get(address(hidden, name), follow=True).request["PATH_INFO"] != address(hidden, "change")
    assert browser.post(f"{address(hidden, 'change').removesuffix('change/')}do/qualify/").status_code == 404
    # Autocomplete offers what the list shows.
    found = browser.get("/admin/autocomplete/", {"app_label": "contracts", "model_name": "contract", "field_name": "client", "term": ""})
    assert [item["id"] for item in found.json()["results"]] == [str(shared.pk)]


def test_a_draft_that_is_shared_to_edit_is_edited_on_its_page(acme):
    row, someone = make.draft(acme, make.client(acme)), make.member(acme, "employee")
    share_invoice(row.pk, Holder(user_id=someone.user_id), ["update_invoice", "submit_invoice"], actor=make.system(acme), at=NOW)
    browser = browser_of(someone)
    page = browser.get(address(row, "change"))
    assert "Work" in page.content.decode()  # its lines
    form, lines = page.context["adminform"].form, page.context["inline_admin_formsets"][0].formset
    posted = {name: form.initial.get(name) for name in form.fields if form.initial.get(name) not in (None, "")}
    posted |= {f"{lines.prefix}-{name}": value for name, value in lines.management_form.initial.items()}
    posted[f"{lines.prefix}-TOTAL_FORMS"] = 1  # the line that is there, and no new one
    for item in lines.initial_forms:
        posted |= {item.add_prefix(name): item.initial.get(name, "") for name in item.fields if item.initial.get(name) not in (None, "")}
        posted |= {item.add_prefix("id"): item.instance.pk, item.add_prefix("discount"): "0"}
    answer = browser.post(address(row, "change"), posted | {"note": "By hand", "row_version": page.context["oblik_version"]})
    assert answer.status_code == 302, answer.context["errors"]
    row = type(row).objects.get(pk=row.pk)
    assert (row.note, row.client_id is not None) == ("By hand", True)
    assert browser.post(address(row, "change").replace("/change/", "/do/submit/"), {"token": "s"}).status_code == 302
    assert type(row).objects.get(pk=row.pk).state == "approved"


def test_a_group_is_made_and_filled_on_its_pages(acme):
    browser, someone = browser_of(make.member(acme, "manager")), make.member(acme, "employee")
    assert browser.post(reverse("admin:tenants_peoplegroup_add"), {"name": "Partners"}).status_code == 302
    group = PeopleGroup.objects.get()
    for act, count in (("add", 1), ("remove", 0)):
        address = reverse("admin:tenants_peoplegroup_do", args=[group.pk, act])
        assert browser.post(address, {"membership_id": someone.membership_id, "token": act}).status_code == 302
        assert GroupMember.objects.count() == count
    assert browser.post(reverse("admin:tenants_peoplegroup_change", args=[group.pk]), {"name": "Friends"}).status_code == 302
    assert PeopleGroup.objects.get().name == "Friends"


def test_the_pages_ask_as_many_queries_for_many_as_for_one(acme):
    row, owner = make.client(acme), make.member(acme, "owner")
    browser = browser_of(owner)

    def grow():
        someone = make.member(acme, "employee")
        group = create_group(f"Group of {someone.label}", actor=owner, at=NOW, members=[someone.membership_id])
        for holder in (Holder(user_id=someone.user_id), Holder(group_id=group.pk)):
            share_client(row.pk, holder, actor=owner, at=NOW)

    grow()
    pages = (address(row), reverse("admin:tenants_peoplegroup_changelist"), reverse("admin:tenants_peoplegroup_change", args=[PeopleGroup.objects.get().pk]))
    for page in pages:
        browser.get(page)
    one = [len(queries_of(browser, page)) for page in pages]
    grow()
    grow()
    assert [len(queries_of(browser, page)) for page in pages] == one == [9, 5, 15]
    assert Client.objects.count() == 1
