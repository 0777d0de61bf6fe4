"""Sites, people, templates, absences and shifts of a day each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from apps.shifts import actions as acts
from apps.shifts import payloads as p
from apps.shifts.actions import calendars, close
from apps.shifts.actions import hours as sheet
from apps.shifts.actions.kept import plainly
from apps.shifts.models import Assignment, Employee, Shift
from apps.shifts.states import CLOSED
from apps.tenants.models import Tenant
from apps.workflow import storage
from apps.workflow.runner import Batch
from tests import factories as make
from tests.factories import hours
from tests.factories import shifts as work
from tests.scenarios.transitions import WHY, Case, by_key, each


def kept(maker: Callable[[Tenant, str], Any], noun: str) -> Callable[[Tenant, str, int], Any]:
    def made(company: Tenant, state: str, number: int) -> Any:
        row = maker(company, f"{noun[:2]}-{state}-{number}")
        if state == "archived":
            return getattr(acts, f"archive_{noun}")(row.pk, actor=make.system(company), **WHY)
        return row

    return made


def a_site(company: Tenant, code: str) -> Any:
    return work.site(company, code[:20])


def a_team(company: Tenant, code: str) -> Any:
    return acts.create_team(**work.how(company), code=code, name="Night")


def an_employee(company: Tenant, code: str) -> Any:
    return work.employee(company, work.site(company), code, code=code)


def a_template(company: Tenant, code: str) -> Any:
    return work.template(company, work.site(company), code=code)


def an_absence(company: Tenant, state: str, number: int) -> Any:
    person = work.employee(company, work.site(company))
    how: dict[str, Any] = {"actor": make.system(company), **WHY}
    made = acts.record_absence(person.pk, work.MONDAY, work.MONDAY + dt.timedelta(days=3), kind="leave", **how)
    return acts.cancel_absence(made.pk, **how) if state == "cancelled" else made


def a_shift(company: Tenant, state: str, number: int) -> Any:
    """Of three people, one of whom is on it; somebody else is free."""
    place = work.site(company)
    made = work.shift(company, place, people=[work.employee(company, place)], needed_count=3)
    work.employee(company, place, "Free")
    how: dict[str, Any] = {"actor": make.system(company), **WHY}
    if state == "planned":
        return made
    return acts.cancel_shift(made.pk, **how) if state == "cancelled" else brought(company, hours.published(made), state)


def brought(company: Tenant, made: Shift, state: str) -> Shift:
    """The published shift, clocked by who is on it and brought to the state."""
    how: dict[str, Any] = {"actor": make.system(company), **WHY}
    if state in ("in_progress", *CLOSED):
        hours.clocked(company, made.assignments.get().employee, "08:00 16:00")
    if state in CLOSED:
        acts.close_shift(made.pk, **how)
    if state in ("approved", "billed"):
        acts.submit_hours(made.pk, **how)
    if state == "billed":
        acts.bill_shifts([made.pk], invoice="INV-1", **how)
    return Shift.objects.get(pk=made.pk)


def before_approvers(company: Tenant, number: int) -> Shift:
    """Closed, with its hours before the owner."""
    made = a_shift(company, "closed", number)
    with hours.policy_for_all(company):
        return acts.submit_hours(made.pk, actor=make.system(company), **WHY)


def another(shift: Any) -> Employee:
    """Somebody of the shift's site who is free."""
    return Employee.objects.get(site=shift.site, name="Free")


def _assign(row: Any, actor: Any) -> Any:
    return acts.assign_shift(row.pk, [another(row).pk], actor=actor, **WHY)


def _assigned(batch: Batch[Any]) -> None:
    rows = {}
    for row in batch.rows:
        made = Assignment(shift=row, employee=another(row), starts_at=row.starts_at, ends_at=row.ends_at)
        storage.insert([made], reason="why")
        rows[row.pk] = made
    batch.record(lambda row: p.assignment_body(row, [rows[row.pk]]))


def _unassign(row: Any, actor: Any) -> Any:
    on_it = [row.employee_id for row in Assignment.objects.filter(shift=row)]  # nobody, on a cancelled one
    return acts.unassign_shift(row.pk, on_it, actor=actor, **WHY)


def _unassigned(batch: Batch[Any]) -> None:
    rows = {row.pk: list(Assignment.objects.filter(shift=row)) for row in batch.rows}
    for found in rows.values():
        storage.delete(found, reason="why")
    batch.record(lambda row: p.assignment_body(row, rows[row.pk]))


def renamed(noun: str, names: tuple[str, ...], field: str = "name") -> Case:
    """The case of an edit that writes another word into a field."""

    def apply(batch: Batch[Any]) -> None:
        before = {row.pk: getattr(row, field) for row in batch.rows}
        change = each(
            lambda row, _batch: setattr(row, field, "Other"),
            lambda row: {"changed": {field: [before[row.pk], getattr(row, field)]}},
        )
        change(batch)

    assert field in names
    return Case(lambda row, actor: getattr(acts, f"update_{noun}")(row.pk, actor=actor, **{field: "Other"}, **WHY), apply)


_NOUNS = {"site": p.SITE, "team": p.TEAM, "skill": p.SKILL, "employee": p.EMPLOYEE}

MAKERS = {
    "shifts.Site": kept(a_site, "site"),
    "shifts.Team": kept(a_team, "team"),
    "shifts.Skill": kept(lambda company, code: work.skill(company, code), "skill"),
    "shifts.Employee": kept(an_employee, "employee"),
    "shifts.ShiftTemplate": kept(a_template, "shift_template"),
    "shifts.Absence": an_absence,
    "shifts.Shift": a_shift,
}
CASES = {
    **{f"{noun}.update": renamed(noun, names) for noun, names in _NOUNS.items()},
    "shift_template.update": renamed("shift_template", p.TEMPLATE, "role"),
    "shift.update": renamed("shift", p.SHIFT, "note"),
    **{
        f"{noun}.{verb}": by_key(getattr(acts, f"{verb}_{noun}"), plainly)
        for noun in (*_NOUNS, "shift_template")
        for verb in ("archive", "restore")
    },
    "employee.renew_calendar": by_key(acts.renew_calendar, calendars.renewing),
    "absence.cancel": by_key(acts.cancel_absence, lambda batch: batch.record(p.absence_body)),
    "shift.assign": Case(_assign, _assigned),
    "shift.unassign": Case(_unassign, _unassigned),
    "shift.start": by_key(acts.start_shift, close.starting),
    "shift.close": by_key(acts.close_shift, close.closing),
    "shift.reopen": by_key(acts.reopen_shift, close.reopening),
    "shift.submit_hours": by_key(acts.submit_hours, sheet.submitting),
    "shift.withdraw_hours": by_key(acts.withdraw_hours, sheet.withdrawing, make=before_approvers),
    "shift.approve_hours": Case(
        lambda row, actor: acts.approve_hours(row.pk, digest="d" * 64, actor=actor, **WHY), lambda batch: sheet.approving(batch, "d" * 64)
    ),
    "shift.reject_hours": by_key(acts.reject_hours, sheet.plainly),
    "shift.bill": Case(
        lambda row, actor: acts.bill_shifts([row.pk], invoice="INV-1", actor=actor, **WHY), lambda batch: sheet.billing(batch, "INV-1")
    ),
}
