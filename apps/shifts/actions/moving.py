"""A person from one shift to another, as one change."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason
from apps.shifts.actions.roster import assign_shift, unassign_shift
from apps.shifts.models import Shift
from apps.workflow.unit import unit_of_work


def move_person(
    shift_id: int, employee_id: int, *, from_shift: int, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> Shift:  # fmt: skip
    """Takes the person off `from_shift` and puts them on the shift: both or neither, each told in the journal as the act it is.

    Locks the two shifts by their keys, then the person. `expected_version`: of the shift that they come to. Raises whatever
    `unassign_shift` and `assign_shift` do.
    """
    if from_shift == shift_id:
        raise Invalid(Reason("same_shift", _("It is the same shift."), "from_shift"))
    with unit_of_work(actor=actor, at=at):
        list(locked(Shift.objects.filter(pk__in=(from_shift, shift_id)).order_by("pk")))
        unassign_shift(from_shift, [employee_id], actor=actor, at=at, reason=reason)
        return assign_shift(shift_id, [employee_id], actor=actor, at=at, reason=reason, expected_version=expected_version)
