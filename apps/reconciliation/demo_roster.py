"""The demo's people at work: two sites, who works there, and three weeks of the roster around today.

Last week and this one are published; the next one is a plan with a gap and an absence, as a planner finds it on a Monday.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.shifts.actions import (
    SkillDraft,
    assign_shift,
    create_employee,
    create_shift,
    create_shift_template,
    create_site,
    create_skill,
    create_team,
    publish_roster,
    record_absence,
)
from apps.shifts.models import Employee, Site, Skill
from apps.shifts.times import span
from apps.tenants.models import User
from apps.workflow.unit import unit_of_work

if TYPE_CHECKING:
    from apps.reconciliation.demo import Company

_WEEK = dt.timedelta(days=7)
_PEOPLE = {
    "uk": ("Олена Бондар", "Тарас Гнатюк", "Ірина Коваль", "Максим Левченко", "Оксана Мельник", "Петро Остапенко", "Юлія Романюк", "Сергій Ткач",
           "Наталя Шевчук", "Богдан Яремчук"),
    "en": ("Alice Barker", "Tom Carver", "Irene Dale", "Max Ellwood", "Olivia Frost", "Peter Grant", "Julia Hayes", "Simon Kerr", "Nora Lane",
           "Ben Moss"),
}  # fmt: skip
# Which post, from and to by the clock on the wall, unpaid break in minutes, how many people.
_POSTS = (("day", "08:00", "16:30", 30, 2), ("evening", "14:00", "22:00", 0, 1))


def roster(company: Company, actor: Actor, *, at: dt.datetime) -> None:
    """Sites, people and three weeks of shifts. Once: where there are sites nothing is made."""
    if Site.objects.exists():
        return
    with unit_of_work(actor=actor, at=at):
        _made(company, actor, at)


def _made(company: Company, actor: Actor, at: dt.datetime) -> None:
    uk, how = company.language == "uk", {"actor": actor, "at": at}
    zone = "Europe/Kyiv"
    sites = [create_site(code=code, name=name, time_zone=zone, **how) for code, name in _sites(uk)]
    skills = [create_skill(code=code, name=name, **how) for code, name in _skills(uk)]
    team = create_team(code="A", name="Бригада А" if uk else "Team A", **how)
    people = [_person(company, number, name, site=sites[number % 2], skills=skills, team_id=team.pk, how=how) for number, name in enumerate(_PEOPLE[company.language])]
    today = clock.local_date(at, zone)
    monday = today - dt.timedelta(days=today.weekday())
    for site in sites:
        _templates(site, skills[0], uk, how)
        own = [person for person in people if person.site_id == site.pk]
        for week in (monday - _WEEK, monday, monday + _WEEK):
            _week(site, own, week, skills[0], uk=uk, how=how, gap=week > monday)
        publish_roster(site.pk, monday - _WEEK, monday + _WEEK, **how)
    kind = {"kind": "leave", "note": "Щорічна" if uk else "Annual"}
    record_absence(people[3].pk, monday + _WEEK, monday + _WEEK + dt.timedelta(days=3), **kind, **how)


def _sites(uk: bool) -> tuple[tuple[str, str], ...]:
    return (("TC", "Торговий центр"), ("WH", "Склад")) if uk else (("SC", "Shopping centre"), ("WH", "Warehouse"))


def _skills(uk: bool) -> tuple[tuple[str, str], ...]:
    return (("HEIGHT", "Роботи на висоті"), ("ELECTRIC", "Допуск електрика")) if uk else (("HEIGHT", "Work at height"), ("ELECTRIC", "Electrician"))


def _person(company: Company, number: int, name: str, *, site: Site, skills: list[Skill], team_id: int, how: dict[str, Any]) -> Employee:
    """The first of them signs in."""
    user = User.objects.filter(email=f"employee@{company.slug}.example").first() if number == 0 else None
    held = [SkillDraft(skills[0].pk)] if number < 8 else []
    held += [SkillDraft(skills[1].pk)] if number in (0, 5) else []
    return create_employee(
        code=f"{number + 1:03}", name=name, site_id=site.pk, team_id=team_id if number < 6 else None, hired_on=dt.date(2025, 9, 1),
        user_id=user.pk if user else None, skills=held, **how,
    )  # fmt: skip


def _role(post: str, uk: bool) -> str:
    return {"day": "Технік" if uk else "Technician", "evening": "Черговий" if uk else "On duty"}[post]


def _templates(site: Site, skill: Skill, uk: bool, how: dict[str, Any]) -> None:
    for post, begins, ends, pause, count in _POSTS:
        create_shift_template(
            code=f"{site.code}-{post}", site_id=site.pk, role=_role(post, uk), begins=dt.time.fromisoformat(begins), ends=dt.time.fromisoformat(ends),
            break_minutes=pause, needed_count=count, skill_id=skill.pk if post == "day" else None, weekdays="12345", **how,
        )  # fmt: skip


def _week(site: Site, people: list[Employee], monday: dt.date, skill: Skill, *, uk: bool, how: dict[str, Any], gap: bool) -> None:
    """Two on the day shift and one in the evening; the evening changes hands on Wednesday, so that everybody rests."""
    for offset in range(5):
        day = monday + dt.timedelta(days=offset)
        evening = people[3] if offset < 2 else people[4]
        staffed = {"day": [people[0], people[1] if offset != 4 else people[2]], "evening": [evening]}
        for post, begins, ends, pause, count in _POSTS:
            starts_at, ends_at = span(day, dt.time.fromisoformat(begins), dt.time.fromisoformat(ends), zone=site.time_zone)
            shift = create_shift(
                site_id=site.pk, role=_role(post, uk), starts_at=starts_at, ends_at=ends_at, break_minutes=pause, needed_count=count,
                skill_id=skill.pk if post == "day" else None, **how,
            )  # fmt: skip
            chosen = staffed[post][: 1 if gap and post == "day" and offset == 1 else None]
            assign_shift(shift.pk, [person.pk for person in chosen], **how)
