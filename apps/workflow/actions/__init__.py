"""Acts on companies and people. They stand here because the journal stands above tenants."""

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

__all__ = [
    "add_member", "create_api_key", "create_tenant", "record_sign_in", "revoke_api_key", "revoke_member", "update_member",
    "update_tenant",
]  # fmt: skip
