"""What the journal keeps of payments and statements, version 1."""

from __future__ import annotations

from typing import Any

from apps.kernel.money import decimal_text
from apps.payments.models import Payment, Statement


def payment_body(payment: Payment) -> dict[str, Any]:
    """The payment and what of it is allocated."""
    return {
        "client_id": payment.client_id,
        "reference": payment.reference,
        "direction": payment.direction,
        "method": payment.method,
        "amount": decimal_text(payment.amount_minor, payment.currency),
        "currency": payment.currency,
        "allocated": decimal_text(payment.allocated_minor, payment.currency),
        "statement_line_id": payment.statement_line_id,
    }


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
