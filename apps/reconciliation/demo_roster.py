"""The demo's people at work: two sites, three weeks of the roster around today, and what was worked in the first of them.

Last week and this one are published. Last week was worked, closed and, at one of the sites, approved; one person forgot to clock
out, and that shift waits for a planner. The next week is a plan with a gap and an absence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from apps.clients.models import Client
from apps.contracts.actions import activate_contract, attach_document, create_contract, submit_contract
from apps.contracts.actions.draft import TermDraft
from apps.contracts.models import Contract
from apps.kernel import clock as calendar
from apps.kernel.actor import Actor
from apps.reconciliation.demo_agreements import pdf
from apps.shifts.actions import (
    SkillDraft,
    assign_shift,
    clock,
    close_shifts,
    create_employee,
    create_shift_template,
    create_site,
    create_skill,
    create_team,
    publish_roster,
    record_absence,
    roll_out_templates,
    set_hour_cost,
    submit_hours,
)
from apps.shifts.models import Employee, Shift, Site, Skill
from apps.tenants.models import User
from apps.workflow.unit import unit_of_work

if TYPE_CHECKING:
    from apps.reconciliation.demo import Company

ZONE = "Europe/Kyiv"
_WEEK, _DAY, _MINUTE = dt.timedelta(days=7), dt.timedelta(days=1), dt.timedelta(minutes=1)
_PEOPLE = {
    "uk": ("Олена Бондар", "Тарас Гнатюк", "Ірина Коваль", "Максим Левченко", "Оксана Мельник", "Петро Остапенко", "Юлія Романюк", "Сергій Ткач",
           "Наталя Шевчук", "Богдан Яремчук"),
    "en": ("Alice Barker", "Tom Carver", "Irene Dale", "Max Ellwood", "Olivia Frost", "Peter Grant", "Julia Hayes", "Simon Kerr", "Nora Lane",
           "Ben Moss"),
}  # fmt: skip
_SITES = {"uk": (("TC", "Торговий центр"), ("WH", "Склад")), "en": (("SC", "Shopping centre"), ("WH", "Warehouse"))}
_SKILLS = {"uk": (("HEIGHT", "Роботи на висоті"), ("ELECTRIC", "Допуск електрика")), "en": (("HEIGHT", "Work at height"), ("ELECTRIC", "Electrician"))}
_ROLES = {"uk": ("Технік", "Черговий"), "en": ("Technician", "On duty")}


def roster(company: Company, actor: Actor, *, at: dt.datetime) -> None:
    """Sites, people and three weeks of shifts. Once: where there are sites nothing is made."""
    if Site.objects.exists():
        return
    how: dict[str, Any] = {"actor": actor, "at": at}
    with unit_of_work(actor=actor, at=at):
        sites, people = _places_and_people(company, how)
        today = calendar.local_date(at, ZONE)
        monday = today - dt.timedelta(days=today.weekday())
        contract = _hourly_contract(company, monday, how)
        for number, site in enumerate(sites):
            own = [person for person in people if person.site_id == site.pk]
            _planned(company, site, own, monday=monday, contract=contract if number else None, how=how)
            worked = Shift.objects.filter(site=site, on__lt=monday, starts_at__lt=at).order_by("starts_at", "pk")
            for shift in worked:
                _clocked(shift, forgets=number == 0 and shift == worked.last(), how=how)
            close_shifts(worked, **how)
            if number:
                for shift in worked.filter(state="closed"):
                    submit_hours(shift.pk, **how)
        note = "Щорічна" if company.language == "uk" else "Annual"
        record_absence(people[3].pk, monday + _WEEK, monday + _WEEK + 3 * _DAY, kind="leave", note=note, **how)


def _places_and_people(company: Company, how: dict[str, Any]) -> tuple[list[Site], list[Employee]]:
    """The first of the people signs in."""
    sites = [create_site(code=code, name=name, time_zone=ZONE, **how) for code, name in _SITES[company.language]]
    skills = [create_skill(code=code, name=name, **how) for code, name in _SKILLS[company.language]]
    team = create_team(code="A", name="Бригада А" if company.language == "uk" else "Team A", **how)
    user = User.objects.filter(email=f"employee@{company.slug}.example").first()
    people = []
    for number, name in enumerate(_PEOPLE[company.language]):
        held = [SkillDraft(skills[0].pk)] if number < 8 else []
        held += [SkillDraft(skills[1].pk)] if number in (0, 5) else []
        people.append(
            create_employee(
                code=f"{number + 1:03}", name=name, site_id=sites[number % 2].pk, team_id=team.pk if number < 6 else None, hired_on=dt.date(2025, 9, 1),
                user_id=user.pk if user is not None and number == 0 else None, skills=held, **how,
            )
        )  # fmt: skip
        set_hour_cost(people[-1].pk, Decimal(110 + 15 * (number % 4)), **how)
    return sites, people


def _hourly_contract(company: Company, monday: dt.date, how: dict[str, Any]) -> Contract:
    """Hours of the second site are billed under it."""
    uk = company.language == "uk"
    client = Client.objects.filter(state="active").order_by("-pk")[1]
    title = "Робота за годинами" if uk else "Work by the hour"
    terms = [TermDraft("hours", role, Decimal(rate), "20") for role, rate in zip(_ROLES[company.language], (320, 240), strict=True)]
    made = create_contract(
        client.pk, terms, number="Д-0200/26" if uk else "C-0200/26", title=title, kind="time_and_materials", starts_on=monday - 60 * _DAY, **how
    )
    submit_contract(made.pk, **how)
    attach_document(made.pk, pdf(made.number), f"{made.number}.pdf".replace("/", "-"), **how)
    return activate_contract(made.pk, monday - 60 * _DAY, **how)


def _planned(company: Company, site: Site, people: Sequence[Employee], *, monday: dt.date, contract: Contract | None, how: dict[str, Any]) -> None:
    """Two by day and one in the evening; the evening changes hands on Wednesday, so that everybody rests. Next Tuesday lacks one."""
    skill = Skill.objects.get(code="HEIGHT")
    posts = zip(("day", "evening"), _ROLES[company.language], ((8, 0, 16, 30), (14, 0, 22, 0)), (2, 1), strict=True)
    for post, role, (begins, first, ends, last), count in posts:
        is_day = post == "day"
        create_shift_template(
            code=f"{site.code}-{post}", site_id=site.pk, role=role, begins=dt.time(begins, first), ends=dt.time(ends, last), break_minutes=30 if is_day else 0,
            needed_count=count, skill_id=skill.pk if is_day else None, weekdays="12345", contract_id=contract.pk if contract else None, **how,
        )  # fmt: skip
    roll_out_templates(site.pk, monday - _WEEK, monday + 2 * _WEEK, **how)
    for shift in Shift.objects.filter(site=site).order_by("starts_at", "pk"):
        weekday = shift.on.weekday()
        staff = [people[0], people[1] if weekday != 4 else people[2]] if shift.skill_id else [people[3] if weekday < 2 else people[4]]
        lacks = shift.skill_id is not None and weekday == 1 and shift.on >= monday + _WEEK
        assign_shift(shift.pk, [person.pk for person in (staff[:1] if lacks else staff)], **how)
    publish_roster(site.pk, monday - _WEEK, monday + _WEEK, **how)


def _clocked(shift: Shift, *, forgets: bool, how: dict[str, Any]) -> None:
    """Everybody comes some minutes early and goes on time, with a break at noon where there is one."""
    for number, item in enumerate(shift.assignments.order_by("pk")):
        clock(item.employee_id, "in", shift.starts_at - (2 + number) * _MINUTE, **how)
        if shift.break_minutes:
            noon = shift.starts_at + dt.timedelta(hours=4, minutes=5 * number)
            clock(item.employee_id, "break_start", noon, **how)
            clock(item.employee_id, "break_end", noon + shift.break_minutes * _MINUTE, **how)
        if not forgets:
            clock(item.employee_id, "out", shift.ends_at, **how)
