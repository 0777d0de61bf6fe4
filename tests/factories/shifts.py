"""Sites, people and shifts to test with: guards of a warehouse in Kyiv, in the last week of March 2026."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from apps.shifts import actions as acts
from apps.shifts.actions import SkillDraft
from apps.shifts.models import Employee, Shift, ShiftTemplate, Site, Skill
from apps.shifts.times import span
from apps.tenants.models import Tenant
from tests.factories import AT, system

MONDAY = dt.date(2026, 3, 23)
_numbers = itertools.count(1)


def how(company: Tenant, **more: Any) -> dict[str, Any]:
    return {"actor": system(company), "at": AT, **more}


def site(company: Tenant, code: str = "", *, zone: str = "Europe/Kyiv", **fields: Any) -> Site:
    code = code or f"S{next(_numbers)}"
    return acts.create_site(**how(company), **{"code": code, "name": f"Site {code}", "time_zone": zone} | fields)


def skill(company: Tenant, code: str = "") -> Skill:
    code = code or f"K{next(_numbers)}"
    return acts.create_skill(**how(company), code=code, name=f"Skill {code}")


def employee(company: Tenant, place: Site, name: str = "", *, skills: Any = (), **fields: Any) -> Employee:
    """A person of the site, hired in 2025, with the skills from then on."""
    number = next(_numbers)
    values = {"code": f"E{number}", "name": name or f"Person {number}", "site_id": place.pk, "hired_on": dt.date(2025, 1, 1)}
    return acts.create_employee(**how(company), **values | fields, skills=[SkillDraft(item.pk) for item in skills])


def template(company: Tenant, place: Site, **fields: Any) -> ShiftTemplate:
    values = {"code": f"T{next(_numbers)}", "site_id": place.pk, "role": "Guard", "begins": dt.time(8), "ends": dt.time(20)}
    return acts.create_shift_template(**how(company), **values | fields)


def shift(company: Tenant, place: Site, day: dt.date = MONDAY, begins: str = "08:00", ends: str = "16:00", *, people: Any = (), **fields: Any) -> Shift:
    """A planned shift by the clock of the site, with the people on it."""
    starts_at, ends_at = span(day, dt.time.fromisoformat(begins), dt.time.fromisoformat(ends), zone=place.time_zone)
    values = {"site_id": place.pk, "role": "Guard", "starts_at": starts_at, "ends_at": ends_at, "needed_count": max(1, len(people))}
    made = acts.create_shift(**how(company), **values | fields)
    return acts.assign_shift(made.pk, [person.pk for person in people], **how(company)) if people else made
