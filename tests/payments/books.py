"""What must hold of payments and invoices at every moment, whoever did what."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Sum

from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.payments.models import Allocation, Payment


def check_books() -> None:
    """Every sum, every state, every history. Needs a bound tenant."""
    of_payment: dict[int, int] = defaultdict(int)
    of_invoice: dict[int, int] = defaultdict(int)
    for payment_id, invoice_id, minor in Allocation.objects.values_list("payment_id", "invoice_id", "amount_minor"):
        of_payment[payment_id] += minor
        of_invoice[invoice_id] += minor
    for payment in Payment.objects.all():
        check_payment(payment, of_payment[payment.pk])
    for invoice in Invoice.objects.exclude(state__in=["draft", "void"]):
        assert invoice.allocated_minor == of_invoice[invoice.pk]
        assert 0 <= invoice.open_minor == invoice.total_minor - invoice.allocated_minor
        assert (invoice.state == "paid") == (invoice.open_minor == 0)
        assert (invoice.state == "issued") == (invoice.allocated_minor == 0)
        assert invoice.history.count() == invoice.version


def check_payment(payment: Payment, allocated: int) -> None:
    """The amounts follow from the allocations, the state from the amounts, and history tells each version."""
    assert payment.allocated_minor == allocated
    assert payment.open_minor == payment.amount_minor - allocated
    assert 0 <= allocated <= payment.amount_minor
    expected = {
        "partially_allocated": 0 < allocated < payment.amount_minor, "allocated": allocated == payment.amount_minor,
        "disputed": allocated in (0, payment.amount_minor),
    }.get(payment.state, allocated == 0)  # fmt: skip
    assert expected, f"{payment.state} with {allocated} of {payment.amount_minor}"
    versions = list(payment.history.order_by("history_id").values_list("version", flat=True))
    assert versions == list(range(1, payment.version + 1))
    assert JournalEntry.objects.filter(subject_kind="payment", subject_id=payment.pk).count() == payment.version


def taken_back() -> int:
    """Minor units in reversing allocations."""
    return -(Allocation.objects.filter(reverses__isnull=False).aggregate(total=Sum("amount_minor"))["total"] or 0)
