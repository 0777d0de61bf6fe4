"""Statement files that cannot be read wait in quarantine: tried again with another profile, or discarded."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.journal.models import JournalEntry
from apps.kernel.errors import Invalid, NotPermitted, NotVisible, Reason, Refused
from apps.payments.actions import discard_file, keep_file, open_account, retry_file
from apps.payments.held_files import HELD
from apps.payments.models import Statement, UnreadFile
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.factories import AT

pytestmark = pytest.mark.django_db
TABLE = "Коли;Скільки;За що;Валюта\n31.03.2026;100,00;оплата;UAH\n".encode()
PROFILE = '{"name": "own", "columns": {"date": "Коли", "amount": "Скільки", "text": "За що", "currency": "Валюта"}}'
WHY = [Reason("unreadable", "No such table.", "file")]
LIST = "/admin/payments/unreadfile/"


@pytest.fixture
def acme():
    return make.tenant("acme")


@pytest.fixture
def account(acme):
    return open_account(iban="26009", currency="UAH", actor=make.system(acme), at=AT)


def held(company, data=TABLE, **more):
    return keep_file(data, "bank.csv", WHY, actor=make.system(company), at=AT, **more)


def lies(company, row):
    return HELD.path_of(company.pk, row.file_sha256).exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_is_tried_again_with_another_profile_and_taken_once(acme, account):
    row = held(acme)
    assert lies(acme, row)
    again = retry_file(row.pk, actor=make.system(acme), at=AT)
    assert (again.state, again.version) == ("waiting", 2)
    assert again.errors and again.errors[0]["text"].keys() == {"en", "uk"}
    done = retry_file(row.pk, actor=make.system(acme), at=AT, account_id=account.pk, profile=PROFILE)
    with scope(acme.pk):
        assert (done.state, done.statement_id) == ("taken", Statement.objects.get().pk)
        assert list(JournalEntry.objects.filter(subject_kind="unread_file").order_by("sequence").values_list("type", flat=True)) == [
            "unread_file.kept", "unread_file.tried", "unread_file.taken"
        ]  # fmt: skip
    assert not lies(acme, row), "its bytes are not held any longer"
    with pytest.raises(Refused):
        retry_file(row.pk, actor=make.system(acme), at=AT, account_id=account.pk, profile=PROFILE)


@pytest.mark.django_db(transaction=True)
def test_a_discarded_file_is_forgotten_and_may_come_again(acme):
    row = held(acme)
    assert held(acme).pk == row.pk, "it waits once"
    with pytest.raises(Invalid):
        discard_file(row.pk, actor=make.system(acme), at=AT, reason="")
    assert discard_file(row.pk, actor=make.system(acme), at=AT, reason="wrong bank").state == "discarded"
    assert not lies(acme, row)
    assert held(acme).pk != row.pk


def test_what_waits_is_bounded(acme, monkeypatch):
    monkeypatch.setattr("apps.payments.actions.unread.MOST_FILES", 1)
    held(acme)
    with pytest.raises(Refused):
        held(acme, b"another")
    monkeypatch.setattr("apps.payments.actions.unread.MAX_HELD", 3)
    for data in (b"", b"four"):
        with pytest.raises(Invalid):
            held(acme, data)


def test_a_file_that_was_changed_on_the_disk_is_not_read(acme):
    row = held(acme)
    HELD.path_of(acme.pk, row.file_sha256).write_bytes(b"other")
    with pytest.raises(Refused) as refusal:
        retry_file(row.pk, actor=make.system(acme), at=AT)
    assert refusal.value.reasons[0].code == "file_damaged"


def test_walls(acme):
    row = held(acme)
    for who, refusal in ((make.member(acme, "auditor"), NotPermitted), (make.member(acme, "employee"), NotVisible), (make.member(make.tenant("other"), "owner"), NotVisible)):
        for act in (lambda who=who: retry_file(row.pk, actor=who, at=AT), lambda who=who: discard_file(row.pk, actor=who, at=AT, reason="x")):
            with pytest.raises(refusal):
                act()
    with pytest.raises(NotPermitted):
        keep_file(TABLE, "x", WHY, actor=make.member(acme, "auditor"), at=AT)
    stranger, auditor = browser_of(make.member(make.tenant("third"), "owner")), browser_of(make.member(acme, "auditor"))
    page = f"{LIST}{row.pk}/"
    assert stranger.get(f"{page}change/").status_code == stranger.post(f"{page}discard/", {"reason": "x"}).status_code == 404
    assert auditor.get(f"{page}change/").status_code == 200
    assert auditor.post(f"{page}change/", {}).status_code == auditor.post(f"{page}discard/", {"reason": "x"}).status_code == 403


def test_a_clerk_keeps_the_file_and_reads_it_with_a_profile(acme, account):
    clerk = browser_of(make.member(acme, "accountant"))
    page = "/admin/payments/statement/import/"
    assert clerk.post(page, {"file": SimpleUploadedFile("bank.csv", TABLE)}).status_code == 422
    with scope(acme.pk):
        assert not UnreadFile.objects.exists(), "only where it is asked for"
    kept = clerk.post(page, {"file": SimpleUploadedFile("bank.csv", TABLE), "keep": "on"}, follow=True)
    assert "waits in quarantine" in kept.content.decode()
    assert "1 statement file could not be read" in clerk.get("/admin/").content.decode()
    address = kept.redirect_chain[-1][0]
    assert "still cannot be read" in clerk.post(address, {"profile": ""}, follow=True).content.decode()
    assert "read and imported" in clerk.post(address, {"account": account.pk, "profile_json": PROFILE}, follow=True).content.decode()
    assert "could not be read" not in clerk.get("/admin/").content.decode()
    with scope(acme.pk):
        assert Statement.objects.count() == 1
