"""Guards and the state machine of an invoice, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.invoices.states import InvoiceState as S
from apps.kernel.transitions import Creation, Guard, Machine, Transition


def _has_lines(_params: Mapping[str, Any]) -> Q:
    from apps.invoices.models import InvoiceLine

    return Q(Exists(InvoiceLine.objects.filter(invoice_id=OuterRef("pk"))))


def _client_takes_invoices(_params: Mapping[str, Any]) -> Q:
    from apps.clients.models import Client

    return Q(Exists(Client.objects.filter(pk=OuterRef("client_id"), state__in=["active", "prospect"])))


HAS_LINES = Guard("no_lines", _has_lines, _("The invoice has no lines."))
HAS_TOTAL = Guard("total_not_positive", Q(total_minor__gt=0), _("The total must be more than zero."))
CLIENT_OPEN = Guard("client_closed", _client_takes_invoices, _("The client is on hold or archived: no new invoices."))
DATED = Guard("due_before_issue", Q(due_on__gte=F("issue_on")), _("The due date is before the issue date."))
NOT_ALLOCATED = Guard("money_allocated", Q(allocated_minor=0), _("Money is allocated to this invoice; take it off first."))
NOT_PROFORMA = Guard("proforma", ~Q(kind="proforma"), _("A proforma is not paid against; issue an invoice for it."))

CREATE = Creation("invoice", "create_invoice", "invoice.created", _("New invoice"))
TAKE_IN = Creation("invoice", "import_invoices", "invoice.imported", _("Import"), name="take_in")
CREATE_TAX_CODE = Creation("tax_code", "create_tax_code", "tax_code.created", _("New tax code"))


def _step(name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, **more: Any) -> Transition:
    permission = more.pop("permission", f"{name}_invoice")
    return Transition(name, "invoice", permission, f"invoice.{past}", label, sources=sources, targets=targets, **more)


UPDATE = _step("update", _("Edit"), "updated", (S.DRAFT,))
DELETE = _step("delete_draft", _("Delete"), "deleted", (S.DRAFT,), permission="delete_invoice")
SUBMIT = _step(
    "submit", _("Submit"), "submitted", (S.DRAFT,), S.IN_APPROVAL, S.APPROVED, guards=(HAS_LINES, HAS_TOTAL, CLIENT_OPEN, DATED)
)
WITHDRAW = _step("withdraw", _("Withdraw"), "withdrawn", (S.IN_APPROVAL,), S.DRAFT)
APPROVE = _step("approve", _("Approve"), "approved", (S.IN_APPROVAL,), S.APPROVED, by="engine")
REJECT = _step("reject", _("Reject"), "rejected", (S.IN_APPROVAL,), S.DRAFT, by="engine")
REOPEN = _step("reopen", _("Reopen"), "reopened", (S.APPROVED,), S.DRAFT)
ISSUE = _step("issue", _("Issue"), "issued", (S.APPROVED,), S.ISSUED, guards=(HAS_LINES, HAS_TOTAL, CLIENT_OPEN, DATED))
VOID = _step("void", _("Make void"), "voided", (S.ISSUED,), S.VOID, guards=(NOT_ALLOCATED,), needs=("reason",))
ALLOCATE = _step(
    "allocate", _("Allocate"), "allocated", (S.ISSUED, S.PARTIALLY_PAID), S.PARTIALLY_PAID, S.PAID,
    guards=(NOT_PROFORMA,), permission="allocate_invoice", by="engine",
)  # fmt: skip
DEALLOCATE = _step(
    "deallocate", _("Take money off"), "deallocated", (S.PAID, S.PARTIALLY_PAID), S.ISSUED, S.PARTIALLY_PAID,
    permission="allocate_invoice", by="engine",
)  # fmt: skip

SHARE = _step("share", _("Share"), "shared", ())
UNSHARE = _step("unshare", _("End a sharing"), "unshared", (), permission="share_invoice")

INVOICE = Machine(
    "invoice", UPDATE, DELETE, SUBMIT, WITHDRAW, APPROVE, REJECT, REOPEN, ISSUE, VOID, ALLOCATE, DEALLOCATE, SHARE, UNSHARE,
    label=_("Invoice")
)
