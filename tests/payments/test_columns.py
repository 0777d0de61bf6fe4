"""The page on which the columns of a table are chosen: file, columns, profile and import; from the quarantine too; bounded and walled."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.kernel.errors import Reason
from apps.payments import mapped_files
from apps.payments.actions import create_profile, keep_file, open_account
from apps.payments.models import Statement, StatementLine, StatementProfile, UnreadFile
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT
from tests.payments.test_profiles import workbook

pytestmark = pytest.mark.django_db
START = "/admin/payments/statementprofile/columns/"
TABLE = (
    "Виписка;за березень;;;;\nДень;Тип руху;Скільки грошей;Хто;Податковий номер;За що саме\n"
    "31.03.2026;списано;100,00;ТОВ Постачальник;37631700;за канцелярію\n01.04.2026;прийшло;2 500,50;ФОП Клієнт;3124512345;за послуги\n"
).encode("cp1251")
ROLES = ("date", "direction", "amount", "party", "tax_id", "text")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def account(acme):
    return open_account("26009", "UAH", actor=make.system(acme), at=AT)


@pytest.fixture
def clerk(acme):
    return browser_of(make.member(acme, "accountant"))


def uploaded(browser, data=TABLE, name="березень.csv"):
    """The address of the page of its columns."""
    answer = browser.post(START, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def chosen(account=None, **more):
    roles = {f"role_{at}": role for at, role in enumerate(ROLES)}
    return roles | {"width": "6", "header": "on", "skip_rows": "1", "default_currency": "UAH", "debit_words": "списано", "account": account.pk if account else ""} | more


def test_from_the_file_to_its_profile_and_its_entries_and_the_next_file_by_itself(acme, account, clerk):
    page = uploaded(clerk)
    first = clerk.get(page).content.decode()
    assert first.count("selected") >= 4, "guessed"
    look = clerk.post(page, chosen(account, preview="1")).content.decode()
    assert "2 entries." in look
    assert "ТОВ Постачальник" in look
    with scope(acme.pk):
        assert not StatementProfile.objects.exists()
    assert clerk.post(page, chosen(account, save="1")).status_code == 422, "it wants a name"
    done = clerk.post(page, chosen(account, save="1", name="Наш банк", form_token="t1"))
    with scope(acme.pk):
        profile = StatementProfile.objects.get()
        assert done["Location"] == f"/admin/payments/statement/{Statement.objects.get().pk}/change/"
        assert (profile.name, profile.account_id, profile.body["debit_words"], profile.body["credit_words"]) == ("Наш банк", account.pk, ["списано"], ["прийшло"])
        assert list(StatementLine.objects.order_by("pk").values_list("booked_on", "amount_minor", "counterparty_name", "counterparty_tax_id", "remittance")) == [
            (dt.date(2026, 3, 31), -10_000, "ТОВ Постачальник", "37631700", "за канцелярію"), (dt.date(2026, 4, 1), 250_050, "ФОП Клієнт", "3124512345", "за послуги"),
        ]  # fmt: skip
    assert clerk.get(page)["Location"] == START, "the file is kept no longer"
    again = clerk.post(page, chosen(account, save="1", name="Наш банк", form_token="t1"))
    assert again["Location"] == done["Location"], "sent twice it took effect once"
    told = clerk.post("/admin/payments/statement/import/", {"file": SimpleUploadedFile("next.csv", TABLE.replace(b"31.03.2026", b"02.04.2026"))})
    assert "Read by the mapping profile: Наш банк." in told.content.decode()
    with scope(acme.pk):
        assert Statement.objects.count() == 2


def test_the_account_that_stands_above_the_headings_is_read(acme, clerk):
    page = uploaded(clerk, TABLE.replace("за березень".encode("cp1251"), b"UA213223130000026007233566001"))
    assert "UA213223130000026007233566001 UAH" in clerk.post(page, chosen(preview="1")).content.decode()
    assert clerk.post(page, chosen(save="1", name="Own")).status_code == 302
    with scope(acme.pk):
        assert "skip_rows" not in StatementProfile.objects.get().body
        assert Statement.objects.get().account.iban == "UA213223130000026007233566001"


def test_a_sheet_without_headings_by_numbers(acme, account, clerk):
    page = uploaded(clerk, workbook([["2026-03-31", "coffee", "-3.50"], ["2026-04-01", "salary", "90.00"]]), "a.xlsx")
    assert "2 entries." in clerk.get(page).content.decode(), "all of it is guessed"
    given = {"width": "3", "role_0": "date", "role_1": "text", "role_2": "amount", "default_currency": "UAH", "account": account.pk, "name": "Sheet", "save": "1"}
    assert clerk.post(page, given).status_code == 302
    with scope(acme.pk):
        assert StatementProfile.objects.get().body == {"header": False, "columns": {"date": 1, "text": 2, "amount": 3}, "default_currency": "UAH"}
        assert StatementLine.objects.count() == 2


def test_a_file_in_quarantine_is_read_by_its_columns(acme, account, clerk):
    row = keep_file(TABLE, "x.csv", [Reason("unreadable", "No such table.", "file")], actor=make.system(acme), at=AT, account_id=account.pk)
    page = f"{START}unread/{row.pk}/"
    assert page in clerk.get(f"/admin/payments/unreadfile/{row.pk}/change/").content.decode()
    assert clerk.get(page).status_code == 200
    assert clerk.post(page, chosen(account, save="1", name="Наш банк")).status_code == 302
    with scope(acme.pk):
        assert UnreadFile.objects.get().state == "taken"
        assert StatementProfile.objects.count() == Statement.objects.count() == 1
    assert clerk.get(page)["Location"] == f"/admin/payments/unreadfile/{row.pk}/change/", "it waits no more"


def test_where_the_import_is_refused_no_profile_is_left(acme, clerk):
    page = uploaded(clerk)
    answer = clerk.post(page, chosen(save="1", name="Own"))
    assert answer.status_code == 422
    assert "Choose the account" in answer.content.decode()
    row = keep_file(TABLE, "x.csv", [], actor=make.system(acme), at=AT)
    assert clerk.post(f"{START}unread/{row.pk}/", chosen(save="1", name="Own")).status_code == 422
    with scope(acme.pk):
        assert not StatementProfile.objects.exists()
        assert UnreadFile.objects.get().version == 1


def test_problems_are_told_by_row_and_column_and_import_nothing(acme, account, clerk):
    page = uploaded(clerk, TABLE + "завтра 1;списано;сто;;;\n".encode("cp1251"))
    told = clerk.post(page, chosen(account, save="1", name="Own"))
    assert told.status_code == 422
    for words in ("2 problems", "line 5", "1. День", "3. Скільки грошей"):
        assert words in told.content.decode(), words
    for more, words in (
        ({"role_5": "party"}, "is chosen for columns 4, 6"), ({"role_2": ""}, "one for amount or two"), ({f"role_{at}": "" for at in range(6)}, "none is chosen"),
        ({"default_currency": "XQX"}, "is not a currency"), ({"skip_rows": "1000"}, "less than or equal to 100"), ({"encoding": "utf-8"}, "encoding of the file cannot be told"),
    ):  # fmt: skip
        answer = clerk.post(page, chosen(account, save="1", name="Own", **more))
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
    with scope(acme.pk):
        assert not StatementProfile.objects.exists()


def test_a_heading_that_stands_twice_is_told_and_read_by_its_number(acme, account, clerk):
    page = uploaded(clerk, b"Date;Sum;Sum\n2026-03-31;1.00;2.00\n")
    given = {"width": "3", "role_0": "date", "role_2": "amount", "header": "on", "default_currency": "UAH", "account": account.pk, "name": "Own", "save": "1"}
    assert "Column 3 has no heading of its own" in clerk.post(page, given).content.decode()
    assert clerk.post(page, given | {"header": "", "skip_rows": "1"}).status_code == 302
    with scope(acme.pk):
        assert StatementLine.objects.get().amount_minor == 200


HOSTILE = {
    "200 columns": ";".join(f"c{number}" for number in range(200)).encode() + b"\n", "a long cell": b"Date;Sum\n2026-03-31;" + b"9" * 2**20 + b"\n",
    "broken off": b'Date;Sum\n"2026-03-31;1', "one column": b"Date\n2026-03-31\n", "markup": b"<b>;Date\n<script>alert(1)</script>;2026-03-31\n",
    "UTF-16 without a mark": "Date;Sum\n2026-03-31;1.00\n".encode("utf-16-le"), "nothing but marks": b";;;\n;;;\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_table_is_answered_in_words(acme, clerk, name):
    answer = clerk.post(START, {"file": SimpleUploadedFile("x.csv", HOSTILE[name])})
    if answer.status_code == 302:
        for more in ({}, {"encoding": "utf-16"}, {"encoding": "cp866", "delimiter": "|"}):
            page = clerk.post(answer["Location"], {"width": "2", "role_0": "date", "role_1": "amount", "header": "on", "save": "1", "name": "Own", **more})
            assert page.status_code == 422
            assert b"<script>alert(1)" not in page.content
            assert b'role="alert"' in page.content or b"oblik-fails" in page.content
    else:
        assert answer.status_code == 422
    with scope(acme.pk):
        assert not StatementProfile.objects.exists()


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"<Document/>", b"PK\x03\x04 no archive", b":20:X\n:25:UA1\n", b"x" * (12 * 2**20 + 1)])
def test_what_is_no_table_is_refused_at_the_first_step(media, acme, clerk, data):
    assert clerk.post(START, {"file": SimpleUploadedFile("x", data)}).status_code == 422
    assert not list(media.rglob("mapping/*/*/*"))


def test_walls(acme, account, clerk):
    page, stranger = uploaded(clerk), make.tenant("other")
    create_profile("Theirs", {"columns": {"date": "Day", "amount": "Sum"}}, actor=make.system(stranger), at=AT)
    assert "Theirs" not in clerk.get("/admin/payments/statementprofile/").content.decode()
    for who in (make.member(acme, "owner"), make.member(stranger, "owner")):
        assert browser_of(who).get(page)["Location"] == START, "a person sees only what they uploaded"
    row = keep_file(TABLE, "x.csv", [], actor=make.system(acme), at=AT)
    assert browser_of(make.member(stranger, "owner")).get(f"{START}unread/{row.pk}/").status_code == 404
    for role in ("manager", "auditor"):
        browser = browser_of(make.member(acme, role))
        assert [browser.get(address).status_code for address in (START, page, f"{START}unread/{row.pk}/")] == [403, 403, 403], role
    assert clerk.get("/admin/payments/statementprofile/add/")["Location"] == START
    assert START in clerk.get("/admin/payments/statement/import/").content.decode()


def test_files_are_kept_for_a_day_and_few_of_them(acme):
    owner, digests = make.member(acme, "owner"), []

    def where(digest: str) -> Path:
        return next(Path(settings.MEDIA_ROOT, "mapping", str(owner.user_id), str(acme.pk)).glob(f"*/{digest}"))

    for number in range(12):
        digests.append(mapped_files.keep(b"%d" % number, actor=owner))
        os.utime(where(digests[-1]), (number + 1, number + 1))
    kept = [digest for digest in digests if mapped_files.read(digest, actor=owner) is not None]
    assert kept == digests[2:]
    assert mapped_files.read(kept[0], actor=make.member(acme, "owner")) is None, "another person's"
    where(kept[0]).write_bytes(b"other")
    assert mapped_files.read(kept[0], actor=owner) is None, "changed on the disk"
    assert mapped_files.read("../../x", actor=owner) is None
    for digest in kept[:2]:
        os.utime(where(digest), (AT.timestamp(), AT.timestamp()))
    assert mapped_files.remove_old(at=AT + dt.timedelta(hours=23)) == 8
    assert mapped_files.remove_old(at=AT + dt.timedelta(hours=25)) == 2


def test_a_file_uploaded_again_is_new_again(acme):
    owner = make.member(acme, "owner")
    first = mapped_files.keep(b"again", actor=owner)
    path = next(Path(settings.MEDIA_ROOT, "mapping").rglob(first))
    os.utime(path, (1, 1))
    assert mapped_files.keep(b"again", actor=owner) == first
    assert mapped_files.remove_old(at=AT) == 0
