"""What was promised to callers is kept: the code's contract beside the frozen one, and the comparison itself."""

from __future__ import annotations

import copy

import pytest

from apps.api.platform import client_code
from apps.api.platform.breaking import breaks, meaning
from apps.api.platform.frozen import FREEZE, broken, frozen, is_frozen, made
from apps.api.platform.versions import newest


@pytest.fixture(scope="module")
def document():
    return made()


def test_the_contract_breaks_nothing_that_was_promised(document):
    assert broken(document) == []


def test_what_was_added_is_frozen(document):
    assert is_frozen(document), f"The contract says more than the frozen one: run {FREEZE} and commit what it wrote."


def test_the_python_client_is_that_of_the_frozen_contract():
    for name, text in client_code.written(frozen(newest())).items():
        same = (client_code.FOLDER / name).read_text(encoding="utf-8") == text
        assert same, f"{name} is of another contract: run manage.py contract client and commit what it wrote"


def put(path, value):
    """Sets, or with None takes away, what stands at a path of names."""

    def change(document):
        *steps, last = path
        for step in steps:
            document = document[step]
        if value is None:
            del document[last]
        else:
            document[last] = value

    return change


INVOICE = ("components", "schemas", "Invoice")
BODY = ("components", "schemas", "InvoiceBodyRequest")
POST = ("paths", "/api/v1/invoices", "post")
BROKEN = {
    "address": (put(("paths", "/api/v1/invoices/{id}/issue"), None), "/api/v1/invoices/{id}/issue: the address is gone."),
    "operation": (put(POST, None), "POST /api/v1/invoices: the operation is gone."),
    "success": (put((*POST, "responses", "201"), None), "POST /api/v1/invoices: it does not answer 201 any more."),
    "field answered": (put((*INVOICE, "properties", "total"), None), "field “total”: it is gone."),
    "field answered, of an item": (put(("components", "schemas", "InvoiceLine", "properties", "net"), None), "field “lines”, each item, field “net”: it is gone."),
    "field not sure": (put((*INVOICE, "required"), ["id"]), "field “total”: it was always there and may be absent now."),
    "type answered": (put((*INVOICE, "properties", "total", "type"), "number"), "field “total”: the type was string and is number."),
    "null answered": (put((*INVOICE, "properties", "total", "type"), ["string", "null"]), "field “total”: the type was string and is null or string."),
    "field sent": (put((*BODY, "properties", "note"), None), "field “note”: it is gone."),
    "must be sent": (put((*BODY, "required"), ["client", "lines", "due_on"]), "field “due_on”: it must be given now."),
    "type sent": (put((*BODY, "properties", "client", "type"), "string"), "field “client”: the type was integer and is string."),
    "shorter": (put((*BODY, "properties", "note", "maxLength"), 5), "field “note”: maxLength was 2000 and is 5."),
    "fewer values": (put(("components", "schemas", "InvoiceBodyRequest", "properties", "kind"), {"enum": ["invoice"], "type": "string"}), "'proforma' cannot be sent any more."),
    "new parameter": (lambda told: told["paths"]["/api/v1/invoices"]["get"]["parameters"].append({"in": "query", "name": "year", "required": True}), "query parameter “year”: it is new and must be given."),
    "no parameter": (lambda told: told["paths"]["/api/v1/invoices"]["get"].update(parameters=[]), "query parameter “overdue”: it is gone."),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), BROKEN.values(), ids=BROKEN)
def test_a_breaking_change_is_told_with_its_place_and_the_way_out(document, change, said):
    changed = copy.deepcopy(document)
    change(changed)
    found = breaks(document, changed)
    assert any(said in sentence for sentence in found), found
    assert all("new dated version" in sentence for sentence in found)


ADDED = {
    "field answered": put((*INVOICE, "properties", "colour"), {"type": "string"}),
    "field that may be sent": put((*BODY, "properties", "colour"), {"type": "string"}),
    "address": put(("paths", "/api/v1/colours"), {"get": {"responses": {"200": {"description": "x"}}}}),
    "longer": put((*BODY, "properties", "note", "maxLength"), 9000),
    "need not be sent": put((*BODY, "required"), ["client"]),
    "value answered": lambda told: told["components"]["schemas"]["InvoiceStateEnum"]["enum"].append("new"),
}  # fmt: skip


@pytest.mark.parametrize("change", ADDED.values(), ids=ADDED)
def test_what_is_added_breaks_nothing_but_is_to_be_frozen(document, change):
    changed = copy.deepcopy(document)
    change(changed)
    assert breaks(document, changed) == []
    assert meaning(changed) != meaning(document)


def test_words_may_be_bettered_at_any_time(document):
    changed = copy.deepcopy(document)
    changed["paths"]["/api/v1/invoices"]["post"]["summary"] = "Better"
    assert meaning(changed) == meaning(document)
    changed["components"]["schemas"]["Client"]["properties"]["title"] = {"type": "string"}  # a field, and no words about one
    assert meaning(changed) != meaning(document)
