"""What may be done in this app, and which roles may do it."""

from apps.tenants.roles import AUDITOR, BACK_OFFICE, MANAGER, OWNER

GRANTS = {
    "view_tenant": BACK_OFFICE,
    "change_tenant": (OWNER,),
    "view_membership": (OWNER, AUDITOR),
    "create_membership": (OWNER,),
    "update_membership": (OWNER,),
    "revoke_membership": (OWNER,),
    "view_peoplegroup": BACK_OFFICE,
    "create_group": (OWNER, MANAGER),
    "update_group": (OWNER, MANAGER),
    "view_apikey": (OWNER, AUDITOR),
    "create_api_key": (OWNER,),
    "revoke_api_key": (OWNER,),
    "update_api_key": (OWNER,),
    "rotate_api_key": (OWNER,),
}
