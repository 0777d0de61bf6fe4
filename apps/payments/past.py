"""Allocations of a payment and of an invoice at a time: they are only ever added, and taken back by another."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.integrations.reasons import told
from apps.invoices.models import Invoice
from apps.payments.models import Allocation, Payment, ProviderPayment, Refund, Statement
from apps.workflow import past, wording
from apps.workflow.past import Kept


def _lines(version: Any, at: dt.datetime | None) -> Kept:
    return Kept(note=_g("Lines are for ever as the bank wrote them; see them on the statement."))


def problems_text(version: Any) -> str:
    """What waits for a person, as sentences."""
    return " ".join(item["detail"] for item in told(version.problems)) or "—"


def page_text(version: Any) -> str:
    """The address of a payment page, the beginning of a long one: the page of the payment has it whole."""
    return Truncator(version.page_url).chars(80) or "—"


def register() -> None:
    """Declares them. Called from ready()."""
    of_payment = past.appended(Allocation, "payment", names=("created_at", "invoice", "amount_minor", "reason", "actor_label"), since="created_at")
    of_invoice = past.appended(Allocation, "invoice", names=("created_at", "payment", "amount_minor", "reason", "actor_label"), since="created_at")
    past.register(past.Children(Payment, _("Allocations"), of_payment, "payments.view_payment"))
    past.register(past.Children(Invoice, _("Allocations"), of_invoice, "payments.view_payment"))
    refunds = past.kept_by_history(
        Refund, "payment", names=("amount_minor", "method", "iban", "payee", "reason", "state"), order="created_at", lasting=True
    )
    past.register(past.Children(Payment, _("Refunds"), refunds, "payments.view_refund"))
    wording.register(ProviderPayment._meta.label, "problems", problems_text)
    wording.register(ProviderPayment._meta.label, "page_url", page_text)
    past.register(past.Children(Statement, _("Statement lines"), _lines))
