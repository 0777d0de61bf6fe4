"""Who may do what: the table of roles, exceptions on single records, client users, and what ends a right."""

from __future__ import annotations

import dataclasses

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.clients.models import Client, ClientUserPermission
from apps.invoices.actions import delete_invoice, issue_invoice, submit_invoice
from apps.invoices.models import Invoice, InvoiceUserPermission
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.tenants import roles
from apps.tenants.actors import actor_for, actor_of_key
from apps.tenants.models import User
from apps.tenants.permission import NOTHING, permission_q, permitted
from apps.tenants.scope import scope
from apps.workflow.actions import add_member, create_api_key, revoke_member, update_member
from apps.workflow.availability import offers
from tests import factories as make
from tests.factories import AT
from tests.tenants.matrix import MATRIX

pytestmark = pytest.mark.django_db


def test_the_table_of_roles_is_the_committed_one():
    """A right that comes or goes shows in the diff of tests/tenants/matrix.py."""
    letters = {"owner": "O", "manager": "M", "accountant": "A", "approver": "P", "dispatcher": "D", "employee": "E", "auditor": "U",
               "client": "C", "integration": "I"}  # fmt: skip
    found = {name: "".join(letters[role] if role in holders else "." for role in letters) for name, holders in roles.grants().items()}
    assert found == dict(line.split() for line in MATRIX.strip().splitlines())


def test_who_only_looks_changes_nothing():
    """But a dispatcher may decide what a policy asks of them, and let another decide it."""
    asked = {"decide_request", "withdraw_request", "create_delegation", "revoke_delegation", "approve_invoice", "reject_invoice"}
    asked |= {"approve_write_off", "reject_write_off"}
    # The roster is a dispatcher's own work.
    planned = {f"{verb}_shift_template" for verb in ("create", "update", "archive", "restore")} | {"record_absence", "cancel_absence"}
    planned |= {f"{verb}_shift" for verb in ("create", "update", "assign", "unassign", "publish", "unpublish", "cancel")} | {"import_shifts"}
    planned |= {name.split(".")[1] for name, holders in roles.grants().items() if "work_order" in name or "work_queue" in name} - {"watch_work_order"}
    planned |= {"open_shift", "shut_shift", *(f"{verb}_shift_request" for verb in ("ask", "submit", "accept", "decline", "withdraw", "approve"))}
    planned |= {"clock", "clock_others", "correct_clocking", "start_shift", "close_shift", "reopen_shift", "submit_hours", "withdraw_hours", "approve_hours"}
    for role in ("auditor", "client", "dispatcher", "employee"):
        held = {name.split(".")[1] for name, holders in roles.grants().items() if role in holders}
        # To compare the books and to take them away whole changes nothing in them.
        reading = {"check_history", "make_audit_pack", "make_report", "make_export"} if role == "auditor" else set()
        # A client's own person asks for work.
        reading |= {"create_work_order", "make_report"} if role == "client" else set()
        changing = asked | planned if role == "dispatcher" else {"clock", "ask_shift_request"} if role == "employee" else reading
        assert {name for name in held if not name.startswith("view_")} == changing, role


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def test_who_may_see_nothing_is_told_so_without_a_query(acme, django_assert_num_queries):
    """Nothing and nothing is nothing: whoever asks for the rule can tell, and asks the database no more."""
    nobody = make.member(acme, "integration")
    assert permission_q(JournalEntry, nobody, "view_journalentry") == NOTHING
    with django_assert_num_queries(0):
        assert list(permitted(JournalEntry.objects.all(), nobody, "view_journalentry")) == []


def grant(actor, row, codename, table):
    kind = ContentType.objects.get_for_model(type(row))
    permission, _made = Permission.objects.get_or_create(codename=codename, content_type=kind)
    return table._default_manager.create(user_id=actor.user_id, permission=permission, content_object=row)


def browser_of(actor):
    browser = Browser()
    browser.force_login(User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_an_exception_gives_exactly_that_row_for_list_detail_and_act(acme):
    """An employee has no right to invoices but those given one by one."""
    payer, someone = make.client(acme), make.member(acme, "employee")
    given, other = make.draft(acme, payer), make.draft(acme, payer)
    for row in (given, other):
        submit_invoice(row.pk, actor=make.system(acme), at=AT)
    grant(someone, given, "view_invoice", InvoiceUserPermission)
    assert list(permitted(Invoice.objects.all(), someone, "view_invoice")) == [given]
    browser = browser_of(someone)
    listed = browser.get("/api/v1/invoices").json()
    assert [row["id"] for row in listed["items"]] == [given.pk]
    assert browser.get(f"/api/v1/invoices/{given.pk}").status_code == 200
    assert browser.get(f"/api/v1/invoices/{other.pk}").status_code == 404
    page = browser.get(reverse("admin:invoices_invoice_changelist"))
    assert (page.status_code, [row.pk for row in page.context["cl"].result_list]) == (200, [given.pk])
    assert browser.get(reverse("admin:invoices_invoice_change", args=[given.pk])).status_code == 200
    # To see it is not to issue it.
    with pytest.raises(NotPermitted):
        issue_invoice(given.pk, actor=someone, at=AT)
    assert not [offer for offer in offers(Invoice.objects.get(pk=given.pk), someone) if offer.possible]
    grant(someone, given, "issue_invoice", InvoiceUserPermission)
    with pytest.raises(NotVisible):
        issue_invoice(other.pk, actor=someone, at=AT)
    assert issue_invoice(given.pk, actor=someone, at=AT).state == "issued"


def test_an_exception_of_one_is_nobody_elses(acme):
    row, someone, another = make.client(acme), make.member(acme, "employee"), make.member(acme, "employee")
    grant(someone, row, "view_client", ClientUserPermission)
    assert not permitted(Client.objects.all(), another, "view_client").exists()
    assert not permitted(Client.objects.all(), someone, "update_client").exists()


def test_an_exception_ends_with_the_membership_and_does_not_come_back_with_it(acme):
    row, someone = make.client(acme), make.member(acme, "employee")
    other = make.tenant("other")
    add_member(someone.label, ["employee"], actor=make.system(other), at=AT)
    with scope(other.pk):
        theirs = make.client(other)
    grant(someone, row, "view_client", ClientUserPermission)
    grant(someone, theirs, "view_client", ClientUserPermission)
    revoke_member(someone.membership_id, actor=make.system(acme), at=AT)
    with pytest.raises(NotPermitted):
        actor_for(User.objects.get(pk=someone.user_id), acme, door="api")
    add_member(someone.label, ["employee"], actor=make.system(acme), at=AT)
    again = actor_for(User.objects.get(pk=someone.user_id), acme, door="api")
    assert not permitted(Client.objects.all(), again, "view_client").exists()
    with scope(other.pk):  # what another company gave is theirs to take
        there = actor_for(User.objects.get(pk=someone.user_id), other, door="api")
        assert permitted(Client.objects.all(), there, "view_client").exists()


def test_an_exception_on_a_row_that_is_deleted_goes_with_it(acme):
    someone, row = make.member(acme, "employee"), make.draft(acme, make.client(acme))
    grant(someone, row, "view_invoice", InvoiceUserPermission)
    key = row.pk
    delete_invoice(row.pk, actor=make.system(acme), at=AT)
    assert not InvoiceUserPermission._default_manager.exists()
    assert make.draft(acme, make.client(acme)).pk > key, "keys are not given twice"
    assert not permitted(Invoice.objects.all(), someone, "view_invoice").exists()


def test_an_exception_never_reaches_a_client_user_or_another_company(acme):
    payer, stranger = make.client(acme), make.client(acme)
    theirs = make.member(acme, "client", client_id=payer.pk)
    grant(theirs, stranger, "view_client", ClientUserPermission)
    assert list(permitted(Client.objects.all(), theirs, "view_client")) == [payer]
    other = make.tenant("other")
    employee = make.member(other, "employee")
    grant(employee, payer, "view_client", ClientUserPermission)
    with scope(other.pk):
        assert not permitted(Client.objects.all(), employee, "view_client").exists()


def test_a_clients_user_sees_what_is_the_clients_and_nothing_else(acme):
    payer, stranger = make.client(acme), make.client(acme)
    mine = make.issued(acme, payer)
    make.issued(acme, stranger)
    browser = browser_of(make.member(acme, "client", client_id=payer.pk))
    assert [row["id"] for row in browser.get("/api/v1/clients").json()["items"]] == [payer.pk]
    assert [row["id"] for row in browser.get("/api/v1/invoices").json()["items"]] == [mine.pk]
    assert browser.get(f"/api/v1/clients/{stranger.pk}").status_code == 404
    for path in ("statements", "payments", "runs", "matches"):
        assert browser.get(f"/api/v1/{path}").status_code in (403, 404), path


def test_the_flags_of_a_superuser_give_nothing(acme):
    row = make.issued(acme, make.client(acme))
    someone = make.member(acme, "employee")
    User.objects.filter(pk=someone.user_id).update(is_superuser=True, is_staff=True)
    browser = browser_of(someone)
    assert browser.get(f"/api/v1/invoices/{row.pk}").status_code in (403, 404)
    assert browser.get(reverse("admin:invoices_invoice_changelist")).status_code == 403
    root = User.objects.create_superuser("root@oblik.example", "a-long-test-password")
    outsider = Browser()
    outsider.force_login(root, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert outsider.get("/admin/").status_code == 403
    assert outsider.get("/api/v1/invoices").status_code in (401, 403)


def test_the_admin_has_no_page_that_knows_no_company():
    from django.contrib import admin

    assert {model._meta.app_config.name.split(".")[0] for model in admin.site._registry} == {"apps"}


def test_a_right_stops_at_the_next_request(acme):
    make.issued(acme, make.client(acme))
    someone = make.member(acme, "accountant")
    browser = browser_of(someone)
    assert browser.get("/api/v1/payments").status_code == 200
    update_member(someone.membership_id, ["employee"], actor=make.system(acme), at=AT)
    assert browser.get("/api/v1/payments").status_code == 403
    update_member(someone.membership_id, ["auditor"], actor=make.system(acme), at=AT)
    assert browser.get("/api/v1/payments").status_code == 200
    revoke_member(someone.membership_id, actor=make.system(acme), at=AT)
    assert browser.get("/api/v1/payments").status_code in (401, 403)
    with pytest.raises(Refused):
        revoke_member(someone.membership_id, actor=make.system(acme), at=AT)


@pytest.mark.parametrize("given", [[], ["client"], ["client", "owner"], ["king"], ["integration", "king"]])
def test_a_key_has_a_known_role_and_never_a_clients(acme, given):
    with pytest.raises(Invalid):
        create_api_key("partner", actor=make.system(acme), at=AT, roles=given)


def test_a_key_that_got_a_clients_role_past_the_acts_sees_no_client(acme):
    make.client(acme)
    key, _secret = create_api_key("partner", actor=make.system(acme), at=AT)
    key.roles = ["client"]
    actor = actor_of_key(key)
    assert actor.may("clients.view_client")
    assert not permitted(Client.objects.all(), actor, "view_client").exists()


def test_a_membership_of_a_client_without_a_client_sees_nothing(acme):
    payer = make.client(acme)
    theirs = dataclasses.replace(make.member(acme, "client", client_id=payer.pk), client_id=0)
    assert not permitted(Client.objects.all(), theirs, "view_client").exists()


def test_exceptions_lead_to_their_rows_and_no_table_is_read_through(acme):
    """However many rows there are: the grants are read first, then their rows by key. An OR beside them, or a lookup row
    by row, would read a million rows for three."""
    payer, someone = make.client(acme), make.member(acme, "employee")
    rows = [make.draft(acme, payer) for _n in range(4)]
    for row in rows[:3]:
        grant(someone, row, "view_invoice", InvoiceUserPermission)
    with CaptureQueriesContext(connection) as caught:
        assert len(permitted(Invoice.objects.all(), someone, "view_invoice").order_by("-pk")) == 3
    (query,) = caught.captured_queries
    before, _in, behind = query["sql"].partition(" IN (SELECT held.")
    assert _in, "the grants stand as a table of their own"
    assert " OR " not in before + behind.partition(") held")[2]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'mysql' else 'QUERY PLAN '}{query['sql']}")
        plan = "\n".join(map(str, cursor.fetchall()))
    assert "DEPENDENT SUBQUERY" not in plan
    assert "CORRELATED" not in plan
    assert "SCAN invoices_invoice" not in plan
