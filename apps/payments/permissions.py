"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import APPROVER, AUDITOR, FINANCE, INTEGRATION, MANAGER, OWNER, READERS

_READ = (*FINANCE, MANAGER, AUDITOR, INTEGRATION)
_WRITE = (*FINANCE, INTEGRATION)
# Whose decision a refund waits for is said by its policy; the engine asks, not the roles.
_DECIDERS = (*FINANCE, MANAGER, APPROVER)

GRANTS = {
    "view_bankaccount": _READ,
    "open_account": _WRITE,
    "update_account": FINANCE,
    "close_account": FINANCE,
    "view_statement": _READ,
    "view_statementline": _READ,
    "view_unreadfile": _READ,
    "manage_unread_files": FINANCE,
    "view_statementprofile": _READ,
    "create_profile": FINANCE,
    "update_profile": FINANCE,
    "archive_profile": FINANCE,
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
    "view_refund": READERS,
    "refund_payment": _WRITE,
    "withdraw_refund": _WRITE,
    "approve_refund": _DECIDERS,
    "reject_refund": _DECIDERS,
    "pay_out_refund": FINANCE,
    "view_providerconnection": _READ,
    # Who connects a provider says who may tell of money.
    "create_provider_connection": (OWNER,),
    "update_provider_connection": (OWNER,),
    "rotate_secret_provider_connection": (OWNER,),
    "pause_provider_connection": (OWNER,),
    "resume_provider_connection": (OWNER,),
    "archive_provider_connection": (OWNER,),
    "send_sample_provider_connection": (OWNER, INTEGRATION),
    "view_providerevent": _READ,
    "retry_provider_event": FINANCE,
    "ignore_provider_event": FINANCE,
    "view_providerpayment": _READ,
    "ask_provider_payment": _WRITE,
    "check_provider_payment": _WRITE,
    "book_provider_payment": FINANCE,
    "match_provider_payment": FINANCE,
    "resolve_provider_payment": FINANCE,
    "close_provider_payment": FINANCE,
    # By jobs; a role holds each, as every transition has one that does.
    "report_provider_payment": (OWNER,),
    "link_provider_payment": (OWNER,),
    "give_up_provider_payment": (OWNER,),
}
