"""Guards and the state machine of an invoice, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.invoices.states import OPEN
from apps.invoices.states import InvoiceState as S
from apps.invoices.states import PeriodState as M
from apps.invoices.states import WriteOffState as W
from apps.kernel.transitions import Creation, Guard, Machine, Transition


def _has_lines(_params: Mapping[str, Any]) -> Q:
    from apps.invoices.models import InvoiceLine

    return Q(Exists(InvoiceLine.objects.filter(invoice_id=OuterRef("pk"))))


def _client_takes_invoices(_params: Mapping[str, Any]) -> Q:
    from apps.clients.models import Client

    taking = Client.objects.filter(pk=OuterRef("client_id"), state__in=["active", "prospect"])
    return Q(kind="credit_note") | Q(Exists(taking))  # a credit is given back to whoever was invoiced


def _corrected_has_open(_params: Mapping[str, Any]) -> Q:
    from apps.invoices.models import Invoice

    same = {"pk": OuterRef("credits_id"), "client_id": OuterRef("client_id"), "currency": OuterRef("currency")}
    return ~Q(kind="credit_note") | Q(Exists(Invoice.objects.filter(**same, state__in=OPEN, open_minor__gte=OuterRef("total_minor"))))


def _bills_no_hours(_params: Mapping[str, Any]) -> Q:
    from apps.invoices.models import BilledHours

    return ~Q(Exists(BilledHours.objects.filter(invoice_id=OuterRef("pk"))))


HAS_LINES = Guard("no_lines", _has_lines, _("The invoice has no lines."))
HAS_TOTAL = Guard("total_not_positive", Q(total_minor__gt=0), _("The total must be more than zero."))
CLIENT_OPEN = Guard("client_closed", _client_takes_invoices, _("The client is on hold or archived: no new invoices."))
DATED = Guard("due_before_issue", Q(due_on__gte=F("issue_on")), _("The due date is before the issue date."))
NOT_ALLOCATED = Guard("money_allocated", Q(allocated_minor=0), _("Money is allocated to this invoice; take it off first."))
NOT_CREDITED = Guard("credited", Q(credited_minor=0), _("A credit note stands against this invoice; credit the rest of it instead."))
NO_CREDIT_NOTE = Guard("credit_note", ~Q(kind="credit_note"), _("A credit note is neither edited nor paid nor made void; a draft of one is deleted."))
CREDIT_FITS = Guard(
    "less_open_than_credited", _corrected_has_open,
    _("The invoice that it corrects has less open than the credit; take money off it or refund it first."),
)  # fmt: skip
NOT_PROFORMA = Guard("proforma", ~Q(kind="proforma"), _("A proforma is not paid against; issue an invoice for it."))

NO_HOURS = Guard("bills_hours", _bills_no_hours, _("The invoice bills hours of shifts, which are billed for good: credit it instead."))
OWED = Guard("proforma_not_owed", ~Q(kind="proforma"), _("Nothing is owed on a proforma; make it void instead."))

CREATE = Creation("invoice", "create_invoice", "invoice.created", _("New invoice"))
DRAFT_CREDIT = Creation("invoice", "credit_invoice", "invoice.credit_drafted", _("Credit"), name="draft_credit")
ASK_WRITE_OFF = Creation("write_off", "write_off_invoice", "write_off.requested", _("Write off"), name="request")
TAKE_IN = Creation("invoice", "import_invoices", "invoice.imported", _("Import"), name="take_in")
CREATE_TAX_CODE = Creation("tax_code", "create_tax_code", "tax_code.created", _("New tax code"))
NOT_ENDED = Guard("ended", Q(ends_before__isnull=True), _("The tax code has its end already; resume it first."))
HAS_END = Guard("not_ended", Q(ends_before__isnull=False), _("The tax code has no end."))
END_TAX_CODE = Transition("end", "tax_code", "end_tax_code", "tax_code.ended", _("End"), guards=(NOT_ENDED,))
RESUME_TAX_CODE = Transition("resume", "tax_code", "resume_tax_code", "tax_code.resumed", _("Resume"), guards=(HAS_END,), needs=("reason",))


def _step(name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, **more: Any) -> Transition:
    permission = more.pop("permission", f"{name}_invoice")
    return Transition(name, "invoice", permission, f"invoice.{past}", label, sources=sources, targets=targets, **more)


UPDATE = _step("update", _("Edit"), "updated", (S.DRAFT,), guards=(NO_CREDIT_NOTE,))
DELETE = _step("delete_draft", _("Delete"), "deleted", (S.DRAFT,), permission="delete_invoice")
SUBMIT = _step(
    "submit", _("Submit"), "submitted", (S.DRAFT,), S.IN_APPROVAL, S.APPROVED,
    guards=(HAS_LINES, HAS_TOTAL, CLIENT_OPEN, DATED, CREDIT_FITS),
)  # fmt: skip
WITHDRAW = _step("withdraw", _("Withdraw"), "withdrawn", (S.IN_APPROVAL,), S.DRAFT)
APPROVE = _step("approve", _("Approve"), "approved", (S.IN_APPROVAL,), S.APPROVED, by="engine")
REJECT = _step("reject", _("Reject"), "rejected", (S.IN_APPROVAL,), S.DRAFT, by="engine")
REOPEN = _step("reopen", _("Reopen"), "reopened", (S.APPROVED,), S.DRAFT)
ISSUE = _step("issue", _("Issue"), "issued", (S.APPROVED,), S.ISSUED, guards=(HAS_LINES, HAS_TOTAL, CLIENT_OPEN, DATED, CREDIT_FITS))
VOID = _step(
    "void", _("Make void"), "voided", (S.ISSUED,), S.VOID, guards=(NOT_ALLOCATED, NOT_CREDITED, NO_CREDIT_NOTE, NO_HOURS), needs=("reason",)
)
ALLOCATE = _step(
    "allocate", _("Allocate"), "allocated", (S.ISSUED, S.PARTIALLY_PAID), S.PARTIALLY_PAID, S.PAID,
    guards=(NOT_PROFORMA, NO_CREDIT_NOTE), permission="allocate_invoice", by="engine",
)  # fmt: skip
DEALLOCATE = _step(
    "deallocate", _("Take money off"), "deallocated", (S.PAID, S.PARTIALLY_PAID), S.ISSUED, S.PARTIALLY_PAID,
    permission="allocate_invoice", by="engine",
)  # fmt: skip
CREDIT = _step(
    "credit", _("Credit"), "credited", (S.ISSUED, S.PARTIALLY_PAID), S.ISSUED, S.PARTIALLY_PAID, S.CREDITED,
    guards=(OWED, NO_CREDIT_NOTE), by="engine",
)  # fmt: skip
WRITE_OFF = _step(
    "write_off", _("Write off"), "written_off", (S.ISSUED, S.PARTIALLY_PAID), S.WRITTEN_OFF,
    guards=(OWED, NO_CREDIT_NOTE), by="engine",
)  # fmt: skip

SHARE = _step("share", _("Share"), "shared", ())
UNSHARE = _step("unshare", _("End a sharing"), "unshared", (), permission="share_invoice")

INVOICE = Machine(
    "invoice", UPDATE, DELETE, SUBMIT, WITHDRAW, APPROVE, REJECT, REOPEN, ISSUE, VOID, ALLOCATE, DEALLOCATE, CREDIT, WRITE_OFF,
    SHARE, UNSHARE, label=_("Invoice"),
)  # fmt: skip


def _of_write_off(name: str, label: Any, past: str, target: str, **more: Any) -> Transition:
    return Transition(name, "write_off", f"{name}_write_off", f"write_off.{past}", label, sources=(W.REQUESTED,), targets=(target,), **more)


APPROVE_WRITE_OFF = _of_write_off("approve", _("Approve"), "approved", W.APPLIED, by="engine")
REJECT_WRITE_OFF = _of_write_off("reject", _("Reject"), "rejected", W.REJECTED, by="engine")
WITHDRAW_WRITE_OFF = _of_write_off("withdraw", _("Withdraw"), "withdrawn", W.WITHDRAWN)

WRITE_OFFS = Machine("write_off", APPROVE_WRITE_OFF, REJECT_WRITE_OFF, WITHDRAW_WRITE_OFF, label=_("Write-off"))

CLOSE_PERIOD = Creation("period", "close_period", "period.closed", _("Close a month"), name="close_month")
CLOSE_AGAIN = Transition("close", "period", "close_period", "period.closed", _("Close"), sources=(M.OPEN,), targets=(M.CLOSED,))
REOPEN_PERIOD = Transition(
    "reopen", "period", "reopen_period", "period.reopened", _("Open again"), sources=(M.CLOSED,), targets=(M.OPEN,), needs=("reason",)
)
PERIOD = Machine("period", CLOSE_AGAIN, REOPEN_PERIOD, label=_("Accounting period"))
