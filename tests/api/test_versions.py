"""Dated versions: who wrote a program against an old contract sees that contract, for as long as its key is pinned to it."""

from __future__ import annotations

import json

import pytest
from django.test import Client as Browser
from django.urls import get_resolver

from apps.api.platform import versions
from apps.api.platform.frozen import frozen, path_of
from apps.tenants.models import ApiKey
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner

pytestmark = pytest.mark.django_db
OLD, NEW = "2026-11-01", "2026-11-26"
LINE = {"description": "Work", "unit_price": "100.00", "tax_code": "20"}


@pytest.fixture
def old():
    partner = Partner(make.tenant("acme"))
    ApiKey.objects.update(contract_version="")  # as a key that was made before there were versions
    return partner


@pytest.fixture
def client(old):
    return make.client(old.company).pk


def drafted(partner, client, **line):
    return partner.call("post", "invoices", {"client": client, "lines": [LINE | line]}, idempotency_key="k1")


def test_an_old_client_sees_the_old_shape_everywhere(old, client):
    made = drafted(old, client, discount_bps=550)
    assert (made.status_code, made["Oblik-Version"]) == (201, OLD)
    pk = made.json()["id"]
    patched = old.call("patch", f"invoices/{pk}", {"lines": [LINE | {"discount_bps": 1000}]})
    read, listed = old.call("get", f"invoices/{pk}").json(), old.call("get", "invoices").json()["items"][0]
    acted = old.call("post", f"invoices/{pk}/submit", {}).json()
    shown = [made.json(), patched.json(), read, listed, acted]
    assert [item["lines"][0]["discount_bps"] for item in shown] == [550, 1000, 1000, 1000, 1000]
    assert [item["tax_totals"][0]["rate_bps"] for item in shown] == [2000] * 5
    assert "percent" not in json.dumps(shown)
    codes = old.call("get", "tax-codes").json()["items"]
    assert {"rate_bps"} == {name for name in codes[0] if name.startswith("rate")}


def test_a_new_client_sees_the_new_shape(old, client):
    drafted(old, client, discount_bps=550)
    shown = old.call("get", "invoices", oblik_version=NEW)
    assert shown["Oblik-Version"] == NEW
    assert (shown.json()["items"][0]["lines"][0]["discount_percent"], shown.json()["items"][0]["tax_totals"][0]["rate_percent"]) == ("5.50", "20.00")
    assert "bps" not in shown.content.decode()


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({"discount_bps": 10_001}, "/lines/0/discount_bps", "out_of_range"), ({"discount_bps": "5"}, "/lines/0/discount_bps", "json_type"),
        ({"discount_bps": True}, "/lines/0/discount_bps", "json_type"), ({"discount_percent": "5.00"}, "/lines/0/discount_percent", "unknown_field"),
    ],
)  # fmt: skip
def test_errors_point_into_the_body_as_it_was_sent(old, client, sent, pointer, code):
    refused = drafted(old, client, **sent)
    assert refused.status_code == 422
    assert [(item["pointer"], item["code"]) for item in refused.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("value", ["100.01", "-1", "5.123", 5, "1e1"])
def test_a_percentage_that_is_none_is_refused_with_its_new_name(old, client, value):
    body = {"client": client, "lines": [LINE | {"discount_percent": value}]}
    refused = old.call("post", "invoices", body, oblik_version=NEW)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/lines/0/discount_percent"
    assert "discount_percent" not in json.dumps(versions.renamed(refused.json(), version=OLD, operation="invoice.create"))


def test_a_replay_is_answered_in_the_version_of_who_asks(old, client):
    first = drafted(old, client, discount_bps=550)
    again = drafted(old, client, discount_bps=550)
    assert (again["Idempotent-Replayed"], again.json()) == ("true", first.json())
    newer = old.call("post", "invoices", {"client": client, "lines": [LINE | {"discount_bps": 550}]}, idempotency_key="k1", oblik_version=NEW)
    assert newer.status_code == 422  # the body is another contract's, and is read before the ledger is asked
    plain = old.call("post", "invoices", {"client": client, "lines": [LINE]}, idempotency_key="k2")
    replayed = old.call("post", "invoices", {"client": client, "lines": [LINE]}, idempotency_key="k2", oblik_version=NEW)
    assert (plain.json()["lines"][0]["discount_bps"], replayed.json()["lines"][0]["discount_percent"]) == (0, "0.00")
    assert replayed["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("asked", ["2026-11-02", "newest", "", "2026-11-26 ", "2026-13-01"])
def test_a_version_that_never_was_is_refused_with_those_that_are(old, asked):
    refused = old.call("get", "clients", oblik_version=asked)
    told = refused.json()
    assert refused.status_code == 400
    assert (told["errors"][0]["header"], told["errors"][0]["code"]) == ("Oblik-Version", "unknown_version")
    assert OLD in told["errors"][0]["detail"] and NEW in told["errors"][0]["detail"]


def test_a_key_is_pinned_when_it_is_made_and_a_session_speaks_the_newest():
    company = make.tenant("acme")
    assert Partner(company).key.contract_version == versions.newest() == NEW
    assert browser_of(make.member(company, "owner")).get("/api/v1/clients")["Oblik-Version"] == NEW


def test_every_version_has_its_document_and_every_change_its_operations():
    views = {(entry.callback.initkwargs.get("basename"), name) for entry in routes(get_resolver("apps.api.urls").url_patterns)
             for name in getattr(entry.callback, "actions", {}).values()}  # fmt: skip
    for date in versions.known():
        assert path_of(date).exists()
        assert json.loads(Browser().get("/api/v1/openapi.json", {"version": date}).content)["info"]["version"] == date
        for change in versions.changes_of(date):
            assert change.says.endswith(".")
            assert {tuple(name.split(".")) for name in change.operations} <= views
    assert "discount_bps" in json.dumps(frozen(OLD)) and "discount_bps" not in json.dumps(frozen(NEW))


def routes(patterns):
    for entry in patterns:
        yield from routes(entry.url_patterns) if hasattr(entry, "url_patterns") else [entry]


def test_many_new_records_speak_the_version_of_their_caller(old, client):
    new = Partner(old.company)
    for partner, mine, other in ((old, {"discount_bps": 550}, {"discount_percent": "5.50"}), (new, {"discount_percent": "5.50"}, {"discount_bps": 550})):
        sent = {"items": [{"client": client, "lines": [LINE | mine]}, {"client": client, "lines": [LINE | other]}]}
        told = partner.call("post", "invoices/bulk", sent).json()
        assert [item["status"] for item in told["items"]] == [201, 422], told
        assert [error["pointer"] for error in told["items"][1]["errors"]] == [f"/lines/0/{next(iter(other))}"]
        made = partner.call("get", f"invoices/{told['items'][0]['id']}").json()
        assert made["lines"][0][next(iter(mine))] == next(iter(mine.values()))
