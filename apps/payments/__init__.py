"""Payments: the company's bank accounts, what the banks say (statements), and the money of clients.

    account:   open <> closed
    statement: imported | quarantined > released
    line:      open <> proposed <> ignored;  open, proposed > matched > open
    payment:   pending > authorised > received > partially_allocated <> allocated;  pending, authorised > failed
               received > reversed;  received, allocated > disputed > (won: the state before | lost: reversed)
               received, partially_allocated > refunded (by an approved refund)
    refund:    in_approval > approved, rejected, withdrawn

Public acts: open_account, update_account, close_account, reopen_account, import_statement, release_statement, record_payment,
authorise_payment, receive_payment, fail_payment, allocate_payment, deallocate, release_all, reverse_payment, refund_payment, pay_out_refund,
withdraw_refund, dispute_payment, win_dispute, lose_dispute, settle_lines, unsettle_lines, mark_lines.

Lock order: bank account, statement, statement line, payment, refund, invoice; ids ascending; the journal head last.
"""
