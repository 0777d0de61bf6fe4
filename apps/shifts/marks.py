"""What people work in a time, and what of it breaks the rules: a plan may break them while it is put together, and says so as
it does. Read as plain values, since a month of many people is thousands of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.shifts import rules
from apps.shifts.finding import keeps_roster
from apps.shifts.models import Assignment, Shift, Site, Skill
from apps.shifts.roster import AROUND, read_people
from apps.shifts.states import ShiftState
from apps.tenants.permission import permitted

_SHORT = {
    rules.OVERLAP: _("two shifts at once"), rules.REST: _("too little rest"), rules.WEEK: _("too much in the week"),
    rules.SKILL: _("lacks the skill"), rules.ABSENT: _("absent"), rules.EMPLOYED: _("does not work here"),
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A rule that a person breaks on a shift: in a word or two, and in a sentence."""

    short: str
    told: str


class Work(NamedTuple):
    """A person on a shift, with the shift's own columns."""

    employee_id: int
    shift_id: int
    on: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    site_id: int
    role: str
    line: str
    break_minutes: int
    skill_id: int | None
    needed: int
    state: str


Marks = Mapping[tuple[int, int], Sequence[Mark]]


def read_work(employee_ids: Collection[int], first: dt.date, before: dt.date, *, actor: Actor) -> list[Work]:
    """What the people work on these days, and so near to them that rest and weeks depend on it, by start. One query."""
    hidden = (ShiftState.CANCELLED,) if keeps_roster(actor) else (ShiftState.CANCELLED, ShiftState.PLANNED)
    within = {"shift__on__gte": first - AROUND, "shift__on__lt": before + AROUND}
    found = Assignment.objects.filter(employee_id__in=employee_ids, **within).exclude(shift__state__in=hidden)
    shift = ("on", "starts_at", "ends_at", "site_id", "role", "line", "break_minutes", "skill_id", "needed_count", "state")
    rows = permitted(found, actor, "view_assignment").order_by("starts_at", "pk")
    return [Work._make(row) for row in rows.values_list("employee_id", "shift_id", *(f"shift__{name}" for name in shift))]


def marks_of(work: Sequence[Work], about: Collection[int], sites: Mapping[int, Site], *, actor: Actor) -> Marks:
    """By shift and person, what breaks a rule on the shifts `about`, whatever else is in `work` counted in. Four queries.

    For who keeps the roster; nothing for others, and nothing of absences for who may not see them.
    """
    if not about or not work or not keeps_roster(actor):
        return {}
    skills = dict(Skill.objects.filter(pk__in={item.skill_id for item in work}).values_list("pk", "name"))
    slots: dict[int, rules.Slot] = {}
    pieces = []
    for item in work:
        slot = slots.get(item.shift_id)
        if slot is None:
            slot = slots[item.shift_id] = _slot(item, sites[item.site_id], skills)
        pieces.append(rules.Piece(slot, item.employee_id))
    found: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    for broken in rules.check(read_people({item.employee_id for item in work}), pieces, about=about):
        if broken.employee_id is None or (broken.code == rules.ABSENT and not actor.may("shifts.view_absence")):
            continue
        mark = Mark(str(_SHORT[broken.code]), str(broken))
        for shift_id in broken.shift_ids:
            found[shift_id, broken.employee_id].append(mark)
    return found


def marks_on(row: Shift, employee_ids: Collection[int], actor: Actor) -> Marks:
    """What these people break on the one shift. Six queries."""
    work = read_work(employee_ids, row.on, row.on + dt.timedelta(days=1), actor=actor)
    return marks_of(work, {row.pk}, Site.objects.in_bulk({item.site_id for item in work}), actor=actor)


def _slot(item: Work, site: Site, skills: Mapping[int, str]) -> rules.Slot:
    return rules.Slot(
        item.shift_id, item.starts_at, item.ends_at, item.on, site.time_zone, site=site.name, role=item.role, break_minutes=item.break_minutes,
        skill_id=item.skill_id, skill=skills.get(item.skill_id, "") if item.skill_id else "", needed=item.needed, line=item.line,
    )  # fmt: skip
