"""From a planned shift and an order to paid: the way of the story in scenarios/test_contract_to_cash.py, clicked.

The hours are yesterday's, from 8 to 16 by the clock of Kyiv, at 250.00 an hour without tax: 2,000.00.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from apps.contracts.actions.draft import TermDraft
from apps.invoices.billing_runs import execute as bill
from apps.invoices.models import Invoice
from apps.invoices.tasks import execute_billing
from apps.kernel import clock
from apps.reconciliation.execution import execute as reconcile
from apps.reconciliation.tasks import execute_run
from apps.shifts.models import Shift
from apps.tenants.models import User
from apps.tenants.scope import scope
from tests import factories as make
from tests.browser.conftest import sign_in_person
from tests.browser.test_main_job import act
from tests.factories import approvals
from tests.factories import contracts as agreed
from tests.factories import dispatch as orders
from tests.factories import shifts as work

ZONE = "Europe/Kyiv"


@pytest.fixture
def asked_for(monkeypatch):
    """What was queued for workers; the test works it off itself."""
    queued = {}
    for task in (execute_billing, execute_run):
        monkeypatch.setattr(task, "delay_on_commit", lambda *ids, task=task: queued.__setitem__(task, ids))
    return queued


@pytest.fixture
def yesterday():
    return clock.today(ZONE) - dt.timedelta(days=1)


@pytest.fixture
def planned(company, yesterday):
    """A shift of Olena's on a contract by the hour, and an order on the same contract; hours need an approver."""
    term = TermDraft("hours", "Guard", Decimal("250.00"), "none")
    client = make.client(company, "SKLAD")
    contract = agreed.active(company, client, "T-12", [term], kind="time_and_materials", starts_on=dt.date(2026, 1, 1))
    place = work.site(company, "WH", name="Warehouse")
    olena, chief = work.employee(company, place, "Olena"), make.member(company, "approver")
    with scope(company.pk):
        approvals.policy(company, approvals.StepDraft("role", role="approver"), applies_to="shift_sheet")
        order = orders.order(company, orders.queue(company), client_id=client.pk, title="The gate jams", contract_id=contract.pk, at=clock.now())
    shift = work.shift(company, place, yesterday, "08:00", "16:00", people=[olena], contract_id=contract.pk)
    return shift, order, chief


def enter_clocking(page: Page, name: str, kind: str, time: str, day: dt.date) -> None:
    page.goto("/admin/shifts/clocking/add/")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").fill(name)
    page.locator(".select2-results__option", has_text=name).click()
    page.get_by_label("Kind").select_option(label=kind)
    page.locator("#id_on").fill(day.isoformat())
    page.locator("#id_time").fill(time)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name=re.compile(f"{time} {name} {kind}"))).to_be_visible()


def test_from_a_planned_shift_to_the_money_in_the_bank(page, new_page, site_url, company, sign_in_as, planned, asked_for, yesterday, tmp_path):
    shift, order, chief = planned
    sign_in_as(company, "owner")

    page.goto(f"/admin/dispatch/workorder/{order.pk}/change/")
    page.locator("summary", has_text=re.compile("^Assign$")).click()
    panel = page.locator("details.oblik-act[open] form")
    panel.get_by_label("To whom").select_option(index=1)
    panel.get_by_label("Reason").fill("Is near")
    panel.get_by_role("button", name="Assign: confirm").click()
    expect(page.get_by_text("Done: Assign.")).to_be_visible()
    act(page, "Start work")
    act(page, "Complete")

    page.goto(f"/admin/shifts/shift/{shift.pk}/change/")
    act(page, "Publish")
    enter_clocking(page, "Olena", "In", "08:00", yesterday)
    enter_clocking(page, "Olena", "Out", "16:00", yesterday)
    page.goto(f"/admin/shifts/shift/{shift.pk}/change/")
    expect(page.locator("section", has_text="as clocked so far").get_by_text("8:00").first).to_be_visible()
    act(page, "Close the shift")
    act(page, "Approve hours")

    desk = new_page()
    sign_in_person(desk, site_url, User.objects.get(pk=chief.user_id))
    desk.goto("/admin/approvals/approvalrequest/queue/")
    desk.get_by_role("button", name="Approve", exact=True).click()
    with scope(company.pk):
        assert Shift.objects.get().state == "approved"

    page.goto("/admin/invoices/billingrun/ask/")
    page.get_by_label("due on").fill((clock.today(ZONE).replace(day=1) + dt.timedelta(days=31)).replace(day=1).isoformat())
    page.get_by_label("Only try").uncheck()
    page.get_by_role("button", name="Bill contracts").click()
    expect(page.get_by_text("The run is queued")).to_be_visible()
    bill(*asked_for[execute_billing])
    with scope(company.pk):
        draft = Invoice.objects.get()
    page.goto(f"/admin/invoices/invoice/{draft.pk}/change/")
    act(page, "Submit")
    act(page, "Issue")
    with scope(company.pk):
        invoice = Invoice.objects.get()
        assert (invoice.total_minor, Shift.objects.get().state) == (2_000_00, "billed")

    file = tmp_path / "statement.xml"
    file.write_bytes(make.camt([("2000.00", f"Payment of {invoice.number}")]))
    page.goto("/admin/payments/statement/import/")
    page.get_by_label("Statement file").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("link", name="Reconcile now").click()
    page.get_by_role("button", name="Start a run").click()
    expect(page.get_by_text("A worker is at it; the page refreshes by itself.")).to_be_visible()
    reconcile(*asked_for[execute_run])
    expect(page.get_by_text("Every control holds, and no proposal waits for a decision.")).to_be_visible()

    page.goto(f"/admin/invoices/invoice/{invoice.pk}/change/")
    expect(page.locator(".oblik-state", has_text="Paid").first).to_be_visible()
