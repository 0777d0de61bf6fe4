"""Tax codes: entered by people, or the set that a new company starts with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from apps.invoices.models import TaxCode
from apps.invoices.states import TaxCategory as C
from apps.invoices.transitions import CREATE_TAX_CODE, END_TAX_CODE, RESUME_TAX_CODE
from apps.kernel.actor import Actor
from apps.kernel.db import reasons_of
from apps.kernel.errors import Invalid, Reason
from apps.tenants.scope import scope
from apps.workflow.runner import creating, performing

# Tax Code of Ukraine, article 193: 20, 14 (since 2021-03-01), 7 (since 2014-04-01) and 0 per cent.
UKRAINIAN = (
    ("20", 2000, C.STANDARD, "1992-01-01"), ("14", 1400, C.STANDARD, "2021-03-01"), ("7", 700, C.STANDARD, "2014-04-01"),
    ("0", 0, C.ZERO, "1992-01-01"), ("exempt", 0, C.EXEMPT, "1992-01-01"), ("none", 0, C.OUTSIDE, "1992-01-01"),
)  # fmt: skip


def create_tax_code(*, actor: Actor, at: dt.datetime, reason: str = "", **values: Any) -> TaxCode:
    """Enters a tax code of any country. Raises NotPermitted, Invalid, Refused for a code that is taken."""
    row = TaxCode(**values)
    try:
        row.clean_fields(exclude=["tenant", "created_at", "updated_at"])
    except ValidationError as error:
        raise Invalid(reasons_of(error)) from None
    with creating(CREATE_TAX_CODE, TaxCode, actor=actor, at=at, reason=reason) as batch:
        batch.add(row)
        batch.record(lambda code: {"code": code.code, "rate_bps": code.rate_bps, "category": code.category})
    return row


def end_tax_code(
    tax_code_id: int, ends_before: dt.date, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> TaxCode:  # fmt: skip
    """The code is valid up to and without the day; what is invoiced by it stays as it is. Raises NotVisible, NotPermitted, Invalid for
    a day that is not after its begin, Refused where it has an end."""
    with performing(END_TAX_CODE, TaxCode, tax_code_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        if ends_before <= batch.row.starts_on:
            raise Invalid(Reason("ends_before", _lazy("The period must end after it starts."), "ends_before"))
        batch.row.ends_before = ends_before
        batch.record(_ended_body)
    return batch.row


def resume_tax_code(
    tax_code_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> TaxCode:  # fmt: skip
    """The code has no end any more, as where it was ended by mistake or from another day. Needs a reason. Raises NotVisible,
    NotPermitted, Refused where it has no end."""
    with performing(RESUME_TAX_CODE, TaxCode, tax_code_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.row.ends_before = None
        batch.record(_ended_body)
    return batch.row


def _ended_body(row: TaxCode) -> dict[str, Any]:
    return {"code": row.code, "ends_before": row.ends_before}


def seed_tax_codes(language: str, *, actor: Actor, at: dt.datetime) -> list[TaxCode]:
    """The Ukrainian codes, those that are missing. Idempotent by code."""
    with scope(actor.tenant_id):
        known = set(TaxCode.objects.values_list("code", flat=True))
    rows = []
    with override(language):
        for code, rate, category, since in UKRAINIAN:
            if code in known:
                continue
            name = _("VAT %(rate)s %%") % {"rate": code} if category in (C.STANDARD, C.ZERO) else ""
            name = name or (_("VAT exempt") if category == C.EXEMPT else _("Without VAT"))
            rows.append(TaxCode(code=code, name=name, rate_bps=rate, category=category, starts_on=dt.date.fromisoformat(since)))
    if rows:
        with creating(CREATE_TAX_CODE, TaxCode, actor=actor, at=at) as batch:
            batch.add(*rows)
            batch.record(lambda row: {"code": row.code, "rate_bps": row.rate_bps, "category": row.category})
    return rows
