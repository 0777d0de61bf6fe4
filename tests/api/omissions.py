"""What has no address in the API, and why. A new act stands here only with a reason that holds; see test_every_act.py."""

from __future__ import annotations

# Acts, as "<app>.<function>".
ACTS: dict[str, set[str]] = {
    "The engine calls it when the last approver has decided; a caller decides by /approval-requests/{id}/approve or /reject.": {
        "approvals.approve_request", "approvals.reject_request", "contracts.approve_contract", "contracts.reject_contract",
        "contracts.approve_amendment", "contracts.reject_amendment", "invoices.approve_invoice", "invoices.reject_invoice",
        "invoices.approve_write_off", "invoices.reject_write_off", "payments.approve_refund", "payments.reject_refund", "shifts.approve_hours",
        "shifts.reject_hours", "shifts.approve_shift_request", "shifts.reject_shift_request",
    },
    "A part of another act, which has an address: a noun submits, withdraws or changes a document, and its approval follows.": {
        "approvals.open_request", "approvals.open_requests", "approvals.close_withdrawn", "approvals.unproven", "approvals.void_if_changed",
    },
    "A part of allocating, settling or undoing, which have addresses: alone it would leave one side of the books behind the other.": {
        "invoices.apply_allocations", "invoices.release_allocations", "payments.settle_lines", "payments.unsettle_lines",
        "reconciliation.end_matches",
    },
    "A part of a billing run or of issuing an invoice, which have addresses.": {
        "invoices.bill_contract", "invoices.try_contract", "invoices.try_hours", "shifts.bill_shifts",
    },
    "A job does it when its day or its turn has come; a caller asks for the work that the job does, where there is any to ask for.": {
        "contracts.expire_contract", "contracts.remind_of_notice", "dispatch.release_orders", "dispatch.tell_breaches", "dispatch.tell_risks",
        "integrations.give_up", "payments.give_up_payment", "reconciliation.begin_run", "reconciliation.check_run", "reconciliation.complete_run", "reconciliation.fail_run",
        "workflow.check_history", "workflow.run_history_check",
    },
    "The form for sets of an act that has an address: many at once go by /<noun>/bulk/<verb>, each with its own answer.": {
        "approvals.decide_many", "approvals.preview_many", "clients.archive_clients", "clients.qualify_clients", "contracts.renew_contracts",
        "contracts.submit_contracts", "invoices.issue_invoices", "invoices.submit_invoices", "invoices.void_invoices", "payments.mark_lines", "workflow.retry_rows",
        "reconciliation.accept_matches", "reconciliation.reject_matches", "reconciliation.undo_matches", "shifts.cancel_shifts",
        "shifts.close_shifts", "shifts.publish_shifts", "shifts.unpublish_shifts",
    },
    "Taking a whole table in from another system is done by a person who sees what was refused; a program enters records by /<noun>/bulk.": {
        "clients.import_clients", "contracts.import_contracts", "invoices.import_invoices", "shifts.import_shifts", "workflow.import_table",
    },
    "A person keeps what their own upload was refused for, or mends it in a spreadsheet; what waits has /quarantined-rows and /unread-files.": {
        "payments.keep_file", "workflow.mend_from_table",
    },
    "Two acts that a person does by one button; a program calls POST /statement-profiles, then POST /statements or /unread-files/{id}/retry.": {
        "payments.import_by_new_profile", "payments.take_by_new_profile",
    },
    "A button for a person on the page of their export; a caller asks at POST /exports and takes the file by its link.": {
        "workflow.ask_export_again", "workflow.record_export_taken",
    },
    "Done once for a new company when an operator makes it.": {"invoices.seed_tax_codes"},
    "A person's own choice about their own mail, made on their page; a key is no person and gets no mail.": {"workflow.choose_notices"},
}  # fmt: skip

# Buttons of the admin, as "<app>.<Model>:<act>".
BUTTONS: dict[str, set[str]] = {
    "It has an address under another name: DELETE /invoices/{id}.": {"invoices.Invoice:delete_draft"},
    "It has an address under another name: POST /provider-payments, with the invoice and its link in the answer.": {"invoices.Invoice:ask_payment"},
    "It has an address under another name: POST /matches, and many to many POST /matches/together.": {"payments.StatementLine:match"},
    "It has an address whose name the web framework does not leave for a method: POST /work-orders/{id}/dispatch.": {"dispatch.WorkOrder:dispatch"},
}

# Models with a page in the admin, as "<app>.<Model>".
LISTS: dict[str, set[str]] = {
    "There is one of it for a caller: GET /company.": {"tenants.Tenant"},
    "What became of one request is asked by its key: GET /idempotency-keys/{key}.": {"workflow.IdempotencyRecord"},
}
