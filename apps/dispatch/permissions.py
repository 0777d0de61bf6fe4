"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import DISPATCHER, MANAGER, OWNER, READERS

_KEEPERS = (OWNER, MANAGER)
_DISPATCHERS = (OWNER, MANAGER, DISPATCHER)

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
}
