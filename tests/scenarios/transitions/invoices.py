"""Invoices of 100.00, and write-offs of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from apps.approvals.actions.engine import end_request
from apps.approvals.models import ApprovalRequest
from apps.invoices import actions as acts
from apps.invoices.actions.issue import _issue, _plain, _reopen, _submit, _void, _withdraw, approving
from apps.invoices.actions.write_off import applying, closing, withdrawing
from apps.invoices.crediting import LineCredit
from apps.invoices.models import InvoiceLine, InvoiceTaxTotal
from apps.invoices.payloads import allocation_body, invoice_body, owed_body
from apps.kernel.money import decimal_text
from apps.tenants.models import Tenant
from apps.workflow import storage
from apps.workflow.runner import Batch
from tests import factories as make
from tests.factories import AT, approvals
from tests.scenarios.transitions import WHY, Case, by_key, each

DIGEST = "d" * 64
PAID = {"partially_paid": 4_000, "paid": 10_000}


def an_invoice(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), **WHY}
    row = make.draft(company, make.client(company, f"{state}-{number}"))
    if state == "draft":
        return row
    if state == "in_approval":
        under_a_policy(company, row.client)
        return acts.submit_invoice(row.pk, **how)
    row = acts.submit_invoice(row.pk, **how)
    if state == "approved":
        return row
    row = acts.issue_invoice(row.pk, **how)
    if state in PAID:
        return acts.apply_allocations({row.pk: PAID[state]}, **how)[0]
    if state == "credited":
        a_credit_note(row, **how)
        return type(row).objects.get(pk=row.pk)
    if state == "written_off":
        acts.write_off_invoice(row.pk, **how)
        return type(row).objects.get(pk=row.pk)
    return acts.void_invoice(row.pk, **how) if state == "void" else row


def a_credit_note(row: Any, amount: str = "100.00", **how: Any) -> Any:
    """An issued one of so much of the invoice."""
    note = acts.credit_invoice(row.pk, lines={1: LineCredit(amount=Decimal(amount))}, **how)
    acts.submit_invoice(note.pk, **how)
    return acts.issue_invoice(note.pk, **how)


def a_write_off(company: Tenant, state: str, number: int) -> Any:
    how = {"actor": make.system(company), **WHY}
    payer = make.client(company, f"w-{state}-{number}")
    row = make.issued(company, payer)
    if state == "applied":
        return acts.write_off_invoice(row.pk, **how)
    make.member(company, "accountant")
    approvals.policy(company, approvals.BY_OWNER, client_id=payer.pk, code=payer.code, applies_to="write_off")
    made = acts.write_off_invoice(row.pk, **how)
    if state == "withdrawn":
        return acts.withdraw_write_off(made.pk, **how)
    return acts.reject_write_off(made.pk, **how) if state == "rejected" else made


def an_approved_write_off(company: Tenant, number: int) -> Any:
    """Requested still, and its request approved."""
    row = a_write_off(company, "requested", number)
    end_request("approve", ApprovalRequest.objects.get(live_key=f"write_off:{row.pk}").pk, actor=make.system(company), at=AT)
    return row


def digest(row: Any) -> str:
    found = ApprovalRequest.objects.filter(about_kind="write_off", about_id=row.pk, state="approved").values_list("digest", flat=True)
    return found.first() or DIGEST


def credited(batch: Batch[Any]) -> None:
    for row in batch.rows:
        row.credited_minor += 3_000
        row.open_minor -= 3_000
        batch.to(row, row.state)
    numbers = {row.pk: f"CN-2026-{place:06}" for place, row in enumerate(batch.rows, 1)}
    batch.record(lambda row: owed_body(row) | {"amount": "30.00", "credit_notes": [numbers[row.pk]]})


def given_up(row: Any, batch: Batch[Any]) -> None:
    row.written_off_minor, row.open_minor = row.open_minor, 0


def under_a_policy(company: Tenant, payer: Any) -> Any:
    """One for this client, so that the invoices of others need no approval. The accountant makes four eyes."""
    make.member(company, "accountant")
    return approvals.policy(company, approvals.BY_OWNER, approvals.BY_OWNER_TOO, client_id=payer.pk, code=payer.code)


def dropped(row: Any, batch: Batch[Any]) -> None:
    storage.delete_children(InvoiceLine.objects.filter(invoice=row))
    storage.delete_children(InvoiceTaxTotal.objects.filter(invoice=row))
    batch.delete_rows()


def moved(minor_of: Callable[[Any], int]) -> Callable[[Batch[Any]], None]:
    """Money put on invoices or, negative, taken off."""

    def apply(batch: Batch[Any]) -> None:
        amounts = {row.pk: minor_of(row) for row in batch.rows}
        for row in batch.rows:
            row.allocated_minor += amounts[row.pk]
            row.open_minor -= amounts[row.pk]
            batch.to(row, "paid" if row.open_minor == 0 else "partially_paid" if row.allocated_minor else "issued")
        batch.record(lambda row: allocation_body(row) | {"amount": decimal_text(amounts[row.pk], row.currency)})

    return apply


def on_contract(row: Any) -> str:
    return f"D-{row.client.code}"


MAKERS = {"invoices.Invoice": an_invoice, "invoices.WriteOff": a_write_off}
CASES = {
    "invoice.update": Case(
        lambda row, actor: acts.update_invoice(row.pk, actor=actor, contract_reference=on_contract(row), **WHY),
        each(
            lambda row, batch: setattr(row, "contract_reference", on_contract(row)),
            lambda row: {"changed": {"contract_reference": ["", row.contract_reference]}},
        ),
    ),
    "invoice.delete_draft": by_key(acts.delete_invoice, each(dropped, invoice_body)),
    "invoice.submit": by_key(acts.submit_invoice, _submit),
    "invoice.withdraw": by_key(acts.withdraw_invoice, _withdraw),
    "invoice.approve": Case(
        lambda row, actor: acts.approve_invoice(row.pk, digest=DIGEST, actor=actor, **WHY), lambda batch: approving(batch, DIGEST)
    ),
    "invoice.reject": by_key(acts.reject_invoice, _plain),
    "invoice.reopen": by_key(acts.reopen_invoice, _reopen),
    "invoice.issue": by_key(acts.issue_invoice, _issue),
    "invoice.void": by_key(acts.void_invoice, _void),
    "invoice.allocate": Case(
        lambda row, actor: acts.apply_allocations({row.pk: 2_000}, actor=actor, **WHY), moved(lambda row: 2_000)
    ),
    "invoice.deallocate": Case(
        lambda row, actor: acts.release_allocations({row.pk: 4_000}, actor=actor, **WHY), moved(lambda row: -4_000)
    ),
    "invoice.credit": Case(lambda row, actor: a_credit_note(row, "30.00", actor=actor, **WHY), credited),
    "invoice.write_off": by_key(
        acts.write_off_invoice,
        each(given_up, lambda row: owed_body(row) | {"amount": decimal_text(row.written_off_minor, row.currency)}),
    ),
    "write_off.approve": Case(
        lambda row, actor: acts.approve_write_off(row.pk, digest=digest(row), actor=actor, **WHY),
        lambda batch: applying(batch, {row.pk: digest(row) for row in batch.rows}), make=an_approved_write_off,
    ),
    "write_off.reject": by_key(acts.reject_write_off, closing),
    "write_off.withdraw": by_key(acts.withdraw_write_off, withdrawing),
}
