"""Calendars and plans, in use and archived."""

from __future__ import annotations

from typing import Any

from apps.dispatch import actions as acts
from apps.dispatch.payloads import calendar_body, name_body, plan_body
from apps.tenants.models import Tenant
from tests.factories import dispatch as make
from tests.factories import system
from tests.scenarios.transitions import WHY, Case, by_key, each, setting


def a_calendar(company: Tenant, state: str, number: int) -> Any:
    made = make.calendar(company, f"Calendar {state} {number}")
    return acts.archive_calendar(made.pk, actor=system(company), **WHY) if state == "archived" else made


def a_plan(company: Tenant, state: str, number: int) -> Any:
    made = make.plan(company, f"Plan {state} {number}")
    return acts.archive_plan(made.pk, actor=system(company), **WHY) if state == "archived" else made


def recorded(payload: Any) -> Any:
    return each(lambda row, batch: None, payload)


MAKERS = {"dispatch.BusinessCalendar": a_calendar, "dispatch.SlaPlan": a_plan}
CASES = {
    "business_calendar.update": Case(
        lambda row, actor: acts.update_calendar(row.pk, actor=actor, time_zone="Europe/Warsaw", **WHY), setting(calendar_body, time_zone="Europe/Warsaw")
    ),
    "business_calendar.archive": by_key(acts.archive_calendar, recorded(name_body)),
    "sla_plan.update": Case(lambda row, actor: acts.update_plan(row.pk, actor=actor, low_response=7, **WHY), setting(plan_body, low_response=7)),
    "sla_plan.archive": by_key(acts.archive_plan, recorded(name_body)),
}
