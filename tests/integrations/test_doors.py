"""Webhooks through the API and the admin: secrets shown once, who may, the feed, the comparison, pages."""

from __future__ import annotations

import hashlib

import pytest

from apps.clients.actions import create_client
from apps.integrations.models import WebhookDelivery, WebhookEndpoint
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.tenants.scope import scope
from apps.workflow.models import IdempotencyRecord
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import AT
from tests.factories import integrations as made
from tests.integrations.receivers import Receiver

pytestmark = pytest.mark.django_db
NEW = {"name": "Warehouse", "url": "https://hooks.example.com/in", "types": ["client.created"]}


@pytest.fixture
def acme():
    return make.tenant("acme")


def owner(company):
    partner = Partner.__new__(Partner)
    partner.__dict__ |= Partner(company, "owner").__dict__
    return partner


def some_clients(company, *codes):
    for code in codes:
        create_client(actor=make.system(company), at=AT, code=code, legal_name=code)


def test_a_secret_is_in_one_answer_and_kept_nowhere_readable(acme):
    partner = owner(acme)
    first = partner.call("post", "webhook-endpoints", NEW, idempotency_key="k1")
    assert first.status_code == 201, first.content
    secret = first.json()["secret"]
    assert secret.startswith("whsec_") and first["Cache-Control"] == "no-store"
    again = partner.call("post", "webhook-endpoints", NEW, idempotency_key="k1").json()
    assert (again["id"], again["secret"]) == (first.json()["id"], None)
    assert "secret" not in partner.call("get", f"webhook-endpoints/{again['id']}").json()
    rotated = partner.call("post", f"webhook-endpoints/{again['id']}/rotate-secret", {"overlap_hours": 1}, idempotency_key="k2").json()["secret"]
    assert rotated and rotated != secret
    with scope(acme.pk):
        kept = "".join(f"{row.outcome_text}{row.body_text}" for row in IdempotencyRecord.objects.all())
        assert IdempotencyRecord.objects.count() == 2 and secret not in kept and rotated not in kept


def test_a_partners_key_reads_and_replays_and_makes_none(acme):
    partner = Partner(acme)
    assert partner.call("post", "webhook-endpoints", NEW).status_code == 403
    with scope(acme.pk):
        endpoint = made.endpoint(acme, "https://a.example/", "client.created")
        some_clients(acme, "C1", "C2")
        made.told(acme)
        row = WebhookDelivery.objects.order_by("pk").first()
        WebhookDelivery.objects.filter(pk=row.pk).update(state="dead", due_at=None, ended_at=AT)
    assert [item["state"] for item in partner.call("get", "webhook-deliveries?order=oldest").json()["items"]] == ["dead", "pending"]
    assert partner.call("get", f"webhook-deliveries/{row.pk}").json()["attempted"] == []
    ahead = partner.call("post", f"webhook-endpoints/{endpoint.pk}/replay", {"first": 1, "last": 10**6, "dry_run": True})
    assert ahead.json() == {"again": 1, "missing": 0, "dry_run": True}
    assert partner.call("post", f"webhook-deliveries/{row.pk}/replay", {}).json()["state"] == "pending"
    assert partner.call("post", f"webhook-deliveries/{row.pk}/replay", {}).status_code == 409


def test_the_feed_is_read_on_from_where_it_was_left(acme):
    partner = Partner(acme)
    with scope(acme.pk):
        some_clients(acme, *(f"C{number}" for number in range(5)))
    seen, after = [], 0
    while True:
        page = partner.call("get", f"events?after={after}&limit=2&type=client.created").json()
        if not page["items"]:
            break
        seen += [item["data"]["content"]["code"] for item in page["items"]]
        after = page["next"]
    assert seen == [f"C{number}" for number in range(5)]
    assert page["next"] == after
    assert partner.call("get", "events?after=x").status_code == 422
    types = {item["type"] for item in partner.call("get", "events?limit=200").json()["items"]}
    assert "client.created" in types and not {name for name in types if name.startswith(("api_key.", "membership.", "tenant."))}


def test_what_a_receiver_misses_is_found_by_digests(acme):
    partner = Partner(acme)
    with scope(acme.pk):
        endpoint = made.endpoint(acme, "https://a.example/", "client.created")
        some_clients(acme, *(f"C{number}" for number in range(130)))
        ids = [(entry.sequence, f"msg_{entry.hash[:32]}") for entry in JournalEntry.objects.filter(type="client.created").order_by("sequence")]
        last = JournalEntry.objects.order_by("sequence").last().sequence

    def digest(have):
        return hashlib.sha256("".join(f"{name}\n" for name in have).encode()).hexdigest()

    def ask(after, until, have):
        body = {"endpoint": endpoint.pk, "ranges": [{"after": after, "until": until, "digest": digest(have)}]}
        return partner.call("post", "webhooks/reconcile", body).json()["ranges"][0]

    assert ask(0, last, [name for _n, name in ids])["equal"] is True
    missed = ids[77]
    have = [item for item in ids if item != missed]
    told = ask(0, last, [name for _n, name in have])
    assert (told["equal"], told["count"], told["events"], len(told["parts"])) == (False, 130, [], 8)
    wrong = [part for part in told["parts"] if digest([name for n, name in have if part["after"] < n <= part["until"]]) != part["digest"]]
    assert len(wrong) == 1
    events = ask(wrong[0]["after"], wrong[0]["until"], [name for n, name in have if wrong[0]["after"] < n <= wrong[0]["until"]])["events"]
    assert {event["id"] for event in events} - {name for _n, name in have} == {missed[1]}


def test_an_owner_makes_tries_and_replays_by_pages(acme, settings):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = True
    browser = browser_of(make.member(acme, "owner"))
    with Receiver() as receiver:
        answer = browser.post("/admin/integrations/webhookendpoint/add/", {"name": "Warehouse", "url": receiver.url, "types": ["client.created"], "form_token": "t1"})
        assert answer.status_code == 200 and "whsec_" in answer.content.decode(), answer.content.decode()[-3000:]
        with scope(acme.pk):
            endpoint = WebhookEndpoint.objects.get()
            some_clients(acme, "C1")
            made.told(acme)
            assert made.send() == 1
            last = JournalEntry.objects.order_by("sequence").last().sequence
        page = f"/admin/integrations/webhookendpoint/{endpoint.pk}"
        assert "Waiting: 0. Given up: 0." in browser.get(f"{page}/change/").content.decode()
        ahead = browser.post(f"{page}/replay/", {"first": 1, "last": last, "token": "a"}).content.decode()
        assert "1 event is sent again." in ahead
        browser.post(f"{page}/replay/", {"first": 1, "last": last, "token": "b", "confirm": "1"})
        browser.post(f"{page}/do/send_sample/", {"type_name": "invoice.issued", "token": "c"})
        secret = browser.post(f"{page}/do/rotate_secret/", {"overlap_hours": 2, "token": "d"})
        assert "whsec_" in secret.content.decode() and "no-store" in secret["Cache-Control"]
        assert "whsec_" not in browser.post(f"{page}/do/rotate_secret/", {"overlap_hours": 2, "token": "d"}, follow=True).content.decode()
        with scope(acme.pk):
            assert made.send(clock.now()) == 2
            rows = list(WebhookDelivery.objects.order_by("pk"))
    assert [(row.type, row.state) for row in rows] == [("client.created", "delivered"), ("invoice.issued", "delivered")]
    shown = browser.get(f"/admin/integrations/webhookdelivery/{rows[0].pk}/change/").content.decode()
    assert "C1" in shown and rows[0].message_id in shown and "204" in shown
    assert browser.get("/admin/integrations/webhookdelivery/?state=delivered").status_code == 200


def test_deliveries_stand_on_the_time_line_of_the_record(acme):
    with scope(acme.pk):
        made.endpoint(acme, "https://a.example/", "client.created", name="Warehouse")
        some_clients(acme, "C1")
        made.told(acme)
        key = JournalEntry.objects.get(type="client.created").subject_id
    for role, seen in (("owner", True), ("accountant", False)):
        page = browser_of(make.member(acme, role)).get(f"/admin/clients/client/{key}/change/").content.decode()
        assert ("Webhook client.created: Waits" in page) is seen, role
