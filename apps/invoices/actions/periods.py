"""Months of the books: closed when they are over, opened again with a reason."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from apps.invoices.models import AccountingPeriod
from apps.invoices.payloads import period_body
from apps.invoices.periods import month_after
from apps.invoices.states import PeriodState
from apps.invoices.transitions import CLOSE_AGAIN, CLOSE_PERIOD, REOPEN_PERIOD
from apps.kernel.actor import Actor
from apps.kernel.clock import local_date
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason
from apps.tenants.models import Tenant
from apps.workflow.runner import Batch, creating, performing
from apps.workflow.unit import unit_of_work


def close_month(starts_on: dt.date, *, actor: Actor, at: dt.datetime, reason: str = "") -> AccountingPeriod:
    """Closes the month that begins on the day; one that was opened again is closed again.

    Waits for the acts that are changing the books at the moment, and makes others wait. Locks: the company's row, the period.
    Raises NotPermitted, Invalid for a day that is no first of a month or a month that is not over, Refused for a closed one.
    """
    with unit_of_work(actor=actor, at=at):
        tenant = _alone(actor)
        if starts_on.day != 1:
            raise Invalid(Reason("month", _("Give the first day of a month."), "starts_on"))
        if month_after(starts_on) > local_date(at, tenant.time_zone):
            raise Invalid(Reason("month_not_over", _("The month is not over yet."), "starts_on"))
        known = AccountingPeriod.objects.filter(starts_on=starts_on).first()
        if known is not None:
            return close_period(known.pk, actor=actor, at=at, reason=reason)
        with creating(CLOSE_PERIOD, AccountingPeriod, actor=actor, at=at, reason=reason) as batch:
            batch.add(
                AccountingPeriod(
                    starts_on=starts_on, ends_before=month_after(starts_on), state=PeriodState.CLOSED, closed_at=at, closed_by=actor.label[:160]
                )
            )  # fmt: skip
            batch.record(period_body)
    return batch.rows[0]


def close_period(
    period_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> AccountingPeriod:
    """Closes a month again that was opened. open -> closed. As close_month."""
    with unit_of_work(actor=actor, at=at):
        _alone(actor)
        with performing(CLOSE_AGAIN, AccountingPeriod, period_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
            closing(batch)
    return batch.row


def reopen_period(
    period_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> AccountingPeriod:
    """Lets what is dated in the month change again. closed -> open. Needs a reason."""
    with performing(REOPEN_PERIOD, AccountingPeriod, period_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.record(period_body)
    return batch.row


def closing(batch: Batch[AccountingPeriod]) -> None:
    """The rows remember who closed them last."""
    for row in batch.rows:
        row.closed_at, row.closed_by = batch.at, batch.actor.label[:160]
    batch.record(period_body)


def _alone(actor: Actor) -> Tenant:
    """Waits until nobody is changing the books."""
    return locked(Tenant.objects.filter(pk=actor.tenant_id)).get()
