"""The API as a partner system meets it."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from apps.api.platform.frozen import frozen
from apps.api.platform.versions import newest
from apps.clients.models import Client
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from apps.workflow.actions import create_api_key, revoke_api_key
from tests import factories as make
from tests.factories import AT, camt

pytestmark = pytest.mark.django_db


class Partner:
    """A partner system with its key."""

    def __init__(self, company, *roles):
        self.company = company
        self.key, self.secret = create_api_key("partner", actor=make.system(company), at=AT, roles=roles or ("integration",))
        self.http = Browser(raise_request_exception=False)

    def call(self, method, path, body=None, **headers):
        headers = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(self.http, method)(f"/api/v1/{path}", HTTP_AUTHORIZATION=f"Bearer {self.secret}", **sent, **headers)


@pytest.fixture
def acme():
    return Partner(make.tenant("acme"))


NEW = {"code": "C1", "legal_name": "ТОВ «Зоря»", "edrpou": "37631700"}


def test_without_a_key_there_is_a_problem_and_a_challenge():
    answer = Browser().get("/api/v1/clients")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_only_what_went_wrong_is_called_a_problem(acme):
    for accept in ("application/problem+json", "application/json", "*/*"):
        kinds = [acme.call("get", path, accept=accept)["Content-Type"] for path in ("clients", "clients/1")]
        assert kinds == ["application/json", "application/problem+json"], accept
    for path, item in frozen(newest())["paths"].items():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                assert ("application/problem+json" in answer.get("content", {})) is (status[0] not in "23"), (path, status)


def test_a_revoked_key_stops_at_the_next_request(acme):
    assert acme.call("get", "clients").status_code == 200
    revoke_api_key(acme.key.pk, actor=make.system(acme.company), at=AT)
    assert acme.call("get", "clients").status_code == 401


def test_a_client_is_made_read_and_changed_by_version(acme):
    made = acme.call("post", "clients", NEW)
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    path = f"clients/{made.json()['id']}"
    changed = acme.call("patch", path, {"notes": "calls back"}, if_match='"1"')
    assert (changed.status_code, changed.json()["notes"], changed["ETag"]) == (200, "calls back", '"2"')
    stale = acme.call("patch", path, {"notes": "lost"}, if_match='"1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert acme.call("get", path, if_none_match='"2"').status_code == 304


def test_a_repeated_post_is_answered_alike_and_done_once(acme):
    first = acme.call("post", "clients", NEW, idempotency_key="k1")
    second = acme.call("post", "clients", NEW, idempotency_key="k1")
    other = acme.call("post", "clients", NEW | {"code": "C2"}, idempotency_key="k1")
    assert (first.status_code, second.status_code, second.json()) == (201, 201, first.json())
    assert second["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    with scope(acme.company.pk):
        assert Client.objects.count() == 1


def test_errors_name_every_field(acme):
    answer = acme.call("post", "clients", {"code": "C1", "legal_name": "x", "edrpou": "12345670", "currency": "uah"})
    assert answer.status_code == 422
    assert {item["pointer"] for item in answer.json()["errors"]} >= {"/currency"}
    assert acme.call("post", "clients", {}).json()["errors"][0]["pointer"] in ("/code", "/legal_name")


def test_an_invoice_goes_its_way_and_refusals_say_why(acme):
    client = acme.call("post", "clients", NEW).json()["id"]
    line = {"description": "Work", "quantity": "2", "unit_price": "50.0050", "tax_code": "20"}
    made = acme.call("post", "invoices", {"client": client, "lines": [line]})
    assert made.status_code == 201, made.json()
    assert (made.json()["net"], made.json()["tax"], made.json()["total"]) == ("100.01", "20.00", "120.01")
    path = f"invoices/{made.json()['id']}"
    refused = acme.call("post", f"{path}/issue", {})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "wrong_state")
    assert acme.call("post", f"{path}/submit", {}).json()["state"] == "approved"
    issued = acme.call("post", f"{path}/issue", {}).json()
    assert (issued["state"], issued["open"]) == ("issued", "120.01")
    assert issued["number"].startswith("INV-")
    assert acme.call("post", f"{path}/void", {"reason": "wrong"}).status_code == 403


def test_pages_follow_a_cursor_to_the_end(acme):
    for number in range(5):
        make.client(acme.company, f"P{number}")
    path, seen = "clients?limit=2", []
    while path:
        page = acme.call("get", path).json()
        seen += [item["code"] for item in page["items"]]
        path = page["next"].split("/api/v1/")[1] if page["next"] else None
    assert seen == ["P4", "P3", "P2", "P1", "P0"]


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=9999999999", "after=@@", "after=a2E", "state=none", "client=9x"])
def test_bad_queries_are_refused_not_guessed(acme, query):
    noun = "invoices" if "client" in query else "clients"
    answer = acme.call("get", f"{noun}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_a_statement_is_uploaded_reconciled_and_reported(acme):
    client = acme.call("post", "clients", NEW).json()["id"]
    owed = make.issued(acme.company, Client(pk=client), "100.00")
    upload = SimpleUploadedFile("s.xml", camt([("100.00", f"Payment {owed.number}")]), "text/xml")
    answer = acme.http.post("/api/v1/statements", {"file": upload}, HTTP_AUTHORIZATION=f"Bearer {acme.secret}")
    assert (answer.status_code, answer.json().get("new")) == (201, 1), answer.json()
    account = answer.json()["statements"][0]["account"]
    run = acme.call("post", "runs", {"account": account})
    assert (run.status_code, run.json()["state"]) == (202, "queued")
    from apps.reconciliation.execution import execute

    execute(acme.company.pk, run.json()["id"])
    done = acme.call("get", f"runs/{run.json()['id']}").json()
    assert (done["state"], done["accepted_count"]) == ("checked", 1)
    report = acme.call("get", f"runs/{done['id']}/report").json()
    assert report["holds"] is True
    assert acme.call("get", f"runs/{done['id']}/report.csv")["Content-Type"].startswith("text/csv")
    match = acme.call("get", "matches").json()["items"][0]
    assert match["items"] == [{"alternative": 0, "invoice": owed.pk, "number": owed.number, "amount": "100.00"}]


def test_another_companys_things_do_not_exist(acme):
    other = Partner(make.tenant("other"))
    theirs = other.call("post", "clients", NEW).json()["id"]
    for method, path, body in (
        ("get", f"clients/{theirs}", None), ("patch", f"clients/{theirs}", {"notes": "x"}), ("post", f"clients/{theirs}/hold", {"reason": "x"}),
        ("post", "invoices", {"client": theirs, "lines": []}),
    ):  # fmt: skip
        answer = acme.call(method, path, body)
        assert answer.status_code in (404, 422), (path, answer.content)
        assert "Зоря" not in answer.content.decode()
    with scope(other.company.pk):
        assert Client.objects.get().version == 1
        assert JournalEntry.objects.filter(subject_kind="client", subject_id=theirs).count() == 1


def test_the_contract_is_published(acme):
    answer = acme.http.get("/api/v1/openapi.json", HTTP_ACCEPT="application/vnd.oai.openapi+json")
    told = json.loads(answer.content)
    assert told["openapi"].startswith("3.1")
    assert "/api/v1/invoices/{id}/issue" in told["paths"]


def test_a_deleted_draft_is_answered_as_the_document_says(acme):
    draft = make.draft(acme.company, make.client(acme.company), "5.00")
    schema = acme.call("get", "openapi.json").json()
    said = schema["paths"]["/api/v1/invoices/{id}"]["delete"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = acme.call("delete", f"invoices/{draft.pk}")
    assert (answer.status_code, answer.json()) == (200, {"id": draft.pk, "total": "5.00"})
    assert set(schema["components"]["schemas"][said["$ref"].rpartition("/")[2]]["properties"]) == set(answer.json())
