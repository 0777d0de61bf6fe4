"""Work orders over the API: a partner's way from asking to done, and what a client's own person sees and may."""

from __future__ import annotations

import datetime as dt

import pytest

from apps.dispatch.models import WorkOrder
from apps.kernel import clock
from apps.tenants.models import Membership
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import contracts as contract
from tests.factories import dispatch as made
from tests.factories import shifts as roster

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def codes(answer):
    return {(item["code"], item.get("pointer", "")) for item in answer.json()["errors"]}


def test_a_partner_asks_gives_and_finishes_each_once(acme):
    partner, payer, place = Partner(acme), make.client(acme), roster.site(acme)
    queue = made.queue(acme, plan_id=made.round_the_clock(acme).pk)
    person = roster.employee(acme, place)
    made.at_work(acme, place, person, at=clock.now())
    body = {"client": payer.pk, "queue": queue.pk, "title": "No light", "priority": "urgent", "site": place.pk, "estimated_minutes": 30}
    first, again = (partner.call("post", "work-orders", body, idempotency_key="k-1") for _number in range(2))
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replayed"]) == (201, 201, "true")
    order = first.json()
    assert WorkOrder.objects.count() == 1 and again.json() == order
    assert (order["number"][:3], order["state"], order["response_level"]) == ("WO-", "new", "in_time")
    assert dt.datetime.fromisoformat(order["response_due_at"]) - dt.datetime.fromisoformat(order["received_at"]) == dt.timedelta(minutes=30)
    path = f"work-orders/{order['id']}"
    assert partner.call("post", f"{path}/enqueue", {}).json()["state"] == "queued"
    assert partner.call("post", f"{path}/dispatch", {}).status_code == 403  # that is a dispatcher's
    assert codes(partner.call("post", f"{path}/assign", {"employee": person.pk})) == {("required", "/reason")}
    given = partner.call("post", f"{path}/assign", {"employee": person.pk, "reason": "knows the house"}).json()
    assert (given["state"], given["employee"], given["assignment"]["by"]) == ("assigned", person.pk, "person")
    assert partner.call("post", f"{path}/start", {}).json()["responded_at"]
    held = partner.call("post", f"{path}/hold", {"reason": "waits for a part"}).json()
    assert (held["resolution_due_at"], held["hold_reason"]) == (None, "waits for a part")
    assert partner.call("post", f"{path}/resume", {}).json()["state"] == "in_progress"
    assert partner.call("post", f"{path}/complete", {}).json()["state"] == "done"
    refused = partner.call("post", f"{path}/cancel", {"reason": "why"})
    assert (refused.status_code, codes(refused)) == (409, {("wrong_state", "")})


def test_an_order_is_changed_under_its_version_and_listed_by_filter(acme):
    partner, queue = Partner(acme), made.queue(acme)
    order, other = made.order(acme, queue), made.order(acme, queue, queued=False)
    path = f"work-orders/{order.pk}"
    assert partner.call("patch", path, {"priority": "low"}, if_match='"1"').status_code == 412
    assert partner.call("patch", path, {"priority": "low"}, if_match=f'"{order.version}"').json()["priority"] == "low"
    assert codes(partner.call("patch", path, {"state": "done", "client": 1})) == {("unknown_field", "/state"), ("unknown_field", "/client")}
    assert [row["id"] for row in partner.call("get", "work-orders?state=queued&priority=low").json()["items"]] == [order.pk]
    assert [row["id"] for row in partner.call("get", f"work-orders?client={other.client_id}").json()["items"]] == [other.pk]
    missing = partner.call("post", "work-orders", {"title": "x"})
    assert (missing.status_code, codes(missing)) == (422, {("required", "/client"), ("required", "/queue")})


def test_a_clients_person_asks_for_work_and_sees_their_companys_orders_only(acme):
    mine, other = make.client(acme), make.client(acme)
    queue = made.queue(acme, "Requests", takes_requests=True)
    theirs = made.order(acme, queue, client_id=other.pk)
    agreed = contract.active(acme, mine, "C-1")
    browser = browser_of(make.member(acme, "client", client_id=mine.pk))
    assert Membership.objects.filter(client_id=mine.pk).exists()

    def post(path, body):
        return browser.post(f"/api/v1/{path}", body, content_type="application/json")

    asked = post("work-orders", {"title": "No light", "contract": agreed.pk})
    assert asked.status_code == 201, asked.content
    order = asked.json()
    assert order["client"] == mine.pk and not {"queue", "assignment", "employee", "estimated_minutes", "plan", "hold_reason"} & order.keys()
    listed = browser.get("/api/v1/work-orders").json()["items"]
    assert [row["id"] for row in listed] == [order["id"]]
    assert browser.get(f"/api/v1/work-orders/{theirs.pk}").status_code == 404
    assert browser.get("/api/v1/work-orders?employee=1").status_code == 422
    assert post("work-orders", {"title": "x", "skill": 1}).status_code == 422
    assert post("work-orders", {"title": "x", "client": other.pk}).status_code == 422
    assert post(f"work-orders/{order['id']}/cancel", {"reason": "why"}).status_code == 403
    assert post(f"work-orders/{theirs.pk}/cancel", {"reason": "why"}).status_code == 404
    assert WorkOrder.objects.count() == 2
