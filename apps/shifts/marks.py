"""What the plan breaks, as short marks on the sheet: a plan may break rules while it is put together, and says so as it does."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.shifts import rules
from apps.shifts.finding import keeps_roster
from apps.shifts.models import Shift
from apps.shifts.roster import LIVE, read_people, read_pieces

_SHORT = {
    rules.OVERLAP: _("two shifts at once"), rules.REST: _("too little rest"), rules.WEEK: _("too much in the week"),
    rules.SKILL: _("lacks the skill"), rules.ABSENT: _("absent"), rules.EMPLOYED: _("does not work here"),
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A rule that a person breaks on a shift: in a word or two, and in a sentence."""

    short: str
    told: str


Marks = Mapping[tuple[int, int], Sequence[Mark]]


def marks_of(shifts: Sequence[Shift], employee_ids: Collection[int], actor: Actor) -> Marks:
    """By shift and person, what the people break on these shifts, whatever else they are planned for counted in. Four queries.

    For who keeps the roster; nothing for others, and nothing of absences for who may not see them.
    """
    if not shifts or not employee_ids or not keeps_roster(actor):
        return {}
    begins: dt.datetime = min(row.starts_at for row in shifts)
    pieces = read_pieces(employee_ids, begins, max(row.ends_at for row in shifts), states=LIVE)
    about = {row.pk for row in shifts}
    found: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    for item in rules.check(read_people(employee_ids), pieces, about=about):
        if item.employee_id is None or (item.code == rules.ABSENT and not actor.may("shifts.view_absence")):
            continue
        mark = Mark(str(_SHORT[item.code]), str(item))
        for shift_id in about.intersection(item.shift_ids):
            found[shift_id, item.employee_id].append(mark)
    return found
