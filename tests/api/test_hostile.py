"""What comes in wrong: a clear refusal with its place, within bounds, and nothing stored."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.api.platform.parsing import MAX_JSON, MAX_UPLOAD
from tests import factories as make
from tests.api.test_api import NEW, Partner
from tests.api.walls import state_of

pytestmark = pytest.mark.django_db
BIG = 2**64


@pytest.fixture
def acme():
    return Partner(make.tenant("acme"))


def send(partner, body, path="clients", method="post", kind="application/json", **headers):
    call = getattr(partner.http, method)
    return call(f"/api/v1/{path}", body, content_type=kind, HTTP_AUTHORIZATION=f"Bearer {partner.secret}", **headers)


def places(answer):
    return {item.get("pointer") or item.get("parameter") or item.get("header") for item in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422), (b"{", 400), (b"null", 422), (b"[]", 422), (b'"x"', 422), (b"7", 422),
        (b'{"code": "A", "code": "B", "legal_name": "x"}', 400), (b'{"credit_limit": NaN}', 400), (b'{"credit_limit": Infinity}', 400),
        (b'{"payment_terms_days": -Infinity}', 400), ('{"code": "\u0456"}'.encode("cp1251"), 400), (b"\xff\xfe{\x00}\x00", 400),
        (b"\xef\xbb\xbf{}", 400), (b"[" * 200_000 + b"]" * 200_000, 400), (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
        (b'{"payment_terms_days": ' + b"9" * 5000 + b"}", 400), (b" " * (MAX_JSON + 1), 413),
        (b'{"x":"' + b"a" * MAX_JSON + b'"}', 413),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else str(value),
)  # fmt: skip
def test_bodies_that_cannot_be_read(acme, body, status):
    before = state_of(acme.company)
    answer = send(acme, body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content[:300]
    assert len(answer.content) < 20_000
    assert state_of(acme.company) == before


def test_a_long_body_is_refused_by_what_it_says_of_itself(acme):
    """Before a byte of it is read."""
    for path, kind, length in (("clients", "application/json", MAX_JSON + 1), ("statements", "multipart/form-data; boundary=b", MAX_UPLOAD * 2)):
        assert send(acme, b"{}", path, kind=kind, CONTENT_LENGTH=str(length)).status_code == 413


def test_a_body_full_of_small_things_stays_small_in_memory(acme):
    body = b'{"x":[' + b"{}," * ((MAX_JSON - 10) // 3) + b"1]}"
    tracemalloc.start()
    answer = send(acme, body)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 422
    assert most < 150 * 2**20


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"legal_nmae": "x"}, "/legal_nmae"), ({"state": "archived"}, "/state"), ({"id": 1}, "/id"), ({"a/b~c": 1}, "/a~1b~0c"),
        ({"code": 5}, "/code"), ({"code": None}, "/code"), ({"code": ""}, "/code"), ({"code": ["x"]}, "/code"), ({"code": {}}, "/code"),
        ({"legal_name": "a\0b"}, "/legal_name"), ({"legal_name": "\ud800"}, "/legal_name"), ({"legal_name": "x" * 201}, "/legal_name"),
        ({"payment_terms_days": BIG}, "/payment_terms_days"), ({"payment_terms_days": "5"}, "/payment_terms_days"),
        ({"payment_terms_days": True}, "/payment_terms_days"), ({"payment_terms_days": 1.0}, "/payment_terms_days"),
        ({"credit_limit": 100}, "/credit_limit"), ({"credit_limit": 0.1}, "/credit_limit"), ({"credit_limit": "1e3"}, "/credit_limit"),
        ({"credit_limit": "-1.00"}, "/credit_limit"), ({"credit_limit": "1,00"}, "/credit_limit"), ({"credit_limit": "\u0661"}, "/credit_limit"),
        ({"credit_limit": "9" * 20}, "/credit_limit"), ({"credit_limit": " 1"}, "/credit_limit"), ({"prospect": "yes"}, "/prospect"),
        ({"prospect": 1}, "/prospect"), ({"ibans": "UA1"}, "/ibans"), ({"ibans": [1]}, "/ibans"), ({"ibans": ["x" * 51]}, "/ibans/0"),
        ({"tags": [["x"]]}, "/tags"), ({"currency": "uah"}, "/currency"), ({"currency": "UAH\n"}, "/currency"), ({"kind": "king"}, "/kind"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else "",
)  # fmt: skip
def test_fields_that_cannot_be_taken(acme, change, place):
    before = state_of(acme.company)
    answer = send(acme, json.dumps(NEW | change))
    assert answer.status_code == 422, answer.content
    assert place in places(answer), answer.content
    assert state_of(acme.company) == before


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ({"quantity": 1}, "/lines/0/quantity"), ({"quantity": "1.00001"}, "/lines/0/quantity"), ({"quantity": "NaN"}, "/lines/0/quantity"),
        ({"unit_price": "1E+5"}, "/lines/0/unit_price"), ({"unit_price": "9" * 19}, "/lines/0/unit_price"),
        ({"unit_price": 0.1}, "/lines/0/unit_price"), ({"discount_percent": "100.01"}, "/lines/0/discount_percent"),
        ({"tax_code": "99"}, "/lines/0/tax_code"), ({"vat": "20"}, "/lines/0/vat"), ({"message": "x", "code": "y"}, "/lines/0/message"),
    ],
)  # fmt: skip
def test_lines_that_cannot_be_taken_are_named(acme, line, place):
    client = make.client(acme.company).pk
    good = {"description": "Work", "unit_price": "1.00", "tax_code": "20"}
    answer = send(acme, json.dumps({"client": client, "lines": [good | line, good]}), "invoices")
    assert (answer.status_code, place in places(answer)) == (422, True), answer.content


@pytest.mark.parametrize("wrong", [0, -1, BIG, 10**30, "1", 1.5, True, None])
def test_ids_in_bodies(acme, wrong):
    answer = send(acme, json.dumps({"account": wrong}), "runs")
    assert (answer.status_code, places(answer)) == (422, {"/account"})


@pytest.mark.parametrize("wrong", ["0", "-1", "99999999999999999999", "1.5", "abc", "1%00", "%D9%A1", "1/", ""])
def test_ids_in_addresses(acme, wrong):
    answer = acme.call("get", f"clients/{wrong}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("sate=draft", "sate"), ("state=", "state"), ("state=draft&state=issued", "state"), ("state=drafts", "state"), ("client=1.5", "client"),
        ("client=1e3", "client"), ("client=99999999999999999999", "client"), ("overdue=yes", "overdue"), ("overdue=1", "overdue"),
        ("issued_from=31.03.2026", "issued_from"), ("issued_from=2026-02-30", "issued_from"), ("search=a%00b", "search"), ("limit=0", "limit"),
        ("limit=201", "limit"), ("limit=0000500", "limit"), ("limit=%D9%A1", "limit"), ("order=total", "order"), ("after=a2E", "after"),
        ("after=%20", "after"), ("after=k1", "after"), ("after=aza==", "after"), ("after=azE&before=azE", "before"), ("ordering=id", "ordering"),
        ("format=xml", "format"), ("tenant=2", "tenant"), ("client__code=x", "client__code"),
    ],
)  # fmt: skip
def test_queries_that_cannot_be_answered(acme, query, place):
    answer = acme.call("get", f"invoices?{query}")
    assert (answer.status_code, places(answer)) == (422, {place}), answer.content


def test_a_query_where_none_is_known(acme):
    made = acme.call("post", "clients", NEW).json()["id"]
    for method, path in (("get", f"clients/{made}"), ("post", f"clients/{made}/hold")):
        assert acme.call(method, f"{path}?dry_run=1", {"reason": "x"} if method == "post" else None).status_code == 422
    assert acme.call("get", f"clients/{made}").json()["state"] == "active"


def test_what_form_is_wanted_and_sent(acme):
    assert acme.call("get", "clients", accept="text/html").status_code == 406
    for accepted in ("*/*", "application/json", "application/problem+json, application/json;q=0.9", "application/*"):
        assert acme.call("get", "clients", accept=accepted).status_code == 200
    assert send(acme, "code=1", kind="application/x-www-form-urlencoded").status_code == 415
    assert send(acme, "<a/>", kind="text/xml").status_code == 415
    assert send(acme, json.dumps(NEW), "statements").status_code == 415
    for answer in (acme.call("get", "clients", accept="text/html"), send(acme, "x", kind="text/plain")):
        assert answer["Content-Type"] == "application/problem+json"


def test_a_problem_of_a_download_is_json(acme):
    answer = acme.call("get", "runs/1/report.csv", accept="text/csv")
    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (404, "application/problem+json", 404)


def test_options_and_head_say_little_and_the_right_thing(acme):
    asked = acme.call("options", "clients")
    assert (asked.status_code, asked.content, asked["Allow"]) == (204, b"", "GET, POST, HEAD, OPTIONS")
    head = acme.call("head", "clients")
    assert (head.status_code, head.content) == (200, b"")
    assert acme.call("get", "clients/").status_code == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422), ({"file": "text"}, 422), ({"file": SimpleUploadedFile("a.xml", b"")}, 422),
        ({"file": SimpleUploadedFile("a.xml", b"<a")}, 422), ({"file": SimpleUploadedFile("a.bin", bytes(range(256)))}, 422),
        ({"file": SimpleUploadedFile("a.xml", make.camt([("1.00", "x")])), "acount": "1"}, 422),
        ({"file": SimpleUploadedFile("a.xml", make.camt([("1.00", "x")])), "account": "x"}, 422),
        ({"file": SimpleUploadedFile("a.csv", b"a;b\n1;2\n"), "profile": "none"}, 422),
    ],
)  # fmt: skip
def test_uploads_that_cannot_be_taken(acme, form, status):
    before = state_of(acme.company)
    answer = acme.http.post("/api/v1/statements", form, HTTP_AUTHORIZATION=f"Bearer {acme.secret}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert state_of(acme.company) == before


def test_a_form_that_breaks_off(acme):
    for body in (b"", b"--b\r\n", b'--b\r\nContent-Disposition: form-data; name="file"; filename="\0"\r\n\r\nx'):
        assert send(acme, body, "statements", kind="multipart/form-data; boundary=b").status_code in (400, 422)
    assert send(acme, b"x", "statements", kind="multipart/form-data").status_code == 400


def test_pages_go_forth_and_back_while_rows_come_in(acme):
    for number in range(5):
        make.client(acme.company, f"P{number}")

    def page(path):
        answer = acme.call("get", path.split("/api/v1/")[-1]).json()
        return [item["code"] for item in answer["items"]], answer["next"], answer["previous"]

    first, onward, back = page("clients?limit=2")
    assert (first, back) == (["P4", "P3"], None)
    make.client(acme.company, "P5")
    second, onward, back = page(onward)
    assert second == ["P2", "P1"]
    assert page(back)[0] == ["P4", "P3"]
    newer = page(back)[2]
    assert page(newer) == (["P5"], page(newer)[1], None)
    assert page(page(newer)[1])[0] == ["P4", "P3"]
    last, onward, back = page(onward)
    assert (last, onward) == (["P0"], None)
    assert page(back)[0] == ["P2", "P1"]
    oldest, onward, back = page("clients?limit=4&order=oldest")
    assert (oldest, back) == (["P0", "P1", "P2", "P3"], None)
    assert page(onward)[0] == ["P4", "P5"]
    assert page(page(onward)[2])[0] == oldest
