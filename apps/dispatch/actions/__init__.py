"""The acts of this app."""

from apps.dispatch.actions.calendars import archive_calendar, create_calendar, update_calendar
from apps.dispatch.actions.plans import (
    archive_plan,
    create_contract_sla,
    create_plan,
    remove_contract_sla,
    update_contract_sla,
    update_plan,
)

__all__ = [
    "archive_calendar", "archive_plan", "create_calendar", "create_contract_sla", "create_plan", "remove_contract_sla",
    "update_calendar", "update_contract_sla", "update_plan",
]  # fmt: skip
