"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import CLIENT, DISPATCHER, INTEGRATION, MANAGER, OWNER, READERS

_KEEPERS = (OWNER, MANAGER)
_DISPATCHERS = (OWNER, MANAGER, DISPATCHER)
_DOORS = (*_DISPATCHERS, INTEGRATION)

GRANTS = {
    "view_businesscalendar": READERS,
    "create_business_calendar": _KEEPERS,
    "update_business_calendar": _KEEPERS,
    "archive_business_calendar": _KEEPERS,
    "view_slaplan": READERS,
    "create_sla_plan": _KEEPERS,
    "update_sla_plan": _KEEPERS,
    "archive_sla_plan": _KEEPERS,
    "view_contractsla": READERS,
    "create_contract_sla": _KEEPERS,
    "update_contract_sla": _KEEPERS,
    "remove_contract_sla": _KEEPERS,
    "view_workqueue": READERS,
    "create_work_queue": _DISPATCHERS,
    "update_work_queue": _DISPATCHERS,
    "archive_work_queue": _DISPATCHERS,
    "view_workorder": (*READERS, CLIENT),
    "create_work_order": (*_DOORS, CLIENT),
    "update_work_order": _DOORS,
    "enqueue_work_order": _DOORS,
    "dispatch_work_order": _DISPATCHERS,
    "assign_work_order": _DOORS,
    "unassign_work_order": _DOORS,
    "start_work_order": _DOORS,
    "hold_work_order": _DOORS,
    "resume_work_order": _DOORS,
    "complete_work_order": _DOORS,
    "cancel_work_order": _DOORS,
    "watch_work_order": _KEEPERS,
}
