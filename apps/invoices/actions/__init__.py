"""The acts of this app."""

from apps.invoices.actions.allocate import apply_allocations, release_allocations
from apps.invoices.actions.bill import ask_billing, bill_contract, try_contract
from apps.invoices.actions.bill_hours import HoursForeseen, bill_hours, foresee_hours, try_hours
from apps.invoices.actions.credit import credit_invoice
from apps.invoices.actions.draft import create_invoice, delete_invoice, update_invoice
from apps.invoices.actions.issue import (
    approve_invoice,
    issue_invoice,
    issue_invoices,
    reject_invoice,
    reopen_invoice,
    submit_invoice,
    submit_invoices,
    void_invoice,
    void_invoices,
    withdraw_invoice,
)
from apps.invoices.actions.periods import close_month, close_period, reopen_period
from apps.invoices.actions.share import share_invoice, unshare_invoice
from apps.invoices.actions.take_in import import_invoices
from apps.invoices.actions.tax_codes import create_tax_code, end_tax_code, resume_tax_code, seed_tax_codes
from apps.invoices.actions.write_off import approve_write_off, reject_write_off, withdraw_write_off, write_off_invoice

__all__ = [
    "apply_allocations", "approve_invoice", "approve_write_off", "ask_billing", "bill_contract", "bill_hours", "create_invoice", "credit_invoice", "create_tax_code", "delete_invoice", "end_tax_code", "foresee_hours", "HoursForeseen",
    "import_invoices", "issue_invoice", "issue_invoices", "reject_invoice", "reject_write_off", "release_allocations", "reopen_invoice", "resume_tax_code", "seed_tax_codes",
    "submit_invoice", "submit_invoices", "try_contract", "try_hours",
    "update_invoice", "void_invoice", "void_invoices", "withdraw_invoice", "withdraw_write_off", "write_off_invoice",
    "share_invoice", "unshare_invoice", "close_month", "close_period", "reopen_period",
]  # fmt: skip
