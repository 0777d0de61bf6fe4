"""What the journal keeps of dispatch, version 1, and how each type is told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.dispatch.models import BusinessCalendar, ContractSla, SlaPlan, WorkOrder, WorkQueue
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
    "work_queue.created": _("Work queue made"),
    "work_queue.updated": _("Work queue changed"),
    "work_queue.archived": _("Work queue archived"),
    "work_order.created": _("Work order made"),
    "work_order.updated": _("Work order changed"),
    "work_order.queued": _("Work order put into the queue"),
    "work_order.dispatched": _("Work order dispatched"),
    "work_order.assigned": _("Work order assigned by hand"),
    "work_order.unassigned": _("Work order taken back into the queue"),
    "work_order.started": _("Work on the order began"),
    "work_order.held": _("Work order put on hold"),
    "work_order.resumed": _("Work order resumed"),
    "work_order.completed": _("Work order done"),
    "work_order.cancelled": _("Work order cancelled"),
    "sla.at_risk": _("A promised time is at risk"),
    "sla.breached": _("A promised time was missed"),
}

CALENDAR = ("name", "time_zone", "week", "holiday_country", "holiday_subdivision", "days_off")
PLAN = ("name", "calendar_id", *(f"{priority}_{what}" for priority in Priority.values for what in ("response", "resolution")))

QUEUE = ("name", "plan_id", "site_id", "escalate_to_id", "escalate_role", "takes_requests")
# What a person enters of an order.
ORDER = ("queue_id", "contract_id", "site_id", "skill_id", "title", "description", "priority", "estimated_minutes")


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


def queue_body(queue: WorkQueue) -> dict[str, Any]:
    """What a person enters of a queue."""
    return {name: getattr(queue, name) for name in QUEUE}


def order_values(order: WorkOrder) -> dict[str, Any]:
    """What a person enters of an order."""
    return {name: getattr(order, name) for name in ORDER}


def order_body(order: WorkOrder) -> dict[str, Any]:
    """Where an order stands, and what is due."""
    return {
        "number": order.number,
        "client_id": order.client_id,
        "contract_id": order.contract_id,
        "queue_id": order.queue_id,
        "priority": order.priority,
        "employee_id": order.employee_id,
        "shift_id": order.shift_id,
        "response_due_at": order.response_due_at,
        "resolution_due_at": order.resolution_due_at,
    }


def assignment_body(order: WorkOrder) -> dict[str, Any]:
    """Who has the order, and why they."""
    return order_body(order) | {"assignment": order.assignment}


def promise_body(order: WorkOrder, clock: str) -> dict[str, Any]:
    """Which promise of an order is at risk or broken."""
    return order_body(order) | {"clock": clock, "due_at": getattr(order, f"{clock}_due_at"), "plan_id": order.plan_id, "site_id": order.site_id}
