"""Tables in workbooks: cells as a CSV would have them, rows under the numbers that Excel shows, other files refused by what they are."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from apps.clients.actions import import_clients
from apps.clients.models import Client
from apps.contracts.actions import import_contracts
from apps.invoices.actions import import_invoices
from apps.invoices.models import Invoice
from apps.kernel.errors import Invalid
from apps.tenants.scope import scope
from apps.workflow.actions import import_table, mend_from_table
from apps.workflow.models import QuarantinedRow
from apps.workflow.reading import has_more_rows, read_table
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.payments.format_files import workbook as by_hand

DAY = dt.date.fromisoformat("2026-03-31")
HEAD = ["number", "client_code", "issue_date", "currency", "total"]
CLIENTS = [["Код", "Назва", "ЄДРПОУ"], ["C1", "ТОВ «Зоря»", 37631700], None, ["", "Nobody", ""], ["C2", "Meadow Ltd", None]]


def book(rows, *, formats=None, hidden=(), **more):
    """An XLSX: a row that is None is left empty; `formats` by the reference of a cell; `hidden` sheets and `more` ones by name."""
    found = openpyxl.Workbook()
    sheet = found.active
    sheet.title = "Дані"
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row or (), 1):
            sheet.cell(at, column, value)
    for reference, form in (formats or {}).items():
        sheet[reference].number_format = form
    for name, value in {**dict.fromkeys(hidden, "secret"), **more}.items():
        added = found.create_sheet(name)
        added["B2"] = value
        added.sheet_state = "hidden" if name in hidden else "visible"
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def cell(value, form=""):
    """What is read of a cell."""
    (row,) = read_table(book([["a", "b"], [value, "x"]], formats={"A2": form} if form else None), {"a": (), "b": ()}, ("a",))
    return row.cells["a"]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (100.5, "", "100.5"), (0.1 + 0.2, "", "0.3"), (1200, "#,##0.00", "1200"), (-3, "", "-3"), (37631700, "", "37631700"), (32112, "00000000", "00032112"),
        (DAY, "", "2026-03-31"), (dt.datetime.combine(DAY, dt.time(8, 30)), "", "2026-03-31 08:30:00"), (46112, '[$-422]d\\ mmmm\\ yyyy" р.";@', "2026-03-31"),
        (dt.time(8), "", "08:00"), (0.375, "h:mm", "09:00"), (1.0625, "[h]:mm", "25:30"), (dt.time(8, 0, 5), "", "08:00:05"), (True, "", "TRUE"), ("  Зоря ", "", "Зоря"),
        (5, '#,##0.00\\ [$₴-422]', "5"), (7, '0" днів"', "7"), ("#N/A", "", "#N/A"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_a_csv_would_have_it(value, form, text):
    assert cell(value, form) == text


def test_a_formula_is_its_kept_value_and_one_never_computed_is_refused_with_its_cell():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    sheet = f'<worksheet xmlns="{main}"><sheetData>{head}<row r="7"><c r="A7"><f>1+1</f><v>2</v></c></row><row r="9"><c r="A9" t="str"><f>B1</f><v>text</v></c></row></sheetData></worksheet>'
    assert [(row.line, row.cells["a"]) for row in read_table(by_hand(sheet), {"a": ()}, ("a",))] == [(7, "2"), (9, "text")]
    with pytest.raises(Invalid) as refusal:
        read_table(book([["a"], ["=1+1"]]), {"a": ()}, ("a",))
    assert "cell A2" in str(refusal.value)
    assert "save it" in str(refusal.value)


def test_texts_that_are_spoken_otherwise_and_rows_that_say_a_number_twice_are_read_once():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(f'<row r="1"><c t="inlineStr"><is><t>{text}</t><rPh><t>spoken</t></rPh></is></c></row>' for text in ("a", "1", "2"))
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    assert [(row.line, row.cells["a"]) for row in read_table(by_hand(sheet), {"a": ()}, ("a",))] == [(2, "1"), (3, "2")]


def archive(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return packed.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLE, "old_workbook"), (OLE + "EncryptedPackage".encode("utf-16-le"), "locked"), (archive(xl__workbook_dot_bin="x"), "binary_workbook"),
        (archive(content_dot_xml="x"), "open_document"), (archive(word__document_dot_xml="x"), "not_a_table"), (archive(a_dot_csv="code,name"), "archive"),
        (book([["code", "name"]])[:900], "broken_workbook"), (b"PK\x03\x04", "broken_workbook"), (book([]), "empty_sheet"), (book([], More="x"), "empty_sheet"),
        (book([["code"], ["C1"]]), "columns_missing"), (book([["code", "name"], ["C1", "x" * 5000]]), "broken_workbook"),
        (book([["code", "name", *[""] * 70, "far"], ["C1", "x"]]), "broken_workbook"), (book([["code", "name", "name"]]), "column_twice"),
    ],
)  # fmt: skip
def test_another_file_is_refused_by_what_it_is(data, code):
    with pytest.raises(Invalid) as refusal:
        read_table(data, {"code": (), "name": ()}, ("code", "name"))
    assert [(reason.code, reason.field) for reason in refusal.value.reasons] == [(code, "file")]


def test_a_book_of_many_cells_in_few_bytes_is_refused_soon():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    begun = time.process_time()
    for body in ('<row r="1"><c><v>1</v></c></row>' * 150_000, "<row>" + "<c/>" * 400_000 + "</row>", "<row/>" * 1_200_000):
        with pytest.raises(Invalid):
            read_table(by_hand(f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'), {"a": ()}, ("a",))
    assert time.process_time() - begun < 20


def test_how_many_rows_a_book_has_is_told_without_its_bytes():
    data = book([["a"], *[[number] for number in range(30)]])
    assert (has_more_rows(data, 30), has_more_rows(data, 31), has_more_rows(b"a\n1\n", 2), has_more_rows(b"a\n1\n", 1)) == (True, False, False, True)


@pytest.fixture
def acme(db):
    return make.tenant("acme")


def test_clients_come_in_with_the_row_numbers_of_excel_and_sheets_not_read_are_named(acme):
    data = book(CLIENTS, hidden=("Архів",), Довідник="x")
    report = import_clients(data, actor=make.system(acme), at=AT)
    assert (report.taken, [(item.line, item.reasons[0].code) for item in report.refused]) == (2, [(4, "key_missing")])
    assert [(note.code, "Довідник" in str(note), "Архів" in str(note)) for note in report.notes] == [("other_sheets", True, False), ("hidden_sheets", False, True)]
    assert report.as_dict()["notes"] == [str(note) for note in report.notes]
    with scope(acme.pk):
        assert Client.objects.get(code="C1").edrpou == "37631700"


def test_the_same_table_as_csv_and_as_xlsx_is_known(acme):
    import_clients("code,name,edrpou\nC1,ТОВ «Зоря»,37631700\n".encode(), actor=make.system(acme), at=AT)
    report = import_clients(book([["code", "name", "edrpou"], ["C1", "ТОВ «Зоря»", 37631700]]), actor=make.system(acme), at=AT)
    assert (report.known, report.differing) == (1, [])


def test_an_error_of_a_formula_refuses_its_row_alone_in_a_csv_too(acme):
    for data in (book([["code", "name"], ["C1", "#N/A"], ["C2", "Good"]]), b"code,name\nC3,#REF!\nC4,Good\n"):
        report = import_clients(data, actor=make.system(acme), at=AT)
        assert (report.taken, [(item.line, item.reasons[0].code, item.reasons[0].field) for item in report.refused]) == (1, [(2, "broken_formula", "name")])


def test_invoices_and_contracts_have_days_and_sums_as_cells(acme):
    make.client(acme, "C1")
    done = import_invoices(book([HEAD, ["X-1", "C1", DAY, "UAH", 1000.5], [2026, "C1", dt.datetime.combine(DAY, dt.time(9)), "UAH", "10,20"]]), actor=make.system(acme), at=AT)
    assert (done.taken, done.refused) == (2, [])
    with scope(acme.pk):
        assert {(row.number, row.issue_on, row.total_minor) for row in Invoice.objects.all()} == {("X-1", DAY, 100050), ("2026", DAY, 1020)}
    made = import_contracts(book([["number", "client_code", "title", "currency", "starts_on", "value"], ["Д-1", "C1", "Care", "UAH", DAY, 12000]]), actor=make.system(acme), at=AT)
    assert (made.taken, made.refused) == (1, [])


def test_refused_rows_wait_and_a_mended_book_takes_them(acme):
    make.client(acme, "C1")
    data = book([HEAD, ["X-1", "C1", DAY, "UAH", 10], None, ["X-2", "NONE", DAY, "UAH", 20]])
    import_table(data, "open.xlsx", door="import:invoices", actor=make.system(acme), at=AT)
    with scope(acme.pk):
        row = QuarantinedRow.objects.get()
    assert (row.line, row.cells["issue_date"], row.cells["total"]) == (4, "2026-03-31", "20")
    mended = book([["quarantined_row", "line", *HEAD, "errors"], [row.pk, 4, "X-2", "C1", DAY, "UAH", 20, "no client"]])
    done = mend_from_table(mended, door="import:invoices", actor=make.system(acme), at=AT)
    assert (done.taken, done.refused) == (1, [])


def test_a_book_is_checked_and_taken_in_by_the_page(acme):
    clerk, page = browser_of(make.member(acme, "manager")), "/admin/clients/client/import/"
    data = book(CLIENTS, hidden=("Архів",))
    checked = clerk.post(page, {"file": SimpleUploadedFile("t.xlsx", data), "check": "1"})
    assert (checked.status_code, checked.context["report"]["taken"], [row["line"] for row in checked.context["problems"]]) == (200, 2, [4])
    assert "Архів" in checked.content.decode()
    done = clerk.post(page, {"carried": checked.context["carried"], "import": "1"})
    assert (done.context["report"]["taken"], "Архів" in done.content.decode()) == (2, True)
    many = clerk.post(page, {"file": SimpleUploadedFile("t.xlsx", book([["code", "name"], *[[str(at), "x"] for at in range(20_001)]])), "check": "1"})
    assert (many.status_code, "at most 20000 lines" in many.content.decode()) == (422, True)


def test_a_book_is_taken_in_by_the_command(acme, tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    file, out = tmp_path / "clients.xlsx", io.StringIO()
    file.write_bytes(book([["code", "name"], ["C1", "One"]], hidden=("Old",)))
    call_command("clients", "import", str(file), "--tenant", "acme", stdout=out)
    assert "1 rows: 1 taken" in out.getvalue()
    assert "hidden sheets, which are not read: “Old”" in out.getvalue()
    file.write_bytes(OLE)
    with pytest.raises(CommandError, match="old format XLS"):
        call_command("clients", "import", str(file), "--tenant", "acme", stdout=out)
