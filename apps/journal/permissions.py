"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import ACCOUNTANT, AUDITOR, MANAGER, OWNER

_READ = (OWNER, MANAGER, ACCOUNTANT, AUDITOR)

GRANTS = {
    "view_journalentry": _READ,
    "view_seal": _READ,
}
