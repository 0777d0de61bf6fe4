"""Statements and payment orders given out to 1C and BAS, and tables of theirs taken in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.clients.actions import import_clients
from apps.clients.models import Client
from apps.invoices.actions import import_invoices
from apps.invoices.models import Invoice
from apps.kernel.errors import Refused
from apps.payments.models import Refund, Statement
from apps.payments.one_c_out import orders_file, statement_file
from apps.payments.parsers import End, Entry
from apps.payments.parsers.detect import open_stream
from apps.tenants.models import Tenant
from tests import factories
from tests.factories import AT
from tests.factories.payments import Booked, Page, camt, imported
from tests.scenarios.transitions import stood_in

pytestmark = pytest.mark.django_db
OTHER = "UA" + "3" * 27


def test_a_statement_given_out_is_read_back_as_it_was(company: Tenant) -> None:
    entries = [Booked("100.00", "Рахунок №1\nза послуги", "BR1", payer="ТОВ «Їжак»", iban=OTHER), Booked("-2.50", "Комісія", "BR2", payer="Банк", iban=OTHER)]
    imported(company, camt(Page(entries, opening="10.00", since=factories.payments.DAY, until=factories.payments.DAY)))
    statement = Statement.objects.select_related("account").get()

    data = statement_file(statement, company=company.name, at=AT)

    assert data.startswith(b"1CClientBankExchange\r\n")
    assert "ТОВ «Їжак»".encode("cp1251") in data
    events = list(open_stream(io.BytesIO(data)))
    assert [(event.amount_minor, event.reference, event.counterparty_iban) for event in events if isinstance(event, Entry)] == [
        (10000, "BR1", OTHER), (-250, "BR2", OTHER),
    ]  # fmt: skip
    assert (events[-1].opening_minor, events[-1].closing_minor) == (1000, 10750) and isinstance(events[-1], End)


def test_the_command_writes_the_file_and_refuses_in_words(company: Tenant, tmp_path: Path) -> None:
    imported(company, camt(Page([Booked("5.00", "a", "R1", iban=OTHER)], since=factories.payments.DAY, until=factories.payments.DAY)))
    path = tmp_path / "kl_to_1c.txt"
    call_command("statements", "export", "--tenant", company.slug, "--statement", str(Statement.objects.get().pk), "--out", str(path), stdout=io.StringIO())
    assert "Сумма=5.00".encode("cp1251") in path.read_bytes()
    with pytest.raises(CommandError, match="999"):
        call_command("statements", "export", "--tenant", company.slug, "--statement", "999", "--out", str(path), stdout=io.StringIO())


def test_tables_of_bas_and_1c_are_taken_in_as_they_write_them(company: Tenant) -> None:
    clients = "Код;Наименование;Код по ЕГРПОУ;Расчетный счет;Валюта взаиморасчетов\r\n000000001;ТОВ «Їжак»;37631700;;грн.\r\n".encode("cp1251")
    invoices = "Номер документа;Дата документа;Код контрагента;Валюта документа;Сума документа;Залишок боргу\r\n" \
        "РФ-000001;31.03.2026 12:00:00;000000001;980;1 234,50;234,50\r\n"  # fmt: skip

    report = import_clients(clients, actor=factories.system(company), at=AT)
    taken = import_invoices(invoices.encode("cp1251"), actor=factories.system(company), at=AT)

    assert (report.taken, report.refused) == (1, [])
    assert (taken.taken, taken.refused) == (1, [])
    assert (Client.objects.get().legal_name, Client.objects.get().currency) == ("ТОВ «Їжак»", "UAH")
    invoice = Invoice.objects.get()
    assert (invoice.number, str(invoice.issue_on), invoice.currency, invoice.total_minor, invoice.open_minor) == ("РФ-000001", "2026-03-31", "UAH", 123450, 23450)


def test_orders_are_written_of_refunds_that_are_approved_and_name_their_account(company: Tenant) -> None:
    refund = stood_in(Refund, "approved", company, 1)
    refund = Refund.objects.select_related("payment__account", "client").get(pk=refund.pk)
    if refund.payment.account is None:
        with pytest.raises(Refused, match="account|рахунок"):
            orders_file([refund], company=company.name, at=AT)
        return
    text = orders_file([refund], company=company.name, at=AT).decode("cp1251")
    assert f"ПлательщикСчет={refund.payment.account.iban}\r\n" in text
    assert f"ПолучательСчет={refund.iban}\r\n" in text
    assert text.count("КонецДокумента") == 1


def test_a_refund_that_is_not_approved_is_not_ordered(company: Tenant) -> None:
    refund = stood_in(Refund, "in_approval", company, 1)
    with pytest.raises(Refused):
        orders_file(Refund.objects.select_related("payment__account", "client").filter(pk=refund.pk), company=company.name, at=AT)
