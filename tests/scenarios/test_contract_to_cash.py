"""From the contract to the cash: what was agreed on, worked, mended, approved, invoiced and paid, with the figures an accountant would
work out by hand.

Guards at a warehouse in Kyiv, at 250.00 an hour net and VAT of 20 per cent, in March 2026.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from apps.approvals.actions import approve_request
from apps.contracts import actions as contracts
from apps.contracts.actions.draft import TermDraft
from apps.dispatch import actions as dispatch
from apps.dispatch.models import WorkOrder
from apps.invoices.actions import ask_billing, issue_invoice, submit_invoice
from apps.invoices.billing_runs import execute
from apps.invoices.models import BilledHours, Invoice
from apps.journal.models import JournalEntry
from apps.kernel.errors import Refused
from apps.payments.models import BankAccount, Payment
from apps.reconciliation.actions import start_run
from apps.reconciliation.execution import execute as reconcile
from apps.shifts import actions as shifts
from apps.shifts.models import Clocking, Shift
from apps.tenants.scope import scope
from apps.workflow.completeness import differences
from tests import factories as make
from tests.factories import approvals
from tests.factories import dispatch as of_dispatch
from tests.factories import shifts as made
from tests.factories.contracts import PDF
from tests.factories.hours import MONDAY, wall
from tests.journal.test_journal import assert_chain_holds

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + dt.timedelta(days=1)
EVENING, APRIL = wall(TUESDAY, "20:00"), dt.date(2026, 4, 1)


def at(day: dt.date, time: str = "10:00") -> dt.datetime:
    return wall(day, time)


def test_contract_to_cash():
    company = make.tenant("acme")
    owner, manager, accountant = (make.member(company, role) for role in ("owner", "manager", "accountant"))
    dispatcher, guard, chief = (make.member(company, role) for role in ("dispatcher", "employee", "approver"))
    with scope(company.pk):
        contract = agreed_on(company, accountant, manager)
        olena, petro = hired(company, guard)
        approvals.policy(company, approvals.StepDraft("role", role="approver"), applies_to="shift_sheet", name="Hours")
        approvals.policy(company, approvals.BY_OWNER, applies_to="invoice", currency="UAH", amount_from_minor=100_000, name="Invoices")

        monday, tuesday = planned(contract, olena, petro, dispatcher)
        worked(olena, petro, guard, dispatcher)
        mended(company, contract, olena, dispatcher)
        closed_in_order(monday, tuesday, dispatcher)
        hours_approved((monday, tuesday), dispatcher, chief)
        invoice = invoiced(company, contract, accountant, owner)
        paid(company, invoice, accountant)

        assert list(differences(company.pk)) == []
        assert_chain_holds(company.pk)


def agreed_on(company: Any, accountant: Any, manager: Any) -> Any:
    """The contract is for time and materials: 250.00 net for an hour of a guard, with VAT of 20 per cent."""
    signed = dt.date(2026, 3, 2)
    client = make.client(company, "SKLAD", legal_name="Склад Південь", language="en")
    rate = TermDraft("hours", "Guard", Decimal("250.00"), "20")
    contract = contracts.create_contract(
        client.pk, [rate], actor=accountant, at=at(signed), number="T-12/26", title="Guards", kind="time_and_materials", starts_on=signed,
    )  # fmt: skip
    contracts.submit_contract(contract.pk, actor=accountant, at=at(signed))
    contracts.attach_document(contract.pk, PDF, "T-12.pdf", actor=accountant, at=at(signed))
    return contracts.activate_contract(contract.pk, signed, actor=manager, at=at(signed))


def hired(company: Any, guard: Any) -> Any:
    """Olena signs in and clocks by herself; Petro has no telephone and is clocked by the dispatcher."""
    place = made.site(company, "WH", name="Warehouse")
    return made.employee(company, place, "Olena", user_id=guard.user_id), made.employee(company, place, "Petro")


def planned(contract: Any, olena: Any, petro: Any, dispatcher: Any) -> Any:
    """Monday: both, from 8 to 16. Tuesday: Olena, from 8 to 16. The roster is published as a whole."""
    friday = at(MONDAY - dt.timedelta(days=3))
    found = []
    for day, people in ((MONDAY, [olena, petro]), (TUESDAY, [olena])):
        shift = shifts.create_shift(
            actor=dispatcher, at=friday, site_id=olena.site_id, role="Guard", starts_at=at(day, "08:00"), ends_at=at(day, "16:00"),
            needed_count=len(people), contract_id=contract.pk,
        )  # fmt: skip
        shifts.assign_shift(shift.pk, [person.pk for person in people], actor=dispatcher, at=friday)
        found.append(shift)
    assert shifts.publish_roster(olena.site_id, MONDAY, TUESDAY + dt.timedelta(days=1), actor=dispatcher, at=friday).shifts == 2
    return found


def worked(olena: Any, petro: Any, guard: Any, dispatcher: Any) -> None:
    """What the clock said.

    Olena, Monday: 7:58 to 16:02 without a clocked break                          8 h 04 min
    Petro, Monday: 8:00 to 16:00 with half an hour's break                        7 h 30 min
    Olena, Tuesday: 8:00, and went at 15:20; she pressed at 16:20 by mistake of the reader's clock, which was corrected
                                                                                  7 h 20 min
    """
    for day, kind, time in ((MONDAY, "in", "07:58"), (MONDAY, "out", "16:02"), (TUESDAY, "in", "08:00"), (TUESDAY, "out", "16:20")):
        shifts.clock(olena.pk, kind, at(day, time), actor=guard, at=at(day, time))
    # The telephone had no signal and sends Monday's coming again; nothing comes of it.
    shifts.clock(olena.pk, "in", at(MONDAY, "07:58"), actor=guard, at=EVENING)
    # Petro's are entered in the evening, in no order.
    for kind, time in (("out", "16:00"), ("break_end", "12:30"), ("in", "08:00"), ("break_start", "12:00")):
        shifts.clock(petro.pk, kind, at(MONDAY, time), actor=dispatcher, at=EVENING)
    went = Clocking.objects.get(employee=olena, at=at(TUESDAY, "16:20"))
    shifts.correct_clocking(went.pk, when=at(TUESDAY, "15:20"), actor=dispatcher, at=EVENING, reason="the reader's clock was an hour fast")
    assert set(Shift.objects.values_list("state", flat=True)) == {"in_progress"}


def mended(company: Any, contract: Any, olena: Any, dispatcher: Any) -> None:
    """On Monday at 9 the client's gate jams, and the contract promises an answer within an hour and the end within four. Of the
    two on shift Olena can mend gates: the order goes to her at 9:05, she begins at 9:15 and is done at 9:45, in time for both."""
    gates = made.skill(company, "GATES")
    shifts.update_employee(olena.pk, skills=[shifts.SkillDraft(gates.pk)], actor=make.system(company), at=at(MONDAY, "07:00"))
    promise = of_dispatch.plan(company, "Guards", high_response=60, high_resolution=240)
    dispatch.create_contract_sla(contract.pk, promise.pk, actor=make.system(company), at=at(MONDAY, "07:00"))
    queue = of_dispatch.queue(company, "Repairs")
    order = dispatch.create_order(
        contract.client_id, queue.pk, actor=dispatcher, at=at(MONDAY, "09:00"), title="The gate jams", contract_id=contract.pk, priority="high",
        skill_id=gates.pk, site_id=olena.site_id, estimated_minutes=30,
    )  # fmt: skip
    assert (order.number, order.response_due_at, order.resolution_due_at) == ("WO-2026-000001", at(MONDAY, "10:00"), at(MONDAY, "13:00"))
    dispatch.enqueue_order(order.pk, actor=dispatcher, at=at(MONDAY, "09:00"))
    assert dispatch.dispatch_queue(queue.pk, actor=dispatcher, at=at(MONDAY, "09:05")).outcome.done == 1
    assert WorkOrder.objects.get().employee_id == olena.pk
    dispatch.start_order(order.pk, actor=dispatcher, at=at(MONDAY, "09:15"))
    order = dispatch.complete_order(order.pk, actor=dispatcher, at=at(MONDAY, "09:45"))
    assert (order.state, order.response_level, order.resolution_level) == ("done", "in_time", "in_time")


def closed_in_order(monday: Any, tuesday: Any, dispatcher: Any) -> None:
    """Tuesday cannot be closed before Monday, which is of the same post."""
    with pytest.raises(Refused):
        shifts.close_shift(tuesday.pk, actor=dispatcher, at=EVENING)
    numbers = [shifts.close_shift(shift.pk, actor=dispatcher, at=EVENING).close_number for shift in (monday, tuesday)]
    assert numbers == [1, 2]


def hours_approved(rows: Any, dispatcher: Any, chief: Any) -> None:
    """The dispatcher closed the shifts and gives the hours; the approver decides, whom the policy names."""
    for row in rows:
        assert shifts.submit_hours(row.pk, actor=dispatcher, at=EVENING).state == "closed"
        with pytest.raises(Refused):
            approve_request(approvals.live("shift_sheet", row.pk).pk, actor=dispatcher, at=EVENING)
        approve_request(approvals.live("shift_sheet", row.pk).pk, actor=chief, at=EVENING)
    assert set(Shift.objects.values_list("state", flat=True)) == {"approved"}


def invoiced(company: Any, contract: Any, accountant: Any, owner: Any) -> Invoice:
    """On 1 April the month's hours are billed, in one line for the week.

    Olena, Monday        8 h 04 min = 29,040 s
    Petro, Monday        7 h 30 min = 27,000 s
    Olena, Tuesday       7 h 20 min = 26,400 s
    together            22 h 54 min = 82,440 s = 22.9000 h
    22.9 h x 250.00 = 5,725.00 net;  VAT 20 % = 1,145.00;  to pay 6,870.00
    """
    now = at(APRIL)
    assert execute(company.pk, ask_billing(APRIL, actor=accountant, at=now).pk).invoice_count == 1
    invoice = Invoice.objects.get(contract=contract)
    line = invoice.lines.get()
    assert line.description == "Guard, Warehouse, 23.03.2026 – 24.03.2026: 2 shifts, 2 people"
    assert (line.quantity, line.unit, line.unit_price) == (Decimal("22.9000"), "h", Decimal("250.0000"))
    assert (invoice.net_minor, invoice.tax_minor, invoice.total_minor) == (5_725_00, 1_145_00, 6_870_00)
    assert sum(BilledHours.objects.values_list("seconds", flat=True)) == 82_440

    # An invoice of 1,000.00 or more needs the owner; then it gets its number, and the shifts are billed for good.
    assert submit_invoice(invoice.pk, actor=accountant, at=now).state == "in_approval"
    approve_request(approvals.live("invoice", invoice.pk).pk, actor=owner, at=now)
    invoice = issue_invoice(invoice.pk, actor=accountant, at=now)
    assert (invoice.number, invoice.open_minor) == ("INV-2026-000001", 6_870_00)
    assert set(Shift.objects.values_list("state", flat=True)) == {"billed"}
    told = [entry.payload["invoice"] for entry in JournalEntry.objects.filter(type="shift.billed")]
    assert told == ["INV-2026-000001"] * 2
    return invoice


def paid(company: Any, invoice: Invoice, accountant: Any) -> None:
    """The bank's statement has 6,870.00 with the number of the invoice; reconciliation finds it, and nothing is open."""
    make.statement(company, make.camt([("6870.00", f"Payment for {invoice.number}, VAT included")]))
    run = start_run(BankAccount.objects.get().pk, actor=accountant, at=at(APRIL + dt.timedelta(days=9)))
    assert reconcile(company.pk, run.pk).state == "checked"
    settled = Invoice.objects.get(pk=invoice.pk)
    assert (settled.state, settled.allocated_minor, settled.open_minor) == ("paid", 6_870_00, 0)
    assert Payment.objects.get().amount_minor == 6_870_00
