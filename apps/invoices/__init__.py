"""Invoices: what clients owe, to the minor unit, under numbers without gaps.

    draft > in_approval > approved > issued > partially_paid <> paid;  issued > void
    draft > approved where no policy applies;  approved > draft (reopen);  in_approval > draft (withdraw, reject)

Public acts: create_invoice, update_invoice, delete_invoice, submit_invoice(s), withdraw_invoice, approve_invoice and
reject_invoice (by the approval engine), reopen_invoice, issue_invoice(s), void_invoice(s), apply_allocations,
release_allocations, import_invoices, seed_tax_codes, bill_contract, try_contract, bill_hours,
try_hours, foresee_hours, ask_billing.
"""
