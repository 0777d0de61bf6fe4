"""When people do not work."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Reason
from apps.shifts.actions.kept import assign_fields, missing, refuse_any, turn
from apps.shifts.models import Absence, Employee
from apps.shifts.payloads import absence_body
from apps.shifts.transitions import CANCEL_ABSENCE, RECORD_ABSENCE
from apps.workflow.runner import creating

_NAMES = ("employee_id", "kind", "starts_on", "ends_before", "note")


def record_absence(
    employee_id: int, starts_on: dt.date, ends_before: dt.date, *, kind: str, actor: Actor, at: dt.datetime, note: str = "", reason: str = ""
) -> Absence:  # fmt: skip
    """The person does not work from a day, to another that is not included. What they are planned for stands until somebody
    else is found. Locks the person. Raises NotPermitted, Invalid, also for days that are taken by another absence."""
    with creating(RECORD_ABSENCE, Absence, actor=actor, at=at, reason=reason) as batch:
        row = Absence()
        given = {"employee_id": employee_id, "kind": kind, "starts_on": starts_on, "ends_before": ends_before, "note": note}
        assign_fields(row, given, _NAMES)
        refuse_any(missing(row, ("employee_id",), actor=actor))
        locked(Employee.objects.filter(pk=employee_id)).get()
        refuse_any(_problems(row))
        batch.add(row)
        batch.record(absence_body)
    return row


def cancel_absence(absence_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Absence:
    """active -> cancelled: it holds no more, as if it had never been."""
    return turn(CANCEL_ABSENCE, Absence, absence_id, actor=actor, at=at, reason=reason, version=expected_version, told=absence_body)


def _problems(row: Absence) -> list[Reason]:
    if row.ends_before <= row.starts_on:
        return [Reason("period", _("The period must end after it starts."), "ends_before")]
    other = Absence.objects.filter(employee_id=row.employee_id, state="active", starts_on__lt=row.ends_before, ends_before__gt=row.starts_on).first()
    if other is None:
        return []
    words = {"from": other.starts_on.isoformat(), "before": other.ends_before.isoformat()}
    return [Reason("overlap", _("There is an absence from %(from)s to %(before)s, not included, already."), "starts_on", words)]
