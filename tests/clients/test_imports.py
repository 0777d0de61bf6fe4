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
        (5, "РФ-4", ("date", "amount_in_two_ways")),
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


HEAD = "code,name,edrpou,iban\n"


@pytest.mark.parametrize("name", ["crlf", "cr", "bom", "utf-16", "semicolons", "blanks in the IBAN"])
def test_the_same_table_in_another_dress(acme, name):
    table = HEAD + "C1,ТОВ «Зоря»,37631700,UA703510050038849760603697497\n"
    data = {
        "crlf": table.replace("\n", "\r\n").encode(), "cr": table.replace("\n", "\r").encode(), "bom": table.encode("utf-8-sig"),
        "utf-16": table.encode("utf-16"), "semicolons": table.replace(",", ";").encode(),
        "blanks in the IBAN": table.replace("UA7035100500", "UA70 3510 0500 ").encode(),
    }[name]  # fmt: skip
    report = import_clients(data, actor=make.system(acme), at=AT)
    assert (report.taken, report.refused, report.warnings) == (1, [], [])
    assert ClientIban.objects.get().iban == "UA703510050038849760603697497"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"), (b" \n\n", "empty"), (b"edrpou\n1\n", "columns_missing"), (b"code,name,name\n1,a,b\n", "column_twice"),
        ("code,name,назва\n1,a,b\n".encode(), "column_twice"), ((HEAD + 'C1,Good,,\nC2,"Cut').encode(), "cut_off"),
        ((HEAD + "C1," + "x" * 5000).encode(), "broken_csv"), ((HEAD + "," * 100).encode(), "too_many"),
        ((HEAD + "C1,a,,\n").encode() + b"x" * 5000 + b"\0", "not_text"), (b"\x89PNG\r\n\x1a\n" + bytes(500), "not_text"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_before_its_first_row_is_taken(acme, data, code):
    with pytest.raises(Invalid) as refusal:
        import_clients(data, actor=make.system(acme), at=AT)
    assert [reason.code for reason in refusal.value.reasons] == [code]
    assert Client.objects.count() == 0


def test_a_row_that_only_the_database_refuses_stops_no_other(acme, monkeypatch):
    from apps.clients.actions import take_in

    monkeypatch.setattr(take_in, "_check", lambda items: {})
    import_clients(CLIENTS, actor=make.system(acme), at=AT)
    Client.objects.filter(code="C2").update(code="X7")
    table = (HEAD + "".join(f"X{number},Name,,\n" for number in range(20))).encode()
    report = import_clients(table, actor=make.system(acme), at=AT)
    assert (report.taken, [(problem.line, problem.key) for problem in report.refused]) == (19, [(9, "X7")])
    assert Client.objects.count() == 21


@pytest.mark.parametrize(
    ("total", "code"),
    [
        ("1,000", "amount_in_two_ways"), ("1.000", "amount_in_two_ways"), ("1e3", "amount_not_a_number"), ("1_000", "amount_not_a_number"),
        ("NaN", "amount_not_a_number"), ("١٢", "amount_not_a_number"), ("1O0.00", "amount_not_a_number"), ("-5", "open"), ("0", "open"),
        ("10.00005", "too_many_decimals"), ("9" * 30, "amount_too_large"),
    ],
)  # fmt: skip
def test_a_sum_is_read_exactly_or_refused(acme, total, code):
    import_clients(CLIENTS, actor=make.system(acme), at=AT)
    table = f'number,client_code,issue_date,currency,total\nN-1,C1,2026-02-09,UAH,"{total}"\n'
    report = import_invoices(table.encode(), actor=make.system(acme), at=AT)
    assert [reason.code for problem in report.refused for reason in problem.reasons] == [code]
    assert Invoice.objects.count() == 0


@pytest.mark.parametrize(("total", "minor"), [("1 000,50", 100050), ("1,000.50", 100050), ("1.000,50", 100050), ("1000.5", 100050), ("UAH 10", 1000)])
def test_a_sum_with_any_decimal_mark(acme, total, minor):
    import_clients(CLIENTS, actor=make.system(acme), at=AT)
    table = f'number,client_code,issue_date,currency,total\nN-1,C1,2026-02-09,UAH,"{total}"\n'
    assert import_invoices(table.encode(), actor=make.system(acme), at=AT).refused == []
    assert Invoice.objects.get().total_minor == minor


@pytest.mark.parametrize(
    "row", ["N-1,C1,9999-12-31,UAH,10", "N-1,C1,0001-01-01,UAH,10", "N-1,C1,2026-02-09,QQQ,10", "N-1,C1,2026-02-30,UAH,10", "N\x1b[31m,C1,2026-02-09,UAH,10"]
)
def test_what_no_invoice_has_is_refused(acme, row):
    import_clients(CLIENTS, actor=make.system(acme), at=AT)
    report = import_invoices(f"number,client_code,issue_date,currency,total\n{row}\n".encode(), actor=make.system(acme), at=AT)
    assert (report.taken, len(report.refused)) == (0, 1)
