"""Calendars, plans, queues and work orders to test with, in every state, by acts."""

from __future__ import annotations

from typing import Any

from apps.dispatch import actions as acts
from apps.dispatch.models import BusinessCalendar, SlaPlan
from apps.tenants.models import Tenant
from tests.factories import AT, system

ALWAYS = [[["00:00", "24:00"]]] * 7


def calendar(company: Tenant, name: str = "Office", **values: Any) -> BusinessCalendar:
    """Monday to Friday from 9 to 18 in Kyiv."""
    return acts.create_calendar(actor=system(company), at=AT, **{"name": name} | values)


def plan(company: Tenant, name: str = "Standard", of: BusinessCalendar | None = None, **values: Any) -> SlaPlan:
    """Urgent: answered in 30 minutes and resolved in 4 hours; normal: 4 hours and 3 days of eight hours."""
    return acts.create_plan((of or calendar(company, f"Calendar of {name}")).pk, actor=system(company), at=AT, **{"name": name} | values)
