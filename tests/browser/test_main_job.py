"""The main job as an accountant does it in a browser: from the bank's file to decided proposals, and an invoice from draft to void."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.reconciliation import execution
from apps.reconciliation.models import Match, Run
from apps.reconciliation.tasks import execute_run
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import camt

# What is no word of ours on a Ukrainian page: names, addresses, formats.
KEPT = {"JSON", "Acme", "acme", "accountant", "example", "test", "CAMT", "IBAN", "XLSX"}


@pytest.fixture
def asked_for(monkeypatch):
    """Runs that were queued. The test works them off itself, as a worker would."""
    queued: list[tuple[int, int]] = []
    monkeypatch.setattr(execute_run, "delay_on_commit", lambda *ids: queued.append(ids))
    return queued


def act(page: Page, label: str, *, reason: str = "", choose: str = "") -> None:
    """Opens the button's form, fills it and confirms, with the keyboard only."""
    page.locator("summary", has_text=re.compile(f"^{label}$")).focus()
    page.keyboard.press("Enter")
    panel = page.locator("details.oblik-act[open] form")
    if choose:
        panel.get_by_label(choose).check()
    if reason:
        panel.get_by_label("Reason").fill(reason)
    panel.get_by_role("button", name=f"{label}: confirm").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Done: {label}.")).to_be_visible()


def open_match(page: Page, company, **where) -> Match:
    with scope(company.pk):
        match = Match.objects.get(**where)
    page.goto(f"/admin/reconciliation/match/{match.pk}/change/")
    return match


def test_from_the_bank_file_to_decided_proposals(page, company, sign_in_as, asked_for, tmp_path):
    twins = []
    for code, edrpou in (("C1", "37631700"), ("C2", "36537076")):
        payer = make.client(company, code, edrpou=edrpou)
        twins.append([make.issued(company, payer, "200.00") for _twin in range(2)])
    named = make.issued(company, payer, "100.00")
    file = tmp_path / "march.xml"
    texts = [("100.00", f"Payment of {named.number}"), ("200.00", "Services. Payer 37631700"), ("200.00", "Services. Payer 36537076")]
    file.write_bytes(camt([*texts, ("-5.00", "Комісія банку")]))
    accountant = sign_in_as(company, "accountant")

    page.goto("/admin/")
    page.get_by_role("link", name="Import a bank statement").click()
    page.get_by_label("Statement file").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported: 4 new entries, 0 known already.")).to_be_visible()

    page.get_by_role("link", name="Reconcile now").click()
    page.get_by_role("button", name="Start a run").click()
    expect(page.get_by_text("A worker is at it; the page refreshes by itself.")).to_be_visible()
    assert len(asked_for) == 1
    execution.execute(*asked_for[0])
    expect(page.get_by_text("Every control holds.")).to_be_visible()  # the page found out by itself
    with scope(company.pk):
        run = Run.objects.get()
    assert (run.state, run.accepted_count, run.proposed_count, run.ignored_count) == ("checked", 1, 2, 1)
    assert page.locator("tr", has_text="Opening balance plus lines equals closing balance").get_by_text("holds").is_visible()

    page.get_by_role("link", name="Decide on the proposals: 2").click()
    expect(page.locator("#result_list .data-row")).to_have_count(2)
    open_match(page, company, line__remittance__contains="37631700")
    act(page, "Accept", choose=f"{twins[0][1].number}:")
    first = open_match(page, company, line__remittance__contains="36537076")
    act(page, "Reject", reason="The payer means another document")
    settled = open_match(page, company, line__remittance__contains=named.number)
    act(page, "Undo", reason="Paid for somebody else")
    expect(page.locator("#timeline").get_by_text("Paid for somebody else")).to_be_visible()

    with scope(company.pk):
        assert {row.pk: row.state for row in Match.objects.all()} == {
            first.pk: "rejected", settled.pk: "undone", Match.objects.get(state="accepted").pk: "accepted",
        }  # fmt: skip
        assert dict(Invoice.objects.values_list("number", "state")) == {
            twins[0][0].number: "issued", twins[0][1].number: "paid", twins[1][0].number: "issued", twins[1][1].number: "issued",
            named.number: "issued",
        }  # fmt: skip
        told = JournalEntry.objects.filter(actor_label=accountant.label).values_list("type", flat=True)
        assert {"statement.imported", "run.queued", "match.accepted", "match.rejected", "match.undone"} <= set(told)


def test_an_invoice_from_draft_to_void(page, company, sign_in_as):
    drafted = make.draft(company, make.client(company), "1234.50")
    sign_in_as(company, "accountant")
    page.goto(f"/admin/invoices/invoice/{drafted.pk}/change/")
    off = page.locator("summary", has_text=re.compile("^Issue"))
    assert "Not possible now" in off.text_content(), "a disabled button says why to who cannot see its panel"
    act(page, "Submit")
    act(page, "Issue")
    with scope(company.pk):
        number = Invoice.objects.get().number
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)

    page.locator("summary", has_text=re.compile("^Make void$")).click()
    page.get_by_role("button", name="Make void: confirm").click()  # without a reason the browser does not send it
    with scope(company.pk):
        assert Invoice.objects.get().state == "issued"
    page.keyboard.press("Escape")
    expect(page.locator("details.oblik-act[open]")).to_have_count(0)
    act(page, "Make void", reason="Written twice")
    with scope(company.pk):
        row = Invoice.objects.get()
        assert (row.state, row.number) == ("void", number)
        assert JournalEntry.objects.get(type="invoice.voided").reason == "Written twice"
    expect(page.locator("#timeline").get_by_text("Written twice")).to_be_visible()


def test_a_file_that_does_not_balance_is_kept_and_said_so(page, company, sign_in_as, tmp_path):
    file = tmp_path / "bad.xml"
    file.write_bytes(camt([("10.00", "x")], closing="99.00"))
    sign_in_as(company, "accountant")
    page.goto("/admin/payments/statement/import/")
    page.get_by_label("Statement file").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("A statement is in quarantine")).to_be_visible()
    assert page.get_by_role("link", name="Reconcile now").count() == 0
    page.locator("table.oblik-table a").click()
    act(page, "Release from quarantine", reason="The bank confirmed the balance by letter")
    expect(page.locator(".oblik-state", has_text="Released")).to_be_visible()


def test_ukrainian_pages_on_a_phone_have_no_english_and_fit(new_page, company, sign_in_as):
    phone = new_page(locale="uk-UA", viewport={"width": 390, "height": 844})
    make.issued(company, make.client(company, "К-1", legal_name="ТОВ «Зоря»"))
    phone.context.add_cookies([{"name": "django_language", "value": "uk", "url": "http://localhost"}])
    sign_in_as(company, "accountant", on=phone)
    for path in ("", "clients/client/", "invoices/invoice/", "payments/statement/", "payments/statement/import/", "reconciliation/run/start/", "journal/journalentry/"):
        phone.goto(f"/admin/{path}")
        assert phone.locator("html").get_attribute("lang") == "uk"
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        phone.evaluate("document.querySelectorAll('.material-symbols-outlined').forEach((icon) => icon.remove())")  # their names are drawn as pictures
        phone.evaluate("document.querySelectorAll('select[name=profile]').forEach((choice) => choice.remove())")  # names of banks' files, as the API has them
        words = set(re.findall(r"\b[A-Za-z]{4,}\b", phone.locator("#main").inner_text()))
        assert words <= KEPT, path
