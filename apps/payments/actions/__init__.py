"""The acts of this app."""

from apps.payments.actions.accounts import close_account, open_account, reopen_account, update_account
from apps.payments.actions.allocate import allocate_payment, deallocate, release_all
from apps.payments.actions.payments import (
    authorise_payment,
    dispute_payment,
    fail_payment,
    lose_dispute,
    receive_payment,
    record_payment,
    reverse_payment,
    win_dispute,
)
from apps.payments.actions.profiles import (
    archive_profile,
    create_profile,
    import_by_new_profile,
    take_by_new_profile,
    update_profile,
)
from apps.payments.actions.provider_connections import (
    archive_connection,
    create_connection,
    pause_connection,
    resume_connection,
    rotate_connection_secret,
    send_sample,
    update_connection,
)
from apps.payments.actions.provider_events import handle_due_messages, ignore_message, retry_message
from apps.payments.actions.provider_payments import (
    ask_payment,
    book_payment,
    check_payment,
    close_payment,
    give_up_payment,
    match_payment,
    resolve_payment,
)
from apps.payments.actions.refunds import (
    MOST_PAYEE,
    approve_refund,
    pay_out_refund,
    refund_payment,
    reject_refund,
    withdraw_refund,
)
from apps.payments.actions.settle import Settlement, mark_lines, open_line_again, set_line_aside, settle_lines, unsettle_lines
from apps.payments.actions.statements import ImportResult, import_statement, release_statement
from apps.payments.actions.unread import discard_file, keep_file, retry_file

__all__ = [
    "MOST_PAYEE", "ImportResult", "Settlement", "allocate_payment", "approve_refund", "archive_connection", "archive_profile", "ask_payment",
    "authorise_payment", "book_payment", "check_payment", "close_account", "close_payment", "create_connection", "create_profile", "deallocate",
    "discard_file", "dispute_payment", "fail_payment", "give_up_payment", "handle_due_messages", "ignore_message", "import_by_new_profile",
    "import_statement", "keep_file", "lose_dispute", "mark_lines", "match_payment", "open_account", "open_line_again", "pause_connection", "pay_out_refund",
    "receive_payment", "record_payment", "refund_payment", "reject_refund", "release_all", "release_statement", "reopen_account",
    "resolve_payment", "resume_connection", "retry_file", "retry_message", "reverse_payment", "rotate_connection_secret",
    "send_sample", "set_line_aside", "settle_lines", "take_by_new_profile", "unsettle_lines", "update_account", "update_connection", "update_profile", "win_dispute",
    "withdraw_refund",
]  # fmt: skip
