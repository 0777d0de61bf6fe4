"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import ACCOUNTANT, AUDITOR, MANAGER, OWNER

_READ = (OWNER, MANAGER, ACCOUNTANT, AUDITOR)
# A pack holds the whole of the books and who may do what in them.
_AUDITED = (OWNER, AUDITOR)

GRANTS = {
    "view_journalentry": _READ,
    "view_seal": _READ,
    "view_auditpack": _AUDITED,
    "make_audit_pack": _AUDITED,
}
