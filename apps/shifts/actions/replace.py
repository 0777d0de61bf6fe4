"""Somebody else in a person's place, and what an hour of each costs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.kernel.money import to_minor
from apps.shifts.actions.roster import assign_shift, unassign_shift
from apps.shifts.models import Employee, HourCost, Shift
from apps.shifts.states import Source
from apps.shifts.transitions import EMPLOYEE
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from apps.workflow import storage
from apps.workflow.runner import Batch, performing
from apps.workflow.unit import unit_of_work


def replace_on_shift(
    shift_id: int, from_employee: int, to_employee: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> Shift:  # fmt: skip
    """Takes a person off the shift and puts another on it: both or neither, each told in the journal as the act it is. On a published
    shift the other must keep every rule. Locks the shift, then the people. Raises whatever `unassign_shift` and `assign_shift` do."""
    with scope(actor.tenant_id), unit_of_work(actor=actor, at=at):
        unassign_shift(shift_id, [from_employee], actor=actor, at=at, reason=reason, expected_version=expected_version)
        return assign_shift(shift_id, [to_employee], source=Source.REPLACEMENT, actor=actor, at=at, reason=reason)


def set_hour_cost(
    employee_id: int, hour_cost: Decimal, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> Employee:  # fmt: skip
    """What an hour of the person costs from now on, in the company's currency. The journal says that it was set and not how much.
    Locks the person. Raises Invalid for nothing or less."""
    with performing(
        EMPLOYEE["set_hour_cost"], Employee, employee_id, actor=actor, at=at, reason=reason, expected_version=expected_version
    ) as batch:  # fmt: skip
        costing(batch, hour_cost)
    return batch.row


def costing(batch: Batch[Employee], hour_cost: Decimal) -> None:
    """Writes the cost of each person of the batch."""
    currency = Tenant.objects.values_list("currency", flat=True).get(pk=batch.actor.tenant_id)
    minor = to_minor(str(hour_cost), currency)
    if minor <= 0:
        raise Invalid(Reason("positive", _("An hour costs more than nothing."), "hour_cost"))
    known = {row.employee_id: row for row in HourCost.objects.filter(employee__in=batch.rows)}
    old = [known[row.pk] for row in batch.rows if row.pk in known]
    before = [storage.values_of(row) for row in old]
    for row in old:
        row.hour_cost_minor = minor
    storage.update(old, before, reason=batch.reason)
    storage.insert([HourCost(employee=row, hour_cost_minor=minor) for row in batch.rows if row.pk not in known], reason=batch.reason)
    batch.record(lambda row: {"code": row.code})
