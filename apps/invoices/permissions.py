"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import ACCOUNTANT, APPROVER, CLIENT, DISPATCHER, FINANCE, INTEGRATION, MANAGER, OWNER, READERS

_WRITERS = (OWNER, MANAGER, ACCOUNTANT, INTEGRATION)
# Whose decision moves an invoice is said by its policy; the engine asks, not the roles.
_APPROVERS = (OWNER, MANAGER, ACCOUNTANT, APPROVER, DISPATCHER)

GRANTS = {
    "view_invoice": (*READERS, CLIENT),
    "create_invoice": _WRITERS,
    "update_invoice": _WRITERS,
    "delete_invoice": _WRITERS,
    "submit_invoice": _WRITERS,
    "withdraw_invoice": _WRITERS,
    "approve_invoice": _APPROVERS,
    "reject_invoice": _APPROVERS,
    "reopen_invoice": _WRITERS,
    "issue_invoice": (*FINANCE, INTEGRATION),
    "void_invoice": FINANCE,
    "credit_invoice": _WRITERS,
    "write_off_invoice": _WRITERS,
    "view_writeoff": READERS,
    "withdraw_write_off": _WRITERS,
    "approve_write_off": _APPROVERS,
    "reject_write_off": _APPROVERS,
    "allocate_invoice": (*FINANCE, INTEGRATION),
    "share_invoice": (OWNER, MANAGER, ACCOUNTANT),
    "import_invoices": (*FINANCE, INTEGRATION),
    "bill_invoices": (*FINANCE, INTEGRATION),
    "view_billingrun": READERS,
    "view_accountingperiod": READERS,
    "close_period": FINANCE,
    "reopen_period": (OWNER,),
    "view_taxcode": READERS,
    "create_tax_code": FINANCE,
    "end_tax_code": FINANCE,
    "resume_tax_code": FINANCE,
    "view_numberseries": READERS,
}

# What may be given on a single invoice to a person or a group; to see it comes with everything else.
SHARED = ("view_invoice", "update_invoice", "submit_invoice", "withdraw_invoice", "approve_invoice")
