"""Files through the doors: too large, from a pipe, into a pipe that closes; the account that a run is asked for."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from apps.kernel.errors import Invalid
from apps.payments.actions import close_account, open_account, statements
from apps.payments.models import BankAccount, Statement
from apps.reconciliation.actions import start_run
from apps.reconciliation.models import Run
from apps.tenants.scope import scope
from tests import factories as make
from tests.admin.test_pages import browser_of
from tests.conftest import ROOT
from tests.factories import ACCOUNT, AT, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    company = make.tenant("acme")
    with scope(company.pk):
        yield company


def test_an_upload_that_is_too_large_is_refused_on_its_page(acme, monkeypatch):
    monkeypatch.setattr(statements, "MAX_FILE", 2**20)
    browser, address = browser_of(make.member(acme, "accountant")), "/admin/payments/statement/import/"
    answer = browser.post(address, {"file": SimpleUploadedFile("s.xml", b" " * (2**20 + 1)), "profile": ""})
    assert answer.status_code == 422
    assert "larger than 1 MiB" in answer.content.decode()
    assert not Statement.objects.exists()


def test_a_statement_comes_through_a_pipe(acme, monkeypatch):
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as stream:
        stream.write(camt([("10.00", "a")]))
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("statements", "import", f"/dev/fd/{reading}", tenant="acme", stdout=out)
    os.close(reading)
    assert ended.value.code == 0
    assert "1 statements: 1 new entries" in out.getvalue()


def test_a_reader_that_has_had_enough_gets_no_traceback(tmp_path):
    file = tmp_path / "s.xml"
    file.write_bytes(camt([("10.00", f"text {number}" * 20) for number in range(3_000)]))
    for how in (["--json"], []):
        command = [sys.executable, "manage.py", "statements", "inspect", str(file), *how]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 0


def test_of_two_accounts_with_one_number_the_one_in_the_currency_is_run(acme):
    make.statement(acme, camt([("10.00", "a")]))
    how = {"actor": make.system(acme), "at": AT}
    euro = open_account(ACCOUNT, "EUR", **how)
    with pytest.raises(CommandError, match="say --currency .EUR, UAH."):
        call_command("reconciliation", "run", tenant="acme", account=ACCOUNT, stdout=io.StringIO())
    assert not Run.objects.exists()
    call_command("reconciliation", "run", tenant="acme", account=ACCOUNT, currency="uah", stdout=io.StringIO())
    assert Run.objects.get().account.currency == "UAH"
    close_account(euro.pk, reason="no longer ours", **how)
    call_command("reconciliation", "run", tenant="acme", account=ACCOUNT, stdout=io.StringIO())
    assert Run.objects.count() == 2


def test_a_closed_account_is_not_run(acme):
    make.statement(acme, camt([("10.00", "a")]))
    account = BankAccount.objects.get()
    close_account(account.pk, reason="closed", actor=make.system(acme), at=AT)
    with pytest.raises(CommandError, match="is closed; reopen it first"):
        call_command("reconciliation", "run", tenant="acme", account=ACCOUNT, stdout=io.StringIO())
    with pytest.raises(Invalid):
        start_run(account.pk, actor=make.system(acme), at=AT)
    assert not Run.objects.exists()
