"""Tax codes are valid from a day, some until a day: what may be drafted, submitted and issued with them, and what is told otherwise."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.invoices.models import Invoice, InvoiceLine, TaxCode
from apps.invoices.states import InvoiceKind
from apps.kernel.errors import Reason
from apps.tenants.prepared import Prepared


def valid_on(code: TaxCode, day: dt.date) -> bool:
    """Whether the code may be used on the tax point."""
    return code.starts_on <= day and (code.ends_before is None or day < code.ends_before)


def not_valid_then(code: TaxCode, field: str, day: dt.date) -> Reason:
    """Why a code cannot be used on the tax point, and what can be done."""
    told = {"code": code.code, "name": code.name, "day": date_format(day, "SHORT_DATE_FORMAT")}
    if day < code.starts_on:
        told["from"] = date_format(code.starts_on, "SHORT_DATE_FORMAT")
        sentence = _("The tax code “%(code)s” is valid from %(from)s only, and the tax point is %(day)s: choose another code, or a later tax point.")
    else:
        assert code.ends_before is not None
        told["from"] = date_format(code.ends_before, "SHORT_DATE_FORMAT")
        sentence = _("The tax code “%(code)s” ended: it is not valid from %(from)s on, and the tax point is %(day)s. Choose another code, or an earlier tax point.")
    return Reason("not_valid_then", sentence, field, told)


def ended_since(rows: Sequence[Invoice]) -> dict[int, list[Reason]]:
    """Lines of the invoices whose code ended after they were drafted, so that it is not valid on their tax point: a reason for each, by
    invoice. A credit note keeps the codes of what it corrects. One query for all."""
    keys = [row.pk for row in rows if row.kind != InvoiceKind.CREDIT_NOTE]
    found: dict[int, list[Reason]] = defaultdict(list)
    for invoice_id, position, code, ended, day in _ENDED.rows(keys=keys):
        told = {"line": position, "code": code, "from": date_format(ended, "SHORT_DATE_FORMAT"), "day": date_format(day, "SHORT_DATE_FORMAT")}
        found[invoice_id].append(Reason("code_ended", _(
            "Line %(line)s has the tax code “%(code)s”, which ended since it was written: it is not valid from %(from)s on, and the tax point is %(day)s. "
            "Edit the draft (an approved invoice is reopened first): choose another code, or an earlier tax point."
        ), f"lines.{position - 1}.tax_code", told))  # fmt: skip
    return found


_ENDED = Prepared(
    lambda keys: InvoiceLine.objects.filter(invoice_id__in=keys, tax_code__ends_before__lte=F("invoice__tax_point_on"))
    .order_by("invoice_id", "position")
    .values_list("invoice_id", "position", "tax_code__code", "tax_code__ends_before", "invoice__tax_point_on")
)
