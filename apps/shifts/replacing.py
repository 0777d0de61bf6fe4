"""Who could work a shift in a person's place: the cheapest first, each with the reasons in words; and who cannot, and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from apps.kernel.actor import Actor
from apps.shifts import rules
from apps.shifts.models import Assignment, Employee, HourCost, Shift
from apps.shifts.roster import LIVE, read_people, read_pieces, slot_of
from apps.shifts.rules import Person, Piece, Slot, by_week, duration
from apps.tenants.permission import permitted

# Work beyond 40 hours a week is overtime (Labour Code of Ukraine, art. 50), and is paid twice (art. 106).
NORM_SECONDS, OVERTIME_RATE = 40 * 3600, 2


@dataclass(frozen=True)
class Replacement:
    """Somebody for the shift. `cost_minor`: of the whole shift to the company, None where an hour of theirs has no known cost.
    `rest_seconds`: the shorter of the rests before and after, None where no shift is near. `week_seconds`: work in the week of the
    shift without it. `broken`: rules that keep them from it; without any they may work it."""

    employee_id: int
    name: str
    cost_minor: int | None
    overtime_seconds: int
    rest_seconds: int | None
    week_seconds: int
    week_max_minutes: int
    same_team: bool
    same_site: bool
    broken: tuple[str, ...] = ()

    @property
    def notes(self) -> list[str]:
        """Why them, in the reader's language; nothing of what they cost."""
        found = [_("no overtime") if not self.overtime_seconds else _("%(time)s of overtime, paid double") % {"time": duration(self.overtime_seconds // 60)}]
        found.append(_("no other shift near") if self.rest_seconds is None else _("%(time)s of rest") % {"time": duration(self.rest_seconds // 60)})
        if self.same_team:
            found.append(_("same team"))
        if self.same_site:
            found.append(_("same site"))
        told = {"planned": duration(self.week_seconds // 60), "most": duration(self.week_max_minutes)}
        return [*found, _("%(planned)s of %(most)s this week") % told]


def replacements(shift: Shift, *, actor: Actor, instead_of: int | None = None) -> tuple[list[Replacement], list[Replacement]]:
    """Who may work the shift, ranked, and who may not, by name. Whatever they are planned for counts, published or not.

    The cheapest first; of equal cost who is of the same team, then of the same site, then with the least work in that week, then by
    name. Whose cost is not known come behind those whose is, without overtime first. Seven queries, whatever the number of people.
    """
    on_it = set(Assignment.objects.filter(shift=shift).values_list("employee_id", flat=True))
    seen = permitted(Employee.objects.filter(state="active"), actor, "view_employee")
    ids = set(seen.values_list("pk", flat=True)) - on_it - {instead_of}
    team = Employee.objects.filter(pk=instead_of).values_list("team_id", flat=True).first() if instead_of else None
    people, slot = read_people(ids), slot_of(shift)
    costs = dict(HourCost.objects.filter(employee_id__in=ids).values_list("employee_id", "hour_cost_minor"))
    own: dict[int, list[Piece]] = defaultdict(list)
    for piece in read_pieces(ids, shift.starts_at, shift.ends_at, states=LIVE):
        own[piece.employee_id].append(piece)
    found = [_judged(person, slot, own[pk], cost=costs.get(pk), team=team, site=shift.site_id) for pk, person in people.items()]
    legal = sorted((item for item in found if not item.broken), key=_rank)
    return legal, sorted((item for item in found if item.broken), key=lambda item: (item.name, item.employee_id))


def _rank(item: Replacement) -> tuple[object, ...]:
    return (
        item.cost_minor is None, item.cost_minor or 0, item.overtime_seconds, not item.same_team, not item.same_site, item.week_seconds, item.name,
        item.employee_id,
    )  # fmt: skip


def _judged(person: Person, slot: Slot, own: Sequence[Piece], *, cost: int | None, team: int | None, site: int) -> Replacement:
    broken = rules.check({person.employee_id: person}, [*own, Piece(slot, person.employee_id)], about={slot.shift_id})
    before, overtime = _week(person, slot, own)
    return Replacement(
        person.employee_id, person.name, None if cost is None else cost_of(slot.paid_seconds, overtime, cost), overtime, _rest(slot, own), before,
        person.week_max_minutes, same_team=team is not None and person.team_id == team, same_site=person.site_id == site,
        broken=tuple(map(str, broken)),
    )  # fmt: skip


def cost_of(paid_seconds: int, overtime_seconds: int, hour_cost_minor: int) -> int:
    """Minor units for so much work, of which so much is overtime; half up, once."""
    seconds = paid_seconds + overtime_seconds * (OVERTIME_RATE - 1)
    return int(Fraction(seconds * hour_cost_minor, 3600) + Fraction(1, 2))


def _week(person: Person, slot: Slot, own: Sequence[Piece]) -> tuple[int, int]:
    """Work in the week in which the shift begins, without it; and how much of the shift is overtime, in all weeks it touches."""
    worked: dict[dt.date, Fraction] = defaultdict(Fraction)
    for piece in own:
        for monday, seconds in by_week(piece.slot, person.zone):
            worked[monday] += seconds
    parts = by_week(slot, person.zone)
    over = sum(max(Fraction(0), worked[monday] + seconds - NORM_SECONDS) - max(Fraction(0), worked[monday] - NORM_SECONDS) for monday, seconds in parts)
    return int(worked[parts[0][0]]), int(over)


def _rest(slot: Slot, own: Sequence[Piece]) -> int | None:
    gaps = [slot.starts_at - piece.slot.ends_at for piece in own] + [piece.slot.starts_at - slot.ends_at for piece in own]
    near = [int(gap.total_seconds()) for gap in gaps if gap >= dt.timedelta(0)]
    return min(near, default=None)
