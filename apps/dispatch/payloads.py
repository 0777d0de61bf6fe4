"""What the journal keeps of dispatch, version 1, and how each type is told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.dispatch.models import BusinessCalendar, ContractSla, SlaPlan
from apps.dispatch.states import Priority

TOLD = {
    "business_calendar.created": _("Business calendar made"),
    "business_calendar.updated": _("Business calendar changed"),
    "business_calendar.archived": _("Business calendar archived"),
    "sla_plan.created": _("Service level plan made"),
    "sla_plan.updated": _("Service level plan changed"),
    "sla_plan.archived": _("Service level plan archived"),
    "contract_sla.created": _("Service level promised in a contract"),
    "contract_sla.updated": _("Service level of a contract changed"),
    "contract_sla.removed": _("Service level of a contract removed"),
}

CALENDAR = ("name", "time_zone", "week", "holiday_country", "holiday_subdivision", "days_off")
PLAN = ("name", "calendar_id", *(f"{priority}_{what}" for priority in Priority.values for what in ("response", "resolution")))


def calendar_body(calendar: BusinessCalendar) -> dict[str, Any]:
    """What a person enters of a calendar."""
    return {name: getattr(calendar, name) for name in CALENDAR}


def plan_body(plan: SlaPlan) -> dict[str, Any]:
    """What a person enters of a plan; targets in minutes."""
    return {name: getattr(plan, name) for name in PLAN}


def contract_sla_body(row: ContractSla) -> dict[str, Any]:
    """Which contract has which plan."""
    return {"contract_id": row.contract_id, "plan_id": row.plan_id}


def name_body(row: Any) -> dict[str, Any]:
    """What is archived, by its name."""
    return {"name": row.name}
