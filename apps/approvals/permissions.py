"""What may be done in this app, and which roles may do it. Who decides on which request, the policy says."""

from apps.tenants.roles import ACCOUNTANT, APPROVER, BACK_OFFICE, DISPATCHER, MANAGER, OWNER

_DECIDERS = (OWNER, MANAGER, ACCOUNTANT, APPROVER, DISPATCHER)

GRANTS = {
    "view_approvalpolicy": BACK_OFFICE,
    "create_policy": (OWNER,),
    "update_policy": (OWNER,),
    "activate_policy": (OWNER,),
    "retire_policy": (OWNER,),
    "view_approvalrequest": BACK_OFFICE,
    "view_requeststep": BACK_OFFICE,
    "decide_request": _DECIDERS,
    "withdraw_request": _DECIDERS,
    "view_delegation": BACK_OFFICE,
    "create_delegation": _DECIDERS,
    "revoke_delegation": _DECIDERS,
    "manage_delegations": (OWNER,),
}
