"""What the journal keeps of shifts, version 1, and how each type is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.shifts.models import Absence, Assignment, Clocking, EmployeeSkill, Shift, ShiftRequest
from apps.workflow.audited import Audited

TOLD = {
    "site.created": _("Site entered"),
    "site.updated": _("Site changed"),
    "site.archived": _("Site archived"),
    "site.restored": _("Site restored"),
    "team.created": _("Team entered"),
    "team.updated": _("Team changed"),
    "team.archived": _("Team archived"),
    "team.restored": _("Team restored"),
    "skill.created": _("Skill entered"),
    "skill.updated": _("Skill changed"),
    "skill.archived": _("Skill archived"),
    "skill.restored": _("Skill restored"),
    "employee.created": _("Employee entered"),
    "employee.updated": _("Employee changed"),
    "employee.hour_cost_set": _("Cost of an hour set"),
    "employee.archived": _("Employee archived"),
    "employee.restored": _("Employee restored"),
    "employee.calendar_renewed": _("New calendar address"),
    "shift_template.created": _("Shift template entered"),
    "shift_template.updated": _("Shift template changed"),
    "shift_template.archived": _("Shift template archived"),
    "shift_template.restored": _("Shift template restored"),
    "absence.recorded": _("Absence recorded"),
    "absence.cancelled": _("Absence cancelled"),
    "shift.created": _("Shift planned"),
    "shift.imported": _("Shift imported"),
    "shift.updated": _("Shift changed"),
    "shift.assigned": _("Person put on the shift"),
    "shift.unassigned": _("Person taken off the shift"),
    "shift.published": _("Shift published"),
    "shift.unpublished": _("Shift taken back from the roster"),
    "shift.cancelled": _("Shift cancelled"),
    "shift.opened": _("Shift offered as open"),
    "shift.shut": _("Shift offered no more"),
    "shift_request.asked": _("Request for a shift made"),
    "shift_request.submitted": _("Request for a shift submitted"),
    "shift_request.accepted": _("The colleague agreed"),
    "shift_request.declined": _("The colleague declined"),
    "shift_request.withdrawn": _("Request for a shift withdrawn"),
    "shift_request.approved": _("Request for a shift approved"),
    "shift_request.rejected": _("Request for a shift rejected"),
    "shift.started": _("Shift started"),
    "shift.closed": _("Shift closed"),
    "shift.reopened": _("Shift reopened"),
    "shift.hours_submitted": _("Hours given for approval"),
    "shift.hours_withdrawn": _("Hours taken back from approval"),
    "shift.hours_approved": _("Hours approved"),
    "shift.hours_rejected": _("Hours not approved"),
    "shift.billed": _("Hours billed"),
    "clocking.recorded": _("Clocked"),
    "clocking.corrected": _("Clocking corrected"),
}

# What a person enters, by noun.
SITE = ("code", "name", "time_zone", "address", "client_id")
TEAM = ("code", "name", "site_id")
SKILL = ("code", "name")
EMPLOYEE = (
    "code", "name", "user_id", "email", "phone", "site_id", "team_id", "hired_on", "left_before", "week_max_minutes", "rest_min_minutes",
)  # fmt: skip
TEMPLATE = (
    "code", "site_id", "role", "line", "begins", "ends", "break_minutes", "skill_id", "needed_count", "weekdays", "contract_id",
)  # fmt: skip
SHIFT = (
    "site_id", "starts_at", "ends_at", "role", "line", "break_minutes", "skill_id", "needed_count", "contract_id", "note",
)  # fmt: skip


def plain(value: Any) -> Any:
    """A column's value as JSON has it: days and times in ISO form, decimals as text."""
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def values(row: Audited, names: Sequence[str]) -> dict[str, Any]:
    """Columns of a row, JSON-able."""
    return {name: plain(getattr(row, name)) for name in names}


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What differs: name to the value before and after."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def skills_body(skills: Sequence[EmployeeSkill]) -> list[dict[str, Any]]:
    """The skills of a person, in order."""
    return [values(row, ("skill_id", "starts_on", "ends_before")) for row in skills]


def absence_body(row: Absence) -> dict[str, Any]:
    """The kind and the note are the person's own business: the journal, which others read, has the days only."""
    return values(row, ("employee_id", "starts_on", "ends_before"))


def shift_body(row: Shift) -> dict[str, Any]:
    """The fields that others may rely on."""
    return values(row, ("on", *SHIFT))


def assignment_body(shift: Shift, rows: Sequence[Assignment]) -> dict[str, Any]:
    """Who was put on the shift or taken off it."""
    return {"on": plain(shift.on), "employees": [{"employee_id": row.employee_id, "source": str(row.source)} for row in rows]}


def clocking_body(row: Clocking) -> dict[str, Any]:
    """What was clocked; `at` in UTC."""
    return values(row, ("employee_id", "shift_id", "kind", "at", "source", "corrects_id", "is_void"))


def closing_body(row: Shift, lines: Sequence[Any]) -> dict[str, Any]:
    """The number of the close, and who worked how long."""
    worked = [{"employee_id": line.employee.pk, "worked_seconds": line.worked.worked_seconds, "break_seconds": line.worked.break_seconds} for line in lines]
    return {"on": plain(row.on), "site_id": row.site_id, "close_number": row.close_number, "worked": worked}


REQUEST = ("kind", "shift_id", "employee_id", "colleague_id", "other_shift_id")


def request_body(row: ShiftRequest) -> dict[str, Any]:
    """Who asks for what; not what they say to it."""
    return values(row, REQUEST)
