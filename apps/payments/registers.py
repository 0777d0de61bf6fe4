"""Registers of payments and of what they were put on, for an audit pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.journal.packing import Year, by_key, register_table
from apps.kernel.money import decimal_text
from apps.payments.models import Allocation, Payment


def payments(year: Year) -> Iterator[list[Any]]:
    """Payments received in the year, and those not received that were noted in it."""
    within = Q(received_on__gte=year.starts_on, received_on__lt=year.ends_before)
    noted = Q(received_on=None, created_at__gte=year.starts_at, created_at__lt=year.ends_at)
    for row in by_key(Payment.objects.filter(within | noted).select_related("client", "account")):
        sums = (row.amount_minor, row.allocated_minor, row.open_minor)
        yield [
            row.pk, row.direction, row.method, row.received_on, row.reference, row.client.code if row.client else "",
            row.client.legal_name if row.client else "", row.account.iban if row.account else "", row.currency,
            *(decimal_text(minor, row.currency) for minor in sums), row.state, row.statement_line_id,
        ]  # fmt: skip


def allocations(year: Year) -> Iterator[list[Any]]:
    """Money put on invoices and taken back in the year."""
    found = Allocation.objects.filter(created_at__gte=year.starts_at, created_at__lt=year.ends_at)
    for row in by_key(found.select_related("payment", "invoice")):
        yield [
            row.pk, row.created_at, row.payment_id, row.payment.reference, row.invoice.number, row.payment.currency,
            decimal_text(row.amount_minor, row.payment.currency), row.reverses_id, row.reason, row.actor_label,
        ]  # fmt: skip


def register() -> None:
    """Declares them. Called from ready()."""
    register_table(
        "payments", explained=_("payments received in the year, and those noted in it that were not received"), rows=payments,
        columns=["id", "direction", "method", "received", "reference", "client_code", "client", "account", "currency", "amount", "allocated", "open",
                 "state", "statement_line"],
    )  # fmt: skip
    register_table(
        "allocations", explained=_("money put on invoices and taken back in the year"), rows=allocations,
        columns=["id", "at", "payment", "payment_reference", "invoice", "currency", "amount", "takes_back", "reason", "who"],
    )  # fmt: skip
