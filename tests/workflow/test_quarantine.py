"""Rows that an import refused wait in quarantine: mended, taken once, or discarded."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.clients.models import Client
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.kernel.db import retrying
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused, Stale
from apps.tenants.scope import scope
from apps.workflow import quarantine
from apps.workflow.actions import discard_row, import_table, mend_from_table, retry_row, retry_rows
from apps.workflow.models import IdempotencyRecord, QuarantinedRow
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.faults import crew

pytestmark = pytest.mark.django_db
HEAD = "number,client_code,issue_date,currency,total\n"
INVOICES = f"{HEAD}X-1,A1,2026-03-01,UAH,10.00\nX-2,NONE,2026-03-01,UAH,10.00\nX-3,A1,soon,UAH,ten\n".encode()
DOOR = "import:invoices"
LIST = "/admin/workflow/quarantinedrow/"


@pytest.fixture
def acme():
    company = make.tenant("acme")
    make.client(company, "A1")
    return company


def taken(company, data=INVOICES, door=DOOR, name="open.csv"):
    report, _count = import_table(data, name, door=door, actor=make.system(company), at=AT)
    with scope(company.pk):
        return report, list(QuarantinedRow.objects.order_by("line"))


def fresh(company, row):
    with scope(company.pk):
        return QuarantinedRow.objects.get(pk=row.pk)


def test_what_is_right_is_taken_and_the_rest_waits_with_every_reason(acme):
    report, rows = taken(acme)
    assert (report.taken, len(report.refused)) == (1, 2)
    assert [(row.line, row.key, row.state) for row in rows] == [(3, "X-2", "waiting"), (4, "X-3", "waiting")]
    assert rows[1].cells == {"number": "X-3", "client_code": "A1", "issue_date": "soon", "currency": "UAH", "total": "ten"}
    assert {(item["code"], item["field"]) for item in rows[1].errors} >= {("date", "issue_date")}
    assert set(rows[0].errors[0]["text"]) == {"en", "uk"}
    assert rows[0].errors[0]["text"]["en"] != rows[0].errors[0]["text"]["uk"]
    with scope(acme.pk):
        assert JournalEntry.objects.filter(type="quarantined_row.kept").count() == 2


def test_the_same_file_again_keeps_nothing_twice(acme):
    taken(acme)
    _report, rows = taken(acme)
    assert len(rows) == 2


def test_a_mended_row_is_taken_once_through_its_own_import(acme):
    _report, rows = taken(acme)
    done = retry_row(rows[1].pk, cells={"issue_date": "2026-03-02", "total": "12.50"}, actor=make.system(acme), at=AT)
    with scope(acme.pk):
        made = Invoice.objects.get(number="X-3")
        assert (done.state, done.object_kind, done.object_id, made.total_minor) == ("taken", "invoice", made.pk, 1250)
        assert IdempotencyRecord.objects.get(key="X-3").object_id == made.pk
        assert [entry.type for entry in JournalEntry.objects.order_by("-sequence")[:2]] == ["quarantined_row.taken", "invoice.imported"]
    with pytest.raises(Refused):
        retry_row(rows[1].pk, actor=make.system(acme), at=AT)
    taken(acme)
    with scope(acme.pk):
        assert Invoice.objects.filter(number="X-3").count() == 1


def test_a_row_that_is_refused_again_keeps_what_was_mended_and_the_new_reasons(acme):
    _report, rows = taken(acme)
    again = retry_row(rows[1].pk, cells={"issue_date": "2026-03-02"}, actor=make.system(acme), at=AT, expected_version=1)
    assert (again.state, again.version, again.cells["issue_date"]) == ("waiting", 2, "2026-03-02")
    assert {item["field"] for item in again.errors} == {"total"}
    same = retry_row(rows[1].pk, actor=make.system(acme), at=AT)
    assert same.version == 2, "nothing is other than it was"
    with pytest.raises(Stale):
        retry_row(rows[1].pk, cells={"total": "1.00"}, actor=make.system(acme), at=AT, expected_version=1)
    with scope(acme.pk):
        assert Invoice.objects.count() == 1


def test_a_missing_client_made_meanwhile_lets_all_be_tried_again(acme):
    _report, rows = taken(acme)
    make.client(acme, "NONE")
    done = retry_rows([row.pk for row in rows], actor=make.system(acme), at=AT)
    assert (done.taken, done.refused) == (1, [rows[1].pk])
    assert retry_rows([rows[0].pk], actor=make.system(acme), at=AT).known == 1


def test_a_code_that_was_taken_in_meanwhile_with_other_data_is_told(acme):
    _report, rows = taken(acme)
    retry = {"client_code": "A1"}
    taken(acme, f"{HEAD}X-2,A1,2026-03-01,UAH,99.00\n".encode(), name="other.csv")
    told = retry_row(rows[0].pk, cells=retry, actor=make.system(acme), at=AT)
    assert [item["code"] for item in told.errors] == ["differs"]
    done = retry_row(rows[0].pk, cells=retry | {"total": "99.00"}, actor=make.system(acme), at=AT)
    with scope(acme.pk):
        assert done.object_id == Invoice.objects.get(number="X-2").pk


def test_a_row_is_discarded_with_a_reason(acme):
    _report, rows = taken(acme)
    with pytest.raises(Invalid):
        discard_row(rows[0].pk, actor=make.system(acme), at=AT, reason=" ")
    assert discard_row(rows[0].pk, actor=make.system(acme), at=AT, reason="sold").state == "discarded"
    with pytest.raises(Refused):
        retry_row(rows[0].pk, actor=make.system(acme), at=AT)
    assert len(taken(acme)[1]) == 2, "and does not come back with the file"


def test_cells_have_bounds(acme):
    _report, rows = taken(acme)
    for cells in ({"nonsense": "x"}, {"total": "1" * 5000}):
        with pytest.raises(Invalid):
            retry_row(rows[0].pk, cells=cells, actor=make.system(acme), at=AT)


def test_how_much_waits_is_bounded(acme, monkeypatch):
    monkeypatch.setattr("apps.workflow.actions.quarantine.MOST_OF_FILE", 3)
    monkeypatch.setattr("apps.workflow.actions.quarantine.MOST_WAITING", 5)
    for number in range(3):
        data = "code,name\n" + "".join(f",N{number}-{line}\n" for line in range(4))
        report, rows = taken(acme, data.encode(), "import:clients", f"{number}.csv")
        assert len(report.refused) == 4
    assert len(rows) == 5


def test_only_who_may_import_may_mend(acme):
    _report, rows = taken(acme)
    other = make.tenant("other")
    for role, refusal in (("auditor", NotPermitted), ("manager", NotPermitted), ("employee", NotVisible)):
        for act in (lambda who: retry_row(rows[0].pk, actor=who, at=AT), lambda who: discard_row(rows[0].pk, actor=who, at=AT, reason="x")):
            with pytest.raises(refusal):
                act(make.member(acme, role))
    with pytest.raises(NotVisible):
        retry_row(rows[0].pk, actor=make.member(other, "owner"), at=AT)
    with pytest.raises(NotPermitted):
        import_table(INVOICES, "x", door=DOOR, actor=make.member(acme, "auditor"), at=AT)
    assert fresh(acme, rows[0]).version == 1


# --- the admin ------------------------------------------------------------------------------------
def test_a_clerk_imports_mends_beside_the_errors_and_goes_on(acme):
    clerk = browser_of(make.member(acme, "accountant"))
    page = clerk.post("/admin/invoices/invoice/import/", {"file": SimpleUploadedFile("open.csv", INVOICES), "check": "1"})
    assert "keep 2 in quarantine" in page.content.decode()
    done = clerk.post("/admin/invoices/invoice/import/", {"carried": page.context["carried"], "name": "open.csv", "import": "keep"})
    assert (done.context["kept"], LIST in done.content.decode()) == (2, True)
    assert "2 rows of imports wait" in clerk.get("/admin/").content.decode()
    with scope(acme.pk):
        first, second = QuarantinedRow.objects.order_by("line")
    listed = clerk.get(LIST).content.decode()
    assert "open.csv" in listed and "Try all again" in listed
    shown = clerk.get(f"{LIST}{second.pk}/change/")
    assert "“soon” is not a date" in " ".join(shown.context["form"].errors["issue_date"])
    wrong = clerk.post(f"{LIST}{second.pk}/change/", dict(second.cells) | {"total": "1.00", "row_version": "1"})
    assert (wrong.status_code, wrong.context["form"].errors.keys()) == (422, {"issue_date"})
    form = dict(second.cells) | {"total": "1.00", "issue_date": "2026-03-03", "row_version": "2"}
    assert clerk.post(f"{LIST}{second.pk}/change/", form).status_code == 302
    again = clerk.post(f"{LIST}{second.pk}/change/", form, follow=True)
    assert "waits no more" in again.content.decode()
    with scope(acme.pk):
        assert Invoice.objects.filter(number="X-3").count() == 1
    clerk.post(f"{LIST}{first.pk}/discard/", {"reason": "sold"})
    assert fresh(acme, first).state == "discarded"
    assert "wait to be mended" not in clerk.get("/admin/").content.decode()


def test_all_are_tried_again_after_what_was_missing_is_there(acme):
    _report, rows = taken(acme)
    make.client(acme, "NONE")
    clerk = browser_of(make.member(acme, "accountant"))
    told = clerk.post(f"{LIST}retry/", {"door": DOOR, "file": rows[0].file_sha256}, follow=True).content.decode()
    assert "1 row is taken in." in told and "1 row still waits." in told


def test_the_waiting_rows_are_mended_in_a_spreadsheet(acme):
    data = f"{HEAD}=X-2,NONE,2026-03-01,UAH,10.00\nX-3,A1,soon,UAH,5.00\n".encode()
    _report, rows = taken(acme, data)
    clerk = browser_of(make.member(acme, "accountant"))
    answer = clerk.get(f"{LIST}table/", {"door": DOOR, "file": rows[0].file_sha256})
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(line["number"], line["line"], bool(line["errors"])) for line in table] == [("'=X-2", "2", True), ("X-3", "3", True)]
    table[0]["client_code"], table[1]["issue_date"] = "A1", "01.03.2026"
    out = io.StringIO()
    writer = csv.DictWriter(out, table[0].keys(), delimiter=";")
    writer.writeheader()
    writer.writerows(table)
    mended = SimpleUploadedFile("mended.csv", out.getvalue().encode("cp1251"))
    told = clerk.post(f"{LIST}mended/", {"door": DOOR, "file": mended}, follow=True).content.decode()
    assert "2 rows are taken in." in told
    with scope(acme.pk):
        assert set(Invoice.objects.values_list("number", flat=True)) == {"=X-2", "X-3"}
    for bad in (b"code,name\nA,B\n", b"quarantined_row,number\n999,X\n", b"quarantined_row,number\nx,X\n"):
        with pytest.raises(Invalid):
            mend_from_table(bad, actor=make.system(acme), at=AT, door=DOOR)


def test_the_pages_have_walls(acme):
    _report, rows = taken(acme)
    stranger, auditor, employee = (browser_of(make.member(company, role)) for company, role in
                                   ((make.tenant("other"), "owner"), (acme, "auditor"), (acme, "employee")))  # fmt: skip
    page, of_file = f"{LIST}{rows[0].pk}/", {"door": DOOR, "file": rows[0].file_sha256}
    assert stranger.get(f"{page}change/").status_code == 404
    assert stranger.post(f"{page}discard/", {"reason": "x"}).status_code == 404
    assert len(stranger.get(f"{LIST}table/", of_file).content.splitlines()) == 1
    stranger.post(f"{LIST}retry/", of_file)
    assert auditor.get(f"{page}change/").status_code == 200
    assert "Save and try again" not in auditor.get(f"{page}change/").content.decode()
    assert auditor.post(f"{page}change/", {"total": "1.00"}).status_code == 403
    assert auditor.get(f"{LIST}table/", of_file).status_code == 403
    assert employee.get(LIST).status_code == 403
    assert employee.get(f"{page}change/").status_code in (403, 404)
    assert auditor.get(f"{LIST}table/", {"door": "import:nothing"}).status_code == 404
    row = fresh(acme, rows[0])
    assert (row.state, row.version) == ("waiting", 1)


@pytest.mark.parametrize("door", ["import:clients", "import:contracts", "import:invoices", "import:shifts"])
def test_every_table_has_a_quarantine(acme, door):
    source = quarantine.source_of(door)
    head = ",".join(source.columns)
    report, rows = taken(acme, f"{head}\n{','.join('x' for _name in source.columns)}\n".encode(), door)
    assert len(rows) == len(report.refused) == 1
    assert retry_row(rows[0].pk, actor=make.system(acme), at=AT).state == "waiting"


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_of_twenty_who_mend_one_row_at_once_one_takes_it(acme):
    _report, rows = taken(acme)

    def attempt(_number):
        try:
            return retrying(lambda: retry_row(rows[1].pk, cells={"issue_date": "2026-03-02", "total": "1.00"}, actor=make.system(acme), at=AT), attempts=12).state
        except Refused:
            return "refused"

    assert sorted(crew.at_once(20, attempt)) == ["refused"] * 19 + ["taken"]
    with scope(acme.pk):
        assert (Invoice.objects.filter(number="X-3").count(), Client.objects.count()) == (1, 1)


def test_what_a_field_lacks_is_said_beside_its_column_in_the_reader_s_language(acme):
    _report, rows = taken(acme, b"code,name\nN-1,\n", "import:clients")
    said = [item["text"] for item in rows[0].errors]
    assert [text["en"] == text["uk"] for text in said] == [False]
    page = browser_of(make.member(acme, "owner")).get(f"{LIST}{rows[0].pk}/change/")
    assert list(page.context["form"].errors) == ["name"]
