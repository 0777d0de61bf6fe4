"""Many at once: each by itself, told each by itself, and once only."""

from __future__ import annotations

import pytest

from apps.clients.models import Client
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from tests import factories as make
from tests.api.test_api import Partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return Partner(make.tenant("acme"), "integration", "owner")


def new(code, **more):
    return {"code": code, "legal_name": f"{code} Ltd", **more}


def entries(company, type_):
    with scope(company.pk):
        return JournalEntry.objects.filter(type=type_).count()


def test_new_records_are_made_each_by_itself(acme):
    sent = {"items": [new("A"), new("B", nonsense=1), new("C"), new("A")]}
    told = acme.call("post", "clients/bulk", sent).json()
    assert (told["done"], told["refused"]) == (2, 2)
    assert [item["status"] for item in told["items"]] == [201, 422, 201, 409]
    assert told["items"][1]["errors"][0]["pointer"] == "/nonsense" and told["items"][1]["id"] is None
    with scope(acme.company.pk):
        assert sorted(Client.objects.values_list("code", flat=True)) == ["A", "C"]


def test_an_act_on_many_says_what_came_of_each(acme):
    ids = [item["id"] for item in acme.call("post", "clients/bulk", {"items": [new("A"), new("B")]}).json()["items"]]
    foreign = make.client(make.tenant("other"), "THEIRS")
    acme.call("post", f"clients/{ids[1]}/archive", {})
    told = acme.call("post", "clients/bulk/hold", {"ids": [*ids, foreign.pk], "reason": "late"}).json()
    by_id = {item["id"]: item for item in told["items"]}
    assert by_id[ids[0]]["status"] == 200 and by_id[ids[0]]["version"] > 1
    assert by_id[ids[1]]["status"] == 409 and by_id[ids[1]]["errors"][0]["detail"]
    assert by_id[foreign.pk]["status"] == 404
    assert entries(acme.company, "client.held") == 1


def test_the_same_key_again_does_what_is_left_and_nothing_twice(acme):
    sent = {"items": [new("A"), new("B", terms_days="x"), new("C")]}
    first = acme.call("post", "clients/bulk", sent, idempotency_key="k1").json()
    again = acme.call("post", "clients/bulk", sent, idempotency_key="k1").json()
    assert first == again and (first["done"], first["refused"]) == (2, 1)
    with scope(acme.company.pk):
        assert Client.objects.count() == 2
    other = acme.call("post", "clients/bulk", {"items": [new("D")]}, idempotency_key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_invoices_are_issued_each_with_its_number(acme):
    with scope(acme.company.pk):
        payer = make.client(acme.company)
        ids = [make.draft(acme.company, payer).pk for _each in range(2)]
    acme.call("post", "invoices/bulk/submit", {"ids": ids})
    told = acme.call("post", "invoices/bulk/issue", {"ids": ids}).json()
    with scope(acme.company.pk):
        numbers = dict(Invoice.objects.values_list("pk", "number"))
    assert told["done"] == 2 and {item["id"]: item["number"] for item in told["items"]} == numbers
    assert len(set(numbers.values())) == 2


def test_where_nothing_is_permitted_the_answer_is_that_of_one(acme):
    reader = Partner(acme.company, "auditor")
    refused = reader.call("post", "clients/bulk", {"items": [new("A")]})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert reader.call("post", "clients/bulk/hold", {"ids": [10**9], "reason": "x"}).status_code in (403, 404)
    assert acme.call("post", "clients/bulk/hold", {"ids": list(range(1, 202)), "reason": "x"}).status_code == 422
