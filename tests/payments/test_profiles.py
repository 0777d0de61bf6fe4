"""Mapping profiles of a company: checked whole, found by their headers, refused where two fit, never another company's."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Refused
from apps.payments.actions import archive_profile, create_profile, import_statement, open_account, update_profile
from apps.payments.models import Statement, StatementLine, StatementProfile
from apps.payments.parsers.detect import open_stream
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import AT

pytestmark = pytest.mark.django_db
TABLE = "Коли;Скільки;За що\n31.03.2026;-100,00;оплата\n01.04.2026;250,50;за послуги\n".encode()
BODY = {"columns": {"date": "Коли", "amount": "Скільки", "text": "За що"}, "default_currency": "UAH"}
UKRSIB = (
    '"ЄДРПОУ";"МФО";"Рахунок";"Валюта";"Дата операцiї";"Код операцiї";"МФО банка";"Назва банка";"Рахунок кореспондента";"ЄДРПОУ кореспондента";'
    '"Кореспондент";"Номер документа";"Дата документа";"Дебет";"Кредит";"Призначення платежу";"Гривневе покриття";\n'
    '"37631700";"351005";"26007233566001";"UAH";"31.03.2026 10:01:43";"6";"305299";"АТ КБ ПРИВАТБАНК";"26009111";"11111111";"ТОВ Клієнт";"17";'
    '"31.03.2026";"";"2500.50";"оплата";"2500.50";\n'
).encode("cp1251")
PROCREDIT = (
    "ЄДРПОУ;Код ID НБУ;Рахунок;Валюта;Дата операції;Код операції;Код ID НБУ;Надавач платіжних послуг;Рахунок кореспондента;ЄДРПОУ кореспондента;"
    "Кореспондент;Номер документа;Дата документа;Дебет;Кредит;Призначення платежу;Гривневе покриття\n"
    "37631700;320984;UA213209840000026007233566001;UAH;31.03.2026 09:08:00;T_A;320984;АТ ПроКредит Банк;UA00000002;11111111;ТОВ Клієнт;452607519;"
    "31.03.2026 11:21:00;100.00;;комісія;100.00;\n"
).encode("cp1251")


@pytest.fixture
def acme():
    return make.tenant("acme")


def how(company):
    return {"actor": make.system(company), "at": AT}


def taken(company, data, **more):
    return import_statement(io.BytesIO(data), "bank.csv", **how(company), **more)


def account(company, number="26009"):
    return open_account(number, "UAH", **how(company))


def test_a_profile_is_found_by_its_headers_and_brings_its_account(acme):
    ours = account(acme)
    account(acme, "26010")
    create_profile("Наш банк", BODY, account_id=ours.pk, **how(acme))
    result = taken(acme, TABLE)
    assert (result.profiles, result.new) == (["Наш банк"], 2)
    with scope(acme.pk):
        assert list(StatementLine.objects.order_by("pk").values_list("account__iban", "amount_minor", "remittance")) == [
            ("26009", -10_000, "оплата"), ("26009", 25_050, "за послуги")
        ]  # fmt: skip


def test_a_profile_is_named_without_case_and_an_archived_one_reads_nothing(acme):
    row = create_profile("Own", BODY, **how(acme))
    ours = account(acme)
    archive_profile(row.pk, **how(acme))
    for asked in ("own", ""):
        with pytest.raises(Invalid):
            taken(acme, TABLE, profile=asked, account_id=ours.pk)
    assert create_profile("OWN", BODY, **how(acme)).pk != row.pk, "the name is free again"
    assert taken(acme, TABLE, profile="own", account_id=ours.pk).profiles == ["OWN"]


def test_two_that_fit_are_refused_with_both_names_and_one_is_chosen(acme):
    ours = account(acme)
    create_profile("One", BODY, **how(acme))
    create_profile("Two", BODY | {"columns": {"date": "Коли", "amount": "Скільки"}}, **how(acme))
    with pytest.raises(Invalid, match="“One”, “Two”"):
        taken(acme, TABLE, account_id=ours.pk)
    with scope(acme.pk):
        assert not Statement.objects.exists()
    assert taken(acme, TABLE, profile="Two", account_id=ours.pk).profiles == ["Two"]


def test_only_one_whose_every_column_is_there_fits_by_itself(acme):
    ours = account(acme)
    create_profile("One", BODY, **how(acme))
    create_profile("Other", BODY | {"columns": BODY["columns"] | {"balance": "Залишок"}}, **how(acme))
    assert taken(acme, TABLE, account_id=ours.pk).profiles == ["One"]


def test_banks_come_first_then_the_company_then_the_general_one(acme):
    general = b"Date;Amount;Description;IBAN;Ours\n2026-03-31;5.00;coffee;UA1;x\n"
    body = {"columns": {"date": "Date", "amount": "Amount", "text": "Ours"}, "default_currency": "UAH"}
    create_profile("Own", body, account_id=account(acme).pk, **how(acme))
    create_profile("Bank", {"columns": {"date": "Дата операції", "debit": "Дебет", "credit": "Кредит"}, "default_currency": "UAH"}, **how(acme))
    assert taken(acme, general).profiles == ["Own"]
    assert taken(acme, UKRSIB).profiles == ["ukrsib-business"]


def test_another_way_to_write_the_file_is_tried_and_a_sheet_is_found_too(acme):
    ours = account(acme)
    body = BODY | {"encoding": "cp866", "delimiter": "|"}
    create_profile("DOS", body, account_id=ours.pk, **how(acme))
    assert taken(acme, TABLE.decode().replace(";", "|").replace("і", "i").encode("cp866")).profiles == ["DOS"]
    create_profile("Sheet", {"columns": {"date": "Day", "amount": "Sum"}, "default_currency": "UAH"}, account_id=ours.pk, **how(acme))
    assert taken(acme, workbook([["Day", "Sum"], ["2026-03-31", "7"]])).profiles == ["Sheet"]


def workbook(rows):
    """An XLSX of one sheet of texts."""
    cells = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows)
    out, main = io.BytesIO(), "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>')
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>')
    return out.getvalue()


def test_a_sheet_without_headers_is_read_below_the_rows_passed_over(acme):
    ours = account(acme)
    body = {"header": False, "skip_rows": 2, "columns": {"date": 1, "amount": 2}, "default_currency": "UAH"}
    create_profile("Numbers", body, account_id=ours.pk, **how(acme))
    assert taken(acme, workbook([["2020-01-01", "9"], ["2020-01-02", "9"], ["2026-03-31", "7"]]), profile="Numbers").new == 1


def test_every_problem_is_told_with_its_place(acme):
    wrong = {"columns": {"date": "", "sum": "x"}, "decimal": ";", "dates": ["%d"], "skip_rows": 1000, "default_currency": "XXZ", "colour": 1, "invert": "no"}
    with pytest.raises(Invalid) as refusal:
        create_profile("oblik", wrong, **how(acme))
    assert {reason.field for reason in refusal.value.reasons} == {
        "name", "body.columns.date", "body.columns.sum", "body.columns", "body.decimal", "body.dates", "body.skip_rows", "body.default_currency",
        "body.colour", "body.invert",
    }  # fmt: skip
    for body in ([], {"columns": {"date": "x" * 20_000, "amount": "y"}}):
        with pytest.raises(Invalid):
            create_profile("Own", body, **how(acme))
    with scope(acme.pk):
        assert not StatementProfile.objects.exists()


def test_a_name_stands_once_and_profiles_are_bounded(acme, monkeypatch):
    row = create_profile("Own", BODY | {"name": "copied"}, **how(acme))
    assert row.body == BODY, "the name is the row's"
    with pytest.raises(Refused):
        create_profile("own", BODY, **how(acme))
    monkeypatch.setattr("apps.payments.actions.profiles.MOST_PROFILES", 1)
    with pytest.raises(Refused, match="archive"):
        create_profile("More", BODY, **how(acme))


def test_walls(acme):
    row, stranger = create_profile("Own", BODY, **how(acme)), make.tenant("other")
    foreign = account(stranger)
    for who, refusal in ((make.member(acme, "manager"), NotPermitted), (make.member(stranger, "owner"), NotVisible)):
        for act in (update_profile, archive_profile):
            with pytest.raises(refusal):
                act(row.pk, actor=who, at=AT)
    with pytest.raises(NotPermitted):
        create_profile("New", BODY, actor=make.member(acme, "manager"), at=AT)
    with pytest.raises(Invalid, match="no such bank account"):
        update_profile(row.pk, account_id=foreign.pk, **how(acme))
    for asked in ("Own", ""):
        with pytest.raises(Invalid):
            taken(stranger, TABLE, profile=asked, account_id=foreign.pk)
    assert b">Own<" not in browser_of(make.member(stranger, "owner")).get("/admin/payments/statement/import/").content
    assert b">Own<" in browser_of(make.member(acme, "accountant")).get("/admin/payments/statement/import/").content


def test_a_program_adds_a_profile_and_uploads_by_its_name(acme):
    partner, ours = Partner(acme, "integration", "owner"), account(acme)
    refused = partner.call("post", "statement-profiles", {"name": "API", "body": {"columns": {"date": "Коли"}}})
    assert (refused.status_code, [item["pointer"] for item in refused.json()["errors"]]) == (422, ["/body/columns"])
    made = partner.call("post", "statement-profiles", {"name": "API", "body": BODY, "account": ours.pk}).json()
    assert (made["body"], made["account"], made["state"]) == (BODY, ours.pk, "active")
    answer = partner.http.post(
        "/api/v1/statements", {"file": SimpleUploadedFile("bank.csv", TABLE), "profile": "API"}, HTTP_AUTHORIZATION=f"Bearer {partner.secret}"
    )
    assert (answer.status_code, answer.json()["profiles"]) == (201, ["API"])
    path = f"statement-profiles/{made['id']}"
    assert partner.call("patch", path, {"account": None}).json()["account"] is None
    assert partner.call("post", f"{path}/archive", {}).json()["state"] == "archived"


def test_the_page_of_a_profile_changes_its_json(acme):
    row, clerk = create_profile("Own", BODY, **how(acme)), browser_of(make.member(acme, "accountant"))
    page = f"/admin/payments/statementprofile/{row.pk}/change/"
    assert "Скільки" in clerk.get(page).content.decode(), "letters, not their numbers"
    bad = clerk.post(page, {"name": "Own", "account": "", "body": '{"columns": {"date": "Коли"}}'})
    assert "one for amount or two for debit and credit" in bad.content.decode()
    clerk.post(page, {"name": "Ours", "account": "", "body": '{"columns": {"date": "Коли", "amount": "Разом"}}'})
    with scope(acme.pk):
        changed = StatementProfile.objects.get()
        assert (changed.name, changed.body["columns"]["amount"], changed.version) == ("Ours", "Разом", 2)


@pytest.mark.parametrize(("data", "name", "number", "minor", "reference"), [
    (UKRSIB, "ukrsib-business", "26007233566001", 250_050, "17"), (PROCREDIT, "procredit-business", "UA213209840000026007233566001", -10_000, "452607519"),
])  # fmt: skip
def test_exports_of_ukrsib_and_procredit(data, name, number, minor, reference):
    head, entry, _end = open_stream(io.BytesIO(data))
    assert (head.format, head.account, head.currency) == (f"csv:{name}", number, "UAH")
    assert (entry.amount_minor, entry.reference, entry.counterparty_name, entry.counterparty_tax_id) == (minor, reference, "ТОВ Клієнт", "11111111")
    assert entry.booked_on.isoformat() == "2026-03-31"
