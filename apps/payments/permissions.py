"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import AUDITOR, FINANCE, INTEGRATION, MANAGER

_READ = (*FINANCE, MANAGER, AUDITOR, INTEGRATION)
_WRITE = (*FINANCE, INTEGRATION)

GRANTS = {
    "view_bankaccount": _READ,
    "open_account": _WRITE,
    "update_account": FINANCE,
    "close_account": FINANCE,
    "view_statement": _READ,
    "view_statementline": _READ,
    "import_statement": _WRITE,
    "release_statement": FINANCE,
    "mark_line": _WRITE,
    "view_payment": _READ,
    "record_payment": _WRITE,
    "authorise_payment": _WRITE,
    "receive_payment": _WRITE,
    "fail_payment": _WRITE,
    "allocate_payment": _WRITE,
    "deallocate_payment": FINANCE,
    "reverse_payment": FINANCE,
    "dispute_payment": FINANCE,
    "win_dispute": FINANCE,
    "lose_dispute": FINANCE,
    "view_allocation": _READ,
}
