"""Invoices of 100.00."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apps.invoices import actions as acts
from apps.invoices.actions.issue import _issue, _plain, _reopen, _submit, _void, _withdraw, approving
from apps.invoices.models import InvoiceLine, InvoiceTaxTotal
from apps.invoices.payloads import allocation_body, invoice_body
from apps.kernel.money import decimal_text
from apps.tenants.models import Tenant
from apps.workflow import storage
from apps.workflow.runner import Batch
from tests import factories as make
from tests.factories import approvals
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
    return acts.void_invoice(row.pk, **how) if state == "void" else row


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


MAKERS = {"invoices.Invoice": an_invoice}
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
}
