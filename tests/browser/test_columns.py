"""The columns of a bank's table are chosen in a real browser, looked at, saved and imported."""

from __future__ import annotations

from playwright.sync_api import expect

from apps.payments.actions import open_account
from apps.payments.models import StatementLine, StatementProfile
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT

TABLE = "День;Скільки;Хто;За що саме\n31.03.2026;-100,00;ТОВ Постачальник;за канцелярію\n01.04.2026;2 500,50;ФОП Клієнт;за послуги\n"


def test_a_table_of_no_known_bank_is_read_by_its_columns(page, site_url, company, sign_in_as, tmp_path):
    account = open_account("26009", "UAH", actor=make.system(company), at=AT)
    sign_in_as(company, "accountant")
    page.goto(f"{site_url}/admin/payments/statement/import/")
    page.get_by_role("link", name="Choose its columns").click()
    file = tmp_path / "bank.csv"
    file.write_bytes(TABLE.encode("cp1251"))
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Show the table").click()
    expect(page.locator("#look")).to_contain_text("2 entries.")
    page.get_by_label("Column 3: Хто").select_option("")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#look")).not_to_contain_text("ТОВ Постачальник")
    page.get_by_label("Column 3: Хто").select_option("party")
    page.get_by_label("Name of the profile").fill("Our bank")
    page.get_by_label("Bank account").select_option(str(account.pk))
    page.get_by_role("button", name="Save the profile and import").click()
    expect(page.get_by_text("2 new entries")).to_be_visible()
    with scope(company.pk):
        assert StatementProfile.objects.get().name == "Our bank"
        assert set(StatementLine.objects.values_list("amount_minor", "counterparty_name")) == {(-10_000, "ТОВ Постачальник"), (250_050, "ФОП Клієнт")}
