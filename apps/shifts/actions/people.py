"""People who work, with what they can do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Reason
from apps.shifts.actions.kept import assign_fields, missing, refuse_any, turn
from apps.shifts.models import Employee, EmployeeSkill, Skill
from apps.shifts.payloads import EMPLOYEE as NAMES
from apps.shifts.payloads import changed, skills_body, values
from apps.shifts.transitions import CREATE_EMPLOYEE, EMPLOYEE
from apps.tenants.models import Membership
from apps.workflow import storage
from apps.workflow.runner import creating, performing

MOST_SKILLS = 200


@dataclass(frozen=True)
class SkillDraft:
    """A skill that the person holds from a day, `ends_before` not included; from the day of hire where none is given."""

    skill_id: int
    starts_on: dt.date | None = None
    ends_before: dt.date | None = None


def create_employee(*, actor: Actor, at: dt.datetime, reason: str = "", skills: Sequence[SkillDraft] = (), **fields: Any) -> Employee:
    """`fields`: of payloads.EMPLOYEE. Raises NotPermitted, Invalid with every problem, Refused for a number that is taken."""
    with creating(CREATE_EMPLOYEE, Employee, actor=actor, at=at, reason=reason) as batch:
        row = Employee()
        assign_fields(row, fields, NAMES)
        refuse_any(_check(row, actor))
        held = _skill_rows(row, skills)
        batch.add(row)
        for item in held:
            item.employee = row
        storage.insert(held, reason=reason)
        batch.record(lambda made: values(made, NAMES) | {"skills": skills_body(held)})
    return row


def update_employee(
    employee_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None,
    skills: Sequence[SkillDraft] | None = None, **fields: Any,
) -> Employee:  # fmt: skip
    """Changes what is given of payloads.EMPLOYEE and, where given, replaces the skills as a whole. Locks the person."""
    with performing(EMPLOYEE["update"], Employee, employee_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        row = batch.row
        before = values(row, NAMES)
        assign_fields(row, fields, NAMES)
        refuse_any(_check(row, actor))
        told = changed(before, values(row, NAMES))
        if skills is not None:
            told["skills"] = skills_body(_replace_skills(row, skills, reason))
        batch.record(lambda _made: {"changed": told})
    return row


def archive_employee(employee_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Employee:
    """active -> archived: works no more; shifts that stand are not touched, publishing them says so."""
    return turn(EMPLOYEE["archive"], Employee, employee_id, actor=actor, at=at, reason=reason, version=expected_version)


def restore_employee(employee_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None) -> Employee:
    """archived -> active."""
    return turn(EMPLOYEE["restore"], Employee, employee_id, actor=actor, at=at, reason=reason, version=expected_version)


def _replace_skills(row: Employee, skills: Sequence[SkillDraft], reason: str) -> list[EmployeeSkill]:
    held = _skill_rows(row, skills)
    old = list(EmployeeSkill.objects.filter(employee=row).order_by("pk"))
    if skills_body(old) == skills_body(held):
        return old
    if old:
        storage.delete(old, reason=reason)
    storage.insert(held, reason=reason)
    return held


def _check(row: Employee, actor: Actor) -> list[Reason]:
    found = missing(row, ("site_id", "team_id"), actor=actor)
    if row.left_before is not None and row.left_before <= row.hired_on:
        found.append(Reason("period", _("The period must end after it starts."), "left_before"))
    if row.user_id is not None and not Membership.objects.filter(tenant_id=actor.tenant_id, user_id=row.user_id, is_active=True).exists():
        found.append(Reason("user", _("The user is no member of this company."), "user"))
    return found


def _skill_rows(row: Employee, skills: Sequence[SkillDraft]) -> list[EmployeeSkill]:
    problems: list[Reason] = []
    if len(skills) > MOST_SKILLS:
        refuse_any([Reason("too_many_skills", _("A person has at most %(most)s skills."), "skills", {"most": MOST_SKILLS})])
    known = {skill.pk: skill for skill in Skill.objects.filter(pk__in=[item.skill_id for item in skills])}
    made, seen = [], set()
    for index, item in enumerate(skills):
        starts_on, place = item.starts_on or row.hired_on, f"skills.{index}."
        if item.skill_id not in known:
            problems.append(Reason("unknown", _("There is no such skill."), f"{place}skill"))
            continue
        if item.ends_before is not None and item.ends_before <= starts_on:
            problems.append(Reason("period", _("The period must end after it starts."), f"{place}ends_before"))
        if (item.skill_id, starts_on) in seen:
            problems.append(Reason("twice", _("This skill is listed twice from the same day."), f"{place}skill"))
        seen.add((item.skill_id, starts_on))
        made.append(EmployeeSkill(employee=row, skill=known[item.skill_id], starts_on=starts_on, ends_before=item.ends_before))
    refuse_any(problems)
    return made
