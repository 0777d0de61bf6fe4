"""Tables of clients and open invoices."""

from __future__ import annotations

import pytest

from apps.clients.actions import import_clients
from apps.clients.models import Client, ClientIban
from apps.invoices.actions import import_invoices
from apps.invoices.models import Invoice
from apps.kernel.errors import Invalid
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT

pytestmark = pytest.mark.django_db

CLIENTS = "code,name,edrpou,iban\nC1,ТОВ «Зоря»,37631700,UA703510050038849760603697497\nC2,Meadow Ltd,,\n".encode()
INVOICES = (
    "number,client_code,contract,issue_date,due_date,currency,total,open,state\n"
    "РФ-1,C1,Д-1,2026-02-09,2026-02-23,UAH,100.50,100.50,issued\n"
    "РФ-2,C1,,09.02.2026,23.02.2026,UAH,200,50.1,partially_paid\n"
    "РФ-3,C9,,2026-02-09,2026-02-23,UAH,10,10,issued\n"
    "РФ-4,C1,,2026-02-30,2026-02-23,UAH,10.005,10,issued\n"
).encode()


@pytest.fixture
def acme():
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def test_importing_twice_adds_nothing(acme):
    first = import_clients(CLIENTS, actor=make.system(acme), at=AT)
    second = import_clients(CLIENTS, actor=make.system(acme), at=AT)
    assert (first.taken, second.taken, second.known) == (2, 0, 2)
    assert (Client.objects.count(), ClientIban.objects.count()) == (2, 1)


def test_a_dry_run_says_all_and_writes_nothing(acme):
    report = import_clients(CLIENTS, actor=make.system(acme), at=AT, dry_run=True)
    assert (report.taken, Client.objects.count()) == (2, 0)


def test_the_same_code_with_other_data_is_told_and_changes_nothing(acme):
    import_clients(CLIENTS, actor=make.system(acme), at=AT)
    report = import_clients(CLIENTS.replace(b"Meadow", b"Willow"), actor=make.system(acme), at=AT)
    assert [str(problem.reasons[0]) for problem in report.differing] == [
        "This was taken in before with other data in: name. Nothing was changed."
    ]
    assert Client.objects.get(code="C2").legal_name == "Meadow Ltd"


def test_bad_rows_are_refused_by_line_and_reason_and_stop_nothing(acme):
    import_clients(CLIENTS, actor=make.system(acme), at=AT)
    report = import_invoices(INVOICES, actor=make.system(acme), at=AT)
    assert report.taken == 2
    assert {(problem.line, problem.key, tuple(r.code for r in problem.reasons)) for problem in report.refused} == {
        (4, "РФ-3", ("no_client",)),
        (5, "РФ-4", ("date", "too_many_decimals")),
    }
    part = Invoice.objects.get(number="РФ-2")
    assert (part.state, part.total_minor, part.open_minor, part.allocated_minor) == ("partially_paid", 20000, 5010, 14990)


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"a,b\n1,2\n", b"\xff\xfe\x00"])
def test_what_is_no_such_table_is_refused_whole(acme, data):
    with pytest.raises(Invalid):
        import_clients(data, actor=make.system(acme), at=AT)
    assert Client.objects.count() == 0


def test_windows_1251_and_semicolons_are_read(acme):
    data = "Код;Назва;ЄДРПОУ\nC1;ТОВ «Зоря»;37631700\n".encode("cp1251")
    assert import_clients(data, actor=make.system(acme), at=AT).taken == 1
    assert Client.objects.get().legal_name == "ТОВ «Зоря»"
