"""Once only, and no lost update: what a partner may rely on when answers are lost and callers race."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError

from apps.api.platform.documents import contract
from apps.api.platform.views import NounView, ScopedView
from apps.clients import actions as client_actions
from apps.clients.models import Client
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key, update_member
from apps.workflow.models import IdempotencyRecord
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import NEW, Partner
from tests.factories import AT
from tests.faults import crew

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return Partner(make.tenant("acme"))


def clients_of(company):
    with scope(company.pk):
        return Client.objects.count()


def test_a_lost_answer_is_given_again(acme, monkeypatch):
    """The effect is committed, the answer never leaves: the caller sees an error and asks again."""

    def lost(self, request, response, *args, **kwargs):
        raise ConnectionError("the caller is gone")

    with monkeypatch.context() as patched:
        patched.setattr(ScopedView, "finalize_response", lost)
        assert acme.call("post", "clients", NEW, idempotency_key="k1").status_code == 500
    assert clients_of(acme.company) == 1
    again = acme.call("post", "clients", NEW, idempotency_key="k1")
    assert (again.status_code, again["Idempotent-Replayed"], again["ETag"]) == (201, "true", '"1"')
    assert again.json()["code"] == NEW["code"]
    assert clients_of(acme.company) == 1


def test_an_answer_is_repeated_as_it_was_although_the_record_has_changed(acme):
    made = acme.call("post", "clients", NEW, idempotency_key="k1").json()
    acme.call("patch", f"clients/{made['id']}", {"notes": "later"})
    again = acme.call("post", "clients", NEW, idempotency_key="k1")
    assert (again.json(), again["ETag"]) == (made, '"1"')


def test_another_body_or_another_address_with_the_same_key_is_refused(acme):
    made = acme.call("post", "clients", NEW, idempotency_key="k1").json()
    for path, body in (("clients", NEW | {"code": "C2"}), (f"clients/{made['id']}/hold", {"reason": "x"})):
        refused = acme.call("post", path, body, idempotency_key="k1")
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert clients_of(acme.company) == 1


def test_the_same_key_of_others_is_another_key(acme):
    other, colleague = Partner(make.tenant("other")), Partner.__new__(Partner)
    colleague.__dict__ |= acme.__dict__
    colleague.key, colleague.secret = create_api_key("second", actor=make.system(acme.company), at=AT)
    made = [partner.call("post", "clients", NEW | {"code": code}, idempotency_key="k1") for partner, code in
            ((acme, "A"), (colleague, "B"), (other, "A"))]  # fmt: skip
    assert [answer.status_code for answer in made] == [201, 201, 201]
    assert (clients_of(acme.company), clients_of(other.company)) == (2, 1)


def test_a_refusal_is_not_kept_so_that_its_cause_can_be_mended(acme):
    client = acme.call("post", "clients", NEW).json()["id"]
    client_actions.hold_client(client, actor=make.system(acme.company), at=AT, reason="late")
    draft = {"client": client, "lines": []}
    assert acme.call("post", "invoices", draft, idempotency_key="k1").status_code == 422
    client_actions.release_client(client, actor=make.system(acme.company), at=AT)
    assert acme.call("post", "invoices", draft, idempotency_key="k1").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_contention_is_an_honest_503_and_is_not_kept(acme, monkeypatch):
    def busy(**kwargs):
        raise OperationalError(1205, "Lock wait timeout exceeded")

    with monkeypatch.context() as patched:
        patched.setattr("apps.api.v1.clients.actions.create_client", busy)
        patched.setattr("apps.kernel.db.time.sleep", lambda seconds: None)
        refused = acme.call("post", "clients", NEW, idempotency_key="k1")
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (503, "busy", "1")
    with scope(acme.company.pk):
        assert IdempotencyRecord.objects.count() == 0
    assert acme.call("post", "clients", NEW, idempotency_key="k1").status_code == 201


def test_who_lost_the_right_is_not_answered_from_the_ledger():
    company = make.tenant()
    clerk = make.member(company, "accountant")
    browser = browser_of(clerk)
    how = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "k1"}
    assert browser.post("/api/v1/clients", NEW, **how).status_code == 201
    update_member(clerk.membership_id, ["employee"], actor=make.system(company), at=AT)
    refused = browser.post("/api/v1/clients", NEW, **how)
    assert refused.status_code in (403, 404)
    assert NEW["legal_name"] not in refused.content.decode()


@pytest.mark.parametrize("key", ["", " ", "a\tb", "k" * 256, "ключ"])
def test_a_key_that_is_none_is_refused(acme, key):
    refused = acme.call("post", "clients", NEW, idempotency_key=key)
    assert (refused.status_code, refused.json()["errors"][0]["header"]) == (422, "Idempotency-Key")
    assert clients_of(acme.company) == 0


@pytest.mark.parametrize("tag", ["", "3", '"x"', '"1", "2"', '"-1"', '"' + "9" * 30 + '"'])
def test_a_tag_that_is_none_is_refused(acme, tag):
    path = f"clients/{acme.call('post', 'clients', NEW).json()['id']}"
    refused = acme.call("patch", path, {"notes": "x"}, if_match=tag)
    assert (refused.status_code, refused.json()["errors"][0]["header"]) == (422, "If-Match")


# Of the operations that take more than a reason.
BODIES = {
    "tax-codes/{id}/end": {"ends_before": "2031-01-01"},
    "clients/{id}/add-iban": {"iban": "x"},
    "clients/{id}/remove-iban": {"iban": "x"},
    "work-queues/{id}/dispatch": {},
    "payments/{id}/allocate": {"items": [{"invoice": 1, "amount": "1.00"}]},
    "payments/{id}/deallocate": {"reason": "x", "allocation": 1},
    "provider-payments/{id}/match": {"payment": 1, "reason": "x"},
    "payments/{id}/refund": {"reason": "x", "method": "cash"},
    "contracts/{id}/activate": {"signed_on": "2026-03-31"},
    "contracts/{id}/terminate": {"reason": "x", "effective_on": "2026-03-31"},
    "contracts/{id}/reach": {"term": 1},
    "work-orders/{id}/assign": {"employee": 1, "reason": "x"},
    "webhook-endpoints/{id}/send-sample": {"type": "invoice.issued"},
    "webhook-endpoints/{id}/replay": {"first": 1, "last": 1},
    "shifts/{id}/assign": {"employees": [1]},
    "shifts/{id}/unassign": {"employees": [1]},
    "shifts/{id}/replace": {"leaves": 1, "comes": 2},
    "shifts/{id}/move": {"employee": 1, "from_shift": 2},
    "quarantined-rows/{id}/retry": {},
    "unread-files/{id}/retry": {},
    "employees/{id}/set-hour-cost": {"hour_cost": "1.00"},
}


def test_every_change_of_a_record_heeds_if_match(acme):
    """By what is published: each operation that says so is asked with a version that is not the current one."""
    heeding = [(path, method) for path, item in json.loads(contract()[0])["paths"].items() for method, told in item.items()
               if any(given["name"] == "If-Match" for given in told.get("parameters", ()))]  # fmt: skip
    assert len(heeding) > 20
    seen = []
    original = NounView.expected_version

    def noted(self):
        seen.append(original(self))
        return seen[-1]

    NounView.expected_version = noted
    try:
        for path, method in heeding:
            seen.clear()
            sent = {} if method in ("patch", "delete") else BODIES.get(path.removeprefix("/api/v1/"), {"reason": "x"})
            acme.call(method, path.removeprefix("/api/v1/").replace("{id}", "1"), sent, if_match='"7"')
            assert seen == [7], (method, path)
    finally:
        NounView.expected_version = original


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_a_hundred_posts_with_one_key_have_one_effect_and_one_body(acme):
    def attempt(_number):
        answer = Partner.call(acme, "post", "clients", NEW, idempotency_key="k1")
        return answer.status_code, answer.content

    answers = crew.at_once(100, attempt)
    assert {status for status, _body in answers} == {201}
    assert len({body for _status, body in answers}) == 1
    with scope(acme.company.pk):
        assert (Client.objects.count(), Client.history.count(), IdempotencyRecord.objects.count()) == (1, 1, 1)
        assert JournalEntry.objects.filter(type="client.created").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_of_writers_from_one_version_exactly_one_succeeds(acme):
    path = f"clients/{acme.call('post', 'clients', NEW).json()['id']}"

    def attempt(number):
        return Partner.call(acme, "patch", path, {"notes": f"by {number}"}, if_match='"1"').status_code

    assert sorted(crew.at_once(12, attempt)) == [200] + [412] * 11
    with scope(acme.company.pk):
        assert (Client.objects.get().version, Client.history.count()) == (2, 2)
