"""Guards and the state machines, on one screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.transitions import Creation, Machine, Transition
from apps.shifts.states import STAFFED, AbsenceState, KeptState
from apps.shifts.states import ShiftState as S


def _step(subject: str, name: str, label: Any, past: str, sources: tuple[str, ...], *targets: str, **more: Any) -> Transition:
    permission = more.pop("permission", f"{name}_{subject}")
    return Transition(name, subject, permission, f"{subject}.{past}", label, sources=sources, targets=targets, **more)


def _kept(subject: str, label: Any) -> Machine:
    """The machine of what is kept in a list: edited while it is active, put away, and taken out again."""
    return Machine(
        subject,
        _step(subject, "update", _("Edit"), "updated", (KeptState.ACTIVE,)),
        _step(subject, "archive", _("Archive"), "archived", (KeptState.ACTIVE,), KeptState.ARCHIVED),
        _step(subject, "restore", _("Restore"), "restored", (KeptState.ARCHIVED,), KeptState.ACTIVE),
        label=label,
    )


def _new(subject: str, label: Any) -> Creation:
    return Creation(subject, f"create_{subject}", f"{subject}.created", label)


SITE, CREATE_SITE = _kept("site", _("Site")), _new("site", _("New site"))
TEAM, CREATE_TEAM = _kept("team", _("Team")), _new("team", _("New team"))
SKILL, CREATE_SKILL = _kept("skill", _("Skill")), _new("skill", _("New skill"))
EMPLOYEE, CREATE_EMPLOYEE = _kept("employee", _("Employee")), _new("employee", _("New employee"))
TEMPLATE, CREATE_TEMPLATE = _kept("shift_template", _("Shift template")), _new("shift_template", _("New shift template"))

RECORD_ABSENCE = Creation("absence", "record_absence", "absence.recorded", _("New absence"), name="record")
CANCEL_ABSENCE = _step("absence", "cancel", _("Cancel"), "cancelled", (AbsenceState.ACTIVE,), AbsenceState.CANCELLED)
ABSENCE = Machine("absence", CANCEL_ABSENCE, label=_("Absence"))

CREATE = _new("shift", _("New shift"))
UPDATE = _step("shift", "update", _("Edit"), "updated", (S.PLANNED, S.PUBLISHED))
ASSIGN = _step("shift", "assign", _("Assign"), "assigned", STAFFED)
UNASSIGN = _step("shift", "unassign", _("Take off"), "unassigned", STAFFED)
PUBLISH = _step("shift", "publish", _("Publish"), "published", (S.PLANNED,), S.PUBLISHED)
UNPUBLISH = _step("shift", "unpublish", _("Take back from the roster"), "unpublished", (S.PUBLISHED,), S.PLANNED)
CANCEL = _step("shift", "cancel", _("Cancel"), "cancelled", (S.PLANNED, S.PUBLISHED), S.CANCELLED)

SHIFT = Machine("shift", UPDATE, ASSIGN, UNASSIGN, PUBLISH, UNPUBLISH, CANCEL, label=_("Shift"))

CHANGES = (
    *SITE, *TEAM, *SKILL, *EMPLOYEE, *TEMPLATE, *ABSENCE, *SHIFT,
    CREATE_SITE, CREATE_TEAM, CREATE_SKILL, CREATE_EMPLOYEE, CREATE_TEMPLATE, RECORD_ABSENCE, CREATE,
)  # fmt: skip
