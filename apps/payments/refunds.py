"""A refund as its approvers see it: what is material, and what policies look at."""

from __future__ import annotations

from typing import Any

from apps.approvals.subjects import Facts, frozen
from apps.clients.models import Client
from apps.kernel.db import locked
from apps.payments.models import Payment, Refund
from apps.tenants.models import Membership

KIND = "payment_refund"


def content(refund: Refund) -> dict[str, Any]:
    """What goes where, and what the payment has open now: an allocation meanwhile is another content. Reads the payment."""
    payment = refund.payment
    return {
        "payment": {"id": payment.pk, "state": payment.state, "open_minor": payment.open_minor},
        "client_id": refund.client_id, "amount_minor": refund.amount_minor, "currency": refund.currency,
        "method": refund.method, "iban": refund.iban, "payee": refund.payee, "reason": refund.reason,
    }  # fmt: skip


def digest_of(refund: Refund) -> str:
    """SHA-256, hex, of the content."""
    return frozen(content(refund))[1]


def facts(refund: Refund) -> Facts:
    """The owner is the client's account manager; the department is theirs. Two queries."""
    client = Client.objects.filter(pk=refund.client_id).first()
    owner = client.account_manager_id if client else None
    member = Membership.objects.filter(tenant_id=refund.tenant_id, user_id=owner).first() if owner else None
    label = [str(client) if client else "", str(refund.payment), refund.iban or str(refund.get_method_display())]
    return Facts(
        amount_minor=refund.amount_minor, currency=refund.currency, client_id=refund.client_id, owner_user_id=owner,
        department=member.department if member else "", label=" · ".join(filter(None, label)),
    )  # fmt: skip


def lock_payment(refund_id: int) -> None:
    """Holds the refund's payment, so that what is decided on is what is there."""
    payment_id = Refund.objects.filter(pk=refund_id).values_list("payment_id", flat=True).first()
    locked(Payment.objects.filter(pk=payment_id)).first()
