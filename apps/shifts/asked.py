"""Requests for shifts as their approvers see them: what policies look at, how the content reads, what follows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.approvals.subjects import Facts, Subject, Told
from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.shifts import actions
from apps.shifts.actions.requests import lock_shifts_of
from apps.shifts.actions.withdrawing import KIND
from apps.shifts.models import Assignment, Employee, Shift, ShiftRequest, Site
from apps.shifts.payloads import REQUEST, values
from apps.shifts.rules import Slot
from apps.shifts.states import RequestKind
from apps.tenants.models import Membership

_SHIFT = ("site_id", "on", "starts_at", "ends_at", "role", "line", "skill_id", "break_minutes", "state")


def content(row: ShiftRequest) -> dict[str, Any]:
    """Who asks for what, the shifts as they stand, and who of the two is on them: any change is another content."""
    shifts = Shift.objects.in_bulk([pk for pk in (row.shift_id, row.other_shift_id) if pk is not None])
    people = [pk for pk in (row.employee_id, row.colleague_id) if pk is not None]
    on_it = Assignment.objects.filter(shift_id__in=shifts, employee_id__in=people).order_by("shift_id", "employee_id")
    return values(row, REQUEST) | {
        "shift": values(shifts[row.shift_id], _SHIFT),
        "other_shift": values(shifts[row.other_shift_id], _SHIFT) if row.other_shift_id is not None else None,
        "on_it": [list(pair) for pair in on_it.values_list("shift_id", "employee_id")],
    }


def many_facts(rows: list[ShiftRequest]) -> dict[int, Facts]:
    """A request has no amount. The owner is who asks, the department theirs. Who asked, in whose name, and the colleague have prepared
    it and do not decide. Four queries."""
    people = Employee.objects.in_bulk({pk for row in rows for pk in (row.employee_id, row.colleague_id) if pk is not None})
    shifts = Shift.objects.select_related("site").in_bulk({row.shift_id for row in rows})
    askers: dict[int, set[int]] = defaultdict(set)
    entries = JournalEntry.objects.filter(subject_kind="shift_request", subject_id__in=[row.pk for row in rows], type="shift_request.asked")
    for pk, user_id in entries.values_list("subject_id", "actor_user_id"):
        if user_id is not None:
            askers[pk].add(user_id)
    users = {person.user_id for person in people.values()} - {None}
    members = Membership.objects.filter(tenant_id__in={row.tenant_id for row in rows}, user_id__in=users)
    departments = dict(members.values_list("user_id", "department"))
    found = {}
    for row in rows:
        owner = people[row.employee_id]
        colleague = people.get(row.colleague_id) if row.colleague_id is not None else None
        prepared = {owner.user_id, colleague.user_id if colleague else None, *askers[row.pk]} - {None}
        label = f"{row.get_kind_display()} · {owner.name} · {_where(shifts[row.shift_id])}"
        found[row.pk] = Facts(
            department=departments.get(owner.user_id, ""), owner_user_id=owner.user_id, prepared_by_user_id=owner.user_id,
            also_prepared_by=frozenset(pk for pk in prepared if pk is not None), label=label,
        )  # fmt: skip
    return found


def facts(row: ShiftRequest) -> Facts:
    """What policies look at."""
    return many_facts([row])[row.pk]


def told(seen: dict[str, Any]) -> list[Told]:
    """A request's content as a person reads it."""
    people = dict(Employee.objects.filter(pk__in=[pk for pk in (seen["employee_id"], seen["colleague_id"]) if pk]).values_list("pk", "name"))
    found = [
        Told("kind", gettext("kind"), str(dict(RequestKind.choices).get(seen["kind"], seen["kind"]))),
        Told("employee_id", gettext("employee"), people.get(seen["employee_id"], "—")),
        Told("shift", gettext("shift"), _read(seen["shift"])),
    ]
    if seen["colleague_id"]:
        found.append(Told("colleague_id", gettext("colleague"), people.get(seen["colleague_id"], "—")))
    if seen["other_shift"]:
        found.append(Told("other_shift", gettext("the colleague's shift"), _read(seen["other_shift"])))
    on_it = [people[pk] for _shift, pk in seen["on_it"] if pk in people]
    found.append(Told("on_it", gettext("on these shifts now"), ", ".join(on_it) or "—"))
    return found


def _where(shift: Shift) -> str:
    return str(Slot(shift.pk, shift.starts_at, shift.ends_at, shift.on, shift.site.time_zone, site=shift.site.name, role=shift.role))


def _read(shift: dict[str, Any]) -> str:
    site = Site.objects.filter(pk=shift["site_id"]).first()
    begins, ends = dt.datetime.fromisoformat(shift["starts_at"]), dt.datetime.fromisoformat(shift["ends_at"])
    day = dt.date.fromisoformat(shift["on"])
    return str(Slot(0, begins, ends, day, site.time_zone if site else "UTC", site=site.name if site else "—", role=shift["role"]))


def papers(row: ShiftRequest, actor: Actor) -> list[tuple[str, str]]:
    """The shifts' pages."""
    shifts = [item for item in (row.shift, row.other_shift) if item is not None]
    return [(_where(item), reverse("admin:shifts_shift_change", args=[item.pk])) for item in shifts]


REQUEST_SUBJECT = Subject(
    kind=KIND, model=ShiftRequest, label=_("Request for a shift"), content=content, facts=facts, many_facts=many_facts,
    on_approved=actions.approve_shift_request, on_rejected=actions.reject_shift_request, on_withdrawn=actions.withdraw_shift_request,
    submit_permission="shifts.ask_shift_request", lock_before=lock_shifts_of, told=told, papers=papers,
)  # fmt: skip
