"""Shifts with their people from a table, as plans. `apps/shifts/table.py` writes such a table."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.clock import local_date
from apps.kernel.errors import Invalid, Reason, Refused
from apps.shifts.actions.roster import against_times, clashes, lock_people
from apps.shifts.models import Assignment, Employee, Shift, Site, Skill
from apps.shifts.payloads import shift_body
from apps.shifts.roster import LIVE, like
from apps.shifts.states import Source
from apps.shifts.times import instant, span
from apps.shifts.transitions import TAKE_IN
from apps.workflow import quarantine, storage
from apps.workflow.imports import Importer, ImportReport, no_day, parse_day, take_in
from apps.workflow.reading import Row, read_table
from apps.workflow.runner import creating

COLUMNS = {
    "site": ("об'єкт", "код об'єкта"),
    "date": ("дата", "день", "day"),
    "begins": ("початок", "від", "from"),
    "ends": ("кінець", "до", "to"),
    "role": ("роль", "посада"),
    "line": ("пост", "лінія"),
    "skill": ("навичка", "код навички"),
    "needed": ("потрібно людей",),
    "people": ("люди", "табельні номери"),
    "break": ("перерва, хв", "break_minutes"),
    "number": ("№", "номер"),
}
REQUIRED = ("site", "date", "begins", "ends", "role")
DOOR = "import:shifts"
_KEY = ("site", "date", "begins", "ends", "role", "line", "skill", "number")
_FORMULA = re.compile(r"'(?=[=+\-@])")


@dataclass
class Parsed:
    """A row of the table: what it says, and the shift that comes of it when its site is known. `number` tells shifts apart that
    are alike in everything else."""

    day: dt.date
    begins: str
    ends: str
    shift: Shift
    site: str
    skill: str
    people: list[str]
    number: int = 1
    employees: list[Employee] = field(default_factory=list)


def import_shifts(data: bytes, *, actor: Actor, at: dt.datetime, dry_run: bool = False) -> ImportReport:
    """Takes shifts in as plans, with the people on them. Times are those on the wall of the site; an end that is not after the begin
    is on the next day; where a time on the wall does not say it, both may be instants such as 2026-03-23T08:00+02:00.

    Idempotent by site, date, times, role, line, skill and number. A shift that is there already by another way is refused. Raises
    NotPermitted, and Invalid for a file that is no such table.
    """
    return take_in(_importer(), read_table(data, COLUMNS, REQUIRED), actor=actor, at=at, dry_run=dry_run)


def _importer() -> Importer[Parsed]:
    return Importer(door=DOOR, kind="shift", key_of=_key_of, parse=_parse, check=_check, store=_store)


def _key_of(row: Row) -> str:
    cells = [row.cells.get(name, "") for name in _KEY]
    return "|".join(cells).rstrip("|") if any(cells) else ""


def _parse(row: Row) -> Parsed:
    cells = {name: _FORMULA.sub("", text) if text.startswith("'") else text for name, text in row.cells.items()}
    problems = [Reason("required", _("This field is needed."), name) for name in REQUIRED if not cells[name]]
    day = parse_day(cells["date"])
    if cells["date"] and day is None:
        problems.append(no_day(cells["date"], "date"))
    people = [code.strip() for code in cells.get("people", "").split(";") if code.strip()]
    if twice := [code for code, count in Counter(people).items() if count > 1]:
        problems.append(Reason("twice", _("“%(code)s” is listed twice."), "people", {"code": twice[0][:30]}))
    shift = Shift(
        role=cells["role"], line=cells.get("line", "") or cells["role"], break_minutes=_whole(cells, "break", problems, default=0, most=2880),
        needed_count=_whole(cells, "needed", problems, default=max(1, len(people)), most=200, least=1),
    )  # fmt: skip
    for name, text in (("role", shift.role), ("line", shift.line)):
        if len(text) > 60:
            problems.append(Reason("too_long", _("At most %(most)s characters."), name, {"most": 60}))
    if len(people) > shift.needed_count:
        problems.append(Reason("full", _("%(needed)s are needed and %(count)s are listed."), "people", {"needed": shift.needed_count, "count": len(people)}))
    number = _whole(cells, "number", problems, default=1, most=9999, least=1)
    for name in ("begins", "ends"):
        if cells[name] and _time(cells[name]) is None and _instant(cells[name]) is None:
            problems.append(Reason("time", _("“%(text)s” is not a time such as 08:00."), name, {"text": cells[name][:40]}))
    if problems or day is None:
        raise Invalid(problems)
    return Parsed(day, cells["begins"], cells["ends"], shift, cells["site"], cells.get("skill", ""), people, number)


def _whole(cells: Mapping[str, str], name: str, problems: list[Reason], *, default: int, most: int, least: int = 0) -> int:
    text = cells.get(name, "")
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most:
        return int(text)
    told = {"text": text[:30], "least": least, "most": most}
    problems.append(Reason("whole", _("“%(text)s” is not a whole number from %(least)s to %(most)s."), name, told))
    return default


def _time(text: str) -> dt.time | None:
    if not re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", text):
        return None
    try:
        return dt.time.fromisoformat(text.zfill(5) if text.count(":") == 1 else text.zfill(8))
    except ValueError:
        return None


def _instant(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(dt.UTC) if found.tzinfo is not None and "T" in text else None


def _check(items: Sequence[Parsed]) -> dict[int, list[Reason]]:
    """The reasons against each row. Sets site, skill, times and people of those that are good. Five queries a chunk."""
    sites = {row.code: row for row in Site.objects.filter(code__in={item.site for item in items})}
    skills = {row.code: row for row in Skill.objects.filter(code__in={item.skill for item in items} - {""})}
    people = {row.code: row for row in Employee.objects.filter(code__in={code for item in items for code in item.people})}
    against: dict[int, list[Reason]] = {}
    for index, item in enumerate(items):
        found = [*_known("site", item.site, sites), *(_known("skill", item.skill, skills) if item.skill else [])]
        for code in item.people:
            found += _known("people", code, people)
        if not found:
            item.shift.site, item.shift.skill = sites[item.site], skills.get(item.skill)
            item.employees = [people[code] for code in item.people]
            _set_times(item)
            found = [*against_times(item.shift), *_not_employed(item)]
            if item.shift.on != item.day:
                found.append(Reason("date", _("The shift begins on another day: %(day)s."), "begins", {"day": item.shift.on.isoformat()}))
        if found:
            against[index] = found
    good = {index: item for index, item in enumerate(items) if index not in against}
    _against_what_is_there(good, against)
    _against_two_at_once({index: item for index, item in good.items() if index not in against}, against)
    return against


def _known(column: str, code: str, rows: Mapping[str, Any]) -> list[Reason]:
    row = rows.get(code)
    if row is None:
        return [Reason("unknown", _("There is no “%(code)s”."), column, {"code": code[:30]})]
    return [] if row.state == "active" else [Reason("archived", _("“%(name)s” is archived."), column, {"name": str(row)})]


def _set_times(item: Parsed) -> None:
    zone = item.shift.site.time_zone
    begins, ends = _time(item.begins), _time(item.ends)
    item.shift.starts_at = instant(item.day, begins, zone) if begins is not None else _instant(item.begins)
    if ends is None:
        item.shift.ends_at = _instant(item.ends)
    elif begins is not None:
        item.shift.ends_at = span(item.day, begins, ends, zone=zone)[1]
    else:
        wall = item.shift.starts_at.astimezone(ZoneInfo(zone))
        item.shift.ends_at = span(item.day, wall.time(), ends, zone=zone)[1]
    item.shift.on = local_date(item.shift.starts_at, zone)


def _not_employed(item: Parsed) -> list[Reason]:
    day = item.shift.on
    return [
        Reason("not_employed", _("%(name)s does not work here on that day."), "people", {"name": person.name})
        for person in item.employees
        if not person.is_employed_on(day)
    ]  # fmt: skip


def _against_what_is_there(good: Mapping[int, Parsed], against: dict[int, list[Reason]]) -> None:
    """Adds the rows whose shift is planned already: by hand, from a template, or by the same row written in another way."""
    if not good:
        return
    days = [item.shift.on for item in good.values()]
    sites = {item.shift.site_id for item in good.values()}
    there = Counter(map(like, Shift.objects.filter(site_id__in=sites, on__gte=min(days), on__lte=max(days), state__in=LIVE)))
    seen: set[tuple[Any, ...]] = set()
    for index, item in good.items():
        key = (*like(item.shift), item.number)
        if there[like(item.shift)] >= item.number or key in seen:
            against[index] = [Reason("there", _("Such a shift is there already; another one like it needs a number of its own."), "number")]
        seen.add(key)


def _against_two_at_once(good: Mapping[int, Parsed], against: dict[int, list[Reason]]) -> None:
    """Adds the rows whose people are on another shift then: one that is there, or of an earlier row."""
    busy = _busy([item.shift for item in good.values()], {person.pk for item in good.values() for person in item.employees})
    for index, item in good.items():
        found = [
            Reason("double_booked", _("%(name)s has another shift at that time."), "people", {"name": person.name})
            for person in item.employees
            if any(begins < item.shift.ends_at and item.shift.starts_at < ends for begins, ends in busy[person.pk])
        ]
        if found:
            against[index] = found
            continue
        for person in item.employees:
            busy[person.pk].append((item.shift.starts_at, item.shift.ends_at))


def _busy(shifts: Sequence[Shift], employee_ids: set[int]) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
    found: dict[int, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    if not employee_ids:
        return found
    begins, ends = min(row.starts_at for row in shifts), max(row.ends_at for row in shifts)
    rows = Assignment.objects.filter(employee_id__in=employee_ids, ends_at__gt=begins, starts_at__lt=ends)
    for employee_id, starts_at, ends_at in rows.values_list("employee_id", "starts_at", "ends_at"):
        found[employee_id].append((starts_at, ends_at))
    return found


def _store(items: Sequence[Parsed], actor: Actor, at: dt.datetime) -> list[int]:
    """Inserts the shifts, then locks the people and looks once more whether all of them are free."""
    with creating(TAKE_IN, Shift, actor=actor, at=at, reason="import") as batch:
        batch.add(*(item.shift for item in items))
        wanted = {person.pk for item in items for person in item.employees}
        people = {person.pk: person for person in lock_people(wanted, actor=actor)} if wanted else {}
        busy = _busy([item.shift for item in items], wanted)
        rows = []
        for item in items:
            for person in item.employees:
                if any(begins < item.shift.ends_at and item.shift.starts_at < ends for begins, ends in busy[person.pk]):
                    raise Refused(clashes(item.shift, people[person.pk]))
                rows.append(Assignment(shift=item.shift, employee=person, starts_at=item.shift.starts_at, ends_at=item.shift.ends_at, source=Source.IMPORT))
        storage.insert(rows, reason="import")
        on_it = {item.shift.pk: [person.pk for person in item.employees] for item in items}
        batch.record(lambda row: shift_body(row) | {"employees": on_it[row.pk]})
    return [item.shift.pk for item in items]


quarantine.register(
    quarantine.Source(
        door=DOOR, label=_("Import of shifts"), permission="shifts.import_shifts", columns=COLUMNS, act=import_shifts,
        importer=lambda _actor, _at: _importer(),
    )
)
