"""Acts on companies and people. They stand here because the journal stands above tenants."""

from apps.workflow.actions.check_history import check_history
from apps.workflow.actions.company import update_tenant
from apps.workflow.actions.people import (
    add_member,
    create_api_key,
    create_tenant,
    record_sign_in,
    revoke_api_key,
    revoke_member,
    update_member,
)
from apps.workflow.actions.rescue import rescue_person

__all__ = [
    "add_member", "check_history", "create_api_key", "create_tenant", "record_sign_in", "rescue_person", "revoke_api_key", "revoke_member",
    "update_member", "update_tenant",
]  # fmt: skip
