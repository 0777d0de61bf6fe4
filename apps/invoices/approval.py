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
from apps.invoices.models import Invoice
from apps.journal.models import JournalEntry
from apps.tenants.models import Membership

_HEAD = (
    "kind", "series", "client_id", "contract_id", "contract_reference", "issue_on", "due_on", "tax_point_on", "currency", "exchange_rate",
    "payment_reference", "note", "net_minor", "tax_minor", "total_minor",
)  # fmt: skip
_LINE = ("description", "quantity", "unit", "unit_price", "discount_bps", "tax_code_id", "net_minor", "tax_minor", "gross_minor")


def content(invoice: Invoice) -> dict[str, Any]:
    """Everything that the paper will say, but the number, which issue gives. Reads the lines unless they are prefetched."""
    lines = sorted(invoice.lines.all(), key=lambda line: line.position)
    return _plain(invoice, _HEAD) | {"lines": [_plain(line, _LINE) for line in lines]}


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
        subject_kind="invoice", subject_id__in=[row.pk for row in invoices], type__in=("invoice.created", "invoice.updated")
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



INVOICE = Subject(
    kind="invoice", model=Invoice, label=_("Invoice"), content=content, facts=facts, many_facts=many_facts,
    on_approved=actions.approve_invoice, on_rejected=actions.reject_invoice, on_withdrawn=actions.withdraw_invoice,
    submit_permission="invoices.submit_invoice",
)  # fmt: skip
