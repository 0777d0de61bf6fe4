"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import AUDITOR, CLIENT, FINANCE, INTEGRATION, MANAGER

_READ = (*FINANCE, MANAGER, AUDITOR)
_SCHEDULERS = (*FINANCE, MANAGER)

GRANTS = {
    "view_report": (*_READ, INTEGRATION, CLIENT),
    "make_report": (*_READ, INTEGRATION, CLIENT),
    "view_reportschedule": _READ,
    "create_report_schedule": _SCHEDULERS,
    "update_report_schedule": _SCHEDULERS,
    "archive_report_schedule": _SCHEDULERS,
}
