"""Commands as an operator meets them: the terminal's language, the field at fault, the exit code, and no work for an output that fails."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from apps.clients.models import Client
from apps.journal.models import JournalEntry, Seal
from apps.payments.models import BankAccount, StatementLine
from apps.reconciliation.models import Run
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def create(*arguments: str) -> str:
    out = io.StringIO()
    base = {"--name": "Acme", "--currency": "UAH", "--country": "UA", "--admin": "o@acme.example"} | dict(zip(arguments[::2], arguments[1::2], strict=True))
    call_command("tenants", "create", "acme", *[part for pair in base.items() for part in pair], stdout=out)
    return out.getvalue()


def test_a_company_is_made_with_a_one_time_password(english):
    assert "One-time password: " in create()
    assert Tenant.objects.get(slug="acme").currency == "UAH"


@pytest.mark.parametrize(
    ("option", "value", "field"),
    [("--currency", "ZZZ", "currency"), ("--country", "QZ", "country"), ("--time-zone", "Mars/Phobos", "time_zone"), ("--name", "", "name"), ("--admin", "x", "email")],
)
def test_what_is_wrong_with_a_company_is_named(english, option, value, field):
    with pytest.raises(CommandError, match=f"^{field}: "):
        create(option, value)
    assert not Tenant.objects.filter(slug="acme").exists()


def test_the_terminal_says_which_language(monkeypatch, english):
    with pytest.raises(CommandError, match="There is no company “none”"):
        call_command("journal", "seal", "--tenant", "none")
    monkeypatch.setenv("LANG", "uk_UA.UTF-8")
    with pytest.raises(CommandError, match="Компанії «none» немає"):
        call_command("journal", "seal", "--tenant", "none")


def test_a_run_is_not_started_for_a_file_that_cannot_be_written(english, tmp_path):
    company = make.tenant("acme")
    make.statement(company, camt([("10.00", "a")]))
    with scope(company.pk):
        account = BankAccount.objects.get().iban
        with pytest.raises(CommandError, match="cannot be written") as refusal:
            call_command("reconciliation", "run", "--tenant", "acme", "--account", account, "--json", str(tmp_path / "no" / "out.json"))
        assert (refusal.value.returncode, Run.objects.count()) == (2, 0)
        call_command("reconciliation", "run", "--tenant", "acme", "--account", account, "--json", str(tmp_path / "out.json"), stdout=io.StringIO())
    body = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert {"input_digest", "result_digest", "lines"} <= set(body)
    assert {"line", "state", "invoices", "rule", "why"} <= set(body["lines"][0])


@pytest.mark.parametrize("command", [("clients", "import"), ("invoices", "import")])
def test_a_table_is_not_taken_in_when_its_report_cannot_be_written(english, tmp_path, command):
    make.tenant("acme")
    table = tmp_path / "t.csv"
    table.write_text("code,name\nC1,Name\n")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command(*command, str(table), "--tenant", "acme", "--report", str(tmp_path / "no" / "r.json"))


def test_a_command_that_is_given_twice_leaves_nothing_to_do(english, tmp_path):
    """A table by its rows, a statement by its file, a sweep by what is due."""
    create()
    company = Tenant.objects.get(slug="acme")
    table, file = tmp_path / "clients.csv", tmp_path / "s.xml"
    table.write_text("code,legal_name\nC-1,One\n")
    file.write_bytes(camt([("1.00", "x")]))
    before = None
    for _time in range(2):
        call_command("clients", "import", str(table), "--tenant", "acme", stdout=io.StringIO())
        with pytest.raises(SystemExit) as ended:
            call_command("statements", "import", str(file), "--tenant", "acme", stdout=io.StringIO())
        assert ended.value.code == 0
        call_command("journal", "seal", "--tenant", "acme", stdout=io.StringIO())
        with scope(company.pk):
            counts = [model.objects.count() for model in (Client, StatementLine, Seal, JournalEntry)]
        assert before in (None, counts)
        before = counts


def test_an_export_that_cannot_be_written_is_told(english, tmp_path):
    make.tenant("acme")
    with pytest.raises(CommandError, match="cannot be written") as refusal:
        call_command("journal", "export", "--tenant", "acme", "--out", str(tmp_path / "no" / "x"))
    assert refusal.value.returncode == 2


def test_a_key_that_is_none_is_told(english, tmp_path):
    with pytest.raises(CommandError, match="64 hexadecimal digits"):
        call_command("journal", "verify", "--file", str(tmp_path / "x"), "--public-key", "zz")
