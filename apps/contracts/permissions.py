"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import ACCOUNTANT, APPROVER, CLIENT, INTEGRATION, MANAGER, OWNER, READERS

_WRITERS = (OWNER, MANAGER, ACCOUNTANT, INTEGRATION)
_DECIDERS = (OWNER, MANAGER, APPROVER)
_KEEPERS = (OWNER, MANAGER)

GRANTS = {
    "view_contract": (*READERS, CLIENT),
    "create_contract": _WRITERS,
    "update_contract": _WRITERS,
    "submit_contract": _WRITERS,
    "withdraw_contract": _WRITERS,
    "approve_contract": _DECIDERS,
    "reject_contract": _DECIDERS,
    "cancel_contract": _KEEPERS,
    "activate_contract": _KEEPERS,
    "suspend_contract": (OWNER, MANAGER, ACCOUNTANT),
    "resume_contract": (OWNER, MANAGER, ACCOUNTANT),
    "terminate_contract": _KEEPERS,
    "renew_contract": _KEEPERS,
    "expire_contract": _KEEPERS,
    "remind_contract": _KEEPERS,
    "reach_milestone": _WRITERS,
    "attach_document": _WRITERS,
    "share_contract": _KEEPERS,
    "amend_contract": (*_WRITERS, APPROVER),
    "import_contracts": (OWNER, MANAGER, ACCOUNTANT, INTEGRATION),
    "view_contractdocument": READERS,
    "view_billingterm": READERS,
    "view_amendment": READERS,
    "propose_amendment": _WRITERS,
    "update_amendment": _WRITERS,
    "submit_amendment": _WRITERS,
    "withdraw_amendment": _WRITERS,
    "approve_amendment": _DECIDERS,
    "reject_amendment": _DECIDERS,
}

# What may be given on a single contract to a person or a group; to see it comes with everything else.
SHARED = ("view_contract", "update_contract", "submit_contract", "withdraw_contract", "attach_document", "approve_contract")
