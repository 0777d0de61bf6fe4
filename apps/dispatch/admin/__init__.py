"""Dispatch in the admin: presentation only."""

from apps.dispatch.admin.orders import WorkOrderAdmin
from apps.dispatch.admin.plans import BusinessCalendarAdmin, ContractSlaAdmin, SlaPlanAdmin, WorkQueueAdmin

__all__ = ["BusinessCalendarAdmin", "ContractSlaAdmin", "SlaPlanAdmin", "WorkOrderAdmin", "WorkQueueAdmin"]
