"""The credit limit of clients, asked when invoices are issued."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.invoices.models import Invoice
from apps.invoices.states import OPEN, InvoiceKind
from apps.kernel.db import locked
from apps.kernel.errors import Reason
from apps.kernel.money import decimal_text
from apps.tenants.prepared import Prepared

_LIMITED = Prepared(lambda keys: locked(Client.objects.filter(pk__in=keys, credit_limit_minor__isnull=False).order_by("pk")))


def over_limit(rows: Sequence[Invoice]) -> list[tuple[Invoice, Reason]]:
    """Those of the locked invoices whose issue, in their order, would take what the client owes over its limit.

    The limit is in the client's currency and counts what is open in it; a proforma or a credit note is not owed. Two queries. Locks the
    clients that have a limit, ids ascending, so that two issues at once are counted one behind the other.
    """
    owing = [row for row in rows if row.kind == InvoiceKind.INVOICE]
    clients = {client.pk: client for client in _LIMITED.rows(keys={row.client_id for row in owing})}
    if not clients:
        return []
    sums = Invoice.objects.filter(client__in=clients, state__in=OPEN, kind=InvoiceKind.INVOICE).order_by()
    owed = {(pk, currency): minor for pk, currency, minor in sums.values_list("client_id", "currency").annotate(Sum("open_minor"))}
    found = []
    for row in owing:
        client = clients.get(row.client_id)
        if client is None or row.currency != client.currency:
            continue
        before = owed.get((client.pk, client.currency), 0)
        if before + row.total_minor > client.credit_limit_minor:
            found.append((row, _reason(row, before, client.credit_limit_minor)))
        else:
            owed[client.pk, client.currency] = before + row.total_minor
    return found


def _reason(row: Invoice, before: int, limit: int) -> Reason:
    total, owed, most = (decimal_text(minor, row.currency) for minor in (row.total_minor, before, limit))
    return Reason(
        "credit_limit",
        _("The client owes %(owed)s %(currency)s; with %(total)s more it would be over its credit limit of %(limit)s."),
        params={"owed": owed, "total": total, "limit": most, "currency": row.currency},
    )
