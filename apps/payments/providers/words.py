"""What people call the things that a provider tells."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.integrations.providers.contract import FactKind

_LABELS = {
    FactKind.PENDING: _("under way"), FactKind.SUCCEEDED: _("paid"), FactKind.FAILED: _("failed"), FactKind.EXPIRED: _("expired"),
    FactKind.REFUNDED: _("given back"), FactKind.REFUND_FAILED: _("refund failed"), FactKind.DISPUTED: _("disputed by the payer's bank"),
    FactKind.DISPUTE_WON: _("dispute won"), FactKind.DISPUTE_LOST: _("dispute lost"),
}  # fmt: skip


def fact_label(kind: str) -> str:
    """The kind of a fact in words."""
    return str(_LABELS[FactKind(kind)])
