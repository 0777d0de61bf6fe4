"""What the journal keeps of payments and statements, version 1."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.money import decimal_text, decimal_writer
from apps.payments.models import Payment, ProviderConnection, ProviderPayment, Refund, Statement, StatementProfile

# How the journal tells what happened, by type.
TOLD = {
    "bank_account.opened": _("Bank account added"),
    "bank_account.updated": _("Bank account changed"),
    "bank_account.closed": _("Bank account closed"),
    "bank_account.reopened": _("Bank account reopened"),
    "statement.imported": _("Statement imported"),
    "statement.quarantined": _("Statement put in quarantine"),
    "statement.released": _("Statement released from quarantine"),
    "unread_file.kept": _("Statement file kept in quarantine"),
    "unread_file.tried": _("Statement file tried again"),
    "unread_file.taken": _("Statement file read at last"),
    "unread_file.discarded": _("Statement file discarded"),
    "statement_profile.created": _("Mapping profile added"),
    "statement_profile.updated": _("Mapping profile changed"),
    "statement_profile.archived": _("Mapping profile archived"),
    "statement_line.marked": _("Statement line marked"),
    "payment.recorded": _("Payment recorded"),
    "payment.authorised": _("Payment authorised"),
    "payment.received": _("Payment received"),
    "payment.failed": _("Payment failed"),
    "payment.allocated": _("Payment allocated"),
    "payment.deallocated": _("Allocation taken off"),
    "payment.reversed": _("Payment reversed"),
    "payment.unsettled": _("Settlement undone"),
    "payment.refunded": _("Payment refunded"),
    "payment_refund.requested": _("Refund asked for"),
    "payment_refund.approved": _("Refund approved"),
    "payment_refund.rejected": _("Refund rejected"),
    "payment_refund.withdrawn": _("Refund withdrawn"),
    "payment_refund.pay_out_ordered": _("Refund: a new pay-out recorded"),
    "payment.disputed": _("Payment disputed"),
    "payment.dispute_won": _("Dispute won"),
    "payment.dispute_lost": _("Dispute lost"),
    "provider_connection.created": _("Payment provider connected"),
    "provider_connection.updated": _("Payment provider changed"),
    "provider_connection.secret_rotated": _("Secret of a payment provider changed"),
    "provider_connection.paused": _("Payment provider paused"),
    "provider_connection.resumed": _("Payment provider resumed"),
    "provider_connection.archived": _("Payment provider archived"),
    "provider_connection.sample_sent": _("Sample sent to one's own payment provider"),
    "provider_payment.asked": _("Payment at a provider awaited"),
    "provider_payment.noticed": _("Provider told of a payment that nobody asked for"),
    "provider_payment.reported": _("Provider told how a payment stands"),
    "provider_payment.page_made": _("Payment page made at the provider"),
    "provider_payment.given_up": _("Provider never told of a payment"),
    "provider_payment.check_asked": _("Provider is asked how a payment stands"),
    "provider_payment.booked": _("Payment of a provider brought into the books"),
    "provider_payment.matched": _("Payment of a provider is money that the books have"),
    "provider_payment.resolved": _("Payment at a provider seen to"),
    "provider_payment.closed": _("Payment at a provider closed"),
    "provider_event.retried": _("Provider's message handled again"),
    "provider_event.ignored": _("Provider's message set aside"),
}


def payment_body(payment: Payment | Any) -> dict[str, Any]:
    """The payment and what of it is allocated."""
    write = decimal_writer(payment.currency)
    return {
        "client_id": payment.client_id,
        "reference": payment.reference,
        "direction": payment.direction,
        "method": payment.method,
        "amount": write(payment.amount_minor),
        "currency": payment.currency,
        "allocated": write(payment.allocated_minor),
        "refunded": write(payment.refunded_minor),
        "statement_line_id": payment.statement_line_id,
        "payout_of_id": payment.payout_of_id,
    }


def refund_body(refund: Refund) -> dict[str, Any]:
    """What goes back of which payment, where to, and what was approved."""
    return {
        "payment_id": refund.payment_id, "client_id": refund.client_id, "amount": decimal_text(refund.amount_minor, refund.currency),
        "currency": refund.currency, "method": refund.method, "iban": refund.iban, "payee": refund.payee, "why": refund.reason,
        "needs_approval": refund.needs_approval, "digest": refund.approved_digest,
    }  # fmt: skip


def statement_body(statement: Statement) -> dict[str, Any]:
    """The statement's figures; its lines by count and sums."""
    amounts = {
        name: None if (minor := getattr(statement, f"{name}_minor")) is None else decimal_text(minor, statement.currency)
        for name in ("opening", "closing", "credit", "debit")
    }
    return {
        "account_id": statement.account_id, "file_sha256": statement.file_sha256, "file_name": statement.file_name,
        "format": statement.format, "statement_id": statement.statement_id, "currency": statement.currency,
        "starts_on": statement.starts_on, "ends_on": statement.ends_on, "entries": statement.entry_count,
        "new": statement.new_count, "problem": statement.problem, **amounts,
    }  # fmt: skip


CONNECTION = ("kind", "name", "account_id", "public_key", "status_url", "is_test")


def connection_body(connection: ProviderConnection) -> dict[str, Any]:
    """What a person enters of a connection; never a secret, nor the address of its door."""
    return {name: getattr(connection, name) for name in CONNECTION}


def provider_payment_body(row: ProviderPayment) -> dict[str, Any]:
    """How the payment stands at its provider and in the books; amounts that were not said are null."""
    amounts = {
        name: None if minor is None else decimal_text(minor, row.currency)
        for name, minor in (("asked", row.asked_minor), ("paid", row.paid_minor), ("refunded", row.refunded_minor), ("fee", row.fee_minor))
    }
    return {
        "connection_id": row.connection_id, "reference": row.reference, "our_reference": row.our_reference, "invoice_id": row.invoice_id,
        "currency": row.currency, "payment_id": row.payment_id, "page_url": row.page_url, "problems": [item["code"] for item in row.problems], **amounts,
    }  # fmt: skip


def profile_body(profile: StatementProfile) -> dict[str, Any]:
    """The profile whole: what a table was read by on a day can be told from it."""
    return {"name": profile.name, "account_id": profile.account_id, "body": profile.body}
