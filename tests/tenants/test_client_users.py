"""A client's user is of a client that the company has; long words are refused and not cut."""

from __future__ import annotations

import pytest

from apps.clients.actions import hold_client
from apps.clients.models import Client
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid
from apps.tenants.models import Membership, User
from apps.tenants.scope import scope
from apps.workflow.actions import add_member, create_api_key, revoke_member, update_member
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db


def test_a_client_that_the_company_does_not_have_is_refused():
    acme, other = make.tenant("acme"), make.tenant("other")
    theirs, ours = make.client(other), make.client(acme)
    for pk in (999_999, theirs.pk):
        with pytest.raises(Invalid):
            add_member("new@acme.example", ["client"], client_id=pk, actor=make.system(acme), at=AT)
    assert not User.objects.filter(email="new@acme.example").exists()
    member, _password = add_member("new@acme.example", ["client"], client_id=ours.pk, actor=make.system(acme), at=AT)
    with pytest.raises(Invalid):
        update_member(member.pk, ["client"], client_id=theirs.pk, actor=make.system(acme), at=AT)
    assert Membership.objects.get(pk=member.pk).client_id == ours.pk
    with scope(acme.pk):
        assert not JournalEntry.objects.filter(type="membership.updated").exists()


def test_a_reason_that_the_journal_could_not_hold_is_refused():
    acme = make.tenant("acme")
    payer = make.client(acme)
    with pytest.raises(Invalid):
        hold_client(payer.pk, reason="x" * 501, actor=make.system(acme), at=AT)
    with scope(acme.pk):
        assert Client.objects.get().state == "active"
        hold_client(payer.pk, reason="x" * 500, actor=make.system(acme), at=AT)
        assert len(JournalEntry.objects.get(type="client.held").reason) == 500


def test_a_name_of_a_key_that_is_too_long_is_refused():
    acme = make.tenant("acme")
    with pytest.raises(Invalid):
        create_api_key("x" * 101, actor=make.system(acme), at=AT)


def browser_with(secret):
    from django.test import Client as Browser

    return Browser(headers={"authorization": f"Bearer {secret}"})


def test_a_key_of_a_clients_user_sees_what_they_see_and_ends_with_them():
    acme = make.tenant("acme")
    payer, stranger = make.client(acme), make.client(acme)
    mine = make.issued(acme, payer)
    make.issued(acme, stranger)
    make.draft(acme, payer)
    person, system = make.member(acme, "client", client_id=payer.pk), make.system(acme)
    _key, secret = create_api_key("theirs", membership_id=person.membership_id, actor=system, at=AT)
    browser = browser_with(secret)
    assert [row["id"] for row in browser.get("/api/v1/invoices").json()["items"]] == [mine.pk]
    assert [row["id"] for row in browser.get("/api/v1/clients").json()["items"]] == [payer.pk]
    assert browser.post(f"/api/v1/invoices/{mine.pk}/void", "{\"reason\": \"x\"}", content_type="application/json").status_code == 403
    assert browser.get("/admin/").status_code == 302  # to the sign-in page: a key opens the API only
    revoke_member(person.membership_id, actor=system, at=AT)
    assert browser.get("/api/v1/invoices").status_code == 401


def test_such_a_key_is_made_for_a_user_of_a_client_only():
    acme, other = make.tenant("acme"), make.tenant("other")
    clerk = make.member(acme, "accountant")
    theirs = make.member(other, "client", client_id=make.client(other).pk)
    for membership_id in (clerk.membership_id, theirs.membership_id, 10**9):
        with pytest.raises(Invalid):
            create_api_key("key", membership_id=membership_id, actor=make.system(acme), at=AT)


def test_an_owner_takes_in_the_user_of_a_client_and_makes_their_key():
    from django.urls import reverse

    from tests.admin.test_pages import browser_of

    acme = make.tenant("acme")
    payer, browser = make.client(acme, "C7"), browser_of(make.member(acme, "owner"))
    address, asked = reverse("admin:tenants_membership_add"), {"email": "ann@payer.example", "roles": ["client"]}
    for wrong in ({"client_code": "C8"}, {}, {"client_code": "C7", "roles": ["client", "owner"]}, {"client_code": "C7", "roles": ["accountant"]}):
        assert browser.post(address, asked | wrong).status_code == 200
    assert not User.objects.filter(email="ann@payer.example").exists()
    assert "one-time password" in browser.post(address, asked | {"client_code": "C7"}).content.decode()
    member = Membership.objects.get(user__email="ann@payer.example")
    assert (member.client_id, member.roles, member.user.is_staff) == (payer.pk, ["client"], False)
    made = browser.post(reverse("admin:tenants_apikey_add"), {"name": "Ann", "membership": member.pk})
    secret = made.content.decode().partition("obk_")[2]
    assert made.status_code == 200
    assert secret
