"""The company's own pages: settings, members, API keys. What is made there is shown once, and ends at once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client as Browser

from apps.journal.models import JournalEntry
from apps.tenants.models import ApiKey, Membership, Tenant, User
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of

pytestmark = pytest.mark.django_db
HOURS = {"workday_starts_at": "08:30", "workday_ends_at": "17:00", "fiscal_year_starts_in": "4", "rule_precision_bps": "9900"}


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def owner(acme):
    return browser_of(make.member(acme, "owner"))


def types_of(company):
    with scope(company.pk):
        return list(JournalEntry.objects.order_by("sequence").values_list("type", flat=True))


def secret_on(answer):
    return re.search(r"<output[^>]*>([^<]+)</output>", answer.content.decode())[1]


def test_the_owner_changes_what_the_company_says_of_itself(acme, owner):
    form = {"name": "Acme II", "language": "en", "time_zone": "Europe/Warsaw", "require_mfa": "", **HOURS}
    answer = owner.post(f"/admin/tenants/tenant/{acme.pk}/change/", form)
    assert answer.status_code == 302, answer.content.decode()
    acme.refresh_from_db()
    assert (acme.name, acme.time_zone, acme.slug) == ("Acme II", "Europe/Warsaw", "acme")
    assert (acme.workday_starts_at, acme.workday_ends_at, acme.fiscal_year_starts_in) == (dt.time(8, 30), dt.time(17), 4)
    with scope(acme.pk):
        entry = JournalEntry.objects.get(type="tenant.updated")
    assert entry.payload["changes"]["time_zone"] == ["Europe/Kyiv", "Europe/Warsaw"]


def test_the_owner_says_on_which_days_nobody_works(acme, owner):
    page = f"/admin/tenants/tenant/{acme.pk}/change/"
    form = {"name": "Acme", "language": "en", "time_zone": "Europe/Kyiv", **HOURS, "holiday_country": "DE", "days_off": "2027-01-04\n2026-12-31 2027-01-04"}
    owner.post(page, form)
    acme.refresh_from_db()
    assert (acme.holiday_country, acme.days_off) == ("DE", ["2026-12-31", "2027-01-04"])
    refused = owner.post(page, form | {"days_off": "2027-02-30"}).content.decode()
    assert "“2027-02-30” is no day such as 2027-01-04." in refused
    refused = owner.post(page, form | {"holiday_country": "XX"}).content.decode()
    assert "Select a valid choice" in refused
    acme.refresh_from_db()
    assert acme.days_off == ["2026-12-31", "2027-01-04"]


def test_asking_for_second_factors_leads_the_owner_to_one_at_once(acme, owner):
    form = {"name": acme.name, "language": "en", "time_zone": "Europe/Kyiv", "require_mfa": "on", **HOURS}
    owner.post(f"/admin/tenants/tenant/{acme.pk}/change/", form)
    assert owner.get("/admin/")["Location"] == "/accounts/2fa/"


def test_an_accountant_sees_the_settings_and_changes_none(acme):
    accountant = browser_of(make.member(acme, "accountant"))
    assert accountant.get(f"/admin/tenants/tenant/{acme.pk}/change/").status_code == 200
    accountant.post(f"/admin/tenants/tenant/{acme.pk}/change/", {"name": "Mine", "language": "en", "time_zone": "Europe/Kyiv"})
    assert Tenant.objects.get(pk=acme.pk).name == acme.name
    assert accountant.get("/admin/tenants/membership/").status_code == 403
    assert "tenant.updated" not in types_of(acme)


def test_a_new_member_gets_a_one_time_password_and_must_change_it(acme, owner):
    answer = owner.post("/admin/tenants/membership/add/", {"email": "New@Acme.example", "name": "New One", "roles": ["accountant"]})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    person = User.objects.get(email="new@acme.example")
    assert person.check_password(secret_on(answer))
    assert person.must_change_password
    assert owner.post("/admin/tenants/membership/add/", {"email": "new@acme.example", "roles": ["owner"]}).status_code == 200
    assert Membership.objects.get(user=person).roles == ["accountant"]


def test_roles_change_and_end_at_the_next_request(acme, owner):
    actor = make.member(acme, "accountant")
    theirs = browser_of(actor)
    row = Membership.objects.get(user_id=actor.user_id)
    owner.post(f"/admin/tenants/membership/{row.pk}/change/", {"roles": ["auditor"]})
    assert theirs.get("/admin/clients/client/add/").status_code == 403
    owner.post(f"/admin/tenants/membership/{row.pk}/do/revoke/", {"token": "t", "reason": "left"})
    assert theirs.get("/admin/").status_code == 403
    assert types_of(acme)[-2:] == ["membership.updated", "membership.revoked"]
    answer = owner.post("/admin/tenants/membership/add/", {"email": actor.label, "roles": ["manager"]})
    assert answer.status_code == 302, "a person with a password gets no other"
    assert theirs.get("/admin/").status_code == 200


def test_the_last_owner_stays(acme):
    browser = browser_of_owner(acme)
    row = Membership.objects.get(tenant=acme, user__email="owner@acme.example")
    answer = browser.post(f"/admin/tenants/membership/{row.pk}/do/revoke/", {"token": "t"}, follow=True)
    assert b"needs an owner" in answer.content
    answer = browser.post(f"/admin/tenants/membership/{row.pk}/change/", {"roles": ["auditor"]})
    assert b"needs an owner" in answer.content
    row.refresh_from_db()
    assert (row.is_active, row.roles) == (True, ["owner"])


def browser_of_owner(company):
    person = User.objects.get(email=f"owner@{company.slug}.example")
    person.must_change_password = False
    person.save()
    browser = Browser()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_an_api_key_is_shown_once_works_and_stops_when_revoked(acme, owner):
    answer = owner.post("/admin/tenants/apikey/add/", {"name": "Shop", "roles": ["integration"], "expires_at_0": "", "expires_at_1": ""})
    secret = secret_on(answer)
    key = ApiKey.objects.get()
    assert key.prefix in secret
    assert secret not in owner.get(f"/admin/tenants/apikey/{key.pk}/change/").content.decode()
    headers = {"Authorization": f"Bearer {secret}"}
    assert Browser().get("/api/v1/clients", headers=headers).status_code == 200
    owner.post(f"/admin/tenants/apikey/{key.pk}/do/revoke/", {"token": "t"})
    assert Browser().get("/api/v1/clients", headers=headers).status_code == 401
    assert types_of(acme)[-2:] == ["api_key.created", "api_key.revoked"]


def test_a_key_is_limited_and_rotated_on_its_page(acme, owner):
    answer = owner.post("/admin/tenants/apikey/add/", {"name": "Shop", "roles": ["integration"], "expires_at_0": "", "expires_at_1": "", "networks": "10.0.0.0/8"})
    old, key = secret_on(answer), ApiKey.objects.get()
    page = f"/admin/tenants/apikey/{key.pk}"
    assert Browser().get("/api/v1/clients", headers={"Authorization": f"Bearer {old}"}).status_code == 403
    owner.post(f"{page}/change/", {"read_only": "on", "permissions": "clients.view_client", "networks": "", "requests_per_minute": "7"})
    key.refresh_from_db()
    assert (key.read_only, key.permissions, key.networks, key.requests_per_minute) == (True, ["clients.view_client"], [], 7)
    rotated = owner.post(f"{page}/do/rotate/", {"token": "t1", "overlap_hours": "2"})
    new = secret_on(rotated)
    assert ("no-store" in rotated["Cache-Control"], new == old) == (True, False)
    for secret in (old, new):
        assert Browser().get("/api/v1/clients", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert new not in owner.get(f"{page}/change/").content.decode()
    assert types_of(acme)[-3:] == ["api_key.created", "api_key.updated", "api_key.rotated"]


def test_members_and_keys_of_another_company_are_not_there(acme, owner):
    other = make.tenant("other")
    theirs = Membership.objects.get(tenant=other)
    assert b"owner@other.example" not in owner.get("/admin/tenants/membership/").content
    assert b"Other" not in owner.get("/admin/tenants/tenant/").content
    assert owner.post(f"/admin/tenants/membership/{theirs.pk}/do/revoke/", {"token": "t"}).status_code == 404
    owner.post(f"/admin/tenants/tenant/{other.pk}/change/", {"name": "Mine", "language": "en", "time_zone": "Europe/Kyiv"})
    other.refresh_from_db()
    assert other.name == "Other"
    theirs.refresh_from_db()
    assert theirs.is_active


def test_a_member_gets_a_department_and_a_manager_but_never_through_a_circle(acme, owner):
    first, second = (make.member(acme, "accountant").membership_id for _n in range(2))
    page = f"/admin/tenants/membership/{first}/change/"
    assert owner.post(page, {"roles": ["accountant"], "department": "Sales", "manager": second}).status_code == 302
    member = Membership.objects.get(pk=first)
    assert (member.department, member.manager_id, member.roles) == ("Sales", second, ["accountant"])
    answer = owner.post(f"/admin/tenants/membership/{second}/change/", {"roles": ["accountant"], "department": "", "manager": first})
    assert "their own manager" in answer.content.decode()
    assert Membership.objects.get(pk=second).manager_id is None
    assert owner.post(page, {"roles": ["accountant"], "department": "Sales", "manager": ""}).status_code == 302
    assert Membership.objects.get(pk=first).manager_id is None


def test_the_manager_is_a_member_of_the_same_company(acme, owner):
    stranger = make.member(make.tenant("other"), "accountant").membership_id
    own = make.member(acme, "accountant").membership_id
    answer = owner.post(f"/admin/tenants/membership/{own}/change/", {"roles": ["accountant"], "department": "", "manager": stranger})
    assert answer.status_code == 200
    assert Membership.objects.get(pk=own).manager_id is None
