"""Shifts made by the many: of templates, and of a week that was. Both tell what was left out and why, and both may be asked for
twice: what is there already is not made again. The site is locked first, so that two who roll out wait for each other."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, not_visible
from apps.shifts import rules
from apps.shifts.actions.kept import missing
from apps.shifts.actions.roster import lock_people_on
from apps.shifts.models import Assignment, Employee, Shift, ShiftTemplate, Site
from apps.shifts.payloads import shift_body
from apps.shifts.roster import LIVE, like, read_people, read_pieces, shifts_between, slot_of, with_places
from apps.shifts.rules import Piece
from apps.shifts.times import instant, span
from apps.shifts.transitions import CREATE
from apps.tenants.permission import permitted, require
from apps.tenants.scope import scope
from apps.workflow import storage
from apps.workflow.runner import creating
from apps.workflow.unit import unit_of_work

MOST = 1000
_COPIED = ("site", "template_id", "role", "line", "break_minutes", "skill", "needed_count", "contract_id", "note")


@dataclass(frozen=True)
class RolledOut:
    """Shifts made, people put on them, shifts that were there already, and what was left out and why."""

    made: int = 0
    people: int = 0
    known: int = 0
    left_out: tuple[Reason, ...] = ()


def roll_out_templates(site_id: int, begins: dt.date, before: dt.date, *, actor: Actor, at: dt.datetime, reason: str = "") -> RolledOut:
    """Plans a shift of each active template of the site on each of its weekdays, from a day to another that is not included.

    A day on which the template has a shift, be it a cancelled one, gets no other. Left out and told: templates whose skill or
    contract is archived, and days on which the change of the clocks leaves nothing of the shift. Locks the site. Raises NotVisible,
    NotPermitted, Invalid for no day or more than 1,000 shifts.
    """
    with scope(actor.tenant_id), unit_of_work(actor=actor, at=at):
        site = _taken(site_id, begins, before, actor)
        templates = list(ShiftTemplate.objects.filter(site=site, state="active").order_by("code"))
        there = set(shifts_between(begins, before, template__in=templates).values_list("template_id", "on"))
        rows: list[Shift] = []
        left_out: list[Reason] = []
        known = 0
        for template in templates:
            against = missing(template, ("skill_id", "contract_id"), actor=actor)
            left_out += [Reason(item.code, _("%(template)s: %(why)s"), params={"template": template.code, "why": item}) for item in against]
            for day in _days(template, begins, before) if not against else ():
                if (template.pk, day) in there:
                    known += 1
                elif (row := _of_template(template, site, day)) is not None:
                    rows.append(row)
                else:
                    told = {"template": template.code, "day": day.isoformat()}
                    left_out.append(Reason("clocks", _("%(template)s on %(day)s: the change of the clocks leaves nothing of it."), params=told))
        _make(rows, {}, actor=actor, at=at, reason=reason)
    return RolledOut(len(rows), 0, known, tuple(left_out))


def copy_roster(
    site_id: int, begins: dt.date, before: dt.date, *, to: dt.date, actor: Actor, at: dt.datetime, reason: str = "", with_people: bool = True
) -> RolledOut:  # fmt: skip
    """Plans the shifts of some days (`before` not included) again from the day `to` on, at the same times on the wall, with the
    people whom no rule keeps from it. Cancelled shifts are not copied.

    A shift like it that is there already, planned or later, is not made again. Left out and told: who would break a rule, by
    whatever they are planned for, published or not. Locks the site, then the people. Raises as `roll_out_templates`.
    """
    with scope(actor.tenant_id), unit_of_work(actor=actor, at=at):
        site = _taken(site_id, begins, before, actor)
        if begins <= to < before:
            raise Invalid(Reason("period", _("The days that are copied and those that they are copied to must not overlap."), "to"))
        offset = to - begins
        sources = list(with_places(shifts_between(begins, before, site=site, state__in=LIVE).order_by("starts_at", "pk")[: MOST + 1]))
        rows, known, left_out = _copies(sources, site, offset, actor)
        people = _placed(rows, left_out, actor) if with_people else {}
        _make([row for _source, row in rows], people, actor=actor, at=at, reason=reason)
    return RolledOut(len(rows), sum(map(len, people.values())), known, tuple(left_out))


def _taken(site_id: int, begins: dt.date, before: dt.date, actor: Actor) -> Site:
    """The site, locked. Raises NotVisible, NotPermitted, Invalid for no day or an archived site."""
    site = locked(permitted(Site.objects.filter(pk=site_id), actor, "view_site")).first()
    if site is None:
        raise not_visible()
    require(actor, "shifts.create_shift")
    if before <= begins:
        raise Invalid(Reason("period", _("The period must end after it starts."), "before"))
    if site.state != "active":
        raise Invalid(Reason("archived", _("“%(name)s” is archived."), "site", {"name": site.name}))
    return site


def _days(template: ShiftTemplate, begins: dt.date, before: dt.date) -> Iterator[dt.date]:
    for number in range((before - begins).days):
        day = begins + dt.timedelta(days=number)
        if str(day.isoweekday()) in template.weekdays:
            yield day


def _of_template(template: ShiftTemplate, site: Site, day: dt.date) -> Shift | None:
    """The template's shift of the day; None where the clocks leave nothing of it."""
    starts_at, ends_at = span(day, template.begins, template.ends, zone=site.time_zone)
    row = Shift(
        site=site, template=template, on=day, starts_at=starts_at, ends_at=ends_at, role=template.role, line=template.line,
        break_minutes=template.break_minutes, skill_id=template.skill_id, needed_count=template.needed_count, contract_id=template.contract_id,
    )  # fmt: skip
    return row if row.length_seconds > row.break_minutes * 60 else None


def _copies(
    sources: list[Shift], site: Site, offset: dt.timedelta, actor: Actor
) -> tuple[list[tuple[Shift, Shift]], int, list[Reason]]:  # fmt: skip
    """Each shift with its copy, how many are there already, and what is left out."""
    begins, before = sources[0].on + offset if sources else None, (max(row.on for row in sources) + offset if sources else None)
    standing = list(Shift.objects.filter(site=site, on__gte=begins, on__lte=before)) if begins and before else []
    there = Counter(like(row) for row in standing if row.state in LIVE)
    of_template = {(row.template_id, row.on) for row in standing}
    found: list[tuple[Shift, Shift]] = []
    left_out: list[Reason] = []
    known = 0
    closed: dict[Any, list[Reason]] = {}
    for source in sources:
        row = _copy(source, site, offset)
        if row.length_seconds <= row.break_minutes * 60:
            told = {"template": source.role, "day": row.on.isoformat()}
            left_out.append(Reason("clocks", _("%(template)s on %(day)s: the change of the clocks leaves nothing of it."), params=told))
        elif there[like(row)] > 0:
            there[like(row)] -= 1
            known += 1
        elif against := _closed(row, actor, closed):
            left_out += [Reason(item.code, _("%(template)s: %(why)s"), params={"template": str(source), "why": item}) for item in against]
        else:
            if (row.template_id, row.on) in of_template:
                row.template = None  # the template has its one shift of the day, which is another or was cancelled
            found.append((source, row))
    return found, known, left_out


def _closed(row: Shift, actor: Actor, known: dict[Any, list[Reason]]) -> list[Reason]:
    """What is archived meanwhile of what the shift needs; each skill and contract is asked for once."""
    key = row.skill_id, row.contract_id
    if key not in known:
        known[key] = missing(row, ("skill_id", "contract_id"), actor=actor)
    return known[key]


def _copy(source: Shift, site: Site, offset: dt.timedelta) -> Shift:
    """The shift at the same times on the wall, some days later."""
    zone = ZoneInfo(site.time_zone)
    starts, ends = source.starts_at.astimezone(zone), source.ends_at.astimezone(zone)
    row = Shift(**{name: getattr(source, name) for name in _COPIED}, on=source.on + offset)
    row.starts_at = instant(starts.date() + offset, starts.time(), site.time_zone)
    row.ends_at = instant(ends.date() + offset, ends.time(), site.time_zone)
    return row


def _placed(rows: Sequence[tuple[Shift, Shift]], left_out: list[Reason], actor: Actor) -> dict[int, list[Employee]]:
    """Who of the people of each shift comes to its copy, by the copy's place in the list. Locks the people; adds to `left_out` who
    does not, and why."""
    if not rows:
        return {}
    on_it = lock_people_on([source for source, _row in rows])
    ids = {pk for found in on_it.values() for pk in found}
    employees, people = Employee.objects.in_bulk(ids), read_people(ids)
    begins, ends = min(row.starts_at for _source, row in rows), max(row.ends_at for _source, row in rows)
    pieces: dict[int, list[Piece]] = defaultdict(list)
    for piece in read_pieces(ids, begins, ends, states=LIVE):
        pieces[piece.employee_id].append(piece)
    found: dict[int, list[Employee]] = defaultdict(list)
    for index, (source, row) in enumerate(rows):
        slot = replace(slot_of(row), shift_id=-1 - index)  # it has no key yet
        for pk in on_it[source.pk][: row.needed_count]:
            piece = Piece(slot, pk)
            broken = rules.check({pk: people[pk]}, [*pieces[pk], piece], about={slot.shift_id})
            if broken:
                left_out += [item.reason for item in broken]
                continue
            pieces[pk].append(piece)
            found[index].append(employees[pk])
    return found


def _make(rows: Sequence[Shift], people: dict[int, list[Employee]], *, actor: Actor, at: dt.datetime, reason: str) -> None:
    """Inserts the shifts, and who is on each by its place in the list."""
    if len(rows) > MOST:
        raise Invalid(Reason("too_many", _("At most %(most)s shifts at once; choose fewer days."), "before", {"most": MOST}))
    if not rows:
        return
    with creating(CREATE, Shift, actor=actor, at=at, reason=reason) as batch:
        batch.add(*rows)
        on_it = {row.pk: people.get(index, []) for index, row in enumerate(rows)}
        storage.insert(
            [Assignment(shift=row, employee=person, starts_at=row.starts_at, ends_at=row.ends_at) for row in rows for person in on_it[row.pk]],
            reason=reason,
        )
        batch.record(lambda row: shift_body(row) | ({"employees": [person.pk for person in on_it[row.pk]]} if on_it[row.pk] else {}))
