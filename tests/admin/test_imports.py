"""Tables of clients and open invoices by the admin: checked, with what is refused by line, then taken in."""

from __future__ import annotations

import base64
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.clients.models import Client
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of

pytestmark = pytest.mark.django_db
CLIENTS = "code,name,edrpou\nA1,ТОВ «Зоря»,37631700\n,Nobody,\nA2,Second,12345670\nA1,Twice,\n=1+1,\x01,\n".encode()
INVOICES = b"number,client_code,issue_date,currency,total\nX-1,A1,2026-03-01,UAH,10.00\nX-2,NONE,2026-03-01,UAH,10.00\n"


def upload(data, **more):
    return {"file": SimpleUploadedFile("t.csv", data), **more}


@pytest.fixture
def acme():
    return make.tenant("acme")


def test_clients_are_checked_then_taken_in(acme):
    clerk, page = browser_of(make.member(acme, "manager")), "/admin/clients/client/import/"
    assert page in clerk.get("/admin/clients/client/").content.decode()
    checked = clerk.post(page, upload(CLIENTS, check="1"))
    report = checked.context["report"]
    assert (checked.context["dry_run"], *report.values()) == (True, 5, 2, 0, 3, 0, 1)
    assert [(row["line"], row["key"]) for row in checked.context["problems"]] == [(3, ""), (4, "A2"), (5, "A1"), (6, "=1+1")]
    told = base64.b64decode(checked.context["csv"].partition(",")[2]).decode("utf-8-sig").splitlines()
    assert told[1].startswith("3,,Refused,The row has no code")
    assert told[4].startswith("6,'=1+1,Refused")
    with scope(acme.pk):
        assert Client.objects.count() == 0
    carried = re.search(r'name="carried" value="([^"]+)"', checked.content.decode())[1]
    for _click in range(2):
        done = clerk.post(page, {"carried": carried, "import": "1"})
        assert done.status_code == 200
    assert (done.context["report"]["taken"], done.context["report"]["known"]) == (0, 2)
    with scope(acme.pk):
        assert set(Client.objects.values_list("code", flat=True)) == {"A1", "A2"}
        assert JournalEntry.objects.filter(type="client.created", door="admin").count() == 2


def test_open_invoices_are_taken_in(acme):
    make.client(acme, "A1")
    clerk, page = browser_of(make.member(acme, "accountant")), "/admin/invoices/invoice/import/"
    done = clerk.post(page, upload(INVOICES, **{"import": "1"}))
    assert (done.context["report"]["taken"], [row["line"] for row in done.context["problems"]]) == (1, [3])
    with scope(acme.pk):
        assert Invoice.objects.get().number == "X-1"


@pytest.mark.parametrize(("data", "said"), [
    (b"", "file is empty"), (b"name\nx\n", "lacks the columns code"), (b"code,name\n" + b"a,b\n" * 20_001, "at most 20000 lines"), (b"\x00\x01", "neither a text table"),
])  # fmt: skip
def test_what_is_no_such_table_is_refused_in_words(acme, data, said):
    answer = browser_of(make.member(acme, "owner")).post("/admin/clients/client/import/", upload(data, check="1"))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("carried", ["", "x", "!!!", base64.b64encode(b"no zlib").decode()])
def test_a_table_that_was_not_checked_is_not_made_up(acme, carried):
    answer = browser_of(make.member(acme, "owner")).post("/admin/clients/client/import/", {"carried": carried, "import": "1"})
    assert (answer.status_code, b"Choose a file" in answer.content) == (422, True)


def test_who_may_not_imports_nothing(acme):
    make.client(acme, "A1")
    for role, pages in (("auditor", ("clients/client", "invoices/invoice")), ("manager", ("invoices/invoice",)), ("employee", ("clients/client",))):
        browser = browser_of(make.member(acme, role))
        for page in pages:
            data = CLIENTS if page.startswith("clients") else INVOICES
            assert browser.post(f"/admin/{page}/import/", upload(data, **{"import": "1"})).status_code == 403
            assert f"/admin/{page}/import/" not in browser.get(f"/admin/{page}/").content.decode()
    with scope(acme.pk):
        assert (Client.objects.count(), Invoice.objects.count()) == (1, 0)
