"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import ACCOUNTANT, AUDITOR, INTEGRATION, MANAGER, OWNER

_READ = (OWNER, MANAGER, ACCOUNTANT, AUDITOR)
# Whom a write past the acts is told to. A check changes no record, so an auditor may ask for one.
_PROVING = (OWNER, ACCOUNTANT, AUDITOR)

GRANTS = {
    "view_bulkact": (*_READ, INTEGRATION),
    # A file has what its asker may see anyway.
    "view_export": (*_READ, INTEGRATION),
    "make_export": (*_READ, INTEGRATION),
    "view_idempotencyrecord": _READ,
    "view_historycheck": _PROVING,
    "view_historydifference": _PROVING,
    "check_history": _PROVING,
    "view_notice": (OWNER, AUDITOR),
    "retry_notice": (OWNER,),
    "view_quarantinedrow": _READ,
    "manage_quarantined_rows": (OWNER, MANAGER, ACCOUNTANT),
}
