"""Lists as files: in the rights of who asked, once, whoever dies; taken by nobody else, by a link that ends."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from decimal import Decimal
from urllib.parse import urlsplit

import openpyxl
import pytest
import time_machine
from django.conf import settings
from django.test import Client as Browser

from apps.api.platform import exporting, throttle
from apps.journal.models import JournalEntry
from apps.kernel import clock
from apps.tenants.scope import scope
from apps.workflow import actions, exports
from apps.workflow.actions import exports as export_actions
from apps.workflow.actions import revoke_api_key, update_api_key, update_member
from apps.workflow.models import Export
from apps.workflow.tasks import remove_exports, wake_exports
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.api.test_api import Partner
from tests.factories import AT
from tests.faults import crew

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def acme(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    throttle.forget()
    partner = Partner(make.tenant("acme"), "integration")
    partner.payer = make.client(partner.company, "C1", legal_name="=cmd()|x")
    partner.owed = [make.issued(partner.company, partner.payer, amount) for amount in ("100.00", "50.00")]
    return partner


def asked(partner, **body):
    answer = partner.call("post", "exports", {"noun": "invoices", "format": "csv"} | body, accept_language="en")
    assert answer.status_code == 202, answer.content
    return answer.json()["id"]


def made(partner, **body):
    pk = asked(partner, **body)
    actions.make_export(partner.company.pk, pk, now=clock.now)
    return partner.call("get", f"exports/{pk}").json()


def file_of(told):
    answer = Browser(raise_request_exception=False).get(told["link"].removeprefix(settings.SITE_URL))
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def folder(partner):
    return settings.MEDIA_ROOT / "exports" / str(partner.company.pk)


def test_a_list_becomes_a_file_under_headings_in_the_askers_language(acme):
    answer = acme.call("post", "exports", {"noun": "invoices", "format": "csv", "filters": {"state": "issued"}, "fields": ["number", "total", "client"]}, accept_language="uk")
    assert (answer.status_code, answer.json()["state"], answer.json()["sha256"]) == (202, "queued", "")
    told = acme.call("get", f"exports/{answer.json()['id']}").json()
    assert (told["link"], told["link_ends_at"]) == (None, None)
    actions.make_export(acme.company.pk, told["id"], now=clock.now)
    told = acme.call("get", f"exports/{told['id']}").json()
    assert (told["state"], told["rows"], told["total"], told["percent"], told["error"]) == ("ready", 2, 2, 100, "")
    file, body = file_of(told)
    assert (file.status_code, len(body), hashlib.sha256(body).hexdigest()) == (200, told["size"], told["sha256"])
    assert (file["Cache-Control"], file["Content-Disposition"]) == ("no-store", f'attachment; filename="invoices-{told["id"]}.csv"')
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows[0] == ["Номер запису", "Номер", "Разом", "Клієнт"]
    assert rows[1:] == [[str(row.pk), row.number, f"{row.total_minor / 100:.2f}", str(acme.payer.pk)] for row in acme.owed]
    with scope(acme.company.pk):
        kinds = list(JournalEntry.objects.filter(subject_kind="export").order_by("sequence").values_list("type", "actor_label"))
    assert kinds == [(f"export.{name}", f"key:{acme.key.prefix}") for name in ("asked", "made", "downloaded")]


def test_a_record_a_line_as_the_list_tells_it_in_the_version_that_was_spoken(acme):
    for version in ("2026-11-01", "2026-11-26"):
        pk = acme.call("post", "exports", {"noun": "invoices", "format": "jsonl"}, oblik_version=version).json()["id"]
        actions.make_export(acme.company.pk, pk, now=clock.now)
        _file, body = file_of(acme.call("get", f"exports/{pk}").json())
        listed = acme.call("get", "invoices?order=oldest", oblik_version=version).json()["items"]
        assert [json.loads(line) for line in body.splitlines()] == listed
    assert "discount_percent" in body.decode()


def test_a_sheet_counts_and_runs_nothing(acme):
    told = made(acme, noun="clients", format="xlsx", fields=["code", "legal_name", "credit_limit"])
    sheet = openpyxl.load_workbook(io.BytesIO(file_of(told)[1])).active
    assert [cell.value for cell in sheet[2]] == [acme.payer.pk, "C1", "'=cmd()|x", None]
    told = made(acme, format="xlsx", fields=["total", "issue_on"])
    row = openpyxl.load_workbook(io.BytesIO(file_of(told)[1])).active[2]
    assert Decimal(str(row[1].value)) == Decimal(acme.owed[0].total_minor) / 100
    assert row[2].value.date() == acme.owed[0].issue_on
    assert "'=cmd()|x" in file_of(made(acme, noun="clients"))[1].decode("utf-8-sig")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"noun": "secrets"}, "/noun"), ({"noun": "exports"}, "/noun"), ({"filters": {"sum": "1"}}, "/filters/sum"), ({"filters": {"client": "x"}}, "/filters/client"), ({"filters": {"limit": "1"}}, "/filters/limit"),
        ({"filters": {"state": " "}}, "/filters/state"), ({"fields": ["number", "sum"]}, "/fields"), ({"format": "pdf"}, "/format"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_when_it_is_asked_for(acme, body, place):
    refused = acme.call("post", "exports", {"noun": "invoices", "format": "csv"} | body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, place), refused.content
    with scope(acme.company.pk):
        assert not Export.objects.exists()


def test_who_may_not_see_the_records_gets_no_file_of_them(acme):
    update_api_key(acme.key.pk, actor=make.system(acme.company), at=AT, permissions=["workflow.make_export", "workflow.view_export"])
    assert acme.call("post", "exports", {"noun": "tax-codes", "format": "csv"}).status_code == 403
    update_api_key(acme.key.pk, actor=make.system(acme.company), at=AT, permissions=["invoices.view_invoice"])
    assert acme.call("post", "exports", {"noun": "invoices", "format": "csv"}).status_code == 403


def test_rights_are_read_anew_when_it_is_made_and_when_it_is_opened(acme):
    system, pk = make.system(acme.company), asked(acme, noun="tax-codes")
    rights = ["workflow.make_export", "workflow.view_export", "invoices.view_invoice", "invoices.view_taxcode"]
    update_api_key(acme.key.pk, actor=system, at=AT, permissions=rights[:3])
    failed = actions.make_export(acme.company.pk, pk, now=clock.now)
    assert (failed.state, failed.error) == ("failed", "Your role does not allow this.")
    assert not list(folder(acme).glob("*")) if folder(acme).exists() else True
    update_api_key(acme.key.pk, actor=system, at=AT, permissions=rights)
    told = made(acme, noun="tax-codes")
    assert file_of(told)[0].status_code == 200
    update_api_key(acme.key.pk, actor=system, at=AT, permissions=rights[:3])
    assert file_of(told)[0].status_code == 404
    assert acme.call("get", f"exports/{told['id']}").json()["link"] is None
    update_api_key(acme.key.pk, actor=system, at=AT, permissions=rights)
    assert file_of(told)[0].status_code == 200
    revoke_api_key(acme.key.pk, actor=system, at=AT)
    assert file_of(told)[0].status_code == 404


def test_a_link_is_of_one_file_and_ends_after_an_hour(acme):
    first, second = made(acme), made(acme, format="jsonl")
    assert file_of(first)[0].status_code == 200
    token = urlsplit(first["link"]).query
    for path in (f"exports/{second['id']}/file?{token}", f"exports/{first['id']}/file?token=x", f"exports/{first['id']}/file?{token}x", f"exports/999/file?{token}"):
        refused = Browser(raise_request_exception=False).get(f"/api/v1/{path}")
        assert (refused.status_code, refused["Content-Type"], refused.json()["errors"][0]["code"]) == (404, "application/problem+json", "dead_link"), path
    assert Browser(raise_request_exception=False).get(f"/api/v1/exports/{first['id']}/file").status_code == 422
    with time_machine.travel(clock.now() + 59 * HOUR / 60, tick=False):
        assert file_of(first)[0].status_code == 200
    with time_machine.travel(clock.now() + 61 * HOUR / 60, tick=False):
        assert file_of(first)[0].status_code == 404


def test_another_company_and_another_person_open_nothing(acme):
    told, other = made(acme), Partner(make.tenant("other"), "owner")
    assert other.call("get", f"exports/{told['id']}").status_code == 404
    assert other.call("get", "exports").json()["items"] == []
    own = made(other, filters={"client": str(acme.payer.pk)})
    assert (own["state"], own["rows"]) == ("ready", 0) and acme.owed[0].number not in file_of(own)[1].decode()
    token = urlsplit(own["link"]).query
    assert Browser(raise_request_exception=False).get(f"/api/v1/exports/{told['id']}/file?{token}").status_code == 404
    browser = browser_of(make.member(acme.company, "owner"))
    colleague = browser.get(f"/api/v1/exports/{told['id']}").json()
    assert (colleague["state"], colleague["link"]) == ("ready", None)
    assert browser.post(f"/admin/workflow/export/{told['id']}/download/").status_code == 404
    assert browser.post(f"/admin/workflow/export/{told['id']}/again/").status_code == 404


def test_a_person_takes_it_from_the_page_too_and_asks_again(acme):
    manager = make.member(acme.company, "manager")
    export = actions.ask_export("invoices", "csv", actor=manager, at=clock.now(), language="en", version="2026-11-26", fields=["number"])
    browser = browser_of(manager)
    page = f"/admin/workflow/export/{export.pk}/"
    assert "Download" not in browser.get(f"{page}change/").content.decode()
    actions.make_export(acme.company.pk, export.pk, now=clock.now)
    assert "Download" in browser.get(f"{page}change/").content.decode()
    assert b"".join(browser.post(f"{page}download/").streaming_content).decode("utf-8-sig").startswith("Number of the record,")
    again = browser.post(f"{page}again/")
    with scope(acme.company.pk):
        newest = Export.objects.order_by("-pk").first()
    assert again["Location"] == f"/admin/workflow/export/{newest.pk}/change/" and (newest.fields, newest.state) == (["number"], "queued")
    update_member(manager.membership_id, ["employee"], actor=make.system(acme.company), at=AT)
    assert browser.post(f"{page}download/").status_code in (302, 403, 404)
    assert actions.make_export(acme.company.pk, newest.pk, now=clock.now).state == "failed"


def test_pages_bound_what_is_held_and_no_row_comes_twice(acme, monkeypatch):
    monkeypatch.setattr(exporting, "PAGE", 2)
    for _more in range(3):
        make.issued(acme.company, acme.payer)
    seen = []
    monkeypatch.setattr(export_actions, "_alive", lambda export, now, real=export_actions._alive, **changed: (seen.append(changed), real(export, now, **changed)))
    told = made(acme, format="jsonl", fields=["id"])
    ids = [json.loads(line)["id"] for line in file_of(told)[1].splitlines()]
    assert len(ids) == len(set(ids)) == 5 and ids == sorted(ids)
    assert [item["row_count"] for item in seen if set(item) == {"row_count"}] == [2, 4, 5]


def test_a_killed_worker_leaves_one_file_behind_in_the_end(acme, monkeypatch):
    """It dies in the middle of the file; the sweeper has it begun anew, and what it left is gone."""
    pk = asked(acme)
    with monkeypatch.context() as patched:
        patched.setattr(export_actions, "_put_off", lambda export, error, at: None)
        patched.setattr(exports, "write", killed)
        patched.setattr("pathlib.Path.unlink", lambda path, missing_ok=False: None)
        assert actions.make_export(acme.company.pk, pk, now=clock.now).state == "running"
    assert [path.suffix for path in folder(acme).iterdir()] == [".part"]
    assert actions.make_export(acme.company.pk, pk, now=clock.now).state == "running"  # it may live still
    with time_machine.travel(clock.now() + dt.timedelta(minutes=11), tick=False):
        woken = []
        monkeypatch.setattr("apps.workflow.tasks.make_export.delay", lambda *args: woken.append(args))
        wake_exports()
        assert woken == [(acme.company.pk, pk)]
        done = actions.make_export(*woken[0], now=clock.now)
    assert (done.state, [path.name for path in folder(acme).iterdir()]) == ("ready", [done.file_name])
    assert actions.make_export(acme.company.pk, pk, now=clock.now).sha256 == done.sha256


def killed(source, form, out, *, tick):
    out.write(b"half of it")
    raise SystemError("killed")


def test_a_worker_that_was_taken_for_dead_leaves_nothing(acme, monkeypatch):
    """While it writes another takes over and ends: the first removes what it wrote, and the row is the second's."""
    pk = asked(acme)
    real, second = exports.write, []

    def slow(source, form, out, *, tick):
        monkeypatch.setattr(exports, "write", real)
        with time_machine.travel(clock.now() + dt.timedelta(minutes=11), tick=False):
            second.append(actions.make_export(acme.company.pk, pk, now=clock.now))
        return real(source, form, out, tick=tick)

    monkeypatch.setattr(exports, "write", slow)
    first = actions.make_export(acme.company.pk, pk, now=clock.now)
    assert second[0].state == "ready" and first.file_name == second[0].file_name
    assert [path.name for path in folder(acme).iterdir()] == [first.file_name]
    with scope(acme.company.pk):
        assert JournalEntry.objects.filter(type="export.made").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.mariadb
def test_of_many_workers_at_once_one_makes_the_file(acme):
    pk = asked(acme)
    crew.at_once(8, lambda _number: actions.make_export(acme.company.pk, pk, now=clock.now).state)
    with scope(acme.company.pk):
        done = Export.objects.get(pk=pk)
        assert JournalEntry.objects.filter(type="export.made").count() == 1
    assert (done.state, [path.name for path in folder(acme).iterdir()]) == ("ready", [done.file_name])


def test_an_error_of_ours_is_tried_three_times_and_named_by_its_number(acme, monkeypatch):
    pk = asked(acme)
    monkeypatch.setattr(exports, "write", killed)
    states = [actions.make_export(acme.company.pk, pk, now=clock.now).state for _ in range(3)]
    assert states == ["queued", "queued", "failed"]
    told = acme.call("get", f"exports/{pk}").json()
    assert told["state"] == "failed" and "number" in told["error"] and told["link"] is None
    assert not list(folder(acme).iterdir())


def test_files_go_after_seven_days_and_the_row_stays(acme):
    told = made(acme)
    with time_machine.travel(clock.now() + dt.timedelta(days=6, hours=23), tick=False):
        remove_exports()
        assert len(list(folder(acme).iterdir())) == 1
    with time_machine.travel(clock.now() + dt.timedelta(days=7, hours=1), tick=False):
        remove_exports()
        remove_exports()
    assert not list(folder(acme).iterdir())
    gone = acme.call("get", f"exports/{told['id']}").json()
    assert (gone["state"], gone["link"], gone["sha256"]) == ("expired", None, told["sha256"])
    with scope(acme.company.pk):
        assert JournalEntry.objects.filter(type="export.removed").count() == 1


def test_no_more_than_twenty_wait_for_one_asker(acme):
    for _n in range(20):
        asked(acme)
    refused = acme.call("post", "exports", {"noun": "invoices", "format": "csv"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "too_many_waiting")


def test_a_sheet_holds_no_more_than_a_sheet_holds(acme, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS_OF_A_SHEET", 1)
    told = made(acme, format="xlsx")
    assert told["state"] == "failed" and "JSON Lines" in told["error"]


def test_every_list_can_be_taken_and_has_headings_in_ukrainian():
    from django.utils import translation

    from apps.api.platform import nouns
    from tests.api.walls import books

    own = books("own", 110110)
    owner = make.member(own.company, "owner")
    with scope(own.company.pk), translation.override("uk"):
        for noun in [noun for noun in nouns.addresses() if nouns.view_at(noun)[0].exportable]:
            wanted = Export(tenant_id=own.company.pk, noun=noun, format="csv", contract_version="2026-11-26", language="uk", requested_by=owner.label)
            out = io.BytesIO()
            count = exports.write(exports.opened(wanted, actor=owner, at=clock.now()), "csv", out, tick=lambda done: None)
            csv.field_size_limit(10**6)  # imports narrow it for the whole process
            rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
            assert len(rows) == count + 1, noun
            latin = [heading for heading in rows[0] if heading.isascii() and heading not in ("SHA-256", "SKU", "URL", "Email", "IBAN")]
            assert not latin, (noun, latin)
