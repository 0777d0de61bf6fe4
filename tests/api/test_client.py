"""The typed Python client: it is what the contract says, and does what a partner relies on when answers are lost."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import oblik_client
import pytest
from oblik_client import (
    UNSET,
    File,
    Invalid,
    NoAnswer,
    NotFound,
    NotGenuine,
    NotSignedIn,
    Refused,
    Response,
    Stale,
    TooMany,
    nouns,
    verified,
)
from oblik_client.sending import decoded, encoded

from apps.api.platform import client_code
from apps.api.platform.frozen import frozen
from apps.api.platform.versions import newest
from apps.integrations.signing import key_of, sign
from tests import factories as make
from tests.api.client import client_of, within
from tests.api.test_api import Partner
from tests.factories import camt

FOLDER = Path(oblik_client.__file__).parent
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105


@pytest.fixture
def acme(db):
    return Partner(make.tenant("acme"), "owner")


def test_every_operation_has_a_method_of_its_own():
    assert newest() == oblik_client.VERSION
    operations = list(client_code._operations(frozen(newest())))
    assert len(operations) == sum(len(item.keys() - {"parameters"}) for item in frozen(newest())["paths"].values())
    assert len({(item.noun, item.name) for item in operations}) == len(operations)
    client = client_of("x")
    for item in operations:
        method = getattr(getattr(client, item.noun.replace("-", "_")), item.name)
        assert method.__doc__ and all(p.kind is p.KEYWORD_ONLY for p in list(inspect.signature(method).parameters.values()) if p.default is not p.empty)


@pytest.mark.slow
def test_the_client_is_typed_throughout():
    found = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--config-file", "pyproject.toml", "oblik_client"], cwd=FOLDER.parent, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_it_needs_no_library_beyond_pythons_own():
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [item.name for item in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert {str(name).split(".")[0] for name in names} <= set(sys.stdlib_module_names), path


def test_records_come_typed_and_lists_to_their_end(acme):
    client, payer = client_of(acme.secret), make.client(acme.company)
    owed = [make.issued(acme.company, payer, f"{number}.50") for number in range(1, 4)]
    found = list(client.invoices.each(state="issued", limit=2, order="oldest"))
    assert [row.id for row in found] == [row.pk for row in owed]
    assert (found[0].total, type(found[0].issue_on), found[0].created_at.tzinfo, found[0].lines[0].quantity) == (Decimal("1.50"), dt.date, dt.UTC, Decimal("1.0000"))
    page = client.invoices.page(limit=2, order="oldest")
    assert page.next and client.invoices.page(limit=2, order="oldest", after=page.next).next is None
    assert client.invoices.get(owed[0].pk).number == owed[0].number


def test_records_come_in_part_and_with_those_that_they_name(acme):
    client, payer = client_of(acme.secret), make.client(acme.company, "C9")
    owed = make.issued(acme.company, payer, "7.50")
    found = client.invoices.get_in_part(owed.pk, fields=["number", "total"], expand=["client", "corrects"])
    assert (found.number, found.total, found.due_on, found.lines) == (owed.number, Decimal("7.50"), UNSET, UNSET)
    assert (found.expanded.client.code, type(found.expanded.client.created_at), found.expanded.corrects) == ("C9", dt.datetime, None)
    whole = next(client.invoices.each_in_part(expand=["client"], state="issued"))
    assert (whole.lines[0].quantity, whole.corrects, whole.expanded.client.id, whole.expanded.corrects) == (Decimal("1.0000"), None, payer.pk, UNSET)
    page = client.invoices.page_in_part(fields=["state"], limit=1)
    assert [(row.id, row.state, row.expanded) for row in page.items] == [(owed.pk, "issued", UNSET)]
    assert client.clients.contacts_page_in_part(payer.pk, fields=["name"]).items == []


def test_every_operation_that_takes_fields_has_a_method_in_part():
    client = client_of("x")
    for item in client_code._operations(frozen(newest())):
        names = {parameter["name"] for parameter in item.told.get("parameters", ())}
        noun = getattr(client, item.noun.replace("-", "_"))
        if "fields" in names:
            paged = hasattr(noun, "each" if item.name == "page" else f"each_{item.name}")
            name = "page_in_part" if item.name == "page" else f"{item.name}_page_in_part" if paged else f"{item.name}_in_part"
            assert {"fields", "expand"} & names <= set(inspect.signature(getattr(noun, name)).parameters), item


def test_refusals_are_typed_and_say_where(acme):
    client = client_of(acme.secret)
    with pytest.raises(NotFound):
        client.clients.get(10**9)
    with pytest.raises(Invalid) as refused:
        client.clients.create(code="", legal_name="x")
    assert (refused.value.status, refused.value.errors[0].pointer) == (422, "/code")
    made = client.clients.create(code="C1", legal_name="x", payment_terms_days=3)
    assert client.clients.update(made.id, notes="x", if_match=made.version).payment_terms_days == 3  # what is left out stays
    with pytest.raises(Stale):
        client.clients.update(made.id, notes="y", if_match=made.version)
    with pytest.raises(Refused):
        client.clients.create(code="C1", legal_name="x")
    with pytest.raises(NotSignedIn):
        client_of("obk_none").clients.page()


class Shaky:
    """A network that loses the first answers, or gives these in their place."""

    def __init__(self, *instead):
        self.instead, self.keys, self.slept = list(instead), [], []

    def __call__(self, request):
        self.keys.append(request.headers.get("Idempotency-Key"))
        answer = within(request)
        if not self.instead:
            return answer
        found = self.instead.pop(0)
        if found is None:
            raise NoAnswer("lost")
        return found


def busy(status, after):
    return Response(status, {"retry-after": after}, json.dumps({"status": status, "code": "busy", "title": "Busy"}).encode())


def test_a_lost_answer_is_asked_for_again_under_the_same_key_and_once_only(acme):
    shaky = Shaky(None, busy(503, "7"), None)
    client = client_of(acme.secret, transport=shaky, sleep=shaky.slept.append)
    made = client.clients.create(code="C1", legal_name="x")
    assert (len(shaky.keys), len(set(shaky.keys)), shaky.slept[1]) == (4, 1, 7.0)
    assert [row.id for row in client_of(acme.secret).clients.each()] == [made.id]


def test_attempts_end(acme):
    shaky = Shaky(*[busy(429, "1")] * 9)
    with pytest.raises(TooMany):
        client_of(acme.secret, transport=shaky, sleep=shaky.slept.append, attempts=3).clients.page()
    assert (len(shaky.keys), shaky.slept) == (3, [1.0, 1.0])
    with pytest.raises(NoAnswer):
        client_of(acme.secret, transport=Shaky(*[None] * 9), attempts=2).clients.page()


def test_files_go_and_come(acme):
    client = client_of(acme.secret)
    client.statements.create(file=File("березень.xml", camt([("1.00", "x")])))
    assert [row.amount for row in client.statement_lines.each()] == [Decimal("1.00")]
    contract = client.contracts.create(client=make.client(acme.company).pk, number="D-1", title="Support", starts_on=dt.date(2026, 4, 1))
    kept = client.contracts.create_documents(contract.id, file=File("договір.pdf", b"%PDF-1.7\nsigned\n%%EOF\n"))
    assert (kept.name, client.contract_documents.file(kept.id)) == ("договір.pdf", b"%PDF-1.7\nsigned\n%%EOF\n")


def test_values_travel_exactly():
    at = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
    assert encoded({"a": Decimal("1E+3"), "b": [dt.date(2026, 3, 1), at], "c": UNSET, "d": None}) == {"a": "1000", "b": ["2026-03-01", "2026-03-01T08:00:00+00:00"], "d": None}
    with pytest.raises(ValueError, match="offset"):
        encoded(at.replace(tzinfo=None))
    assert decoded(dict[str, Decimal], {"x": "0.10"}) == {"x": Decimal("0.10")}


def test_a_webhook_is_verified_by_its_signature():
    body = b'{"type": "invoice.issued"}'
    headers = {"Webhook-Id": "msg_1", "Webhook-Timestamp": "1000", "Webhook-Signature": "v1,AAAA " + sign([key_of(SECRET)], message_id="msg_1", timestamp=1000, body=body)}
    assert verified(body, headers, secret=SECRET, now=1100)["type"] == "invoice.issued"
    for changed, given, now in ((body + b" ", headers, 1100), (body, headers, 5000), (body, headers | {"Webhook-Id": "msg_2"}, 1100), (body, {}, 1100)):
        with pytest.raises(NotGenuine):
            verified(changed, given, secret=SECRET, now=now)


def test_the_methods_of_a_noun_are_told_by_their_names():
    assert {"page", "each", "get", "create", "update", "delete", "issue", "submit"} <= set(dir(nouns.InvoicesNoun))
