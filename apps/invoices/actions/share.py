"""A single invoice shared with a person or a group of the company, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from apps.invoices.models import Invoice
from apps.invoices.transitions import SHARE, UNSHARE
from apps.kernel.actor import Actor
from apps.tenants.grants import Holder
from apps.workflow import sharing
from apps.workflow.runner import performing


def share_invoice(
    invoice_id: int, holder: Holder, permissions: Sequence[str] = (), *, actor: Actor, at: dt.datetime, last_on: dt.date | None = None,
    reason: str = "", expected_version: int | None = None,
) -> Invoice:  # fmt: skip
    """Lets the holder see the invoice and do what the permissions name (`SHARED`), up to and including the day, by the company's
    calendar. Replaces what the holder had. Locks the invoice, then the membership. Raises NotVisible, NotPermitted, Invalid,
    Refused for what the actor does not hold."""
    with performing(SHARE, Invoice, invoice_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        sharing.give(batch, holder, permissions, last_on=last_on, about=_about)
    return batch.row


def unshare_invoice(
    invoice_id: int, holder: Holder, *, actor: Actor, at: dt.datetime, ended_by: dt.datetime | None = None, reason: str = "",
    expected_version: int | None = None,
) -> Invoice:  # fmt: skip
    """Takes back what the holder has on the invoice; it stops at the next request. `ended_by`: only what has ended by then.
    Locks the invoice. Raises NotVisible, NotPermitted, Refused where nothing is shared with the holder."""
    with performing(UNSHARE, Invoice, invoice_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        sharing.take(batch, holder, about=_about, ended_by=ended_by)
    return batch.row


def _about(row: Invoice) -> dict[str, str | None]:
    return {"number": row.number}
