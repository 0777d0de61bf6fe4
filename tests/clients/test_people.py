"""Contacts and interactions: their acts, their pages, their addresses, and what is due."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client as Browser

from apps.clients.actions import add_contact, record_interaction, remove_contact, update_contact
from apps.clients.models import Client, Contact, Interaction
from apps.clients.queries import follow_ups
from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refusal, Stale
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key
from apps.workflow.completeness import differences
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def payer(acme):
    return make.client(acme, "C1")


def types(company):
    with scope(company.pk):
        return list(JournalEntry.objects.filter(type__contains="contact").order_by("sequence").values_list("type", flat=True))


def test_a_contact_is_added_changed_and_removed(acme, payer):
    clerk = make.member(acme, "manager")
    row = add_contact(payer.pk, actor=clerk, at=AT, name="Ann", email="ann@c1.example")
    row = update_contact(row.pk, actor=clerk, at=AT, phone="+380441234567", expected_version=1)
    assert (row.name, row.phone, row.version) == ("Ann", "+380441234567", 2)
    for wrong, error in (({"email": "no address"}, Invalid), ({"name": ""}, Invalid), ({"name": "B", "expected_version": 1}, Stale)):
        with pytest.raises(error):
            update_contact(row.pk, actor=clerk, at=AT, **wrong)
    remove_contact(row.pk, actor=clerk, at=AT, reason="left")
    with scope(acme.pk):
        assert not Contact.objects.exists()
        assert list(Contact.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "~", "-"]
        assert list(differences(acme.pk)) == []
    assert types(acme) == ["client.contact_added", "client.contact_updated", "client.contact_removed"]


@pytest.mark.parametrize("act", [lambda pk, actor: update_contact(pk, actor=actor, at=AT, name="B"), lambda pk, actor: remove_contact(pk, actor=actor, at=AT)])
def test_who_may_not_changes_no_contact(acme, payer, act):
    row = add_contact(payer.pk, actor=make.system(acme), at=AT, name="Ann")
    for actor, error in ((make.member(acme, "auditor"), NotPermitted), (make.member(make.tenant("other"), "owner"), NotVisible)):
        with pytest.raises(error):
            act(row.pk, actor)
    with scope(acme.pk):
        assert (Contact.objects.get().version, Contact.history.count()) == (1, 1)
    assert types(acme) == ["client.contact_added"]


def test_a_follow_up_is_due_until_somebody_comes_back_to_it(acme, payer):
    clerk, other = make.member(acme, "manager"), make.member(acme, "manager")
    said = record_interaction(payer.pk, actor=clerk, at=AT, happened_on=DAY, summary="Call again", follow_up_on=DAY + dt.timedelta(2))
    passed_on = record_interaction(payer.pk, actor=clerk, at=AT, happened_on=DAY, summary="Yours", follow_up_on=DAY, owner_id=other.user_id)
    with scope(acme.pk):
        assert list(follow_ups(clerk, DAY + dt.timedelta(1))) == []
        assert list(follow_ups(clerk, DAY + dt.timedelta(2))) == [said]
        assert list(follow_ups(other, DAY)) == [passed_on]
    record_interaction(payer.pk, actor=other, at=AT, happened_on=DAY, summary="Done", answers_id=said.pk)
    with scope(acme.pk):
        assert list(follow_ups(clerk, DAY + dt.timedelta(9))) == []


def test_an_interaction_points_at_its_own_company_and_client(acme, payer):
    clerk, stranger = make.member(acme, "manager"), make.member(make.tenant("other"), "owner")
    of_another = record_interaction(make.client(acme, "C2").pk, actor=clerk, at=AT, happened_on=DAY, summary="x")
    for wrong in ({"owner_id": stranger.user_id}, {"answers_id": of_another.pk}, {"answers_id": 10**9}, {"follow_up_on": DAY - dt.timedelta(1)}, {"kind": "poem"}):
        with pytest.raises(Invalid):
            record_interaction(payer.pk, actor=clerk, at=AT, **{"happened_on": DAY, "summary": "y", **wrong})
    with pytest.raises(Refusal):
        record_interaction(payer.pk, actor=stranger, at=AT, happened_on=DAY, summary="z")
    with scope(acme.pk):
        assert Interaction.objects.count() == 1


def test_the_pages_of_a_client(acme, payer):
    actor = make.member(acme, "manager")
    clerk, back = browser_of(actor), f"/admin/clients/client/{payer.pk}/change/"
    assert clerk.get(f"/admin/clients/contact/add/?client={payer.pk}").status_code == 200
    answer = clerk.post("/admin/clients/contact/add/", {"client": payer.pk, "name": "Ann Bell", "email": "ann@c1.example"})
    assert (answer.status_code, answer["Location"]) == (302, back)
    with scope(acme.pk):
        contact = Contact.objects.get()
    page = f"/admin/clients/contact/{contact.pk}"
    assert clerk.post(f"{page}/change/", {"name": "Ann Lee", "row_version": "1"})["Location"] == back
    form = {"client": payer.pk, "kind": "call", "happened_on": "2026-03-31", "summary": "Wants terms", "follow_up_on": "2026-03-31", "owner": actor.user_id}
    assert clerk.post("/admin/clients/interaction/add/", form)["Location"] == back
    shown = clerk.get(back).content.decode()
    assert "Ann Lee" in shown
    assert "Wants terms" in shown
    assert "Wants terms" in clerk.get("/admin/").content.decode()  # among what is due
    assert "Wants terms" in clerk.get("/admin/clients/interaction/?due=mine").content.decode()
    with scope(acme.pk):
        said = Interaction.objects.get()
    assert clerk.post(f"/admin/clients/interaction/{said.pk}/change/", {"summary": "Never said"}).status_code == 403
    assert clerk.get(f"/admin/clients/interaction/add/?client={payer.pk}&answers={said.pk}").status_code == 200
    assert clerk.post("/admin/clients/interaction/add/", form | {"summary": "Agreed", "follow_up_on": "", "answers": said.pk}).status_code == 302
    assert "Wants terms" not in clerk.get("/admin/").content.decode()
    assert "Wants terms" not in clerk.get("/admin/clients/interaction/?due=all").content.decode()
    assert clerk.post(f"{page}/do/remove/", {"reason": "left"})["Location"] == back
    with scope(acme.pk):
        assert (Contact.objects.count(), Interaction.objects.get(pk=said.pk).summary) == (0, "Wants terms")


def test_forged_posts_by_roles_without_the_right_change_nothing(acme, payer):
    contact = add_contact(payer.pk, actor=make.system(acme), at=AT, name="Ann")
    browser = browser_of(make.member(acme, "auditor"))
    form = {"client": payer.pk, "name": "X", "kind": "note", "happened_on": "2026-03-31", "summary": "x"}
    assert browser.post("/admin/clients/contact/add/", form).status_code == 403
    assert browser.post("/admin/clients/interaction/add/", form).status_code == 403
    browser.post(f"/admin/clients/contact/{contact.pk}/change/", form)
    assert b"does not allow" in browser.post(f"/admin/clients/contact/{contact.pk}/do/remove/", {}, follow=True).content
    stranger = browser_of(make.member(make.tenant("other"), "owner"))
    assert stranger.post(f"/admin/clients/contact/{contact.pk}/do/remove/", {}).status_code == 404
    assert stranger.post("/admin/clients/contact/add/", form).status_code == 200  # the form again: there is no such client
    with scope(acme.pk):
        assert (Contact.objects.get().version, Interaction.objects.count()) == (1, 0)
    assert types(acme) == ["client.contact_added"]


def test_the_addresses_of_the_api(acme, payer):
    _key, secret = create_api_key("k", actor=make.system(acme), at=AT)
    browser = Browser(headers={"authorization": f"Bearer {secret}"})
    base = f"/api/v1/clients/{payer.pk}"

    def post(path, body, **headers):
        return browser.post(f"{base}/{path}", json.dumps(body), content_type="application/json", headers=headers)

    for _time in range(2):
        made = post("contacts", {"name": "Ann", "email": "ann@c1.example"}, **{"idempotency-key": "a"})
        assert made.status_code == 201, made.content
    assert [row["name"] for row in browser.get(f"{base}/contacts").json()["items"]] == ["Ann"]
    said = post("interactions", {"happened_on": "2026-03-31", "summary": "Called", "follow_up_on": "2026-04-02"})
    assert (said.status_code, said.json()["owner"]) == (201, None)
    back = post("interactions", {"happened_on": "2026-04-02", "summary": "Agreed", "answers": said.json()["id"]})
    assert back.json()["answers"] == said.json()["id"]
    page = browser.get(f"{base}/interactions?limit=1").json()
    assert [row["summary"] for row in page["items"]] == ["Agreed"]
    assert page["next"]
    assert post("contacts", {"name": "A", "email": "no"}).status_code == 422
    assert post("interactions", {"happened_on": "2026-04-02", "summary": "x", "answers": 10**9}).status_code == 422
    assert browser.get(f"{base}/contacts?state=active").status_code in (400, 422)
    their_own = browser_of(make.member(acme, "client", client_id=payer.pk))
    assert [their_own.get(f"{base}/{noun}").status_code for noun in ("contacts", "interactions")] == [403, 403]


def test_tags_and_the_credit_limit_are_set_by_the_form(acme, payer):
    clerk, page = browser_of(make.member(acme, "accountant")), f"/admin/clients/client/{payer.pk}/change/"
    form = {"code": "C1", "legal_name": "Client C1", "kind": "company", "language": "uk", "currency": "UAH", "payment_terms_days": "14"}
    assert clerk.post(page, form | {"credit_limit": "50 000,50", "tags": "vip, watch, vip,"}).status_code == 302
    with scope(acme.pk):
        payer = Client.objects.get()
        assert (payer.credit_limit_minor, payer.tags, payer.version) == (5_000_050, ["vip", "watch"], 2)
    shown = clerk.get(page).context["adminform"].form
    assert (shown["credit_limit"].value(), shown["tags"].value()) == ("50000.50", "vip, watch")
    for wrong in ({"credit_limit": "much"}, {"credit_limit": "-1"}, {"tags": "x" * 41}):
        assert clerk.post(page, form | {"credit_limit": "1", "tags": "a"} | wrong).status_code == 200, wrong
    assert clerk.post(page, form | {"currency": "JPY", "credit_limit": "500", "tags": "vip, watch"}).status_code == 302
    with scope(acme.pk):
        payer = Client.objects.get()
        assert (payer.credit_limit_minor, payer.currency, payer.version) == (500, "JPY", 3)
    assert b"vip, watch" in browser_of(make.member(acme, "auditor")).get(page).content
    assert clerk.post(page, form | {"currency": "JPY"}).status_code == 302
    with scope(acme.pk):
        payer = Client.objects.get()
        assert (payer.credit_limit_minor, payer.tags) == (None, [])
