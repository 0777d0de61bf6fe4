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
    "MOST_PAYEE", "ImportResult", "Settlement", "allocate_payment", "approve_refund", "authorise_payment", "close_account", "deallocate",
    "discard_file", "dispute_payment", "fail_payment", "import_statement", "keep_file", "lose_dispute", "mark_lines", "open_account", "open_line_again",
    "pay_out_refund", "receive_payment", "record_payment", "refund_payment", "reject_refund", "release_all", "release_statement",
    "reopen_account", "reverse_payment", "retry_file", "set_line_aside", "settle_lines", "unsettle_lines", "update_account", "win_dispute",
    "withdraw_refund",
]  # fmt: skip
