"""A month's exceptions in a real browser, by keys alone: a file is imported, run, ten lines are decided, one is undone, and the report
of the run is taken away on paper."""

from __future__ import annotations

from apps.analytics.actions import make_report
from apps.analytics.models import Report
from apps.invoices.models import Invoice
from apps.kernel import clock
from apps.payments.models import BankAccount, StatementLine
from apps.reconciliation.actions import start_run
from apps.reconciliation.execution import execute
from apps.reconciliation.models import Match, Run
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import AT
from tests.factories.payments import Booked, Page, camt, imported

EDRPOU = "37631700"


def filled(company):
    """Ten lines that wait: four with twins, three that the engine knows now, three that pay nothing. The file of them."""
    payer = make.client(company, "PAYER", edrpou=EDRPOU, legal_name="Harbour Warehouse LLC")
    for _number in range(8):
        make.issued(company, payer, "50.00")
    for amount in ("61.00", "62.00", "63.00"):
        make.issued(company, payer, amount)
    entries = [Booked("50.00", f"Services. Payer {EDRPOU}", f"T{number}") for number in range(4)]
    entries += [Booked(f"{amount}.50", f"part for services, payer {EDRPOU}", f"S{amount}") for amount in (60, 61, 62)]
    entries += [Booked(f"{number}.00", "a gift", f"G{number}") for number in (1, 2, 3)]
    return camt(Page(entries))


def test_ten_exceptions_are_decided_by_keys_one_is_undone_and_the_report_printed(page, site_url, company, sign_in_as, tmp_path):
    with scope(company.pk):
        data = filled(company)
    sign_in_as(company, "accountant")
    page.goto(f"{site_url}/admin/payments/statement/import/")
    file = tmp_path / "march.xml"
    file.write_bytes(data)
    page.set_input_files("input[type=file]", str(file))
    page.click("main button[type=submit], #content button[type=submit]")
    page.wait_for_load_state("networkidle")
    with scope(company.pk):
        execute(company.pk, start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT).pk)
    page.goto(f"{site_url}/admin/reconciliation/match/workbench/")
    rows, beside = page.locator("[data-row]"), page.locator("[data-beside]")
    assert rows.count() == 10
    page.keyboard.press("?")
    assert page.locator("dialog[open]").is_visible()
    page.keyboard.press("Escape")
    for key, number in (("j", 1), ("k", 0)):
        page.keyboard.press(key)
        page.wait_for_function(f"document.querySelector('[data-beside] [name=line]').value === document.querySelectorAll('[data-row]')[{number}].dataset.row")
    press(page, "x")  # rejected, it waits on without a proposal
    assert rows.count() == 10
    decided = 0
    while rows.count():
        if "a gift" in beside.inner_text():
            page.keyboard.press("a")
            page.keyboard.type("no invoice")
        elif beside.locator("[value=accept]").count():
            page.keyboard.press(str(decided + 1))  # of twins each pays another
        else:
            page.keyboard.press("s")
            page.keyboard.type("25.00")
        press(page, "Enter")
        decided += 1
        assert rows.count() == 10 - decided
    with scope(company.pk):
        assert sorted(StatementLine.objects.values_list("reconciled_state", flat=True)) == ["ignored"] * 3 + ["matched"] * 7
        assert Invoice.objects.filter(state="partially_paid").count() >= 1
    page.keyboard.press("u")
    page.keyboard.type("wrong invoice")
    press(page, "Enter")
    assert rows.count() == 1
    with scope(company.pk):
        assert Match.objects.filter(state="undone").count() == 1
        run = Run.objects.get()
    page.goto(f"{site_url}/admin/analytics/report/ask/reconciliation/?run={run.pk}")
    page.click("form.oblik-form button[type=submit]")
    page.wait_for_url("**/analytics/report/*/change/")
    with scope(company.pk):
        made = make_report(company.pk, Report.objects.get().pk, now=clock.now)
        assert made.holds, made.error
    page.reload()
    with page.expect_download() as download:
        page.click("text=PDF in English")
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def press(page, key):
    """A key that sends a form, and the page that comes."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_workbench_fits_a_telephone(new_page, site_url, company, sign_in_as):
    with scope(company.pk):
        imported(company, filled(company))
        execute(company.pk, start_run(BankAccount.objects.get().pk, actor=make.system(company), at=AT).pk)
    small = new_page(viewport={"width": 390, "height": 844})
    sign_in_as(company, "accountant", on=small)
    small.goto(f"{site_url}/admin/reconciliation/match/workbench/")
    assert small.evaluate("document.documentElement.scrollWidth") <= 390
    assert small.locator("[data-row]").first.is_visible()
