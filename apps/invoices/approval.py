"""An invoice as its approvers see it: what is material, what policies look at, what follows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.approvals.subjects import Facts, Subject
from apps.clients.models import Client
from apps.invoices import actions
from apps.invoices.actions.write_off import lock_invoice_of
from apps.invoices.models import Invoice, WriteOff
from apps.journal.models import JournalEntry
from apps.tenants.models import Membership

_HEAD = (
    "kind", "series", "client_id", "contract_id", "contract_reference", "issue_on", "due_on", "tax_point_on", "currency", "exchange_rate",
    "payment_reference", "note", "net_minor", "tax_minor", "total_minor",
)  # fmt: skip
_OWED = ("number", "client_id", "state", "total_minor", "allocated_minor", "credited_minor", "written_off_minor", "open_minor")
_LINE = ("description", "quantity", "unit", "unit_price", "discount_bps", "tax_code_id", "net_minor", "tax_minor", "gross_minor")


def content(invoice: Invoice) -> dict[str, Any]:
    """Everything that the paper will say, but the number, which issue gives. Reads the lines unless they are prefetched."""
    lines = sorted(invoice.lines.all(), key=lambda line: line.position)
    return _plain(invoice, _HEAD) | {"lines": [_plain(line, _LINE) for line in lines]}


def credit_content(credit: Invoice) -> dict[str, Any]:
    """As of an invoice, with the invoice and the lines that are corrected."""
    lines = sorted(credit.lines.all(), key=lambda line: line.position)
    return _plain(credit, (*_HEAD, "credits_id")) | {"lines": [_plain(line, (*_LINE, "credits_id")) for line in lines]}


def write_off_content(row: WriteOff) -> dict[str, Any]:
    """What is given up and why, and how the invoice stands: money, a credit or anything else that changes what is open of it
    makes it another content. Reads the invoice."""
    invoice = Invoice.objects.get(pk=row.invoice_id)
    return _plain(row, ("invoice_id", "amount_minor", "currency", "reason")) | {"invoice": _plain(invoice, _OWED)}


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _text(getattr(row, name)) for name in names}


def _text(value: Any) -> Any:
    """Decimals and days as text, the same whichever way they were stored."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, dt.date) else value


def many_facts(invoices: list[Invoice]) -> dict[int, Facts]:
    """The owner is the client's account manager, else who drafted it; the department is the owner's. Everybody whose
    edit made the draft what it is counts as having prepared it. Three queries."""
    clients = Client.objects.in_bulk({row.client_id for row in invoices})
    authors: dict[int, list[int]] = defaultdict(list)
    drafted = JournalEntry.objects.filter(
        subject_kind="invoice", subject_id__in=[row.pk for row in invoices], type__in=("invoice.created", "invoice.updated", "invoice.credit_drafted")
    )
    for pk, user_id in drafted.order_by("sequence").values_list("subject_id", "actor_user_id"):
        if user_id is not None:
            authors[pk].append(user_id)
    owners = {row.pk: clients[row.client_id].account_manager_id or next(iter(authors[row.pk]), None) for row in invoices}
    tenant_ids = {row.tenant_id for row in invoices}
    departments = dict(
        Membership.objects.filter(tenant_id__in=tenant_ids, user_id__in=set(owners.values()) - {None}).values_list("user_id", "department")
    )
    return {
        row.pk: Facts(
            amount_minor=row.total_minor, currency=row.currency, client_id=row.client_id, owner_user_id=owners[row.pk],
            department=departments.get(owners[row.pk], ""), prepared_by_user_id=next(iter(authors[row.pk]), None),
            also_prepared_by=frozenset(authors[row.pk]), label=" · ".join(filter(None, (str(clients[row.client_id]), row.contract_reference, f"{row.issue_on:%d.%m.%Y}"))),
        )
        for row in invoices
    }  # fmt: skip


def facts(invoice: Invoice) -> Facts:
    """What policies look at."""
    return many_facts([invoice])[invoice.pk]


def write_off_facts(row: WriteOff) -> Facts:
    """The owner is the client's account manager, else whoever asks: that is who submits it, and so never decides."""
    invoice = Invoice.objects.select_related("client").get(pk=row.invoice_id)
    owner = invoice.client.account_manager_id
    department = Membership.objects.filter(tenant_id=row.tenant_id, user_id=owner).values_list("department", flat=True).first() if owner else ""
    return Facts(
        amount_minor=row.amount_minor, currency=row.currency, client_id=invoice.client_id, owner_user_id=owner, department=department or "",
        label=f"{invoice.client} · {invoice.number}",
    )  # fmt: skip


_ACTS: dict[str, Any] = {
    "on_approved": actions.approve_invoice, "on_rejected": actions.reject_invoice, "on_withdrawn": actions.withdraw_invoice,
    "submit_permission": "invoices.submit_invoice",
}  # fmt: skip
INVOICE = Subject(kind="invoice", model=Invoice, label=_("Invoice"), content=content, facts=facts, many_facts=many_facts, **_ACTS)
CREDIT_NOTE = Subject(
    kind="credit_note", model=Invoice, label=_("Credit note"), content=credit_content, facts=facts, many_facts=many_facts, **_ACTS
)
WRITE_OFF = Subject(
    kind="write_off", model=WriteOff, label=_("Write-off"), content=write_off_content, facts=write_off_facts,
    on_approved=actions.approve_write_off, on_rejected=actions.reject_write_off, on_withdrawn=actions.withdraw_write_off,
    submit_permission="invoices.write_off_invoice", lock_before=lock_invoice_of,
)  # fmt: skip
