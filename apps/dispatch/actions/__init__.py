"""The acts of this app."""

from apps.dispatch.actions.assign import Dispatched, assign_order, dispatch_order, dispatch_queue, release_orders
from apps.dispatch.actions.calendars import archive_calendar, create_calendar, update_calendar
from apps.dispatch.actions.orders import create_order, update_order
from apps.dispatch.actions.plans import (
    archive_plan,
    create_contract_sla,
    create_plan,
    remove_contract_sla,
    update_contract_sla,
    update_plan,
)
from apps.dispatch.actions.queues import archive_queue, create_queue, update_queue
from apps.dispatch.actions.watch import tell_breaches, tell_risks
from apps.dispatch.actions.work import (
    cancel_order,
    complete_order,
    enqueue_order,
    hold_order,
    resume_order,
    start_order,
    unassign_order,
)

__all__ = [
    "Dispatched", "archive_calendar", "archive_plan", "archive_queue", "assign_order", "cancel_order", "complete_order",
    "create_calendar", "create_contract_sla", "create_order", "create_plan", "create_queue", "dispatch_order", "dispatch_queue",
    "enqueue_order", "hold_order", "release_orders", "remove_contract_sla", "resume_order", "start_order", "tell_breaches", "tell_risks",
    "unassign_order", "update_calendar", "update_contract_sla", "update_order", "update_plan", "update_queue",
]  # fmt: skip
