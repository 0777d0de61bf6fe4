"""Templates of shifts that come again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.shifts.actions.kept import create_kept, missing, turn, update_kept
from apps.shifts.models import ShiftTemplate
from apps.shifts.payloads import TEMPLATE as NAMES
from apps.shifts.times import wall_minutes
from apps.shifts.transitions import CREATE_TEMPLATE, TEMPLATE


def _check(row: ShiftTemplate, actor: Actor) -> list[Reason]:
    found = missing(row, ("site_id", "skill_id", "contract_id"), actor=actor)
    if not row.weekdays or set(row.weekdays) - set("1234567"):
        found.append(Reason("weekdays", _("Weekdays are numbers from 1, Monday, to 7, Sunday, each once."), "weekdays"))
    row.weekdays = "".join(sorted(set(row.weekdays)))
    row.line = row.line or row.role
    if row.break_minutes >= wall_minutes(row.begins, row.ends):
        found.append(Reason("break", _("The break is shorter than the shift."), "break_minutes"))
    return found


def create_shift_template(*, actor: Actor, at: dt.datetime, reason: str = "", **fields: Any) -> ShiftTemplate:
    """`fields`: of payloads.TEMPLATE; the line is the role where none is given. Raises NotPermitted, Invalid, Refused."""
    return create_kept(CREATE_TEMPLATE, ShiftTemplate(), fields, names=NAMES, check=_check, actor=actor, at=at, reason=reason)


def update_shift_template(
    template_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None, **fields: Any
) -> ShiftTemplate:
    """Changes what is given of payloads.TEMPLATE. Shifts that were made of it stay as they are."""
    how: dict[str, Any] = {"actor": actor, "at": at, "reason": reason, "version": expected_version}
    return update_kept(TEMPLATE["update"], ShiftTemplate, template_id, given=fields, names=NAMES, check=_check, **how)


def archive_shift_template(
    template_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ShiftTemplate:
    """active -> archived: no more shifts are made of it."""
    return turn(TEMPLATE["archive"], ShiftTemplate, template_id, actor=actor, at=at, reason=reason, version=expected_version)


def restore_shift_template(
    template_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> ShiftTemplate:
    """archived -> active."""
    return turn(TEMPLATE["restore"], ShiftTemplate, template_id, actor=actor, at=at, reason=reason, version=expected_version)
