"""What of a record a caller wants: fields, and the records that its ids name."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.api.platform import nouns, throttle
from apps.api.platform.breaking import breaks
from apps.api.platform.frozen import made
from apps.workflow.actions import update_api_key
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.api.walls import books
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    throttle.forget()
    partner = Partner(make.tenant("acme"), "integration", "owner")
    partner.payer = make.client(partner.company)
    partner.owed = make.issued(partner.company, partner.payer)
    return partner


def asked(partner, path):
    """The answer, and the SELECTs on the tables of invoices and clients that it took."""
    partner.call("get", path)
    with CaptureQueriesContext(connection) as seen:
        answer = partner.call("get", path)
    assert answer.status_code == 200, answer.content
    return answer.json(), [item["sql"] for item in seen.captured_queries]


def test_only_the_fields_that_were_asked_for_and_the_id(acme):
    for path in ("invoices", f"invoices/{acme.owed.pk}"):
        whole = acme.call("get", path).json()
        told = acme.call("get", f"{path}?fields=number,total").json()
        for record, all_of_it in zip(told.get("items", [told]), whole.get("items", [whole]), strict=True):
            assert record == {name: all_of_it[name] for name in ("id", "number", "total")}


def test_what_is_not_asked_for_is_not_read(acme):
    told, found = asked(acme, "invoices?fields=number,state,open")
    assert len(found) == 2  # the key, and the rows: neither lines nor totals of tax
    assert '"note"' not in found[1].replace("`", '"')
    told, found = asked(acme, "invoices?fields=lines")
    assert len(found) == 3 and "tax_totals" not in told["items"][0] and told["items"][0]["lines"][0]["net"]


def test_names_that_are_none_are_refused_with_those_that_are(acme):
    for path, parameter in (("invoices?fields=number,sum", "fields"), (f"invoices/{acme.owed.pk}?fields=sum", "fields"), ("invoices?expand=lines", "expand"),
                            ("invoices?expand=client.site", "expand"), ("invoices?fields=id,id", "fields")):  # fmt: skip
        refused = acme.call("get", path)
        told = refused.json()["errors"][0]
        assert (refused.status_code, told["parameter"]) == (400, parameter), path
    assert "payment_reference" in acme.call("get", "invoices?fields=sum").json()["errors"][0]["detail"]
    for path in ("tax-codes?expand=client", "runs/kinds?fields=id", "key?fields=id"):
        assert acme.call("get", path).status_code in (400, 404, 422), path


def test_a_record_that_an_id_names_comes_along_as_its_own_address_tells_it(acme):
    client = acme.call("get", f"clients/{acme.payer.pk}").json()
    for path in ("invoices", f"invoices/{acme.owed.pk}"):
        told = acme.call("get", f"{path}?expand=client,corrects").json()
        record = told.get("items", [told])[0]
        assert record["client"] == acme.payer.pk
        assert record["expanded"] == {"client": client, "corrects": None}
    told = acme.call("get", "invoices?expand=client&fields=number").json()["items"][0]
    assert set(told) == {"id", "number", "client", "expanded"}


def test_at_most_three_at_once_and_one_query_for_each(acme):
    assert acme.call("get", "work-orders?expand=client,contract,site,employee").json()["errors"][0]["parameter"] == "expand"
    _told, plain = asked(acme, "invoices")
    _told, one = asked(acme, "invoices?expand=client")
    for _more in range(2):
        make.issued(acme.company, make.client(acme.company, f"C{_more}"))
    more, three = asked(acme, "invoices?expand=client")
    assert len(more["items"]) == 3 and len({item["expanded"]["client"]["id"] for item in more["items"]}) == 3
    assert (len(plain), len(one), len(three)) == (4, 6, 6), "\n".join(three)  # the clients, and their IBANs


def test_who_may_not_see_the_record_does_not_see_it_here(acme):
    update_api_key(acme.key.pk, actor=make.system(acme.company), at=AT, permissions=["invoices.view_invoice"])
    told = acme.call("get", f"invoices/{acme.owed.pk}?expand=client")
    assert told.json()["expanded"] == {"client": None}
    assert acme.payer.legal_name not in told.content.decode()


def test_a_clients_own_user_sees_no_more_through_an_expansion(acme):
    own = books("own", 110110)
    order = own.rows["dispatch.WorkOrder"][1]
    person = browser_of(make.member(own.company, "client", client_id=order.client_id))
    told = person.get(f"/api/v1/work-orders/{order.pk}?expand=client,employee,site").json()
    assert told["expanded"]["employee"] is None and "employee" not in told
    assert told["expanded"]["client"]["id"] == order.client_id and "notes" not in told["expanded"]["client"]


def test_a_record_that_is_expanded_is_no_older_than_the_version_says(acme):
    """An ETag is of the record alone: with expansions it answers no 304."""
    path = f"invoices/{acme.owed.pk}"
    tag = acme.call("get", path)["ETag"]
    assert acme.call("get", path, if_none_match=tag).status_code == 304
    fresh = acme.call("get", f"{path}?expand=client", if_none_match=tag)
    assert (fresh.status_code, fresh["ETag"]) == (200, tag)


def test_an_old_version_names_and_tells_as_it_did(acme):
    old = {"oblik_version": "2026-11-01"}
    item = acme.call("get", "tax-codes?fields=code,rate_bps", **old).json()["items"][0]
    assert set(item) == {"id", "code", "rate_bps"} and isinstance(item["rate_bps"], int)
    assert acme.call("get", "tax-codes?fields=rate_percent", **old).status_code == 400
    assert acme.call("get", "tax-codes?fields=rate_bps").status_code == 400
    own = books("own", 110110)
    partner, asked_off = Partner(own.company, "owner"), own.rows["invoices.WriteOff"][0]
    told = partner.call("get", f"write-offs/{asked_off.pk}?expand=invoice", **old).json()["expanded"]["invoice"]
    assert told == partner.call("get", f"invoices/{told['id']}", **old).json()
    assert "discount_bps" in told["lines"][0] and "discount_percent" not in told["lines"][0]


def test_every_noun_that_is_named_is_there():
    for address in nouns.addresses():
        view, _name = nouns.view_at(address)
        for name, noun in view.expands.items():
            assert nouns.view_named(noun), (address, name)


def test_nothing_of_anothers_comes_along():
    """Whatever is expanded, of whatever noun: ids of rows that the caller sees lead to what the caller sees."""
    theirs, ours = books("theirs", 990990), books("ours", 110110)
    partner = Partner(ours.company, "owner", "accountant", "integration")
    seen = 0
    for address in nouns.addresses():
        view, _name = nouns.view_at(address)
        expands = list(view.expands)
        for start in range(0, len(expands), 3):
            path = f"{address}?expand={','.join(expands[start:start + 3])}"
            answer = partner.call("get", path)
            assert answer.status_code == 200, (path, answer.content)
            assert not [mark for mark in theirs.marks if mark in answer.content.decode()], path
            for row in answer.json()["items"]:
                for name in expands[start : start + 3]:
                    found = row["expanded"][name]
                    assert found is None or found["id"] == row[name], (path, name)
                    seen += found is not None
            for row in theirs.of(view.model):
                assert partner.call("get", f"{address}/{row.pk}?expand={expands[start]}&fields=id").status_code in (404, 405), path
    assert seen > 30


def test_the_contract_says_both_and_breaks_nobody():
    document = made()
    answer = document["paths"]["/api/v1/invoices/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert [part["$ref"].rsplit("/", 1)[1] for part in answer["anyOf"]] == ["Invoice", "InvoicePart"]
    before, after = made(), made()
    before["paths"]["/api/v1/invoices/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = answer["anyOf"][0]
    assert breaks(before, after) == []
    del after["components"]["schemas"]["InvoicePart"]["x-only-with"]  # a record in part for who asked for none is a break
    assert any("may be absent now" in said for said in breaks(before, after))
